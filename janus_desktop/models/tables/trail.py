"""The trail: what was done, with before and after; and what concerned security. Both are chained."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from janus_desktop.models.tables.base import Base, UtcTime


class Log(Base):
    """One part of an operation. `session` is the opened library that did it, for Ctrl+Z and for watching."""

    __tablename__ = "logs"
    __table_args__ = (
        Index(None, "operation", "part"),
        Index(None, "user_id", "session", "state"),
        Index(None, "undoes"),
        Index("ix_logs_time", "timestamp", "sequence"),
        Index("ix_logs_person", "user_id", "sequence"),
        Index("ix_logs_module", "module", "sequence"),
        Index("ix_logs_action", "action", "sequence"),
        Index("ix_logs_level", "level", "sequence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    action: Mapped[str] = mapped_column(Text)
    module: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text, default="INFO")
    meta_data: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    timestamp: Mapped[datetime] = mapped_column(UtcTime)
    operation: Mapped[str | None] = mapped_column(Text)
    part: Mapped[int] = mapped_column(default=1)
    undoes: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="done")
    session: Mapped[str] = mapped_column(Text, default="")
    sequence: Mapped[int] = mapped_column(unique=True)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    payload_digest: Mapped[bytes] = mapped_column(LargeBinary)
    link: Mapped[bytes] = mapped_column(LargeBinary)


class Revision(Base):
    """Before and after of one record; a creation's `before` is null and its `after` holds the id only."""

    __tablename__ = "revisions"
    __table_args__ = (Index(None, "log_id"), Index(None, "kind", "record"))

    id: Mapped[int] = mapped_column(primary_key=True)
    log_id: Mapped[int] = mapped_column(ForeignKey("logs.id"))
    kind: Mapped[str] = mapped_column(Text)
    record: Mapped[int]
    version: Mapped[int] = mapped_column(default=0)
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)


class Security(Base):
    """Sign-ins, failures, locks, resets, role changes, refused operations."""

    __tablename__ = "security"
    __table_args__ = (
        Index("ix_security_time", "timestamp", "sequence"),
        Index("ix_security_person", "user_id", "sequence"),
        Index("ix_security_action", "action", "sequence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    action: Mapped[str] = mapped_column(Text)
    timestamp: Mapped[datetime] = mapped_column(UtcTime)
    meta_data: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    sequence: Mapped[int] = mapped_column(unique=True)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    payload_digest: Mapped[bytes] = mapped_column(LargeBinary)
    link: Mapped[bytes] = mapped_column(LargeBinary)


class Seal(Base):
    """The newest seal of one operating-system account: where both chains stood, and each account's digest."""

    __tablename__ = "seals"

    key_id: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcTime)
    reason: Mapped[str] = mapped_column(Text)
    logs_sequence: Mapped[int]
    logs_link: Mapped[bytes] = mapped_column(LargeBinary)
    security_sequence: Mapped[int]
    security_link: Mapped[bytes] = mapped_column(LargeBinary)
    people: Mapped[dict[str, str]] = mapped_column(JSON)
    mac: Mapped[bytes] = mapped_column(LargeBinary)
