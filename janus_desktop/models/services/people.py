"""Accounts, their roles and their sessions."""

from __future__ import annotations

import builtins
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from janus_desktop.errors import BadValue, NotFound, words
from janus_desktop.models import anonymising, chain, names, passwords, policy, sessions
from janus_desktop.models.rights import AdminLevel, Right, Role
from janus_desktop.models.services.base import Service
from janus_desktop.models.store import Store
from janus_desktop.models.tables import Admin, Image, Security, Token, User
from janus_desktop.models.transaction import Part
from janus_desktop.models.values_people import KeptSession, NewPassword, Person, PersonRecord

_UNLOCKED: dict[str, Any] = {"failures": 0, "locked_until": None, "lock_seconds": 0, "lock_clock": ""}


class PeopleService(Service):
    """The last active superadmin cannot be removed, disabled or demoted, by any path."""

    def list(self) -> list[Person]:
        """All accounts by name; needs the right to manage people."""
        self._must(Right.MANAGE_PEOPLE)
        with self.store.read() as connection:
            imported = {
                row[0]: row[1]
                for row in connection.execute(select(Image.imported_by, func.count()).group_by(Image.imported_by))
            }
            return [
                _person(row, imported.get(row.id, 0)) for row in connection.execute(_query().order_by(User.username))
            ]

    def add(self, username: str, email: str, role: str, level: str | None = None, name: str = "") -> NewPassword:
        """Make an account with a one-time password; `BadValue` names what cannot be."""
        username, email, name = names.check_username(username), names.check_email(email), names.check_full_name(name)
        role, level = _checked(role, level)
        password = passwords.one_time()
        kept = passwords.keep(password, self.library.cost)
        with self.door.people(Right.MANAGE_PEOPLE, "people.add", name=username, role=role) as part:
            self._need_for(part, role)
            names.check_unlike(username, part.connection.scalars(select(User.username)))
            _not_taken(part.connection, email)
            user = part.connection.execute(
                insert(User)
                .values(
                    username=username, email=email, name=name, password_hash=kept, role=role,
                    must_change=True, created_at=datetime.now(UTC),
                )
                .returning(User.id)
            ).scalar_one()  # fmt: skip
            if level:
                part.connection.execute(insert(Admin).values(user_id=user, admin_level=level))
            self._event(part.connection, "account made", user, role=role, level=level)
            part.touch("people")
        return NewPassword(person(self.store, user), password)

    def edit(self, user: int, *, name: str | None = None, email: str | None = None) -> Person:
        """Change an account's name or e-mail address."""
        values: dict[str, Any] = {}
        if name is not None:
            values["name"] = names.check_full_name(name)
        if email is not None:
            values["email"] = names.check_email(email)
        with self.door.people(Right.MANAGE_PEOPLE, "people.edit") as part:
            row = self._target(part, user)
            part.args["name"] = row.username
            if email is not None:
                _not_taken(part.connection, values["email"], user)
            if values:
                part.connection.execute(update(User).where(User.id == user).values(**values))
            part.touch("people")
        return person(self.store, user)

    def disable(self, user: int) -> Person:
        """Disable an account: its sessions end at their next operation."""
        with self.door.people(Right.MANAGE_PEOPLE, "people.disable") as part:
            row = self._target(part, user)
            part.args["name"] = row.username
            self._not_last(part.connection, row, words("The last superadmin cannot be disabled."))
            now = datetime.now(UTC)
            part.connection.execute(update(User).where(User.id == user).values(disabled_at=now))
            _end_sessions(part.connection, user)
            self._event(part.connection, "disabled", user)
            part.touch("people")
        return person(self.store, user)

    def enable(self, user: int) -> Person:
        """Let a disabled account sign in again."""
        with self.door.people(Right.MANAGE_PEOPLE, "people.enable") as part:
            row = self._target(part, user)
            part.args["name"] = row.username
            if row.password_hash == anonymising.NO_PASSWORD:
                raise BadValue("role", words("An anonymous account cannot be enabled."))
            part.connection.execute(update(User).where(User.id == user).values(disabled_at=None, **_UNLOCKED))
            self._event(part.connection, "enabled", user)
            part.touch("people")
        return person(self.store, user)

    def set_role(self, user: int, role: str, level: str | None = None) -> Person:
        """Give an account another role; it holds at its next operation."""
        role, level = _checked(role, level)
        with self.door.people(Right.MANAGE_PEOPLE, "people.role") as part:
            row = self._target(part, user)
            self._need_for(part, role)
            part.args |= {"name": row.username, "role": level or role, "before": row.admin_level or row.role}
            if level != AdminLevel.SUPERADMIN:
                self._not_last(part.connection, row, words("The last superadmin cannot be demoted."))
            part.connection.execute(update(User).where(User.id == user).values(role=role))
            part.connection.execute(delete(Admin).where(Admin.user_id == user))
            if level:
                part.connection.execute(insert(Admin).values(user_id=user, admin_level=level))
            self._event(
                part.connection,
                "role changed",
                user,
                role=role,
                level=level,
                before=row.admin_level or row.role,
            )
            part.touch("people")
        return person(self.store, user)

    def reset_password(self, user: int) -> NewPassword:
        """Give an account a one-time password; its kept sessions end."""
        password = passwords.one_time()
        kept = passwords.keep(password, self.library.cost)
        with self.door.people(Right.MANAGE_PEOPLE, "people.reset") as part:
            row = self._target(part, user)
            part.args["name"] = row.username
            part.connection.execute(
                update(User).where(User.id == user).values(password_hash=kept, must_change=True, **_UNLOCKED)
            )
            _end_sessions(part.connection, user)
            self._event(part.connection, "reset", user)
            part.touch("people")
        return NewPassword(person(self.store, user), password)

    def change_password(self, old: str, new: str) -> None:
        """Change my own password; `BadValue` names what is wrong with the old or the new one."""
        with self.store.read() as connection:
            row = connection.execute(select(User).where(User.id == self.door.user)).one()
            least = policy.read(connection).password_length
        cost = self.library.cost
        if not passwords.verify(row.password_hash, old, cost):
            raise BadValue("old", words("This is not the password you have now."))
        passwords.check(new, row.username, row.email, least)
        if passwords.verify(row.password_hash, new, cost):
            raise BadValue("password", words("The new password is the one you have now."))
        kept = passwords.keep(new, cost)
        with self.door.people(Right.OWN_SETTINGS, "people.password") as part:
            part.connection.execute(update(User).where(User.id == row.id).values(password_hash=kept, must_change=False))
            self._event(part.connection, "password changed", row.id)
            part.touch("people")

    def anonymise(self, user: int) -> Person:
        """Take everything personal out of an account and out of the trail, for good; the chain stays whole."""
        with self.door.people(Right.ANONYMISE, "people.anonymise") as part:
            row = self._target(part, user)
            if user == self.door.user:
                raise BadValue("role", words("Nobody makes the own account anonymous."))
            self._not_last(part.connection, row, words("The last superadmin cannot be made anonymous."))
            name, erased = anonymising.anonymise(part.connection, user, row.username)
            part.args["name"] = name
            self._event(part.connection, "anonymised", user, erased=erased)
            part.touch("people")
        return person(self.store, user)

    # -- sessions -------------------------------------------------------------------------------

    def record(self, user: int) -> PersonRecord:
        """Kept sessions, newest entry of the log and newest imports of an account."""
        self._must(Right.MANAGE_PEOPLE)
        with self.store.read() as connection:
            return sessions.record(connection, user)

    def sessions(self, user: int | None = None) -> builtins.list[KeptSession]:
        """Where somebody (without `user`: I myself) stays signed in."""
        if user is not None and user != self.door.user:
            self._must(Right.MANAGE_PEOPLE)
        with self.store.read() as connection:
            return sessions.kept(connection, self.door.user if user is None else user)

    def revoke(self, session: int) -> None:
        """End a kept session: one's own, or anybody's with the right to manage that account."""
        with self.door.people(Right.OWN_SETTINGS, "people.revoke") as part:
            row = part.connection.execute(
                select(Token.user_id, Token.host).where(Token.id == session, Token.revoked_at.is_(None))
            ).first()
            if row is None:
                raise NotFound(words("There is no session {id}.", id=str(session)))
            if row.user_id != self.door.user:
                part.need(Right.MANAGE_PEOPLE)
                self._target(part, row.user_id)
            part.args |= {"name": person_name(part.connection, row.user_id), "host": row.host}
            _end_sessions(part.connection, row.user_id, session)
            self._event(part.connection, "session ended", row.user_id)
            part.touch("people")

    # -- rules ----------------------------------------------------------------------------------

    @staticmethod
    def _target(part: Part, user: int) -> Any:
        row = part.connection.execute(_query().where(User.id == user)).first()
        if row is None:
            raise NotFound(words("There is no account {id}.", id=str(user)))
        if row.role == Role.ADMIN:
            part.need(Right.MANAGE_ADMINS)
        return row

    @staticmethod
    def _need_for(part: Part, role: str) -> None:
        if role == Role.ADMIN:
            part.need(Right.MANAGE_ADMINS)

    @staticmethod
    def _not_last(connection: Connection, row: Any, sentence: Any) -> None:
        if row.admin_level != AdminLevel.SUPERADMIN or row.role != Role.ADMIN:
            return
        others = connection.scalar(
            select(func.count())
            .select_from(User)
            .join(Admin, Admin.user_id == User.id)
            .where(
                User.id != row.id, User.role == Role.ADMIN, User.disabled_at.is_(None),
                Admin.admin_level == AdminLevel.SUPERADMIN,
            )
        )  # fmt: skip
        if not others:
            raise BadValue("role", sentence)

    def _event(self, connection: Connection, action: str, user: int, **detail: Any) -> None:
        chain.extend(connection, Security, user=self.door.user, action=action, meta_data={"account": user} | detail)


def _not_taken(connection: Connection, email: str, by: int = 0) -> None:
    if connection.scalar(select(User.id).where(func.lower(User.email) == email.lower(), User.id != by)):
        raise BadValue("email", words("An account has the e-mail address {value} already.", value=email))


def _end_sessions(connection: Connection, user: int, session: int | None = None) -> None:
    ended = update(Token).where(Token.user_id == user, Token.revoked_at.is_(None)).values(revoked_at=datetime.now(UTC))
    connection.execute(ended if session is None else ended.where(Token.id == session))


def person_name(connection: Connection, user: int) -> str:
    """The user name of an account."""
    return str(connection.scalar(select(User.username).where(User.id == user)) or "")


def person(store: Store, user: int) -> Person:
    """One account; `NotFound` where there is none."""
    with store.read() as connection:
        row = connection.execute(_query().where(User.id == user)).first()
    if row is None:
        raise NotFound(words("There is no account {id}.", id=str(user)))
    return _person(row, 0)


def _query() -> Any:
    return select(
        User.id, User.username, User.email, User.name, User.role, User.disabled_at, User.must_change, User.last_active,
        User.password_hash, Admin.admin_level,
    ).outerjoin(Admin, Admin.user_id == User.id)  # fmt: skip


def _person(row: Any, imported: int) -> Person:
    return Person(
        row.id, row.username, row.email, row.name or row.username, row.role, row.admin_level,
        row.disabled_at is None, bool(row.must_change), row.last_active, imported,
    )  # fmt: skip


def _checked(role: str, level: str | None) -> tuple[str, str | None]:
    if role not in set(Role):
        raise BadValue("role", words("A role is viewer, user or admin."))
    if role != Role.ADMIN:
        return role, None
    level = level or AdminLevel.MODERATOR
    if level not in set(AdminLevel):
        raise BadValue("level", words("An admin is a moderator or a superadmin."))
    return role, str(level)
