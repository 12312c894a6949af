"""TIFF and BigTIFF by their directories: size, pages, depth; nothing is decoded or loaded.

`skeleton` makes a small classic TIFF of the tags alone, for Exiv2, which opens neither BigTIFF nor
files too large to map.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any, Final

from janus_desktop.imaging.metadata.content import Buffer, unpack_at
from janus_desktop.imaging.metadata.header import Header, photoshop

#: Directories are followed up to this many pages.
MOST_PAGES: Final = 100_000
_MOST_ENTRIES: Final = 4096
_MOST_VALUE: Final = 1 << 20
_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_CODES: Final = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q", 18: "Q"}
_SPACES: Final = {
    0: "Grayscale", 1: "Grayscale", 2: "RGB", 3: "Indexed", 4: "Mask", 5: "CMYK", 6: "YCbCr", 8: "Lab", 9: "Lab",
    32803: "CFA", 34892: "LinearRaw",
}  # fmt: skip
#: Where the pixels lie: of no use in a skeleton.
_PIXELS: Final = frozenset([273, 279, 288, 289, 324, 325, 330, 347, 512, 513, 514, 519, 520, 521, 34675])
_POINTERS: Final = (34665, 34853)
#: Tags by which scientific programs are known; tifffile reads what stands behind them.
SCIENTIFIC: Final = frozenset(
    [33628, 33629, 34118, 34361, 34412, 34680, 34682, 33560, 33471, 50838, 50839, 65420, 33550, 34735, 51123]
)


@dataclass(slots=True)
class Directory:
    """One IFD: `{tag: (type, count, raw bytes)}`, bytes None where too long; and where the next lies."""

    entries: dict[int, tuple[int, int, bytes | None]] = field(default_factory=dict)
    next: int = 0


class Tiff:
    """Reads directories of a TIFF or BigTIFF held in memory or mapped."""

    def __init__(self, data: Buffer) -> None:
        self.data = data
        self.order = "<" if data[:2] == b"II" else ">"
        self.big = data[2:4] in {b"+\0", b"\0+"}
        if self.big:
            self.first = int(unpack_at(self.order + "Q", data, 8)[0])
        else:
            self.first = int(unpack_at(self.order + "I", data, 4)[0])

    def directory(self, at: int) -> Directory:
        """The directory at byte `at`; entries that lead out of the file are left out."""
        order, big, data = self.order, self.big, self.data
        found = Directory()
        if not 0 < at < len(data):
            raise ValueError("a directory lies outside the file")
        (count,) = unpack_at(order + ("Q" if big else "H"), data, at)
        if count > _MOST_ENTRIES:
            raise ValueError("too many entries in a directory")
        step, shape = (20, order + "HHQ") if big else (12, order + "HHI")
        inline, at = (8, at + 8) if big else (4, at + 2)
        for entry in range(count):
            place = at + entry * step
            tag, kind, number = unpack_at(shape, data, place)
            if tag not in found.entries:  # of a tag that comes twice the first counts, as for Exiv2
                found.entries[tag] = (kind, number, self._value(kind, number, place + step - inline, inline))
        (found.next,) = unpack_at(order + ("Q" if big else "I"), data, at + count * step)
        return found

    def next_of(self, at: int) -> int:
        """Where the directory after the one at `at` lies, without reading its entries; 0 for none."""
        if not 0 < at < len(self.data):
            return 0
        order = self.order
        if self.big:
            (count,) = unpack_at(order + "Q", self.data, at)
            return int(unpack_at(order + "Q", self.data, at + 8 + count * 20)[0])
        (count,) = unpack_at(order + "H", self.data, at)
        return int(unpack_at(order + "I", self.data, at + 2 + count * 12)[0])

    def _value(self, kind: int, number: int, place: int, inline: int) -> bytes | None:
        length = _SIZES.get(kind, 0) * number
        if not length or length > _MOST_VALUE:
            return None
        if length > inline:
            (place,) = unpack_at(self.order + ("Q" if self.big else "I"), self.data, place)
        value = bytes(self.data[place : place + length])
        return value if len(value) == length else None

    def numbers(self, found: Directory, tag: int) -> tuple[Any, ...]:
        """The numbers of `tag`; empty where it is absent or no numbers (rationals as pairs' quotients)."""
        kind, number, raw = found.entries.get(tag, (0, 0, None))
        if raw is None:
            return ()
        if kind in {5, 10}:
            parts = struct.unpack(f"{self.order}{number * 2}{'I' if kind == 5 else 'i'}", raw)
            return tuple(a / b if b else 0.0 for a, b in zip(parts[::2], parts[1::2], strict=True))
        code = _CODES.get(kind)
        return struct.unpack(f"{self.order}{number}{code}", raw) if code else ()


def read(data: Buffer) -> tuple[Header, Tiff, Directory]:
    """The header of the first page, the count of pages, and what else may be read from there."""
    tiff = Tiff(data)
    first = tiff.directory(tiff.first)
    found = Header()
    width, height = tiff.numbers(first, 256), tiff.numbers(first, 257)
    if width and height:
        found.width, found.height = int(width[0]), int(height[0])
    photometric = tiff.numbers(first, 262)
    found.color_space = _SPACES.get(photometric[0]) if photometric else None
    depth = tiff.numbers(first, 258)
    found.bit_depth = int(depth[0]) if depth else None
    _, _, found.icc = first.entries.get(34675, (0, 0, None))
    _, _, found.xmp = first.entries.get(700, (0, 0, None))
    _, _, resources = first.entries.get(34377, (0, 0, None))
    if resources:
        photoshop(resources, found)
    found.pages = _pages(tiff, first)
    return found, tiff, first


def is_scientific(first: Directory) -> bool:
    """Whether the description is OME-XML or ImageJ's (or another program's) list of values."""
    _, _, text = first.entries.get(270, (0, 0, None))
    return text is not None and (text[:7] == b"ImageJ=" or b"<OME" in text[:4096] or text[:9] == b"Aperio Im")


def _pages(tiff: Tiff, first: Directory) -> int:
    """Directories in the chain; one that is reached twice, or leads nowhere, ends it."""
    seen = {tiff.first}
    at = first.next
    while at and at not in seen and len(seen) < MOST_PAGES:
        try:
            after = tiff.next_of(at)
        except struct.error:
            break
        seen.add(at)
        at = after
    return len(seen)


def skeleton(tiff: Tiff, first: Directory) -> bytes:
    """A classic TIFF with the tags of the first page, its Exif and its GPS directory, no pixels."""
    order = tiff.order
    out = bytearray((b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8))
    spots = _write(out, tiff, first)
    for tag in _POINTERS:
        target = tiff.numbers(first, tag)
        if tag not in spots or not target:
            continue
        try:
            below = tiff.directory(int(target[0]))
        except (ValueError, struct.error):
            continue
        struct.pack_into(order + "I", out, spots[tag], len(out))
        _write(out, tiff, below)
    return bytes(out)


def _write(out: bytearray, tiff: Tiff, found: Directory) -> dict[int, int]:
    """Append `found` as a classic directory; returns where the pointers to others are to be filled in."""
    order = tiff.order
    entries = []
    for tag, (kind, number, raw) in sorted(found.entries.items()):
        if tag in _PIXELS or raw is None or len(raw) > 65536:
            continue
        if kind in {16, 17, 18}:
            values = [min(value, 0xFFFFFFFF) for value in struct.unpack(f"{order}{number}Q", raw)]
            entries.append((tag, 4, number, struct.pack(f"{order}{number}I", *values)))
        else:
            entries.append((tag, kind, number, raw))
    start = len(out)
    out += bytes(2 + len(entries) * 12 + 4)
    struct.pack_into(order + "H", out, start, len(entries))
    spots: dict[int, int] = {}
    for index, (tag, kind, number, raw) in enumerate(entries):
        place = start + 2 + index * 12
        struct.pack_into(order + "HHI", out, place, tag, 4 if tag in _POINTERS else kind, number)
        if tag in _POINTERS:
            spots[tag] = place + 8
        elif len(raw) <= 4:
            out[place + 8 : place + 8 + len(raw)] = raw
        else:
            struct.pack_into(order + "I", out, place + 8, len(out))
            out += raw + bytes(len(raw) & 1)
    return spots
