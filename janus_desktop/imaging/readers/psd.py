"""Photoshop: 8 bits through Pillow; 16 and 32 bits, which it refuses, from the stored composite."""

from __future__ import annotations

import struct
from typing import Any, Final

import numpy as np

from janus_desktop.imaging.readers import pillow
from janus_desktop.imaging.readers.raster import Raster, Wanted, from_array

_HEAD: Final = struct.Struct(">4sH6xHIIHH")
_GREY, _RGB, _CMYK = 1, 3, 4
_COLOURS: Final = {_GREY: 1, _RGB: 3, _CMYK: 4}


def read(wanted: Wanted) -> Raster:
    """The composite picture that Photoshop stores beside the layers."""
    data = wanted.all_bytes()
    _, version, channels, high, wide, depth, mode = _HEAD.unpack_from(data)
    if version == 1 and depth <= 8:
        return pillow.read(wanted, "PSD")
    if depth not in (8, 16, 32) or mode not in _COLOURS or channels < _COLOURS[mode]:
        raise wanted.damaged("its colour mode cannot be decoded here")
    count = min(channels, _COLOURS[mode])
    wanted.allow(high * wide, each=count * depth // 8 * 3)
    at = _after_sections(data, version)
    planes = _planes(wanted, data, at, (channels, high, wide), depth // 8, version)[:count]
    array = np.moveaxis(planes, 0, -1)
    if mode == _CMYK:
        array = np.iinfo(array.dtype).max - array  # Photoshop stores ink inverted
    elif depth == 32:
        array = np.clip(array, 0, 1) ** (1 / 2.2)  # light is stored linear
    image = from_array(array, wanted.longest, cmyk=mode == _CMYK)
    return Raster(image, wide, high)


def _after_sections(data: bytes, version: int) -> int:
    """Where the composite begins: behind colour table, resources and layers."""
    at = _HEAD.size
    for size in (4, 4, 4 if version == 1 else 8):
        at += size + int.from_bytes(data[at : at + size], "big")
    return at


def _planes(
    wanted: Wanted, data: bytes, at: int, shape: tuple[int, int, int], size: int, version: int
) -> np.ndarray[Any, Any]:
    channels, high, wide = shape
    kind = {1: ">u1", 2: ">u2", 4: ">f4"}[size]
    compression = int.from_bytes(data[at : at + 2], "big")
    at += 2
    if compression == 0:
        raw = data[at : at + channels * high * wide * size]
    elif compression == 1:
        raw = _unpacked(data, at, channels * high, 2 if version == 1 else 4)
    else:
        raise wanted.damaged("its composite is compressed in a way that cannot be decoded here")
    if len(raw) < channels * high * wide * size:
        raise wanted.cut_off()
    native = np.dtype(kind).newbyteorder("=")
    return np.frombuffer(raw, kind, channels * high * wide).reshape(shape).astype(native)


def _unpacked(data: bytes, at: int, rows: int, size: int) -> bytes:
    import imagecodecs

    lengths = np.frombuffer(data, f">u{size}", rows, at)
    at += rows * size
    parts = []
    for length in lengths:
        parts.append(imagecodecs.packbits_decode(data[at : at + int(length)]))
        at += int(length)
    return b"".join(parts)
