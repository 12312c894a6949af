"""An import from what was dropped to the summary: walk, read, store in short parts, then pictures."""

from __future__ import annotations

import contextlib
import itertools
import os
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, text

from janus_desktop.cancel import Cancel
from janus_desktop.errors import words
from janus_desktop.imaging.facts import ImageFacts, Unreadable
from janus_desktop.models import fields, noticing, policy, tagging
from janus_desktop.models.ignoring import compiled
from janus_desktop.models.placing import Roots
from janus_desktop.models.reading import is_folder
from janus_desktop.models.reports import ImportLine, ImportOptions, ImportReport
from janus_desktop.models.rights import Right
from janus_desktop.models.tables import Analytics, Image, Place
from janus_desktop.models.taking_in import Taker
from janus_desktop.models.transaction import Door, OperationRun, set_state
from janus_desktop.models.values import Change, Step
from janus_desktop.models.walking import Walk

if TYPE_CHECKING:
    from janus_desktop.models.library import Library

#: a part is closed after this many files or seconds, whichever comes first
FILES, SECONDS, FIRST_SECONDS = 128, 0.4, 0.1
#: paths looked up together; entries that the count runs ahead by at each step
LOOK_UP, AHEAD = 200, 3000
IMAGE_ENDINGS = frozenset(
    b".jpg .jpeg .jpe .png .tif .tiff .webp .gif .bmp .heic .heif .hif .avif .jp2 .j2k .jpx .jpf .psd .psb .jxl .jxr "
    b".dng .nef .cr2 .cr3 .crw .arw .orf .rw2 .raf .pef .mrw .kdc .svg .pdf .dcm .fits .fit .ico .tga .ppm .pgm".split()
)


class Import:
    """One import under way. `run` yields steps and returns the report; `cancel` keeps what was taken in."""

    def __init__(
        self, library: Library, door: Door, paths: Sequence[bytes], options: ImportOptions, cancel: Cancel
    ) -> None:
        self.library = library
        self.door = door
        self.paths = paths
        self.options = options
        self.cancel = cancel
        with library.store.read() as connection:
            ignore = (*policy.read(connection).ignored, *options.ignore)
        self.walk = Walk(paths, recurse=options.recurse, ignore=ignore)
        self.tops = sorted((path for path in paths if is_folder(path)), key=len, reverse=True)
        self.counts = dict.fromkeys(("added", "duplicate", "unreadable", "skipped"), 0)
        self.lines: list[ImportLine] = []
        self.added: list[int] = []
        #: images that are in the catalogue, but whose pictures are to be tried again
        self.again: Sequence[int] = ()
        self.done = 0
        self._waiting: list[ImportLine] = []
        #: in which order the files were found: answers come as they are ready
        self._order: dict[bytes, int] = {}
        self._numbers = itertools.count()
        self._roots = Roots()
        self._counting: Iterator[bytes] | None = Walk(paths, recurse=options.recurse, ignore=ignore).files()
        self._counted = 0

    def run(self) -> Generator[Step, None, ImportReport]:
        """Stage one (`import`), then stage two (`thumbnails`)."""
        begun = time.monotonic()
        values = fields.checked(self.options.values)
        tags = ["|".join(tagging.split(name)) for name in self.options.tags]
        compiled(self.options.ignore)
        operation = self.door.operation(
            Right.IMPORT,
            "imports.files",
            paths=[path.hex() for path in self.paths[:200]],
            options=self._kept_options(),
        )
        taker = Taker(
            operation.id, self.door.user or 0, self.library.managed, copy=self.options.copy, values=values, give=tags
        )
        finished = False
        try:
            yield from self._take(operation, taker)
            finished = not (self.cancel.asked and self.cancel.closing)
        finally:
            self._finish(operation, finished, time.monotonic() - begun)
        wanted = [*self.added, *self.again]
        if self.options.thumbnails and wanted and not self.cancel.asked:
            from janus_desktop.models.services.thumbnails import ThumbnailsService

            pictures = ThumbnailsService(self.library, self.door)
            yield from pictures.fill(self.cancel, wanted)
            self.lines += pictures.failed
            self.counts["unreadable"] += len(pictures.failed)
        return ImportReport(
            operation.id if operation.parts else None,
            self.counts["added"],
            self.counts["duplicate"],
            self.counts["unreadable"],
            self.counts["skipped"],
            self.cancel.asked,
            tuple(self.lines),
            time.monotonic() - begun,
        )

    def _take(self, operation: OperationRun, taker: Taker) -> Generator[Step, None, None]:
        with operation.part() as part:  # the right is checked, and the log says who, before any file is read
            part.args |= {"n": 0, "begun": True}
            if taker.values:
                part.need(Right.EDIT)
            if taker.give:
                part.need(Right.TAG)
        batch: list[ImageFacts] = []
        bad: list[Unreadable] = []
        yield self._step(())
        since, patience = time.monotonic(), FIRST_SECONDS
        for answer in self.library.pool.inspect_many(self._candidates(), cancel=self.cancel):
            if isinstance(answer, ImageFacts):
                batch.append(answer)
            elif answer.kind != "stopped":
                bad.append(answer)
            if len(batch) + len(bad) >= FILES or time.monotonic() - since > patience:
                yield self._flush(operation, taker, batch, bad)
                batch, bad = [], []
                since, patience = time.monotonic(), SECONDS
            if not self.cancel.hold():
                break
        yield self._flush(operation, taker, batch, bad)

    def _candidates(self) -> Iterator[bytes]:
        """The files to read: what is known and unchanged at its place is listed without being read."""
        files = self.walk.files()
        while some := list(itertools.islice(files, LOOK_UP)):
            known = self._unchanged(some)
            for path in some:
                image = known.get(path)
                if image is None:
                    self._order[path] = next(self._numbers)
                    yield path
                else:
                    self._say(path, "duplicate", image, words("It is in the catalogue already."))

    def _unchanged(self, paths: Sequence[bytes]) -> dict[bytes, int]:
        found: dict[bytes, int] = {}
        with self.library.store.read() as connection:
            places = {}
            for path in paths:
                where = self._roots.find(connection, path)
                if where is not None:
                    places[where] = path
            if not places:
                return found
            rows = connection.execute(
                select(Place.source_id, Place.path, Place.size, Place.mtime_ns, Place.image_id)
                .join(Image, Image.id == Place.image_id)
                .where(
                    Place.path.in_([path for _, path in places]),
                    Place.state == "present",
                    Image.trashed_at.is_(None),
                )
            )
            for row in rows:
                if (row.source_id, row.path) not in places:
                    continue
                file = places[row.source_id, row.path]
                with contextlib.suppress(OSError):
                    now = os.stat(file)
                    if (now.st_size, now.st_mtime_ns) == (row.size, row.mtime_ns):
                        found[file] = row.image_id
        return found

    def _flush(
        self, operation: OperationRun, taker: Taker, batch: Sequence[ImageFacts], bad: Iterable[Unreadable]
    ) -> Step:
        new: list[int] = []
        # The order of the folder, as far as the batch reaches; sorting takes each path out of what is awaited.
        batch = sorted(batch, key=lambda facts: self._order.pop(facts.path, 0))
        bad = sorted(bad, key=lambda one: self._order.pop(one.path, 0))
        if batch or bad:
            try:
                with operation.part() as part:
                    taken = taker.store(part, [(facts, self._top(facts.path)) for facts in batch])
                    failed = [self._failure(part.connection, one) for one in bad]
                    new = [line.id for line in taken if line.status == "added" and line.id is not None]
                    part.args |= {"n": len(new)}
                    part.args.pop("paths", None)
                    if failed:
                        part.touch("attention")
            except BaseException:
                taker.forget()
                raise
            taker.copied.clear()
            self._show_previews(batch, taken)
            for line in (*taken, *failed):
                self._count(line)
            self.added += new
        for trouble in self.walk.troubles:
            self._say(trouble.path, "unreadable", None, trouble.reason)
        self.walk.troubles.clear()
        return self._step(tuple(new))

    def _show_previews(self, batch: Sequence[ImageFacts], lines: Sequence[ImportLine]) -> None:
        """Let the previews that files carry stand in until the thumbnails are made."""
        rows = [
            (line.id, facts.content_hash, {512: facts.preview})
            for facts, line in zip(batch, lines, strict=True)
            if facts.preview is not None and line.status == "added" and line.id is not None
        ]
        if rows:
            self.library.thumbs.put(rows, preview=True)
            ids = tuple(row[0] for row in rows)
            self.library.changes.publish(Change(frozenset({"thumbnails"}), ids, user_id=self.door.user))

    def _failure(self, connection: object, one: Unreadable) -> ImportLine:
        from sqlalchemy import Connection

        assert isinstance(connection, Connection)
        ending = os.path.splitext(one.path)[1].lower()  # noqa: PTH122
        # what is not called an image and is none was in the folder by the way; nobody misses it
        status = "skipped" if one.kind == "unknown" and ending not in IMAGE_ENDINGS else "unreadable"
        if status == "unreadable":
            noticing.notice(connection, "unreadable", one.path, one.reason, detail={"kind": one.kind})
        return ImportLine(
            _shown(one.path), "skipped" if status == "skipped" else "unreadable", None, one.reason, one.path
        )

    def _top(self, path: bytes) -> bytes:
        for top in self.tops:
            if path.startswith(top.rstrip(b"/") + b"/"):
                return top
        return os.path.dirname(path)

    def _kept_options(self) -> dict[str, Any]:
        """The options as JSON: for the log, and for going on where an import was cut short."""
        kept: dict[str, Any] = {"copy": self.options.copy, "recurse": self.options.recurse}
        others = {
            "ignore": list(self.options.ignore), "tags": list(self.options.tags), "values": dict(self.options.values)
        }  # fmt: skip
        return kept | {name: value for name, value in others.items() if value}

    def _say(self, path: bytes, status: str, image: int | None, reason: object) -> None:
        self._count(ImportLine(_shown(path), status, image, reason, path))  # type: ignore[arg-type]

    def _count(self, line: ImportLine) -> None:
        self.counts[line.status] += 1
        self.done += 1
        self._waiting.append(line)
        if line.status != "added" or line.reason is not None:
            self.lines.append(line)

    def _step(self, ids: tuple[int, ...]) -> Step:
        lines, self._waiting = tuple(self._waiting), []
        if self._counting is not None:
            ahead = sum(1 for _ in itertools.islice(self._counting, AHEAD))
            self._counted += ahead
            if ahead < AHEAD:
                self._counting = None
        total = None if self._counting is not None else max(self._counted, self.done)
        return Step(self.done, total, "import", ids=ids, lines=lines)

    def _finish(self, operation: OperationRun, finished: bool, seconds: float) -> None:
        if not operation.parts:
            return
        with self.library.store.write() as connection:
            set_state(connection, operation.id, "done" if finished else "interrupted")
            data = {"operation": operation.id, "seconds": round(seconds, 3), **self.counts}
            connection.execute(insert(Analytics).values(data={"kind": "import"} | data, created_at=datetime.now(UTC)))
            if not finished:
                noticing.notice(
                    connection,
                    "interrupted",
                    self.paths[0] if self.paths else b"",
                    words("This import was cut short. What it had taken in is kept; try again to go on where it was."),
                    operation=operation.id,
                    detail={
                        "paths": [path.hex() for path in self.paths],
                        "options": self._kept_options(),
                    },
                )
            if self.counts["added"] > 1000:
                connection.execute(text("ANALYZE"))


def _shown(path: bytes) -> str:
    return path.decode("utf-8", "replace")
