"""The size of things: what the scale bar shows, and lengths that are measured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QLocale

#: Metres in what files call their units.
_METRES: Final = {
    "m": 1.0, "meter": 1.0, "metre": 1.0, "meters": 1.0, "cm": 1e-2, "mm": 1e-3, "millimeter": 1e-3,
    "µm": 1e-6, "μm": 1e-6, "um": 1e-6, "micron": 1e-6, "microns": 1e-6, "nm": 1e-9, "nanometer": 1e-9,
    "Å": 1e-10, "angstrom": 1e-10, "pm": 1e-12, "km": 1e3, "inch": 0.0254, "in": 0.0254,
}  # fmt: skip
_SHOWN: Final = ((1e3, "km"), (1.0, "m"), (1e-3, "mm"), (1e-6, "µm"), (1e-9, "nm"), (1e-12, "pm"))
_ANGLES: Final = {"deg": "°", "arcsec": "″", "arcmin": "′"}


@dataclass(frozen=True, slots=True)
class PixelSize:
    """The size of a pixel of the page: `x` and `y` in `unit`."""

    x: float
    y: float
    unit: str

    def length(self, dx: float, dy: float) -> float:
        """How long a line over so many pixels is, in `unit`."""
        return math.hypot(dx * self.x, dy * self.y)


def pixel_size(metadata: Mapping[str, Mapping[str, Any]], orientation: int) -> PixelSize | None:
    """What the file says of the size of its pixels; None where it does not."""
    scale = metadata.get("Scale") or {}
    try:
        x, y, unit = float(scale["x"]), float(scale["y"]), str(scale["unit"])
    except (KeyError, TypeError, ValueError):
        return None
    if not (math.isfinite(x) and math.isfinite(y) and x > 0 and y > 0):
        return None
    return PixelSize(y, x, unit) if orientation >= 5 else PixelSize(x, y, unit)


def length_words(length: float, unit: str) -> str:
    """A length as people read it: `5 mm`, `12.5 µm`, `0.5°`."""
    metres = _METRES.get(unit)
    if metres is None:
        return f"{_number(length)}{_ANGLES[unit]}" if unit in _ANGLES else f"{_number(length)} {unit}".rstrip()
    value = length * metres
    factor, name = next(((f, n) for f, n in _SHOWN if value >= f * 0.9999), _SHOWN[-1])
    return f"{_number(value / factor)} {name}"


def bar(one_pixel: float, most: float) -> tuple[float, float]:
    """A round length (1, 2 or 5 times a power of ten) and its pixels, at most `most` of them.

    `one_pixel`: how long a pixel of the screen is.
    """
    longest = one_pixel * most
    power = 10 ** math.floor(math.log10(longest))
    length = next(step * power for step in (5.0, 2.0, 1.0) if step * power <= longest * 1.000001)
    return length, length / one_pixel


def _number(value: float) -> str:
    digits = 0 if value == 0 else max(0, 3 - 1 - math.floor(math.log10(abs(value))))
    text = QLocale().toString(float(value), "f", min(digits, 12))
    point = QLocale().decimalPoint()
    return text.rstrip("0").rstrip(point) if point in text else text
