"""Large TIFFs that are looked at: only the tiles or strips that are seen are read and decoded.

Levels that the file stores (SubIFDs, or reduced pages that follow) are used as they are; below the
smallest stored one come a few that are made of it.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, BinaryIO, Final

import numpy as np

from janus_desktop.imaging import levels, values
from janus_desktop.imaging.inspect import FileBytes
from janus_desktop.imaging.levels import Report, halved, halvings
from janus_desktop.imaging.limits import Limits
from janus_desktop.imaging.pixels import Kind, Picture
from janus_desktop.imaging.readers.raster import Raster, Wanted
from janus_desktop.imaging.upright import stored_box, turned, upright_size

Array = np.ndarray[Any, Any]

#: Pages that take more bytes than this in memory are read piece by piece.
LARGE: Final = 192 * 1024 * 1024
#: A piece that takes more than this is too large to be read for a few pixels of it.
PIECE: Final = 128 * 1024 * 1024
#: Decoded pieces that are kept, in bytes.
KEPT: Final = 48 * 1024 * 1024
#: The smallest stored level is halved in memory if it has no more pixels than this.
SMALL: Final = 24_000_000
#: Otherwise it is halved so often, of the pieces that are seen.
HALVED: Final = 2
#: Pages that are looked through for stored levels.
_MOST: Final = 64


def open_page(file: FileBytes, number: int, limits: Limits, report: Report) -> Pieces | None:
    """The page in pieces; None where it is small enough, or not made so that parts of it can be read."""
    import tifffile

    wanted = Wanted(file.path, file.name, file.data, 1 << 30, number, limits, report)
    stream = wanted.stream()
    try:
        tiff = tifffile.TiffFile(stream, name=wanted.name)
        pages = len(tiff.pages)
        wanted.check_page(pages)
        page: Any = tiff.pages[number]
        if not _fits(page):
            stream.close()
            return None
        return Pieces(file, stream, page, _stored(tiff, page, number), number, pages, report)
    except BaseException:
        stream.close()
        raise


def _fits(page: Any) -> bool:
    if not page.imagewidth or not page.imagelength or page.imagedepth > 1 or page.dtype is None:
        return False
    if page.imagewidth * page.imagelength * page.samplesperpixel * page.dtype.itemsize <= LARGE:
        return False
    wide, high = _piece(page)
    return bool(wide * high * page.samplesperpixel * page.dtype.itemsize <= PIECE)


def _piece(page: Any) -> tuple[int, int]:
    """The size of a tile, or of a strip."""
    if page.is_tiled:
        return int(page.tilewidth), int(page.tilelength)
    return int(page.imagewidth), int(min(page.rowsperstrip, page.imagelength))


def _stored(tiff: Any, page: Any, number: int) -> list[Any]:
    """The page and its stored reductions, the largest first."""
    found = [page]
    following = (tiff.pages[at] for at in range(number + 1, min(len(tiff.pages), number + 1 + _MOST)))
    for other in [*(page.pages or ()), *(each for each in following if int(each.subfiletype) & 1)]:
        same = other.samplesperpixel == page.samplesperpixel and other.dtype == page.dtype
        shape = abs(other.imagewidth * page.imagelength / max(other.imagelength * page.imagewidth, 1) - 1) < 0.05
        if same and shape and other.imagewidth < found[-1].imagewidth:
            found.append(other)
    return found


class Pieces:
    """One large page, its stored levels, and the pieces that were decoded last."""

    def __init__(
        self, file: FileBytes, stream: BinaryIO, page: Any, stored: list[Any], number: int, pages: int, report: Report
    ) -> None:
        self._stream = stream
        self._name = file.name
        self._stored = stored
        self._deep = values.deep_tiff(page)
        self._icc = bytes(page.tags[34675].value) if 34675 in page.tags else None
        orientation = int(page.tags[274].value) if 274 in page.tags else 1
        self._orientation = orientation if 1 <= orientation <= 8 else 1
        self._cache: OrderedDict[tuple[int, int], Array | None] = OrderedDict()
        self._cached = 0
        self._small: dict[int, Array] = {}
        sizes = [upright_size(p.imagewidth, p.imagelength, self._orientation) for p in stored]
        #: for each level: which stored one it is made of, and how often that is halved
        self._made_of = [(at, 0) for at in range(len(stored))]
        last = stored[-1]
        whole = last.imagewidth * last.imagelength <= SMALL
        for times, size in enumerate(halvings(*sizes[-1])[1:], 1):
            if whole or times <= HALVED:
                sizes.append(size)
                self._made_of.append((len(stored) - 1, times))
        sample = self._sample(sizes, whole, report)
        kind: Kind = {"uint8": "u1", "uint16": "u2"}.get(str(sample.dtype), "f4")  # type: ignore[assignment]
        known = values.Values(sample, bits=int(page.bitspersample), negative=int(page.photometric) == 0)
        self.picture = Picture(
            *sizes[0],
            levels=tuple(sizes),
            page=number,
            pages=pages,
            channels=sample.shape[2],
            kind=kind,
            bits=int(page.bitspersample) if self._deep else 8,
            **levels.numbers(sample, kind, known),
        )

    def __del__(self) -> None:
        self._stream.close()

    @property
    def held(self) -> int:
        """Bytes of decoded pieces and small levels."""
        return self._cached + sum(level.nbytes for level in self._small.values())

    def _sample(self, sizes: list[tuple[int, int]], whole: bool, report: Report) -> Array:
        """What the histogram is made of: the smallest level, or the middle of the page."""
        at = len(sizes) - 1
        wide, high = sizes[at]
        if whole:
            return self.part(at, 0, 0, wide, high, report)
        left, top = max(0, wide // 2 - 256), max(0, high // 2 - 256)
        return self.part(at, left, top, min(wide, left + 512), min(high, top + 512), report)

    def part(self, level: int, left: int, top: int, right: int, bottom: int, report: Report) -> Array:
        """The values of a box, from the pieces it touches."""
        at, times = self._made_of[level]
        page = self._stored[at]
        wide, high = upright_size(page.imagewidth, page.imagelength, self._orientation)
        if not times:
            return self._upright(at, (left, top, right, bottom), report)
        if wide * high <= SMALL:
            if level not in self._small:
                array = self._upright(at, (0, 0, wide, high), report)
                for back in range(times):
                    array = halved(array)
                    self._small[level - times + back + 1] = array
            return self._small[level][top:bottom, left:right]
        by = 1 << times
        box = (left * by, top * by, min(right * by, wide), min(bottom * by, high))
        array = self._upright(at, box, report)
        for _ in range(times):
            array = halved(array)
        return array[: bottom - top, : right - left]

    def _upright(self, at: int, box: tuple[int, int, int, int], report: Report) -> Array:
        """The values of a box of a stored level, ready to be shown: (height, width, channels)."""
        page = self._stored[at]
        stored = stored_box(box, page.imagewidth, page.imagelength, self._orientation)
        report((box[2] - box[0]) * (box[3] - box[1]))
        array = self._region(at, *stored)
        if self._deep:
            array = values.plain_kind(values.shaped(array, page))
            array = array if array.ndim == 3 else array[:, :, None]
        else:
            array = self._coloured(page, array)
        return turned(array, self._orientation)

    def _coloured(self, page: Any, array: Array) -> Array:
        """Whatever 8-bit samples mean, in sRGB."""
        from janus_desktop.imaging.colour import finish
        from janus_desktop.imaging.readers import tiff

        high, wide = array.shape[:2]
        plain = array[:, :, 0] if array.shape[2] == 1 else array
        image = tiff.picture(page, tiff.looked_up(plain, page), max(wide, high))
        return np.asarray(finish(Raster(image, wide, high, icc=self._icc), max(wide, high)))

    def _region(self, at: int, left: int, top: int, right: int, bottom: int) -> Array:
        """Samples as stored, put together from pieces."""
        page = self._stored[at]
        wide, high = _piece(page)
        across, down = -(-page.imagewidth // wide), -(-page.imagelength // high)
        planar = page.planarconfig == 2 and page.samplesperpixel > 1
        out = np.zeros((bottom - top, right - left, page.samplesperpixel), page.dtype)
        for row in range(top // high, -(-bottom // high)):
            for column in range(left // wide, -(-right // wide)):
                for plane in range(page.samplesperpixel if planar else 1):
                    piece = self._piece_at(at, (plane * down + row) * across + column)
                    if piece is None:
                        continue
                    x, y = column * wide, row * high
                    x0, y0 = max(left, x), max(top, y)
                    x1, y1 = min(right, x + piece.shape[1]), min(bottom, y + piece.shape[0])
                    if x1 <= x0 or y1 <= y0:
                        continue
                    target = out[y0 - top : y1 - top, x0 - left : x1 - left]
                    source = piece[y0 - y : y1 - y, x0 - x : x1 - x]
                    if planar:
                        target[:, :, plane] = source[:, :, 0]
                    else:
                        target[:] = source
        return out

    def _piece_at(self, at: int, index: int) -> Array | None:
        """One tile or strip, decoded: (height, width, samples); None for one that the file leaves out."""
        key = (at, index)
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        page = self._stored[at]
        offset, count = page.dataoffsets[index], page.databytecounts[index]
        piece: Array | None = None
        if count:
            extra: dict[str, Any] = {"_fullsize": page.is_tiled}
            if page.compression in {6, 7, 34892, 33007}:
                extra |= {"jpegtables": page.jpegtables, "jpegheader": page.keyframe.jpegheader}
            decode = page.keyframe.decode
            self._stream.seek(offset)  # last of all: what a page tells of itself is read only when asked for
            segment = decode(self._stream.read(count), index, **extra)[0]
            piece = None if segment is None else segment[0]
        self._cache[key] = piece
        self._cached += piece.nbytes if piece is not None else 0
        while self._cached > KEPT and len(self._cache) > 1:
            gone = self._cache.popitem(last=False)[1]
            self._cached -= gone.nbytes if gone is not None else 0
        return piece
