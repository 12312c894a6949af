"""Verifying the chain of the trail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator
from typing import Any

from sqlalchemy import func, select

from janus_desktop.cancel import Cancel
from janus_desktop.errors import Words, words
from janus_desktop.models import chain
from janus_desktop.models.store import Store
from janus_desktop.models.tables import Log, Revision, Security
from janus_desktop.models.values import ChainReport, Step

_PAGE = 2000


def verify(store: Store, cancel: Cancel) -> Generator[Step, None, ChainReport]:
    """Recompute both chains; the first broken link of each is named."""
    with store.read() as connection:
        total = sum(int(connection.scalar(select(func.count()).select_from(table)) or 0) for table in (Log, Security))
    broken: list[tuple[str, int, Words]] = []
    done = 0
    for table in (Log, Security):
        previous, expected, after = chain.FIRST, 1, 0
        while not cancel.asked:
            page, revisions = _page(store, table, after)
            if not page:
                break
            wrong = None
            for row in page:
                wrong = _wrong(row, previous, expected, revisions.get(row.id, []))
                if wrong is not None:
                    broken.append((table.__tablename__, row.id, wrong))
                    break
                previous, expected, after = row.link, row.sequence + 1, row.sequence
            done += len(page)
            yield Step(done, total, "verify")
            if wrong is not None:
                break
    return ChainReport(done, not broken and not cancel.asked, tuple(broken))


def _page(store: Store, table: chain.Chained, after: int) -> tuple[list[Any], dict[int, list[chain.RevisionText]]]:
    revisions: dict[int, list[chain.RevisionText]] = defaultdict(list)
    with store.read() as connection:
        page = list(
            connection.execute(
                select(
                    table.id,
                    table.sequence,
                    table.user_id,
                    table.action,
                    table.timestamp,
                    table.meta_data,
                    table.salt,
                    table.payload_digest,
                    table.link,
                )
                .where(table.sequence > after)
                .order_by(table.sequence)
                .limit(_PAGE)
            )
        )
        if page and table is Log:
            rows = connection.execute(
                select(Revision.log_id, Revision.kind, Revision.record, Revision.before, Revision.after)
                .where(Revision.log_id.between(page[0].id, page[-1].id))
                .order_by(Revision.id)
            )
            for row in rows:
                revisions[row.log_id].append((row.kind, row.record, row.before, row.after))
    return page, revisions


def _wrong(row: Any, previous: bytes, expected: int, revisions: list[chain.RevisionText]) -> Words | None:
    if row.sequence != expected:
        return words("rows are missing before this one")
    if row.salt is not None and chain.payload_digest(row.salt, row.meta_data, revisions) != row.payload_digest:
        return words("what this row says was altered")
    made = chain.link(previous, row.sequence, row.id, row.user_id, row.action, row.timestamp, row.payload_digest)
    if made != row.link:
        return words("this row was altered, inserted or moved")
    return None
