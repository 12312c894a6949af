"""The way back for whoever owns the library's file and has lost the password of its superadmin."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from sqlalchemy import delete, func, select, update

from janus_desktop.errors import CannotStart, NotAllowed, NotFound, words
from janus_desktop.models import chain, names, passwords, seals
from janus_desktop.models.library import Library
from janus_desktop.models.rights import AdminLevel, Role
from janus_desktop.models.services.people import person
from janus_desktop.models.store import DATABASE
from janus_desktop.models.tables import Admin, LibraryValue, Security, Token, User
from janus_desktop.models.values_people import NewPassword


def regain(folder: Path, username: str) -> NewPassword:
    """Give the superadmin called `username` a one-time password, and let the account in again.

    Only whoever owns the file may (`NotAllowed`); only accounts that are superadmins (`NotFound`). The trail and
    every superadmin's next sign-in tell of it.
    """
    database = folder / DATABASE
    if not database.is_file():
        raise CannotStart(words("There is no library in {path}.", path=str(folder)))
    if hasattr(os, "getuid") and os.getuid() not in (0, database.stat().st_uid):
        raise NotAllowed(words("Only the owner of {path} may recover an account.", path=str(database)))
    library = Library.open(folder)
    try:
        password = passwords.one_time()
        name = names.as_typed(username)
        with library.store.write() as connection:
            row = connection.execute(
                select(User.id)
                .join(Admin, Admin.user_id == User.id)
                .where(
                    func.lower(User.username) == name.lower(),
                    User.role == Role.ADMIN,
                    Admin.admin_level == AdminLevel.SUPERADMIN,
                )
            ).first()
            if row is None:
                raise NotFound(words("There is no superadmin “{name}” in this library.", name=names.shown(name)))
            before = seals.people(connection)
            cost = passwords.cost_of(connection.scalar(select(LibraryValue.value).where(LibraryValue.key == "argon2")))
            connection.execute(
                update(User)
                .where(User.id == row.id)
                .values(
                    password_hash=passwords.keep(password, cost), must_change=True, disabled_at=None, failures=0,
                    locked_until=None, lock_seconds=0, lock_clock="",
                )
            )  # fmt: skip
            connection.execute(delete(Token).where(Token.user_id == row.id))
            chain.extend(
                connection,
                Security,
                user=None,
                action="recovered",
                meta_data={"account": row.id, "host": platform.node()},
            )
            seals.put(connection, "recovered", before)
        return NewPassword(person(library.store, row.id), password)
    finally:
        library.close()
