"""The supervisor: many files at once through child processes, none of which can hurt another."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from janus_desktop.cancel import Cancel
from janus_desktop.imaging import wire
from janus_desktop.imaging.dispatch import Dispatch, Lane
from janus_desktop.imaging.facts import SIZES, ImageFacts, Thumbnails, Unreadable
from janus_desktop.imaging.limits import Limits
from janus_desktop.imaging.pixels import Picture, Pixels, Tile
from janus_desktop.imaging.sidecars import STYLES, Sidecar, from_message
from janus_desktop.imaging.supervisor import Job, explain
from janus_desktop.imaging.wire import Message
from janus_desktop.imaging.worker import Worker

#: how many answers per worker may wait for whoever asked (a store that commits must not idle children)
LOOK_AHEAD = 24
#: tiles of one answer, where none were named
MOST_TILES = 64

TakenIn = tuple[ImageFacts | Unreadable, Thumbnails | Unreadable | None]


class Pool:
    """Reads and decodes in up to `workers` child processes, which start when there is work.

    Any thread may call, several at once; their work is served in turn, single pictures before bulk.
    What is wrong with one file comes back as its `Unreadable`. Raises `CannotStart` only if no child
    can be started at all.
    """

    def __init__(self, workers: int | None = None, limits: Limits = Limits()) -> None:  # noqa: B008  frozen
        self.workers = workers or min(os.cpu_count() or 1, 4)
        self.limits = limits
        self._dispatch = Dispatch(look_for=2 * self.workers)
        self._hiring = threading.Lock()
        self._staff: list[Worker] = []

    # what callers ask

    def inspect_many(
        self, paths: Iterable[bytes], *, cancel: Cancel | None = None
    ) -> Iterator[ImageFacts | Unreadable]:
        """What each file says of itself, as answers come, roughly in order.

        `paths` is pulled as needed, never whole. Ends early when `cancel` is asked.
        """
        request = {"op": "inspect", "keep": True}
        for job in self._stream((_job(request, path, _facts) for path in paths), cancel):
            yield job.failure or job.value

    def take_in(
        self, paths: Iterable[bytes], cancel: Cancel | None = None, sizes: Iterable[int] = SIZES
    ) -> Iterator[TakenIn]:
        """Facts and thumbnails of each file from one read and one decode.

        The second is None where the file is unreadable, or has no pixels that can be had here.
        """
        request = {"op": "take_in", "sizes": list(sizes)}
        for job in self._stream((_job(request, path, _taken_in) for path in paths), cancel):
            yield (job.failure, None) if job.failure is not None else job.value

    def shrink_many(
        self,
        wishes: Iterable[tuple[bytes, bytes | None]],
        sizes: Iterable[int] = SIZES,
        *,
        cancel: Cancel | None = None,
    ) -> Iterator[tuple[bytes, Thumbnails | Unreadable]]:
        """Thumbnails of many files; each wish is a path and the content hash that is expected, or None.

        A file whose content is another than expected comes back as `changed`, unless None was expected.
        """
        request = {"op": "shrink", "sizes": list(sizes)}
        jobs = (
            _job({**request, "expected": None if digest is None else digest.hex()}, path, _thumbnails)
            for path, digest in wishes
        )
        for job in self._stream(jobs, cancel):
            yield job.path, job.failure or job.value

    def shrink(
        self, path: bytes, sizes: Iterable[int] = SIZES, cancel: Cancel | None = None
    ) -> Thumbnails | Unreadable:
        """Thumbnails of one file, before any bulk work; `stopped` if `cancel` is asked."""
        found: Thumbnails | Unreadable = self._one(
            _job({"op": "shrink", "sizes": list(sizes)}, path, _thumbnails), cancel
        )
        return found

    def picture(self, path: bytes, *, longest: int, page: int = 0, cancel: Cancel | None = None) -> Pixels | Unreadable:
        """One page, upright and in sRGB, at most `longest` pixels long, before any bulk work."""
        request = {"op": "picture", "longest": longest, "page": page}
        found: Pixels | Unreadable = self._one(_job(request, path, _pixels), cancel)
        return found

    def sidecars(
        self,
        wishes: Iterable[tuple[bytes, Mapping[str, Any] | None]],
        style: str = STYLES[0],
        *,
        cancel: Cancel | None = None,
    ) -> Iterator[Sidecar | Unreadable]:
        """The sidecars of files: each wish is a file's path, and the values to merge in (None: only read)."""
        jobs = (
            _job(
                {"op": "sidecar", "style": style, **({} if values is None else {"values": dict(values)})},
                path,
                _sidecar,
            )
            for path, values in wishes
        )
        for job in self._stream(jobs, cancel):
            yield job.failure or job.value

    def look(
        self,
        path: bytes,
        *,
        page: int = 0,
        longest: int = 2048,
        level: int | None = None,
        places: Iterable[tuple[int, int]] | None = None,
        most: int = MOST_TILES,
        cancel: Cancel | None = None,
    ) -> tuple[Picture, list[Tile]] | Unreadable:
        """What a page is, and tiles of `level` at these `places` (column, row), before any bulk work.

        Without a level it is the one that shows the page `longest` pixels long; without places all tiles
        of it, or none where there would be more than `most`. The child keeps the page for what follows.
        """
        request = {
            "op": "look",
            "page": page,
            "longest": longest,
            "level": level,
            "places": None if places is None else [list(place) for place in places],
            "most": most,
        }
        found: tuple[Picture, list[Tile]] | Unreadable = self._one(_job(request, path, _looked), cancel)
        return found

    def probe(self) -> dict[str, str | None]:
        """The versions of the readers; None for one that is not installed."""
        found = self._one(Job(b"", {"op": "probe"}, lambda job: dict(job.reply["readers"])), None)
        return {} if isinstance(found, Unreadable) else found

    def child_modules(self) -> list[str]:
        """The names of all modules that a child has imported so far."""
        found = self._one(Job(b"", {"op": "modules"}, lambda job: list(job.reply["modules"])), None)
        return [] if isinstance(found, Unreadable) else found

    @property
    def pids(self) -> list[int]:
        """The process ids of the children that run now."""
        children = [worker.child for worker in list(self._staff)]
        return [child.pid for child in children if child is not None]

    def close(self) -> None:
        """End all children and threads, at once; askers see their stream end. May be called again."""
        self._dispatch.close()
        with self._hiring:
            staff = list(self._staff)
        for worker in staff:
            worker.kill()
        until = time.monotonic() + 0.8
        for worker in staff:
            worker.join(max(0.0, until - time.monotonic()))

    # how it is done

    def _one(self, job: Job, cancel: Cancel | None) -> Any:
        for done in self._stream(iter([job]), cancel, urgent=True):
            return done.failure or done.value
        return explain(job.path, "stopped")

    def _stream(self, jobs: Iterator[Job], cancel: Cancel | None, urgent: bool = False) -> Iterator[Job]:
        """The jobs as they are done; withdraws the rest when the asker goes away."""
        lane = Lane(urgent)
        self._dispatch.open(lane)
        if cancel is not None:
            cancel.when_asked(lane.wake)
        more = True
        try:
            while not (self._dispatch.closed or (cancel is not None and cancel.asked)):
                while more and len(lane.out) < LOOK_AHEAD * self.workers:
                    job = next(jobs, None)
                    if job is None:
                        more = False
                    elif self._dispatch.submit(lane, job):
                        self._hire()
                    if not lane.done.empty():
                        break  # first things first
                if not lane.out:
                    return
                got = lane.done.get()
                if got is None:
                    continue
                lane.out.discard(got)
                if got.error is not None:
                    raise got.error
                yield got
        finally:
            if cancel is not None:
                cancel.forget(lane.wake)
            self._dispatch.withdraw(lane)

    def _hire(self) -> None:
        with self._hiring:
            if len(self._staff) < self.workers and not self._dispatch.closed:
                worker = Worker(self._dispatch, self.limits, len(self._staff))
                self._staff.append(worker)
                worker.start()


def _job(request: Message, path: bytes, decode: Callable[[Job], Any]) -> Job:
    full = os.path.abspath(path)
    return Job(path, {**request, "path": wire.path_text(full)}, decode)


def _facts(job: Job) -> ImageFacts:
    return wire.facts_in(job.reply["facts"], job.blobs, job.path)


def _taken_in(job: Job) -> TakenIn:
    count = job.reply["facts_blobs"]
    facts = wire.facts_in(job.reply["facts"], job.blobs[:count], job.path)
    if "no_thumbnails" in job.reply:
        return facts, wire.unreadable_in(job.reply["no_thumbnails"], job.path)
    if "thumbnails" in job.reply:
        return facts, wire.thumbnails_in(job.reply["thumbnails"], job.blobs[count:])
    return facts, None


def _thumbnails(job: Job) -> Thumbnails:
    return wire.thumbnails_in(job.reply["thumbnails"], job.blobs)


def _pixels(job: Job) -> Pixels:
    return Pixels.from_json(job.reply["picture"], job.blobs[0])


def _sidecar(job: Job) -> Sidecar:
    return from_message(job.reply["sidecar"], job.blobs, job.path)


def _looked(job: Job) -> tuple[Picture, list[Tile]]:
    heads = job.reply["tiles"]
    tiles = [Tile.from_head(head, data) for head, data in zip(heads, job.blobs, strict=True)]
    return Picture.from_json(job.reply["look"]), tiles
