"""JPEG by its segments: frame, profile, Photoshop block, several pictures; no pixel is decoded."""

from __future__ import annotations

import struct
from typing import Final

from janus_desktop.imaging.metadata.content import Buffer, unpack_at
from janus_desktop.imaging.metadata.header import Header, photoshop

_FRAMES: Final = frozenset([*range(0xC0, 0xD0)]) - {0xC4, 0xC8, 0xCC}
_SPACES: Final = {1: "Grayscale", 3: "RGB", 4: "CMYK"}
#: More marker segments than this before the picture are no photograph's.
_MOST_SEGMENTS: Final = 5_000
_MPF_COUNT: Final = 0xB001


def read(data: Buffer) -> Header:
    """The header of a JPEG; `has_pixels` is False where the file ends before its first scan."""
    found = Header(has_pixels=False)
    profile: dict[int, bytes] = {}
    size, at = len(data), 2
    for _ in range(_MOST_SEGMENTS):
        at = data.find(b"\xff", at)
        if at < 0 or at + 4 > size:
            break
        marker = data[at + 1]
        if marker in {0x00, 0x01, 0xFF} or 0xD0 <= marker <= 0xD8:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in {0xD9, 0xDA}:
            found.has_pixels = marker == 0xDA and at + 16 < size
            break
        length = data[at + 2] << 8 | data[at + 3]
        body, end = at + 4, at + 2 + length
        if marker in _FRAMES:
            if found.width is None:
                _frame(data, body, found)
        elif marker == 0xE2:
            _app2(data, body, end, found, profile)
        elif marker == 0xED and data[body : body + 14] == b"Photoshop 3.0\0":
            photoshop(bytes(data[body + 14 : end]), found)
        elif marker == 0xE1 and found.exif is None and data[body : body + 6] == b"Exif\0\0":
            found.exif = bytes(data[body + 6 : end])
        elif marker == 0xE1 and found.xmp is None and data[body : body + 29] == b"http://ns.adobe.com/xap/1.0/\0":
            found.xmp = bytes(data[body + 29 : end])
        at = max(end, at + 2)
    if profile:
        found.icc = b"".join(profile[number] for number in sorted(profile))
    return found


def _frame(data: Buffer, body: int, found: Header) -> None:
    depth, height, width, parts = unpack_at(">BHHB", data, body)
    found.width, found.height, found.bit_depth = width, height, depth
    found.color_space = _SPACES.get(parts)


def _app2(data: Buffer, body: int, end: int, found: Header, profile: dict[int, bytes]) -> None:
    if data[body : body + 12] == b"ICC_PROFILE\0":
        profile[data[body + 12]] = bytes(data[body + 14 : end])
    elif data[body : body + 4] == b"MPF\0":
        found.pages = max(_mpf_pictures(bytes(data[body + 4 : end])), 1)


def _mpf_pictures(block: bytes) -> int:
    order = "<" if block[:2] == b"II" else ">"
    try:
        at = struct.unpack_from(order + "I", block, 4)[0]
        for entry in range(min(struct.unpack_from(order + "H", block, at)[0], 64)):
            tag, _, _, value = struct.unpack_from(order + "HHII", block, at + 2 + entry * 12)
            if tag == _MPF_COUNT:
                return int(value) if value < 1000 else 1
    except struct.error:
        pass
    return 1
