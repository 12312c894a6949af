"""HEIF, AVIF, JPEG XL and other files made of ISO boxes: size, pictures, turn, packed metadata."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from janus_desktop.imaging.metadata.content import Buffer, unpack_at
from janus_desktop.imaging.metadata.header import MOST_BLOCKS, Header

_DEEPEST: Final = 8
_MOST_METADATA: Final = 8 << 20
#: Items that are pictures, by their type.
_CODED: Final = frozenset([b"hvc1", b"av01", b"vvc1", b"jpeg", b"unci", b"grid", b"iovl", b"iden"])


def walk(data: Buffer, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes between two places: (type, where the content starts, where it ends)."""
    for _ in range(MOST_BLOCKS):
        if at + 8 > end:
            return
        length, kind = unpack_at(">I4s", data, at)
        body = at + 8
        if length == 1:
            (length,) = unpack_at(">Q", data, body)
            body += 8
        stop = end if length == 0 else at + length
        if stop < body:
            return
        yield kind, body, min(stop, end)
        at = stop


def heif(data: Buffer) -> Header:
    """HEIF and AVIF: the size of the primary picture as stored, the number of pictures."""
    found = Header(bit_depth=None)
    for kind, body, end in walk(data, 0, len(data)):
        if kind == b"meta":
            _meta(data, body + 4, end, found)
        elif kind == b"moov" and found.width is None:
            _track(data, body, end, found, 0)
        elif kind == b"mini":
            found.tag("HEIF", "Minimised", True)
    return found


def _meta(data: Buffer, at: int, end: int, found: Header) -> None:
    primary, masters, properties, links = 0, 0, [], {}
    for kind, body, stop in walk(data, at, end):
        if kind == b"pitm":
            wide = data[body] > 0
            primary = int.from_bytes(data[body + 4 : body + (8 if wide else 6)], "big")
        elif kind == b"iinf":
            masters = _pictures(data, body, stop)
        elif kind == b"iprp":
            for inner, start, last in walk(data, body, stop):
                if inner == b"ipco":
                    properties = list(walk(data, start, last))
                elif inner == b"ipma":
                    links.update(_links(data, start, last))
    found.pages = max(masters, 1)
    mine = [properties[number - 1] for number in links.get(primary, ()) if 0 < number <= len(properties)]
    for kind, body, _ in mine or properties:
        if kind == b"ispe" and found.width is None:
            found.width, found.height = unpack_at(">II", data, body + 4)
        elif kind == b"irot":
            found.tag("HEIF", "Rotation", (data[body] & 3) * 90)
        elif kind == b"imir":
            found.tag("HEIF", "Mirroring", "horizontal" if data[body] & 1 else "vertical")
        elif kind == b"pixi" and data[body + 4]:
            found.bit_depth = data[body + 5]
            found.color_space = "Grayscale" if data[body + 4] == 1 else "RGB"
        elif kind == b"colr" and data[body : body + 4] in {b"prof", b"rICC"}:
            found.icc = bytes(data[body + 4 : body + (1 << 22)])


def _pictures(data: Buffer, body: int, end: int) -> int:
    """How many entries of `iinf` are pictures that are shown: no tiles, no thumbnails (hidden ones)."""
    start = body + (6 if data[body] == 0 else 8)
    count = 0
    for kind, at, _ in walk(data, start, end):
        if kind == b"infe" and data[at] >= 2:
            hidden = data[at + 3] & 1
            place = at + (10 if data[at] >= 3 else 8)
            count += not hidden and bytes(data[place : place + 4]) in _CODED
    return count


def _links(data: Buffer, body: int, end: int) -> dict[int, list[int]]:
    """`ipma`: which properties belong to which picture, in their order."""
    version, flags = data[body], data[body + 3]
    (count,) = unpack_at(">I", data, body + 4)
    at, result = body + 8, {}
    for _ in range(min(count, MOST_BLOCKS)):
        if at >= end:
            break
        item = int.from_bytes(data[at : at + (4 if version else 2)], "big")
        at += 4 if version else 2
        numbers = []
        for _ in range(data[at]):
            at += 1
            if flags & 1:
                numbers.append((data[at] & 0x7F) << 8 | data[at + 1])
                at += 1
            else:
                numbers.append(data[at] & 0x7F)
        at += 1
        result[item] = numbers
    return result


def _track(data: Buffer, at: int, end: int, found: Header, depth: int) -> None:
    """A sequence of pictures (`msf1`, `avis`): size and count of its first track."""
    for kind, body, stop in walk(data, at, end):
        if kind in {b"trak", b"mdia", b"minf", b"stbl"} and depth < _DEEPEST:
            _track(data, body, stop, found, depth + 1)
        elif kind == b"tkhd" and found.width is None:
            width, height = unpack_at(">II", data, stop - 8)
            if width >> 16 and height >> 16:
                found.width, found.height = width >> 16, height >> 16
        elif kind == b"stsz":
            (count,) = unpack_at(">I", data, body + 8)
            found.pages = max(found.pages, min(count, MOST_BLOCKS))


def jxl(data: Buffer) -> Header:
    """JPEG XL, bare or in boxes; Brotli-packed metadata boxes are unpacked where a library is there."""
    found = Header()
    if data[:2] == b"\xff\x0a":
        _jxl_size(data, 2, found)
        return found
    for kind, body, end in walk(data, 0, len(data)):
        if kind == b"jxlc" and found.width is None:
            _jxl_size(data, body + 2, found)
        elif kind == b"jxlp" and found.width is None and data[body + 4 : body + 6] == b"\xff\x0a":
            _jxl_size(data, body + 6, found)
        elif kind == b"Exif" and found.exif is None:
            found.exif = bytes(data[body + 4 + int.from_bytes(data[body : body + 4], "big") : end])
        elif kind == b"xml " and found.xmp is None:
            found.xmp = bytes(data[body:end])
        elif kind == b"brob" and end - body < _MOST_METADATA:
            _packed_box(data, body, end, found)
    return found


def _packed_box(data: Buffer, body: int, end: int, found: Header) -> None:
    import imagecodecs

    try:
        content = bytes(imagecodecs.brotli_decode(bytes(data[body + 4 : end]), out=_MOST_METADATA))
    except (imagecodecs.BrotliError, imagecodecs.DelayedImportError, ValueError):
        return
    kind = bytes(data[body : body + 4])
    if kind == b"Exif" and found.exif is None:
        found.exif = content[4 + int.from_bytes(content[:4], "big") :]
    elif kind == b"xml " and found.xmp is None:
        found.xmp = content


_RATIOS: Final = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))


def _jxl_size(data: Buffer, at: int, found: Header) -> None:
    """The size header at the start of a JPEG XL code stream: a few bits, lowest first."""
    bits = int.from_bytes(data[at : at + 16], "little")
    used = 0

    def take(count: int) -> int:
        nonlocal used
        value = bits >> used & ((1 << count) - 1)
        used += count
        return value

    def side(small: int) -> int:
        return (take(5) + 1) * 8 if small else take((9, 13, 18, 30)[take(2)]) + 1

    small = take(1)
    height = side(small)
    ratio = take(3)
    if ratio:
        above, below = _RATIOS[ratio - 1]
        width = height * above // below
    else:
        width = side(small)
    found.width, found.height = width, height
    if take(1):  # "all default": eight bits, no turn, sRGB
        found.bit_depth, found.color_space = 8, "RGB"
    elif take(1):
        found.promoted["orientation"] = take(3) + 1
