"""What compiling needs to know, and small pieces that every kind of condition uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, column, exists, literal_column, select, table
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression

from janus_desktop.models.tables import Image


@dataclass(frozen=True, slots=True)
class Context:
    """How to ask. `probing`: images come by in order and each is tried, so that no set is built beforehand."""

    probing: bool = False
    trashed: bool = False
    now: datetime = field(default_factory=datetime.now)

    def column(self, name: str) -> Any:
        """A column of `images`; when probing, one that SQLite must not look up by an index of its own."""
        found = getattr(Image, name)
        if self.probing:
            return UnaryExpression(found, operator=operators.custom_op("+"), type_=found.type)
        return found

    def among(self, ids: Select[Any]) -> ColumnElement[bool]:
        """The image is one that `ids` selects; SQLite makes the set once, whoever comes by."""
        return self.column("id").in_(ids)  # type: ignore[no-any-return]

    def each(self, ids: Select[Any], image: Any) -> ColumnElement[bool]:
        """As `among`, for large sets that an index over `image` tells at once of a single one."""
        if self.probing:
            return exists(ids.where(image == Image.id).correlate(Image))
        return Image.id.in_(ids)


def escaped(text: str) -> str:
    """`text` for LIKE, meaning itself alone; the escape is a backslash."""
    return text.replace("\0", "").replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def holds(where: Any, text: str) -> ColumnElement[bool]:
    """`where` has `text` anywhere in it."""
    return where.like(f"%{escaped(text)}%", escape="\\")  # type: ignore[no-any-return]


def in_index(name: str, words: str) -> Select[Any]:
    """The ids that the full-text table `name` finds for `words`, which are quoted already."""
    index = table(name, column("rowid", Integer))
    return select(index.c.rowid).where(literal_column(name).op("MATCH")(words))
