"""Who wants to know what a committed transaction changed. Plain Python, no Qt."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from janus_desktop.models.values import Change

Listener = Callable[[Change], None]


class Changes:
    """The subscribers of one opened library. They are called on the thread that committed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` for every change; answers a call that ends it."""
        with self._lock:
            self._listeners.append(listener)

        def leave() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return leave

    def publish(self, change: Change) -> None:
        """Tell everybody. What was committed stands, whatever a listener does."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            try:
                listener(change)
            except Exception:  # a listener's fault must not undo or hide a commit
                logging.getLogger(__name__).exception("a listener failed on %s", change)
