from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import QLocale

from janus_desktop.models import Common, Selected
from janus_desktop.ui.panels import formats
from janus_desktop.ui.panels.estimate import Estimate
from janus_desktop.ui.panels.summary import lines_of


@pytest.fixture(autouse=True)
def british() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2021-06-12", "12 Jun 2021"),
        ("2021-06-12T14:03:22", "12 Jun 2021"),
        ("2021-06", "Jun 2021"),
        ("1931~", "1931~"),
        ("", ""),
        (None, ""),
        ("around noon", "around noon"),
    ],
)
def test_days(text: str | None, shown: str) -> None:
    assert formats.day(text) == shown


def test_a_moment_has_its_time_and_offset() -> None:
    assert formats.moment("2021-06-12T14:03:22.123+02:00") == "12 Jun 2021, 14:03:22 +02:00"
    assert formats.moment("2021-06") == "Jun 2021"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12 Jun 2021", "2021-06-12"),
        ("12 June 2021", "2021-06-12"),
        ("Jun 1931~", "1931-06~"),
        ("12 Jun 2021, 14:03:22 +02:00", "2021-06-12T14:03:22+02:00"),
        ("2021-06-12 14:03", "2021-06-12T14:03"),
        ("1893?", "1893?"),
        ("yesterday", "yesterday"),
    ],
)
def test_what_is_typed_as_a_date(typed: str, read: str) -> None:
    assert formats.typed_date(typed) == read


def test_what_is_shown_as_a_date_can_be_typed_again() -> None:
    for value in ("2021-06-12", "2021-06", "2021", "2021-06-12T14:03:22+02:00", "2021-06-12T14:03:22"):
        assert formats.typed_date(formats.moment(value)) == value


def test_when() -> None:
    now = datetime(2026, 11, 23, 18, 0)
    assert formats.when(datetime(2026, 11, 23, 17, 40), now) == "Today 17:40"
    assert formats.when(datetime(2026, 11, 22, 7, 5), now) == "Yesterday 07:05"
    assert formats.when(datetime(2021, 6, 12, 17, 40), now) == "12 Jun 2021 17:40"
    assert formats.when(None) == ""


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.004, "1/250 s"), (1 / 3, "1/3 s"), (0.5, "0.5 s"), (2.5, "2.5 s"), (30, "30 s"), (0, ""), (None, "")],
)
def test_exposures(seconds: float | None, shown: str) -> None:
    assert formats.exposure(seconds) == shown


def test_the_exposure_line() -> None:
    assert formats.exposure_line(0.004, 8.0, 400) == "1/250 s · f/8 · ISO 400"
    assert formats.exposure_line(None, 2.8, None, 100.0) == "f/2.8 · 100 mm"
    assert formats.exposure_line(None, float("nan"), None) == ""


@pytest.mark.parametrize(
    ("make", "model", "shown"),
    [
        ("Canon", "Canon EOS R5", "Canon EOS R5"),
        ("NIKON CORPORATION", "NIKON D850", "NIKON D850"),
        ("OLYMPUS IMAGING CORP.", "E-M1", "OLYMPUS E-M1"),
        ("Apple", "iPhone 12", "Apple iPhone 12"),
        (None, "X100", "X100"),
        ("DJI", "", "DJI"),
    ],
)
def test_cameras(make: str | None, model: str, shown: str) -> None:
    assert formats.camera(make, model) == shown


def test_sizes_and_places() -> None:
    assert formats.size(48_200_000) == "48.2 MB"
    assert formats.size(512) == "512 bytes"
    assert formats.dimensions(6000, 4000) == "6,000 × 4,000 · 24 MP"
    assert formats.dimensions(None, 4000) == ""
    assert formats.coordinates(53.2083, -8.8078) == "53.2083° N, 8.8078° W"
    assert formats.coordinates(200.0, 1.0) == ""


def test_how_long() -> None:
    assert formats.left(None) == ""
    assert formats.left(3) == "a few seconds left"
    assert formats.left(18) == "20 s left"
    assert formats.left(70) == "1 min left"
    assert formats.left(2.2 * 3600) == "2 h 10 min left"
    assert formats.progress(1870, 3118, 62) == "1,870 of 3,118 · 1 min left"
    assert formats.progress(7, None) == "7"


def test_values_of_metadata() -> None:
    assert formats.text_of({"raw": 3, "text": "cm"}) == "cm"
    assert formats.text_of({"raw": [1, 2], "text": ""}) == "1, 2"
    assert formats.raw_of({"raw": 3, "text": "cm"}) == "3"
    assert formats.text_of({"x-default": "a"}) == "a"
    assert formats.one_line("a\nb\t c") == "a b c"
    assert len(formats.one_line("x" * 100_000)) == formats.MOST_LETTERS + 1


def test_where_values_are_from() -> None:
    assert formats.source("Exif") == "from file: Exif"
    assert formats.source("sidecar") == "from sidecar"
    assert formats.source("person") == ""


def test_initials() -> None:
    assert [formats.initials(each) for each in ("Maria Kessler", "admin", "m.kessler", "")] == ["MK", "AD", "MK", "?"]


def test_the_estimate_steadies() -> None:
    estimate = Estimate()
    assert estimate.left(100) is None
    for second in range(11):
        estimate.feed(second, second * 10)
    left = estimate.left(200)
    assert left is not None
    assert abs(left - 10) < 0.01
    estimate.feed(11, 5)  # another stage
    assert estimate.left(200) is None


def test_the_summary_says_what_is_shared_and_in_how_much_the_images_differ() -> None:
    fields = {
        "camera": Common("Canon EOS R5", 1),
        "exposure_time": Common(0.004, 1),
        "f_number": Common(8.0, 1),
        "gps_lat": Common(None, 3),
        "gps_lon": Common(None, 2),
    }
    lines = lines_of(Selected(3, 48_200_000, fields))
    assert ("Camera", "Camera", "Canon EOS R5", False) in lines
    assert ("Camera", "Exposure", "1/250 s · f/8", False) in lines
    assert ("Place", "Position", "3 different values", True) in lines
    assert ("File", "Size of all", "48.2 MB", False) in lines
    assert not any(label == "Lens" for _section, label, _text, _mixed in lines)
