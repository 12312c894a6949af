"""Names that are unique in a catalogue, and ids that are never used twice."""

from __future__ import annotations

import os
from collections.abc import Sequence

from sqlalchemy import Connection, insert, select, update

from janus_desktop.models.tables import Counter, Image, NameCounter


def reserve_ids(connection: Connection, table: str, count: int) -> int:
    """The first of `count` ids for `table`; to be called inside a writing transaction."""
    first = connection.scalar(select(Counter.next).where(Counter.name == table))
    if first is None:
        first = 1
        connection.execute(insert(Counter).values(name=table, next=first + count))
    else:
        connection.execute(update(Counter).where(Counter.name == table).values(next=first + count))
    return int(first)


def unique_names(connection: Connection, wanted: Sequence[str]) -> list[str]:
    """A free name for each wanted one: ` (2)`, ` (3)` … before the extension where it is taken."""
    taken = set(connection.scalars(select(Image.filename).where(Image.filename.in_(set(wanted)))))
    names = []
    for name in wanted:
        if name in taken:
            name = _next(connection, name, taken)  # noqa: PLW2901
        taken.add(name)
        names.append(name)
    return names


def _next(connection: Connection, name: str, taken: set[str]) -> str:
    stem, extension = os.path.splitext(name)  # noqa: PTH122
    number = connection.scalar(select(NameCounter.next).where(NameCounter.name == name))
    known, number = number is not None, number or 2
    while True:
        candidate = f"{stem} ({number}){extension}"
        number += 1
        if candidate not in taken and not connection.scalar(select(Image.id).where(Image.filename == candidate)):
            break
    if known:
        connection.execute(update(NameCounter).where(NameCounter.name == name).values(next=number))
    else:
        connection.execute(insert(NameCounter).values(name=name, next=number))
    return candidate
