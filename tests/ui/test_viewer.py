"""The viewer in the real window: opening, going on, zoom, settings, pages, keys, and files that are not there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest

from janus_desktop.imaging.render import ViewSettings
from janus_desktop.ui.viewer.view import Viewer
from tests.conftest import House, make_picture

Open = Callable[..., Viewer]


def import_all(house: House, folder: Path, count: int) -> None:
    catalogue = house.bench.catalogue
    house.bench.workshop.ask(lambda: list(catalogue.imports.files([folder])), lane="write")
    house.qtbot.waitUntil(lambda: house.bench.model.count == count, timeout=30_000)
    house.settle()
    house.bench.model.want(list(house.bench.model.ids))
    house.settle()


def named(house: House, name: str) -> int:
    return next(card.id for card in house.bench.model.cards() if card.filename == name)


@pytest.fixture
def full(window: House, tmp_path: Path) -> House:
    """The window on a library with five images: photographs, a deep one, a stack."""
    folder = tmp_path / "shelf"
    for number in range(2):
        make_picture(folder / f"leaf_{number}.jpg", number, (1200, 800))
    Image.effect_noise((1600, 1000), 60).convert("RGB").save(folder / "noise.png")
    values = np.add.outer(np.arange(400), np.arange(700)).astype(np.uint16) * 40
    tifffile.imwrite(folder / "deep.tif", values, imagej=True, resolution=(2, 2), metadata={"unit": "um"})
    tifffile.imwrite(
        folder / "stack.tif",
        np.stack([np.full((50, 60), n * 50, np.uint8) for n in (1, 2, 3)]),
        photometric="minisblack",
    )
    import_all(window, folder, 5)
    window.bench.browsing.sort("filename")
    window.bench.browsing.direction(False)
    window.settle()
    window.window.activateWindow()
    window.qtbot.waitUntil(window.window.isActiveWindow)
    return window


@pytest.fixture
def opened(full: House) -> Open:
    """`opened(name)` shows an image, waits until it is sharp, and answers the viewer."""

    def show(name: str) -> Viewer:
        full.bench.viewing.open(named(full, name))
        viewer = full.bench.viewing.viewer
        sharp(full, viewer)
        return viewer

    return show


def sharp(house: House, viewer: Viewer) -> None:
    house.qtbot.waitUntil(lambda: viewer.canvas.sharp and viewer._facts is not None, timeout=6_000)
    house.settle()


def colour(viewer: Viewer, share_x: float = 0.5, share_y: float = 0.5) -> QColor:
    """What is painted at a share of the picture."""
    rect = viewer.canvas.frame.rect
    x, y = rect.left() + rect.width() * share_x, rect.top() + rect.height() * share_y
    return viewer.canvas.grab().toImage().pixelColor(int(x), int(y))


def test_return_opens_and_escape_goes_back(full: House) -> None:
    bench = full.bench
    image = bench.model.ids[0]
    bench.selection.select_only(image)
    bench.grid.setFocus()
    QTest.keyClick(bench.grid, Qt.Key.Key_Return)
    viewing = bench.viewing
    assert viewing.on
    assert viewing.viewer.image == image
    assert not bench.tool_bar.isVisible() and not bench.side.isVisible() and not bench.status_bar.isVisible()
    assert viewing.viewer.bar.isVisible() and viewing.viewer.strip.isVisible()
    sharp(full, viewing.viewer)
    assert viewing.viewer.bar.place.text() == "1 of 5"
    assert viewing.viewer.canvas.hasFocus()
    QTest.keyClick(viewing.viewer.canvas, Qt.Key.Key_Escape)
    assert not viewing.on
    assert bench.tool_bar.isVisible() and bench.side.isVisible() and bench.status_bar.isVisible()
    assert bench.selection.current == image
    assert bench.grid.hasFocus()


@pytest.mark.parametrize("how", ["space", "double click"])
def test_other_ways_in(full: House, how: str) -> None:
    bench = full.bench
    if how == "space":
        bench.selection.select_only(bench.model.ids[1])
        bench.grid.setFocus()
        QTest.keyClick(bench.grid, Qt.Key.Key_Space)
    else:
        rect = bench.grid.rect_of(1)
        assert rect is not None
        QTest.mouseDClick(bench.grid.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert bench.viewing.viewer.image == bench.model.ids[1]


def test_keys_go_on_in_the_order_of_the_grid_and_rate_what_is_shown(full: House, opened: Open) -> None:
    bench, ids = full.bench, list(full.bench.model.ids)
    viewer = opened("deep.tif")
    keys = Qt.Key
    for key, row in (
        (keys.Key_Right, 1),
        (keys.Key_Space, 2),
        (keys.Key_Left, 1),
        (keys.Key_Backspace, 0),
        (keys.Key_Left, 0),
        (keys.Key_End, 4),
        (keys.Key_Right, 4),
        (keys.Key_Home, 0),
        (keys.Key_Right, 1),
    ):
        QTest.keyClick(viewer.canvas, key)
        assert viewer.image == ids[row], key
        assert bench.selection.chosen() == (ids[row],)
    sharp(full, viewer)
    QTest.keyClick(viewer.canvas, keys.Key_4)
    full.settle()
    rated = bench.model.card(ids[1])
    bench.model.want([ids[1]])
    full.qtbot.waitUntil(lambda: (bench.model.card(ids[1]) or rated).rating == 4, timeout=5000)
    assert viewer.canvas.said
    QTest.keyClick(viewer.canvas, keys.Key_Delete)
    full.qtbot.waitUntil(lambda: bench.model.count == 4, timeout=5000)
    full.settle()
    assert viewer.image == ids[2]
    QTest.keyClick(viewer.canvas, keys.Key_G)
    assert not bench.viewing.on


def test_the_neighbours_are_ready(full: House, opened: Open) -> None:
    viewer = opened("leaf_0.jpg")
    ids = full.bench.model.ids
    row = list(ids).index(viewer.image)
    for near in (row + 1, row - 1):
        full.qtbot.waitUntil(
            lambda near=near: (look := viewer.feed.look(ids[near])) is not None and bool(look.images), timeout=10_000
        )
    viewer.step(1)
    assert viewer.canvas.sharp  # at once


def test_zoom_by_keys_wheel_and_buttons(full: House, opened: Open) -> None:
    viewer = opened("noise.png")
    canvas = viewer.canvas
    fitting = canvas.frame.scale
    assert fitting < 1
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(canvas, Qt.Key.Key_1, control)
    assert canvas.frame.scale == 1.0
    assert viewer.bar.actual_button.isChecked()
    sharp(full, viewer)
    pixels = np.asarray(Image.open(full.bench.catalogue.library.folder.parent / "shelf" / "noise.png"))
    corner = canvas.frame.to_picture(canvas.rect().topLeft().toPointF())
    seen = canvas.grab().toImage().pixelColor(10, 10)
    assert seen.getRgb()[:3] == tuple(pixels[int(corner.y()) + 10, int(corner.x()) + 10])  # type: ignore[index]
    QTest.keyClick(canvas, Qt.Key.Key_Plus, control)
    assert canvas.frame.scale == 1.25
    QTest.keyClick(canvas, Qt.Key.Key_Minus, control)
    assert canvas.frame.scale == pytest.approx(1.0)
    QTest.keyClick(canvas, Qt.Key.Key_0, control)
    assert (canvas.frame.mode, canvas.frame.scale) == ("fit", fitting)
    assert full.bench.model.card(viewer.image).rating is None  # Ctrl+0 and Ctrl+1 are no ratings here
    QTest.keyClick(canvas, Qt.Key.Key_Z)
    assert canvas.frame.scale == 1.0
    QTest.mouseClick(viewer.bar.fill_button, Qt.MouseButton.LeftButton)
    assert canvas.frame.mode == "fill"
    QTest.mouseClick(viewer.bar.fit_button, Qt.MouseButton.LeftButton)
    assert canvas.frame.mode == "fit"
    assert full.bench.grid.thumbnail_size == full.bench.status_bar.slider.value()


def test_panning_by_hand_asks_for_tiles_and_shows_them(full: House, opened: Open) -> None:
    viewer = opened("noise.png")
    canvas = viewer.canvas
    viewer.canvas.zoom_to(4.0)
    sharp(full, viewer)
    before = canvas.frame.visible
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    QTest.mouseMove(canvas, QPoint(200, 250))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 250))
    assert canvas.frame.visible.left() == pytest.approx(before.left() + 25, abs=1)
    assert canvas.frame.visible.top() == pytest.approx(before.top() + 12.5, abs=1)
    sharp(full, viewer)


def test_settings_are_kept_for_each_image_and_person(full: House, opened: Open) -> None:
    viewer = opened("leaf_0.jpg")
    path = full.bench.catalogue.library.folder.parent / "shelf" / "leaf_0.jpg"
    content, before = path.read_bytes(), colour(viewer, 0.9, 0.9)
    viewer.panel.invert.click()
    sharp(full, viewer)
    full.qtbot.waitUntil(lambda: colour(viewer, 0.9, 0.9) != before, timeout=5000)
    after = colour(viewer, 0.9, 0.9)
    assert abs(after.red() + before.red() - 255) <= 2
    viewer.panel.rotate.click()
    sharp(full, viewer)
    wide, high = viewer.canvas.turn.shown
    assert (wide, high) == (800, 1200)
    viewer.step(1)
    sharp(full, viewer)
    assert viewer.settings == ViewSettings()
    assert not viewer.panel.invert.isChecked()
    full.bench.viewing.close()
    full.settle()
    viewer.feed.forget()
    again = opened("leaf_0.jpg")
    assert again.settings == ViewSettings(invert=True, turn=90)
    assert again.panel.invert.isChecked()
    assert path.read_bytes() == content
    again.panel.reset.click()
    full.bench.viewing.close()
    full.settle()
    kept: list[object] = []
    image, pictures = named(full, "leaf_0.jpg"), full.bench.catalogue.pictures
    full.bench.workshop.ask(lambda: pictures.settings(image), kept.append)
    full.settle()
    assert kept == [{}]


def test_window_and_level_of_a_deep_image(full: House, opened: Open) -> None:
    viewer = opened("deep.tif")
    viewer.panel.auto.click()
    sharp(full, viewer)
    assert "all" in viewer.settings.windows
    histogram = viewer.panel.histogram
    full.bench.viewing.adjust(True)
    histogram.setFocus()
    black = histogram.black
    QTest.keyClick(histogram, Qt.Key.Key_Right)
    assert histogram.black > black
    QTest.keyClick(histogram, Qt.Key.Key_Space)
    white = histogram.white
    QTest.keyClick(histogram, Qt.Key.Key_Left)
    assert histogram.white < white
    assert viewer.settings.windows["all"] == (histogram.black, histogram.white)
    assert not viewer.panel.channel_buttons["red"].isEnabled()
    sharp(full, viewer)


def test_values_and_scale_are_told(full: House, opened: Open) -> None:
    viewer = opened("deep.tif")
    canvas = viewer.canvas
    assert canvas.size_of_pixel is not None
    assert (canvas.size_of_pixel.x, canvas.size_of_pixel.unit) == (0.5, "µm")
    canvas.pointed.emit(30, 20)
    full.qtbot.waitUntil(lambda: "≈" not in canvas.read_out and canvas.read_out != "", timeout=5000)
    assert canvas.read_out == "x 30 y 20 · 16-bit 2,000"
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, QPoint(100, 100))
    QTest.mouseMove(canvas, QPoint(200, 100))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, QPoint(200, 100))
    assert "µm" in canvas.ruler_words and "px" in canvas.ruler_words
    canvas.pointed.emit(-1, -1)
    assert canvas.read_out == ""


def test_pages_by_slider_and_keys(full: House, opened: Open) -> None:
    viewer = opened("stack.tif")
    assert viewer.panel.page.maximum() == 3
    assert colour(viewer).red() == 50
    QTest.keyClick(viewer.canvas, Qt.Key.Key_PageDown)
    sharp(full, viewer)
    full.qtbot.waitUntil(lambda: colour(viewer).red() == 100, timeout=5000)
    viewer.panel.page.setValue(3)
    full.qtbot.waitUntil(lambda: colour(viewer).red() == 150, timeout=5000)
    assert viewer.panel.page_words.text() == "3 / 3"


def test_a_missing_file_is_said_over_its_thumbnail(full: House, opened: Open) -> None:
    shelf = full.bench.catalogue.library.folder.parent / "shelf"
    os.rename(shelf / "leaf_1.jpg", shelf / "elsewhere.jpg")
    full.bench.viewing.open(named(full, "leaf_1.jpg"))
    viewer = full.bench.viewing.viewer
    full.qtbot.waitUntil(lambda: "does not exist" in viewer.canvas.notice, timeout=10_000)
    assert "stored thumbnail" in viewer.canvas.notice
    assert "does not exist" in viewer.canvas.accessibleDescription()
    assert viewer.feed.thumb(viewer.image) is not None
    os.rename(shelf / "elsewhere.jpg", shelf / "leaf_1.jpg")
    catalogue = full.bench.catalogue
    full.bench.workshop.ask(lambda: catalogue.images.edit([viewer.image], {"title": "back"}), lane="write")
    full.qtbot.waitUntil(lambda: viewer.canvas.sharp and viewer.canvas.notice == "", timeout=10_000)


def test_a_changed_and_a_damaged_file_are_said(full: House) -> None:
    shelf = full.bench.catalogue.library.folder.parent / "shelf"
    make_picture(shelf / "leaf_0.jpg", 77, (900, 500))
    (shelf / "noise.png").write_bytes(b"\x89PNG\r\n\x1a\n and nothing more")
    viewer = full.bench.viewing.viewer
    full.bench.viewing.open(named(full, "leaf_0.jpg"))
    full.qtbot.waitUntil(lambda: "no longer the file that was imported" in viewer.canvas.notice, timeout=10_000)
    full.bench.viewing.open(named(full, "noise.png"))
    full.qtbot.waitUntil(lambda: "noise.png" in viewer.canvas.message, timeout=10_000)
    viewer.canvas.grab()
    assert not viewer.panel.histogram.isEnabled()


def test_slideshow_full_screen_and_facts(full: House, opened: Open) -> None:
    viewer = opened("leaf_0.jpg")
    QTest.keyClick(viewer.canvas, Qt.Key.Key_I)
    assert ("Camera", "Canon EOS R5") not in viewer.canvas.info
    assert viewer.canvas.info[0] == ("Name", "leaf_0.jpg")
    full.bench.actions_["view.slides"].trigger()
    assert viewer.sliding
    full.qtbot.waitUntil(full.window.isFullScreen)
    full.qtbot.waitUntil(lambda: not viewer.bar.isVisible(), timeout=5000)
    first = viewer.image
    viewer._slide.start(1)
    full.qtbot.waitUntil(lambda: viewer.image != first, timeout=10_000)
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    assert not viewer.sliding
    full.qtbot.waitUntil(lambda: viewer.bar.isVisible() and not full.window.isFullScreen(), timeout=5000)
    assert full.bench.viewing.on


def test_every_control_has_a_name(opened: Open, full: House) -> None:
    viewer = opened("leaf_0.jpg")
    full.bench.viewing.adjust(True)
    parts = [viewer.canvas, viewer.strip, viewer.panel.histogram, viewer.panel.page, *viewer.panel._sliders.values()]
    parts += [viewer.bar.back_button, viewer.bar.fit_button, *viewer.panel.channel_buttons.values(), viewer.panel.auto]
    for part in parts:
        interface = QAccessible.queryAccessibleInterface(part)
        assert interface.text(QAccessible.Text.Name), part
    assert viewer.canvas.accessibleName() == "Picture leaf_0.jpg"


def test_the_filmstrip_shows_where_one_is(full: House, opened: Open) -> None:
    viewer = opened("leaf_0.jpg")
    rows = [row for row, _ in viewer.strip.places()]
    assert rows == list(range(5))
    full.qtbot.waitUntil(lambda: viewer.strip._feed.idle, timeout=10_000)
    place = next(place for row, place in viewer.strip.places() if row == 4)
    QTest.mouseClick(viewer.strip, Qt.MouseButton.LeftButton, pos=place.center())
    assert viewer.image == full.bench.model.ids[4]


def test_closing_the_window_in_the_viewer_keeps_the_shape_of_the_grid(full: House, opened: Open) -> None:
    viewer = opened("leaf_0.jpg")
    viewer.invert()
    full.bench.viewing.adjust(True)
    full.bench.keep()
    state = full.window.state
    assert state.side_shown
    assert state.tab in ("describe", "file", "history")
