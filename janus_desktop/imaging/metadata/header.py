"""What a container's own header says: size, pages, colours, depth, profile, texts.

Every reader takes bytes or a `Paged` file, looks only where it must, and raises `ValueError`,
`IndexError` or `struct.error` where the header is broken (`BROKEN`).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from janus_desktop.imaging.metadata.content import Buffer, unpack_at
from janus_desktop.imaging.metadata.values import decode

#: What a reader raises where the header cannot be believed.
BROKEN: Final = (ValueError, IndexError, struct.error, EOFError, KeyError, TypeError, OverflowError)


class NoPictureError(Exception):
    """The file is sound, and holds data of other kinds only."""


#: How many blocks, boxes or directories are looked at before a file counts as endless.
MOST_BLOCKS: Final = 200_000


@dataclass(slots=True)
class Header:
    """Stored size in pixels, number of pages or frames, and what else the container tells.

    `xmp`, `exif` and `iptc` are raw blocks for containers that Exiv2 does not open; `tags` goes into
    the metadata by standard. `has_pixels` is False where the file stops before its picture begins.
    """

    width: int | None = None
    height: int | None = None
    pages: int = 1
    color_space: str | None = None
    bit_depth: int | None = None
    icc: bytes | None = None
    icc_name: str | None = None
    iptc_digest: bytes | None = None
    iptc_block: bytes | None = None
    xmp: bytes | None = None
    exif: bytes | None = None
    has_pixels: bool = True
    tags: dict[str, dict[str, Any]] = field(default_factory=dict)
    promoted: dict[str, Any] = field(default_factory=dict)

    def tag(self, standard: str, name: str, value: Any) -> None:
        """Keep `value` under `standard` and `name`; a name that comes again makes a list."""
        group = self.tags.setdefault(standard, {})
        if name not in group:
            group[name] = value
        elif isinstance(group[name], list):
            group[name].append(value)
        else:
            group[name] = [group[name], value]

    def scale(self, x: float, y: float, unit: str) -> None:
        """Keep the size of a pixel, in `unit`, where it is a size at all."""
        if x > 0 and y > 0:
            self.tags["Scale"] = {"x": x, "y": y, "unit": unit}


def gif(data: Buffer) -> Header:
    """GIF: frames are counted by walking the blocks, nothing is unpacked."""
    width, height, flags = unpack_at("<HHB", data, 6)
    found = Header(width, height, 0, "Indexed", (flags & 7) + 1 if flags & 0x80 else None)
    at = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    size = len(data)
    for _ in range(MOST_BLOCKS):
        if at >= size:
            break
        kind = data[at]
        if kind == 0x2C:
            found.pages += 1
            local = data[at + 9]
            at = _skip_blocks(data, at + 11 + (3 << ((local & 7) + 1) if local & 0x80 else 0))
        elif kind == 0x21:
            at = _gif_extension(data, at + 1, found)
        else:
            break
    found.has_pixels = found.pages > 0
    found.pages = max(found.pages, 1)
    return found


def _skip_blocks(data: Buffer, at: int) -> int:
    size = len(data)
    while at < size and data[at]:
        at += data[at] + 1
    return at + 1


def _gif_extension(data: Buffer, at: int, found: Header) -> int:
    label = data[at]
    end = _skip_blocks(data, at + 1)
    if label == 0xFE:
        text = b"".join(_blocks(data, at + 1))
        if text:
            found.tag("GIF", "Comment", decode(text).strip("\0 "))
    elif label == 0xFF and data[at + 2 : at + 13] == b"XMP DataXMP":
        # the packet lies there bare, followed by a "magic trailer" that ends any walk over blocks
        stop = data.find(b"\x01\xff\xfe", at + 13)
        if stop > 0:
            found.xmp = bytes(data[at + 13 : stop])
            end = _skip_blocks(data, stop + 258)
    elif label == 0xFF and data[at + 2 : at + 13] == b"NETSCAPE2.0":
        found.tag("GIF", "AnimationIterations", int.from_bytes(data[at + 15 : at + 17], "little"))
    return end


def _blocks(data: Buffer, at: int) -> list[bytes]:
    pieces: list[bytes] = []
    size = len(data)
    while at < size and data[at] and len(pieces) < 256:
        pieces.append(bytes(data[at + 1 : at + 1 + data[at]]))
        at += data[at] + 1
    return pieces


def bmp(data: Buffer) -> Header:
    """Windows and OS/2 bitmaps; a height below nothing means top-down rows."""
    kind = int.from_bytes(data[14:18], "little")
    if kind == 12:
        width, height, _, depth = unpack_at("<HHHH", data, 18)
    else:
        width, height, _, depth = unpack_at("<iiHH", data, 18)
    return Header(abs(width), abs(height), 1, "Indexed" if depth <= 8 else "RGB", min(depth, 8))


def webp(data: Buffer) -> Header:
    """WebP: the canvas, or the one picture; animations by their frames."""
    found = Header(color_space="RGB", bit_depth=8, has_pixels=False)
    at, frames, size = 12, 0, len(data)
    for _ in range(MOST_BLOCKS):
        if at + 8 > size:
            break
        name, length = bytes(data[at : at + 4]), int.from_bytes(data[at + 4 : at + 8], "little")
        body = at + 8
        if name == b"VP8X":
            found.width = int.from_bytes(data[body + 4 : body + 7], "little") + 1
            found.height = int.from_bytes(data[body + 7 : body + 10], "little") + 1
        elif name == b"VP8 " and found.width is None:
            found.width, found.height = (part & 0x3FFF for part in unpack_at("<HH", data, body + 6))
        elif name == b"VP8L" and found.width is None:
            bits = int.from_bytes(data[body + 1 : body + 5], "little")
            found.width, found.height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        elif name == b"ICCP":
            found.icc = bytes(data[body : body + length])
        elif name == b"ANMF":
            frames += 1
        found.has_pixels |= name in {b"VP8 ", b"VP8L", b"ANMF"} and body < size
        at = body + length + (length & 1)
    found.pages = max(frames, 1)
    return found


_PSD_MODES: Final = {
    0: "Bitmap", 1: "Grayscale", 2: "Indexed", 3: "RGB", 4: "CMYK", 7: "Multichannel", 8: "Duotone", 9: "Lab",
}  # fmt: skip


def psd(data: Buffer) -> Header:
    """Photoshop documents, large ones too."""
    _, height, width, depth, mode = unpack_at(">HIIHH", data, 12)
    found = Header(width, height, 1, _PSD_MODES.get(mode), depth)
    (colours,) = unpack_at(">I", data, 26)
    (resources,) = unpack_at(">I", data, 30 + colours)
    start = 34 + colours
    photoshop(bytes(data[start : start + min(resources, 16 << 20)]), found)
    return found


def photoshop(block: bytes, found: Header) -> None:
    """Photoshop's image resources: the IPTC block and the digest that was kept of it, the profile."""
    at = 0
    while block[at : at + 4] == b"8BIM" and at + 12 <= len(block):
        name = (block[at + 6] + 2) & ~1
        start = at + 6 + name
        if start + 4 > len(block):
            break
        length = int.from_bytes(block[start : start + 4], "big")
        kind, body = block[at + 4 : at + 6], block[start + 4 : start + 4 + length]
        if kind == b"\x04\x04":
            found.iptc_block = body
        elif kind == b"\x04\x25" and length == 16:
            found.iptc_digest = body
        elif kind == b"\x04\x0f" and found.icc is None:
            found.icc = body
        at = start + 4 + length + (length & 1)


def jp2(data: Buffer) -> Header:
    """JPEG 2000: what the image header box says, or the code stream where there are no boxes."""
    at = data.find(b"ihdr", 0, 1 << 16)
    if at >= 0:
        height, width, parts, depth = unpack_at(">IIHB", data, at + 4)
    else:
        at = 0 if data[:2] == b"\xff\x4f" else data.find(b"\xff\x4f\xff\x51")
        if at < 0:
            raise ValueError("no image header")
        _, _, right, bottom, left, top = unpack_at(">HHIIII", data, at + 4)
        width, height = right - left, bottom - top
        parts, depth = unpack_at(">HB", data, at + 40)
    space = {1: "Grayscale", 2: "Grayscale", 3: "RGB", 4: "RGB"}.get(parts)
    return Header(width, height, 1, space, None if depth == 0xFF else (depth & 0x7F) + 1)


def jxr(data: Buffer) -> Header:
    """JPEG XR: a directory like TIFF's, with tags of its own."""
    at = int.from_bytes(data[4:8], "little")
    found = Header()
    for entry in range(min(int.from_bytes(data[at : at + 2], "little"), 512)):
        tag, kind, _, value = unpack_at("<HHII", data, at + 2 + entry * 12)
        if kind == 3:
            value &= 0xFFFF
        if tag == 0xBC80:
            found.width = value
        elif tag == 0xBC81:
            found.height = value
    return found


def plain(name: str, data: Buffer) -> Header:
    """Formats that nobody here decodes, or few: the size where it is easily told, else nothing."""
    found = Header()
    if name == "HDR":
        text = data[:4096].decode("latin-1").split("\n\n", 1)[-1].split("\n", 1)[0].split()
        if len(text) == 4 and text[1].isdigit() and text[3].isdigit():
            height, width = (1, 3) if "Y" in text[0] else (3, 1)
            found.height, found.width = int(text[height]), int(text[width])
    elif name == "EXR":
        at = data.find(b"dataWindow\0box2i\0", 0, 1 << 16)
        if at >= 0:
            left, top, right, bottom = unpack_at("<4i", data, at + 21)
            found.width, found.height = right - left + 1, bottom - top + 1
    elif name == "XCF":
        found.width, found.height = unpack_at(">II", data, 14)
    elif name in {"MNG", "JNG"}:
        found.width, found.height = unpack_at(">II", data, 16)
    elif name == "JPEG-LS":
        at = data.find(b"\xff\xf7", 0, 1 << 16)
        found.bit_depth, found.height, found.width = unpack_at(">BHH", data, at + 4)
    return found


READERS: Final[dict[str, Callable[[Buffer], Header]]] = {
    "GIF": gif, "BMP": bmp, "WEBP": webp, "PSD": psd, "JP2": jp2, "JXR": jxr,
}  # fmt: skip
