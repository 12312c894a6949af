"""Storing what was read: one batch of facts becomes images, places, metadata, index and tags."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from janus_desktop.errors import BadValue, StoreError, Words, words
from janus_desktop.imaging.facts import ImageFacts
from janus_desktop.models import dates, fulltext, metadata_index, naming, noticing, tagging
from janus_desktop.models.managing import copy_in
from janus_desktop.models.placing import Roots
from janus_desktop.models.records import KINDS
from janus_desktop.models.reports import ImportLine
from janus_desktop.models.rights import Right
from janus_desktop.models.sentences import stored
from janus_desktop.models.tables import Image, ImageTag, Place
from janus_desktop.models.transaction import Part, compact
from janus_desktop.models.values import (
    LABELS,
)

_PROMOTED = (
    "width", "height", "format", "color_space", "bit_depth", "make", "model", "lens", "exposure_time", "f_number",
    "iso", "focal_length", "gps_lat", "gps_lon", "gps_altitude", "title", "description", "creator", "rights",
)  # fmt: skip
#: metadata larger than this (bytes of JSON) is kept, but not searched by words
LARGEST_INDEXED = 256 * 1024
_METADATA = "INSERT INTO image_metadata(image_id, data) VALUES (?, ?)"


@dataclass(slots=True)
class Taker:
    """Takes batches in for one import. `wishes` maps each path to the root that was dropped."""

    operation: str
    user: int
    managed: Path
    copy: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    roots: Roots = field(default_factory=Roots)
    tags: dict[str, int] = field(default_factory=dict)
    keys: metadata_index.Keys = field(default_factory=metadata_index.Keys)
    #: tags that every new image gets, by the person's wish
    give: Sequence[str] = ()
    #: copies made in the part under way
    copied: list[bytes] = field(default_factory=list)

    def store(self, part: Part, batch: Sequence[tuple[ImageFacts, bytes]]) -> list[ImportLine]:
        """Store a batch in one part; a line for every file, in order. `batch`: (facts, dropped root)."""
        connection = part.connection
        known = self._known(connection, [facts for facts, _ in batch])
        wheres = [self.roots.split(connection, facts.path, root) for facts, root in batch]
        places = self._places(connection, wheres)
        lines: list[ImportLine | None] = [None] * len(batch)
        fresh: dict[bytes, list[int]] = {}
        for number, (facts, _) in enumerate(batch):
            place = places.get(wheres[number])
            if place is not None and place.content_hash != facts.content_hash:
                lines[number] = self._changed(part, place, facts)
            elif facts.content_hash in known:
                lines[number] = self._again(part, known[facts.content_hash], facts, wheres[number], place)
            else:
                fresh.setdefault(facts.content_hash, []).append(number)
        self._add(part, [facts for facts, _ in batch], wheres, fresh, lines)
        noticing.settle(connection, [facts.path for facts, _ in batch])
        return [line for line in lines if line is not None]

    @staticmethod
    def _places(connection: Connection, wheres: Sequence[tuple[int, bytes]]) -> dict[tuple[int, bytes], Any]:
        rows = connection.execute(
            select(Place.id, Place.image_id, Place.source_id, Place.path, Place.content_hash).where(
                Place.path.in_([path for _, path in wheres]), Place.source_id.in_({source for source, _ in wheres})
            )
        )
        return {(row.source_id, row.path): row for row in rows}

    def _known(self, connection: Connection, facts: Sequence[ImageFacts]) -> dict[bytes, Any]:
        hashes = {one.content_hash for one in facts}
        rows = connection.execute(
            select(Image.id, Image.content_hash, Image.trashed_at, Image.imported_by).where(
                Image.content_hash.in_(hashes)
            )
        )
        return {row.content_hash: row for row in rows}

    def _changed(self, part: Part, place: Any, facts: ImageFacts) -> ImportLine:
        part.connection.execute(update(Place).where(Place.id == place.id).values(state="changed"))
        part.connection.execute(update(Image).where(Image.id == place.image_id).values(state="changed"))
        reason = words("{name} is no longer what it was when it was imported.", name=_name(facts.path))
        noticing.notice(part.connection, "changed", facts.path, reason, image=place.image_id, place=place.id)
        part.touch("attention", "images", ids=[place.image_id])
        return _line(facts, "skipped", place.image_id, words("It changed on disk; see Needs attention."))

    def _again(self, part: Part, image: Any, facts: ImageFacts, where: tuple[int, bytes], place: Any) -> ImportLine:
        now = datetime.now(UTC)
        if place is None and not self.copy:
            part.connection.execute(insert(Place), [self._place(part.connection, image.id, facts, where, now)])
            reason = words("The same picture is in the catalogue already; this is a further place of it.")
            part.touch("sources", "images", ids=[image.id])
        else:
            if place is not None:
                part.connection.execute(
                    update(Place)
                    .where(Place.id == place.id)
                    .values(mtime_ns=facts.mtime_ns, size=facts.size, state="present", last_seen=now)
                )
            reason = words("It is in the catalogue already.")
        if image.trashed_at is None:
            return _line(facts, "duplicate", image.id, reason)
        if image.imported_by != self.user and Right.TRASH_ANY not in part.rights:
            return _line(facts, "duplicate", image.id, words("It is in the trash, put there with another's import."))
        self._untrash(part, image.id)
        return _line(facts, "added", image.id, words("It was in the trash and is taken back."))

    @staticmethod
    def _untrash(part: Part, image: int) -> None:
        records, fields = KINDS["images"], ("trashed_at", "trashed_by")
        before = records.load(part.connection, [image], fields)[image]
        after: dict[str, Any] = dict.fromkeys(fields)
        version = records.apply(part.connection, {image: after})[image]
        part.revise("images", image, {name: before[name] for name in fields}, after, version)
        part.touch("members", ids=[image])

    def _add(
        self,
        part: Part,
        batch: Sequence[ImageFacts],
        wheres: Sequence[tuple[int, bytes]],
        fresh: dict[bytes, list[int]],
        lines: list[ImportLine | None],
    ) -> None:
        connection, now = part.connection, datetime.now(UTC)
        copies = self._copies(batch, fresh, lines) if self.copy else {}
        firsts = [batch[numbers[0]] for numbers in fresh.values()]
        if not firsts:
            return
        first_id = naming.reserve_ids(connection, "images", len(firsts))
        ids = range(first_id, first_id + len(firsts))
        names = naming.unique_names(connection, [_name(facts.path) for facts in firsts])
        rows = [self.row(image, name, facts, now) for image, name, facts in zip(ids, names, firsts, strict=True)]
        connection.execute(insert(Image), rows)
        connection.exec_driver_sql(
            _METADATA, [(image, _metadata_text(facts)) for image, facts in zip(ids, firsts, strict=True)]
        )
        metadata = [_parsed(facts) for facts in firsts]
        fulltext.add(connection, [row | {"said": fulltext.said(one)} for row, one in zip(rows, metadata, strict=True)])
        self.keys.add(connection, ids, metadata)
        places, tags = [], []
        for image, numbers, says in zip(ids, fresh.values(), metadata, strict=True):
            facts = batch[numbers[0]]
            tags += self._tags(connection, image, tagging.from_file(facts.keywords, says))
            part.revise("images", image, None, {"id": image}, 1)
            lines[numbers[0]] = _line(facts, "added", image, None)
            path = copies.get(facts.content_hash)
            where = wheres[numbers[0]] if path is None else self._managed(connection, path)
            places.append(self._place(connection, image, facts, where, now))
            for number in numbers[1:]:
                reason = words("The same picture was in this import already.")
                lines[number] = _line(batch[number], "duplicate", image, reason)
                if not self.copy:
                    places.append(self._place(connection, image, batch[number], wheres[number], now))
        connection.execute(insert(Place), places)
        if tags:
            connection.execute(insert(ImageTag), tags)
        part.touch("members", "sources", "tags", ids=ids)

    def _copies(
        self,
        batch: Sequence[ImageFacts],
        fresh: dict[bytes, list[int]],
        lines: list[ImportLine | None],
    ) -> dict[bytes, bytes]:
        """Copy each new file into the managed folder; one that cannot be copied gets its line instead."""
        copies: dict[bytes, bytes] = {}
        for content, numbers in list(fresh.items()):
            facts = batch[numbers[0]]
            try:
                copies[content] = copy_in(facts.path, self.managed, content, facts.taken)
                self.copied.append(copies[content])
            except StoreError as error:
                for number in fresh.pop(content):
                    lines[number] = _line(batch[number], "unreadable", None, error.words)
        return copies

    def _managed(self, connection: Connection, path: bytes) -> tuple[int, bytes]:
        top = os.fsencode(self.managed)
        return self.roots.ensure(connection, top, "managed"), os.path.relpath(path, top)

    def _place(
        self, connection: Connection, image: int, facts: ImageFacts, where: tuple[int, bytes], now: datetime
    ) -> dict[str, Any]:
        source, path = where
        return {
            "image_id": image,
            "source_id": source,
            "folder_id": self.roots.folder(connection, source, os.path.dirname(path)),
            "path": path,
            "display": path.decode("utf-8", "replace"),
            "size": facts.size,
            "mtime_ns": facts.mtime_ns,
            "quick_hash": facts.quick_hash,
            "content_hash": facts.content_hash,
            "state": "present",
            "first_seen": now,
            "last_seen": now,
        }

    def row(self, image: int, name: str, facts: ImageFacts, now: datetime) -> dict[str, Any]:
        """The columns of `images` that a file's facts fill."""
        row: dict[str, Any] = {field: getattr(facts, field) for field in _PROMOTED}
        try:
            taken = dates.split(facts.taken) if facts.taken else (None, None, None)
        except BadValue:
            taken = (None, None, None)
        row |= {
            "id": image,
            "uuid": str(uuid.uuid4()),
            "filename": name,
            "orientation": facts.orientation or 1,
            "pages": facts.pages,
            "content_hash": facts.content_hash,
            "size": facts.size,
            "taken": taken[0],
            "taken_offset": taken[1],
            "taken_qualifier": taken[2],
            "camera": camera(facts.make, facts.model),
            "notes": None,
            "rating": facts.rating if facts.rating and 1 <= facts.rating <= 5 else None,
            "label": (facts.label or "").casefold() if (facts.label or "").casefold() in LABELS else None,
            "flag": "reject" if facts.rating == -1 else facts.flag,
            "sources": dict(facts.sources),
            "no_pixels": stored(facts.no_pixels) if facts.no_pixels else None,
            "imported_at": now,
            "imported_by": self.user,
            "import_operation": self.operation,
            "state": "present",
            "version": 1,
        }
        if self.values:
            row |= self.values
            row["sources"] |= dict.fromkeys(self.values, "person")
        return row

    def _tags(self, connection: Connection, image: int, names: Sequence[str]) -> list[dict[str, Any]]:
        numbers: dict[int, str] = {}
        for keyword in (*self.give, *names):
            if keyword not in self.tags:
                try:
                    self.tags[keyword] = tagging.ensure(connection, tagging.split(keyword, typed=False))
                except BadValue:
                    continue
            numbers.setdefault(self.tags[keyword], "person" if keyword in self.give else "file")
        return [{"image_id": image, "tag_id": number, "source": by} for number, by in sorted(numbers.items())]

    def forget(self) -> None:
        """Drop what was remembered, and copies: the transaction that made them was rolled back."""
        for path in self.copied:
            with contextlib.suppress(OSError):
                os.unlink(path)  # noqa: PTH108
        self.copied.clear()
        self.roots.forget()
        self.tags.clear()
        self.keys.forget()


def camera(make: str | None, model: str | None) -> str | None:
    """Make and model without saying the make twice."""
    if not make or not model:
        return model or make
    first = make.split()[0].casefold()
    return model if model.casefold().startswith(first) else f"{make} {model}"


def _metadata_text(facts: ImageFacts) -> str:
    raw = facts.metadata_json
    return raw.decode("utf-8") if raw else compact(facts.metadata)


def _parsed(facts: ImageFacts) -> Mapping[str, Mapping[str, Any]]:
    if facts.metadata_json is not None and len(facts.metadata_json) > LARGEST_INDEXED:
        return {}
    return facts.all_metadata()


def _name(path: bytes) -> str:
    return os.path.basename(path).decode("utf-8", "replace")


def _line(facts: ImageFacts, status: Any, image: int | None, reason: Words | None) -> ImportLine:
    return ImportLine(facts.path.decode("utf-8", "replace"), status, image, reason, facts.path)
