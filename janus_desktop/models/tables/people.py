"""Accounts, admin levels, kept sessions, and the count of failures for names that do not exist."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from janus_desktop.models.tables.base import Base, UtcTime


class User(Base):
    """An account. People are never deleted, only disabled or anonymised."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(Text, unique=True)
    email: Mapped[str] = mapped_column(Text, unique=True)
    password_hash: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, default="")
    disabled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    must_change: Mapped[bool] = mapped_column(default=False)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime)
    #: seconds of the wait, and the running clock of the computer at its beginning: `boot id:seconds`
    lock_seconds: Mapped[int] = mapped_column(default=0)
    lock_clock: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    last_active: Mapped[datetime | None] = mapped_column(UtcTime)


class Admin(Base):
    """What kind of admin a person is."""

    __tablename__ = "admins"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    admin_level: Mapped[str] = mapped_column(Text)


class Token(Base):
    """A session kept on a computer; only the digest of the token is here."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    digest: Mapped[str] = mapped_column(Text, unique=True)
    host: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    last_used: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)


class UnknownName(Base):
    """Failures under a name that has no account, by keyed digest, so that both wait alike."""

    __tablename__ = "unknown_names"

    digest: Mapped[str] = mapped_column(Text, primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime)
    lock_seconds: Mapped[int] = mapped_column(default=0)
    lock_clock: Mapped[str] = mapped_column(Text, default="")
