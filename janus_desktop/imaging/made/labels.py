"""What a made picture says of itself: Exif, IPTC and XMP, as cameras and archives write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import exiv2


@dataclass(frozen=True, slots=True)
class Label:
    """The description of one picture.

    `exposure` in seconds, `focal` in millimetres, `gps` in signed degrees and metres. `tags` are paths
    (`("Place", "Norway")`). `made_on` is the date of what is shown, if that is not when it was taken.
    """

    title: str
    description: str
    creator: str
    rights: str
    taken: datetime
    make: str
    model: str
    tags: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()
    offset: str = "+02:00"
    rating: int | None = None
    colour: str | None = None
    lens: str | None = None
    exposure: Fraction | None = None
    f_number: Fraction | None = None
    iso: int | None = None
    focal: int | None = None
    gps: tuple[float, float, float] | None = None
    place: tuple[str, str] | None = None
    made_on: str | None = None
    orientation: int = 1
    iptc: bool = False

    @property
    def keywords(self) -> tuple[str, ...]:
        """The flat keywords: the last part of every tag, and the words."""
        return tuple(dict.fromkeys([path[-1] for path in self.tags] + list(self.words)))


def write(path: Path, label: Label) -> None:
    """Put `label` into the JPEG, PNG or WebP at `path`."""
    image = exiv2.ImageFactory.open(str(path))
    image.readMetadata()
    image.setExifData(_exif(label))
    image.setXmpData(_xmp(label))
    if label.iptc:
        image.setIptcData(_iptc(label))
    image.writeMetadata()


def packet(label: Label) -> bytes:
    """The XMP packet alone, for formats that are written with their metadata at once."""
    encoded: str = exiv2.XmpParser.encode(_xmp(label))[1]
    return encoded.encode()


def stamp(moment: datetime) -> str:
    """`moment` as Exif writes it."""
    return moment.strftime("%Y:%m:%d %H:%M:%S")


def _exif(label: Label) -> exiv2.ExifData:
    exif = exiv2.ExifData()
    scanned = label.made_on is not None
    values: dict[str, str | None] = {
        "Image.ImageDescription": label.description if label.description.isascii() else None,
        "Image.Make": label.make,
        "Image.Model": label.model,
        "Image.Orientation": str(label.orientation),
        "Image.DateTime": stamp(label.taken),
        "Image.Artist": label.creator,
        "Image.Copyright": label.rights if label.rights.isascii() else None,
        "Photo.DateTimeOriginal": None if scanned else stamp(label.taken),
        "Photo.OffsetTimeOriginal": None if scanned else label.offset,
        "Photo.SubSecTimeOriginal": None if scanned else f"{label.taken.microsecond // 10_000:02d}",
        "Photo.DateTimeDigitized": stamp(label.taken),
        "Photo.LensModel": label.lens,
        "Photo.ExposureTime": _ratio(label.exposure),
        "Photo.FNumber": _ratio(label.f_number),
        "Photo.ISOSpeedRatings": None if label.iso is None else str(label.iso),
        "Photo.FocalLength": None if label.focal is None else f"{label.focal}/1",
        "Photo.ColorSpace": "1",
    }
    for name, value in values.items():
        if value is not None:
            exif[f"Exif.{name}"] = value
    if label.gps is not None:
        _position(exif, *label.gps)
    return exif


def _position(exif: exiv2.ExifData, latitude: float, longitude: float, altitude: float) -> None:
    exif["Exif.GPSInfo.GPSVersionID"] = "2 3 0 0"
    exif["Exif.GPSInfo.GPSMapDatum"] = "WGS-84"
    for name, value, ends in (("Latitude", latitude, "NS"), ("Longitude", longitude, "EW")):
        exif[f"Exif.GPSInfo.GPS{name}Ref"] = ends[value < 0]
        exif[f"Exif.GPSInfo.GPS{name}"] = _degrees(abs(value))
    exif["Exif.GPSInfo.GPSAltitudeRef"] = "0"
    exif["Exif.GPSInfo.GPSAltitude"] = f"{round(altitude * 10)}/10"


def _degrees(value: float) -> str:
    hundredths = round(value * 360_000)
    return f"{hundredths // 360_000}/1 {hundredths // 6000 % 60}/1 {hundredths % 6000}/100"


def _ratio(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"


def _xmp(label: Label) -> exiv2.XmpData:
    xmp = exiv2.XmpData()
    for name, text in (("title", label.title), ("description", label.description), ("rights", label.rights)):
        _add(xmp, f"Xmp.dc.{name}", exiv2.TypeId.langAlt, f'lang="x-default" {text}')
    _add(xmp, "Xmp.dc.creator", exiv2.TypeId.xmpSeq, label.creator)
    _add(xmp, "Xmp.dc.subject", exiv2.TypeId.xmpBag, *label.keywords)
    _add(xmp, "Xmp.lr.hierarchicalSubject", exiv2.TypeId.xmpBag, *("|".join(path) for path in label.tags))
    texts = {
        "Xmp.xmp.CreateDate": label.taken.isoformat(timespec="seconds") + label.offset,
        "Xmp.xmp.Rating": None if label.rating is None else str(label.rating),
        "Xmp.xmp.Label": label.colour,
        "Xmp.photoshop.DateCreated": label.made_on or label.taken.isoformat(timespec="seconds") + label.offset,
        "Xmp.photoshop.City": label.place[0] if label.place else None,
        "Xmp.photoshop.Country": label.place[1] if label.place else None,
    }
    for name, value in texts.items():
        if value is not None:
            _add(xmp, name, exiv2.TypeId.xmpText, value)
    return xmp


def _add(xmp: exiv2.XmpData, name: str, kind: exiv2.TypeId, *parts: str) -> None:
    if not parts:
        return
    value = exiv2.Value.create(kind)
    for part in parts:
        value.read(part)
    xmp.add(exiv2.XmpKey(name), value)


def _iptc(label: Label) -> exiv2.IptcData:
    iptc = exiv2.IptcData()
    values = {
        "Envelope.CharacterSet": "\x1b%G",
        "Application2.ObjectName": label.title[:64],
        "Application2.Caption": label.description,
        "Application2.Byline": label.creator[:32],
        "Application2.Copyright": label.rights[:128],
        "Application2.City": label.place[0] if label.place else None,
        "Application2.CountryName": label.place[1] if label.place else None,
    }
    for name, value in values.items():
        if value is not None:
            iptc[f"Iptc.{name}"] = value
    for word in label.keywords:
        value = exiv2.Value.create(exiv2.TypeId.string)
        value.read(word)
        iptc.add(exiv2.IptcKey("Iptc.Application2.Keywords"), value)
    return iptc
