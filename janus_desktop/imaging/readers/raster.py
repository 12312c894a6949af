"""What every reader gets and gives: a file's bytes, and one page of pixels."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import numpy as np
from PIL import Image

from janus_desktop.errors import Words, words
from janus_desktop.imaging.limits import MIB, Limits

#: what the interpreter and the libraries themselves take of a child's memory
_RESERVE: Final = 400 * MIB


class Refused(Exception):
    """A file that is not decoded, with the reason that a person is told."""

    def __init__(self, kind: str, reason: Words) -> None:
        super().__init__(str(reason))
        self.kind = kind
        self.reason = reason


@dataclass(slots=True)
class Wanted:
    """What is asked of a reader: one page, to be shown at most `longest` pixels long.

    `report` hears the number of pixels before they are decoded, and counts the time from there.
    """

    path: bytes
    name: str
    data: bytes | None
    longest: int
    page: int
    limits: Limits
    report: Callable[[int], None]

    def stream(self) -> BinaryIO:
        """The file from its beginning."""
        if self.data is not None:
            return io.BytesIO(self.data)
        return os.fdopen(os.open(self.path, os.O_RDONLY | getattr(os, "O_BINARY", 0)), "rb")

    def all_bytes(self) -> bytes:
        """The file whole; refuses one that does not fit into memory beside its pixels."""
        if self.data is not None:
            return self.data
        if os.stat(self.path).st_size > self.limits.memory // 3:
            raise self.too_large()
        with self.stream() as stream:
            return stream.read()

    def allow(self, pixels: int, *, each: float = 4, reduced: bool = False) -> None:
        """Ask before decoding so many pixels of `each` bytes; raises `Refused`.

        `reduced`: they are reduced while they are decoded, so that only memory bounds them.
        """
        budget = self.limits.memory - _RESERVE
        if pixels * each > budget or (not reduced and pixels > self.limits.max_pixels):
            raise self.too_large(pixels)
        self.report(pixels)

    def too_large(self, pixels: int = 0) -> Refused:
        """The refusal of a picture that would not fit."""
        if not pixels:
            return Refused("too large", words("“{name}” needs more memory than one image may take.", name=self.name))
        shown = f"{pixels / 1e6:,.0f}"
        reason = words(
            "“{name}” has {megapixels} megapixels, more than can be decoded whole.",
            name=self.name,
            megapixels=shown,
        )
        return Refused("too large", reason)

    def check_page(self, pages: int) -> None:
        """Refuse a page that the file does not have, or more pages than are allowed."""
        if self.page >= min(pages, self.limits.max_pages):
            reason = words("“{name}” has no page {page}.", name=self.name, page=self.page + 1)
            raise Refused("damaged", reason)

    def cut_off(self) -> Refused:
        """The refusal of a file that ends too early."""
        return Refused("damaged", words("“{name}” ends before its picture is complete.", name=self.name))

    def damaged(self, detail: str) -> Refused:
        """The refusal of a file that is broken, with what the reader said."""
        reason = words("“{name}” is damaged: {detail}.", name=self.name, detail=detail.rstrip("."))
        return Refused("damaged", reason)


@dataclass(slots=True)
class Raster:
    """One page: the pixels (perhaps already reduced), and how they are to be shown.

    `width` and `height` are those of the whole page as stored. `orientation` is the Exif value that
    is still to be applied; `icc` the profile that the pixels are in, None for sRGB.
    """

    image: Image.Image
    width: int
    height: int
    orientation: int = 1
    icc: bytes | None = None
    pages: int = 1


def factor(longest: int, wanted: int) -> int:
    """By how much to box-reduce before the last, finer step to `wanted` pixels: 1 or more."""
    return max(1, longest // (2 * wanted))


def box_reduce(array: np.ndarray[Any, Any], by: int) -> np.ndarray[Any, Any]:
    """Means of `by` × `by` boxes of a (height, width, …) array, in bands so that memory stays small."""
    if by <= 1:
        return array
    high, wide = max(array.shape[0] // by, 1), max(array.shape[1] // by, 1)
    out = np.empty((high, wide, *array.shape[2:]), np.float32)
    across = np.arange(0, wide * by, by)
    for top in range(high):
        band = array[top * by : (top + 1) * by]
        columns = band[:, : wide * by].mean(axis=0, dtype=np.float32)
        span = np.minimum(np.append(across[1:], wide * by), len(columns)) - across
        out[top] = np.add.reduceat(columns, across, axis=0) / span.reshape(-1, *[1] * (columns.ndim - 1))
    return out


def stretched(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Any numbers as bytes: the middle 99 % of the values spread from black to white.

    Sixteen-bit colour that already uses its range is only scaled, so that photographs keep their light.
    """
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * np.uint8(255)
    values = np.asarray(array, np.float32)
    finite = values[np.isfinite(values)] if array.dtype.kind == "f" else values.reshape(-1)
    if not finite.size:
        return np.zeros(values.shape, np.uint8)
    low, high = (float(v) for v in np.percentile(finite, (0.5, 99.5)))
    if high <= low:
        low, high = float(finite.min()), float(finite.max())
    if high <= low:
        return np.full(values.shape, 0 if low <= 0 else 128, np.uint8)
    scaled = np.nan_to_num((values - low) * (255 / (high - low)), nan=0.0, posinf=255.0, neginf=0.0)
    bytes_: np.ndarray[Any, Any] = np.clip(scaled, 0, 255).astype(np.uint8)
    return bytes_


def from_array(array: np.ndarray[Any, Any], longest: int, *, depth: int = 0, cmyk: bool = False) -> Image.Image:
    """An (height, width[, channels]) array of any kind of number as a picture of 8 bits.

    Reduced to about twice `longest`. One channel is grey, two grey and alpha, three colour, four
    colour and alpha (or ink, if `cmyk`); more are cut to three. `depth`: significant bits of colour.
    """
    if array.ndim == 3 and array.shape[2] > 4:
        array = array[:, :, :3]
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    kind, bits = array.dtype, depth or 8 * array.dtype.itemsize
    array = box_reduce(array, factor(max(array.shape[:2]), longest))
    if kind == np.uint8 and bits == 8:
        pixels = array.astype(np.uint8)
    elif array.ndim == 3 and kind.kind == "u" and (cmyk or float(array[:, :, :3].max()) >= 0.25 * (2**bits - 1)):
        pixels = np.clip(np.asarray(array, np.float32) * (255 / (2**bits - 1)), 0, 255).astype(np.uint8)
    elif array.ndim == 3 and array.shape[2] in (2, 4):
        top = 2**bits - 1 if kind.kind == "u" else 1.0
        alpha = np.clip(np.asarray(array[:, :, -1:], np.float32) * (255 / top), 0, 255).astype(np.uint8)
        pixels = np.concatenate([stretched(array[:, :, :-1]), alpha], axis=2)
    else:
        pixels = stretched(array)
    pixels = np.ascontiguousarray(pixels)
    if pixels.ndim == 2:
        return Image.fromarray(pixels)
    mode = {2: "LA", 3: "RGB", 4: "CMYK" if cmyk else "RGBA"}[pixels.shape[2]]
    return Image.frombytes(mode, (pixels.shape[1], pixels.shape[0]), pixels.tobytes())
