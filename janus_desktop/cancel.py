"""A token by which whoever started long work asks it to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Cancel:
    """Set once, from any thread; long work looks at it between steps.

    `pause` and `resume` hold the work between two steps without ending it. `closing` is set before
    the call when the whole program ends: the person did not mean to stop this work, only to leave.
    """

    closing = False

    def __init__(self) -> None:
        self._set = threading.Event()
        self._running = threading.Event()
        self._running.set()
        self._lock = threading.RLock()
        self._then: list[Callable[[], None]] = []

    def __call__(self) -> None:
        """Ask the work to stop; calling it again does nothing."""
        # Called under the lock: once `forget` has returned, what it withdrew is not called any more.
        with self._lock:
            if self._set.is_set():
                return
            self._set.set()
            self._running.set()
            then, self._then = self._then, []
            for call in then:
                call()

    @property
    def asked(self) -> bool:
        """Whether somebody asked."""
        return self._set.is_set()

    @property
    def paused(self) -> bool:
        """Whether the work is held between two steps."""
        return not self._running.is_set()

    def pause(self) -> None:
        """Hold the work at its next step."""
        if not self.asked:
            self._running.clear()

    def resume(self) -> None:
        """Let held work go on."""
        self._running.set()

    def hold(self) -> bool:
        """Wait while paused; answers whether to go on (False: stop was asked)."""
        self._running.wait()
        return not self.asked

    def wait(self, seconds: float) -> bool:
        """Sleep up to `seconds`, less if asked to stop meanwhile; answers `asked`."""
        return self._set.wait(seconds)

    def when_asked(self, call: Callable[[], None]) -> None:
        """Run `call` when stop is asked (at once if it already was)."""
        with self._lock:
            if not self._set.is_set():
                self._then.append(call)
                return
        call()

    def forget(self, call: Callable[[], None]) -> None:
        """Withdraw what `when_asked` was given, once it is no longer needed."""
        with self._lock:
            if call in self._then:
                self._then.remove(call)
