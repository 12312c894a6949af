from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from janus_desktop.models import Catalogue, Change, Matching, Question
from janus_desktop.ui.panels.describe import DescribePanel, concerned
from janus_desktop.ui.panels.fields import TextField
from janus_desktop.ui.panels.stars import RatingField
from janus_desktop.ui.workers import Workshop

Ids = Callable[..., list[int]]
Another = Callable[[str, str], Catalogue]
pytest_plugins = ["panels_library"]


@pytest.fixture
def panel(qtbot: QtBot, shelf: Catalogue, workshop: Workshop) -> DescribePanel:
    made = DescribePanel(shelf, workshop)
    qtbot.addWidget(made)
    made.resize(308, 900)
    made.show()
    qtbot.waitExposed(made)
    return made


def show(qtbot: QtBot, panel: DescribePanel, workshop: Workshop, chosen: object) -> None:
    panel.show_chosen(chosen)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: not workshop.busy)


def text(panel: DescribePanel, name: str) -> TextField:
    field = panel.fields[name]
    assert isinstance(field, TextField)
    return field


def retype(qtbot: QtBot, field: TextField, words: str) -> None:
    field.editor.setFocus()
    field.editor.selectAll()
    qtbot.keyClicks(field.editor, words)


def stored(shelf: Catalogue, image: int, field: str) -> object:
    return shelf.images.record(image).fields[field]


def test_nothing_chosen_is_a_quiet_hint(panel: DescribePanel) -> None:
    assert "Select images" in panel._head.text()
    assert not panel.fields["title"].isVisible()


def test_what_is_shared_and_what_differs(
    qtbot: QtBot, panel: DescribePanel, shelf: Catalogue, workshop: Workshop, ids: Ids
) -> None:
    show(qtbot, panel, workshop, ids("p0.jpg", "p1.jpg"))
    assert panel._head.text() == "2 images selected"
    assert text(panel, "description").typed() == "north slope"
    assert panel.fields["description"].source.text() == "from file: Exif"
    show(qtbot, panel, workshop, ids("p0.jpg", "p3.jpg"))
    assert text(panel, "description").typed() == ""
    assert text(panel, "description").editor.placeholderText() == "2 different values"
    show(qtbot, panel, workshop, ids("p3.jpg"))
    assert panel._head.text() == "p3.jpg"
    assert text(panel, "taken").typed() == "12 Jun 2021, 14:03:22"


def test_enter_edits_all_chosen_images_as_one_operation(
    qtbot: QtBot, panel: DescribePanel, shelf: Catalogue, workshop: Workshop, ids: Ids
) -> None:
    chosen = ids("p0.jpg", "p1.jpg", "p2.jpg")
    show(qtbot, panel, workshop, chosen)
    retype(qtbot, text(panel, "creator"), "M. Kessler")
    with qtbot.waitSignal(panel.edited) as done:
        qtbot.keyClick(text(panel, "creator").editor, Qt.Key.Key_Return)
    assert done.args is not None
    assert done.args[0].images == 3
    assert {stored(shelf, image, "creator") for image in chosen} == {"M. Kessler"}
    shelf.history.undo()
    assert {stored(shelf, image, "creator") for image in chosen} == {None}


def test_typing_goes_to_the_images_it_was_typed_for(
    qtbot: QtBot, panel: DescribePanel, shelf: Catalogue, workshop: Workshop, ids: Ids
) -> None:
    first, second = ids("p0.jpg", "p1.jpg")
    show(qtbot, panel, workshop, [first])
    retype(qtbot, text(panel, "title"), "for the first")
    show(qtbot, panel, workshop, [second])
    assert stored(shelf, first, "title") == "for the first"
    assert stored(shelf, second, "title") is None
    assert text(panel, "title").typed() == ""


def test_a_value_that_cannot_be_is_said_at_its_field(
    qtbot: QtBot, panel: DescribePanel, shelf: Catalogue, workshop: Workshop, ids: Ids
) -> None:
    (image,) = ids("p0.jpg")
    show(qtbot, panel, workshop, [image])
    retype(qtbot, text(panel, "taken"), "long ago")
    qtbot.keyClick(text(panel, "taken").editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "long ago" in panel.fields["taken"].error.text())
    assert text(panel, "taken").typed() == "long ago"
    panel.refresh(None)
    qtbot.waitUntil(lambda: not workshop.busy)
    assert text(panel, "taken").typed() == "long ago"
    show(qtbot, panel, workshop, ids("p1.jpg"))
    assert panel.notice.isVisible(), "the refused text is not lost with the selection"
    panel.notice.buttons()[0].click()
    assert QGuiApplication.clipboard().text() == "long ago"
    assert stored(shelf, image, "taken") == "2021-06-12T14:03:22"


def test_a_partial_date_and_an_empty_one(
    qtbot: QtBot, panel: DescribePanel, shelf: Catalogue, workshop: Workshop, ids: Ids
) -> None:
    (image,) = ids("p0.jpg")
    show(qtbot, panel, workshop, [image])
    for typed, kept in (("Jun 1931~", "1931-06~"), ("1893", "1893"), ("", None)):
        retype(qtbot, text(panel, "taken"), typed)
        if not typed:
            qtbot.keyClick(text(panel, "taken").editor, Qt.Key.Key_Delete)
        with qtbot.waitSignal(panel.edited):
            qtbot.keyClick(text(panel, "taken").editor, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not workshop.busy)
        assert stored(shelf, image, "taken") == kept


def test_somebody_else_was_quicker(
    qtbot: QtBot, panel: DescribePanel, another: Another, shelf: Catalogue, workshop: Workshop, ids: Ids
) -> None:
    (image,) = ids("p0.jpg")
    theirs = another("jana", "user")
    show(qtbot, panel, workshop, [image])
    retype(qtbot, text(panel, "title"), "mine")
    theirs.images.edit([image], {"title": "theirs", "creator": "Jana"})
    panel.refresh(Change(frozenset({"images"}), (image,)))
    qtbot.waitUntil(lambda: not workshop.busy)
    assert text(panel, "title").typed() == "mine"
    assert text(panel, "creator").typed() == "Jana"
    qtbot.keyClick(text(panel, "title").editor, Qt.Key.Key_Return)
    qtbot.waitUntil(panel.notice.isVisible)
    assert "jana" in panel.notice.text.text()
    assert stored(shelf, image, "title") == "theirs"
    qtbot.waitUntil(lambda: text(panel, "title").typed() == "theirs")


def test_the_same_field_again_at_once_is_no_conflict(
    qtbot: QtBot, panel: DescribePanel, shelf: Catalogue, workshop: Workshop, ids: Ids
) -> None:
    (image,) = ids("p0.jpg")
    show(qtbot, panel, workshop, [image])
    rating = panel.fields["rating"]
    assert isinstance(rating, RatingField)
    for key in (Qt.Key.Key_2, Qt.Key.Key_5, Qt.Key.Key_4):
        qtbot.keyClick(rating.stars, key)
    qtbot.waitUntil(lambda: not workshop.busy and rating.stars.rating == 4)
    assert not panel.notice.isVisible()
    assert stored(shelf, image, "rating") == 4


def test_tags_of_some_and_of_all(
    qtbot: QtBot, panel: DescribePanel, shelf: Catalogue, workshop: Workshop, ids: Ids
) -> None:
    chosen = ids("p0.jpg", "p1.jpg", "p2.jpg")
    shelf.tags.add(chosen[:1], ["basking"])
    show(qtbot, panel, workshop, chosen)
    assert [chip.text() for chip in panel.tags.chips] == ["basking · 1 of 3"]
    panel.tags.chips[0].click()
    qtbot.waitUntil(lambda: [chip.text() for chip in panel.tags.chips] == ["basking"])
    panel.tags.line.setFocus()
    qtbot.keyClicks(panel.tags.line, "Species|Lycaena")
    qtbot.keyClick(panel.tags.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [chip.text() for chip in panel.tags.chips] == ["basking", "Species › Lycaena"])
    qtbot.keyClick(panel.tags.chips[0], Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: [chip.text() for chip in panel.tags.chips] == ["Species › Lycaena"])
    assert [tag.path for tag in shelf.images.record(chosen[2]).tags] == [("Species", "Lycaena")]


def test_a_selection_may_be_a_question(
    qtbot: QtBot, panel: DescribePanel, shelf: Catalogue, workshop: Workshop, ids: Ids
) -> None:
    show(qtbot, panel, workshop, Matching(Question()))
    assert panel._head.text() == "4 images selected"
    panel.fields["label"].committed.emit("label", "red")
    qtbot.waitUntil(lambda: not workshop.busy)
    assert {stored(shelf, image, "label") for image in ids("p0.jpg", "p3.jpg")} == {"red"}


def test_a_viewer_may_look_and_is_told_why_not_more(
    qtbot: QtBot, another: Another, workshop: Workshop, ids: Ids
) -> None:
    panel = DescribePanel(another("guest", "viewer"), workshop)
    qtbot.addWidget(panel)
    panel.show()
    show(qtbot, panel, workshop, ids("p0.jpg"))
    assert "edit metadata" in panel._reason.text()
    assert panel._reason.isVisible()
    assert text(panel, "title").editor.isReadOnly()
    assert not panel.tags.line.isVisible()
    rating = panel.fields["rating"]
    assert isinstance(rating, RatingField)
    with qtbot.assertNotEmitted(rating.committed):
        qtbot.keyClick(rating.stars, Qt.Key.Key_3)


def test_which_changes_concern_a_selection() -> None:
    assert concerned(Change(frozenset({"images"}), (3,)), [1, 3])
    assert not concerned(Change(frozenset({"images"}), (4,)), [1, 3])
    assert concerned(Change(frozenset({"members"}), None), [1, 3])
    assert not concerned(Change(frozenset({"people"}), None), [1, 3])
    assert concerned(Change(frozenset({"images"}), (4,)), Matching(Question()))
    assert not concerned(Change(frozenset({"images"}), (4,)), None)
