"""Numbers and texts as the standards write them, and what of them can be believed."""

from __future__ import annotations

import math
import re
from typing import Any

_RATIO = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*/\s*([+-]?\d+(?:\.\d+)?)\s*$")
#: XMP's own spelling of a position: `53,12.5N` or `53,12,30N`.
_XMP_GPS = re.compile(r"\s*(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?(?:,(\d+(?:\.\d+)?))?\s*([NSEWnsew])\s*$")


def text_of(value: str) -> str:
    """`value` with bytes that are no UTF-8 (kept as surrogates) read as Windows Latin, NULs cut off."""
    if not value.isascii():
        value = repair(value)
    return value.split("\0", 1)[0].strip() if "\0" in value else value.strip()


def repair(value: str) -> str:
    """Surrogate-escaped bytes turned into letters: cp1252, as ExifTool and the MWG's readers guess."""
    if not any("\udc80" <= letter <= "\udcff" for letter in value):
        return value
    return decode(value.encode("utf-8", "surrogateescape"))


def decode(data: bytes, charset: str | None = None) -> str:
    """`data` as text: by `charset` where it is named and holds, else UTF-8, else Windows Latin."""
    for name in (charset, "utf-8", "cp1252"):
        if name is None:
            continue
        try:
            return data.decode(name)
        except UnicodeDecodeError as error:
            whole = data[: error.start]
            if name == "utf-8" and error.reason == "unexpected end of data" and not whole.isascii():
                return whole.decode(name)  # IPTC's limits cut letters in two
        except LookupError:
            continue
    return data.decode("latin-1")


def number(value: Any) -> float | None:
    """A finite number out of `1/60`, `2.8`, `35 mm`-less text or a number; None otherwise (0/0 too)."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else None
    if not isinstance(value, str):
        return None
    match = _RATIO.match(value)
    try:
        if match:
            below = float(match[2])
            return float(match[1]) / below if below else None
        result = float(value)
    except ValueError:
        return None
    return result if math.isfinite(result) else None


def first_number(value: Any) -> float | None:
    """The first number of a list written with spaces, as Exif's `400 0` for ISO."""
    if isinstance(value, str):
        parts = value.split()
        return number(parts[0]) if parts else None
    return number(value)


def amount(value: float | None) -> float | None:
    """`value` where it is not below nothing: a camera that writes 0 means it, 0/0 was never a number."""
    return value if value is not None and value >= 0 else None


def degrees(value: Any, reference: str | None, most: float) -> float | None:
    """Signed degrees of Exif's three rationals and their reference letter, at most `most` either way."""
    if not isinstance(value, str):
        return None
    parts = [number(part) for part in value.split()]
    if not parts or parts[0] is None or len(parts) > 3:
        return None
    total = 0.0
    for part, unit in zip(parts, (1.0, 60.0, 3600.0), strict=False):
        if part is not None:
            total += part / unit
    letter = (reference or "").strip("\0 ").upper()[:1]
    if letter in {"S", "W"}:
        total = -total
    return total if abs(total) <= most else None


def xmp_degrees(value: Any, most: float) -> float | None:
    """Signed degrees of XMP's `53,12.5N`."""
    match = _XMP_GPS.match(value) if isinstance(value, str) else None
    if match is None:
        return None
    total = float(match[1]) + float(match[2] or 0) / 60 + float(match[3] or 0) / 3600
    if match[4].upper() in "SW":
        total = -total
    return total if abs(total) <= most else None
