"""Making a library: its database, its first superadmin, its folders; all of it or nothing."""

from __future__ import annotations

import secrets
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from janus_desktop.errors import CannotStart, words
from janus_desktop.models import chain, migrate, names, passwords, seals
from janus_desktop.models.locks import exclusive
from janus_desktop.models.rights import AdminLevel, Role
from janus_desktop.models.store import DATABASE, Store, make_private
from janus_desktop.models.tables import Admin, LibraryValue, Security, User


def found(
    place: Path, *, username: str, email: str, password: str, name: str, fullname: str, cost: passwords.Cost | None
) -> None:
    """Make the library in `place`; `BadValue`, `CannotStart`. `cost` is measured where it is None."""
    username, email = names.check_username(username), names.check_email(email)
    fullname = names.check_full_name(fullname)
    passwords.check(password, username, email)
    taken = CannotStart(words("{path} already holds a library.", path=str(place)))
    if (place / DATABASE).is_file():
        raise taken
    cost = cost or passwords.measured()
    values = {"username": username, "email": email, "name": fullname, "password_hash": passwords.keep(password, cost)}
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with exclusive(place / "library.lock"):
            if (place / DATABASE).is_file():
                raise taken
            _make(place, name, values, cost)
    except OSError as error:
        raise CannotStart(
            words(
                "No library can be made in {path}: {reason}",
                path=str(place),
                reason=error.strerror or str(error),
            )
        ) from error


def _make(place: Path, name: str, values: Mapping[str, Any], cost: passwords.Cost) -> None:
    # Made under another name and moved: a library that has no administrator is never seen.
    draft = place / f".making-{uuid.uuid4().hex}"
    draft.mkdir(mode=0o700)
    try:
        make_private(draft / DATABASE)
        migrate.upgrade(draft, None)
        store, now = Store(draft), datetime.now(UTC)
        with store.write() as connection:
            for key, value in {
                "uuid": str(uuid.uuid4()),
                "name": name.strip(),
                "created_at": now.isoformat(),
                "secret": secrets.token_hex(32),
                "argon2": asdict(cost),
            }.items():
                connection.execute(insert(LibraryValue).values(key=key, value=value))
            connection.execute(insert(User).values(id=1, role=Role.ADMIN, created_at=now, **values))
            connection.execute(insert(Admin).values(user_id=1, admin_level=AdminLevel.SUPERADMIN))
            chain.extend(connection, Security, user=1, action="library made", meta_data={"name": values["username"]})
            seals.put(connection, "library made", {})
        store.close()
        for part in ("managed", "backups"):
            (place / part).mkdir(mode=0o700, exist_ok=True)
        (draft / DATABASE).replace(place / DATABASE)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
