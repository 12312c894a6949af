"""The grid by mouse and by keyboard, in groups, and how it keeps its place."""

import pytest
from grid_parts import LEFT, NO, card, chosen, click, found, make_grid, middle, mouse, press
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip

from janus_desktop.models import Matching, Question

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key


@pytest.fixture
def grid(qtbot):
    """A grid of 40 images in five columns, its cards at hand."""
    return make_grid(qtbot, range(1, 41))


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
