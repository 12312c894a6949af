"""Between the catalogue's fields and a sidecar's: what to write of an image, what a sidecar says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from janus_desktop.errors import BadValue
from janus_desktop.models import dates, tagging
from janus_desktop.models.values import LABELS

TEXTS = ("title", "description", "creator", "rights")
POSITION = ("gps_lat", "gps_lon", "gps_altitude")
#: the fields that travel, by the catalogue's names
FIELDS = (*TEXTS, "taken", "rating", "label", "flag", *POSITION)
#: columns of `images` that hold them
COLUMNS = (*TEXTS, "taken", "taken_offset", "taken_qualifier", "rating", "label", "flag", *POSITION)
Path = tuple[str, ...]


def to_write(row: Any, tags: Sequence[Path]) -> dict[str, Any]:
    """What goes into the sidecar of an image (a row with `COLUMNS` and `sources`), for `Pool.sidecars`.

    What the catalogue does not know stays as it is there, unless a person emptied it here.
    """
    by = row.sources or {}
    values: dict[str, Any] = {}
    for name in FIELDS:
        value = dates.join(row.taken, row.taken_offset, None) if name == "taken" else getattr(row, name)
        if value is not None or by.get(name) == "person":
            values[name] = value
    if row.flag == "reject":
        values["rating"] = -1
    elif "flag" in values and "rating" not in values:
        values["rating"] = None  # no longer rejected
    values["tags"] = [list(path) for path in tags]
    return values


def told(values: Mapping[str, Any], xmp: Mapping[str, Any]) -> dict[str, Any]:
    """What a sidecar tells, by the catalogue's fields: its promoted `values`, and all of `xmp`."""
    found = {name: values[name] for name in (*TEXTS, *POSITION) if values.get(name) is not None}
    if values.get("taken"):
        found["taken"] = values["taken"]
    rating = values.get("rating")
    if rating is not None and 1 <= rating <= 5:
        found["rating"] = rating
    label = str(values.get("label") or "").casefold()
    if label in LABELS:
        found["label"] = label
    flag = "reject" if rating == -1 else values.get("flag")
    if flag:
        found["flag"] = flag
    tags = tagging.from_file(values.get("keywords") or (), {"XMP": xmp})
    if tags:
        found["tags"] = sorted(tags)
    return found


def differences(before: Mapping[str, Any], now: Mapping[str, Any], ours: Any) -> dict[str, Any]:
    """The columns that a sidecar's change calls for: what it says `now` and did not say `before`.

    What is the same in both stays ours, whatever we made of it since; what was there and is gone is None.
    `ours` is the image's row. Tags are not among it.
    """
    columns: dict[str, Any] = {}
    for name in FIELDS:
        said = now.get(name)
        if said == before.get(name):
            continue
        if name != "taken":
            columns[name] = said
            continue
        try:
            taken = dates.split(said) if said else (None, None, None)
        except BadValue:
            continue
        if (taken[0], taken[1]) == (ours.taken, ours.taken_offset):
            continue  # a sidecar has no word for "about"
        columns |= dict(zip(("taken", "taken_offset", "taken_qualifier"), taken, strict=True))
    return {name: value for name, value in columns.items() if getattr(ours, name) != value}


def tag_differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[list[Path], list[Path]]:
    """Tags that came into a sidecar and that went out of it, by their paths."""
    old, new = _paths(before.get("tags") or ()), _paths(now.get("tags") or ())
    return [path for key, path in new.items() if key not in old], [path for key, path in old.items() if key not in new]


def _paths(names: Sequence[str]) -> dict[str, Path]:
    found = {}
    for name in names:
        try:
            path = tagging.split(name, typed=False)
        except BadValue:
            continue
        found[tagging.key(path)] = path
    return found
