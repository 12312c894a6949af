"""Notices when nobody has touched the keyboard or the mouse for a while."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)

#: milliseconds between two looks at the clocks; seconds of sleep that count
_LOOK, _NAP = 2000, 5.0


def slept() -> float:
    """Seconds that the computer has slept since it was started: what one clock counts and the other does not."""
    try:
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic()
    except (AttributeError, OSError):
        return 0.0  # this system keeps no such clock; the time without a touch still holds


class IdleWatch(QObject):
    """`idle` after so many minutes without a touch, and when the computer wakes from sleep.

    It listens on windows, not on every event there is.
    """

    idle = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)
        self._heard: list[QWindow] = []
        self._slept = slept()
        self._watch = QTimer(self)
        self._watch.setInterval(_LOOK)
        self._watch.timeout.connect(self.look_for_sleep)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._listen)
        self._listen(app.focusWindow())

    def set_minutes(self, minutes: int) -> None:
        """Wait for so many minutes from now; 0 never."""
        if minutes > 0:
            self._timer.start(minutes * 60_000)
            self._slept = slept()
            self._watch.start()
        else:
            self._timer.stop()
            self._watch.stop()

    def look_for_sleep(self, now: float | None = None) -> None:
        """Whoever wakes the computer need not be who left it; `now` is what `slept` answers."""
        now = slept() if now is None else now
        if now - self._slept > _NAP:
            self._slept = now
            self.idle.emit()

    @property
    def running(self) -> bool:
        """Whether anything is waited for."""
        return self._timer.isActive()

    def _listen(self, window: QWindow | None) -> None:
        if window is not None and window not in self._heard:
            self._heard.append(window)
            window.installEventFilter(self)
            window.destroyed.connect(lambda: self._forget(window))

    def _forget(self, window: QWindow) -> None:
        self._heard = [each for each in self._heard if each is not window]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin to wait anew at every touch."""
        if event.type() in _TOUCHES and self._timer.isActive():
            self._timer.start()
        return super().eventFilter(watched, event)
