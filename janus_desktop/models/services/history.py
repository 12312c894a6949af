"""The trail of operations: what was done, and undoing it, also tomorrow."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from janus_desktop.errors import Conflict, NotFound, words
from janus_desktop.models.actions import named
from janus_desktop.models.records import KINDS, QUIET, SOURCE, chunked, stamp
from janus_desktop.models.rights import Right
from janus_desktop.models.services.base import Service
from janus_desktop.models.store import among
from janus_desktop.models.tables import Log, Revision, User
from janus_desktop.models.transaction import Part, set_state
from janus_desktop.models.values import Done, FieldChange, Operation

#: what is never taken back by Ctrl+Z: people, roles, passwords, settings, and what is gone for good
LASTING = ("people.%", "library.%", "images.empty", "places.%", "attention.%", "sidecars.%", "sources.%")
#: the right that taking back one's own operation needs now
NEEDS = {"imports": Right.TRASH_OWN, "images": Right.EDIT, "tags": Right.TAG, "history": Right.EDIT}
Row = Any
#: what undoing sets in a record, and what the operation left there
Reversal = tuple[dict[str, Any], dict[str, Any]]


class HistoryService(Service):
    """Undo, redo, and the list of what was done."""

    def next_undo(self) -> Operation | None:
        """My newest operation of this session that can be taken back."""
        with self.store.read() as connection:
            row = self._newest(connection, session=self.door.session)
            return self._operation(connection, row) if row else None

    def next_redo(self) -> Operation | None:
        """What `redo` would do again: the newest undoing of this session, unless something new was done since.

        Its `words` are those of the operation that was undone.
        """
        with self.store.read() as connection:
            row = self._redoable(connection, session=self.door.session)
            if row is None:
                return None
            what = (row.meta_data or {}).get("what") or {}
            again = self._operation(connection, row)
            return replace(again, words=named(str(what.get("action")), what.get("args") or {}))

    def undo(self, operation: str | None = None, *, free_only: bool = False) -> Done:
        """Take an operation back; without one, my newest that is not undone yet, of any session.

        Where somebody changed a value since, `Conflict` says who and nothing is changed; `free_only` then
        takes back the others. `NotFound` where there is nothing to undo.
        """
        with self.store.read() as connection:
            if operation is None:
                row = self._newest(connection, session=self.door.session) or self._newest(connection)
            else:
                row = self._row(connection, operation)
        if row is None:
            raise NotFound(words("There is nothing to undo."))
        return self._revert(row, "history.undo", free_only=free_only)

    def redo(self, *, free_only: bool = False) -> Done:
        """Do again what was undone last; `NotFound` where there is nothing, as after a new operation."""
        with self.store.read() as connection:
            row = self._redoable(connection, session=self.door.session) or self._redoable(connection)
        if row is None:
            raise NotFound(words("There is nothing to redo."))
        return self._revert(row, "history.redo", free_only=free_only)

    def recent(
        self, limit: int = 200, *, image: int | None = None, before: int | None = None, mine: bool = False
    ) -> list[Operation]:
        """Operations, newest first; those that concern `image`, those before a log row's id.

        Also what was undone, and what undid it.
        """
        query = self._heads().order_by(Log.sequence.desc()).limit(limit)
        if image is not None:
            touched = select(Revision.log_id).where(Revision.record == image, Revision.kind.in_(tuple(KINDS)))
            operations = select(Log.operation).where(Log.id.in_(touched))
            query = query.where(Log.operation.in_(operations))
        if before is not None:
            query = query.where(Log.id < before)
        if mine:
            query = query.where(Log.user_id == self.door.user)
        with self.store.read() as connection:
            return [self._operation(connection, row, image) for row in connection.execute(query)]

    # -- which operation ------------------------------------------------------------------------

    @staticmethod
    def _heads() -> Any:
        return (
            select(Log.id, Log.operation, Log.action, Log.module, Log.user_id, Log.timestamp, Log.state, Log.undoes,
                   Log.meta_data, Log.sequence, User.username, User.name)
            .outerjoin(User, User.id == Log.user_id)
            .where(Log.part == 1, Log.operation.is_not(None))
        )  # fmt: skip

    def _row(self, connection: Connection, operation: str) -> Row:
        row = connection.execute(self._heads().where(Log.operation == operation)).first()
        if row is None:
            raise NotFound(words("There is no operation {id}.", id=operation))
        return row

    def _newest(self, connection: Connection, session: str | None = None) -> Row | None:
        query = self._heads().where(
            Log.user_id == self.door.user,
            Log.state.in_(("done", "interrupted")),
            Log.undoes.is_(None),
            *(Log.action.not_like(pattern) for pattern in LASTING),
        )
        if session is not None:
            query = query.where(Log.session == session)
        return connection.execute(query.order_by(Log.sequence.desc()).limit(1)).first()

    def _redoable(self, connection: Connection, session: str | None = None) -> Row | None:
        mine = [Log.user_id == self.door.user]
        if session is not None:
            mine.append(Log.session == session)
        undone = connection.execute(
            self._heads()
            .where(*mine, Log.state == "done", Log.action == "history.undo")
            .order_by(Log.sequence.desc())
            .limit(1)
        ).first()
        if undone is None:
            return None
        newer = connection.scalar(
            select(func.max(Log.sequence)).where(
                *mine, Log.undoes.is_(None), *(Log.action.not_like(pattern) for pattern in LASTING)
            )
        )
        return None if newer is not None and newer > undone.sequence else undone

    # -- taking back ----------------------------------------------------------------------------

    def _revert(self, row: Row, action: str, *, free_only: bool) -> Done:
        if any(_like(row.action, pattern) for pattern in LASTING):
            raise NotFound(words("This cannot be undone."))
        if row.state == "undone":
            raise NotFound(words("This is undone already."))
        if row.state == "running":
            raise NotFound(words("This is still under way."))
        args = {"action": row.action, "args": self._totals(row)}
        if row.action == "history.undo":
            args = dict(row.meta_data.get("what") or args)
        right = NEEDS.get(row.module, Right.EDIT)
        if row.user_id != self.door.user:
            right = Right.UNDO_OTHERS
        with self.store.read() as connection:
            logs = list(connection.scalars(select(Log.id).where(Log.operation == row.operation).order_by(Log.part)))
            plans = [self._plan(connection, log) for log in reversed(logs)]
            clashes = {record for plan in plans for record in plan[1]}
            if clashes and not free_only:
                raise self._conflict(connection, clashes, plans, row)
        run = self.door.operation(right, action, undoes=row.operation, what=args)
        changed: set[int] = set()
        for plan, _ in plans:
            for kind, records in plan.items():
                items = list(records.items())
                for start in range(0, len(items), 5000) or [0]:
                    with run.part() as part:
                        changed |= self._apply(part, kind, dict(items[start : start + 5000]), free_only=free_only)
        if not run.parts:
            with run.part():
                pass
        run.finish()
        with self.store.write() as connection:
            set_state(connection, row.operation, "undone")
            if row.action == "history.undo" and row.undoes:
                set_state(connection, row.undoes, "done")
        return Done(run.id, named(action, {"what": args}), len(changed), tuple(sorted(changed)))

    @staticmethod
    def _plan(connection: Connection, log: int) -> tuple[dict[str, dict[int, Reversal]], set[int]]:
        """What one part's undoing sets, by kind and record, and the records that moved on since."""
        before: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        after: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        rows = connection.execute(
            select(Revision.kind, Revision.record, Revision.before, Revision.after).where(Revision.log_id == log)
        )
        parsed: dict[str | None, Any] = {}
        for kind, record, old, new in chunked(rows):
            if kind not in KINDS:
                continue
            if old is None:  # a creation is taken back by the trash
                before[kind][record] = {"trashed_at": _NOW, "trashed_by": None}
                after[kind][record] = {"trashed_at": None}
                continue
            for text in (old, new):
                if text not in parsed:
                    parsed[text] = json.loads(text or "{}")
            before[kind][record] = parsed[old]
            after[kind][record] = parsed[new]
        plan: dict[str, dict[int, Reversal]] = {}
        clashes: set[int] = set()
        for kind, records in after.items():
            names = sorted({name for fields in records.values() for name in fields})
            now = KINDS[kind].load(connection, list(records), names)
            plan[kind] = {}
            for record, fields in records.items():
                if record not in now:
                    continue  # gone for good; there is nothing to take back
                creation = fields == {"trashed_at": None} and before[kind][record]["trashed_at"] == _NOW
                if creation and now[record]["trashed_at"] is not None:
                    continue  # already in the trash
                if _moved_on(now[record], fields):
                    clashes.add(record)
                else:
                    plan[kind][record] = (before[kind][record], fields)
        return plan, clashes

    def _apply(self, part: Part, kind: str, records: Mapping[int, Reversal], *, free_only: bool) -> set[int]:
        moment = stamp(datetime.now(UTC))
        names = sorted({name for fields, _ in records.values() for name in fields})
        now = KINDS[kind].load(part.connection, list(records), names)
        # Looked at again inside the transaction: somebody may have been quicker since the plan was made.
        moved = {record for record, (_, after) in records.items() if _moved_on(now.get(record, {}), after)}
        if moved and not free_only:
            raise Conflict(
                words("Somebody changed one of these images just now; undo again to see what."), tuple(moved)
            )
        wanted = {
            record: fields | {"trashed_at": moment, "trashed_by": self.door.user}
            if fields.get("trashed_at") == _NOW
            else fields
            for record, (fields, _) in records.items()
            if record not in moved
        }
        if any("trashed_at" in fields for fields in wanted.values()):
            self._need_trash(part, list(wanted))
        versions = KINDS[kind].apply(part.connection, wanted, now)
        for record, fields in wanted.items():
            part.revise(kind, record, {name: now[record][name] for name in fields}, fields, versions.get(record, 0))
        part.args["n"] = len(wanted)
        part.touch("images", *(["tags"] if kind == "image_tags" else ["members"]), ids=wanted)
        return set(wanted)

    def _need_trash(self, part: Part, ids: list[int]) -> None:
        from janus_desktop.models.tables import Image

        others = part.connection.scalar(
            select(func.count())
            .select_from(Image)
            .where(among(Image.id, ids), or_(Image.imported_by != self.door.user, Image.imported_by.is_(None)))
        )
        if others:
            part.need(Right.TRASH_ANY)

    def _conflict(self, connection: Connection, clashes: set[int], plans: list[Any], row: Row) -> Conflict:
        people = connection.scalars(
            select(User.username)
            .join(Log, Log.user_id == User.id)
            .join(Revision, Revision.log_id == Log.id)
            .where(among(Revision.record, sorted(clashes)[:1000]), Log.sequence > row.sequence)
            .distinct()
        ).all()
        free = sum(len(records) for plan, _ in plans for records in plan.values())
        return Conflict(
            words(
                "{who} changed {n} of these images since; nothing was undone.",
                one="{who} changed {n} of these images since; nothing was undone.",
                who=", ".join(people) or "?",
                n=len(clashes),
            ),
            tuple(sorted(clashes)),
            free,
        )

    # -- telling --------------------------------------------------------------------------------

    def _totals(self, row: Row) -> dict[str, Any]:
        args = {
            name: value for name, value in (row.meta_data or {}).items() if name not in ("topics", "paths", "begun")
        }
        with self.store.read() as connection:
            parts = connection.scalars(select(Log.meta_data).where(Log.operation == row.operation))
            args["n"] = sum(int((part or {}).get("n") or 0) for part in parts)
        return args

    def _operation(self, connection: Connection, row: Row, image: int | None = None) -> Operation:
        args = self._totals(row)
        changes: list[FieldChange] = []
        query = (
            select(Revision.record, Revision.before, Revision.after)
            .join(Log, Log.id == Revision.log_id)
            .where(Log.operation == row.operation, Revision.before.is_not(None))
            .order_by(Revision.id)
            .limit(20)
        )
        if image is not None:
            query = query.where(Revision.record == image)
        for record, before, after in connection.execute(query):
            old, new = json.loads(before or "{}"), json.loads(after or "{}")
            changes += [
                FieldChange(record, name, old.get(name), new.get(name))
                for name in old
                if not name.startswith(SOURCE) and name not in QUIET
            ]
        lasting = any(_like(row.action, pattern) for pattern in LASTING)
        return Operation(
            id=row.operation,
            action=row.action,
            words=named(row.action, args),
            user=row.name or row.username,
            user_id=row.user_id,
            at=row.timestamp,
            state=row.state,
            images=args["n"],
            undoable=not lasting and row.state in ("done", "interrupted") and row.action != "history.redo",
            undoes=row.undoes,
            changes=tuple(changes),
        )


_NOW = "now"


def _moved_on(now: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a value is no longer what the operation left; bookkeeping beside the values does not count."""
    return any(
        now.get(name) != value for name, value in after.items() if name not in QUIET and not name.startswith(SOURCE)
    )


def _like(action: str, pattern: str) -> bool:
    return action.startswith(pattern[:-1]) if pattern.endswith("%") else action == pattern
