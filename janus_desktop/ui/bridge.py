"""Changes of the library as signals on the window's thread: our own at once, those of others by looking."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from janus_desktop.ui.workers import Workshop

if TYPE_CHECKING:
    from janus_desktop.models import Change, Library

#: Milliseconds between two looks at what other windows and processes committed.
LOOK_EVERY = 500


class Bridge(QObject):
    """`changed(Change)` for every committed transaction, whoever made it."""

    changed = Signal(object)
    _heard = Signal(object)

    def __init__(self, library: Library, workshop: Workshop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._workshop = workshop
        self._looking = False
        # Queued always: the committing thread must not wait for the window.
        self._heard.connect(self.changed, Qt.ConnectionType.QueuedConnection)
        self._leave = library.subscribe(self._tell)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()  # what is committed from here on counts as new

    def look(self) -> None:
        """Ask what others changed, unless that question is still open."""
        if self._looking or self._workshop.closed:
            return
        self._looking = True
        self._workshop.ask(self._library.watch, self._looked, failed=lambda _: self._looked([]))

    def close(self) -> None:
        """Hear nothing more."""
        self._timer.stop()
        self._leave()

    def _tell(self, change: Change) -> None:
        with contextlib.suppress(RuntimeError):  # the window is gone, the commit is not
            self._heard.emit(change)

    def _looked(self, changes: list[Change]) -> None:
        self._looking = False
        for change in changes:
            self.changed.emit(change)
