"""The pictures for the grid: from the cache, or made from the files."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from janus_desktop.cancel import Cancel
from janus_desktop.imaging.facts import Thumbnails, Unreadable
from janus_desktop.models import analysing, noticing
from janus_desktop.models.metadata_index import Keys
from janus_desktop.models.reading import shown
from janus_desktop.models.reports import ImportLine
from janus_desktop.models.services.base import Service
from janus_desktop.models.store import among
from janus_desktop.models.tables import Image, Place, Source
from janus_desktop.models.transaction import Door
from janus_desktop.models.values import Change, Step
from janus_desktop.settings import Settings

if TYPE_CHECKING:
    from janus_desktop.models.library import Library

#: not the file's fault, or said elsewhere: no notice is made of these
PASSING = frozenset({"stopped", "missing", "denied", "changed"})
#: pictures kept together
BATCH = 32


class ThumbnailsService(Service):
    """Nothing here is part of the trail: it can all be made again.

    `failed` has a line for each image that the last `fill` could not decode.
    """

    def __init__(self, library: Library, door: Door) -> None:
        super().__init__(library, door)
        self.failed: list[ImportLine] = []

    def get(self, ids: Sequence[int], size: int = 256) -> dict[int, bytes]:
        """JPEG bytes of those that are there, at `size` (256 or 512) or the best that there is."""
        return self.library.thumbs.get(ids, size)

    def make(
        self, ids: Sequence[int], cancel: Cancel | None = None, size: int = 256
    ) -> Iterator[tuple[int, bytes | None]]:
        """Make what is missing of `ids`, in their order; None where no picture can be had."""
        cancel = cancel or Cancel()
        for image, answer in self._made(self._files(ids), cancel):
            yield image, None if answer is None else answer.pictures.get(size) or answer.pictures.get(256)

    def fill(self, cancel: Cancel | None = None, ids: Sequence[int] | None = None) -> Generator[Step, None, int]:
        """Make all that are missing (of `ids`, else of the catalogue), a step at each batch."""
        cancel = cancel or Cancel()
        if ids is None:
            with self.store.read() as connection:
                ids = list(
                    connection.scalars(
                        select(Image.id).where(Image.no_pixels.is_(None), Image.trashed_at.is_(None)).order_by(Image.id)
                    )
                )
        self.failed = []
        have = self.library.thumbs.finished(ids)
        missing = [image for image in ids if image not in have]
        made = 0
        fresh: list[int] = []
        yield Step(0, len(missing), "thumbnails")
        for number, (image, answer) in enumerate(self._made(self._files(missing), cancel), 1):
            made += answer is not None
            if answer is not None:
                fresh.append(image)
            if number % BATCH == 0:
                yield Step(number, len(missing), "thumbnails", ids=tuple(fresh))
                fresh = []
            if not cancel.hold():
                break
        yield Step(len(missing), len(missing), "thumbnails", ids=tuple(fresh))
        if made:
            self.trim(int(Settings.load().get("cache_limit_mb")) * 1_000_000)
        return made

    def _files(self, ids: Sequence[int]) -> list[tuple[int, bytes, bytes]]:
        order = {image: number for number, image in enumerate(ids)}
        best: dict[int, tuple[int, bytes, bytes]] = {}
        with self.store.read() as connection:
            rows = connection.execute(
                select(Image.id, Image.content_hash, Source.root, Place.path)
                .join(Place, Place.image_id == Image.id)
                .join(Source, Source.id == Place.source_id)
                .where(among(Image.id, ids), Image.no_pixels.is_(None))
                .order_by(Place.state != "present", Place.id)
            )
            for image, content, root, path in rows:
                best.setdefault(image, (image, content, os.path.join(root, path)))
        return sorted(best.values(), key=lambda file: order[file[0]])

    def _made(
        self, files: Sequence[tuple[int, bytes, bytes]], cancel: Cancel
    ) -> Iterator[tuple[int, Thumbnails | None]]:
        """Each image with its pictures, kept in the cache in small batches as they come."""
        by_path = {path: (image, content) for image, content, path in files}
        kept: list[tuple[int, bytes, Thumbnails]] = []
        failed: list[tuple[int, Unreadable]] = []
        try:
            wishes = ((path, content) for _, content, path in files)
            for path, answer in self.library.pool.shrink_many(wishes, cancel=cancel):
                image, content = by_path[path]
                good = answer if isinstance(answer, Thumbnails) else None
                if isinstance(answer, Unreadable) and answer.kind not in PASSING:
                    failed.append((image, answer))
                if good is not None:
                    kept.append((image, content, good))
                    if len(kept) >= (1 if len(files) <= 8 else BATCH):
                        self._keep(kept)
                        kept = []
                yield image, good
        finally:
            self._keep(kept)
            self._say_failed(failed)

    def _keep(self, rows: list[tuple[int, bytes, Thumbnails]]) -> None:
        if rows:
            self.library.thumbs.put([(image, content, dict(made.pictures)) for image, content, made in rows])
            with self.door.derive() as connection:
                analysing.keep(connection, Keys(), [(image, analysing.said(made)) for image, _, made in rows])
            ids = tuple(row[0] for row in rows)
            self.library.changes.publish(Change(frozenset({"thumbnails"}), ids, user_id=self.door.user))

    def _say_failed(self, failed: list[tuple[int, Unreadable]]) -> None:
        """A picture that cannot be decoded stays in the catalogue with what its file says, and is not kept silent."""
        if not failed:
            return
        with self.door.derive() as connection:
            for image, one in failed:
                noticing.notice(connection, "unreadable", one.path, one.reason, image=image, detail={"kind": one.kind})
        for image, one in failed:
            self.failed.append(ImportLine(shown(one.path), "unreadable", image, one.reason, one.path))
        self.library.changes.publish(Change(frozenset({"attention"}), user_id=self.door.user))

    def trim(self, budget: int) -> int:
        """Keep the cache below `budget` bytes; answers how many pictures were dropped."""
        return self.library.thumbs.trim(budget)
