"""The fields that a query may name: what each holds, and how it is called."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal

from janus_desktop.errors import Words, words

Kind = Literal["text", "number", "date", "choice", "tag", "folder", "source", "person", "near", "within", "key"]
FLAGGED = ("pick", "reject", "none")
COLOURS = ("red", "yellow", "green", "blue", "purple", "none")
STATES = (
    "changed", "duplicate", "edited", "landscape", "located", "missing", "multipage", "offline", "picked", "portrait",
    "present", "rated", "raw", "rejected", "square", "tagged", "trashed", "undated", "unlocated", "unrated",
    "unreadable", "untagged",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field: its name, what it holds, what it is for, its other names, and its unit and choices."""

    name: str
    kind: Kind
    help: Words
    aliases: tuple[str, ...] = ()
    unit: str = ""
    choices: tuple[str, ...] = ()
    whole: bool = False


def _of(kind: Kind, name: str, help_: Words, *aliases: str, unit: str = "", whole: bool = False) -> FieldInfo:
    return FieldInfo(name, kind, help_, aliases, unit, whole=whole)


_ALL = (
    _of("text", "filename", words("Part of the file’s name"), "name", "file"),
    _of("text", "title", words("Words of the title")),
    _of("text", "description", words("Words of the description"), "caption"),
    _of("text", "creator", words("Who made it"), "artist", "author", "photographer"),
    _of("text", "rights", words("Copyright and licence"), "copyright", "licence", "license"),
    _of("text", "notes", words("Words of the notes"), "note"),
    _of("tag", "tag", words("A tag and all below it; tag:=name without those below"), "tags", "keyword", "keywords"),
    _of("folder", "folder", words("A folder and all below it"), "path", "dir"),
    _of("source", "source", words("A source of files")),
    _of("text", "camera", words("Make and model of the camera")),
    _of("text", "make", words("Who made the camera")),
    _of("text", "model", words("Model of the camera")),
    _of("text", "lens", words("The lens")),
    _of("date", "taken", words("When it was taken: 2021, 2021-06, 2021-06-12, last 30 days, a..b"), "date"),
    _of("date", "imported", words("When it came into the catalogue"), "added"),
    _of("date", "trashed", words("When it was put into the trash")),
    _of("number", "month", words("Month of the year: 5..7"), whole=True),
    _of("number", "hour", words("Hour of the day: 20..4"), whole=True),
    _of("person", "by", words("Who imported it"), "imported_by", "importer"),
    _of("number", "rating", words("Stars, 0 to 5"), "stars", whole=True),
    FieldInfo("label", "choice", words("The colour label"), ("color", "colour"), choices=COLOURS),
    FieldInfo("flag", "choice", words("Picked or rejected"), choices=FLAGGED),
    FieldInfo("is", "choice", words("What it is: missing, raw, untagged …"), choices=STATES),
    _of("text", "format", words("File format"), "type"),
    _of("number", "width", words("Pixels across"), unit="px", whole=True),
    _of("number", "height", words("Pixels down"), unit="px", whole=True),
    _of("number", "megapixels", words("Size in megapixels"), "mp", unit="mp"),
    _of("number", "size", words("Size of the file: 5MB"), "bytes", unit="bytes", whole=True),
    _of("number", "pages", words("How many pages"), whole=True),
    _of("number", "orientation", words("Orientation as Exif counts, 1 to 8"), whole=True),
    _of("number", "bit_depth", words("Bits a channel"), "bits", "bitdepth", unit="bit", whole=True),
    _of("text", "color_space", words("Colour space or profile"), "colour_space", "colorspace", "profile"),
    _of("number", "iso", words("Sensitivity"), unit="iso", whole=True),
    _of("number", "f_number", words("Aperture: f/2.8"), "f", "aperture", "fnumber", unit="f"),
    _of("number", "exposure_time", words("Exposure in seconds: 1/250"), "exposure", "shutter", "speed", unit="s"),
    _of("number", "focal_length", words("Focal length: 24mm"), "focal", unit="mm"),
    _of("choice", "gps", words("gps:* has a position")),
    _of("number", "gps_lat", words("Latitude in degrees, north is positive"), "lat", "latitude"),
    _of("number", "gps_lon", words("Longitude in degrees, east is positive"), "lon", "longitude"),
    _of("number", "gps_altitude", words("Height above the sea in metres"), "altitude", unit="m"),
    _of("near", "near", words("Round a point: near:52.5,13.4,10km")),
    _of("within", "within", words("In a box: within:south,west,north,east"), "bbox", "box"),
    _of("text", "hash", words("SHA-256 of the content, or its beginning"), "content_hash", "sha256"),
    _of("text", "uuid", words("The record’s own identifier")),
    _of("number", "id", words("The image’s number"), whole=True),
    _of("number", "version", words("How often the record was changed"), whole=True),
)
FIELDS: dict[str, FieldInfo] = {info.name: info for info in _ALL}
_NAMES = {name: info for info in _ALL for name in (info.name, *info.aliases)}
_KEY = re.compile(r"[A-Za-z][\w-]*(?:\.[\w:/\[\]-]+)+|[A-Z][\w-]+")


def field(name: str) -> FieldInfo | None:
    """The field called `name`, upper and lower case alike, or a metadata key; None where it can be neither."""
    known = _NAMES.get(name.casefold())
    if known is not None:
        return known
    if _KEY.fullmatch(name):
        return FieldInfo(name, "key", words("A metadata key"))
    return None


def guess(name: str) -> str | None:
    """The field that `name` may have meant."""
    close = difflib.get_close_matches(name.casefold(), _NAMES, 1, 0.7)
    return _NAMES[close[0]].name if close else None
