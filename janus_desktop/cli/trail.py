"""undo, redo, logs, security, verify, anchor."""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from janus_desktop.cli.images import done
from janus_desktop.cli.run import Run, stopping
from janus_desktop.errors import BadValue, Conflict, NotFound, StoreError, words

if TYPE_CHECKING:
    from janus_desktop.models import Anchor, Catalogue, LogQuery, Step

T = TypeVar("T")


def undo(run: Run) -> int:
    """Undo the operation named, or this person's newest that is not undone yet."""
    named = run.args.operation
    try:
        return done(run.out, run.catalogue().history.undo(named, free_only=run.args.free_only))
    except Conflict as error:
        if error.free:
            how = " ".join(["janus undo --free-only", *([named] if named else [])])
            run.out.say(f"{error.free:,} others could be undone: {how}")
        raise


def redo(run: Run) -> int:
    """Do again what this person undid last, if nothing was done since."""
    return done(run.out, run.catalogue().history.redo())


def logs(run: Run) -> int:
    """What was done, newest first."""
    args, out = run.args, run.out
    catalogue = run.catalogue()
    query = _query(run, catalogue)
    if args.out:
        return _export(run, catalogue, "logs", query)
    found = catalogue.trail.logs(args.limit, query)
    out.table(
        (
            ("timestamp", "Time"),
            ("user", "Who"),
            ("level", "Level"),
            ("text", "What"),
            ("operation", "Operation"),
        ),
        (
            {
                "id": each.id,
                "timestamp": each.at,
                "user": each.user,
                "action": each.action,
                "module": each.module,
                "level": each.level,
                "text": str(each.words),
                "operation": each.operation,
                "state": each.state,
                "meta_data": each.meta_data,
            }
            for each in found
        ),
    )
    _said_cut(run, len(found))
    return 0


def security(run: Run) -> int:
    """Sign-ins and what touches accounts, newest first."""
    catalogue = run.catalogue()
    query = _query(run, catalogue)
    if run.args.out:
        return _export(run, catalogue, "security", query)
    found = catalogue.trail.security(run.args.limit, query)
    rows: list[dict[str, Any]] = [
        {"id": each.id, "timestamp": each.at, "user": each.user, "action": each.action, "detail": each.detail}
        for each in found
    ]
    if not run.out.as_json:
        for row in rows:
            row["detail"] = ", ".join(f"{name}: {value}" for name, value in row["detail"].items())
    run.out.table((("timestamp", "Time"), ("user", "Who"), ("action", "What"), ("detail", "Detail")), rows)
    _said_cut(run, len(found))
    return 0


def _query(run: Run, catalogue: Catalogue) -> LogQuery:
    from janus_desktop.models import LogQuery

    args = run.args
    return LogQuery(
        text=args.text,
        user=_id_of(catalogue, args.by) if args.by else None,
        module=getattr(args, "module", ""),
        action=args.action,
        level=getattr(args, "level", None) or "",
        since=args.since,
        until=args.until + timedelta(days=1) if args.until else None,
    )


def _export(run: Run, catalogue: Catalogue, what: str, query: LogQuery) -> int:
    with stopping() as cancel:
        rows = _finished(run, "Writing", catalogue.trail.export(what, run.args.out, query, cancel))
        if cancel.asked:
            raise KeyboardInterrupt
    run.out.item(
        {"file": os.path.abspath(run.args.out), "rows": rows},
        f"{rows:,} {'row was' if rows == 1 else 'rows were'} written.",
    )
    return 0


def _finished(run: Run, what: str, steps: Generator[Step, None, T]) -> T:
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            answer: T = end.value
            return answer
        run.out.progress(what, step.done, step.total)


def _said_cut(run: Run, shown: int) -> None:
    if shown and shown == run.args.limit:
        run.out.say(f"The newest {shown:,}; --limit N shows more.")


def _id_of(catalogue: Catalogue, name: str) -> int:
    from janus_desktop.cli.people import named

    return named(catalogue, name).id


def anchor(run: Run) -> int:
    """Where the trail stands now."""
    here = run.catalogue().trail.anchor()
    data = {**asdict(here), "at": here.at.isoformat()}
    if not run.args.out:
        run.out.item(data, "\n".join(f"{name}: {value}" for name, value in data.items()))
        return 0
    try:
        Path(run.args.out).write_text(json.dumps(data, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise StoreError(
            words("{path} cannot be written: {reason}.", path=run.args.out, reason=error.strerror or str(error))
        ) from error
    run.out.item(data, f"The anchor was written to {run.args.out}. Keep it where others cannot change it.")
    return 0


def _anchor_in(path: str) -> Anchor:
    from janus_desktop.models import Anchor

    try:
        data = json.loads(Path(path).read_text("utf-8"))
        bytes.fromhex(data["logs_link"] + data["security_link"])
        return Anchor(**{**data, "at": datetime.fromisoformat(data["at"])})
    except OSError as error:
        raise NotFound(words("{path} cannot be read: {reason}.", path=path, reason=error.strerror)) from error
    except (ValueError, TypeError, KeyError) as error:
        raise BadValue("anchor", words("{path} holds no anchor.", path=path)) from error


def verify(run: Run) -> int:
    """Walk the chain of logs and security events, and look at the seals; 1 where something does not fit."""
    anchored = _anchor_in(run.args.anchor) if run.args.anchor else None
    catalogue = run.catalogue()
    if run.args.accept:
        catalogue.trail.accept()
    with stopping() as cancel:
        report = _finished(run, "Verifying", catalogue.trail.verify(cancel, anchor=anchored))
        if cancel.asked:
            raise KeyboardInterrupt
    broken = [{"table": table, "row": row, "reason": reason} for table, row, reason in report.broken]
    text = [f"{report.rows:,} rows: the chain is whole."] if report.whole else []
    text += [f"{each['table']}, row {each['row']}: {each['reason']}" for each in broken]
    if report.breaks > len(broken):
        text.append(f"… and {report.breaks - len(broken):,} more")
    text += [str(each) for each in (*report.problems, *report.notes)]
    answer = {"rows": report.rows, "whole": report.whole, "breaks": report.breaks, "broken": broken}
    answer |= {"problems": report.problems, "notes": report.notes}
    run.out.item(answer, "\n".join(text))
    return 0 if report.whole else 1
