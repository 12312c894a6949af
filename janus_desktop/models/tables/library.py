"""What the library knows of itself, and the numbers it counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text
from sqlalchemy.orm import Mapped, mapped_column

from janus_desktop.models.tables.base import Base, UtcTime


class LibraryValue(Base):
    """One value of the library: its UUID, its name, when it was made, its secret for keyed digests."""

    __tablename__ = "library"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class Counter(Base):
    """The next free id of a table: an id is never used twice, not even after a deletion."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    next: Mapped[int]


class Analytics(Base):
    """Figures about the catalogue's use, such as one row an import."""

    __tablename__ = "analytics"

    id: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    research_topic: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
