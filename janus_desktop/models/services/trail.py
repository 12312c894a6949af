"""The trail as it is read: the log, the security events, their export, and whether all of it is whole."""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select

from janus_desktop.cancel import Cancel
from janus_desktop.errors import BadValue, StoreError, words
from janus_desktop.models import chain, seals, tabular, verifying
from janus_desktop.models.actions import ACTIONS, named
from janus_desktop.models.anchoring import against, anchor_of
from janus_desktop.models.records import KINDS, QUIET, SOURCE
from janus_desktop.models.rights import Right
from janus_desktop.models.services.base import Service
from janus_desktop.models.tables import Log, Revision, Security, User
from janus_desktop.models.values import FieldChange, Step
from janus_desktop.models.values_people import (
    Anchor,
    ChainReport,
    FailureCount,
    LogDetail,
    LogEntry,
    LogQuery,
    SealState,
    SecurityEvent,
)

#: changes of one entry that are shown, and images it may jump to
SHOWN = 200
_PAGE = 2000
_LOG_HEADS = ("id", "timestamp", "user", "action", "module", "level", "text", "operation", "state", "meta_data")
_SECURITY_HEADS = ("id", "timestamp", "user", "action", "detail")
FAILED = ("sign-in failed", "locked", "refused")


class TrailService(Service):
    """Reading needs rights: the log that of moderators, security events that of superadmins."""

    def logs(
        self,
        limit: int = 200,
        query: LogQuery | None = None,
        *,
        before: int | None = None,
        cancel: Cancel | None = None,
    ) -> list[LogEntry]:
        """Rows of the log, newest first; those before a row's id. Needs the right to see logs."""
        self._must(Right.SEE_LOGS)
        wanted = (
            select(Log.id, Log.timestamp, Log.action, Log.module, Log.level, Log.operation, Log.state, Log.meta_data,
                   User.username)
            .outerjoin(User, User.id == Log.user_id)
            .order_by(Log.sequence.desc())
            .limit(limit)
        )  # fmt: skip
        with self.store.read(cancel) as connection:
            wanted = _filtered(connection, wanted, Log, query or LogQuery(), before)
            return [_entry(row) for row in connection.execute(wanted)]

    def entry(self, row: int) -> LogDetail:
        """One entry with what it changed, and the images that it concerns (the first 200 of each)."""
        self._must(Right.SEE_LOGS)
        with self.store.read() as connection:
            changes: list[FieldChange] = []
            images: dict[int, None] = {}
            for each in connection.execute(
                select(Revision.kind, Revision.record, Revision.before, Revision.after)
                .where(Revision.log_id == row)
                .order_by(Revision.id)
                .limit(SHOWN)
            ):
                if each.kind in KINDS:
                    images[each.record] = None
                changes += _changes(each)
            count = connection.scalar(select(func.count()).select_from(Revision).where(Revision.log_id == row)) or 0
        return LogDetail(row, tuple(changes[:SHOWN]), int(count), tuple(images))

    def modules(self) -> list[str]:
        """The modules that the log has rows of."""
        self._must(Right.SEE_LOGS)
        with self.store.read() as connection:
            # from one to the next by the index: a million rows need no scan
            found: list[str] = []
            last = connection.scalar(select(func.min(Log.module)))
            while last is not None:
                found.append(last)
                last = connection.scalar(select(func.min(Log.module)).where(Log.module > last))
        return found

    def security(
        self,
        limit: int = 200,
        query: LogQuery | None = None,
        *,
        before: int | None = None,
        cancel: Cancel | None = None,
    ) -> list[SecurityEvent]:
        """Security events, newest first. Needs the right to see them."""
        self._must(Right.SEE_SECURITY)
        wanted = (
            select(Security.id, Security.timestamp, Security.action, Security.meta_data, User.username)
            .outerjoin(User, User.id == Security.user_id)
            .order_by(Security.sequence.desc())
            .limit(limit)
        )
        with self.store.read(cancel) as connection:
            wanted = _filtered(connection, wanted, Security, query or LogQuery(), before)
            return [
                SecurityEvent(row.id, row.timestamp, row.username, row.action, row.meta_data or {})
                for row in connection.execute(wanted)
            ]

    def failures(self, hours: int = 24) -> list[FailureCount]:
        """Failed sign-ins and refused operations of the last hours, by account, most first."""
        self._must(Right.SEE_SECURITY)
        since = datetime.now(UTC) - timedelta(hours=hours)
        with self.store.read() as connection:
            return [
                FailureCount(row.username, row.action, row.n, row.last.replace(tzinfo=UTC))
                for row in connection.execute(
                    select(
                        User.username, Security.action, func.count().label("n"),
                        func.max(Security.timestamp).label("last"),
                    )
                    .outerjoin(User, User.id == Security.user_id)
                    .where(Security.timestamp >= since, Security.action.in_(FAILED))
                    .group_by(Security.user_id, Security.action)
                    .order_by(func.count().desc())
                    .limit(50)
                )
            ]  # fmt: skip

    def export(
        self, what: str, path: str | Path, query: LogQuery | None = None, cancel: Cancel | None = None
    ) -> Generator[Step, None, int]:
        """Write `logs` or `security` to `path` (`.csv`, else JSON Lines); returns the number of rows.

        The file appears whole or not at all, for its owner alone (0600).
        """
        target, cancel, query = Path(path), cancel or Cancel(), query or LogQuery()
        if what not in ("logs", "security"):
            raise BadValue("what", words("What can be exported is the log or the security events."))
        self._must(Right.SEE_LOGS if what == "logs" else Right.SEE_SECURITY)
        draft = target.with_name(f".{target.name}.part")
        done = 0
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", newline="") as out:
                for lines, done in self._pages(what, target.suffix.lower() == ".csv", query, cancel):
                    out.writelines(lines)
                    yield Step(done, None, "export")
            if not cancel.asked:
                draft.replace(target)
        except OSError as error:
            raise StoreError(
                words("{path} cannot be written: {reason}.", path=str(target), reason=error.strerror or str(error))
            ) from error
        finally:
            draft.unlink(missing_ok=True)
        with self.door.record("trail exported", self.door.user, what=what, rows=done):
            pass
        return done

    def _pages(self, what: str, as_csv: bool, query: LogQuery, cancel: Cancel) -> Iterator[tuple[list[str], int]]:
        heads = _LOG_HEADS if what == "logs" else _SECURITY_HEADS
        done, before, first = 0, None, True
        while not cancel.asked:
            found: Sequence[LogEntry | SecurityEvent] = (
                self.logs(_PAGE, query, before=before) if what == "logs" else self.security(_PAGE, query, before=before)
            )
            rows = [as_row(each) for each in found]
            lines = tabular.csv_lines(heads, rows) if as_csv else tabular.json_lines(rows)
            if as_csv and not first:
                next(iter(lines))
            done += len(rows)
            yield list(lines), done
            first = False
            if len(found) < _PAGE:
                return
            before = found[-1].id

    # -- whether it is whole ------------------------------------------------------------------

    def verify(
        self, cancel: Cancel | None = None, *, anchor: Anchor | None = None
    ) -> Generator[Step, None, ChainReport]:
        """Recompute every link, compare with the seals and, where one is given, with an anchor.

        Needs no right that browsing does not.
        """
        report = yield from verifying.verify(self.store, cancel or Cancel())
        guard = self.library.guard
        guard.look()
        problems = [*guard.warnings] if guard.found.state in ("altered", "missing") else []
        notes = [] if problems else [*guard.warnings]
        if guard.found.state == "foreign":
            notes.append(words("The library is sealed by a key that is not on this computer."))
        if anchor is not None:
            with self.store.read() as connection:
                problems += against(connection, self.library.uuid, anchor)
        whole = report.whole and not problems
        if cancel is None or not cancel.asked:
            guard.checked(report.rows, whole=whole)
        return ChainReport(report.rows, whole, report.broken, report.breaks, tuple(problems), tuple(notes))

    def anchor(self) -> Anchor:
        """Where the trail stands, to be printed or kept elsewhere: a cut tail then shows against it."""
        self._must(Right.SEE_LOGS)
        with self.store.read() as connection:
            return anchor_of(connection, self.library.uuid, self.library.name)

    def state(self) -> SealState:
        """What is known of the chain without reading all of it: the last check on this computer, the seals."""
        self._must(Right.SEE_LOGS)
        guard = self.library.guard
        known = guard.known
        return SealState(guard.found.state, guard.warnings, known.checked, known.checked_rows, known.checked_whole)

    def accept(self) -> None:
        """Say that what was changed from outside is as it should be; it is sealed as it is now."""
        guard = self.library.guard
        guard.look()
        with self.door.people(Right.MANAGE_ADMINS, "people.accept") as part:
            part.people = None  # the seal is made here, over everything
            chain.extend(
                part.connection,
                Security,
                user=self.door.user,
                action=seals.ACCEPTED,
                meta_data={"accounts": list(guard.found.accounts)},
            )
            guard.accept(part.connection)
            part.touch("people")
        guard.accepted()


def as_row(each: LogEntry | SecurityEvent) -> dict[str, Any]:
    """An entry as other programs get it."""
    if isinstance(each, SecurityEvent):
        return {
            "id": each.id, "timestamp": each.at.isoformat(), "user": each.user, "action": each.action,
            "detail": dict(each.detail),
        }  # fmt: skip
    return {
        "id": each.id, "timestamp": each.at.isoformat(), "user": each.user, "action": each.action,
        "module": each.module, "level": each.level, "text": str(each.words), "operation": each.operation,
        "state": each.state, "meta_data": dict(each.meta_data),
    }  # fmt: skip


def _entry(row: Any) -> LogEntry:
    return LogEntry(
        row.id, row.timestamp, row.username, row.action, row.module, row.level,
        named(row.action, row.meta_data or {}), row.operation, row.state, row.meta_data or {},
    )  # fmt: skip


def _filtered(connection: Any, wanted: Select[Any], table: Any, query: LogQuery, before: int | None) -> Select[Any]:
    if before is not None:
        wanted = wanted.where(table.sequence < select(table.sequence).where(table.id == before).scalar_subquery())
    if query.user is not None:
        wanted = wanted.where(table.user_id == query.user)
    if query.action:
        wanted = wanted.where(table.action == query.action)
    if table is Log and query.module:
        wanted = wanted.where(Log.module == query.module)
    if table is Log and query.level:
        wanted = wanted.where(Log.level == query.level)
    if query.since is not None or query.until is not None:
        times = [table.timestamp >= query.since] if query.since is not None else []
        times += [table.timestamp < query.until] if query.until is not None else []
        # the index of times gives the stretch of the chain, so that a day long ago needs no walk there
        low, high = connection.execute(select(func.min(table.sequence), func.max(table.sequence)).where(*times)).one()
        wanted = wanted.where(table.sequence.between(low or 0, high or 0), *times)
    for word in query.text.split():
        wanted = wanted.where(_says(table, word))
    return wanted


def _says(table: Any, word: str) -> ColumnElement[bool]:
    like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    spoken = [action for action, text in ACTIONS.items() if word.casefold() in text.template.casefold()]
    return or_(
        table.action.ilike(like, escape="\\"),
        table.user_id.in_(select(User.id).where(User.username.ilike(like, escape="\\"))),
        cast(table.meta_data, String).ilike(like, escape="\\"),
        *([table.action.in_(spoken)] if spoken else []),
    )


def _changes(row: Any) -> list[FieldChange]:
    before, after = (json.loads(text) if text else {} for text in (row.before, row.after))
    if not isinstance(before, dict) or not isinstance(after, dict):
        return [FieldChange(row.record, row.kind, before, after)]
    return [
        FieldChange(row.record, name, before.get(name), after.get(name))
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name) and not name.startswith(SOURCE) and name not in QUIET
    ]
