"""When a picture was taken, as exactly as is known: written, checked, taken apart and put together.

`YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM[:SS[.fff]][±HH:MM]`, each with `~` (about) or `?`
(uncertain) after it: a part of EDTF (ISO 8601-2:2019) level 1.
"""

from __future__ import annotations

import re
from datetime import date

from janus_desktop.errors import BadValue, words

_FORM = re.compile(
    r"(?P<date>\d{4}(?:-\d{2}(?:-\d{2})?)?)"
    r"(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)(?P<offset>Z|[+-]\d{2}:?\d{2})?)?"
    r"(?P<qualifier>[~?])?"
)
Taken = tuple[str | None, str | None, str | None]


def split(value: str) -> Taken:
    """`value` as (local date and time, offset, qualifier); `BadValue` where it is no date."""
    match = _FORM.fullmatch(value.strip())
    if match is None or not _possible(match["date"], match["time"]):
        raise BadValue(
            "taken",
            words(
                "“{value}” is no date. Write 1893, 1893-05, 1893-05-17 or 1893-05-17 14:30; ~ after it means about.",
                value=value[:60],
            ),
        )
    if match["time"] and len(match["date"]) < 10:
        raise BadValue("taken", words("A time needs a day: write it as 1893-05-17 14:30."))
    time = (match["time"] or "").replace(",", ".")
    if len(time) == 5:
        time += ":00"
    offset = match["offset"]
    if offset == "Z":
        offset = "+00:00"
    elif offset and ":" not in offset:
        offset = f"{offset[:3]}:{offset[3:]}"
    return f"{match['date']}T{time}" if time else match["date"], offset, match["qualifier"]


def join(taken: str | None, offset: str | None, qualifier: str | None) -> str | None:
    """The one text that `split` took apart."""
    return f"{taken}{offset or ''}{qualifier or ''}" if taken else None


def _possible(day: str, time: str | None) -> bool:
    numbers = [int(part) for part in day.split("-")]
    try:
        date(*[*numbers, 1, 1][:3])
    except ValueError:
        return False
    if time:
        hour, minute, *rest = time.replace(",", ".").split(":")
        return int(hour) < 24 and int(minute) < 60 and (not rest or float(rest[0]) < 61)
    return True
