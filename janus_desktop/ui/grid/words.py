"""What cells, heads, tool tips and screen readers say. Pure functions of cards and keys."""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from janus_desktop.models import Card
from janus_desktop.ui.language import tr
from janus_desktop.ui.panels import formats

#: Formats that are camera raw: what the sensor saw, before any picture was made of it.
RAW: Final = frozenset(
    (
        "3FR", "ARW", "CR2", "CR3", "CRW", "DCR", "DNG", "ERF", "FFF", "IIQ", "K25", "KDC", "MEF", "MOS",
        "MRW", "NEF", "NRW", "ORF", "PEF", "RAF", "RAW", "RW2", "RWL", "SR2", "SRF", "SRW", "X3F",
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def short_day(taken: str) -> str:
    """A date as the dim line shows it."""
    return formats.day(taken)


def dim_line(card: Card) -> str:
    """The line under the name: date and camera, as far as they are known."""
    parts = (short_day(card.taken) if card.taken else "", card.camera or "")
    return " · ".join(part for part in parts if part)


def badge(card: Card) -> str:
    """What stands on the picture's corner: pages, raw."""
    parts = []
    if card.format.upper() in RAW:
        parts.append(tr("RAW"))
    if card.pages > 1:
        parts.append(tr("{n} p.", n=card.pages))
    return " · ".join(parts)


def state_word(card: Card) -> str:
    """What is wrong with the file, in one word; empty when nothing is."""
    if card.state == "present":
        return ""
    words = {"missing": tr("Missing"), "offline": tr("Offline"), "changed": tr("Changed")}
    return words.get(card.state, "")


def group_title(key: str, group: str, names: Mapping[str, str]) -> str:
    """The head of the group with `key`, where the question groups by `group`."""
    if group in ("day", "month", "year"):
        return long_day(key) if key else tr("Date unknown")
    if group == "rating":
        rating = int(key) if key.lstrip("-").isdigit() else 0
        if rating < 0:
            return tr("Rejected")
        return "★" * rating if rating else tr("Not rated")
    if group == "camera":
        return key or tr("Camera unknown")
    fallback = {"folder": tr("Folder"), "import": tr("Import")}.get(group, key)
    return names.get(key, fallback if key else tr("Unknown"))


@lru_cache(maxsize=4096)
def long_day(key: str) -> str:
    """A date as a head shows it: `12 June 2021`, `June 2021`, `2021`."""
    from PySide6.QtCore import QLocale

    parts = key[:10].split("-")
    if len(parts) < 2 or not all(part.isdigit() for part in parts) or not 1 <= int(parts[1]) <= 12:
        return formats.day(key)
    month = QLocale().standaloneMonthName(int(parts[1]))
    if len(parts) == 2:
        return tr("{month} {year}", month=month, year=parts[0])
    return tr("{day} {month} {year}", day=str(int(parts[2])), month=month, year=parts[0])


def group_count(count: int) -> str:
    """How many images a group has, behind its title."""
    return "· " + tr("{n} images", one="{n} image", n=count)


def spoken(card: Card) -> str:
    """A cell in words, for whoever does not see it: all that its signs and colours say."""
    parts = [card.filename]
    if card.title:
        parts.append(card.title)
    if card.rating:
        parts.append(tr("{n} stars", one="{n} star", n=card.rating))
    if card.label:
        parts.append(tr("label {colour}", colour=formats.label(card.label)))
    if card.flag:
        parts.append(formats.flag(card.flag))
    if card.pages > 1:
        parts.append(tr("{n} pages", n=card.pages))
    if word := state_word(card):
        parts.append(word)
    if not card.pixels:
        parts.append(tr("no picture, {format}", format=card.format))
    if line := dim_line(card):
        parts.append(line)
    return ", ".join(parts)


def tip(card: Card) -> str:
    """The tool tip of a cell: a line for each thing that the cell has no room for."""
    lines = [card.filename]
    if card.title and card.title != card.filename:
        lines.append(card.title)
    facts = [card.format, formats.dimensions(card.width, card.height), formats.size(card.size)]
    lines.append(" · ".join(fact for fact in facts if fact))
    signs = [formats.label(card.label) if card.label else "", formats.flag(card.flag) if card.flag else ""]
    if card.rating:
        signs.append(tr("{n} stars", one="{n} star", n=card.rating))
    if card.tags:
        signs.append(tr("{n} tags", one="{n} tag", n=card.tags))
    if any(signs):
        lines.append(" · ".join(sign for sign in signs if sign))
    if card.path:
        lines.append(card.path)
    if word := state_word(card):
        lines.append(word)
    return "\n".join(lines)


def as_plain(text: str) -> str:
    """`text` so that a tool tip shows it letter by letter, whatever a file's metadata holds."""
    return "<p style='white-space: pre'>" + html.escape(text).replace("\n", "<br>") + "</p>"
