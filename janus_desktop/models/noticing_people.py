"""What a person hears when signing in: what happened to the library and to the account since the last time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from janus_desktop.errors import Words, words
from janus_desktop.models import names
from janus_desktop.models.rights import AdminLevel, Role
from janus_desktop.models.tables import Admin, Security, User

if TYPE_CHECKING:
    from janus_desktop.models.library import Library


def notices(library: Library, user: int) -> tuple[Words, ...]:
    """Sentences for `user`, who has just signed in; mostly none."""
    with library.store.read() as connection:
        admin = connection.scalar(
            select(func.count())
            .select_from(User)
            .join(Admin, Admin.user_id == User.id)
            .where(User.id == user, User.role == Role.ADMIN, Admin.admin_level == AdminLevel.SUPERADMIN)
        )
        since = _last_time(connection, user)
        said = list(library.guard.warnings)
        said += _failed(connection, user, since)
        if admin:
            said += _recovered(connection, since)
    return tuple(said)


def _last_time(connection: Connection, user: int) -> int:
    """The sequence of the sign-in before this one; 0 where this is the first."""
    two = connection.scalars(
        select(Security.sequence)
        .where(Security.user_id == user, Security.action == "sign-in")
        .order_by(Security.sequence.desc())
        .limit(2)
    ).all()
    return two[1] if len(two) == 2 else 0


def _failed(connection: Connection, user: int, since: int) -> list[Words]:
    count = connection.scalar(
        select(func.count())
        .select_from(Security)
        .where(Security.user_id == user, Security.action == "sign-in failed", Security.sequence > since)
    )
    if not count or count < 2:  # one is a slip of the finger
        return []
    return [words("{n} sign-ins with your name failed since you last signed in.", n=count)]


def _recovered(connection: Connection, since: int) -> list[Words]:
    known = {row.id: row.username for row in connection.execute(select(User.id, User.username))}
    said = []
    for row in connection.execute(
        select(Security.timestamp, Security.meta_data)
        .where(Security.action == "recovered", Security.sequence > since)
        .order_by(Security.sequence)
    ):
        account = (row.meta_data or {}).get("account")
        said.append(
            words(
                "On {date}, the owner of the library’s file gave the account {name} a new password (“janus recover”).",
                date=row.timestamp.strftime("%Y-%m-%d %H:%M UTC"),
                name=names.shown(str(known.get(account, account))),
            )
        )
    return said
