"""Sentences as they are stored: template and arguments, so that they can be translated later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from janus_desktop.errors import Words, words


def stored(sentence: Words) -> dict[str, Any]:
    """`sentence` as JSON."""
    return {
        "template": sentence.template,
        "one": sentence.one,
        "args": {
            name: value if isinstance(value, int | float | str) else str(value) for name, value in sentence.args.items()
        },
    }


def restored(data: Mapping[str, Any] | None) -> Words | None:
    """What `stored` made, read again; None where there is nothing."""
    if not data or "template" not in data:
        return None
    return words(str(data["template"]), one=data.get("one"), **dict(data.get("args") or {}))
