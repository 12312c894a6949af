"""The fields that a person describes an image by: what each can hold, and its columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from janus_desktop.errors import BadValue, words
from janus_desktop.models import dates
from janus_desktop.models.values import EDITABLE, FLAGS, LABELS, Value

#: characters a text field may hold
MOST = 100_000


def checked(changes: Mapping[str, Value]) -> dict[str, Any]:
    """`changes` as column values; `BadValue` names the first field that cannot hold its value."""
    columns: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in EDITABLE:
            raise BadValue(name, words("There is no field “{name}” that can be edited.", name=name))
        if name == "taken":
            taken = dates.split(str(value)) if value not in (None, "") else (None, None, None)
            columns |= dict(zip(("taken", "taken_offset", "taken_qualifier"), taken, strict=True))
        elif name == "rating":
            columns[name] = _rating(value)
        elif name in ("label", "flag"):
            columns[name] = _choice(name, value, LABELS if name == "label" else FLAGS)
        else:
            columns[name] = _text(name, value)
    return columns


def _rating(value: Value) -> int | None:
    if value in (None, "", 0, "0"):
        return None
    try:
        rating = int(str(value))
    except ValueError:
        rating = -1
    if not 1 <= rating <= 5:
        raise BadValue("rating", words("A rating is a number from 0 to 5."))
    return rating


def _choice(name: str, value: Value, known: tuple[str, ...]) -> str | None:
    if value in (None, ""):
        return None
    chosen = str(value).casefold()
    if chosen not in known:
        raise BadValue(name, words("{field} is one of {values}.", field=name.capitalize(), values=", ".join(known)))
    return chosen


def _text(name: str, value: Value) -> str | None:
    if value is None:
        return None
    clean = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\0", "").strip()
    clean = clean.encode("utf-8", "replace").decode("utf-8")
    if len(clean) > MOST:
        raise BadValue(name, words("This text is longer than {n} characters.", n=MOST))
    return clean or None
