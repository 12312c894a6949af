"""FITS: the header cards of the first image, by the standard's keywords."""

from __future__ import annotations

import re
from typing import Any, Final

from janus_desktop.imaging.metadata.content import Buffer
from janus_desktop.imaging.metadata.dates import parse_date
from janus_desktop.imaging.metadata.header import Header, NoPictureError
from janus_desktop.imaging.metadata.values import number

_BLOCK: Final = 2880
_CARD: Final = 80
_MOST_UNITS: Final = 64
_MOST_BLOCKS: Final = 400
_QUOTED: Final = re.compile(r"\s*'((?:[^']|'')*)'")
_TEXTS: Final = {"COMMENT", "HISTORY", ""}


def read(data: Buffer) -> Header:
    """Size, depth and cards of the first unit that holds an image; later units are only counted."""
    found = Header()
    at, units = 0, 0
    while at < len(data) and units < _MOST_UNITS:
        cards, start = _cards(data, at)
        if cards is None:
            break
        units += 1
        sides = _sides(cards)
        if found.width is None and len(sides) >= 2:
            _take(cards, sides, found)
        elif units == 1:
            found.tags["FITS"] = dict(cards)
        at = start + _length(cards)
    if units == 0:
        raise ValueError("no FITS header")
    if found.width is None:
        raise NoPictureError
    found.tags["FITS"]["HDUs"] = units
    return found


def _cards(data: Buffer, at: int) -> tuple[dict[str, Any] | None, int]:
    """The cards of the header at `at`, and where its data begins; None where there is none."""
    cards: dict[str, Any] = {}
    for _ in range(_MOST_BLOCKS):
        block = data[at : at + _BLOCK]
        at += _BLOCK
        for place in range(0, len(block), _CARD):
            card = block[place : place + _CARD].decode("ascii", "replace")
            name = card[:8].rstrip()
            if name == "END":
                return cards, at
            _card(card, name, cards)
        if len(block) < _BLOCK:
            break
    return None, at


def _card(card: str, name: str, cards: dict[str, Any]) -> None:
    if name in _TEXTS:
        text = card[8:].strip()
        if text:
            cards.setdefault(name or "COMMENT", []).append(text)
    elif name == "CONTINUE" and cards:
        last = next(reversed(cards))
        more = _QUOTED.match(card[8:])
        if more and isinstance(cards[last], str):
            cards[last] = cards[last].rstrip("&") + more[1].replace("''", "'").rstrip()
    elif name == "HIERARCH" and "=" in card:
        key, _, value = card[9:].partition("=")
        cards[key.strip()] = _value(value)
    elif card[8:10] == "= ":
        cards[name] = _value(card[10:])


def _value(text: str) -> Any:
    quoted = _QUOTED.match(text)
    if quoted:
        return quoted[1].replace("''", "'").rstrip()
    word = text.partition("/")[0].strip()
    if word in {"T", "F"}:
        return word == "T"
    try:
        return int(word)
    except ValueError:
        result = number(word.replace("D", "E"))
        return word if result is None else result


def _whole(cards: dict[str, Any], name: str) -> int:
    value = cards.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _sides(cards: dict[str, Any]) -> list[int]:
    prefix = "Z" if cards.get("ZIMAGE") is True else ""
    if not prefix and cards.get("XTENSION", "IMAGE") != "IMAGE":
        return []
    count = min(_whole(cards, prefix + "NAXIS"), 9)
    sides = [_whole(cards, f"{prefix}NAXIS{n}") for n in range(1, count + 1)]
    return sides if all(sides) else []


def _length(cards: dict[str, Any]) -> int:
    """Bytes of the data behind a header, padded to whole blocks."""
    sides = [_whole(cards, f"NAXIS{n}") for n in range(1, min(_whole(cards, "NAXIS"), 9) + 1)]
    total = 1 if sides else 0
    for side in sides:
        total *= side
    bits = cards.get("BITPIX")
    total = (total + _whole(cards, "PCOUNT")) * (abs(bits) // 8 if isinstance(bits, int) else 1)
    return -(-total // _BLOCK) * _BLOCK


def _take(cards: dict[str, Any], sides: list[int], found: Header) -> None:
    found.width, found.height = sides[0], sides[1]
    for side in sides[2:]:
        found.pages *= side
    bits = cards.get("ZBITPIX", cards.get("BITPIX"))
    found.bit_depth = abs(bits) if isinstance(bits, int) else None
    found.color_space = "Grayscale"
    merged = {**found.tags.get("FITS", {}), **cards}
    found.tags["FITS"] = merged
    promote = found.promoted
    for name, key in (("make", "TELESCOP"), ("model", "INSTRUME"), ("title", "OBJECT"), ("creator", "OBSERVER")):
        value = merged.get(key)
        if isinstance(value, str) and value.strip():
            promote[name] = value.strip()
    for key in ("DATE-OBS", "DATE_OBS"):
        if isinstance(merged.get(key), str) and (date := parse_date(merged[key])):
            promote["taken"] = date
            break
    exposure = number(merged.get("EXPTIME", merged.get("EXPOSURE")))
    if exposure is not None and exposure >= 0:
        promote["exposure_time"] = exposure
    x, y = number(merged.get("CDELT1", merged.get("CD1_1"))), number(merged.get("CDELT2", merged.get("CD2_2")))
    unit = merged.get("CUNIT1", "deg")
    if x and y and isinstance(unit, str):
        found.scale(abs(x), abs(y), unit or "deg")
