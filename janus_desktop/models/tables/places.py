"""Where files lie: roots, their folders, and the places of each image."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from janus_desktop.models.tables.base import Base, UtcTime


class Source(Base):
    """A root that files come from, perhaps offline."""

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    root: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    kind: Mapped[str] = mapped_column(Text, default="folder")
    online: Mapped[bool] = mapped_column(default=True)
    watched: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class Folder(Base):
    """A folder of a source; `path` is relative to the root, empty for the root itself."""

    __tablename__ = "folders"
    __table_args__ = (UniqueConstraint("source_id", "path"), Index(None, "parent_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("folders.id"))
    path: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str] = mapped_column(Text)


class Place(Base):
    """A file with an image's content. `path` is relative to the source's root, in the system's bytes."""

    __tablename__ = "places"
    __table_args__ = (
        UniqueConstraint("source_id", "path"),
        Index(None, "image_id"),
        Index(None, "folder_id", "image_id"),
        Index(None, "content_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"))
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id"))
    path: Mapped[bytes] = mapped_column(LargeBinary)
    display: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    quick_hash: Mapped[bytes] = mapped_column(LargeBinary)
    content_hash: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(Text, default="present")
    first_seen: Mapped[datetime] = mapped_column(UtcTime)
    last_seen: Mapped[datetime] = mapped_column(UtcTime)
