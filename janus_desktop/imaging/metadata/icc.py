"""The name of a colour profile, read from its own description tag; nothing is applied."""

from __future__ import annotations

import struct

from janus_desktop.imaging.metadata.values import decode


def profile_name(profile: bytes) -> str | None:
    """The description of an ICC profile (versions 2 and 4); None where it has none or is broken."""
    if len(profile) < 132 or profile[36:40] != b"acsp":
        return None
    count = min(int.from_bytes(profile[128:132], "big"), 200)
    for entry in range(count):
        at = 132 + entry * 12
        if profile[at : at + 4] != b"desc":
            continue
        try:
            place, length = struct.unpack_from(">II", profile, at + 4)
        except struct.error:
            return None
        return _description(profile[place : place + length])
    return None


def _description(tag: bytes) -> str | None:
    if tag[:4] == b"desc":
        length = int.from_bytes(tag[8:12], "big")
        text = decode(tag[12 : 12 + length])
    elif tag[:4] == b"mluc" and int.from_bytes(tag[8:12], "big"):
        try:
            length, place = struct.unpack_from(">II", tag, 20)
        except struct.error:
            return None
        text = tag[place : place + length].decode("utf-16-be", "replace")
    else:
        return None
    return text.split("\0", 1)[0].strip() or None
