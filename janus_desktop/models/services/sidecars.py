"""XMP sidecars: written beside the files, and read again when another program changed them."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from janus_desktop.cancel import Cancel
from janus_desktop.errors import words
from janus_desktop.imaging.facts import Unreadable
from janus_desktop.imaging.sidecars import Sidecar as Read
from janus_desktop.imaging.sidecars import values_of, write_file
from janus_desktop.models import beside, questions, showing, tagging
from janus_desktop.models.records import KINDS, SOURCE, batches
from janus_desktop.models.reports import SidecarLine, SidecarReport
from janus_desktop.models.rights import Right
from janus_desktop.models.services.base import Service
from janus_desktop.models.store import among
from janus_desktop.models.tables import Image, ImageMetadata, ImageTag, Place, Sidecar, Source, Tag
from janus_desktop.models.transaction import OperationRun, Part
from janus_desktop.models.values import (
    Chosen,
    Step,
)

#: images a part
SOME = 200
STYLES = {"full": "name.ext.xmp", "short": "name.xmp"}


class SidecarsService(Service):
    """The catalogue is the master copy; sidecars carry it to other programs, and back on request."""

    def write(
        self, chosen: Chosen, cancel: Cancel | None = None, *, style: str = "full", overwrite: bool = False
    ) -> Generator[Step, None, SidecarReport]:
        """Write the sidecars of images: `photo.jpg.xmp` (`full`) or `photo.xmp` (`short`) where there is none yet.

        One that another program changed since we last knew it is a `conflict` and stays, unless
        `overwrite`. Everything in it that is not ours is kept in any case. Raises `NotAllowed`.
        """
        cancel = cancel or Cancel()
        ids = self._ids(chosen)
        run = self.door.operation(Right.EDIT, "sidecars.write")
        return self._run(run, ids, cancel, lambda some: self._write(run, some, cancel, STYLES[style], overwrite))

    def read_again(self, chosen: Chosen, cancel: Cancel | None = None) -> Generator[Step, None, SidecarReport]:
        """Take over what changed in sidecars since they were last written or read; one operation, one undo.

        What a sidecar says as it did before stays as it is in the catalogue. Raises `NotAllowed`.
        """
        cancel = cancel or Cancel()
        ids = self._ids(chosen)
        run = self.door.operation(Right.EDIT, "images.read_again")
        return self._run(run, ids, cancel, lambda some: self._read(run, some, cancel))

    def _ids(self, chosen: Chosen) -> list[int]:
        with self.store.read() as connection:
            return questions.resolve(connection, chosen)

    def _run(
        self, run: OperationRun, ids: Sequence[int], cancel: Cancel, work: Any
    ) -> Generator[Step, None, SidecarReport]:
        with run.part() as part:  # the right is checked before any file is touched
            part.args |= {"n": 0}
        lines: list[SidecarLine] = []
        try:
            yield Step(0, len(ids), "sidecars")
            for some in batches(ids, SOME):
                lines += work(some)
                yield Step(min(len(lines), len(ids)), len(ids), "sidecars")
                if not cancel.hold():
                    break
        finally:
            run.finish()
        counts = {status: sum(line.status == status for line in lines) for status in ("done", "conflict", "failed")}
        told = tuple(line for line in lines if line.status not in ("done", "same"))
        return SidecarReport(run.id, counts["done"], counts["conflict"], counts["failed"], cancel.asked, told)

    # writing

    def _write(
        self, run: OperationRun, ids: Sequence[int], cancel: Cancel, style: str, overwrite: bool
    ) -> list[SidecarLine]:
        with self.store.read() as connection:
            rows = self._rows(connection, ids)
            tags = _tags(connection, ids)
        lines = [_line(row, "failed", words("The file is not there, so nothing is written beside it."))
                 for row in rows.values() if row.place_state not in ("present", "changed")]  # fmt: skip
        by_path = {_path(row): row for row in rows.values() if row.place_state in ("present", "changed")}
        wishes = ((path, beside.to_write(row, tags.get(row.id, []))) for path, row in by_path.items())
        known: list[dict[str, Any]] = []
        for answer in self.library.pool.sidecars(wishes, style, cancel=cancel):
            row = by_path[answer.path]
            if isinstance(answer, Unreadable):
                if answer.kind != "stopped":
                    lines.append(_line(row, "failed", answer.reason))
            elif not overwrite and not self._knows(row, answer):
                lines.append(_conflict(row, answer))
            else:
                lines.append(self._put(row, answer, known))
        self._remember(run, known, sum(line.status == "done" for line in lines))
        return lines

    @staticmethod
    def _put(row: Any, answer: Read, known: list[dict[str, Any]]) -> SidecarLine:
        """Write one sidecar, unless it was changed in this very moment."""
        known.append({"place_id": row.place_id, "path": answer.place})
        if answer.content is None:
            return _line(row, "same", None)
        try:
            now = os.stat(answer.place).st_mtime_ns if os.path.lexists(answer.place) else 0
            if now != answer.mtime_ns:
                return _conflict(row, answer)
            write_file(answer.place, answer.content)
        except OSError as error:
            name = os.path.basename(answer.place).decode("utf-8", "replace")
            reason = error.strerror or str(error)
            return _line(
                row, "failed", words("The sidecar {name} could not be written: {reason}.", name=name, reason=reason)
            )
        return _line(row, "done", None)

    def _remember(self, run: OperationRun, known: Sequence[dict[str, Any]], written: int) -> None:
        """Note what the sidecars are now, as they read, so that a change by others is noticed."""
        if not known:
            return
        with self.store.read() as connection:
            paths = self._place_paths(connection, [one["place_id"] for one in known])
        now = datetime.now(UTC)
        rows = []
        for answer in self.library.pool.sidecars((path, None) for path in paths):
            if isinstance(answer, Read) and answer.digest is not None:
                rows.append(_row(paths[answer.path], answer, now))
        with run.part() as part:
            _keep(part.connection, rows)
            part.args["n"] = written
            part.args["paths"] = [one["path"].decode("utf-8", "replace") for one in known[:200]]

    @staticmethod
    def _place_paths(connection: Connection, places: Sequence[int]) -> dict[bytes, int]:
        rows = connection.execute(
            select(Place.id, Source.root, Place.path).join(Source).where(among(Place.id, list(places)))
        )
        return {os.path.join(root, path): place for place, root, path in rows}

    @staticmethod
    def _knows(row: Any, answer: Read) -> bool:
        """Whether the sidecar is as we last knew it: by its digest, or by what the import read of it."""
        if answer.digest is None:
            return True
        if row.digest is not None:
            return bool(row.digest == answer.digest)
        return bool((row.data or {}).get("Sidecar") == dict(answer.xmp))

    # reading

    def _read(self, run: OperationRun, ids: Sequence[int], cancel: Cancel) -> list[SidecarLine]:
        with self.store.read() as connection:
            rows = self._rows(connection, ids)
        by_path = {_path(row): row for row in rows.values()}
        answers: list[Read] = []
        lines: list[SidecarLine] = []
        for answer in self.library.pool.sidecars(((path, None) for path in by_path), cancel=cancel):
            row = by_path[answer.path]
            if isinstance(answer, Read) and answer.digest is not None:
                if row.digest == answer.digest:
                    lines.append(_line(row, "same", None))
                else:
                    answers.append(answer)
            elif isinstance(answer, Unreadable):
                if answer.kind != "stopped":
                    lines.append(_line(row, "failed", answer.reason))
            else:
                lines.append(_line(row, "absent", words("There is no sidecar beside this file.")))
        if answers:
            with run.part() as part:
                part.args["n"] = self._take_over(part, [(by_path[answer.path], answer) for answer in answers])
        return lines + [_line(by_path[answer.path], "done", None) for answer in answers]

    def _take_over(self, part: Part, pairs: Sequence[tuple[Any, Read]]) -> int:
        connection, now = part.connection, datetime.now(UTC)
        changes: dict[int, dict[str, Any]] = {}
        tags: dict[int, dict[str, Any]] = {}
        rows = []
        fresh = self._rows(connection, [row.id for row, _ in pairs])
        for row, answer in pairs:
            ours = fresh.get(row.id)
            if ours is None:
                continue
            says = beside.told(answer.values, answer.xmp)
            before = ours.said if ours.digest is not None else _at_import(ours)
            columns = beside.differences(before, says, ours)
            if columns:
                by = {"taken" if name.startswith("taken") else name for name in columns}
                said_by = {SOURCE + name: "sidecar" if name in says else None for name in by}
                changes[row.id] = columns | said_by
            come, gone = beside.tag_differences(before, says)
            if come or gone:
                tags[row.id] = self._tag_fields(connection, come, gone)
            rows.append(_row(ours.place_id, answer, now))
            data = {**(ours.data or {}), "Sidecar": dict(answer.xmp)}
            connection.execute(update(ImageMetadata).where(ImageMetadata.image_id == row.id).values(data=data))
        if tags:
            part.need(Right.TAG)
        _apply(part, "images", changes)
        _apply(part, "image_tags", tags)
        _keep(connection, rows)
        touched = sorted(changes.keys() | tags.keys())
        part.touch("images", *(["tags"] if tags else []), ids=touched)
        return len(touched)

    @staticmethod
    def _tag_fields(connection: Connection, come: Sequence[beside.Path], gone: Sequence[beside.Path]) -> dict[str, Any]:
        fields: dict[str, Any] = {str(tagging.ensure(connection, path)): "sidecar" for path in come}
        known = connection.scalars(select(Tag.id).where(Tag.key.in_([tagging.key(path) for path in gone])))
        return fields | {str(tag): None for tag in known}

    def _rows(self, connection: Connection, ids: Sequence[int]) -> dict[int, Any]:
        """Each image with its first place, what is known of the sidecar there, and what the file says."""
        rows: Iterator[Any] = connection.execute(
            select(
                Image.id, Image.sources, *(getattr(Image, name) for name in beside.COLUMNS),
                Place.id.label("place_id"), Place.state.label("place_state"), Place.path, Source.root,
                Sidecar.digest, Sidecar.said, ImageMetadata.data,
            )
            .join(Place, Place.image_id == Image.id)
            .join(Source, Source.id == Place.source_id)
            .outerjoin(Sidecar, Sidecar.place_id == Place.id)
            .outerjoin(ImageMetadata, ImageMetadata.image_id == Image.id)
            .where(among(Image.id, ids))
            .order_by(Place.state != "present", Place.id)
        )  # fmt: skip
        found: dict[int, Any] = {}
        for row in rows:
            found.setdefault(row.id, row)
        return found


def _tags(connection: Connection, ids: Sequence[int]) -> dict[int, list[tuple[str, ...]]]:
    tree = showing.tag_tree(connection)
    found: dict[int, list[tuple[str, ...]]] = {}
    for image, tag in connection.execute(
        select(ImageTag.image_id, ImageTag.tag_id).where(among(ImageTag.image_id, ids))
    ):
        found.setdefault(image, []).append(tree[tag].path)
    return {image: sorted(paths) for image, paths in found.items()}


def _apply(part: Part, kind: str, changes: dict[int, dict[str, Any]]) -> None:
    """Set the fields that differ, with their revisions."""
    records = KINDS[kind]
    for image, values in changes.items():
        old = records.load(part.connection, [image], list(values)).get(image)
        new = {} if old is None else {name: value for name, value in values.items() if old[name] != value}
        if old is not None and new:
            version = records.apply(part.connection, {image: new})[image]
            part.revise(kind, image, {name: old[name] for name in new}, new, version)


def _row(place: int, answer: Read, now: datetime) -> dict[str, Any]:
    return {
        "place_id": place,
        "path": answer.place,
        "digest": answer.digest,
        "mtime_ns": answer.mtime_ns,
        "said": beside.told(answer.values, answer.xmp),
        "known_at": now,
    }


def _keep(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(delete(Sidecar).where(among(Sidecar.place_id, [row["place_id"] for row in rows])))
        connection.execute(insert(Sidecar), list(rows))


def _at_import(row: Any) -> dict[str, Any]:
    xmp = (row.data or {}).get("Sidecar") or {}
    return beside.told(values_of(xmp), xmp)


def _path(row: Any) -> bytes:
    return bytes(os.path.join(row.root, row.path))


def _line(row: Any, status: Any, reason: Any) -> SidecarLine:
    return SidecarLine(_path(row).decode("utf-8", "replace"), status, row.id, reason)


def _conflict(row: Any, answer: Read) -> SidecarLine:
    name = os.path.basename(answer.place).decode("utf-8", "replace")
    reason = words(
        "{name} was changed by another program since Janus last knew it. Read it again, or overwrite it.", name=name
    )
    return _line(row, "conflict", reason)
