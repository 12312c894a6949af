"""The first page of an answer, and each next one, without finding the whole of it.

Two ways: *walking* the images in the order asked for and trying each, which is quick where many answer; and
*gathering* all that answer before they are ordered, which is quick where few do. Walking is given a number of
images to try; where that is not enough, few answer, and gathering is the quicker way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, literal, or_, select, tuple_

from janus_desktop.models import questions
from janus_desktop.models.tables import Image
from janus_desktop.models.values import Mark, Page, Question

#: how many images walking tries, and how many in its second attempt
TRIES = (600, 5000)
#: the same where words are asked for: what they find is looked up at each attempt, so there is one only
TRIES_OF_WORDS = (12_000,)
#: so few hits that gathering them is quicker than any walk
FEW = 2000
Row = tuple[int, Any]


def page(connection: Connection, question: Question, limit: int, after: Mark | None) -> Page:
    """Up to `limit` ids that come after `after` in the order of `question`, and where the next page begins."""
    # nothing is asked but what the index of the order holds
    plain = len(questions.conditions(question)) <= 1 and not questions.speaks_of_trash(question)
    rows = _in_order(connection, question, limit, after) if plain else None
    if not plain and not _few(connection, question) and (after is None or after.value is not None):
        for tries in TRIES_OF_WORDS if questions.has_words(question) else TRIES:
            rows = _walk(connection, question, limit, after, tries)
            if rows is not None:
                break
    if rows is None:
        rows = _gather(connection, question, limit, after)
    more = Mark(rows[-1][1], rows[-1][0]) if len(rows) == limit and rows else None
    return Page(question, tuple(row[0] for row in rows), more)


def _few(connection: Connection, question: Question) -> bool:
    """Whether one of the conditions alone has only a few hits, which an index tells at once."""
    return any(int(connection.scalar(count) or 0) < FEW for count in questions.probes(question, FEW))


def _in_order(connection: Connection, question: Question, limit: int, after: Mark | None) -> list[Row]:
    """By the index of the order alone; what has no value comes last."""
    by = questions.sort_column(question)
    rows: list[Row] = []
    for valued in (True, False):
        if len(rows) == limit or (valued and after is not None and after.value is None):
            continue
        begin = after if valued or (after is not None and after.value is None) else None
        query = _start(select(Image.id, by), question, by, begin, valued=valued)
        query = query.order_by(*_direction(question, by, Image.id)[0 if valued else 1 :]).limit(limit - len(rows))
        rows += [(row[0], row[1]) for row in connection.execute(query)]
    return rows


def _walk(connection: Connection, question: Question, limit: int, after: Mark | None, tries: int) -> list[Row] | None:
    """The page, if it is full after `tries` images."""
    by = questions.sort_column(question)
    tried = _start(select(Image.id, by.label("by")), question, by, after, valued=True)
    some = tried.order_by(*_direction(question, by, Image.id)).limit(tries).subquery()
    walked = (
        select(Image.id, some.c.by)
        .select_from(some)
        .join(Image, Image.id == some.c.id)
        .where(*questions.conditions(question, probing=True))
        .order_by(*_direction(question, some.c.by, some.c.id))
        .limit(limit)
    )
    rows = [(row[0], row[1]) for row in connection.execute(walked)]
    return rows if len(rows) == limit else None


def _gather(connection: Connection, question: Question, limit: int, after: Mark | None) -> list[Row]:
    """All that answer, ordered afterwards."""
    by = questions.sort_column(question)
    order = questions.unindexed(by)
    query = select(Image.id, by).where(*questions.conditions(question))
    if after is not None and after.value is not None:
        query = query.where(or_(order.is_(None), _beyond(question, order, after)))
    elif after is not None:
        query = query.where(and_(order.is_(None), _further(question, after)))
    query = query.order_by(order.is_(None), *_direction(question, order, Image.id)).limit(limit)
    return [(row[0], row[1]) for row in connection.execute(query)]


def _start(query: Select[Any], question: Question, by: Any, after: Mark | None, *, valued: bool) -> Select[Any]:
    """Where the page begins. Row values let SQLite go there by the index; `OR` would not."""
    if not questions.speaks_of_trash(question):
        query = query.where(Image.trashed_at.is_not(None) if question.trashed else Image.trashed_at.is_(None))
    query = query.where(by.is_not(None) if valued else by.is_(None))
    if after is None:
        return query
    return query.where(_beyond(question, by, after) if valued else _further(question, after))


def _beyond(question: Question, by: Any, after: Mark) -> ColumnElement[bool]:
    here, there = tuple_(by, Image.id), tuple_(literal(after.value, by.type), literal(after.id))
    return here < there if question.descending else here > there


def _further(question: Question, after: Mark) -> ColumnElement[bool]:
    return Image.id < after.id if question.descending else Image.id > after.id


def _direction(question: Question, by: Any, image: Any) -> Sequence[ColumnElement[Any]]:
    return [column.desc() if question.descending else column.asc() for column in (by, image)]
