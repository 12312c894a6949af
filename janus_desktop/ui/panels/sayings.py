"""What a file says, as groups of rows for the File panel: by standard, with the standards' own names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from janus_desktop.models import ImageRecord, Place
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.panels import formats

#: Parts of Exiv2's names that every file has, and that say nothing to people.
_USUAL = frozenset({"Image", "Photo", "GPSInfo", "Iop", "Envelope", "Application2"})
#: The order of the standards; any others follow as they come.
_FIRST = ("Exif", "IPTC", "XMP", "Sidecar")


@dataclass(frozen=True, slots=True)
class Saying:
    """One row: `tag` is the full name, `name` the short one; `value` is whole, `line` is one line of it."""

    group: str
    tag: str
    name: str
    value: str
    raw: str
    line: str
    found: str
    path: bytes | None = None
    state: str = ""


def short(tag: str) -> str:
    """A tag's name without what goes without saying: `Exif.Photo.FNumber` is `FNumber`, `Xmp.dc.title` `dc:title`."""
    parts = tag.split(".", 2)
    if len(parts) < 3 or parts[0] not in ("Exif", "Iptc", "Xmp"):
        return tag
    if parts[0] == "Xmp":
        return f"{parts[1]}:{parts[2]}"
    return parts[2] if parts[1] in _USUAL else f"{parts[1]}.{parts[2]}"


def _saying(group: str, tag: str, value: Any, *, name: str = "", path: bytes | None = None, state: str = "") -> Saying:
    text = formats.text_of(value)
    name = name or short(tag)
    raw = formats.raw_of(value)
    line = formats.one_line(value)
    return Saying(group, tag, name, text, raw, line, f"{tag}\n{name}\n{text}".casefold(), path, state)


def sayings(record: ImageRecord) -> list[tuple[str, list[Saying]]]:
    """All that is known of a file, group by group; empty groups are left out."""
    groups: dict[str, list[Saying]] = {tr("File"): list(_file(record)), tr("Places"): list(_places(record.places))}
    standards = dict(record.metadata)
    for standard in (*(name for name in _FIRST if name in standards), *(n for n in standards if n not in _FIRST)):
        said = standards[standard]
        rows = said.items() if isinstance(said, Mapping) else [(standard, said)]
        groups.setdefault(standard, []).extend(_saying(standard, tag, value) for tag, value in rows)
    return [(group, rows) for group, rows in groups.items() if rows]


def _file(record: ImageRecord) -> Iterator[Saying]:
    group, fields = tr("File"), record.fields
    modified = max((place.mtime_ns for place in record.places), default=0)
    size = fields.get("size") or max((place.size for place in record.places), default=None)
    rows: list[tuple[str, object]] = [
        (tr("Name"), record.filename),
        (tr("Format"), record.format),
        (tr("Pixels"), formats.dimensions(record.width, record.height)),
        (tr("No picture"), say(record.no_pixels) if record.no_pixels is not None else None),
        (tr("Pages"), fields.get("pages") if (fields.get("pages") or 1) > 1 else None),
        (tr("Colours"), fields.get("color_space")),
        (tr("Bit depth"), fields.get("bit_depth")),
        (tr("Size"), _size(size)),
        (tr("Changed"), formats.when(datetime.fromtimestamp(modified / 1e9, UTC)) if modified else None),
        (tr("Imported"), _imported(record)),
        (tr("In the trash since"), formats.when(record.trashed_at)),
        (tr("State"), formats.state(record.state)),
        ("SHA-256", record.content_hash),
        ("UUID", record.uuid),
    ]
    return (_saying(group, name, value, name=name) for name, value in rows if value not in (None, ""))


def _size(size: object) -> str:
    if not isinstance(size, int):
        return ""
    return tr("{size} ({n} bytes)", one="{size} ({n} byte)", size=formats.size(size), n=size)


def _imported(record: ImageRecord) -> str:
    at = formats.when(record.imported_at)
    return tr("{when} by {who}", when=at, who=record.imported_by) if record.imported_by else at


def _places(places: tuple[Place, ...]) -> Iterator[Saying]:
    for place in places:
        name = tr("Managed copy") if place.managed else place.source
        state = "" if place.state == "present" else formats.state(place.state)
        text = tr("{path} ({state})", path=place.path, state=state) if state else place.path
        yield _saying(tr("Places"), name, text, name=name, path=place.path_bytes, state=place.state)


def matching(groups: list[tuple[str, list[Saying]]], text: str) -> list[tuple[str, list[Saying]]]:
    """The rows that hold every word of `text` in name, value or group; all where there is none."""
    words = text.casefold().split()
    if not words:
        return groups
    kept = []
    for group, rows in groups:
        whole = group.casefold()
        found = [row for row in rows if all(word in row.found or word in whole for word in words)]
        if found:
            kept.append((group, found))
    return kept


def as_text(groups: list[tuple[str, list[Saying]]]) -> str:
    """All rows as text: a head for each group, a line `tag: value` for each row."""
    parts = ["\n".join([group, *(f"{row.tag}: {row.value}" for row in rows)]) for group, rows in groups]
    return "\n\n".join(parts) + "\n" if parts else ""
