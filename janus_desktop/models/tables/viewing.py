"""How each person looks at each image in the viewer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from janus_desktop.models.tables.base import Base


class ViewSetting(Base):
    """One person's view of one image: turned, brightened, windowed. The file is never changed by it."""

    __tablename__ = "view_settings"
    __table_args__ = (Index(None, "user_id"),)

    image_id: Mapped[int] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
