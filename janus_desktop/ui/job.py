"""Long work as the window sees it: its progress, its end, and how to hold or stop it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, Signal

from janus_desktop.cancel import Cancel
from janus_desktop.errors import JanusError, Stopped

if TYPE_CHECKING:
    from janus_desktop.models import Step

JobState = Literal["running", "done", "cancelled", "failed"]


class Job(QObject):
    """Long work with progress: an import, a check. Lives on the window's thread.

    `state` is `running`, `done`, `cancelled` (what was done is kept, `result` says what) or `failed`.
    `started_at` is in seconds of `time.monotonic()`.
    """

    stepped = Signal(object)  # Step
    finished = Signal(object)  # this job
    changed = Signal()  # paused or resumed

    def __init__(self, title: str, cancel: Cancel, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self.step: Step | None = None
        self.state: JobState = "running"
        self.result: Any = None
        self.error: JanusError | None = None
        self.started_at = time.monotonic()
        self._cancel = cancel
        self._held = 0.0
        self._held_since: float | None = None

    def cancel(self) -> None:
        """Ask the work to stop at its next step; what it did so far stays."""
        self._account()
        self._cancel()
        self.changed.emit()

    def pause(self) -> None:
        """Hold the work before its next step."""
        if self.state == "running" and not self._cancel.asked and self._held_since is None:
            self._cancel.pause()
            self._held_since = time.monotonic()
            self.changed.emit()

    def resume(self) -> None:
        """Let held work go on."""
        self._account()
        self._cancel.resume()
        self.changed.emit()

    @property
    def paused(self) -> bool:
        """Whether the work is held."""
        return self._held_since is not None and self.state == "running"

    @property
    def cancelling(self) -> bool:
        """Whether stop was asked and the work has not yet ended."""
        return self._cancel.asked and self.state == "running"

    @property
    def seconds(self) -> float:
        """How long it has worked, pauses not counted."""
        now = time.monotonic() if self._held_since is None else self._held_since
        return now - self.started_at - self._held

    def end(self, result: Any, error: Exception | None) -> None:
        """Note how the work ended; the `Workshop` does."""
        self._account()
        self.result = result
        if isinstance(error, Stopped) or (error is None and self._cancel.asked):
            self.state = "cancelled"
        else:
            self.state = "done" if error is None else "failed"

    def _account(self) -> None:
        if self._held_since is not None:
            self._held += time.monotonic() - self._held_since
            self._held_since = None
