"""The value behind a field's name: read, checked against what the field can hold, or said what was expected."""

from __future__ import annotations

import re
from datetime import datetime

from janus_desktop.errors import Words, words
from janus_desktop.search import quantities
from janus_desktop.search.dates import period
from janus_desktop.search.fields import FieldInfo
from janus_desktop.search.scan import Piece, Scanner
from janus_desktop.search.tree import COMPARING, Field, Op, Value

MOST_VALUES = 100
_PLACE = re.compile(
    r"\s*([+-]?\d+(?:\.\d+)?)\s*,\s*([+-]?\d+(?:\.\d+)?)(?:\s*,\s*(\d+(?:\.\d+)?\s*(?:km|mi|ft|m)?)(?![\w.]))?"
)
_BOX = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)" + r"\s*,\s*([+-]?\d+(?:\.\d+)?)" * 3)
_ORDERED = ("number", "date", "key")


def read(scanner: Scanner, info: FieldInfo, sign: str, now: datetime) -> Field | None:
    """The condition whose value begins here; None, with the trouble noted, where it cannot be understood."""
    operator = sign.lstrip(":") or ":"
    start = scanner.at
    if operator == ":" and scanner.text[start : start + 1].isspace() and not _follows(scanner):
        scanner.at = start
    if info.kind in ("near", "within"):
        return _place(scanner, info)
    if operator in COMPARING:
        return _compared(scanner, info, operator, now)
    pieces, ranged = _pieces(scanner, info)
    end = scanner.at
    if len(pieces) > MOST_VALUES:
        scanner.trouble(start, end, words("At most {n} values", n=MOST_VALUES))
        return None
    if ranged:
        return _range(scanner, info, pieces, now)
    if len(pieces) == 1 and pieces[0].begun and not pieces[0].text and not pieces[0].quoted:
        return Field(info.name, "*")
    if not any(piece.text.strip() for piece in pieces):
        scanner.trouble(start, end, expected(info))
        return None
    values = []
    for piece in pieces:
        if not piece.text.strip():
            continue
        value = _checked(scanner, info, piece, now)
        if value is None:
            return None
        values.append(value)
    return Field(info.name, "=" if operator == "=" else ":", tuple(dict.fromkeys(values)))


def _follows(scanner: Scanner) -> bool:
    """Whether what comes after the spaces is a value, not the next condition."""
    letter = scanner.peek()
    return bool(letter) and letter not in ")-(" and scanner.keyword() is None and scanner.name() is None


def _compared(scanner: Scanner, info: FieldInfo, operator: Op, now: datetime) -> Field | None:
    piece = scanner.piece(moving=info.kind == "date", stops="")
    if info.kind not in _ORDERED:
        scanner.trouble(piece.start, piece.end, words("A colon: {name} has no order", name=info.name))
        return None
    if info.kind == "number":
        piece.text = quantities.one_number(piece.text, info.unit) or piece.text
    value = _checked(scanner, info, piece, now, number=True)
    return Field(info.name, operator, (value,)) if value is not None else None


def _pieces(scanner: Scanner, info: FieldInfo) -> tuple[list[Piece], bool]:
    if info.kind == "number" and not scanner.text.startswith('"', scanner.at):
        start = scanner.at
        whole = scanner.bare()
        number = quantities.one_number(whole.text, info.unit)
        if number is not None and not whole.begun:
            whole.text = number
            return [whole], False
        scanner.at = start
    dots, moving = info.kind in _ORDERED, info.kind == "date"
    pieces: list[Piece] = []
    while True:
        piece = scanner.piece(dots=dots, moving=moving)
        pieces.append(piece)
        if dots and not pieces[1:] and scanner.text.startswith("..", scanner.at):
            scanner.at += 2
            return [piece, scanner.piece(moving=moving, stops="")], True
        if not scanner.text.startswith(",", scanner.at):
            return pieces, False
        scanner.at += 1


def _range(scanner: Scanner, info: FieldInfo, pieces: list[Piece], now: datetime) -> Field | None:
    values = []
    for piece in pieces:
        if info.kind == "number":
            piece.text = quantities.one_number(piece.text, info.unit) or piece.text
        empty = not piece.text.strip()
        value = Value("") if empty else _checked(scanner, info, piece, now, number=True)
        if value is None:
            return None
        values.append(value)
    if not any(value.text for value in values):
        scanner.trouble(pieces[0].start, pieces[1].end, words("A value before or after the two dots"))
        return None
    return Field(info.name, "..", tuple(values))


def _checked(scanner: Scanner, info: FieldInfo, piece: Piece, now: datetime, number: bool = False) -> Value | None:
    text = piece.text
    good = True
    if info.kind == "number":
        good = quantities.number(text, info.unit) is not None and not piece.begun
    elif info.kind == "date":
        text = " ".join(text.split())
        good = period(text, now) is not None and not piece.begun
    elif info.kind == "choice":
        text = text.strip().casefold()
        good = text in info.choices and not piece.begun
    elif info.name == "hash":
        text = text.strip().casefold()
        good = re.fullmatch(r"(?:[0-9a-f]{2}){1,32}|[0-9a-f]{1,64}", text) is not None
    elif info.kind == "key" and number:
        good = bool(text.strip()) and not piece.begun
    if not good:
        scanner.trouble(piece.start, piece.end, expected(info))
        return None
    return Value(text, piece.begun)


def _place(scanner: Scanner, info: FieldInfo) -> Field | None:
    start = scanner.at
    match = (_PLACE if info.kind == "near" else _BOX).match(scanner.text, start)
    if match is None:
        scanner.bare()
        scanner.trouble(start, scanner.at, expected(info))
        return None
    scanner.at = match.end()
    said = ["".join(part.split()) for part in match.groups() if part is not None]
    degrees = [float(part) for part in (said[:2] if info.kind == "near" else said)]
    if any(abs(lat) > 90 for lat in degrees[::2]) or any(abs(lon) > 180 for lon in degrees[1::2]):
        scanner.trouble(start, scanner.at, words("Degrees: −90 to 90 north, −180 to 180 east"))
        return None
    return Field(info.name, ":", tuple(Value(part) for part in said))


def expected(info: FieldInfo) -> Words:
    """What may stand behind the name of a field."""
    if info.name == "gps":
        return words("gps:*, which finds what has a position")
    if info.kind == "number":
        example = {
            "f": "2.8, f/2.8, >=4", "s": "1/250, 0.5, >1s", "mm": "50, 24mm, 24..70",
            "bytes": "5MB, >20MB", "px": "6000, >=1,920",
        }  # fmt: skip
        return words("A number: {example}", example=example.get(info.unit, "3, >=3, 3..5, 1,2"))
    if info.kind == "date":
        return words("A time: 2021, 2021-06, 2021-06-12, 2021..2023, last 30 days")
    if info.kind == "choice":
        return words("One of {choices}", choices=", ".join(info.choices))
    if info.kind == "near":
        return words("Latitude, longitude, distance: near:52.5,13.4,10km")
    if info.kind == "within":
        return words("South, west, north, east: within:52,13,53,14")
    if info.name == "hash":
        return words("Hexadecimal digits")
    return words("A value, or * for any")
