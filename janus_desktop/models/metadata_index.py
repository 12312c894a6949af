"""Which image has which metadata key, and the values of the common keys: filled with every image taken in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, text

from janus_desktop.models.tables import MetadataKey, MetadataName, MetadataValue

Metadata = Mapping[str, Mapping[str, Any]]
#: keys whose values are indexed
COMMON = frozenset(
    f"{family}.{name}"
    for family, names in {
        "Exif.Image": "Make Model Software Artist Copyright ImageDescription HostComputer DateTime XPKeywords",
        "Exif.Photo": "LensModel LensMake LensSerialNumber BodySerialNumber CameraOwnerName DateTimeOriginal "
        "ExposureTime FNumber ISOSpeedRatings FocalLength FocalLengthIn35mmFilm Flash ExposureProgram "
        "ExposureBiasValue MeteringMode WhiteBalance SceneCaptureType UserComment",
        "Iptc.Application2": "ObjectName Headline Caption Byline Credit Source Copyright City ProvinceState "
        "CountryName Keywords SpecialInstructions",
        "Xmp.dc": "title description creator subject rights source identifier",
        "Xmp.photoshop": "Headline Credit Source City State Country",
        "Xmp.xmp": "CreatorTool Label Rating",
        "Xmp.xmpRights": "UsageTerms",
    }.items()
    for name in names.split()
) | {"mean", "clipped", "sharpness", "colours", "perceptual_hash"}  # of `Analysis`
#: letters of a value that are indexed; keys of one image
MOST_LETTERS, MOST_KEYS = 200, 2000
_KEYS = "INSERT OR IGNORE INTO metadata_keys(key, image) VALUES (?, ?)"
_VALUES = "INSERT OR REPLACE INTO metadata_values(key, image, value, number) VALUES (?, ?, ?, ?)"


_CALLED = frozenset(name.casefold() for name in COMMON) | {name.rpartition(".")[2].casefold() for name in COMMON}


def is_common(name: str) -> bool:
    """Whether the key called `name`, in full or by its last part, is one whose values are indexed."""
    return name.casefold() in _CALLED


class Keys:
    """Adds the keys of images; the names are interned, and remembered from one batch to the next."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}

    def forget(self) -> None:
        """Drop what is remembered: the transaction that interned it was rolled back."""
        self._ids.clear()

    def add(self, connection: Connection, images: Sequence[int], metadata: Sequence[Metadata]) -> None:
        """Note the keys of each of `images`, and the values of the common ones."""
        self._intern(connection, metadata)
        ids = self._ids
        keys: list[tuple[int, int]] = []
        values: list[tuple[int, int, str, float | None]] = []
        for image, said in zip(images, metadata, strict=True):
            names = [name for _standard, name in _names(said)]
            keys += [(ids[name], image) for name in names]
            for standard, name in _names(said):
                if name in COMMON:
                    value = said[standard][name]
                    words = shown(value)
                    if words:
                        values.append((ids[name], image, words[:MOST_LETTERS].casefold(), as_number(value)))
        if keys:
            keys.sort()
            connection.exec_driver_sql(_KEYS, keys)
        if values:
            values.sort(key=lambda row: row[:2])
            connection.exec_driver_sql(_VALUES, values)

    def _intern(self, connection: Connection, metadata: Sequence[Metadata]) -> None:
        new = {name: standard for said in metadata for standard, name in _names(said) if name not in self._ids}
        names = list(new)
        for start in range(0, len(names), 500):
            some = names[start : start + 500]
            query = select(MetadataName.name, MetadataName.id).where(MetadataName.name.in_(some))
            self._ids.update((row.name, row.id) for row in connection.execute(query))
            rows = [_interned(new[name], name) for name in some if name not in self._ids]
            if rows:
                connection.execute(insert(MetadataName), rows)
                self._ids.update((row.name, row.id) for row in connection.execute(query))


def _interned(standard: str, name: str) -> dict[str, Any]:
    folded = name.casefold()
    short = folded.rpartition(".")[2]
    return {"standard": standard, "name": name, "folded": folded, "short": short, "common": name in COMMON}


def _names(said: Metadata) -> Iterable[tuple[str, str]]:
    found = 0
    for standard, tags in said.items():
        for name in tags if isinstance(tags, Mapping) else ():
            found += 1
            if found > MOST_KEYS:
                return
            yield standard, name


def shown(value: Any) -> str:
    """A value as a person reads it."""
    if isinstance(value, Mapping):
        return shown(value.get("text", value.get("raw", "")))
    if isinstance(value, list):
        return "; ".join(shown(each) for each in value[:50])
    return "" if value is None else str(value)


def as_number(value: Any) -> float | None:
    """A value as a number, fractions counted out; None where it is none."""
    if isinstance(value, Mapping):
        value = value.get("raw", value.get("text"))
    if isinstance(value, bool | list) or value is None:
        return None
    over, _, under = str(value).partition("/")
    try:
        number = float(over) / (float(under) if under else 1.0)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def remove(connection: Connection, images: Sequence[int]) -> None:
    """Forget the keys of `images`; their metadata need not be there any more."""
    if not images:
        return
    keys = list(connection.scalars(select(MetadataName.id)))
    pairs = [(key, image) for image in images for key in keys] if len(images) * len(keys) < 500_000 else None
    for table in (MetadataKey, MetadataValue):
        name = table.__tablename__
        if pairs is not None:
            connection.exec_driver_sql(f"DELETE FROM {name} WHERE key = ? AND image = ?", pairs)
        else:
            listed = "[" + ",".join(map(str, images)) + "]"
            connection.execute(
                text(f"DELETE FROM {name} WHERE image IN (SELECT value FROM json_each(:ids))"),
                {"ids": listed},
            )


def clear(connection: Connection) -> None:
    """Forget all keys, before they are noted anew."""
    for table in (MetadataKey, MetadataValue):
        connection.exec_driver_sql(f"DELETE FROM {table.__tablename__}")
