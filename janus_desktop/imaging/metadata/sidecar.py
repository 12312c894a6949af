"""XMP sidecars: `photo.jpg.xmp` (digiKam, darktable) before `photo.xmp` (Lightroom, Capture One)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

from janus_desktop.imaging.metadata.embedded import MOST_PACKET, decode_xmp

_ENDING: Final = b".xmp"


def read_sidecar(path: bytes | str | os.PathLike[str]) -> Mapping[str, Any] | None:
    """The properties of the sidecar that belongs to the file at `path`, or None.

    `name.ext.xmp` wins. `name.xmp` counts only where no other file beside it shares the stem: of a
    raw and a JPEG with one name nobody can say whose it is.
    """
    place = find_sidecar(os.fsencode(path))
    if place is None:
        return None
    try:
        with open(place, "rb") as file:  # noqa: PTH123 - names are bytes
            packet = file.read(MOST_PACKET + 1)
    except OSError:
        return None
    return decode_xmp(packet) or None


def find_sidecar(path: bytes) -> bytes | None:
    """Where the sidecar of the file at `path` lies; None where there is none, or whose it is is open."""
    if os.path.isfile(path + _ENDING):  # noqa: PTH113 - names are bytes
        return path + _ENDING
    stem, extension = os.path.splitext(path)  # noqa: PTH122 - names are bytes
    if not extension or extension.lower() == _ENDING or not os.path.isfile(stem + _ENDING):  # noqa: PTH113
        return None
    return None if stem_is_shared(path, stem) else stem + _ENDING


def stem_is_shared(path: bytes, stem: bytes) -> bool:
    """Whether another file than `path` and sidecars has this stem."""
    folder, name = os.path.split(stem)
    own = os.path.basename(path)
    try:
        with os.scandir(folder or b".") as entries:
            for entry in entries:
                if entry.name == own or entry.name.lower().endswith(_ENDING):
                    continue
                if os.path.splitext(entry.name)[0] == name:  # noqa: PTH122 - names are bytes
                    return True
    except OSError:
        return True
    return False
