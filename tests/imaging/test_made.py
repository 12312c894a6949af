"""The made pictures: plausible, readable elsewhere, the same every time."""

from __future__ import annotations

import hashlib
from pathlib import Path

import exiv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from janus_desktop.imaging.made import KINDS, make_pictures, make_small_jpegs


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return make_pictures(tmp_path_factory.mktemp("made"), 12)


def test_they_go_round_the_kinds_and_formats(pictures: list[Path]) -> None:
    assert [each.parent.name for each in pictures] == [*KINDS, *KINDS, *KINDS]
    assert len(set(pictures)) == 12
    assert {each.suffix for each in pictures} >= {".jpg", ".png", ".tif"}


def test_they_open_elsewhere_and_are_large_enough(pictures: list[Path]) -> None:
    for each in pictures:
        with Image.open(each) as image:
            image.load()
            assert 1200 <= max(image.size) <= 2400
            values = np.asarray(image)[::40, ::40]
            assert len(np.unique(values)) > 20, f"{each.name} is flat"


def test_the_same_seed_makes_the_same_bytes_and_another_makes_others(pictures: list[Path], tmp_path: Path) -> None:
    again = make_pictures(tmp_path / "again", 4)
    other = make_pictures(tmp_path / "other", 4, seed=2)
    for first, second, third in zip(pictures, again, other, strict=False):
        assert first.name == second.name
        assert first.read_bytes() == second.read_bytes() != third.read_bytes()


def test_a_landscape_says_camera_place_and_date(pictures: list[Path]) -> None:
    image = exiv2.ImageFactory.open(str(pictures[0]))
    image.readMetadata()
    exif, xmp, iptc = image.exifData(), image.xmpData(), image.iptcData()
    assert str(exif["Exif.Image.Make"].value()) == "Canon"
    assert str(exif["Exif.GPSInfo.GPSLatitudeRef"].value()) == "N"
    assert str(exif["Exif.Photo.DateTimeOriginal"].value()).startswith("2021:06:13 ")
    assert "Place|Norway|Reine" in str(xmp["Xmp.lr.hierarchicalSubject"].value())
    assert str(iptc["Iptc.Application2.ObjectName"].value()) == "Reinefjord from Hamnøy"
    assert 0 <= int(str(xmp["Xmp.xmp.Rating"].value())) <= 5


def test_one_was_held_upright(pictures: list[Path]) -> None:
    with Image.open(pictures[8]) as image:
        assert image.getexif()[0x0112] == 6
        assert image.width > image.height


def test_a_stack_has_channels_of_sixteen_bits_and_a_pixel_size(pictures: list[Path]) -> None:
    with tifffile.TiffFile(pictures[2]) as tiff:
        assert tiff.is_ome
        assert tiff.series[0].axes == "CYX"
        assert tiff.series[0].shape == (3, 1200, 1200)
        assert tiff.series[0].dtype == "uint16"
        assert 'PhysicalSizeX="0.1625"' in (tiff.ome_metadata or "")
        assert tiff.pages[0].tags["Make"].value == "Leica Microsystems"


def test_a_letter_has_two_pages_and_the_date_of_its_writing(pictures: list[Path]) -> None:
    with Image.open(pictures[3]) as image:
        assert image.n_frames == 2
    metadata = exiv2.ImageFactory.open(str(pictures[3]))
    metadata.readMetadata()
    assert str(metadata.xmpData()["Xmp.photoshop.DateCreated"].value()) == "1893-03-12"
    assert "DateTimeOriginal" not in " ".join(each.key() for each in metadata.exifData())


def test_small_ones_are_many_and_each_is_another(tmp_path: Path) -> None:
    made = make_small_jpegs(tmp_path, 40)
    assert len({hashlib.sha256(each.read_bytes()).digest() for each in made}) == 40
    models = set()
    for each in made:
        with Image.open(each) as image:
            image.load()
            assert image.size == (640, 480)
            exif = image.getexif()
            models.add(exif[0x0110])
            assert exif.get_ifd(0x8769)[0x9003].count(":") == 4
            assert exif.get_ifd(0x8825)[1] in {"N", "S"}
    assert len(models) > 2


def test_nothing_is_made_for_nothing(tmp_path: Path) -> None:
    assert make_pictures(tmp_path / "none", 0) == make_small_jpegs(tmp_path / "none", 0) == []
