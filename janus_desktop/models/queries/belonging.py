"""What an image belongs to: tags, folders, sources, people; and what it is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Select, Text, and_, cast, exists, func, literal, not_, or_, select

from janus_desktop.models.queries.context import Context, escaped
from janus_desktop.models.tables import Folder, Image, ImageTag, Place, Source, Tag, User
from janus_desktop.search.tree import Value

RAW = (
    "3FR", "ARW", "CR2", "CR3", "CRW", "DCR", "DNG", "ERF", "FFF", "IIQ", "K25", "KDC", "MEF", "MOS", "MRW", "NEF",
    "NRW", "ORF", "PEF", "RAF", "RAW", "RW2", "RWL", "SR2", "SRF", "SRW", "X3F",
)  # fmt: skip


def below(tree_of: type[Folder] | type[Tag], tops: Select[Any]) -> Select[Any]:
    """The ids of nodes of a tree and of all below them."""
    tree = tops.cte(recursive=True)
    tree = tree.union(select(tree_of.id).where(tree_of.parent_id == tree.c.id))
    return select(tree.c.id)


def tagged(value: Value, exact: bool, context: Context) -> ColumnElement[bool]:
    """Carries the tag, by its name or its path; with what is below it unless `exact`."""
    parts = [part.strip() for part in value.text.casefold().replace("/", "|").split("|")]
    key = "|".join(part for part in parts if part)
    more = "%" if value.begun else ""
    tops = select(Tag.id).where(
        or_(
            Tag.key.like(escaped(key) + more, escape="\\"),
            Tag.key.like(f"%|{escaped(key)}{more}", escape="\\"),
        )
    )
    tags = tops if exact else below(Tag, tops)
    return context.among(select(ImageTag.image_id).where(ImageTag.tag_id.in_(tags)))


def in_folder(value: Value, exact: bool, context: Context) -> ColumnElement[bool]:
    """Lies in a folder of that name or path; with what is below it unless `exact`."""
    text = value.text.replace("\\", "/").rstrip("/") or "/"
    root, path = cast(Source.root, Text), cast(Folder.path, Text)
    whole = func.rtrim(root, "/") + "/" + path
    more = "%" if value.begun else ""
    written = {text, text.casefold(), text.upper(), text.capitalize(), text.title()}  # LIKE folds only a–z
    ways: list[ColumnElement[bool]] = []
    for each in sorted(written):
        if "/" in text:
            ways.append(func.rtrim(whole, "/").like(escaped(each) + more, escape="\\"))
            ways.append(func.rtrim(whole, "/").like(f"%/{escaped(each.lstrip('/'))}{more}", escape="\\"))
        else:
            ways.append(Folder.name.like(escaped(each) + more, escape="\\"))
            ways.append(func.rtrim(whole, "/").like(f"%/{escaped(each)}{more}", escape="\\"))
    tops = select(Folder.id).join(Source, Source.id == Folder.source_id).where(or_(*ways))
    folders = tops if exact else below(Folder, tops)
    return context.among(select(Place.image_id).where(Place.folder_id.in_(folders)))


def from_source(value: Value, exact: bool, context: Context) -> ColumnElement[bool]:
    """Lies in a source whose name has this part; is it where `exact`."""
    pattern = escaped(value.text) if exact else f"%{escaped(value.text)}%"
    sources = select(Source.id).where(
        or_(
            Source.name.like(pattern, escape="\\"),
            Source.root == literal(value.text.encode("utf-8", "replace"), LargeBinary),
        )
    )
    return context.among(select(Place.image_id).where(Place.source_id.in_(sources)))


def imported_by(value: Value, exact: bool, context: Context) -> ColumnElement[bool]:
    """Was imported by a person with this name, or a part of it."""
    pattern = escaped(value.text) if exact else f"%{escaped(value.text)}%"
    users = select(User.id).where(or_(User.username.like(pattern, escape="\\"), User.name.like(pattern, escape="\\")))
    return context.column("imported_by").in_(users)  # type: ignore[no-any-return]


def state(name: str, context: Context) -> ColumnElement[bool]:
    """Is what the word says (`is:raw`)."""
    column = context.column
    if name in ("present", "missing", "offline", "changed"):
        return column("state") == name  # type: ignore[no-any-return]
    plain: dict[str, Any] = {
        "raw": lambda: column("format").in_(RAW),
        "trashed": lambda: column("trashed_at").is_not(None),
        "rated": lambda: column("rating") > 0,
        "unrated": lambda: func.coalesce(column("rating"), 0) == 0,
        "picked": lambda: column("flag") == "pick",
        "rejected": lambda: column("flag") == "reject",
        "multipage": lambda: column("pages") > 1,
        "located": lambda: and_(column("gps_lat").is_not(None), column("gps_lon").is_not(None)),
        "unlocated": lambda: or_(column("gps_lat").is_(None), column("gps_lon").is_(None)),
        "undated": lambda: column("taken").is_(None),
        "unreadable": lambda: column("no_pixels").is_not(None),
        "edited": lambda: and_(column("version") > 1, cast(Image.sources, Text).like('%"person"%')),
        "tagged": _has_tags,
        "untagged": lambda: not_(_has_tags()),
        "duplicate": lambda: _twice(context),
    }
    return plain[name]() if name in plain else _shape(name, context)


def _has_tags() -> ColumnElement[bool]:
    return exists(select(ImageTag.image_id).where(ImageTag.image_id == Image.id).correlate(Image))


def _twice(context: Context) -> ColumnElement[bool]:
    if context.probing:
        places = select(func.count()).select_from(Place).where(Place.image_id == Image.id).correlate(Image)
        return places.scalar_subquery() > 1
    return Image.id.in_(select(Place.image_id).group_by(Place.image_id).having(func.count() > 1))


def _shape(name: str, context: Context) -> ColumnElement[bool]:
    width, height = context.column("width"), context.column("height")
    if name == "square":
        return width == height  # type: ignore[no-any-return]
    turned = context.column("orientation") >= 5
    upright = height > width if name == "portrait" else width > height
    lying = width > height if name == "portrait" else height > width
    return or_(and_(not_(turned), upright), and_(turned, lying))
