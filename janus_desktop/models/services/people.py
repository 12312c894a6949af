"""Accounts, and what the trail says of people."""

from __future__ import annotations

import builtins
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, String, cast, delete, func, insert, or_, select, update

from janus_desktop.errors import BadValue, NotAllowed, NotFound, words
from janus_desktop.models import chain, passwords
from janus_desktop.models.actions import named
from janus_desktop.models.rights import AdminLevel, Right, Role
from janus_desktop.models.services.base import Service
from janus_desktop.models.store import Store
from janus_desktop.models.tables import Admin, Image, Log, Security, Token, User
from janus_desktop.models.transaction import Part
from janus_desktop.models.values import LogEntry, NewPassword, Person, SecurityEvent


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
        username, email = passwords.check_username(username), passwords.check_email(email)
        role, level = _checked(role, level)
        password = passwords.one_time()
        kept = passwords.keep(password)
        with self.door.write(Right.MANAGE_PEOPLE, "people.add", name=username, role=role) as part:
            self._need_for(part, role)
            for column, value in (("username", username), ("email", email)):
                if part.connection.scalar(select(User.id).where(func.lower(getattr(User, column)) == value.lower())):
                    sentence = (
                        words("There is an account {value} already.", value=value)
                        if column == "username"
                        else words("An account has the e-mail address {value} already.", value=value)
                    )
                    raise BadValue(column, sentence)
            user = part.connection.execute(
                insert(User)
                .values(
                    username=username, email=email, name=name.strip(), password_hash=kept, role=role,
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
            values["name"] = name.strip()[:200]
        if email is not None:
            values["email"] = passwords.check_email(email)
        with self.door.write(Right.MANAGE_PEOPLE, "people.edit") as part:
            row = self._target(part, user)
            part.args["name"] = row.username
            taken = select(User.id).where(func.lower(User.email) == values.get("email", "").lower(), User.id != user)
            if "email" in values and part.connection.scalar(taken):
                raise BadValue(
                    "email",
                    words("An account has the e-mail address {value} already.", value=values["email"]),
                )
            if values:
                part.connection.execute(update(User).where(User.id == user).values(**values))
            part.touch("people")
        return person(self.store, user)

    def disable(self, user: int) -> Person:
        """Disable an account: its sessions end at their next operation."""
        with self.door.write(Right.MANAGE_PEOPLE, "people.disable") as part:
            row = self._target(part, user)
            part.args["name"] = row.username
            self._not_last(part.connection, row, words("The last superadmin cannot be disabled."))
            now = datetime.now(UTC)
            part.connection.execute(update(User).where(User.id == user).values(disabled_at=now))
            part.connection.execute(update(Token).where(Token.user_id == user).values(revoked_at=now))
            self._event(part.connection, "disabled", user)
            part.touch("people")
        return person(self.store, user)

    def enable(self, user: int) -> Person:
        """Let a disabled account sign in again."""
        with self.door.write(Right.MANAGE_PEOPLE, "people.enable") as part:
            row = self._target(part, user)
            part.args["name"] = row.username
            part.connection.execute(
                update(User).where(User.id == user).values(disabled_at=None, failures=0, locked_until=None)
            )
            self._event(part.connection, "enabled", user)
            part.touch("people")
        return person(self.store, user)

    def set_role(self, user: int, role: str, level: str | None = None) -> Person:
        """Give an account another role; it holds at its next operation."""
        role, level = _checked(role, level)
        with self.door.write(Right.MANAGE_PEOPLE, "people.role") as part:
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
        kept = passwords.keep(password)
        with self.door.write(Right.MANAGE_PEOPLE, "people.reset") as part:
            row = self._target(part, user)
            part.args["name"] = row.username
            now = datetime.now(UTC)
            part.connection.execute(
                update(User)
                .where(User.id == user)
                .values(password_hash=kept, must_change=True, failures=0, locked_until=None)
            )
            part.connection.execute(update(Token).where(Token.user_id == user).values(revoked_at=now))
            self._event(part.connection, "reset", user)
            part.touch("people")
        return NewPassword(person(self.store, user), password)

    def change_password(self, old: str, new: str) -> None:
        """Change my own password; `BadValue` names what is wrong with the old or the new one."""
        with self.store.read() as connection:
            row = connection.execute(select(User).where(User.id == self.door.user)).one()
        if not passwords.verify(row.password_hash, old):
            raise BadValue("old", words("This is not the password you have now."))
        passwords.check(new, row.username, row.email)
        if passwords.verify(row.password_hash, new):
            raise BadValue("password", words("The new password is the one you have now."))
        kept = passwords.keep(new)
        with self.door.write(Right.OWN_SETTINGS, "people.password") as part:
            part.connection.execute(update(User).where(User.id == row.id).values(password_hash=kept, must_change=False))
            self._event(part.connection, "password changed", row.id)
            part.touch("people")

    # -- the trail ------------------------------------------------------------------------------

    def logs(
        self,
        limit: int = 200,
        *,
        before: int | None = None,
        text: str = "",
        user: int | None = None,
        level: str | None = None,
    ) -> builtins.list[LogEntry]:
        """Rows of the log, newest first; those before a row's id. Needs the right to see logs."""
        self._must(Right.SEE_LOGS)
        query = (
            select(Log.id, Log.timestamp, Log.action, Log.module, Log.level, Log.operation, Log.state, Log.meta_data,
                   User.username)
            .outerjoin(User, User.id == Log.user_id)
            .order_by(Log.sequence.desc())
            .limit(limit)
        )  # fmt: skip
        if before is not None:
            query = query.where(Log.id < before)
        if user is not None:
            query = query.where(Log.user_id == user)
        if level is not None:
            query = query.where(Log.level == level)
        if text:
            like = f"%{text.replace('%', '').replace('_', '')}%"
            query = query.where(
                or_(Log.action.ilike(like), User.username.ilike(like), cast(Log.meta_data, String).ilike(like))
            )
        with self.store.read() as connection:
            return [
                LogEntry(
                    row.id, row.timestamp, row.username, row.action, row.module, row.level,
                    named(row.action, row.meta_data or {}), row.operation, row.state, row.meta_data or {},
                )
                for row in connection.execute(query)
            ]  # fmt: skip

    def security(self, limit: int = 200, *, before: int | None = None) -> builtins.list[SecurityEvent]:
        """Security events, newest first. Needs the right to see them."""
        self._must(Right.SEE_SECURITY)
        query = (
            select(Security.id, Security.timestamp, Security.action, Security.meta_data, User.username)
            .outerjoin(User, User.id == Security.user_id)
            .order_by(Security.sequence.desc())
            .limit(limit)
        )
        if before is not None:
            query = query.where(Security.id < before)
        with self.store.read() as connection:
            return [
                SecurityEvent(row.id, row.timestamp, row.username, row.action, row.meta_data or {})
                for row in connection.execute(query)
            ]

    # -- rules ----------------------------------------------------------------------------------

    def _must(self, right: Right) -> None:
        with self.store.read() as connection:
            allowed = right in self.door.rights_now(connection)
        if not allowed:
            with self.door.record("refused", self.door.user, operation=right.name.lower()):
                pass
            raise NotAllowed(words("You may not {right}.", right=right.words))

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
        Admin.admin_level,
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
