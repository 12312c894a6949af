"""Verifying the chain of the trail: every link is computed anew, and what no longer fits is named."""

from __future__ import annotations

import json
from collections.abc import Generator
from hashlib import sha256
from typing import Any

from janus_desktop.cancel import Cancel
from janus_desktop.errors import Words, words
from janus_desktop.models import chain
from janus_desktop.models.store import Store
from janus_desktop.models.values import Step
from janus_desktop.models.values_people import ChainReport

#: rows of a reading transaction, and of one call into the driver
_PAGE, _SOME = 20_000, 2000
#: breaks that are named; the others are counted
NAMED = 20
_ROWS = (
    "SELECT sequence, id, user_id, action, timestamp, meta_data, salt, payload_digest, link FROM {table} "
    "WHERE sequence > ? ORDER BY sequence LIMIT ?"
)
_REVISIONS = (
    "SELECT log_id, kind, record, before, after FROM revisions WHERE log_id > ? AND log_id <= ? ORDER BY log_id, id"
)
Row = tuple[int, int, int | None, str, str, str | None, bytes | None, bytes, bytes]


def verify(store: Store, cancel: Cancel) -> Generator[Step, None, ChainReport]:
    """Recompute both chains; each break is named by table, row and what happened there.

    1,000,000 rows take some seconds. `whole` is False where it was cancelled.
    """
    with store.read() as connection:
        total = sum(
            int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0)
            for table in ("logs", "security")
        )
        erased = _erased(connection)
    done, broken, count = 0, list[tuple[str, int, Words]](), 0
    for table in ("logs", "security"):
        walk = _Walk(table, erased[table])
        while not cancel.asked:
            rows = walk.page(store)
            if not rows:
                break
            done += rows
            yield Step(done, total, "verify")
        broken += walk.broken[: NAMED - len(broken)]
        count += walk.breaks
    return ChainReport(done, not count and not cancel.asked, tuple(broken), breaks=count)


def _erased(connection: Any) -> dict[str, set[int]]:
    """The rows whose payload was taken away when an account was anonymised; the trail itself lists them."""
    found: dict[str, set[int]] = {"logs": set(), "security": set()}
    for (said,) in connection.exec_driver_sql("SELECT meta_data FROM security WHERE action = 'anonymised'"):
        try:
            lists = json.loads(said or "{}").get("erased") or {}
            for table, rows in found.items():
                rows.update(int(row) for row in lists.get(table) or ())
        except (ValueError, TypeError, AttributeError):
            continue  # the row itself will not fit its link
    return found


class _Walk:
    """One chain, a page at a time."""

    def __init__(self, table: str, erased: set[int]) -> None:
        self.table = table
        self.broken: list[tuple[str, int, Words]] = []
        self.breaks = 0
        self._erased = erased
        self._sql = _ROWS.format(table=table)  # one of two names of ours
        self._previous = chain.FIRST
        self._after = 0
        self._last_id = 0

    def page(self, store: Store) -> int:
        """Check the next rows; answers how many there were."""
        with store.read() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            cursor = raw.cursor()
            rows: list[Row] = []
            cursor.execute(self._sql, (self._after, _PAGE))
            while some := cursor.fetchmany(_SOME):
                rows += some
            if not rows:
                return 0
            said = self._revisions(cursor, rows[-1][1]) if self.table == "logs" else {}
        self._check(rows, said)
        return len(rows)

    def _revisions(self, cursor: Any, last: int) -> dict[int, bytes]:
        """What the revisions of each log row add to its payload, digested in one piece."""
        pieces: dict[int, list[str]] = {}
        cursor.execute(_REVISIONS, (self._last_id, last))
        while some := cursor.fetchmany(_SOME):
            for log, kind, record, before, after in some:
                pieces.setdefault(log, []).append(f"\0{kind}\0{record}\0{before or ''}\0{after or ''}")
        self._last_id = last
        return {log: "".join(texts).encode() for log, texts in pieces.items()}

    def _check(self, rows: list[Row], said: dict[int, bytes]) -> None:
        previous, after = self._previous, self._after
        get = said.get
        for sequence, row, user, action, at, meta, salt, payload, link in rows:
            gap = sequence != after + 1
            if gap:
                self._break(row, self._missing(after + 1, sequence - 1))
            if salt is None or meta is None:
                if row not in self._erased or meta is not None:
                    self._break(row, words("what this row says was taken away"))
            elif sha256(salt + meta.encode() + get(row, b"")).digest() != payload and not _same(
                salt, meta, get(row, b""), payload
            ):
                self._break(row, words("what this row says was altered"))
            who = "" if user is None else user
            text = f"{sequence}\0{row}\0{who}\0{action}\0{at[:10]}T{at[11:]}"
            if not gap and sha256(previous + text.encode() + payload).digest() != link:
                self._break(row, self._moved(sequence, row))
            previous, after = link, sequence
        self._previous, self._after = previous, after

    def _break(self, row: int, reason: Words) -> None:
        self.breaks += 1
        if len(self.broken) < NAMED:
            self.broken.append((self.table, row, reason))

    @staticmethod
    def _missing(first: int, last: int) -> Words:
        return words(
            "{n} rows are missing before this one ({first} to {last})",
            one="one row is missing before this one ({first})",
            n=last - first + 1,
            first=str(first),
            last=str(last),
        )

    @staticmethod
    def _moved(sequence: int, row: int) -> Words:
        """Why a link does not fit: ids and sequences run together, so that a row out of place tells itself."""
        if row != sequence:
            return words("this row was moved from another place or put in")
        return words("this row was altered, or one before it was put in or exchanged")


def _same(salt: bytes, meta: str, revisions: bytes, payload: bytes) -> bool:
    """Whether `meta`, written in another form of JSON, says the same."""
    try:
        text = chain.canonical(json.loads(meta)).encode()
    except ValueError:
        return False
    return sha256(salt + text + revisions).digest() == payload
