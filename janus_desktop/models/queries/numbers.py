"""Numbers, times and places."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, and_, cast, func, or_

from janus_desktop.models.queries.context import Context
from janus_desktop.search import quantities
from janus_desktop.search.dates import END, period
from janus_desktop.search.fields import FIELDS
from janus_desktop.search.tree import Field

#: how far a number may be from what is asked for: 1/250 is 0.004, and cameras round
TOLERANCE = 0.004
EARTH = 6_371_008.8
_TURNING = {"month": (6, 1, 12), "hour": (12, 0, 23)}


def _quantity(name: str, context: Context) -> Any:
    if name in _TURNING:
        taken = context.column("taken")
        piece = func.substr(taken, _TURNING[name][0], 2)
        return cast(func.nullif(piece, ""), Integer)
    if name == "megapixels":
        return cast(context.column("width"), Float) * context.column("height") / 1e6
    if name == "rating":
        return func.coalesce(context.column("rating"), 0)
    return context.column(name)


def number(field: Field, context: Context) -> ColumnElement[bool]:
    """A number fulfils the condition."""
    info = FIELDS[field.name]
    column = _quantity(field.name, context)
    found = [quantities.number(value.text, info.unit) if value.text else None for value in field.values]
    if field.op == "..":
        low, high = found
        if low is not None and high is not None and low > high:
            if field.name in _TURNING:  # over the turn of the year or of the day
                return or_(column >= low, column <= high)
            low, high = high, low
        slack = 0 if info.whole else TOLERANCE
        return and_(
            *([column >= low - abs(low) * slack] if low is not None else ()),
            *([column <= high + abs(high) * slack] if high is not None else ()),
        )
    if field.op in ("<", "<=", ">", ">="):
        return _compared(column, field.op, found[0], 0 if info.whole else TOLERANCE)
    return or_(*(_equal(column, value, info.whole) for value in found if value is not None))


def _equal(column: Any, value: float, whole: bool) -> ColumnElement[bool]:
    if whole or value == 0:
        return column == (int(value) if float(value).is_integer() and abs(value) < 2**62 else value)  # type: ignore[no-any-return]
    slack = abs(value) * TOLERANCE
    return column.between(value - slack, value + slack)  # type: ignore[no-any-return]


def _compared(column: Any, op: str, value: float | None, slack: float) -> ColumnElement[bool]:
    assert value is not None
    edge = abs(value) * slack
    by = {
        "<": column < value - edge,
        "<=": column <= value + edge,
        ">": column > value + edge,
        ">=": column >= value - edge,
    }
    return by[op]  # type: ignore[no-any-return]


def time(field: Field, context: Context) -> ColumnElement[bool]:
    """A time lies in the period, before it or after it."""
    column = context.column({"imported": "imported_at", "trashed": "trashed_at"}.get(field.name, field.name))
    bound = _moment if field.name != "taken" else _text
    periods = [period(value.text, context.now) if value.text else None for value in field.values]
    if field.op == "..":
        low, high = periods
        return _between(column, bound(low[0]) if low else None, bound(high[1]) if high else None)
    ways = []
    for each in periods:
        if each is None:
            continue
        first, after = bound(each[0]), bound(each[1])
        limits = {
            "<": (None, first), "<=": (None, after), ">": (after, None), ">=": (first, None),
        }.get(field.op, (first, after))  # fmt: skip
        ways.append(_between(column, *limits))
    return or_(*ways)


def _between(column: Any, first: Any, after: Any) -> ColumnElement[bool]:
    limits = [column.is_not(None)]
    if first is not None:
        limits.append(column >= first)
    if after is not None:
        limits.append(column < after)
    return and_(*limits)


def _text(edge: str) -> str | None:
    return edge or None


def _moment(edge: str) -> datetime | None:
    """The edge of a period, which is in local time, as a moment."""
    if edge in ("", END):
        return None
    day, _, clock = edge.partition("T")
    whole = (
        day + "-01-01"[: 10 - len(day)] if len(day) == 4 else day + "-01"[: 10 - len(day)]
    ) + f"T{clock or '00:00:00'}"
    try:
        return datetime.fromisoformat(whole).astimezone()
    except (ValueError, OverflowError, OSError):
        return datetime.fromisoformat(whole).replace(tzinfo=UTC) if whole[:4] != "0000" else None


def near(field: Field, context: Context) -> ColumnElement[bool]:
    """Within a distance of a point, on the great circle."""
    latitude, longitude = (float(value.text) for value in field.values[:2])
    said = quantities.metres(field.values[2].text) if len(field.values) > 2 else 1000.0
    distance = min(said if said is not None else 1000.0, math.pi * EARTH)
    angle = math.degrees(distance / EARTH)
    lat, lon = context.column("gps_lat"), context.column("gps_lon")
    box = [lat.between(latitude - angle, latitude + angle), lon.is_not(None)]
    if abs(latitude) + angle < 89.9:
        wide = math.degrees(math.asin(min(1.0, math.sin(math.radians(angle)) / math.cos(math.radians(latitude)))))
        box.append(_longitudes(lon, longitude - wide, longitude + wide))
    half_lat = func.sin(func.radians(lat - latitude) / 2)
    half_lon = func.sin(func.radians(lon - longitude) / 2)
    haversine = (
        half_lat * half_lat + math.cos(math.radians(latitude)) * func.cos(func.radians(lat)) * half_lon * half_lon
    )
    return and_(*box, haversine <= math.sin(distance / EARTH / 2) ** 2)


def within(field: Field, context: Context) -> ColumnElement[bool]:
    """In a box; its west may be east of its east, where it lies over the date line."""
    south, west, north, east = (float(value.text) for value in field.values)
    lat, lon = context.column("gps_lat"), context.column("gps_lon")
    return and_(lat.between(min(south, north), max(south, north)), _longitudes(lon, west, east))


def _longitudes(lon: Any, west: float, east: float) -> ColumnElement[bool]:
    if west < -180:
        return or_(lon >= west + 360, lon <= east)
    if east > 180:
        return or_(lon >= west, lon <= east - 360)
    if west > east:
        return or_(lon >= west, lon <= east)
    return lon.between(west, east)  # type: ignore[no-any-return]
