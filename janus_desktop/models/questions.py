"""A `Question` as SQL: which images answer it, and in what order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
)

from janus_desktop.models.tables import Folder, Image, ImageTag, Place, Tag
from janus_desktop.models.values import Chosen, Matching, Question
from janus_desktop.search.texts import phrase, terms

_SORTS: dict[str, tuple[Any, ...]] = {
    "taken": (Image.taken,),
    "imported": (Image.imported_at,),
    "filename": (Image.filename,),
    "title": (Image.title,),
    "rating": (Image.rating,),
    "size": (Image.size,),
    "format": (Image.format,),
    "camera": (Image.camera,),
}
_GROUPS: dict[str, Any] = {
    "day": func.substr(Image.taken, 1, 10),
    "month": func.substr(Image.taken, 1, 7),
    "year": func.substr(Image.taken, 1, 4),
    "camera": Image.camera,
    "rating": Image.rating,
    "import": Image.import_operation,
    "format": Image.format,
}


def conditions(question: Question) -> list[ColumnElement[bool]]:
    """What an image must fulfil."""
    wanted: list[ColumnElement[bool]] = [
        Image.trashed_at.is_not(None) if question.trashed else Image.trashed_at.is_(None)
    ]
    if question.operation is not None:
        wanted.append(Image.import_operation == question.operation)
    if question.source is not None:
        wanted.append(Image.id.in_(select(Place.image_id).where(Place.source_id == question.source)))
    if question.folder is not None:
        wanted.append(Image.id.in_(select(Place.image_id).where(Place.folder_id.in_(below(Folder, question.folder)))))
    if question.tag is not None:
        wanted.append(Image.id.in_(select(ImageTag.image_id).where(ImageTag.tag_id.in_(below(Tag, question.tag)))))
    wanted.extend(_says(term, quoted) for term, quoted in terms(question.text))
    return wanted


def below(tree_of: type[Folder] | type[Tag], top: int) -> Select[tuple[int]]:
    """The ids of a node of a tree and of all below it."""
    tree = select(tree_of.id).where(tree_of.id == top).cte(recursive=True)
    tree = tree.union_all(select(tree_of.id).where(tree_of.parent_id == tree.c.id))
    return select(tree.c.id)


def _says(term: str, quoted: bool) -> ColumnElement[bool]:
    name = term.rstrip("*")
    escaped = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    ways: list[ColumnElement[bool]] = [Image.filename.ilike(f"%{escaped}%", escape="\\")]
    words_of = phrase(term, whole=quoted)
    if words_of is not None:
        for name in ("image_text", "image_said"):
            index = table(name, column("rowid"))
            ways.append(Image.id.in_(select(index.c.rowid).where(literal_column(name).op("MATCH")(words_of))))
        tagged = select(ImageTag.image_id).join(Tag, Tag.id == ImageTag.tag_id)
        ways.append(Image.id.in_(tagged.where(Tag.name.ilike(f"{escaped}%", escape="\\"))))
    return or_(*ways)


def ordered(question: Question) -> Select[Any]:
    """The ids in the order asked for; ids break ties, what has no value comes last."""
    columns = _SORTS.get(question.sort, _SORTS["taken"])
    query = select(Image.id).where(and_(*conditions(question)))
    if question.group == "folder":
        query = query.add_columns(
            select(func.min(Place.folder_id)).where(Place.image_id == Image.id).scalar_subquery().label("grp")
        )
    elif question.group in _GROUPS:
        query = query.add_columns(_GROUPS[question.group].label("grp"))
    lead = (
        [text("grp IS NULL"), text("grp DESC" if question.descending else "grp")]
        if len(query.selected_columns) > 1 and not _sorted_by_group(question)
        else []
    )
    if question.descending:
        return query.order_by(*lead, *(by.desc() for by in columns), Image.id.desc())
    return query.order_by(*lead, *(by.asc().nulls_last() for by in columns), Image.id.asc())


def _sorted_by_group(question: Question) -> bool:
    return (question.group in ("day", "month", "year") and question.sort == "taken") or question.group == question.sort


def resolve(connection: Connection, chosen: Chosen) -> list[int]:
    """The ids of the images that an operation concerns, each once."""
    if not isinstance(chosen, Matching):
        return list(dict.fromkeys(int(i) for i in chosen))
    rows = connection.execute(ordered(chosen.question))
    return [row[0] for row in rows if row[0] not in chosen.excluding]
