"""How long work will still take, guessed from how fast it went lately."""

from __future__ import annotations

import math

#: Seconds over which the speed is smoothed: a burst of small files must not make the time jump.
SMOOTH = 12.0
#: Seconds before anything is guessed.
EARLIEST = 2.0


class Estimate:
    """Fed with how much was done after how many seconds of work (pauses not counted)."""

    def __init__(self) -> None:
        self._start: tuple[float, int] | None = None
        self._last: tuple[float, int] | None = None
        self._speed: float | None = None

    def feed(self, seconds: float, done: int) -> None:
        """After `seconds`, `done` were done. Less than before begins anew: another stage."""
        if self._last is None or done < self._last[1]:
            self._start = self._last = (seconds, done)
            self._speed = None
            return
        passed, more = seconds - self._last[0], done - self._last[1]
        if passed < 0.2 or (more == 0 and passed < SMOOTH):
            return
        speed = more / passed
        weight = 1 - math.exp(-passed / SMOOTH)
        self._speed = speed if self._speed is None else self._speed + weight * (speed - self._speed)
        self._last = (seconds, done)

    def left(self, total: int | None) -> float | None:
        """Seconds until `total` are done; None while nobody can know."""
        if total is None or self._last is None or self._start is None or not self._speed:
            return None
        if self._last[0] - self._start[0] < EARLIEST:
            return None
        overall = (self._last[1] - self._start[1]) / (self._last[0] - self._start[0])
        speed = (self._speed + overall) / 2  # the speed so far steadies the speed of late
        return max(0, total - self._last[1]) / speed if speed > 0 else None
