"""Times as a query names them: a year, a month, a day, an hour; decades; and times that move with today."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

#: of a moving period: one text that the lexer takes whole, spaces and all
MOVING = re.compile(
    r"(?:last|past)[ -](?:(?:\d{1,4})[ -])?(?:days?|weeks?|months?|years?)"
    r"|this[ -](?:day|week|month|year)|today|yesterday",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"(?P<year>\d{4})(?:[-/](?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2})"
    r"(?:[T ](?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?)?)?)?[~?]?"
)
_DECADE = re.compile(r"(\d{3})0s", re.IGNORECASE)
#: sorts behind every date
END = "~"
Period = tuple[str, str]


def period(text: str, now: datetime) -> Period | None:
    """The first moment of what `text` names and the first one after it, as `2021-06-12T14:00:00` or shorter.

    Texts of this form sort as the times do. None where `text` is no time.
    """
    text = " ".join(text.split())
    if MOVING.fullmatch(text):
        return _moving(text.casefold().replace("-", " ").split(), now)
    decade = _DECADE.fullmatch(text)
    if decade:
        first = int(decade[1]) * 10
        return f"{first:04}", f"{first + 10:04}" if first < 9990 else END
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    try:
        return _named({name: int(part) for name, part in match.groupdict().items() if part is not None})
    except (ValueError, OverflowError):
        return None


def _named(parts: dict[str, int]) -> Period:
    year, month, day = parts["year"], parts.get("month"), parts.get("day")
    if month is None:
        return f"{year:04}", _year(year + 1)
    first = date(max(year, 1), month, day or 1)
    if day is None:
        return f"{year:04}-{month:02}", _year(year + 1) if month == 12 else f"{year:04}-{month + 1:02}"
    if "hour" not in parts:
        return first.isoformat(), (first + timedelta(1)).isoformat() if first < date.max else END
    begin = datetime(year, month, day, parts["hour"], parts.get("minute", 0), parts.get("second", 0))
    long = timedelta(hours=1) if "minute" not in parts else timedelta(minutes=1)
    long = timedelta(seconds=1) if "second" in parts else long
    return begin.isoformat(), (begin + long).isoformat()


def _year(year: int) -> str:
    return f"{year:04}" if year < 10_000 else END


def _moving(said: list[str], now: datetime) -> Period:
    today = now.date()
    tomorrow = (today + timedelta(1)).isoformat()
    if said[0] == "today" or said == ["this", "day"]:
        return today.isoformat(), tomorrow
    if said[0] == "yesterday":
        return (today - timedelta(1)).isoformat(), today.isoformat()
    unit = said[-1].rstrip("s")
    if said[0] == "this":
        begin = {
            "week": today - timedelta(today.weekday()),
            "month": today.replace(day=1),
            "year": today.replace(month=1, day=1),
        }[unit]
        return begin.isoformat(), tomorrow
    many = int(said[1]) if len(said) == 3 else 1
    if unit in ("day", "week"):
        return (today - timedelta(many * (7 if unit == "week" else 1))).isoformat(), tomorrow
    index = today.year * 12 + today.month - 1 - many * (12 if unit == "year" else 1)
    if index < 12:
        return "", tomorrow
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1])).isoformat(), tomorrow
