"""Decoded pixels for the viewer: one page whole, or a page in levels of square tiles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

#: The edge of a tile, in pixels of its level.
TILE: Final = 512
#: What a value is: 8 bits in sRGB, 16 bits as in the file, or a floating-point number as in the file.
Kind = Literal["u1", "u2", "f4"]
_SIZES: Final[dict[str, int]] = {"u1": 1, "u2": 2, "f4": 4}


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


@dataclass(frozen=True, slots=True)
class Picture:
    """What a page is and how it can be looked at.

    `width` and `height`: the page as in the file, upright. `levels`: the sizes it can be had in, the
    largest first, each cut into tiles of `TILE` pixels; where the largest is smaller than the page, more
    cannot be decoded here. `channels` is 1 or 3. `low` and `high` are the values that are shown black and
    white unless somebody says otherwise (`low` above `high` where the file counts the other way round);
    `histogram` counts, for each channel, 256 equal steps from `least` to `most`.
    """

    width: int
    height: int
    levels: tuple[tuple[int, int], ...]
    page: int
    pages: int
    channels: int
    kind: Kind
    bits: int
    low: float
    high: float
    least: float
    most: float
    histogram: tuple[tuple[int, ...], ...] = field(repr=False)

    def level_for(self, scale: float) -> int:
        """The smallest level that has a pixel for every pixel shown at `scale` (1.0: one for one)."""
        wanted = scale * self.width * 0.999
        return max((at for at, level in enumerate(self.levels) if level[0] >= wanted), default=0)

    def grid(self, level: int) -> tuple[int, int]:
        """How many tiles a level has across and down."""
        wide, high = self.levels[level]
        return -(-wide // TILE), -(-high // TILE)

    @classmethod
    def from_json(cls, message: dict[str, Any]) -> Picture:
        """What `dataclasses.asdict` made of one; raises `ValueError` for nonsense."""
        values = dict(message)
        values["levels"] = tuple((int(wide), int(high)) for wide, high in values["levels"])
        values["histogram"] = tuple(tuple(map(int, counts)) for counts in values["histogram"])
        made = cls(**values)
        if made.kind not in _SIZES or made.channels not in (1, 3) or not made.levels:
            raise ValueError("no picture")
        return made


@dataclass(frozen=True, slots=True)
class Tile:
    """A square of one level: `data` holds rows of `width` × `channels` values of `kind`, without gaps."""

    level: int
    x: int
    y: int
    width: int
    height: int
    channels: int
    kind: Kind
    data: bytes = field(repr=False)

    def head(self) -> list[Any]:
        """All but the values themselves."""
        return [self.level, self.x, self.y, self.width, self.height, self.channels, self.kind]

    @classmethod
    def from_head(cls, head: list[Any], data: bytes) -> Tile:
        """What `head` was; raises `ValueError` if the values do not fill the tile."""
        level, x, y, width, height, channels, kind = head
        if kind not in _SIZES:
            raise ValueError(f"values of kind {kind}")
        made = cls(int(level), int(x), int(y), int(width), int(height), int(channels), kind, data)
        if len(data) != made.width * made.height * made.channels * _SIZES[made.kind]:
            raise ValueError(f"{len(data)} bytes for a tile of {made.width} × {made.height}")
        return made
