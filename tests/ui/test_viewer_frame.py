"""Where the picture lies: zoom at a point, edges, turning; and lengths in words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, QPointF, QRectF

from janus_desktop.ui.viewer.frame import MOST, Frame, Turn
from janus_desktop.ui.viewer.scale import PixelSize, bar, length_words, pixel_size


def frame(width: int = 4000, height: int = 3000, view: tuple[int, int] = (1000, 600)) -> Frame:
    made = Frame()
    made.set_view(*view)
    made.set_picture(width, height)
    return made


def test_fit_and_fill() -> None:
    made = frame()
    assert made.scale == pytest.approx(0.2)
    assert made.rect == QRectF(100, 0, 800, 600)
    made.set_mode("fill")
    assert made.scale == pytest.approx(0.25)
    assert made.rect.height() == 750
    made.set_view(2000, 1500)
    assert made.scale == pytest.approx(0.5)


def test_a_small_picture_is_not_blown_up_without_end() -> None:
    assert frame(8, 8).scale == 8.0


@pytest.mark.parametrize("scale", [0.3, 1.0, 2.5, 31.0])
def test_the_point_under_the_pointer_stays(scale: float) -> None:
    made = frame()
    pointer = QPointF(420, 310)
    before = made.to_picture(pointer)
    made.zoom(scale, pointer)
    after = made.to_picture(pointer)
    assert after.x() == pytest.approx(before.x(), abs=1 / scale + 0.5)
    assert after.y() == pytest.approx(before.y(), abs=1 / scale + 0.5)


def test_no_ground_is_shown_where_there_could_be_picture() -> None:
    made = frame()
    made.zoom(1.0)
    made.pan(1e6, -1e6)
    assert made.rect.left() == 0
    assert made.rect.bottom() == 600
    made.zoom(1e9)
    assert made.scale == MOST
    made.zoom(1e-9)
    assert made.scale == made.least
    assert made.rect.center().x() == pytest.approx(500, abs=1)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("mirror", [False, True])
def test_turning_there_and_back(degrees: int, mirror: bool) -> None:
    turn = Turn(400, 300, degrees, mirror)
    for point in ((0, 0), (400, 300), (17, 250)):
        assert turn.back(*turn.there(*point)) == pytest.approx(point)
    rect = QRectF(10, 20, 30, 40)
    assert turn.rect_back(turn.rect_there(rect)) == rect
    wide, high = turn.shown
    assert QRectF(0, 0, wide, high) == turn.rect_there(QRectF(0, 0, 400, 300))


def test_a_quarter_to_the_right_puts_the_left_edge_above() -> None:
    assert Turn(400, 300, 90).there(0, 300) == (0, 0)


def test_lengths_in_words() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    assert length_words(5000, "µm") == "5 mm"
    assert length_words(0.5, "um") == "500 nm"
    assert length_words(12.5, "µm") == "12.5 µm"
    assert length_words(0.5, "deg") == "0.5°"
    assert length_words(3, "furlong") == "3 furlong"
    assert bar(0.65, 140) == (50.0, pytest.approx(76.92, abs=0.01))


def test_the_size_of_a_pixel_comes_from_the_file() -> None:
    assert pixel_size({"Scale": {"x": 0.5, "y": 0.25, "unit": "µm"}}, 1) == PixelSize(0.5, 0.25, "µm")
    assert pixel_size({"Scale": {"x": 0.5, "y": 0.25, "unit": "µm"}}, 6) == PixelSize(0.25, 0.5, "µm")
    for nothing in ({}, {"Scale": {}}, {"Scale": {"x": 0, "y": 1, "unit": "m"}}, {"Scale": {"x": "?", "y": 1}}):
        assert pixel_size(nothing, 1) is None
    assert PixelSize(2, 2, "µm").length(3, 4) == 10
