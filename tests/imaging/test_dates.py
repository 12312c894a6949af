"""Dates as cameras and programs write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janus_desktop.imaging.metadata.dates import parse_date, parse_iptc


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2004:03:16 19:52:38", "2004-03-16T19:52:38"),
        ("2004-03-16T19:52:38", "2004-03-16T19:52:38"),
        ("2004-03-16T19:52:38.125+02:00", "2004-03-16T19:52:38.125+02:00"),
        ("2004-03-16T19:52:38Z", "2004-03-16T19:52:38+00:00"),
        ("2004-03-16T19:52-0730", "2004-03-16T19:52:00-07:30"),
        ("2004/03/16 19:52:38", "2004-03-16T19:52:38"),
        ("20040316", "2004-03-16"),
        ("20040316 195238", "2004-03-16T19:52:38"),
        ("2004:03:16", "2004-03-16"),
        ("2004-03", "2004-03"),
        ("2004:03:00 00:00:00", "2004-03"),
        ("2004:00:00 00:00:00", "2004"),
        ("1893", "1893"),
        ("2004:03:16 25:61:00", "2004-03-16"),
        ("2004:03:16 19:52:38\0", "2004-03-16T19:52:38"),
        ("0000:00:00 00:00:00", None),
        ("    :  :     :  :  ", None),
        ("2004:13:01 00:00:00", None),
        ("2003:02:29 10:00:00", None),
        ("", None),
        ("yesterday", None),
    ],
)
def test_every_spelling_is_as_precise_as_it_is(text: str, expected: str | None) -> None:
    assert parse_date(text) == expected


def test_exif_keeps_fraction_and_offset_apart() -> None:
    assert parse_date("2024:05:01 12:00:00", fraction="07 ", offset="+05:30") == "2024-05-01T12:00:00.07+05:30"
    assert parse_date("2024:05:01 12:00:00", fraction="000", offset="   :  ") == "2024-05-01T12:00:00"
    assert parse_date("2024:05:00 12:00:00", fraction="07", offset="+05:30") == "2024-05"


def test_iptc_has_date_and_time_apart() -> None:
    assert parse_iptc("2019-10-16", "19:01:00+00:00") == "2019-10-16T19:01:00+00:00"
    assert parse_iptc("20191016", "190100-0530") == "2019-10-16T19:01:00-05:30"
    assert parse_iptc("1985-00-00", "12:00:00") == "1985"
    assert parse_iptc("2019-10-16", "nonsense") == "2019-10-16"
    assert parse_iptc("0000-00-00", None) is None


@given(st.text(max_size=40))
def test_no_text_is_too_strange(text: str) -> None:
    result = parse_date(text)
    assert result is None or parse_date(result) == result
