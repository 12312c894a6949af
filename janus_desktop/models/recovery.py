"""What a crash left: operations still called running whose process is gone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from janus_desktop.errors import words
from janus_desktop.models.locks import Lock
from janus_desktop.models.sentences import stored
from janus_desktop.models.tables import Attention, Log
from janus_desktop.models.transaction import set_state

if TYPE_CHECKING:
    from janus_desktop.models.library import Library


def close_interrupted(library: Library) -> None:
    """Mark dead operations as interrupted; an import offers, under Needs attention, to go on."""
    with library.store.read() as connection:
        running = connection.execute(
            select(Log.operation, Log.session, Log.action, Log.meta_data, Log.user_id).where(
                Log.state == "running", Log.part == 1
            )
        ).all()
    dead = [row for row in running if row.session != library.session and not _lives(library, row.session)]
    if not dead:
        return
    with library.store.write() as connection:
        for row in dead:
            set_state(connection, row.operation, "interrupted")
            if row.action == "imports.files":
                connection.execute(insert(Attention).values(**_notice(row.operation, row.meta_data or {})))


def _lives(library: Library, session: str) -> bool:
    path = library.folder / "sessions" / f"{session}.lock"
    if not path.exists():
        return False
    lock = Lock(path)
    if not lock.try_take():
        return True
    lock.release(remove=True)
    return False


def _notice(operation: str, args: dict[str, Any]) -> dict[str, Any]:
    paths = [bytes.fromhex(path) for path in args.get("paths", [])]
    first = paths[0] if paths else b""
    display = first.decode("utf-8", "replace")
    return {
        "kind": "interrupted",
        "path": first,
        "display": display,
        "reason": stored(
            words("This import was cut short. What it had taken in is kept; try again to go on where it was.")
        ),
        "detail": {"paths": [path.hex() for path in paths], "options": args.get("options", {})},
        "operation": operation,
        "created_at": datetime.now(UTC),
    }
