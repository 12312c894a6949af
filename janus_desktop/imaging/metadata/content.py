"""A file's content as the header readers want it: in memory, or read piece by piece where it lies."""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

#: Files above this size are not even mapped: the address space of a child is bounded.
MOST_MAPPED: Final = 512 * 1024 * 1024
#: How much of the beginning of such a file Exiv2 gets to see.
PREFIX: Final = 16 * 1024 * 1024
_WINDOW: Final = 1024 * 1024


class Paged:
    """Bytes of an open file by index, slice and `find`, with one window of 1 MiB in memory."""

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor = descriptor
        self._size = size
        self._start = 0
        self._window = b""

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            start, stop, _ = index.indices(self._size)
            return self._read(start, max(stop - start, 0))
        if index < 0 or index >= self._size:
            raise IndexError("beyond the end of the file")
        return self._read(index, 1)[0]

    def _read(self, start: int, length: int) -> bytes:
        at = start - self._start
        if at < 0 or at + length > len(self._window):
            if length >= _WINDOW:
                return os.pread(self._descriptor, length, start)
            self._start, self._window = start, os.pread(self._descriptor, _WINDOW, start)
            at = 0
        return self._window[at : at + length]

    def find(self, wanted: bytes, start: int = 0, stop: int | None = None) -> int:
        """Where `wanted` first stands at or after `start`; -1 where it does not."""
        end = self._size if stop is None else min(stop, self._size)
        while start < end:
            piece = self._read(start, min(_WINDOW - 1, end - start))
            at = piece.find(wanted)
            if at >= 0:
                return start + at
            if len(piece) < len(wanted):
                break
            start += len(piece) - len(wanted) + 1
        return -1


#: What the header readers take.
Buffer = bytes | Paged


def unpack_at(shape: str, data: Buffer, at: int) -> tuple[Any, ...]:
    """`struct.unpack_from` that works on every `Buffer`."""
    return struct.unpack(shape, data[at : at + struct.calcsize(shape)])


@contextmanager
def paged(path: bytes) -> Iterator[Paged]:
    """The file at `path`, to be read piece by piece; raises OSError where it cannot be opened."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield Paged(descriptor, os.fstat(descriptor).st_size)
    finally:
        os.close(descriptor)


@contextmanager
def for_exiv2(path: bytes, size: int) -> Iterator[Any]:
    """The whole file mapped, or the beginning of a very large one."""
    with Path(os.fsdecode(path)).open("rb") as file:
        if size > MOST_MAPPED:
            yield file.read(PREFIX)
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            yield mapped
