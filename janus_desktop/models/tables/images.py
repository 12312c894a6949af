"""Images, what their files say, and their tags."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import Mapped, mapped_column, relationship

from janus_desktop.models.tables.base import Base, UtcTime

#: searched by value; what is absent takes no room in the index
_RARE = (
    "width", "height", "bit_depth", "color_space", "exposure_time", "f_number", "iso", "focal_length", "gps_altitude",
    "make", "model", "lens", "label", "flag",
)  # fmt: skip


class Image(Base):
    """One content: the row is narrow, since searches scan it; what the file says lies beside it."""

    __tablename__ = "images"
    __table_args__ = (
        Index(None, "trashed_at", "taken", "id"),
        Index(None, "trashed_at", "imported_at", "id"),
        Index(None, "trashed_at", "rating", "id"),
        Index(None, "trashed_at", "title", "id"),
        # without trashed_at: moving many to the trash must not rewrite every order there is
        Index(None, "camera", "id"),
        Index(None, "format", "id"),
        Index(None, "size", "id"),
        Index(None, "import_operation"),
        *(Index(None, name, sqlite_where=text(f"{name} IS NOT NULL")) for name in _RARE),
        Index(None, "gps_lat", "gps_lon", sqlite_where=text("gps_lat IS NOT NULL")),
        Index(None, "pages", sqlite_where=text("pages > 1")),
        Index(None, "state", sqlite_where=text("state <> 'present'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(Text, unique=True)
    filename: Mapped[str] = mapped_column(Text, unique=True)
    width: Mapped[int | None]
    height: Mapped[int | None]
    format: Mapped[str] = mapped_column(Text)
    orientation: Mapped[int] = mapped_column(default=1)
    pages: Mapped[int] = mapped_column(default=1)
    color_space: Mapped[str | None] = mapped_column(Text)
    bit_depth: Mapped[int | None]
    content_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    taken: Mapped[str | None] = mapped_column(Text)
    taken_offset: Mapped[str | None] = mapped_column(Text)
    taken_qualifier: Mapped[str | None] = mapped_column(Text)
    make: Mapped[str | None] = mapped_column(Text)
    model: Mapped[str | None] = mapped_column(Text)
    camera: Mapped[str | None] = mapped_column(Text)
    lens: Mapped[str | None] = mapped_column(Text)
    exposure_time: Mapped[float | None]
    f_number: Mapped[float | None]
    iso: Mapped[int | None]
    focal_length: Mapped[float | None]
    gps_lat: Mapped[float | None]
    gps_lon: Mapped[float | None]
    gps_altitude: Mapped[float | None]
    title: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    creator: Mapped[str | None] = mapped_column(Text)
    rights: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[str | None] = mapped_column(Text)
    rating: Mapped[int | None]
    label: Mapped[str | None] = mapped_column(Text)
    flag: Mapped[str | None] = mapped_column(Text)
    sources: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(Text, default="present")
    no_pixels: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    imported_at: Mapped[datetime] = mapped_column(UtcTime)
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    import_operation: Mapped[str | None] = mapped_column(Text)
    trashed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    trashed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1)

    said: Mapped[ImageMetadata | None] = relationship(cascade="all, delete-orphan", uselist=False)
    #: everything the file says, by standard
    image_metadata: AssociationProxy[dict[str, Any] | None] = association_proxy(
        "said", "data", creator=lambda data: ImageMetadata(data=data)
    )


class ImageMetadata(Base):
    """What a file says of itself, by standard, with the standards' own tag names."""

    __tablename__ = "image_metadata"

    image_id: Mapped[int] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"), primary_key=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


class NameCounter(Base):
    """The next number for a name that clashes, so that it is found without trying."""

    __tablename__ = "name_counters"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    next: Mapped[int]


class Tag(Base):
    """One tag of the tree. `key` is the path, folded, by which it is unique."""

    __tablename__ = "tags"
    __table_args__ = (UniqueConstraint("key"), Index(None, "parent_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("tags.id"))
    name: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    color: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)


class ImageTag(Base):
    """Which image carries which tag, and who said so: a person or the file."""

    __tablename__ = "image_tags"
    __table_args__ = (Index(None, "tag_id", "image_id"),)

    image_id: Mapped[int] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[str] = mapped_column(Text, default="person")
