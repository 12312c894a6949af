"""Values as people read them. Pure functions: what is unknown gives an empty text, never an error."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import QLocale

from janus_desktop.ui.language import tr

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(?P<offset>Z|[+-]\d\d:?\d\d)?)?)?)?(?P<sure>[~?])?$"
)
#: Letters of a value that a row or a tool tip shows; copying takes all.
MOST_LETTERS = 600


def day(text: str | None) -> str:
    """An ISO 8601 date, as precise as it is, without its time: `12 Jun 2021`, `Jun 2021`, `1931~`."""
    match = _ISO.match((text or "").strip())
    if match is None:
        return (text or "").strip()
    year, month, day_ = match["year"] + (match["sure"] or ""), match["month"], match["day"]
    if month is None or not 1 <= int(month) <= 12:
        return year
    name = QLocale().standaloneMonthName(int(month), QLocale.FormatType.ShortFormat).rstrip(".")
    if day_ is None:
        return tr("{month} {year}", month=name, year=year)
    return tr("{day} {month} {year}", day=str(int(day_)), month=name, year=year)


def moment(text: str | None) -> str:
    """An ISO 8601 date with its time, where it has one: `12 Jun 2021, 14:03:22 +02:00`."""
    match = _ISO.match((text or "").strip())
    if match is None or match["time"] is None:
        return day(text)
    time = match["time"].split(".")[0] + (f" {match['offset']}" if match["offset"] else "")
    return tr("{day}, {time}", day=day(text), time=time)


def typed_date(text: str) -> str:
    """What a person typed as a date, in the spelling of ISO 8601 where it is one that we show."""
    text = text.strip()
    if (match := _ISO.match(text)) is not None and match["time"] is not None:
        return text.replace(" ", "T", 1).replace(" ", "")
    names = {
        QLocale().standaloneMonthName(month, kind).rstrip(".").casefold(): month
        for month in range(1, 13)
        for kind in (QLocale.FormatType.ShortFormat, QLocale.FormatType.LongFormat)
    }
    shown = re.match(r"(?:(\d{1,2})\.?\s+)?([^\W\d]+)\.?\s+(\d{4}[~?]?)(?:,?\s+(\d\d:\d\d.*))?$", text, re.UNICODE)
    if shown is None or shown[2].casefold() not in names:
        return text
    made, sure = f"{shown[3][:4]}-{names[shown[2].casefold()]:02}", shown[3][4:]
    if shown[1] is not None:
        made += f"-{int(shown[1]):02}"
        if shown[4] is not None:
            made += "T" + shown[4].replace(" ", "")
    return made + sure


def when(at: datetime | None, now: datetime | None = None) -> str:
    """A moment of our own, in local time: `Today 17:40`, `Yesterday 17:40`, `12 Jun 2021 17:40`."""
    if at is None:
        return ""
    local = at.astimezone() if at.tzinfo is not None else at
    today = (now.astimezone() if now is not None and now.tzinfo is not None else now or datetime.now()).date()
    time = f"{local.hour:02}:{local.minute:02}"
    if local.date() == today:
        return tr("Today {time}", time=time)
    if local.date() == today - timedelta(days=1):
        return tr("Yesterday {time}", time=time)
    return tr("{day} {time}", day=day(_iso(local.date())), time=time)


def _iso(of: date) -> str:
    return f"{of.year:04}-{of.month:02}-{of.day:02}"


def number(value: float, places: int = 1) -> str:
    """A number in the person's spelling, without zeros at its end."""
    locale = QLocale()
    rounded = round(float(value), places)
    if rounded == int(rounded):
        return locale.toString(int(rounded))
    text = locale.toString(rounded, "f", places)
    point = locale.decimalPoint()
    return text.rstrip("0").removesuffix(point) if point in text else text


def exposure(seconds: object) -> str:
    """An exposure time given in seconds: `1/250 s`, `2.5 s`."""
    value = _number(seconds)
    if value is None or value <= 0:
        return ""
    if value < 0.35:
        return tr("1/{part} s", part=str(round(1 / value)))
    return tr("{seconds} s", seconds=number(value))


def exposure_line(seconds: object, f_number: object, iso: object, focal_length: object = None) -> str:
    """What the camera was set to, in one line: `1/250 s · f/8 · ISO 400 · 100 mm`."""
    parts = [exposure(seconds)]
    if (stop := _number(f_number)) is not None and stop > 0:
        parts.append(f"f/{number(stop)}")
    if (speed := _number(iso)) is not None and speed > 0:
        parts.append(f"ISO {round(speed)}")
    if (length := _number(focal_length)) is not None and length > 0:
        parts.append(tr("{length} mm", length=number(length)))
    return " · ".join(part for part in parts if part)


def camera(make: str | None, model: str | None) -> str:
    """Make and model without saying the make twice: `Canon` + `Canon EOS R5` is `Canon EOS R5`."""
    make, model = " ".join((make or "").split()), " ".join((model or "").split())
    if not make or not model:
        return make or model
    first = make.split()[0].casefold()
    if model.casefold().startswith((make.casefold(), first + " ")) or model.casefold() == first:
        return model
    short = re.sub(r"\s*(corporation|co\.?,? ?ltd\.?|inc\.?|imaging|optical|company|camera)\b.*$", "", make, flags=re.I)
    return f"{short or make} {model}"


def size(count: int | None) -> str:
    """So many bytes, in steps of a thousand: `48.2 MB`."""
    if count is None or count < 0:
        return ""
    places = 0 if count < 1000 else 1
    return QLocale().formattedDataSize(count, places, QLocale.DataSizeFormat.DataSizeSIFormat)


def dimensions(width: object, height: object) -> str:
    """Width and height in pixels: `6,000 × 4,000`, with the megapixels where there are any."""
    wide, high = _number(width), _number(height)
    if not wide or not high:
        return ""
    shown = f"{number(wide)} × {number(high)}"
    mega = wide * high / 1e6
    return tr("{size} · {n} MP", size=shown, n=number(mega)) if mega >= 0.1 else shown


def coordinates(lat: object, lon: object) -> str:
    """A position in degrees, north and east positive: `53.2083° N, 8.8078° E`."""
    north, east = _number(lat), _number(lon)
    if north is None or east is None or abs(north) > 90 or abs(east) > 180:
        return ""
    first = tr("{degrees}° N" if north >= 0 else "{degrees}° S", degrees=number(abs(north), 5))
    second = tr("{degrees}° E" if east >= 0 else "{degrees}° W", degrees=number(abs(east), 5))
    return f"{first}, {second}"


def left(seconds: float | None) -> str:
    """How long something will still take: `1 min left`, `20 s left`; empty while nobody knows."""
    if seconds is None or not math.isfinite(seconds) or seconds < 0:
        return ""
    if seconds < 10:
        return tr("a few seconds left")
    if seconds < 55:
        return tr("{n} s left", n=round(seconds / 10) * 10)
    if seconds < 55 * 60:
        return tr("{n} min left", n=max(1, round(seconds / 60)))
    hours, minutes = divmod(round(seconds / 300) * 5, 60)
    if minutes and hours < 10:
        return tr("{hours} h {minutes} min left", hours=hours, minutes=minutes)
    return tr("{n} h left", n=max(1, hours))


def progress(done: int, total: int | None, seconds_left: float | None = None) -> str:
    """How far work has come: `1,870 of 3,118 · 1 min left`."""
    text = tr("{done} of {total}", done=done, total=total) if total else tr("{done}", done=done)
    rest = left(seconds_left) if total and done < total else ""
    return f"{text} · {rest}" if rest else text


def source(name: str | None) -> str:
    """Where a value is from, for the right end of its label; what a person typed needs no word."""
    if not name or name == "person":
        return ""
    if name == "sidecar":
        return tr("from sidecar")
    if name == "rule":
        return tr("from a rule")
    if name.startswith("plugin"):
        return tr("from a plugin")
    if name in ("header", "file"):
        return tr("from file")
    return tr("from file: {standard}", standard=name)


def label(name: str | None) -> str:
    """A colour label in words; one that is not of ours is shown as it is written."""
    known = {
        "red": tr("Red"),
        "yellow": tr("Yellow"),
        "green": tr("Green"),
        "blue": tr("Blue"),
        "purple": tr("Purple"),
    }
    return known.get((name or "").casefold(), name or "")


def flag(name: str | None) -> str:
    """A flag in words."""
    return {"pick": tr("Pick"), "reject": tr("Reject")}.get(name or "", name or "")


def state(name: str | None) -> str:
    """The state of a file in words."""
    known = {
        "present": tr("present"),
        "missing": tr("missing"),
        "offline": tr("offline"),
        "changed": tr("changed on disk"),
    }
    return known.get(name or "", name or "")


def field(name: str) -> str:
    """The name of an image's field, as its label says it."""
    known = {
        "title": tr("Title"),
        "description": tr("Description"),
        "creator": tr("Creator"),
        "rights": tr("Rights"),
        "taken": tr("Taken"),
        "rating": tr("Rating"),
        "label": tr("Label"),
        "flag": tr("Flag"),
        "notes": tr("Notes"),
        "tags": tr("Tags"),
        "tag": tr("Tag"),
        "filename": tr("File name"),
        "trashed_at": tr("Trash"),
        "state": tr("State"),
    }
    return known.get(name, name.replace("_", " "))


def shown(name: str, value: object) -> str:
    """The value of the field `name` as people read it; nothing is a dash."""
    if value is None or value in ("", [], {}):
        return "–"
    if name == "rating" and (stars := _number(value)) is not None:
        return tr("rejected") if stars < 0 else "★" * int(stars) or tr("no stars")
    if name == "taken":
        return moment(str(value))
    if name == "label":
        return label(str(value))
    if name == "flag":
        return flag(str(value))
    return one_line(value)


def text_of(value: Any) -> str:
    """A value from a file's metadata as text: the readable one where there is one, lists with commas."""
    if isinstance(value, Mapping) and "raw" in value:
        readable = value.get("text")
        return str(readable) if readable not in (None, "") else text_of(value["raw"])
    if value is None:
        return ""
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, list | tuple):
        return ", ".join(text_of(each) for each in value)
    if isinstance(value, Mapping):
        if set(value) == {"x-default"}:
            return text_of(value["x-default"])
        return json.dumps(dict(value), ensure_ascii=False, default=str)
    return str(value)


def raw_of(value: Any) -> str:
    """A value from a file's metadata as the file writes it."""
    if isinstance(value, Mapping) and "raw" in value:
        value = value["raw"]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def one_line(value: Any) -> str:
    """A value in one line of bounded length."""
    text = " ".join(text_of(value)[: MOST_LETTERS * 2].split())
    return text if len(text) <= MOST_LETTERS else text[:MOST_LETTERS] + "…"


def folder_of(path: str) -> str:
    """The folder of a path, for people: what stands before its last slash."""
    head, slash, _ = path.replace("\\", "/").rpartition("/")
    return head or slash


def name_of(path: str) -> str:
    """The last part of a path, for people."""
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2] or path


def initials(name: str) -> str:
    """Two letters for an avatar: `Maria Kessler` is `MK`, `admin` is `AD`."""
    parts = [part for part in re.split(r"[\s._@-]+", name.strip()) if part]
    if not parts:
        return "?"
    if len(parts) == 1:
        return parts[0][:2].upper()
    return (parts[0][0] + parts[-1][0]).upper()


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None
