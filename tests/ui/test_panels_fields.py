from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from janus_desktop.models import Common, Tag, TagShare
from janus_desktop.ui.panels import formats
from janus_desktop.ui.panels.chips import TagField, typed_tags
from janus_desktop.ui.panels.choices import FlagField, LabelField
from janus_desktop.ui.panels.editors import Text
from janus_desktop.ui.panels.fields import Field, TextField
from janus_desktop.ui.panels.notice import Notice
from janus_desktop.ui.panels.stars import RatingField

Shown = Callable[..., QWidget]
TAGS = [
    Tag(1, None, "Species", ("Species",)),
    Tag(2, 1, "Lycaena", ("Species", "Lycaena")),
    Tag(3, None, "basking", ("basking",)),
    Tag(4, 1, "basking", ("Species", "basking")),
]


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    """Shows fields in a window, and keeps it."""
    kept: list[QWidget] = []

    def show(*fields: Field) -> QWidget:
        window = QWidget()
        kept.append(window)
        box = QVBoxLayout(window)
        for field in fields:
            box.addWidget(field)
        box.addStretch(1)
        window.resize(320, 300)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return show


def test_enter_commits_once_and_only_what_is_new(qtbot: QtBot, shown: Shown) -> None:
    field = TextField("title", "Title")
    shown(field)
    said: list[tuple[str, object]] = []
    field.committed.connect(lambda name, value: said.append((name, value)))
    field.set_common(Common("old", 1, "Exif"), {1: 1})
    assert field.source.text() == "from file: Exif"
    qtbot.keyClicks(field.editor, "!")
    assert field.unsaved
    qtbot.keyClick(field.editor, Qt.Key.Key_Return)
    qtbot.keyClick(field.editor, Qt.Key.Key_Return)
    assert said == [("title", "!old")] or said == [("title", "old!")]
    assert not field.unsaved


def test_escape_restores_what_is_stored_by_now(qtbot: QtBot, shown: Shown) -> None:
    field = TextField("title", "Title")
    shown(field)
    field.set_common(Common("old", 1), {1: 1})
    field.editor.selectAll()
    qtbot.keyClicks(field.editor, "new")
    field.set_common(Common("theirs", 1), {1: 2})
    assert field.typed() == "new", "unsaved typing is never overwritten"
    assert field.seen == {1: 1}, "an edit is based on what was shown when it was begun"
    qtbot.keyClick(field.editor, Qt.Key.Key_Escape)
    assert field.typed() == "theirs"
    assert field.seen == {1: 2}


def test_leaving_a_field_commits(qtbot: QtBot, shown: Shown) -> None:
    first, second = TextField("title", "Title"), TextField("notes", "Notes", lines=True)
    shown(first, second)
    first.set_common(Common(None, 1), {})
    second.set_common(Common(None, 1), {})
    first.editor.setFocus()
    qtbot.keyClicks(first.editor, "a")
    with qtbot.waitSignal(first.committed) as said:
        qtbot.keyClick(first.editor, Qt.Key.Key_Tab)
    assert said.args == ["title", "a"]
    qtbot.keyClicks(second.editor, "b")
    qtbot.keyClick(second.editor, Qt.Key.Key_Return)
    assert second.unsaved, "Enter is a new line there"
    with qtbot.waitSignal(second.committed) as said:
        qtbot.keyClick(second.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert said.args == ["notes", "b"]


def test_different_values_are_said_and_not_cleared_by_passing_through(qtbot: QtBot, shown: Shown) -> None:
    field = TextField("title", "Title")
    shown(field)
    field.set_common(Common(None, 3), {})
    assert field.typed() == ""
    assert field.editor.placeholderText() == "3 different values"
    with qtbot.assertNotEmitted(field.committed):
        field.editor.setFocus()
        qtbot.keyClicks(field.editor, "x")
        qtbot.keyClick(field.editor, Qt.Key.Key_Backspace)
        qtbot.keyClick(field.editor, Qt.Key.Key_Return)
    with qtbot.waitSignal(field.committed) as said:
        field.editor.cleared.emit()  # the context menu's “Clear for all selected images”
    assert said.args == ["title", None]


def test_a_date_is_read_nicely_and_written_exactly(qtbot: QtBot, shown: Shown) -> None:
    field = TextField(
        "taken",
        "Taken",
        shown=formats.moment,
        edited=lambda text: text.replace("T", " ", 1),
        read=formats.typed_date,
    )
    other = TextField("title", "Title")
    shown(other, field)
    other.editor.setFocus()
    field.set_common(Common("2021-06-12T14:03:22", 1), {})
    assert field.typed() == "12 Jun 2021, 14:03:22"
    with qtbot.assertNotEmitted(field.committed):
        field.editor.setFocus()
        qtbot.waitUntil(lambda: field.typed() == "2021-06-12 14:03:22")
        other.editor.setFocus()
        qtbot.waitUntil(lambda: field.typed() == "12 Jun 2021, 14:03:22")


def test_what_was_refused_stays_and_says_why(qtbot: QtBot, shown: Shown) -> None:
    field = TextField("taken", "Taken")
    shown(field)
    field.set_common(Common(None, 1), {})
    qtbot.keyClicks(field.editor, "soon")
    qtbot.keyClick(field.editor, Qt.Key.Key_Return)
    field.refuse("“soon” is no date.")
    assert field.typed() == "soon"
    assert field.unsaved
    assert field.error.isVisible()
    assert field.editor.property("invalid")
    qtbot.keyClick(field.editor, Qt.Key.Key_Escape)
    assert field.typed() == ""
    assert not field.error.isVisible()


def test_nothing_can_be_typed_where_one_may_only_look(qtbot: QtBot, shown: Shown) -> None:
    field = TextField("title", "Title")
    shown(field)
    field.set_read_only(True)
    qtbot.keyClicks(field.editor, "a")
    assert field.typed() == ""


def test_stars_by_mouse_and_keys(qtbot: QtBot, shown: Shown) -> None:
    field = RatingField("rating", "Rating")
    shown(field)
    said: list[object] = []
    field.committed.connect(lambda _name, value: said.append(value))
    field.set_common(Common(3, 1), {})
    stars = field.stars
    assert stars.accessibleDescription() == "3 of 5 stars"
    for star in (5, 3):
        qtbot.mouseClick(stars, Qt.MouseButton.LeftButton, pos=stars.centre(star).toPoint())
    for key in (Qt.Key.Key_4, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_0):
        qtbot.keyClick(stars, key)
    assert said == [5, None, 4, 4, 2, None]
    field.set_read_only(True)
    qtbot.keyClick(stars, Qt.Key.Key_1)
    assert len(said) == 6
    field.set_common(Common(None, 2), {})
    assert stars.accessibleDescription() == "2 different"


def test_a_label_has_a_word_and_may_be_foreign(qtbot: QtBot, shown: Shown) -> None:
    field = LabelField("label", "Label")
    shown(field)
    field.set_common(Common("green", 1), {})
    assert field.box.currentText() == "Green"
    field.set_common(Common("Approved", 1), {})
    assert field.box.currentText() == "Approved"
    field.set_common(Common(None, 2), {})
    assert field.box.currentIndex() == -1
    assert field.box.placeholderText() == "2 different"
    field.set_common(Common(None, 1), {})
    assert field.box.currentText() == "None"
    assert field.box.count() == 6
    with qtbot.waitSignal(field.committed) as said:
        qtbot.keyClick(field.box, Qt.Key.Key_Down)
    assert said.args == ["label", "red"]


def test_the_flag_is_one_of_three(qtbot: QtBot, shown: Shown) -> None:
    field = FlagField("flag", "Flag")
    shown(field)
    field.set_common(Common("pick", 1), {})
    assert field.buttons["pick"].isChecked()
    field.set_common(Common(None, 2), {})
    assert not any(button.isChecked() for button in field.buttons.values())
    with qtbot.waitSignal(field.committed) as said:
        field.buttons["reject"].click()
    assert said.args == ["flag", "reject"]
    with qtbot.waitSignal(field.committed) as said:
        field.buttons[None].click()
    assert said.args == ["flag", None]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Lycaena", ["Species|Lycaena"]),
        ("lycaena ", ["Species|Lycaena"]),
        ("basking", ["basking"]),
        ("Species › Lycaena, new", ["Species|Lycaena", "new"]),
        ("A|B; A | B", ["A|B"]),
        (" , ;", []),
    ],
)
def test_typed_tags(typed: str, wanted: list[str]) -> None:
    assert typed_tags(typed, TAGS) == wanted


def test_chips_say_how_many_carry_them(qtbot: QtBot, shown: Shown) -> None:
    field = TagField("tags", "Tags")
    shown(field)
    field.set_known(TAGS)
    field.set_tags((TagShare(TAGS[2], 1), TagShare(TAGS[1], 3)), 3)
    assert [chip.text() for chip in field.chips] == ["Species › Lycaena", "basking · 1 of 3"]
    whole, part = field.chips
    assert not whole.partial
    with qtbot.waitSignal(field.removed) as said:
        qtbot.mouseClick(whole, Qt.MouseButton.LeftButton, pos=whole.cross().center())
    assert said.args == [[2]]
    with qtbot.waitSignal(field.added) as said:
        qtbot.mouseClick(part, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert said.args == [["basking"]]
    with qtbot.waitSignal(field.removed) as said:
        qtbot.keyClick(part, Qt.Key.Key_Delete)
    assert said.args == [[3]]
    qtbot.keyClicks(field.line, "Lycaena")
    with qtbot.waitSignal(field.added) as said:
        field.line.completer().popup().hide()
        qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert said.args == [["Species|Lycaena"]]
    assert field.line.text() == ""


def test_a_completion_is_added_at_once(qtbot: QtBot, shown: Shown) -> None:
    field = TagField("tags", "Tags")
    shown(field)
    field.set_known(TAGS)
    field.line.setFocus()
    qtbot.keyClicks(field.line, "lyc")
    popup = field.line.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    with qtbot.waitSignal(field.added) as said:
        qtbot.keyClick(popup, Qt.Key.Key_Down)
        qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert said.args == [["Species|Lycaena"]]
    assert field.line.text() == ""


def test_long_chips_wrap_and_elide(qtbot: QtBot, shown: Shown) -> None:
    field = TagField("tags", "Tags")
    window = shown(field)
    many = [Tag(n, None, f"Donaudampfschifffahrt {n}", (f"Donaudampfschifffahrt {n}",)) for n in range(10, 30)]
    before = field.well.height()
    field.set_tags([TagShare(tag, 1) for tag in many], 1)
    window.resize(300, 600)
    qtbot.waitUntil(lambda: field.well.height() > before * 5)
    assert all(chip.geometry().right() <= field.well.width() for chip in field.chips)


def test_several_lines_are_as_high_as_they_need(qtbot: QtBot, shown: Shown) -> None:
    field = TextField("notes", "Notes", lines=True)
    shown(field)
    field.set_common(Common("one\ntwo\nthree\nfour", 1), {})
    assert isinstance(field.editor, Text)
    qtbot.waitUntil(lambda: not field.editor.verticalScrollBar().isVisible())
    assert Text.LEAST < field.editor.height() < Text.MOST
    field.set_common(Common("line\n" * 50, 1), {})
    assert field.editor.height() == Text.MOST


def test_a_notice_offers_and_closes(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    done: list[str] = []
    notice.say("<b>No</b>", ("Again", lambda: done.append("again")))
    assert notice.text.text() == "<b>No</b>"
    assert notice.text.textFormat() == Qt.TextFormat.PlainText
    notice.buttons()[0].click()
    assert done == ["again"]
    assert not notice.isVisible()
