"""A page that is looked at: its levels and tiles, decoded once and kept while somebody looks.

Runs in a child process. Small pages are decoded whole; large tiled ones piece by piece, in `pieces.py`.
"""

from __future__ import annotations

import os
import stat
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, Final, Protocol

import numpy as np

from janus_desktop.imaging import formats, inspect
from janus_desktop.imaging.facts import Unreadable
from janus_desktop.imaging.inspect import FileBytes
from janus_desktop.imaging.limits import Limits
from janus_desktop.imaging.pixels import TILE, Kind, Picture, Tile
from janus_desktop.imaging.readers.raster import Wanted
from janus_desktop.imaging.upright import turned
from janus_desktop.imaging.values import Values

Array = np.ndarray[Any, Any]
Report = Callable[[int], None]

#: Pages with more pixels than this are not decoded whole in colour; a smaller level is their finest.
WHOLE: Final = 80_000_000
#: The smallest level has no longer edge than this.
SMALLEST: Final = 512
#: Bytes of decoded pages that a child keeps, the newest one in any case.
KEPT: Final = 320 * 1024 * 1024
#: Pages that a child keeps at most.
MANY: Final = 4
#: From so many pixels the histogram looks at every second, third … only.
_COUNTED: Final = 600_000


class Page(Protocol):
    """One open page."""

    picture: Picture

    @property
    def held(self) -> int:
        """Bytes that are kept for it."""

    def part(self, level: int, left: int, top: int, right: int, bottom: int, report: Report) -> Array:
        """The values of a box of a level, upright: (height, width, channels)."""


def halvings(width: int, height: int) -> list[tuple[int, int]]:
    """The sizes of a page halved again and again, the page itself first."""
    sizes = [(width, height)]
    while max(sizes[-1]) > SMALLEST:
        wide, high = sizes[-1]
        sizes.append((max(1, wide // 2), max(1, high // 2)))
    return sizes


def halved(array: Array) -> Array:
    """Means of 2 × 2 pixels; an odd last row or column is left out."""
    high, wide = array.shape[0] // 2 * 2, array.shape[1] // 2 * 2
    if high < 2 or wide < 2:
        return array[: max(1, high // 2), : max(1, wide // 2)]
    whole = array.dtype.kind == "u"
    sums: Array = array[0:high:2, 0:wide:2].astype(np.uint32 if whole else np.float32)
    sums += array[1:high:2, 0:wide:2]
    sums += array[0:high:2, 1:wide:2]
    sums += array[1:high:2, 1:wide:2]
    means: Array = (sums + 2) >> 2 if whole else sums / 4
    return means.astype(array.dtype)


def numbers(array: Array, kind: Kind, values: Values | None) -> dict[str, Any]:
    """What `Picture` tells of the values: the ends of their range and window, and the histogram."""
    step = max(1, round((array.shape[0] * array.shape[1] / _COUNTED) ** 0.5))
    some = array[::step, ::step].reshape(-1, array.shape[2])
    if kind == "u1":
        low, high, least, most = 0.0, 255.0, 0.0, 255.0
    else:
        low, high, least, most = _range(some, kind, values)
    ends = (least, most if most > least else least + 1)
    counts = [
        np.bincount(row, minlength=256).tolist() if kind == "u1" else np.histogram(row, 256, ends)[0].tolist()
        for row in some.T
    ]
    return {"low": low, "high": high, "least": least, "most": most, "histogram": tuple(map(tuple, counts))}


def _range(some: Array, kind: Kind, values: Values | None) -> tuple[float, float, float, float]:
    least, most = float(some.min()), float(some.max())
    top = float(2 ** min(values.bits if values else 16, 16) - 1)
    if values is not None and values.window is not None:
        low, high = values.window
    elif kind == "u2" and some.shape[1] == 3 and most >= 0.25 * top:
        low, high = 0.0, top  # a photograph keeps its light
    else:
        low, high = (float(v) for v in np.percentile(some, (0.5, 99.5)))
    if high <= low:
        low, high = (least, most) if most > least else (least - 1, least + 1)
    least, most = min(least, low), max(most, high)
    if values is not None and values.negative:
        low, high = high, low
    return low, high, least, most


class Whole:
    """A page that fits into memory: each level is made when it is first wanted."""

    def __init__(self, file: FileBytes, page: int, longest: int, limits: Limits, report: Report) -> None:
        self._file, self._page, self._limits = file, page, limits
        self._made: dict[int, Array] = {}
        self._values: Values | None = None
        found = formats.recognise(file.head[: formats.HEAD], file.name)
        if found is not None and formats.no_pixels(found) is None:
            self._read_values(found, report)
        self._finest = 0
        if self._values is None:
            self._sizes: list[tuple[int, int]] = []
            self._pages = self._decode(max(longest, SMALLEST + 1), report)
        fine = self._made[min(self._made)]
        kind: Kind = {"uint8": "u1", "uint16": "u2"}.get(str(fine.dtype), "f4")  # type: ignore[assignment]
        self.picture = Picture(
            *self._sizes[0],
            levels=tuple(self._sizes[self._finest :]),
            page=page,
            pages=self._values.pages if self._values is not None else self._pages,
            channels=fine.shape[2],
            kind=kind,
            bits=self._values.bits if self._values is not None else 8,
            **numbers(fine, kind, self._values),
        )

    @property
    def held(self) -> int:
        """Bytes of its levels and of the file."""
        return sum(level.nbytes for level in self._made.values()) + len(self._file.data or b"")

    def part(self, level: int, left: int, top: int, right: int, bottom: int, report: Report) -> Array:
        """The values of a box; decodes again where a finer level is wanted than was made."""
        at = level + self._finest
        if at not in self._made:
            self._decode(max(self._sizes[at]), report)
        return self._made[at][top:bottom, left:right]

    def _wanted(self, longest: int, report: Report) -> Wanted:
        file = self._file
        return Wanted(file.path, file.name, file.data, longest, self._page, self._limits, report)

    def _read_values(self, found: formats.Format, report: Report) -> None:
        from janus_desktop.imaging import values

        self._values = made = values.read(found, self._wanted(1 << 30, report))
        if made is None:
            return
        array = turned(made.array, made.orientation)
        array = np.ascontiguousarray(array if array.ndim == 3 else array[:, :, None])
        made.array = array[:0]
        self._sizes = halvings(array.shape[1], array.shape[0])
        for at in range(len(self._sizes)):
            self._made[at] = array
            array = halved(array)

    def _decode(self, longest: int, report: Report) -> int:
        """Decode into the smallest level that is `longest` pixels long; answers how many pages there are."""
        from PIL import Image

        from janus_desktop.imaging.colour import finish
        from janus_desktop.imaging.decoders import decode
        from janus_desktop.imaging.upright import upright_size

        raster = decode(self._file, longest, self._page, self._limits, report)
        if not self._sizes:
            self._sizes = halvings(*upright_size(raster.width, raster.height, raster.orientation))
            while self._sizes[self._finest][0] * self._sizes[self._finest][1] > WHOLE:
                self._finest += 1
        at = max((n for n, size in enumerate(self._sizes) if max(size) >= longest), default=0)
        at = max(at, self._finest)
        size = self._sizes[at]
        if max(raster.image.size) < max(size):
            raster = decode(self._file, max(size), self._page, self._limits, report)
        image = finish(raster, max(size), fine=True)
        if image.size != size:
            image = image.resize(size, Image.Resampling.BILINEAR)
        array = np.asarray(image)
        while at < len(self._sizes) and at not in self._made:
            self._made[at] = array
            at += 1
            if at < len(self._sizes) and at not in self._made:
                array = halved(array)
        return raster.pages


class Looking:
    """The pages that were looked at last."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pages: OrderedDict[tuple[bytes, int], tuple[tuple[int, int], Page]] = OrderedDict()

    @property
    def held(self) -> int:
        """Bytes that are kept on purpose."""
        return sum(page.held for _, page in self._pages.values())

    def open(self, path: bytes, page: int, longest: int, reading: Report, report: Report) -> Page | Unreadable:
        """The page, from memory if the file is still the same one; raises what readers raise."""
        try:
            now = os.stat(path)
        except OSError as error:
            return inspect.unreadable_because(path, error)
        key, state = (path, page), (now.st_size, now.st_mtime_ns)
        kept = self._pages.get(key)
        if kept is not None and kept[0] == state:
            self._pages.move_to_end(key)
            return kept[1]
        self._pages.pop(key, None)
        self._make_room()
        file = glance(path, now, reading)
        if isinstance(file, Unreadable):
            return file
        report(0)
        made = self._open(file, page, longest, report)
        self._pages[key] = (state, made)
        self._make_room()
        return made

    def _open(self, file: FileBytes, page: int, longest: int, report: Report) -> Page:
        found = formats.recognise(file.head[: formats.HEAD], file.name)
        if found is not None and found.reader == "tiff":
            from janus_desktop.imaging import pieces

            large = pieces.open_page(file, page, self._limits, report)
            if large is not None:
                return large
        return Whole(file, page, longest, self._limits, report)

    def _make_room(self) -> None:
        while len(self._pages) > 1 and (len(self._pages) > MANY or self.held > KEPT):
            self._pages.popitem(last=False)


def tiles(page: Page, level: int, places: Iterable[tuple[int, int]], report: Report) -> list[Tile]:
    """The tiles of a level at these columns and rows; places outside of the level are left out."""
    picture, made = page.picture, []
    if not 0 <= level < len(picture.levels):
        return []
    wide, high = picture.levels[level]
    for x, y in places:
        left, top = x * TILE, y * TILE
        if x < 0 or y < 0 or left >= wide or top >= high:
            continue
        right, bottom = min(left + TILE, wide), min(top + TILE, high)
        part = np.ascontiguousarray(page.part(level, left, top, right, bottom, report))
        made.append(Tile(level, x, y, right - left, bottom - top, picture.channels, picture.kind, part.tobytes()))
    return made


def glance(path: bytes, now: os.stat_result, reading: Report) -> FileBytes | Unreadable:
    """The file for looking at: in memory if it is small, else its beginning only. Nothing is hashed."""
    if not stat.S_ISREG(now.st_mode) or now.st_size == 0:
        return inspect.read_file(path)  # which says what is wrong
    pieces, left = [], now.st_size if now.st_size <= inspect.KEEP else inspect.QUICK
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0))
        try:
            while left > 0 and (piece := os.read(descriptor, min(left, inspect.PIECE))):
                pieces.append(piece)
                left -= len(piece)
                reading(len(piece))
        finally:
            os.close(descriptor)
    except OSError as error:
        return inspect.unreadable_because(path, error)
    data = b"".join(pieces)
    whole = data if now.st_size <= inspect.KEEP else None
    return FileBytes(path, now.st_size, now.st_mtime_ns, b"", b"", data[: inspect.QUICK], whole)
