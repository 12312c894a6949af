"""Words and text: full text, parts of file names, names of tags, and columns of few different values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all

from janus_desktop.models.fulltext import NAMES, SAID, TABLE
from janus_desktop.models.queries.context import Context, escaped, holds, in_index
from janus_desktop.models.tables import Image, ImageTag, Tag
from janus_desktop.search.texts import phrase, split_scripts
from janus_desktop.search.tree import Value

#: letters that the index of names goes by
TRIGRAM = 3
_FORMATS = {"jpg": "jpeg", "tif": "tiff", "heif": "heic", "dicom": "dcm", "jp2": "jpeg 2000", "jxl": "jpeg xl"}


def says(text: str, begun: bool, context: Context) -> ColumnElement[bool]:
    """The words are in the image's texts, in what its file says, in its name, or name one of its tags."""
    text = text.replace("\0", "").strip()
    sets = _sets(text, begun)
    if not sets:  # no letters in it: the full text does not know it
        return or_(*(holds(context.column(name), text) for name in ("filename", "title", "description")))
    return context.column("id").in_(union_all(*sets))  # type: ignore[no-any-return]


def hits(text: str, begun: bool, most: int) -> Select[Any] | None:
    """Counts the hits of words, an image perhaps twice, up to `most`; None where no index knows them."""
    sets = _sets(text.replace("\0", "").strip(), begun)
    some = union_all(*sets).limit(most).subquery() if sets else None
    return select(func.count()).select_from(some) if some is not None else None


def _sets(text: str, begun: bool) -> list[Select[Any]]:
    """The ids that each of the places where words are looked up finds."""
    words_of = phrase(text, whole=not begun)
    if words_of is None:
        return []
    sets = [in_index(TABLE, words_of), in_index(SAID, words_of)]
    if len(text) >= TRIGRAM:
        sets.append(in_index(NAMES, literal_phrase(text)))
    tags = _tags(text, begun)
    if tags is not None:
        sets.append(select(ImageTag.image_id).where(ImageTag.tag_id.in_(tags)))
    return sets


def literal_phrase(text: str) -> str:
    """`text` as a full-text phrase for the index of names."""
    return '"' + text.replace("\0", "").replace('"', '""') + '"'


def _tags(text: str, begun: bool) -> Select[Any] | None:
    path: Any = Tag.key
    for between in ("|", "-", "_", ",", "."):
        path = func.replace(path, between, " ")
    plain = " ".join(text.casefold().translate(str.maketrans("|-_,./", "      ")).split())
    if not plain:
        return None
    if split_scripts(plain) != plain:  # no spaces between its words
        return select(Tag.id).where(holds(Tag.key, plain))
    pattern = f"% {escaped(plain)}%" if begun else f"% {escaped(plain)} %"
    return select(Tag.id).where((literal(" ") + path + " ").like(pattern, escape="\\"))


def described(name: str, value: Value, exact: bool, context: Context) -> ColumnElement[bool]:
    """A field that is in the full text has these words; `exact`: is this text, upper and lower case alike."""
    words_of = phrase(value.text, whole=not value.begun)
    column = context.column(name)
    if exact:
        found = column.collate("NOCASE") == value.text
        return found if words_of is None else and_(context.among(in_index(TABLE, f"{name} : {words_of}")), found)
    if words_of is None:
        return holds(column, value.text)
    return context.among(in_index(TABLE, f"{name} : {words_of}"))


def named(value: Value, exact: bool, context: Context) -> ColumnElement[bool]:
    """The file's name has this part; is it where `exact`, begins with it where a `*` stood behind."""
    text, column = value.text.replace("\0", ""), context.column("filename")
    if exact:
        found = column.collate("NOCASE") == text
    elif value.begun:
        found = column.like(f"{escaped(text)}%", escape="\\")
    else:
        found = holds(column, text)
    if len(text) < TRIGRAM:
        return found  # type: ignore[no-any-return]
    indexed = context.among(in_index(NAMES, literal_phrase(text)))
    return indexed if not exact and not value.begun else and_(indexed, found)


def one_of_few(name: str, value: Value, exact: bool, context: Context) -> ColumnElement[bool]:
    """A column of few different values has this part; its values are tried first, each once."""
    column = context.column(name)
    text = value.text.replace("\0", "").strip()
    if name == "format" and not value.begun:
        exact, text = True, _FORMATS.get(text.casefold(), text)
    if context.trashed:
        return _fits(column, text, exact)
    plain = getattr(Image, name)
    # the indexes of these two, by which images are sorted too, begin with whether an image is in the trash
    kept = Image.trashed_at.is_(None) if name in ("camera", "format") else plain.is_not(None)
    first = select(func.min(plain).label("value")).where(kept).cte(recursive=True)
    further = select(select(func.min(plain)).where(kept, plain > first.c.value).scalar_subquery())
    few = first.union_all(further.where(first.c.value.is_not(None)))
    return column.in_(select(few.c.value).where(_fits(few.c.value, text, exact)))  # type: ignore[no-any-return]


def _fits(column: Any, text: str, exact: bool) -> ColumnElement[bool]:
    return column.collate("NOCASE") == text if exact else holds(column, text)
