"""How records of each kind are read and set, field by field: for edits, and for undoing them.

A field of an image is a column, or `source.FIELD` for where the value of FIELD came from. A field of
`image_tags` is a tag's id, its value the source of the tag ("person", "file") or None where it is absent.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Text, column, select, text, type_coerce

from janus_desktop.models import fulltext
from janus_desktop.models.store import among
from janus_desktop.models.tables import Image, ImageTag
from janus_desktop.models.transaction import compact

Fields = Mapping[str, Any]
#: records by id, as `Records.load` gives them
Loaded = Mapping[int, dict[str, Any]]
SOURCE = "source."
#: beside the values of an image: the JSON of its sources as it is stored
RAW = "sources as stored"
#: bookkeeping beside a value; a difference here alone is no conflict
QUIET = ("trashed_by", "taken_offset", "taken_qualifier")


class Records(Protocol):
    """One kind of record."""

    def load(self, connection: Connection, ids: Sequence[int], fields: Sequence[str]) -> dict[int, dict[str, Any]]:
        """What the fields of the records are now; records that are no more are absent."""
        ...

    def apply(self, connection: Connection, changes: Mapping[int, Fields], now: Loaded | None = None) -> dict[int, int]:
        """Set the fields; answers the new version of each record. `now` is what `load` gave in this transaction."""
        ...


class ImageRecords:
    """Columns of `images`, and the sources of values."""

    _times = ("trashed_at",)

    def load(self, connection: Connection, ids: Sequence[int], fields: Sequence[str]) -> dict[int, dict[str, Any]]:
        """As `Records.load`; every record also has `version`."""
        names = [name for name in fields if not name.startswith(SOURCE)]
        sourced = [name for name in fields if name.startswith(SOURCE)]
        columns: list[Any] = [column(name) for name in names]
        raw = type_coerce(Image.sources, Text)
        query = (
            select(Image.id, Image.version, raw.label("said_by"), *columns)
            .select_from(Image.__table__)
            .where(among(Image.id, ids))
            .order_by(Image.id)
        )
        parsed: dict[str, dict[str, str]] = {}
        found: dict[int, dict[str, Any]] = {}
        for row in chunked(connection.execute(query)):
            values: dict[str, Any] = dict(zip(names, row[3:], strict=True))
            if sourced:
                said = row[2] or "{}"
                by = parsed.get(said)
                if by is None:
                    by = parsed[said] = json.loads(said)
                for name in sourced:
                    values[name] = by.get(name[len(SOURCE) :])
            values["version"], values[RAW] = row[1], row[2] or "{}"
            found[row[0]] = values
        return found

    def apply(self, connection: Connection, changes: Mapping[int, Fields], now: Loaded | None = None) -> dict[int, int]:
        """As `Records.apply`, a statement for each set of columns, and the full text with it."""
        if now is None:
            now = self.load(connection, list(changes), ())
        groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        merged: dict[tuple[str, str], str] = {}
        for record, fields in changes.items():
            if record not in now:
                continue
            row: dict[str, Any] = {"id": record}
            sources: dict[str, Any] = {}
            for name, value in fields.items():
                if name.startswith(SOURCE):
                    sources[name[len(SOURCE) :]] = value
                else:
                    row[name] = value
            if sources:
                key = (now[record][RAW], compact(sources))
                if key not in merged:
                    both = json.loads(key[0]) | sources
                    merged[key] = compact({name: by for name, by in both.items() if by is not None})
                row["sources"] = merged[key]
            groups[tuple(sorted(set(row) - {"id"}))].append(row)
        for names, rows in groups.items():
            assign = ", ".join(f"{name} = ?" for name in names)
            connection.exec_driver_sql(
                f"UPDATE images SET {assign}, version = version + 1 WHERE id = ?",
                [(*(row[name] for name in names), row["id"]) for row in rows],
            )
            fulltext.refresh(connection, [row["id"] for row in rows], names)
        return {record: now[record]["version"] + 1 for record in changes if record in now}


class TagRecords:
    """Which tags an image carries."""

    def load(self, connection: Connection, ids: Sequence[int], fields: Sequence[str]) -> dict[int, dict[str, Any]]:
        """As `Records.load`."""
        there = set(connection.scalars(select(Image.id).where(among(Image.id, ids))))
        found: dict[int, dict[str, Any]] = {record: dict.fromkeys(fields) for record in there}
        wanted = {int(name) for name in fields}
        query = select(ImageTag.image_id, ImageTag.tag_id, ImageTag.source).where(
            among(ImageTag.image_id, ids), ImageTag.tag_id.in_(wanted)
        )
        for image, tag, source in chunked(connection.execute(query)):
            found[image][str(tag)] = source
        return found

    def apply(self, connection: Connection, changes: Mapping[int, Fields], now: Loaded | None = None) -> dict[int, int]:
        """As `Records.apply`; tags have no versions."""
        gone: list[dict[str, Any]] = []
        come: list[dict[str, Any]] = []
        for record, fields in changes.items():
            for tag, source in fields.items():
                row = {"image": record, "tag": int(tag), "source": source}
                (gone if source is None else come).append(row)
        if gone:
            connection.execute(text("DELETE FROM image_tags WHERE image_id = :image AND tag_id = :tag"), gone)
        if come:
            connection.execute(
                text(
                    "INSERT INTO image_tags(image_id, tag_id, source) VALUES (:image, :tag, :source) "
                    "ON CONFLICT (image_id, tag_id) DO UPDATE SET source = excluded.source"
                ),
                come,
            )
        return dict.fromkeys(changes, 0)


KINDS: Mapping[str, Records] = {"images": ImageRecords(), "image_tags": TagRecords()}


def stamp(moment: datetime) -> str:
    """A moment as the `UtcTime` columns hold it, for statements in plain SQL."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")


def chunked(result: Any, size: int = 2000) -> Iterator[Any]:
    """The rows of `result`, fetched some at a time: one at a time costs twice as much."""
    for some in result.partitions(size):
        yield from some


def batches(ids: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    """`ids` in runs of at most `size`."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
