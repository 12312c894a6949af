"""Locks that the kernel releases when their holder dies."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Generator
from pathlib import Path
from typing import IO

if os.name == "nt":  # pragma: no cover
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """An exclusive lock on a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    def try_take(self) -> bool:
        """Take it if nobody holds it."""
        self.path.parent.mkdir(mode=0o700, exist_ok=True)
        file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        try:
            _take(file)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self, *, remove: bool = False) -> None:
        """Give it back; `remove` the file too."""
        if self._file is not None:
            if remove:
                with contextlib.suppress(OSError):
                    self.path.unlink()
            self._file.close()
            self._file = None


@contextlib.contextmanager
def exclusive(path: Path, seconds: float = 120.0) -> Generator[None, None, None]:
    """Hold the lock at `path`, waiting for whoever holds it; `TimeoutError` after `seconds`."""
    lock, until = Lock(path), time.monotonic() + seconds
    while not lock.try_take():
        if time.monotonic() > until:
            raise TimeoutError(str(path))
        time.sleep(0.05)
    try:
        yield
    finally:
        lock.release()
