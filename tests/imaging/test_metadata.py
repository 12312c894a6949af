"""Exif, IPTC and XMP made in the test, read back and reconciled; texts, dates, places, bombs."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import exiv2
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from janus_desktop.imaging.facts import ImageFacts
from janus_desktop.imaging.inspect import as_record, inspect_file
from janus_desktop.imaging.metadata import rdf
from janus_desktop.imaging.metadata.sidecar import find_sidecar
from janus_desktop.imaging.metadata.values import degrees, number, text_of, xmp_degrees

XMP = (
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    "<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'"
    " xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmlns:exif='http://ns.adobe.com/exif/1.0/'"
    " xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' {attributes}>{elements}</rdf:Description>"
    "</rdf:RDF></x:xmpmeta>"
)


def facts(path: Path) -> ImageFacts:
    found = inspect_file(path)
    assert isinstance(found, ImageFacts), getattr(found, "reason", found)
    return found


def photo(
    path: Path,
    *,
    exif: Mapping[str, Any] | None = None,
    iptc: Mapping[str, Any] | None = None,
    xmp: Mapping[str, Any] | None = None,
) -> Path:
    """A JPEG of 60 by 40 pixels with these values, written by Exiv2."""
    Image.new("RGB", (60, 40)).save(path, "JPEG")
    image = exiv2.ImageFactory.open(str(path))
    image.readMetadata()
    for data, values in ((image.exifData(), exif), (image.iptcData(), iptc), (image.xmpData(), xmp)):
        for key, value in (values or {}).items():
            if isinstance(value, list) and key.startswith("Iptc"):
                for part in value:
                    data.add(exiv2.Iptcdatum(exiv2.IptcKey(key), exiv2.StringValue(part)))
            else:
                data[key] = value
    image.writeMetadata()
    return path


def rationals(text: str) -> exiv2.URationalValue:
    value = exiv2.URationalValue()
    value.read(text)
    return value


def with_segment(path: Path, marker: int, body: bytes) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[:2] + bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body + data[2:])
    return path


def test_exif_is_read_whole_and_promoted(tmp_path: Path) -> None:
    found = facts(
        photo(
            tmp_path / "a.jpg",
            exif={
                "Exif.Image.Make": "Maker",
                "Exif.Image.Model": "Model 1",
                "Exif.Image.Orientation": exiv2.UShortValue(6),
                "Exif.Photo.DateTimeOriginal": "2024:05:01 12:34:56",
                "Exif.Photo.SubSecTimeOriginal": "78",
                "Exif.Photo.OffsetTimeOriginal": "+02:00",
                "Exif.Photo.ExposureTime": exiv2.URationalValue((1, 250)),
                "Exif.Photo.FNumber": exiv2.URationalValue((28, 10)),
                "Exif.Photo.ISOSpeedRatings": exiv2.UShortValue(400),
                "Exif.Photo.FocalLength": exiv2.URationalValue((50, 1)),
                "Exif.Photo.LensModel": "50mm f/1.8",
            },
        )
    )
    assert (found.make, found.model, found.lens, found.orientation) == ("Maker", "Model 1", "50mm f/1.8", 6)
    assert (found.exposure_time, found.f_number, found.iso, found.focal_length) == (0.004, 2.8, 400, 50.0)
    assert found.taken == "2024-05-01T12:34:56.78+02:00"
    assert found.sources["taken"] == "Exif"
    exif = found.metadata["Exif"]
    assert exif["Exif.Photo.LensModel"] == "50mm f/1.8"
    assert exif["Exif.Image.Orientation"] == {"raw": 6, "text": "right, top"}
    assert exif["Exif.Photo.ExposureTime"] == {"raw": "1/250", "text": "1/250 s"}


def test_places_are_signed_and_impossible_ones_stay_unpromoted(tmp_path: Path) -> None:
    def at(name: str, latitude: str, reference: str) -> ImageFacts:
        place = {
            "Exif.GPSInfo.GPSLatitude": rationals(latitude),
            "Exif.GPSInfo.GPSLatitudeRef": reference,
            "Exif.GPSInfo.GPSLongitude": rationals("57/1 18/1 5611/100"),
            "Exif.GPSInfo.GPSLongitudeRef": "E",
            "Exif.GPSInfo.GPSAltitude": rationals("1202/10"),
        }
        return facts(photo(tmp_path / name, exif=place))

    south = at("south.jpg", "20/1 26/1 3665/100", "S")
    assert south.gps_lat == pytest.approx(-20.443514, abs=1e-6)
    assert south.gps_lon == pytest.approx(57.315586, abs=1e-6)
    assert south.gps_altitude == pytest.approx(120.2)
    absurd = at("absurd.jpg", "200/1 0/1 0/1", "N")
    assert absurd.gps_lat is None
    assert absurd.gps_lon is None
    assert absurd.metadata["Exif"]["Exif.GPSInfo.GPSLatitude"]["raw"] == "200/1 0/1 0/1"


def test_absurd_values_are_kept_and_not_promoted(tmp_path: Path) -> None:
    found = facts(
        photo(
            tmp_path / "a.jpg",
            exif={
                "Exif.Photo.ExposureTime": exiv2.URationalValue((0, 0)),
                "Exif.Photo.FNumber": exiv2.URationalValue((28, 0)),
                "Exif.Photo.DateTimeOriginal": "0000:00:00 00:00:00",
                "Exif.Image.Orientation": exiv2.UShortValue(9),
            },
        )
    )
    assert (found.exposure_time, found.f_number, found.taken, found.orientation) == (None, None, None, None)
    assert found.metadata["Exif"]["Exif.Photo.DateTimeOriginal"] == "0000:00:00 00:00:00"


def test_exif_goes_before_iptc_and_xmp(tmp_path: Path) -> None:
    found = facts(
        photo(
            tmp_path / "a.jpg",
            exif={"Exif.Image.ImageDescription": "from Exif"},
            iptc={"Iptc.Application2.Caption": "from IPTC", "Iptc.Application2.Headline": "head"},
            xmp={"Xmp.dc.description": "from XMP", "Xmp.dc.title": "title", "Xmp.xmp.Rating": "4"},
        )
    )
    assert (found.description, found.title, found.rating) == ("from Exif", "title", 4)
    assert (found.sources["description"], found.sources["title"]) == ("Exif", "XMP")


def test_iptc_counts_alone_and_with_its_digest(tmp_path: Path) -> None:
    iptc = {"Iptc.Application2.Caption": "from IPTC", "Iptc.Application2.Keywords": ["red", "blue", "red"]}
    alone = facts(photo(tmp_path / "alone.jpg", iptc=iptc))
    assert (alone.description, alone.keywords) == ("from IPTC", ("red", "blue"))
    xmp = {"Xmp.dc.description": "from XMP"}
    both = photo(tmp_path / "both.jpg", iptc=iptc, xmp=xmp)
    found = facts(both)
    assert (found.description, found.sources["description"]) == ("from XMP", "XMP")
    assert found.keywords == ("red", "blue")  # the XMP says nothing of keywords
    data = both.read_bytes()
    at = data.index(b"8BIM\x04\x04") + 8
    block = data[at + 4 : at + 4 + int.from_bytes(data[at : at + 4], "big")]
    digest = hashlib.md5(block).digest()
    with_segment(both, 0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x25\0\0\0\0\0\x10" + digest)
    agreed = facts(both)
    assert (agreed.description, agreed.sources["description"]) == ("from IPTC", "IPTC")


def test_a_day_of_writing_is_no_day_of_taking(tmp_path: Path) -> None:
    found = facts(photo(tmp_path / "a.jpg", iptc={"Iptc.Application2.DateCreated": "1985-11-25"}))
    assert (found.taken, found.sources["taken"]) == ("1985-11-25", "IPTC")
    assert as_record(found)["datetime_original"] is None


def test_texts_are_read_in_their_own_encoding(tmp_path: Path) -> None:
    latin = with_segment(
        photo(tmp_path / "latin.jpg"),
        0xED,
        b"Photoshop 3.0\0" + _iptc_resource(b"\x1c\x02\x74\0\x06\xa91985!\x1c\x02\x50\0\x04\xd6ric"),
    )
    found = facts(latin)
    assert (found.rights, found.creator) == ("©1985!", "Öric")
    utf8 = with_segment(
        photo(tmp_path / "utf8.jpg"),
        0xED,
        b"Photoshop 3.0\0" + _iptc_resource(b"\x1c\x01\x5a\0\x03\x1b%G\x1c\x02\x50\0\x06" + "Ósc€".encode()[:6]),
    )
    assert facts(utf8).creator == "Ósc"  # the last letter was cut in two
    exif = Image.Exif()
    exif[0x8298] = "Wördehoff".encode("latin-1")
    path = tmp_path / "exif.jpg"
    Image.new("RGB", (8, 8)).save(path, exif=exif)
    assert facts(path).rights == "Wördehoff"


def _iptc_resource(block: bytes) -> bytes:
    return b"8BIM\x04\x04\0\0" + len(block).to_bytes(4, "big") + block + bytes(len(block) & 1)


def test_a_lens_number_of_a_maker_is_told_apart() -> None:
    from janus_desktop.imaging.metadata.embedded import Embedded
    from janus_desktop.imaging.metadata.reconcile import reconcile

    key = "Exif.CanonCs.LensType"
    named = reconcile(Embedded(exif={key: 175}, exif_text={key: "Canon EF 400mm f/2.8L USM"}))
    assert (named.values["lens"], named.sources["lens"]) == ("Canon EF 400mm f/2.8L USM", "MakerNote")
    for text in ("n/a", "Unknown Lens (0)", "(65535)", "Canon A *OR* Sigma B"):
        assert "lens" not in reconcile(Embedded(exif={key: 1}, exif_text={key: text})).values


def test_xmp_that_exiv2_refuses_is_read_all_the_same(tmp_path: Path) -> None:
    twice = XMP.format(
        attributes="xmp:Rating='3'", elements="<xmp:Rating>3</xmp:Rating><dc:subject><rdf:Bag>"
        "<rdf:li>one</rdf:li><rdf:li>two</rdf:li></rdf:Bag></dc:subject><dc:title><rdf:Alt>"
        "<rdf:li xml:lang='x-default'>A title</rdf:li></rdf:Alt></dc:title>",
    )  # fmt: skip
    path = with_segment(photo(tmp_path / "a.jpg"), 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + twice.encode())
    found = facts(path)
    assert (found.keywords, found.rating, found.title) == (("one", "two"), 3, "A title")
    values = rdf.read(twice.encode())
    assert values["Xmp.dc.title"] == {"x-default": "A title"}


def test_xml_that_swells_or_reaches_out_does_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not tell")
    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))
    for entities in (f"<!ENTITY l0 'ha'>{laughs}", f"<!ENTITY l11 SYSTEM 'file://{secret}'>"):
        packet = f"<!DOCTYPE x [{entities}]>" + XMP.format(attributes="dc:source='&l11;'", elements="&l11;")
        path = with_segment(photo(tmp_path / "a.jpg"), 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet.encode())
        assert "do not tell" not in str(facts(path).metadata)
        drawing = tmp_path / "a.svg"
        drawing.write_text(
            f"<!DOCTYPE svg [{entities}]><svg xmlns='http://www.w3.org/2000/svg' width='4' height='3'>"
            "<title>&l11;</title></svg>"
        )
        assert "do not tell" not in str(inspect_file(drawing))


def test_png_texts_are_read_and_bombs_are_not_unpacked(tmp_path: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Ada")
    info.add_itxt("Title", "Größe", zip=True)
    info.add_text("Comment", "x" * 5000, zip=True)
    path = tmp_path / "a.png"
    Image.new("L", (5, 4)).save(path, pnginfo=info, dpi=(254, 254))
    found = facts(path)
    assert found.metadata["PNG"]["Author"] == "Ada"
    assert found.metadata["PNG"]["Title"] == "Größe"
    assert len(found.metadata["PNG"]["Comment"]) == 5000
    assert found.metadata["PNG"]["PixelsPerUnitX"] == 10000
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(300)) + packer.flush()
    body = b"zTXtBomb\0\0" + packed
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    data = path.read_bytes()
    path.write_bytes(data[:33] + chunk + data[33:])
    assert len(str(facts(path).metadata)) < 1 << 21


def test_gif_comments_profiles_and_sizes(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    Image.new("P", (5, 4)).save(path, comment=b"hello")
    assert facts(path).metadata["GIF"]["Comment"] == "hello"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    for name in ("a.jpg", "a.png", "a.tif", "a.webp"):
        path = tmp_path / name
        Image.new("RGB", (5, 4)).save(path, icc_profile=profile.tobytes())
        found = facts(path)
        assert found.icc_profile == "sRGB built-in", name
        assert found.metadata["ICC"] == {"ProfileDescription": "sRGB built-in"}


def test_numbers_and_texts() -> None:
    assert number("1/250") == 0.004
    assert number("0/0") is None
    assert number("nan") is None
    assert number("1e999") is None
    assert text_of(" a\0junk") == "a"
    assert text_of("W\udcf6rdehoff") == "Wördehoff"
    assert degrees("53/1 30/1 0/0", "N", 90) == 53.5
    assert degrees("0/0 0/0 0/0", "N", 90) is None
    assert xmp_degrees("54,59.38N", 90) == pytest.approx(54.98966667)
    assert xmp_degrees("1,54,51W", 180) == pytest.approx(-1.91416667)
    assert xmp_degrees("91,0N", 90) is None


def sidecar(place: Path, rating: int) -> None:
    place.write_text(XMP.format(attributes=f"xmp:Rating='{rating}' xmp:Label='Red'", elements=""))


def test_a_sidecar_goes_before_the_file(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg", xmp={"Xmp.xmp.Rating": "1", "Xmp.dc.title": "inside"})
    sidecar(tmp_path / "a.xmp", 2)
    found = facts(path)
    assert (found.rating, found.sources["rating"], found.title) == (2, "sidecar", "inside")
    assert found.metadata["Sidecar"]["Xmp.xmp.Rating"] == "2"
    sidecar(tmp_path / "a.jpg.xmp", 5)
    assert (facts(path).rating, facts(path).label) == (5, "Red")


def test_a_sidecar_of_two_is_nobodys(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg")
    sidecar(tmp_path / "a.xmp", 2)
    (tmp_path / "a.nef").write_bytes(b"raw")
    assert find_sidecar(bytes(path)) is None
    assert facts(path).rating is None
    (tmp_path / "a.jpg.xmp").write_text("<broken")
    assert facts(path).rating is None


def with_preview(path: Path, preview: tuple[int, int], orientation: int = 1) -> Path:
    out = io.BytesIO()
    small = Image.new("RGB", preview, (200, 0, 0))
    small.paste((0, 0, 200), (0, 0, preview[0] // 2, preview[1]))
    small.save(out, "JPEG")
    photo(path, exif={"Exif.Image.Orientation": exiv2.UShortValue(orientation)})
    image = exiv2.ImageFactory.open(str(path))
    image.readMetadata()
    exiv2.ExifThumb(image.exifData()).setJpegThumbnail(out.getvalue())
    image.writeMetadata()
    return path


def test_the_preview_is_upright_and_of_the_right_shape(tmp_path: Path) -> None:
    straight = facts(with_preview(tmp_path / "a.jpg", (30, 20))).preview
    assert straight is not None
    assert Image.open(io.BytesIO(straight)).size == (30, 20)
    turned = facts(with_preview(tmp_path / "b.jpg", (30, 20), orientation=6)).preview
    assert turned is not None
    image = Image.open(io.BytesIO(turned))
    assert image.size == (20, 30)
    blue = image.getpixel((10, 5))
    assert isinstance(blue, tuple)
    assert blue[2] > blue[0]
    assert facts(with_preview(tmp_path / "boxed.jpg", (160, 120))).preview is None
    found = inspect_file(tmp_path / "a.jpg", previews=False)
    assert isinstance(found, ImageFacts)
    assert found.preview is None
