"""undo, redo, logs, security, verify."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from janus_desktop.cli.images import done
from janus_desktop.cli.run import Run, stopping
from janus_desktop.errors import Conflict

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue


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
    user = _id_of(catalogue, args.by) if args.by else None
    found = catalogue.people.logs(args.limit, text=args.text, user=user, level=args.level)
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
    found = catalogue.people.security(run.args.limit)
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


def _said_cut(run: Run, shown: int) -> None:
    if shown and shown == run.args.limit:
        run.out.say(f"The newest {shown:,}; --limit N shows more.")


def _id_of(catalogue: Catalogue, name: str) -> int:
    from janus_desktop.cli.people import named

    return named(catalogue, name).id


def verify(run: Run) -> int:
    """Walk the chain of logs and security events; 1 where it is broken."""
    catalogue = run.catalogue()
    with stopping() as cancel:
        steps = catalogue.verify_chain(cancel)
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                report = end.value
                break
            run.out.progress("Verifying", step.done, step.total)
        if cancel.asked:
            raise KeyboardInterrupt
    broken = [{"table": table, "row": row, "reason": reason} for table, row, reason in report.broken]
    text = [f"{report.rows:,} rows: the chain is whole."] if report.whole else []
    text += [f"{each['table']}, row {each['row']}: {each['reason']}" for each in broken]
    run.out.item({"rows": report.rows, "whole": report.whole, "broken": broken}, "\n".join(text))
    return 0 if report.whole else 1
