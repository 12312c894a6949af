"""How tiles are shown: black and white points, curve, channels, saturation. Plain numbers, no decoder."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np

from janus_desktop.imaging.pixels import Picture, Tile

Array = np.ndarray[Any, Any]
Channel = Literal["all", "red", "green", "blue"]

CHANNELS: Final[tuple[Channel, ...]] = ("all", "red", "green", "blue")
GAMMA: Final = (0.1, 5.0)
#: Steps into which floating-point values are cut for the curve.
_STEPS: Final = 4096


@dataclass(frozen=True, slots=True)
class ViewSettings:
    """How a person looks at one image. The file is never changed.

    `turn`: degrees clockwise (0, 90, 180, 270), after `mirror` (left to right). `brightness`, `contrast`,
    `saturation`: -100 to 100. `windows`: for a channel the values shown black and white, where they are
    not the usual ones; those of `all` hold for channels without their own.
    """

    turn: int = 0
    mirror: bool = False
    invert: bool = False
    brightness: int = 0
    contrast: int = 0
    gamma: float = 1.0
    saturation: int = 0
    channel: Channel = "all"
    windows: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def window(self, picture: Picture, channel: str) -> tuple[float, float]:
        """The values of `channel` that are shown black and white."""
        return self.windows.get(channel) or self.windows.get("all") or (picture.low, picture.high)

    def to_json(self) -> dict[str, Any]:
        """What differs from the usual, for the store."""
        usual = ViewSettings()
        made = {
            each.name: getattr(self, each.name)
            for each in dataclasses.fields(self)
            if getattr(self, each.name) != getattr(usual, each.name)
        }
        if "windows" in made:
            made["windows"] = {name: list(ends) for name, ends in self.windows.items()}
        return made

    @classmethod
    def from_json(cls, kept: object) -> ViewSettings:
        """What `to_json` gave; whatever cannot be used counts as the usual."""
        values = kept if isinstance(kept, dict) else {}

        def number(name: str, low: float, high: float, usual: float) -> float:
            value = values.get(name, usual)
            good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
            return min(max(float(value), low), high) if good else usual

        turn = int(number("turn", 0, 270, 0))
        channel = values.get("channel")
        return cls(
            turn=turn if turn % 90 == 0 else 0,
            mirror=values.get("mirror") is True,
            invert=values.get("invert") is True,
            brightness=int(number("brightness", -100, 100, 0)),
            contrast=int(number("contrast", -100, 100, 0)),
            gamma=number("gamma", *GAMMA, 1.0),
            saturation=int(number("saturation", -100, 100, 0)),
            channel=channel if channel in CHANNELS else "all",
            windows=_windows(values.get("windows")),
        )


def _windows(kept: object) -> dict[str, tuple[float, float]]:
    made: dict[str, tuple[float, float]] = {}
    for name, ends in kept.items() if isinstance(kept, dict) else ():
        good = isinstance(ends, list | tuple) and len(ends) == 2 and all(type(end) in (int, float) for end in ends)
        if name in CHANNELS and good and all(math.isfinite(end) for end in ends) and ends[0] != ends[1]:
            made[name] = (float(ends[0]), float(ends[1]))
    return made


def values_of(tile: Tile) -> Array:
    """The values of a tile as (height, width, channels); not to be changed."""
    return np.frombuffer(tile.data, {"u1": np.uint8, "u2": np.uint16, "f4": np.float32}[tile.kind]).reshape(
        tile.height, tile.width, tile.channels
    )


def shown(tile: Tile, picture: Picture, settings: ViewSettings) -> Array:
    """A tile as a person looks at it, turned: (height, width) grey or (height, width, 3) RGB, in bytes."""
    made = _coloured(values_of(tile), picture, settings)
    if settings.mirror:
        made = made[:, ::-1]
    if settings.turn:
        made = np.rot90(made, -settings.turn // 90)
    return np.ascontiguousarray(made)


def _coloured(values: Array, picture: Picture, settings: ViewSettings) -> Array:
    channels = values.shape[2]
    if channels == 3 and settings.channel != "all":
        at = CHANNELS.index(settings.channel) - 1
        return _mapped(values[:, :, at], picture, settings, settings.channel)
    if channels == 1:
        return _mapped(values[:, :, 0], picture, settings, "all")
    ends = [settings.window(picture, name) for name in CHANNELS[1:]]
    if ends[0] == ends[1] == ends[2]:
        made = _mapped(values, picture, settings, "red")
    else:
        made = np.empty(values.shape, np.uint8)
        for at, name in enumerate(CHANNELS[1:]):
            made[:, :, at] = _mapped(values[:, :, at], picture, settings, name)
    return _saturated(made, settings.saturation) if settings.saturation else made


def _mapped(values: Array, picture: Picture, settings: ViewSettings, channel: str) -> Array:
    """Values to bytes by window and curve."""
    low, high = settings.window(picture, channel)
    curve = (settings.brightness, settings.contrast, settings.gamma, settings.invert)
    if values.dtype == np.uint8 and (low, high) == (0.0, 255.0) and curve == (0, 0, 1.0, False):
        return values
    if values.dtype == np.float32:
        steps = np.clip((values - np.float32(low)) * np.float32((_STEPS - 1) / (high - low)), 0, _STEPS - 1)
        values, low, high = steps.astype(np.uint16), 0.0, _STEPS - 1.0
        table = _table(_STEPS, low, high, *curve)
    else:
        table = _table(256 if values.dtype == np.uint8 else 65536, low, high, *curve)
    made: Array = table[values]
    return made


@lru_cache(maxsize=32)
def _table(count: int, low: float, high: float, brightness: int, contrast: int, gamma: float, invert: bool) -> Array:
    """What each of `count` values becomes."""
    light = np.clip((np.arange(count, dtype=np.float32) - low) / (high - low), 0, 1)
    if gamma != 1.0:
        light = light ** (1 / gamma)
    slope = 1 + contrast / 100 if contrast <= 0 else 1 / (1 - 0.98 * contrast / 100)
    light = np.clip((light - 0.5) * slope + 0.5 + brightness / 200, 0, 1)
    if invert:
        light = 1 - light
    table: Array = np.rint(light * 255).astype(np.uint8)
    return table


def _saturated(pixels: Array, saturation: int) -> Array:
    """Colours nearer to, or farther from, the grey of the same light (Rec. 709)."""
    deep = pixels.astype(np.float32)
    grey = deep @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    deep -= grey[:, :, None]
    deep *= 1 + saturation / 100
    deep += grey[:, :, None]
    made: Array = np.clip(deep, 0, 255).astype(np.uint8)
    return made


def auto_window(picture: Picture, channel: str) -> tuple[float, float]:
    """Black and white points that leave half a per cent of the values out at either end."""
    rows = picture.histogram
    if channel in CHANNELS[1:] and len(rows) == 3:
        rows = (rows[CHANNELS.index(channel) - 1],)
    counts = np.sum(np.asarray(rows, np.float64), axis=0)
    total = counts.sum()
    if not total:
        return picture.low, picture.high
    reached = np.cumsum(counts) / total
    step = (picture.most - picture.least) / 256
    low = picture.least + step * int(np.searchsorted(reached, 0.005))
    high = picture.least + step * (int(np.searchsorted(reached, 0.995)) + 1)
    if picture.kind != "f4":
        low, high = float(round(low)), float(round(high))
    if high <= low:
        return picture.low, picture.high
    return (high, low) if picture.low > picture.high else (low, high)
