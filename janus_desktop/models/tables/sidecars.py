"""What is known of the sidecars that we wrote or read again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from janus_desktop.models.tables.base import Base, UtcTime


class Sidecar(Base):
    """The sidecar beside one place, as it was when we last wrote or read it; `said` is what it told by field."""

    __tablename__ = "sidecars"

    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    known_at: Mapped[datetime] = mapped_column(UtcTime)
