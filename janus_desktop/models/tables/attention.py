"""What wants a person: files that could not be read, are gone or changed, and work that was cut short."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from janus_desktop.models.tables.base import Base, UtcTime


class Attention(Base):
    """One thing to look at; `reason` is a template with its arguments."""

    __tablename__ = "attention"
    __table_args__ = (Index(None, "dismissed_at", "created_at"), Index(None, "place_id"), Index(None, "path"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    path: Mapped[bytes] = mapped_column(LargeBinary)
    display: Mapped[str] = mapped_column(Text)
    reason: Mapped[dict[str, Any]] = mapped_column(JSON)
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    image_id: Mapped[int | None] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id", ondelete="CASCADE"))
    operation: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    dismissed_at: Mapped[datetime | None] = mapped_column(UtcTime)
