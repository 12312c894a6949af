"""Dates as files write them, as precise as they are: `YYYY` to `YYYY-MM-DDTHH:MM:SS[.fff][±HH:MM]`."""

from __future__ import annotations

import calendar
import re

_DATE = re.compile(
    r"""\s*(\d{4})                                  # year
        (?:[:\-/. ]?(\d{1,2})                       # month
          (?:[:\-/. ]?(\d{1,2})                     # day
            (?:[T\s:_-]+(\d{1,2})[:.]?(\d{2})           # hour, minute
               (?:[:.]?(\d{2}))?                    # second
               (?:[.,](\d{1,9}))?                   # fraction
               \s*(Z|[+-]\d{2}:?\d{2})?             # offset
            )?
          )?
        )?\s*(?:$|\0|[A-Za-z ])""",
    re.VERBOSE,
)
_OFFSET = re.compile(r"\s*([+-])(\d{1,2}):?(\d{2})\s*$")
#: What cameras write when the clock was never set counts as no date at all.
_EARLIEST_YEAR = 1


def parse_date(text: str, *, fraction: str | None = None, offset: str | None = None) -> str | None:
    """`text` (Exif, IPTC, XMP or ISO 8601 spelling) as ISO 8601, or None where it is no date.

    `fraction` is what Exif keeps in `SubSecTimeOriginal`, `offset` in `OffsetTimeOriginal`; they
    count only where the text has a time and none of its own. A month or day of 00 is taken as
    unknown: the date is then as precise as the rest. Impossible dates give None.
    """
    match = _DATE.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, own_fraction, own_offset = match.groups()
    if int(year) < _EARLIEST_YEAR:
        return None
    if month is None or int(month) == 0:
        return year
    if int(month) > 12:
        return None
    date = f"{year}-{int(month):02}"
    if day is None or int(day) == 0:
        return date
    if int(day) > calendar.monthrange(int(year), int(month))[1]:
        return None
    date = f"{date}-{int(day):02}"
    if hour is None:
        return date
    time = _time(int(hour), int(minute), int(second or 0), own_fraction or fraction)
    if time is None:
        return date
    return f"{date}T{time}{_offset(own_offset or offset)}"


def parse_iptc(date: str, time: str | None) -> str | None:
    """IPTC `DateCreated` (`YYYY-MM-DD` or `YYYYMMDD`, zeros where unknown) with `TimeCreated`."""
    day = parse_date(date)
    if day is None or len(day) < 10 or not time:
        return day
    digits = re.match(r"\s*(\d{2}):?(\d{2}):?(\d{2})(Z|[+-]\d{2}:?\d{2})?", time)
    if digits is None:
        return day
    clock = _time(int(digits[1]), int(digits[2]), int(digits[3]), None)
    return day if clock is None else f"{day}T{clock}{_offset(digits[4])}"


def _time(hour: int, minute: int, second: int, fraction: str | None) -> str | None:
    if hour > 23 or minute > 59 or second > 60:
        return None
    text = f"{hour:02}:{minute:02}:{second:02}"
    digits = (fraction or "").strip()
    if digits.isascii() and digits.isdigit() and int(digits):
        text = f"{text}.{digits[:9]}"
    return text


def _offset(text: str | None) -> str:
    if not text:
        return ""
    if text.strip() in {"Z", "z"}:
        return "+00:00"
    match = _OFFSET.match(text)
    if match is None or int(match[2]) > 14 or int(match[3]) > 59:
        return ""
    return f"{match[1]}{int(match[2]):02}:{match[3]}"
