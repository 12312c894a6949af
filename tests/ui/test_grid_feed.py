"""Thumbnails reach the grid from a real library: wished, made, withdrawn, kept within bounds."""

import pytest
from PIL import Image
from PySide6.QtCore import QSize

from janus_desktop.models import LEAST_COST, Library, Question
from janus_desktop.ui.grid.model import GridModel
from janus_desktop.ui.grid.selection import Selection
from janus_desktop.ui.grid.thumbnail_feed import ThumbnailFeed, _decoded
from janus_desktop.ui.grid.view import GridView
from janus_desktop.ui.workers import Workshop

PASSWORD = "a row of plain words"
BOX = QSize(120, 112)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("grid")
    for number in range(6):
        size = (600, 400) if number % 2 else (400, 600)
        Image.new("RGB", size, (40 * number, 90, 200 - 30 * number)).save(folder / f"plain_{number}.png")
    library = Library.create(
        folder / "library", username="ada", email="ada@example.org", password=PASSWORD, cost=LEAST_COST
    )
    catalogue = library.sign_in("ada", PASSWORD)
    for _ in catalogue.imports.files([folder / f"plain_{number}.png" for number in range(6)]):
        pass
    yield library
    library.close()


@pytest.fixture
def catalogue(library):
    return library.sign_in("ada", PASSWORD)


@pytest.fixture
def workshop(qapp):
    workshop = Workshop()
    yield workshop
    assert workshop.close()


@pytest.fixture
def feed(catalogue, workshop):
    return ThumbnailFeed(catalogue, workshop)


@pytest.fixture
def ids(catalogue):
    return list(catalogue.search.find(Question()).ids)


def all_there(qtbot, feed, ids):
    qtbot.waitUntil(lambda: feed.idle and all(feed.picture(image) is not None for image in ids), timeout=20_000)


def test_a_wish_is_granted_at_the_size_and_scale_of_the_screen(feed, ids, qtbot):
    assert feed.picture(ids[0]) is None
    feed.wish(ids, BOX, 1.5)
    all_there(qtbot, feed, ids)
    for image in ids:
        picture = feed.picture(image)
        assert picture.devicePixelRatio() == 1.5
        assert picture.width() == 180 or picture.height() == 168, "it fills its box"


def test_larger_cells_get_more_pixels_and_show_the_smaller_meanwhile(feed, ids, qtbot):
    feed.wish(ids, BOX, 1.0)
    all_there(qtbot, feed, ids)
    small = {image: feed.picture(image).size() for image in ids}
    feed.wish(ids, QSize(300, 280), 1.0)
    assert all(feed.picture(image).size() == small[image] for image in ids)
    qtbot.waitUntil(lambda: feed.idle and all(feed.picture(image).size() != small[image] for image in ids))
    for image in ids:
        assert feed.picture(image).width() == 300 or feed.picture(image).height() == 280


def test_what_nobody_wants_any_more_is_withdrawn(feed, ids, qtbot):
    feed.wish(ids[:3], BOX, 1.0)
    feed.wish(ids[3:], BOX, 1.0)
    all_there(qtbot, feed, ids[3:])
    assert len([image for image in ids[:3] if feed.picture(image) is not None]) in (0, 3)
    feed.wish([], BOX, 1.0)
    assert feed.idle


def test_an_image_that_does_not_exist_lacks_a_picture(feed, qtbot):
    with qtbot.waitSignal(feed.arrived, timeout=10_000) as arrived:
        feed.wish([987_654], BOX, 1.0)
    assert arrived.args[0] == {987_654}
    assert feed.lacks(987_654)
    feed.forget([987_654])
    assert not feed.lacks(987_654)


def test_forgotten_pictures_are_shown_until_newer_ones_come(feed, ids, qtbot):
    feed.wish(ids, BOX, 1.0)
    all_there(qtbot, feed, ids)
    before = feed.picture(ids[0]).cacheKey()
    with qtbot.waitSignal(feed.arrived):
        feed.forget(ids[:1])
        assert feed.picture(ids[0]).cacheKey() == before
    assert feed.picture(ids[0]).cacheKey() != before
    feed.forget()
    all_there(qtbot, feed, ids)


def test_what_is_kept_stays_within_its_budget(catalogue, workshop, ids, qtbot):
    feed = ThumbnailFeed(catalogue, workshop, budget=3 * 120 * 80 * 4)
    for image in ids:
        feed.wish([image], BOX, 1.0)
        all_there(qtbot, feed, [image])
    assert feed.bytes_kept <= 3 * 120 * 80 * 4
    assert feed.picture(ids[0]) is None
    assert feed.picture(ids[-1]) is not None
    feed.clear()
    assert feed.bytes_kept == 0


def test_rubbish_is_no_picture(qapp):
    assert _decoded(b"\xff\xd8 no picture", BOX) is None
    assert _decoded(b"", BOX) is None


def test_the_grid_shows_a_library(catalogue, feed, workshop, ids, qtbot):
    model = GridModel()
    view = GridView(model, Selection(model), feed)
    qtbot.addWidget(view)
    view.resize(744, 500)
    model.wanted_cards.connect(
        lambda wanted: workshop.ask(lambda: catalogue.images.cards(wanted), model.put_cards, key="cards")
    )
    view.show()
    model.set_found(catalogue.search.find(Question(sort="filename", descending=False)))
    all_there(qtbot, feed, ids)
    qtbot.waitUntil(lambda: all(model.card(image) is not None for image in ids))
    assert [model.card(image).filename for image in view.visible_ids()][:2] == ["plain_0.png", "plain_1.png"]
    place = view.arrangement.cell.picture_box(view.rect_of(1)).center()
    assert view.viewport().grab().toImage().pixelColor(place).getRgb()[:3] == pytest.approx((40, 90, 170), abs=6)
