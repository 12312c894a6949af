"""Numbers as people write them: `1/250`, `f/2.8`, `24mm`, `10km`, `6,000`, `5 MB`."""

from __future__ import annotations

import math
import re

_FACTORS: dict[str, dict[str, float]] = {
    "px": {"px": 1, "pixels": 1, "pixel": 1},
    "mp": {"mp": 1, "mpx": 1, "megapixels": 1},
    "bytes": {
        "b": 1, "byte": 1, "bytes": 1, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9,
        "kib": 2**10, "mib": 2**20, "gib": 2**30,
    },
    "bit": {"bit": 1, "bits": 1},
    "iso": {"iso": 1},
    "f": {},
    "s": {"s": 1, "sec": 1, "ms": 1e-3, "min": 60},
    "mm": {"mm": 1, "cm": 10},
    "m": {"m": 1, "km": 1000, "ft": 0.3048},
    "km": {"m": 1, "km": 1000, "mi": 1609.344, "ft": 0.3048},
    "": {},
}  # fmt: skip
_NUMBER = re.compile(
    r"(?P<lead>f/?|iso)?(?P<over>[+-]?\d+(?:\.\d+)?|[+-]?\.\d+)(?:/(?P<under>\d+(?:\.\d+)?))?\s*(?P<unit>[a-zµ°]*)",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?\s*[a-zA-Z]*")
#: units of things that are counted in thousands
_LARGE = frozenset({"px", "bytes", "iso", "mp", "m"})


def number(text: str, unit: str = "") -> float | None:
    """`text` in the field's own unit; None where it is no number, or has another unit."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    lead = (match["lead"] or "").casefold().rstrip("/")
    if (lead and lead != unit) or len(match["over"]) > 25 or len(match["under"] or "") > 25:
        return None
    value = float(match["over"])
    if match["under"] is not None:
        if float(match["under"]) == 0:
            return None
        value /= float(match["under"])
    said = match["unit"].casefold()
    if said:
        if said not in _FACTORS.get(unit, {}):
            return None
        value *= _FACTORS[unit][said]
    return value if math.isfinite(value) else None


def metres(text: str) -> float | None:
    """A distance in metres; a bare number counts kilometres."""
    plain = number(text)
    return plain * 1000 if plain is not None else number(text, "km")


def one_number(text: str, unit: str) -> str | None:
    """`text` without its commas, where they stand between thousands or before decimals; None where they part a list.

    `width:12,000` is a number and `iso:100,200` a list: no sensor is 12 pixels wide.
    """
    if _THOUSANDS.fullmatch(text) and (unit in _LARGE or not unit):
        groups = re.sub(r"[^\d,].*", "", text).split(",")
        if any(group.startswith("0") for group in groups[1:]) or (unit in _LARGE and int(groups[0]) < 25):
            return text.replace(",", "")
    if re.fullmatch(r"f/?\d{1,2},\d", text, re.IGNORECASE) or re.fullmatch(r"0,\d+\s*[a-z]*", text, re.IGNORECASE):
        return text.replace(",", ".")
    return None
