"""The grid by mouse, by keyboard, by drag and by ear."""

import os
from array import array

import pytest
from grid_parts import PlainPictures, card, found
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QPushButton, QToolTip

from janus_desktop.models import Matching, Question
from janus_desktop.ui.grid.model import GridModel
from janus_desktop.ui.grid.selection import Selection
from janus_desktop.ui.grid.view import GridView
from janus_desktop.ui.look import apply, look

LEFT, NO = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key


@pytest.fixture
def grid(qtbot):
    """A grid of 40 images in five columns, its cards at hand."""
    return make_grid(qtbot, range(1, 41))


def make_grid(qtbot, ids, runs=(), **question):
    model = GridModel()
    view = GridView(model, Selection(model), PlainPictures())
    qtbot.addWidget(view)
    view.resize(744, 694)
    model.wanted_cards.connect(lambda wanted: model.put_cards({image: card(image) for image in wanted}))
    view.show()
    model.set_found(found(ids, runs, **question))
    seen(qtbot, view)
    return view


def seen(qtbot, view):
    """Wait until the view asked for what it shows."""
    qtbot.waitUntil(lambda: not view._look_soon.isActive())
    view.grab()


def middle(view, row):
    return view.rect_of(row).center()


def click(qtbot, view, row, modifiers=NO):
    qtbot.mouseClick(view.viewport(), LEFT, modifiers, middle(view, row))


def press(qtbot, view, key, modifiers=NO):
    qtbot.keyClick(view, key, modifiers)


def chosen(view):
    return view.selection.chosen()


def mouse(view, kind, where, buttons=LEFT, modifiers=NO):
    button = LEFT if kind != QEvent.Type.MouseMove else Qt.MouseButton.NoButton
    position = QPointF(where)
    event = QMouseEvent(kind, position, view.viewport().mapToGlobal(position), button, buttons, modifiers)
    {
        QEvent.Type.MouseButtonPress: view.mousePressEvent,
        QEvent.Type.MouseMove: view.mouseMoveEvent,
        QEvent.Type.MouseButtonRelease: view.mouseReleaseEvent,
    }[kind](event)


# by mouse


def test_a_click_selects_one_and_shift_and_control_more(grid, qtbot):
    click(qtbot, grid, 2)
    assert chosen(grid) == (3,)
    click(qtbot, grid, 6, SHIFT)
    assert chosen(grid) == (3, 4, 5, 6, 7)
    click(qtbot, grid, 4, SHIFT)
    assert chosen(grid) == (3, 4, 5), "Shift extends from where the first click was"
    click(qtbot, grid, 9, CONTROL)
    assert chosen(grid) == (3, 4, 5, 10)
    click(qtbot, grid, 3, CONTROL)
    assert chosen(grid) == (3, 5, 10)


def test_a_click_into_the_selection_selects_that_one_when_let_go(grid, qtbot):
    grid.selection.set_ids([1, 2, 3])
    qtbot.mousePress(grid.viewport(), LEFT, NO, middle(grid, 1))
    assert chosen(grid) == (1, 2, 3)
    qtbot.mouseRelease(grid.viewport(), LEFT, NO, middle(grid, 1))
    assert chosen(grid) == (2,)


def test_a_double_click_opens(grid, qtbot):
    with qtbot.waitSignal(grid.activated) as opened:
        qtbot.mouseDClick(grid.viewport(), LEFT, NO, middle(grid, 7))
    assert opened.args == [8]


def test_a_click_beside_the_cells_selects_nothing(grid, qtbot):
    grid.selection.select_only(1)
    qtbot.mouseClick(grid.viewport(), LEFT, NO, QPoint(3, 3))
    assert chosen(grid) == ()


def test_a_rubber_band_selects_what_it_touches(grid, qtbot):
    start, end = QPoint(2, 2), middle(grid, 6)
    mouse(grid, QEvent.Type.MouseButtonPress, start)
    mouse(grid, QEvent.Type.MouseMove, end)
    assert chosen(grid) == (1, 2, 6, 7)
    mouse(grid, QEvent.Type.MouseMove, middle(grid, 0))
    assert chosen(grid) == (1,)
    mouse(grid, QEvent.Type.MouseButtonRelease, middle(grid, 0), Qt.MouseButton.NoButton)
    assert chosen(grid) == (1,)


def test_a_rubber_band_with_control_adds(grid, qtbot):
    grid.selection.set_ids([20])
    mouse(grid, QEvent.Type.MouseButtonPress, QPoint(2, 2), LEFT, CONTROL)
    mouse(grid, QEvent.Type.MouseMove, middle(grid, 1), LEFT, CONTROL)
    assert chosen(grid) == (1, 2, 20)


def test_the_menu_is_for_what_is_under_the_pointer(grid, qtbot):
    where = middle(grid, 4)
    grid.selection.set_ids([1, 2])
    with qtbot.waitSignal(grid.context_menu):
        grid.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, QPoint(5, 5)))
    assert chosen(grid) == (5,)
    grid.selection.set_ids([5, 6])
    grid.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, QPoint(5, 5)))
    assert chosen(grid) == (5, 6), "a selected one keeps the selection"


def test_control_and_the_wheel_change_the_size(grid, qtbot):
    with qtbot.waitSignal(grid.thumbnail_size_changed) as changed:
        turn(grid, 240)
    assert changed.args == [152]
    for _ in range(40):
        turn(grid, -120)
    assert grid.thumbnail_size == 96


def turn(view, by):
    where = QPointF(100, 100)
    event = QWheelEvent(
        where, view.mapToGlobal(where), QPoint(), QPoint(0, by), Qt.MouseButton.NoButton, CONTROL,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    view.wheelEvent(event)


def test_a_tool_tip_shows_letters_as_they_are(grid, qtbot):
    grid.model.put_cards({1: card(1, filename="<b>bold</b>.jpg", title="a <img src=x> title")})
    where = middle(grid, 0)
    grid.viewportEvent(QHelpEvent(QEvent.Type.ToolTip, where, grid.viewport().mapToGlobal(where)))
    assert "&lt;b&gt;bold" in QToolTip.text()
    QToolTip.hideText()


# by keyboard


def test_arrows_move_and_select(grid, qtbot):
    press(qtbot, grid, KEY.Key_Right)
    assert chosen(grid) == (1,), "the first key goes to what is seen first"
    press(qtbot, grid, KEY.Key_Right)
    press(qtbot, grid, KEY.Key_Down)
    assert chosen(grid) == (7,)
    press(qtbot, grid, KEY.Key_Left)
    press(qtbot, grid, KEY.Key_Up)
    assert chosen(grid) == (1,)
    press(qtbot, grid, KEY.Key_Up)
    press(qtbot, grid, KEY.Key_Left)
    assert chosen(grid) == (1,), "the first stays the first"


def test_home_end_and_pages(grid, qtbot):
    press(qtbot, grid, KEY.Key_End)
    assert chosen(grid) == (40,)
    assert grid.rect_of(39).bottom() < grid.viewport().height(), "the last is on screen"
    press(qtbot, grid, KEY.Key_PageUp)
    assert chosen(grid) == (25,)
    press(qtbot, grid, KEY.Key_Home)
    assert chosen(grid) == (1,)
    assert grid.scroll_y == 0
    press(qtbot, grid, KEY.Key_PageDown)
    assert chosen(grid) == (16,)


def test_shift_extends_and_control_only_moves(grid, qtbot):
    click(qtbot, grid, 1)
    press(qtbot, grid, KEY.Key_Right, SHIFT)
    press(qtbot, grid, KEY.Key_Down, SHIFT)
    assert chosen(grid) == (2, 3, 4, 5, 6, 7, 8)
    press(qtbot, grid, KEY.Key_Up, SHIFT)
    press(qtbot, grid, KEY.Key_Left, SHIFT)
    assert chosen(grid) == (2,)
    press(qtbot, grid, KEY.Key_End, CONTROL)
    assert chosen(grid) == (2,)
    press(qtbot, grid, KEY.Key_Space, CONTROL)
    assert chosen(grid) == (2, 40)
    press(qtbot, grid, KEY.Key_Space, CONTROL)
    assert chosen(grid) == (2,)


def test_all_none_and_invert(grid, qtbot):
    press(qtbot, grid, KEY.Key_A, CONTROL)
    assert chosen(grid) == Matching(Question())
    press(qtbot, grid, KEY.Key_A, CONTROL | SHIFT)
    assert chosen(grid) == ()
    click(qtbot, grid, 0)
    press(qtbot, grid, KEY.Key_I, CONTROL)
    assert chosen(grid) == Matching(Question(), frozenset({1}))


@pytest.mark.parametrize("key", [KEY.Key_Return, KEY.Key_Enter, KEY.Key_Space])
def test_enter_and_space_open(grid, qtbot, key):
    click(qtbot, grid, 3)
    with qtbot.waitSignal(grid.activated) as opened:
        press(qtbot, grid, key)
    assert opened.args == [4]


def test_the_menu_comes_by_keyboard_at_the_current_cell(grid, qtbot):
    click(qtbot, grid, 3)
    with qtbot.waitSignal(grid.context_menu) as asked:
        press(qtbot, grid, KEY.Key_F10, SHIFT)
    assert asked.args[0] == grid.viewport().mapToGlobal(middle(grid, 3))
    with qtbot.waitSignal(grid.context_menu):
        grid.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))


def test_digits_and_other_keys_are_left_to_actions(grid):
    for key, text in ((KEY.Key_3, "3"), (KEY.Key_Delete, ""), (KEY.Key_F2, "")):
        event = QKeyEvent(QEvent.Type.KeyPress, key, NO, text)
        grid.keyPressEvent(event)
        assert not event.isAccepted()


def test_typing_a_name_goes_there(qtbot):
    view = make_grid(qtbot, range(1, 3000))
    names = {2: "alpha_1.jpg", 900: "alpha_7.jpg", 2500: "beta.jpg"}
    view.model.put_cards({image: card(image, filename=name) for image, name in names.items()})
    qtbot.keyClicks(view, "al")
    assert view.selection.current == 2
    event = QKeyEvent(QEvent.Type.ShortcutOverride, KEY.Key_7, NO, "7")
    event.ignore()
    view.event(event)
    assert event.isAccepted(), "a digit within a name is no rating"
    qtbot.keyClicks(view, "pha_7")
    assert view.selection.current == 900
    row = view.model.row_of(900)
    assert view.viewport().rect().contains(view.rect_of(row))
    press(qtbot, view, KEY.Key_Escape)
    qtbot.keyClicks(view, "be")
    assert view.selection.current == 2500


def test_a_name_that_is_not_at_hand_is_told(grid, qtbot):
    with qtbot.waitSignal(grid.typed) as typed:
        qtbot.keyClicks(grid, "z")
    assert typed.args == ["z"]


# groups


RUNS = [(0, "2021-06-14"), (7, "2021-06-12"), (30, "")]


def test_a_head_closes_and_opens_its_group(qtbot):
    view = make_grid(qtbot, range(1, 41), RUNS)
    qtbot.mouseClick(view.viewport(), LEFT, NO, QPoint(40, 20))
    assert view.rect_of(3) is None
    assert view.visible_rows()[0] == 7
    press(qtbot, view, KEY.Key_Home)
    assert chosen(view) == (8,), "closed groups are stepped over"
    qtbot.mouseClick(view.viewport(), LEFT, NO, QPoint(40, 20))
    assert view.rect_of(3) is not None
    view.collapse_all()
    assert view.visible_rows() == []
    press(qtbot, view, KEY.Key_Down)
    view.show_id(9)
    assert view.rect_of(8) is not None, "what is gone to is opened"


def test_plus_and_minus_open_and_close_the_group(qtbot):
    view = make_grid(qtbot, range(1, 41), RUNS)
    click(qtbot, view, 8)
    press(qtbot, view, KEY.Key_Minus)
    assert view.rect_of(8) is None
    assert view.rect_of(0) is not None
    press(qtbot, view, KEY.Key_Plus)
    assert view.rect_of(8) is not None


def test_control_click_on_a_head_selects_the_group(qtbot):
    view = make_grid(qtbot, range(1, 41), RUNS)
    qtbot.mouseClick(view.viewport(), LEFT, CONTROL, QPoint(40, 20))
    assert chosen(view) == (1, 2, 3, 4, 5, 6, 7)


def test_the_head_stays_in_sight(qtbot):
    view = make_grid(qtbot, range(1, 41), RUNS)
    view.verticalScrollBar().setValue(view.arrangement.rect(20).top())
    assert view.head_at(QPoint(60, 10)).key == "2021-06-12"
    assert view.row_at(QPoint(60, 10)) is None
    press(qtbot, view, KEY.Key_Home)
    assert view.head_at(QPoint(60, 10)).key == "2021-06-14"


# keeping the place


def test_what_is_seen_stays_when_the_width_changes(qtbot):
    grid = make_grid(qtbot, range(1, 301))
    grid.verticalScrollBar().setValue(900)
    first = grid.model.ids[grid.visible_rows()[0]]
    before = grid.rect_of(first - 1).top()
    for width in (500, 900, 310, 744):
        grid.resize(width, 694)
        assert grid.rect_of(first - 1).top() == before
    assert grid.scroll_y == 900


def test_what_is_seen_stays_while_images_come_in(grid, qtbot):
    grid.verticalScrollBar().setValue(grid.arrangement.rect(15).top())
    grid.model.set_found(found([*range(101, 131), *range(1, 41)]))
    assert grid.rect_of(grid.model.row_of(16)).top() == 0


def test_the_top_stays_the_top(grid):
    grid.model.set_found(found([*range(101, 131), *range(1, 41)]))
    assert grid.scroll_y == 0


def test_the_current_image_stays_in_sight_when_the_order_changes(grid, qtbot):
    click(qtbot, grid, 6)
    top = grid.rect_of(6).top()
    grid.model.set_found(found(reversed(range(1, 41)), sort="filename"))
    row = grid.model.row_of(7)
    assert row == 33
    assert grid.viewport().rect().intersects(grid.rect_of(row))
    assert grid.rect_of(row).top() == top or grid.scroll_y == grid.verticalScrollBar().maximum()
    assert chosen(grid) == (7,)


def test_the_size_changes_around_what_is_seen(grid, qtbot):
    grid.verticalScrollBar().setValue(600)
    first = grid.model.ids[grid.visible_rows()[0]]
    grid.set_thumbnail_size(220)
    assert first in grid.visible_ids()


def test_another_question_begins_at_the_top(grid):
    grid.verticalScrollBar().setValue(600)
    grid.model.set_found(found(range(1, 41), text="moth"))
    assert grid.scroll_y == 0


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
    from PySide6.QtWidgets import QLabel

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
