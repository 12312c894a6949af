"""Making an account anonymous: what is personal goes from the account and from the trail, the chain stays.

A row of the trail keeps its link, made from a salted digest of its payload; payload and salt are taken away.
Which rows were erased is itself a row, so that nobody can take away a payload unnoticed.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from janus_desktop.models import seals
from janus_desktop.models.store import among
from janus_desktop.models.tables import Log, Security, Token, User

#: stands in place of a password: nothing verifies against it
NO_PASSWORD = "!"  # noqa: S105  # no password at all


def anonymise(connection: Connection, user: int, username: str) -> tuple[str, dict[str, list[int]]]:
    """Do it, inside a transaction; answers the new name and the rows whose payload was erased, by table."""
    name = f"anonymous-{user}"
    connection.execute(
        update(User)
        .where(User.id == user)
        .values(
            username=name, email=f"{name}@invalid", name="", password_hash=NO_PASSWORD, must_change=False,
            disabled_at=datetime.now(UTC), last_active=None, failures=0, locked_until=None, lock_seconds=0,
            lock_clock="",
        )
    )  # fmt: skip
    connection.execute(delete(Token).where(Token.user_id == user))
    erased = {"logs": _logs(connection, user, username), "security": _events(connection, user, username)}
    for table, rows in ((Log, erased["logs"]), (Security, erased["security"])):
        connection.execute(update(table).where(among(table.id, rows)).values(meta_data=None, salt=None))
    return name, erased


def _logs(connection: Connection, user: int, username: str) -> list[int]:
    """What names the person: changes of the account, and the paths of what the person imported."""
    rows = connection.execute(
        select(Log.id, Log.action, Log.user_id, Log.meta_data).where(
            Log.salt.is_not(None), or_(Log.module == "people", (Log.user_id == user) & (Log.action == "imports.files"))
        )
    )
    return [
        row.id
        for row in rows
        if row.action == "imports.files" or _names(row.meta_data, username) or row.action == "people.password"
    ]


def _events(connection: Connection, user: int, username: str) -> list[int]:
    """The person's own events (they name computers), and others' that concern the account."""
    rows = connection.execute(
        select(Security.id, Security.user_id, Security.meta_data).where(
            Security.salt.is_not(None), Security.action.not_in(("anonymised", seals.NOTED))
        )
    )
    return [row.id for row in rows if row.user_id == user or _names(row.meta_data, username)]


def _names(meta_data: Any, username: str) -> bool:
    return bool(meta_data) and json.dumps(username) in json.dumps(meta_data)
