"""Watched folders: the system tells of changes, or is asked again and again, and a rescan follows."""

from __future__ import annotations

import logging
import os
import queue
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from janus_desktop.errors import JanusError
from janus_desktop.models import Change, RescanReport, Right, WatchedRoot
from janus_desktop.ui.language import tr
from janus_desktop.ui.workers import Worker

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue
    from janus_desktop.ui.messages import Messages
    from janus_desktop.ui.workers import Workshop

logger = logging.getLogger(__name__)

#: seconds without a further change before a folder is looked at; files written to since wait for the next time
SETTLE: Final = 2.0
#: seconds between two looks at a network volume, and at a root that is not there
POLL: Final = 30.0


class FolderWatcher(Worker):
    """Tells which sources changed: `dirty(source id)`, once they have settled."""

    dirty = Signal(int)

    def __init__(self, roots: Sequence[WatchedRoot], parent: QObject, *, settle: float = SETTLE, poll: float = POLL):
        super().__init__("watcher", parent)
        self.roots = tuple(roots)
        self._settle = settle
        self._poll = poll
        self._heard: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._observers: dict[bool, Any] = {}

    def stop(self) -> None:
        """End soon; from any thread."""
        self._heard.put(None)

    def work(self) -> None:
        """Watch until `stop`."""
        absent = [root for root in self.roots if not self._begin(root)]
        changed: dict[int, float] = {}
        look = time.monotonic() + self._poll
        try:
            while True:
                due = min([*(at + self._settle for at in changed.values()), look])
                try:
                    source = self._heard.get(timeout=max(0.0, due - time.monotonic()) + 0.01)
                    if source is None:
                        return
                    changed[source] = time.monotonic()
                except queue.Empty:
                    pass
                now = time.monotonic()
                for source in [source for source, at in changed.items() if now - at >= self._settle]:
                    del changed[source]
                    self.dirty.emit(source)
                if now >= look:
                    absent, look = self._look(absent), now + self._poll
        finally:
            for observer in self._observers.values():
                observer.stop()
                observer.join(2.0)

    def _look(self, absent: Sequence[WatchedRoot]) -> list[WatchedRoot]:
        """Begin to watch what is there again, and notice what went away with its disk."""
        came = [root for root in absent if self._begin(root)]
        went = [root for root in self.roots if root not in absent and not Path(os.fsdecode(root.root)).is_dir()]
        for root in (*came, *went):
            self._heard.put(root.source)
        return [root for root in absent if root not in came] + went

    def _begin(self, root: WatchedRoot) -> bool:
        """Watch one root; False where it is not there."""
        if not Path(os.fsdecode(root.root)).is_dir():
            return False
        try:
            self._schedule(root, polling=root.network)
        except OSError as error:  # the system has no more watches to give
            logger.warning("%s is looked at every %.0f s: %s", os.fsdecode(root.root), self._poll, error)
            try:
                self._schedule(root, polling=True)
            except OSError:
                return False
        return True

    def _schedule(self, root: WatchedRoot, *, polling: bool) -> None:
        from watchdog.observers import Observer
        from watchdog.observers.polling import PollingObserver

        observer = self._observers.get(polling)
        if observer is None:
            observer = PollingObserver(timeout=self._poll) if polling else Observer()
            observer.start()
            self._observers[polling] = observer
        observer.schedule(_handler(self._heard, root.source), os.fsdecode(root.root), recursive=True)


def _handler(heard: queue.SimpleQueue[int | None], source: int) -> Any:
    """A handler of watchdog's that passes on which source an event belongs to."""
    from watchdog.events import FileSystemEvent, FileSystemEventHandler

    class Handler(FileSystemEventHandler):
        """Events of one source."""

        def on_any_event(self, event: FileSystemEvent) -> None:
            """Pass on what changes something; that a file was opened or read changes nothing."""
            name = os.path.basename(os.fsdecode(event.dest_path or event.src_path))
            quiet = event.event_type in ("opened", "closed_no_write") or (
                event.is_directory and event.event_type == "modified"
            )
            if not quiet and not name.startswith(".") and not name.lower().endswith(".xmp"):
                heard.put(source)

    return Handler()


class Watching(QObject):
    """Keeps the watcher in line with the catalogue's watched sources, and rescans what changed."""

    rescanned = Signal(object)  # RescanReport

    def __init__(
        self, catalogue: Catalogue, workshop: Workshop, messages: Messages, parent: QObject, *, settle: float = SETTLE
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._workshop = workshop
        self._messages = messages
        self._settle = settle
        self._watcher: FolderWatcher | None = None
        self._waiting: set[int] = set()
        self._running = False
        self.refresh()

    def watch(self, source: int, on: bool) -> None:
        """Begin or end to watch a source."""
        self._workshop.ask(lambda: self._catalogue.sources.watch(source, on), lane="write", failed=self._failed)

    def changed(self, change: Change) -> None:
        """Ask again what is to be watched, where that may have changed."""
        if "sources" in change.topics:
            self.refresh()

    def refresh(self) -> None:
        """Ask what is to be watched."""
        if self._catalogue.may(Right.IMPORT):
            self._workshop.ask(self._catalogue.sources.watched, self._known, key="watched", failed=lambda _: None)

    def _failed(self, error: JanusError) -> None:
        self._messages.error(error)

    def _known(self, roots: list[WatchedRoot]) -> None:
        before = self._watcher.roots if self._watcher is not None else ()
        if tuple(roots) == before:
            return
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None
        if roots:
            self._watcher = FolderWatcher(roots, self._workshop, settle=self._settle)
            self._watcher.dirty.connect(self._dirty, Qt.ConnectionType.QueuedConnection)
            self._workshop.keep(self._watcher)
        for root in roots:
            if root not in before:
                self._dirty(root.source)  # what happened while nobody looked

    def _dirty(self, source: int) -> None:
        self._waiting.add(source)
        if not self._running:
            self._rescan()

    def _again(self, sources: Sequence[int]) -> None:
        for source in sources:
            self._dirty(source)

    def _rescan(self) -> None:
        if not self._waiting or self._workshop.closed:
            return
        sources, self._waiting = sorted(self._waiting), set()
        self._running = True
        rescan = self._catalogue.sources.rescan
        self._workshop.start(
            tr("Looking at watched folders"),
            lambda cancel: rescan(sources, cancel, settle=self._settle),
            lambda report: self._done(sources, report),
            failed=self._ended,
        )

    def _ended(self, error: JanusError) -> None:
        self._running = False
        self._messages.error(error)

    def _done(self, sources: Sequence[int], report: RescanReport) -> None:
        self._running = False
        if report.added or report.moved:
            text = tr(
                "{n} new images from watched folders, {moved} moved.",
                one="{n} new image from watched folders, {moved} moved.",
                n=report.added,
                moved=report.moved,
            )
            self._messages.status(text)
        if report.waiting and not report.cancelled:
            QTimer.singleShot(int(self._settle * 1000) + 100, self, lambda: self._again(sources))
        self.rescanned.emit(report)
        self._rescan()
