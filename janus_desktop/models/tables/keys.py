"""Which image has which metadata key, and the values of the common ones, so that they are found at once.

No foreign keys: a cascade would search the whole of them for each image that goes; `metadata_index`
removes the rows itself.
"""

from __future__ import annotations

from sqlalchemy import Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from janus_desktop.models.tables.base import Base


class MetadataName(Base):
    """A metadata key by its full name; `folded` and `short` are what people may call it, in lower case."""

    __tablename__ = "metadata_names"
    __table_args__ = (Index(None, "folded"), Index(None, "short"))

    id: Mapped[int] = mapped_column(primary_key=True)
    standard: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, unique=True)
    folded: Mapped[str] = mapped_column(Text)
    short: Mapped[str] = mapped_column(Text)
    #: whether its values are in `metadata_values`
    common: Mapped[bool] = mapped_column(default=False)


class MetadataKey(Base):
    """This image has this key."""

    __tablename__ = "metadata_keys"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    key: Mapped[int] = mapped_column(primary_key=True)
    image: Mapped[int] = mapped_column(primary_key=True)


class MetadataValue(Base):
    """The value of a common key: in lower case, and as a number where it is one."""

    __tablename__ = "metadata_values"
    __table_args__ = (
        Index(None, "key", "value", "image"),
        Index(None, "key", "number", "image", sqlite_where=text("number IS NOT NULL")),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[int] = mapped_column(primary_key=True)
    image: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    number: Mapped[float | None]
