"""What the grid asks for, takes in and gives away, what it says when empty, and how it is painted and heard."""

import os
from array import array

import pytest
from grid_parts import LEFT, NO, card, chosen, found, make_grid, middle, mouse, seen
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QPushButton

from janus_desktop.ui.grid.model import GridModel
from janus_desktop.ui.look import apply, look

RUNS = [(0, "2021-06-14"), (7, "2021-06-12"), (30, "")]


@pytest.fixture
def grid(qtbot):
    """A grid of 40 images in five columns, its cards at hand."""
    return make_grid(qtbot, range(1, 41))


# what is asked for


def test_it_asks_for_what_is_seen_and_the_next_screen(qtbot):
    view = make_grid(qtbot, range(1, 1001))
    count = len(view.visible_rows())
    assert view.pictures.wishes[-1][:count] == view.visible_ids()
    assert count < len(view.pictures.wishes[-1]) <= 2 * count
    asked = []
    view.model.wanted_cards.connect(asked.extend)
    view.verticalScrollBar().setValue(20_000)
    seen(qtbot, view)
    assert set(view.visible_ids()) <= set(asked)
    assert len(asked) <= 3 * len(view.visible_rows())


def test_cards_that_changed_are_asked_for_again_and_shown_until_then(qtbot):
    model = GridModel()
    model.set_found(found([1, 2]))
    asked = []
    model.wanted_cards.connect(asked.append)
    model.want([1, 2])
    model.want([1, 2])
    assert asked == [[1, 2]], "nobody is asked twice for the same"
    model.put_cards({1: card(1), 2: card(2)})
    model.forget([2, 77])
    assert model.card(2) is not None
    model.want([1, 2])
    assert asked[-1] == [2]
    model.put_cards({2: card(2, rating=3)})
    assert model.card(2).rating == 3
    model.forget()
    model.want([1, 2])
    assert asked[-1] == [1, 2]


def test_the_cards_that_are_kept_are_bounded(qapp):
    model = GridModel()
    model.set_found(found(range(10_000)))
    for start in range(0, 10_000, 500):
        model.put_cards({image: card(image) for image in range(start, start + 500)})
    assert model.card(0) is None
    assert model.card(9_999) is not None
    assert len(list(model.cards())) == 4000


# drag and drop


def dropping(view, urls):
    mime = QMimeData()
    mime.setUrls(urls)
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, mime, LEFT, NO)
    view.dragEnterEvent(enter)
    if enter.isAccepted():
        view.grab()
        view.dropEvent(QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, LEFT, NO))
    return enter.isAccepted()


def test_files_and_folders_are_dropped(grid, qtbot, tmp_path):
    odd = tmp_path / "50 % #1 näme.jpg"
    with qtbot.waitSignal(grid.dropped) as dropped:
        assert dropping(grid, [QUrl.fromLocalFile(str(odd)), QUrl.fromLocalFile(str(tmp_path))])
    assert dropped.args == [[str(odd), str(tmp_path)]]


def test_names_that_are_no_utf_8_arrive_whole(grid, qtbot):
    with qtbot.waitSignal(grid.dropped) as dropped:
        dropping(grid, [QUrl.fromEncoded(b"file:///tmp/caf%E9.jpg")])
    assert os.fsencode(dropped.args[0][0]) == b"/tmp/caf\xe9.jpg"


def test_what_is_no_file_or_may_not_come_in_is_refused(grid):
    assert not dropping(grid, [QUrl("https://example.org/picture.jpg")])
    grid.set_importing(False)
    assert not dropping(grid, [QUrl.fromLocalFile("/tmp/a.jpg")])


def test_the_selection_is_dragged_away_as_files(grid, qtbot, monkeypatch):
    dragged = []

    def run(drag):
        dragged.append([url.toLocalFile() for url in drag.mimeData().urls()])
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(grid._pointer, "_run", run)  # the drag itself belongs to the desktop
    grid.selection.set_ids([2, 3])
    mouse(grid, QEvent.Type.MouseButtonPress, middle(grid, 1))
    with qtbot.waitSignal(grid.files_dragged):
        mouse(grid, QEvent.Type.MouseMove, middle(grid, 1) + QPoint(40, 40))
    assert dragged == [["/pictures/IMG_0002.jpg", "/pictures/IMG_0003.jpg"]]
    assert chosen(grid) == (2, 3)


# nothing to show


def buttons(view):
    return [button.text() for button in view.findChildren(QPushButton) if button.isVisible()]


def labels(view):
    return [label.text() for label in view.findChildren(QLabel) if label.isVisible() and label.text()]


def test_an_empty_library_invites(qtbot):
    view = make_grid(qtbot, [])
    assert "Drop pictures or folders here" in labels(view)
    assert buttons(view) == ["Import folder…", "Import files…"]
    for name, signal in (("Import folder…", view.import_folder), ("Import files…", view.import_files)):
        button = next(each for each in view.findChildren(QPushButton) if each.text() == name)
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, LEFT)
    view.set_importing(False)
    assert buttons(view) == []
    view.model.set_found(found([1]))
    assert labels(view) == []


def test_a_search_without_an_answer_can_be_cleared(qtbot):
    view = make_grid(qtbot, [], text="<i>moth</i>")
    assert labels(view) == ["Nothing found for “<i>moth</i>”"]
    button = next(each for each in view.findChildren(QPushButton) if each.isVisible())
    with qtbot.waitSignal(view.clear_search):
        qtbot.mouseClick(button, LEFT)


def test_an_empty_trash_says_so(qtbot):
    assert "The trash is empty" in labels(make_grid(qtbot, [], trashed=True))
    assert labels(make_grid(qtbot, [], folder=3)) == ["No images here"]


# painting


def test_every_kind_of_cell_can_be_painted(qtbot):
    view = make_grid(qtbot, range(1, 13), RUNS[:1])
    kinds = [
        {"rating": 5, "label": "green"}, {"rating": 1, "flag": "pick"}, {"flag": "reject", "label": "purple"},
        {"pages": 12, "format": "NEF"}, {"state": "missing"}, {"state": "offline"}, {"state": "changed"},
        {"pixels": False, "format": "CZI"}, {"taken": None, "camera": None}, {"width": None, "height": None},
        {"taken": "1931~"}, {"orientation": 6},
    ]  # fmt: skip
    view.model.put_cards({image: card(image, **kind) for image, kind in enumerate(kinds, 1)})
    view.pictures.none_of = {8, 9, 10}
    for size in (96, 120, 320):
        view.set_thumbnail_size(size)
        assert not view.grab().isNull()


def test_a_selected_cell_has_the_accent_s_ground_and_ring(grid, qtbot):
    grid.selection.select_only(1)
    rect = grid.rect_of(0)
    image = grid.viewport().grab().toImage()
    assert image.pixelColor(rect.left() + 1, rect.center().y()) == look().palette.accent
    assert image.pixelColor(rect.left() + 4, rect.center().y()) == look().palette.accent_ground


def test_another_appearance_is_painted_at_once(qapp, grid):
    apply(qapp, "light")
    light = grid.viewport().grab().toImage().pixelColor(1, 1)
    apply(qapp, "dark")
    dark = grid.viewport().grab().toImage().pixelColor(1, 1)
    apply(qapp, "light")
    assert light.lightness() > 200 > 60 > dark.lightness()


# by ear


def test_a_screen_reader_finds_a_list_with_a_name_for_each_cell(qtbot):
    view = make_grid(qtbot, range(1, 1001))
    view.model.put_cards({3: card(3, filename="moth.jpg", rating=4, label="green", flag="pick", pages=2)})
    reader = QAccessible.queryAccessibleInterface(view)
    assert reader.role() == QAccessible.Role.List
    assert reader.text(QAccessible.Text.Name) == "Images"
    assert reader.childCount() == 1000
    cell = reader.child(2)
    assert cell.role() == QAccessible.Role.ListItem
    assert cell.text(QAccessible.Text.Name).startswith("moth.jpg, 4 stars, label Green, Pick, 2 pages")
    assert cell.rect().center() == view.viewport().mapToGlobal(middle(view, 2))
    assert reader.indexOfChild(cell) == 2
    view.selection.select_only(3)
    assert cell.state().selected
    assert not reader.child(5).state().selected
    assert reader.child(900).text(QAccessible.Text.Name).startswith("Image 901 of 1")
    assert reader.child(900).state().offscreen
    where = view.viewport().mapToGlobal(middle(view, 4))
    assert reader.childAt(where.x(), where.y()).text(QAccessible.Text.Name).startswith("IMG_0005")


def test_the_items_kept_for_readers_are_bounded(qtbot):
    view = make_grid(qtbot, range(1, 5001))
    reader = QAccessible.queryAccessibleInterface(view)
    for row in range(2000):
        assert reader.child(row).isValid()
    assert len(reader._cells) <= 512
    view.model.set_found(found(array("q", [1])))
    assert not reader.child(0).state().invalid
    assert reader.child(1) is None
