"""PNG by its chunks: size, frames, profile, texts, pixel size.

Exiv2 gets a small PNG made of the metadata chunks alone: it need not walk the pixels, and no packed
text that swells reaches it.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

from janus_desktop.imaging.metadata.content import Buffer, unpack_at
from janus_desktop.imaging.metadata.header import MOST_BLOCKS, Header
from janus_desktop.imaging.metadata.values import decode

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
#: A text chunk is unpacked up to this many bytes, and all of one file together up to four times that.
MOST_UNPACKED: Final = 1 << 20
_MOST_CHUNK: Final = 16 << 20
_SPACES: Final = {0: "Grayscale", 2: "RGB", 3: "Indexed", 4: "Grayscale", 6: "RGB"}
_FOR_EXIV2: Final = frozenset([b"IHDR", b"eXIf", b"iTXt", b"tEXt", b"zTXt"])


def read(data: Buffer) -> tuple[Header, bytes]:
    """The header, and a PNG of the metadata chunks alone for Exiv2."""
    found = Header(has_pixels=False)
    kept = [SIGNATURE]
    room = 4 * MOST_UNPACKED
    at, size = 8, len(data)
    for _ in range(MOST_BLOCKS):
        if at + 8 > size:
            break
        length, kind = unpack_at(">I4s", data, at)
        if kind == b"IEND":
            break
        if kind == b"IDAT":
            found.has_pixels = True
        elif kind != b"fdAT" and length <= _MOST_CHUNK:
            body = bytes(data[at + 8 : at + 8 + length])
            room -= _chunk(kind, body, found, room)
            if kind in _FOR_EXIV2 and _harmless(kind, body):
                kept.append(bytes(data[at : at + 12 + length]))
        at += 12 + length
    if found.width is None:
        raise ValueError("no IHDR chunk")
    kept.append(b"\0\0\0\0IEND\xaeB`\x82")
    return found, b"".join(kept)


def _harmless(kind: bytes, body: bytes) -> bool:
    if kind == b"zTXt":
        packed = body.partition(b"\0")[2][1:]
    elif kind == b"iTXt":
        rest = body.partition(b"\0")[2]
        if rest[:1] != b"\1":
            return True
        packed = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    else:
        return True
    return len(unpack(packed)) < MOST_UNPACKED


def unpack(packed: bytes, most: int = MOST_UNPACKED) -> bytes:
    """At most `most` bytes of a zlib stream; what could be had of a broken one."""
    try:
        return zlib.decompressobj().decompress(packed, max(most, 1))
    except zlib.error:
        return b""


def _chunk(kind: bytes, body: bytes, found: Header, room: int) -> int:
    """Take in one chunk; returns how many unpacked bytes of text were kept."""
    if kind == b"IHDR":
        found.width, found.height, depth, colour = struct.unpack_from(">IIBB", body)
        found.bit_depth, found.color_space = depth, _SPACES.get(colour)
    elif kind == b"acTL":
        found.pages = max(int.from_bytes(body[:4], "big"), 1)
    elif kind == b"iCCP":
        name, _, packed = body.partition(b"\0")
        found.icc_name = name.decode("latin-1").strip() or None
        found.icc = unpack(packed[1:], 4 * MOST_UNPACKED)
    elif kind == b"sRGB":
        found.tag("PNG", "SRGBRendering", body[0] if body else None)
    elif kind == b"gAMA" and len(body) == 4:
        found.tag("PNG", "Gamma", round(int.from_bytes(body, "big") / 100000, 5))
    elif kind == b"pHYs" and len(body) >= 9:
        x, y, unit = struct.unpack_from(">IIB", body)
        found.tag("PNG", "PixelsPerUnitX", x)
        found.tag("PNG", "PixelsPerUnitY", y)
        found.tag("PNG", "PixelUnits", "meters" if unit == 1 else "unknown")
    elif kind == b"tIME" and len(body) >= 7:
        year, *rest = struct.unpack_from(">H5B", body)
        found.tag("PNG", "ModifyDate", "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}".format(year, *rest))
    elif kind in {b"tEXt", b"zTXt", b"iTXt"} and room > 0:
        return _text(kind, body, found, min(room, MOST_UNPACKED))
    return 0


def _text(kind: bytes, body: bytes, found: Header, most: int) -> int:
    key, _, rest = body.partition(b"\0")
    name = key.decode("latin-1").strip()
    if not name or name == "XML:com.adobe.xmp" or name.startswith("Raw profile type"):
        return 0
    if kind == b"tEXt":
        raw, text = rest, decode(rest[:most])
    elif kind == b"zTXt":
        raw = unpack(rest[1:], most)
        text = decode(raw)
    else:
        packed = rest[:1] == b"\1"
        content = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
        raw = unpack(content, most) if packed else content[:most]
        text = raw.decode("utf-8", "replace")
    found.tag("PNG", name, text.strip("\0"))
    return len(raw)
