"""The first page of an answer, and each next one, without finding the whole of it.

Two ways: *walking* the images in the order asked for and trying each, which is quick where many answer; and
*gathering* all that answer before they are ordered, which is quick where few do. Walking is given a number of
images to try; where that is not enough, few answer, and gathering is the quicker way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, literal, select, tuple_

from janus_desktop.models import questions
from janus_desktop.models.tables import Image
from janus_desktop.models.values import Mark, Page, Question

#: how many images walking tries, and how many in its second and last attempt
TRIES = (600, 5000)
#: so few hits that gathering them is quicker than any walk
FEW = 2000


def page(connection: Connection, question: Question, limit: int, after: Mark | None) -> Page:
    """Up to `limit` ids that come after `after` in the order of `question`, and where the next page begins."""
    rows: list[tuple[int, Any]] = []
    known = after is None or after.value is not None
    if known:  # what has no value comes last
        rows = _run(connection, question, limit, after, valued=True)
    if len(rows) < limit:
        rest = None if known else after
        rows += _run(connection, question, limit - len(rows), rest, valued=False)
    ids = tuple(row[0] for row in rows)
    more = Mark(rows[-1][1], rows[-1][0]) if len(rows) == limit and rows else None
    return Page(question, ids, more)


def _run(
    connection: Connection, question: Question, limit: int, after: Mark | None, *, valued: bool
) -> list[tuple[int, Any]]:
    by = questions.sort_column(question)
    tested = questions.conditions(question, probing=True)
    plain = len(tested) <= 1  # nothing asked but what the index holds: the catalogue, or the trash
    if not plain and not _few(connection, question):
        for tries in TRIES:
            rows = _walk(connection, question, limit, after, tries, valued=valued)
            if rows is not None:
                return rows
    wanted = tested if plain else questions.conditions(question)
    order = by if plain else questions.unindexed(by)
    query = _start(select(Image.id, by), question, order, after, valued).where(*wanted)
    return [(row[0], row[1]) for row in connection.execute(_order(query, question, order, valued).limit(limit))]


def _walk(
    connection: Connection, question: Question, limit: int, after: Mark | None, tries: int, *, valued: bool
) -> list[tuple[int, Any]] | None:
    """The page, if it is full after `tries` images."""
    by = questions.sort_column(question)
    tried = _order(_start(select(Image.id, by.label("by")), question, by, after, valued), question, by, valued)
    some = tried.limit(tries).subquery()
    walked = (
        select(Image.id, some.c.by)
        .select_from(some)
        .join(Image, Image.id == some.c.id)
        .where(*questions.conditions(question, probing=True))
        .order_by(*_direction(question, some.c.by, some.c.id, valued))
        .limit(limit)
    )
    rows = [(row[0], row[1]) for row in connection.execute(walked)]
    return rows if len(rows) == limit else None


def _few(connection: Connection, question: Question) -> bool:
    """Whether one of the conditions alone has only a few hits, which an index tells at once."""
    return any(int(connection.scalar(count) or 0) < FEW for count in questions.probes(question, FEW))


def _start(query: Select[Any], question: Question, by: Any, after: Mark | None, valued: bool) -> Select[Any]:
    """Where the page begins. Row values let SQLite go there by the index; `OR` would not."""
    kept = Image.trashed_at.is_not(None) if question.trashed else Image.trashed_at.is_(None)
    if not questions.speaks_of_trash(question):
        query = query.where(kept)
    query = query.where(by.is_not(None) if valued else by.is_(None))
    if after is None:
        return query
    if not valued:
        return query.where(Image.id < after.id if question.descending else Image.id > after.id)
    here, there = tuple_(by, Image.id), tuple_(literal(after.value, by.type), literal(after.id))
    return query.where(here < there if question.descending else here > there)


def _order(query: Select[Any], question: Question, by: Any, valued: bool) -> Select[Any]:
    return query.order_by(*_direction(question, by, Image.id, valued))


def _direction(question: Question, by: Any, image: Any, valued: bool) -> Sequence[ColumnElement[Any]]:
    columns = (by, image) if valued else (image,)
    return [column.desc() if question.descending else column.asc() for column in columns]
