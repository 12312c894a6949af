"""How long the event loop was held: for the stories and the benchmarks."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QObject, Qt, QTimer


class Heartbeat(QObject):
    """Records how long the event loop was held: for stories and benchmarks.

    A gap is the time between two beats in milliseconds, less the `interval` there always is.
    """

    def __init__(self, interval: int = 5, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.gaps: list[float] = []
        self._interval = interval
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(interval)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin to record, from nothing."""
        self.gaps.clear()
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """End recording; the gap that is open now counts."""
        if self._timer.isActive():
            self._beat()
            self._timer.stop()

    @property
    def worst(self) -> float:
        """The longest gap, in milliseconds."""
        return max(self.gaps, default=0.0)

    def share_within(self, limit: float) -> float:
        """The share of the beats (0 … 1) that came no more than `limit` milliseconds late."""
        return sum(gap <= limit for gap in self.gaps) / len(self.gaps) if self.gaps else 1.0

    def percentile(self, share: float) -> float:
        """The gap that `share` (0 … 1) of all gaps do not exceed, in milliseconds."""
        ordered = sorted(self.gaps)
        return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(max(0.0, (now - self._last) * 1000 - self._interval))
        self._last = now
