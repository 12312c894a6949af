"""One value out of several standards: the Metadata Working Group's order of reading.

Exif first; IPTC-IIM next, unless its digest says that XMP was changed since; then XMP. Absurd
values stay in the metadata as written and are not promoted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from janus_desktop.imaging.metadata.dates import parse_date, parse_iptc
from janus_desktop.imaging.metadata.embedded import Embedded
from janus_desktop.imaging.metadata.values import amount, degrees, first_number, number, xmp_degrees

_ORIENTATIONS = frozenset(range(1, 9))


@dataclass(slots=True)
class Promoted:
    """The values of the promoted columns (names of `ImageFacts`) and where each came from."""

    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    def offer(self, name: str, value: Any, source: str) -> None:
        """Take `value` for `name` unless something came before it or it is nothing."""
        if value is None or value in ("", ()) or name in self.values:
            return
        self.values[name] = value
        self.sources[name] = source


def reconcile(found: Embedded, *, trust_iptc: bool = True) -> Promoted:
    """The promoted values of one file. `trust_iptc` is False where IPTC is older than the XMP."""
    promoted = Promoted()
    if found.exif:
        _from_exif(found, promoted)
    if found.iptc and trust_iptc:
        _from_iptc(found.iptc, promoted)
    if found.xmp:
        from_xmp(found.xmp, promoted, "XMP")
    if found.iptc and not trust_iptc:
        _from_iptc(found.iptc, promoted)
    if found.exif and "lens" not in promoted.values:
        promoted.offer("lens", maker_lens(found), "MakerNote")
    return promoted


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _first_text(values: Mapping[str, Any], *keys: str) -> str | None:
    for key in keys:
        text = _text(values.get(key))
        if text:
            return text
    return None


def _whole(value: float | None) -> int | None:
    return round(value) if value is not None and 0 <= value < 2**63 else None


def _from_exif(found: Embedded, promoted: Promoted) -> None:
    exif = found.exif
    offer = promoted.offer
    offer("make", _first_text(exif, "Exif.Image.Make"), "Exif")
    offer("model", _first_text(exif, "Exif.Image.Model", "Exif.Image.UniqueCameraModel"), "Exif")
    offer("lens", _first_text(exif, "Exif.Photo.LensModel"), "Exif")
    offer("taken", _exif_taken(exif), "Exif")
    offer("exposure_time", _exposure(exif), "Exif")
    offer("f_number", _f_number(exif), "Exif")
    offer("iso", _exif_iso(exif), "Exif")
    focal = exif.get("Exif.Photo.FocalLength", exif.get("Exif.Image.FocalLength"))
    offer("focal_length", amount(first_number(focal)), "Exif")
    _exif_position(exif, promoted)
    orientation = number(exif.get("Exif.Image.Orientation"))
    if orientation in _ORIENTATIONS:
        offer("orientation", int(orientation), "Exif")
    offer("creator", _first_text(exif, "Exif.Image.Artist"), "Exif")
    offer("rights", _first_text(exif, "Exif.Image.Copyright"), "Exif")
    offer("description", _first_text(exif, "Exif.Image.ImageDescription"), "Exif")


def _exif_taken(exif: Mapping[str, Any]) -> str | None:
    for key in ("Exif.Photo.DateTimeOriginal", "Exif.Image.DateTimeOriginal"):
        text = exif.get(key)
        if isinstance(text, str):
            date = parse_date(
                text,
                fraction=_text(exif.get("Exif.Photo.SubSecTimeOriginal")),
                offset=_text(exif.get("Exif.Photo.OffsetTimeOriginal")),
            )
            if date:
                return date
    return None


def _exposure(exif: Mapping[str, Any]) -> float | None:
    for key in ("Exif.Photo.ExposureTime", "Exif.Image.ExposureTime"):
        value = amount(number(exif.get(key)))
        if value is not None:
            return value
    return None


def _f_number(exif: Mapping[str, Any]) -> float | None:
    for key in ("Exif.Photo.FNumber", "Exif.Image.FNumber"):
        value = amount(number(exif.get(key)))
        if value is not None:
            return value
    return None


#: PhotographicSensitivity has 16 bits; what is above stands in the tags that Exif 2.3 added.
_ISO_FULL = 65535
_ISO_ABOVE = (
    "Exif.Photo.RecommendedExposureIndex",
    "Exif.Photo.StandardOutputSensitivity",
    "Exif.Photo.ISOSpeed",
)


def _exif_iso(exif: Mapping[str, Any]) -> int | None:
    for key in ("Exif.Photo.ISOSpeedRatings", "Exif.Image.ISOSpeedRatings"):
        value = _whole(first_number(exif.get(key)))
        if value == _ISO_FULL:
            return next((more for key in _ISO_ABOVE if (more := _whole(number(exif.get(key))))), value)
        if value is not None:
            return value
    return None


#: Where makers put a lens's name, or a number that Exiv2 knows the lens of.
_MAKER_LENSES = (
    "Exif.Canon.LensModel", "Exif.CanonCs.LensType", "Exif.NikonLd1.LensIDNumber", "Exif.NikonLd2.LensIDNumber",
    "Exif.NikonLd3.LensIDNumber", "Exif.NikonLd4.LensIDNumber", "Exif.OlympusEq.LensModel",
    "Exif.OlympusEq.LensType", "Exif.Panasonic.LensType", "Exif.Pentax.LensType", "Exif.PentaxDng.LensType",
    "Exif.Sony1.LensID", "Exif.Sony2.LensID", "Exif.Minolta.LensID", "Exif.Samsung2.LensType",
    "Exif.Nikon3.Lens",
)  # fmt: skip
_NO_LENS = re.compile(r"n/a|unknown|none|no lens|\(?[\d .]*\)?$|.*\*OR\*", re.IGNORECASE)


def maker_lens(found: Embedded) -> str | None:
    """The lens by the maker's note; None where it is not named, or one of several."""
    for key in _MAKER_LENSES:
        text = found.exif_text.get(key) or _text(found.exif.get(key))
        if text and not _NO_LENS.match(text):
            return text
    return None


def _exif_position(exif: Mapping[str, Any], promoted: Promoted) -> None:
    latitude = degrees(exif.get("Exif.GPSInfo.GPSLatitude"), _text(exif.get("Exif.GPSInfo.GPSLatitudeRef")), 90)
    longitude = degrees(exif.get("Exif.GPSInfo.GPSLongitude"), _text(exif.get("Exif.GPSInfo.GPSLongitudeRef")), 180)
    if latitude is not None and longitude is not None:
        promoted.offer("gps_lat", latitude, "Exif")
        promoted.offer("gps_lon", longitude, "Exif")
    altitude = number(exif.get("Exif.GPSInfo.GPSAltitude"))
    if altitude is not None and altitude < 1e6:
        below = str(exif.get("Exif.GPSInfo.GPSAltitudeRef", 0)).strip() in {"1", "3"}
        promoted.offer("gps_altitude", -altitude if below else altitude, "Exif")


def _several(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(item.strip() for item in items if isinstance(item, str) and item.strip()))


def _from_iptc(iptc: Mapping[str, Any], promoted: Promoted) -> None:
    offer, prefix = promoted.offer, "Iptc.Application2."
    date = _several(iptc.get(prefix + "DateCreated"))
    if date:
        time = _several(iptc.get(prefix + "TimeCreated"))
        offer("taken", parse_iptc(date[0], time[0] if time else None), "IPTC")
    for name, key in (("title", "ObjectName"), ("rights", "Copyright"), ("description", "Caption")):
        text = _several(iptc.get(prefix + key))
        offer(name, text[0] if text else None, "IPTC")
    offer("creator", "; ".join(_several(iptc.get(prefix + "Byline"))), "IPTC")
    offer("keywords", _several(iptc.get(prefix + "Keywords")), "IPTC")


def _localised(value: Any) -> str | None:
    if isinstance(value, Mapping):
        text = value.get("x-default") or next((text for text in value.values() if text), None)
        return _text(text)
    if isinstance(value, list):
        return _text(value[0]) if value else None
    return _text(value)


def from_xmp(xmp: Mapping[str, Any], promoted: Promoted, source: str) -> None:
    """Offer what an XMP packet says (embedded, or a sidecar: `source` says which)."""
    offer = promoted.offer
    for name, key in (("title", "title"), ("rights", "rights"), ("description", "description")):
        offer(name, _localised(xmp.get("Xmp.dc." + key)), source)
    offer("creator", "; ".join(_several(xmp.get("Xmp.dc.creator"))), source)
    offer("keywords", _several(xmp.get("Xmp.dc.subject")), source)
    offer("make", _text(xmp.get("Xmp.tiff.Make")), source)
    offer("model", _text(xmp.get("Xmp.tiff.Model")), source)
    offer("lens", _first_text(xmp, "Xmp.exifEX.LensModel", "Xmp.aux.Lens"), source)
    for key in ("Xmp.exif.DateTimeOriginal", "Xmp.photoshop.DateCreated"):
        text = _text(xmp.get(key))
        offer("taken", parse_date(text) if text else None, source)
    offer("exposure_time", amount(number(xmp.get("Xmp.exif.ExposureTime"))), source)
    offer("f_number", amount(number(xmp.get("Xmp.exif.FNumber"))), source)
    offer("focal_length", amount(number(xmp.get("Xmp.exif.FocalLength"))), source)
    speeds = xmp.get("Xmp.exif.ISOSpeedRatings")
    speed = speeds[0] if isinstance(speeds, list) and speeds else speeds
    offer("iso", _whole(first_number(speed)), source)
    offer("gps_lat", xmp_degrees(xmp.get("Xmp.exif.GPSLatitude"), 90), source)
    offer("gps_lon", xmp_degrees(xmp.get("Xmp.exif.GPSLongitude"), 180), source)
    orientation = number(xmp.get("Xmp.tiff.Orientation"))
    if orientation in _ORIENTATIONS:
        offer("orientation", int(orientation), source)
    rating = number(xmp.get("Xmp.xmp.Rating"))
    if rating is not None and -1 <= rating <= 5:
        offer("rating", round(rating), source)
    offer("gps_altitude", _xmp_altitude(xmp), source)
    offer("label", _xmp_label(xmp), source)
    offer("flag", {"1": "reject", "3": "pick"}.get(str(xmp.get("Xmp.digiKam.PickLabel"))), source)


#: digiKam's numbers of colours, and darktable's
_DIGIKAM_LABELS = {1: "Red", 3: "Yellow", 4: "Green", 5: "Blue", 6: "Purple"}
_DARKTABLE_LABELS = {0: "Red", 1: "Yellow", 2: "Green", 3: "Blue", 4: "Purple"}


def _xmp_label(xmp: Mapping[str, Any]) -> str | None:
    """The colour label: by its English name, else by digiKam's or darktable's number, else as it is written."""
    said = _text(xmp.get("Xmp.xmp.Label"))
    if said is not None and said.capitalize() in _DIGIKAM_LABELS.values():
        return said
    for key, names in (("Xmp.digiKam.ColorLabel", _DIGIKAM_LABELS), ("Xmp.darktable.colorlabels", _DARKTABLE_LABELS)):
        value = xmp.get(key)
        first = number(value[0] if isinstance(value, list) and value else value)
        if first is not None and first in names:
            return names[int(first)]
    return said


def _xmp_altitude(xmp: Mapping[str, Any]) -> float | None:
    altitude = number(xmp.get("Xmp.exif.GPSAltitude"))
    if altitude is None or not 0 <= altitude < 1e6:
        return None
    return -altitude if _text(xmp.get("Xmp.exif.GPSAltitudeRef")) == "1" else altitude
