"""A `Question` as SQL: which images answer it, and in what order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    func,
    select,
    text,
)
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression

from janus_desktop.models import queries
from janus_desktop.models.queries import belonging
from janus_desktop.models.tables import Folder, Image, ImageTag, Place, Tag
from janus_desktop.models.values import Chosen, Matching, Question
from janus_desktop.search import parse
from janus_desktop.search.tree import And, Anything, Field, Prefix, Word, leaves

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


def conditions(question: Question, *, probing: bool = False) -> list[ColumnElement[bool]]:
    """What an image must fulfil. `probing`: the images come by in order, and each is tried (see `pages`)."""
    tree = parse(question.text).tree
    context = queries.Context(probing=probing, trashed=question.trashed or queries.wants_trash(tree))
    wanted: list[ColumnElement[bool]] = []
    if question.trashed:
        wanted.append(Image.trashed_at.is_not(None))
    elif not context.trashed:
        wanted.append(Image.trashed_at.is_(None))
    if question.operation is not None:
        wanted.append(context.column("import_operation") == question.operation)
    if question.source is not None:
        places = select(Place.image_id).where(Place.source_id == question.source)
        wanted.append(context.among(places))
    if question.folder is not None:
        places = select(Place.image_id).where(Place.folder_id.in_(below(Folder, question.folder)))
        wanted.append(context.among(places))
    if question.tag is not None:
        tagged = select(ImageTag.image_id).where(ImageTag.tag_id.in_(below(Tag, question.tag)))
        wanted.append(context.among(tagged))
    parts = tree.parts if isinstance(tree, And) else (tree,)
    wanted.extend(queries.compiled(part, context) for part in parts if not isinstance(part, Anything))
    return wanted


def sort_column(question: Question) -> Any:
    """The column that the order of `question` goes by."""
    return _SORTS.get(question.sort, _SORTS["taken"])[0]


def unindexed(by: Any) -> Any:
    """`by`, to order by after the images are found: not by walking all of them in its order."""
    return UnaryExpression(by, operator=operators.custom_op("+"), type_=by.type)


def speaks_of_trash(question: Question) -> bool:
    """Whether the words themselves ask for images in the trash."""
    return not question.trashed and queries.wants_trash(parse(question.text).tree)


def has_words(question: Question) -> bool:
    """Whether words are asked for, in all text or in a field."""
    return any(not isinstance(leaf, Field) or leaf.name in queries.TEXTS for leaf in leaves(parse(question.text).tree))


def probes(question: Question, most: int) -> list[Select[Any]]:
    """For each condition, of those that all must hold, that an index knows: a count of its hits up to `most`."""
    tree = parse(question.text).tree
    context = queries.Context(trashed=question.trashed or queries.wants_trash(tree))
    plain = Question(source=question.source, folder=question.folder, tag=question.tag, operation=question.operation)
    counts: list[Select[Any]] = []
    wanted = conditions(plain)[1:]
    for part in tree.parts if isinstance(tree, And) else (tree,):
        if isinstance(part, Word | Prefix):
            count = queries.hits(part.text, isinstance(part, Prefix), most)
            counts += [] if count is None else [count]
        elif queries.is_indexed(part):
            wanted.append(queries.compiled(part, context))
    for one in wanted:
        some = select(Image.id).where(one).limit(most).subquery()
        counts.append(select(func.count()).select_from(some))
    return counts


def below(tree_of: type[Folder] | type[Tag], top: int) -> Select[Any]:
    """The ids of a node of a tree and of all below it."""
    return belonging.below(tree_of, select(tree_of.id).where(tree_of.id == top))


def ordered(question: Question) -> Select[Any]:
    """The ids in the order asked for; ids break ties, what has no value comes last."""
    wanted = conditions(question)
    columns = [unindexed(sort_column(question)) if len(wanted) > 1 else sort_column(question)]
    query = select(Image.id).where(and_(*wanted))
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
