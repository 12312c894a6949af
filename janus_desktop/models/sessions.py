"""Kept sessions of an account, and what it did last."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from janus_desktop.models.actions import named
from janus_desktop.models.tables import Image, Log, Token
from janus_desktop.models.values import RecentImport
from janus_desktop.models.values_people import KeptSession, LogEntry, PersonRecord

#: imports that are shown of one person
IMPORTS = 5


def kept(connection: Connection, user: int | None) -> list[KeptSession]:
    """The sessions that still hold, the one used last first."""
    rows = connection.execute(
        select(Token.id, Token.host, Token.created_at, Token.expires_at, Token.last_used)
        .where(Token.user_id == user, Token.revoked_at.is_(None), Token.expires_at > datetime.now(UTC))
        .order_by(func.coalesce(Token.last_used, Token.created_at).desc())
    )
    return [KeptSession(*row) for row in rows]


def record(connection: Connection, user: int) -> PersonRecord:
    """Sessions, newest log entry and newest imports."""
    wanted: Any = (
        select(Log.id, Log.timestamp, Log.action, Log.module, Log.level, Log.operation, Log.state, Log.meta_data)
        .where(Log.user_id == user)
        .order_by(Log.sequence.desc())
    )
    row = connection.execute(wanted.limit(1)).first()
    last = row and LogEntry(
        row.id, row.timestamp, None, row.action, row.module, row.level, named(row.action, row.meta_data or {}),
        row.operation, row.state, row.meta_data or {},
    )  # fmt: skip
    imports = []
    newest = wanted.where(Log.action == "imports.files", Log.part == 1, Log.state != "undone").limit(IMPORTS)
    for each in connection.execute(newest).all():
        count = connection.scalar(
            select(func.count()).select_from(Image).where(Image.import_operation == each.operation)
        )
        imports.append(
            RecentImport(
                each.operation, each.timestamp, "", int(count or 0), named("imports.files", {"n": int(count or 0)}),
                each.state,
            )
        )  # fmt: skip
    return PersonRecord(tuple(kept(connection, user)), last or None, tuple(imports))
