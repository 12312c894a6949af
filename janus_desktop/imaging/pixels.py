"""Decoded pixels for the viewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Pixels:
    """One page, upright, in sRGB, three bytes a pixel, rows `stride` bytes apart.

    `full_width` and `full_height` are the upright size of the page in the file, of which this may be
    a smaller rendition; `pages` is how many pages the file has.
    """

    width: int
    height: int
    stride: int
    data: bytes
    full_width: int
    full_height: int
    pages: int = 1

    def to_json(self) -> dict[str, Any]:
        """All but the pixels themselves."""
        return {
            "width": self.width,
            "height": self.height,
            "stride": self.stride,
            "full_width": self.full_width,
            "full_height": self.full_height,
            "pages": self.pages,
        }

    @classmethod
    def from_json(cls, message: dict[str, Any], data: bytes) -> Pixels:
        """What `to_json` was given; raises `ValueError` if the pixels do not fill the picture."""
        made = cls(data=data, **message)
        if made.stride < 3 * made.width or len(data) != made.stride * made.height:
            raise ValueError(f"{len(data)} bytes for {made.width} × {made.height} pixels")
        return made
