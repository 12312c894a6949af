"""The one door to write: checks the right, writes the audit rows beside the change, commits, publishes.

An operation is one part or several; each part is one short transaction with its row in `logs`.
"""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select, update

from janus_desktop.errors import NotAllowed, words
from janus_desktop.models import chain, seals
from janus_desktop.models.changes import Changes
from janus_desktop.models.rights import Right, rights_of
from janus_desktop.models.store import Store
from janus_desktop.models.tables import Admin, Log, Security, User
from janus_desktop.models.values import Change

#: a part is to take no longer than this, in seconds, so that readers and progress stay alive
PART_SECONDS = 0.25


#: JSON as revisions keep it; one encoder, since making one costs more than encoding a small record
compact = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode

_REVISIONS = "INSERT INTO revisions (log_id, kind, record, version, before, after) VALUES (?, ?, ?, ?, ?, ?)"


@dataclass(slots=True)
class Part:
    """One transaction of an operation. Changes go through `connection`; `revise` keeps before and after."""

    connection: Connection
    operation: str
    rights: frozenset[Right]
    args: dict[str, Any] = field(default_factory=dict)
    revisions: list[tuple[str, int, int, str | None, str | None]] = field(default_factory=list)
    _encoded: dict[tuple[tuple[str, Any], ...], str] = field(default_factory=dict)
    topics: set[str] = field(default_factory=set)
    ids: set[int] = field(default_factory=set)
    #: the accounts as they were, where the part may change them: then they are sealed anew
    people: seals.People | None = None

    def revise(
        self,
        kind: str,
        record: int,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any] | None,
        version: int = 0,
    ) -> None:
        """Keep what a record was and became; `version` is the record's after the change."""
        self.revisions.append((kind, record, version, self._text(before), self._text(after)))

    def _text(self, fields: Mapping[str, Any] | None) -> str | None:
        """JSON of `fields`, remembered: over a bulk edit most records become the same."""
        if fields is None:
            return None
        key = tuple(fields.items())
        text = self._encoded.get(key)
        if text is None:
            text = self._encoded[key] = compact(dict(fields))
        return text

    def touch(self, *topics: str, ids: Iterable[int] = ()) -> None:
        """Say what the change concerns, for whoever shows it."""
        self.topics.update(topics)
        self.ids.update(ids)

    def need(self, right: Right) -> None:
        """Require one more right, found out only inside the transaction."""
        if right not in self.rights:
            raise NotAllowed(words("You may not {right}.", right=right.words))


class Door:
    """One person's way to write to one library. `user` is None only for the library's own housekeeping."""

    def __init__(self, store: Store, changes: Changes, user: int | None, session: str) -> None:
        self.store = store
        self.changes = changes
        self.user = user
        self.session = session

    def operation(self, right: Right | None, action: str, *, undoes: str | None = None, **args: Any) -> OperationRun:
        """Begin an operation of several parts; every part checks `right` anew."""
        return OperationRun(self, right, action, undoes, args)

    @contextlib.contextmanager
    def write(
        self, right: Right | None, action: str, *, undoes: str | None = None, **args: Any
    ) -> Generator[Part, None, None]:
        """An operation of a single transaction."""
        run = OperationRun(self, right, action, undoes, args, state="done")
        with run.part() as part:
            yield part

    @contextlib.contextmanager
    def derive(self) -> Generator[Connection, None, None]:
        """A transaction for what can be made again from the files at any time: no right, no trail."""
        with self.store.write() as connection:
            yield connection

    @contextlib.contextmanager
    def people(self, right: Right | None, action: str, **args: Any) -> Generator[Part, None, None]:
        """As `write`, for what changes accounts, their rights or sessions: the change is sealed with it."""
        with self.write(right, action, **args) as part:
            part.people = seals.people(part.connection)
            yield part

    @contextlib.contextmanager
    def record(self, action: str, user: int | None, **detail: Any) -> Generator[Connection, None, None]:
        """A transaction that is a security event."""
        with self.store.write() as connection:
            yield connection
            chain.extend(connection, Security, user=user, action=action, meta_data=detail)

    def rights_now(self, connection: Connection) -> frozenset[Right]:
        """What the person may at this moment, by the store and not by memory; none when disabled."""
        if self.user is None:
            return frozenset(Right)
        return rights_in(connection, self.user)


def rights_in(connection: Connection, user: int) -> frozenset[Right]:
    """The rights of an account as the store has them now."""
    row = connection.execute(
        select(User.role, User.disabled_at, User.must_change, Admin.admin_level)
        .outerjoin(Admin, Admin.user_id == User.id)
        .where(User.id == user)
    ).first()
    if row is None or row.disabled_at is not None:
        return frozenset()
    if row.must_change:
        return frozenset({Right.OWN_SETTINGS})
    return rights_of(row.role, row.admin_level)


class OperationRun:
    """An operation under way."""

    def __init__(
        self,
        door: Door,
        right: Right | None,
        action: str,
        undoes: str | None,
        args: dict[str, Any],
        state: str = "running",
    ) -> None:
        self.id = str(uuid.uuid4())
        self.action = action
        self.parts = 0
        self._door = door
        self._right = right
        self._undoes = undoes
        self._args = args
        self._state = state

    @contextlib.contextmanager
    def part(self) -> Generator[Part, None, None]:
        """One transaction: right, change, revisions and log row, then the `Change` is published."""
        door = self._door
        try:
            with door.store.write() as connection:
                part = Part(connection, self.id, door.rights_now(connection), dict(self._args))
                if self._right is not None:
                    part.need(self._right)
                yield part
                self._log(part)
                if part.people is not None:
                    seals.put(connection, self.action, part.people)
        except NotAllowed:
            with door.record("refused", door.user, operation=self.action):
                pass
            raise
        self.parts += 1
        door.changes.publish(Change(frozenset(part.topics), tuple(sorted(part.ids)), self.id, door.user, ours=True))

    def _log(self, part: Part) -> None:
        door, connection = self._door, part.connection
        row = chain.extend(
            connection,
            Log,
            user=door.user,
            action=self.action,
            meta_data=part.args | {"topics": sorted(part.topics)},
            revisions=[(kind, record, before, after) for kind, record, _, before, after in part.revisions],
            module=self.action.partition(".")[0],
            level="INFO",
            operation=self.id,
            part=self.parts + 1,
            undoes=self._undoes,
            state=self._state,
            session=door.session,
        )
        if part.revisions:
            connection.exec_driver_sql(_REVISIONS, [(row, *revision) for revision in part.revisions])

    def finish(self, state: str = "done") -> None:
        """Close an operation of several parts: `done`, or `interrupted` where it was cut short."""
        if self.parts and self._state == "running":
            with self._door.store.write() as connection:
                set_state(connection, self.id, state)


def set_state(connection: Connection, operation: str, state: str) -> None:
    """Say of all parts of an operation where it stands."""
    connection.execute(update(Log).where(Log.operation == operation).values(state=state))
