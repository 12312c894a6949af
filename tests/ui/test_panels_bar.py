"""The search field and the person in the tool bar."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from janus_desktop.models import Catalogue, Change
from janus_desktop.ui.panels.person import PersonButton
from janus_desktop.ui.panels.search import SearchField
from janus_desktop.ui.workers import Workshop

Another = Callable[[str, str], Catalogue]
pytest_plugins = ["panels_library"]


@pytest.fixture
def field(qtbot: QtBot, shelf: Catalogue, workshop: Workshop) -> SearchField:
    made = SearchField(shelf, workshop)
    qtbot.addWidget(made)
    made.show()
    return made


def test_typing_asks_once_when_it_pauses(qtbot: QtBot, field: SearchField) -> None:
    said: list[str] = []
    field.asked.connect(said.append)
    with qtbot.waitSignal(field.asked):
        qtbot.keyClicks(field, "north slope")
    assert said == ["north slope"]
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert said == ["north slope"], "nothing new to ask"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert said == ["north slope", ""]
    assert field.text() == ""
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field, Qt.Key.Key_Escape)


def test_what_was_asked_before(qtbot: QtBot, field: SearchField) -> None:
    for words in ("one", "two", "one", "R&D"):
        field.setText(words)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.history == ["R&D", "one", "two"]
    menu = field.history_menu()
    assert [action.text() for action in menu.actions() if action.text()] == ["R&&D", "one", "two", "Clear history"]
    with qtbot.waitSignal(field.asked) as said:
        menu.actions()[2].trigger()
    assert said.args == ["two"]
    field.restore(field.state())
    assert field.history[0] == "two"
    field.restore({"history": [1, "", "kept"]})
    assert field.history == ["kept"]
    field.restore({"history": "rubbish"})
    assert field.history == ["kept"]


def test_words_that_are_set_are_not_asked(qtbot: QtBot, field: SearchField) -> None:
    with qtbot.assertNotEmitted(field.asked, wait=200):
        field.set_text("given")
    assert field.text() == "given"


def test_the_account_menu(qtbot: QtBot, shelf: Catalogue, workshop: Workshop, another: Another) -> None:
    button = PersonButton(shelf, workshop)
    qtbot.addWidget(button)
    button.show()
    assert button.text() == "MK"
    assert button.accessibleName() == "Account of mk"
    actions = {action.text(): action for action in button.menu().actions() if action.text()}
    assert "mk · Superadmin" in actions
    for words, signal in (
        ("Change password…", button.change_password_asked),
        ("Administration…", button.admin_asked),
        ("Lock", button.lock_asked),
        ("Sign out", button.sign_out_asked),
    ):
        with qtbot.waitSignal(signal):
            actions[words].trigger()
    guest = PersonButton(another("guest", "viewer"), workshop)
    qtbot.addWidget(guest)
    assert not guest.admin.isEnabled()
    guest.refresh(Change(frozenset({"people"})))
    assert guest.text() == "GU"


def _offered(field: SearchField) -> list[str]:
    return [line.text for line in field.suggestions.lines if line.kind == "choice"]


def test_fields_and_values_are_offered_while_one_types(qtbot: QtBot, field: SearchField) -> None:
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "came")
    qtbot.waitUntil(lambda: field.suggestions.isVisible() and "camera" in _offered(field))
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert field.text() == "camera:"
    assert field.hasFocus()
    qtbot.waitUntil(lambda: "Canon EOS R5" in _offered(field))
    assert field.suggestions.lines[0].text == "Values of camera"
    assert field.suggestions.lines[1].choice is not None
    assert field.suggestions.lines[1].choice.count == 4
    qtbot.keyClick(field, Qt.Key.Key_Down)
    with qtbot.waitSignal(field.asked) as said:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert said.args == ['camera:"Canon EOS R5"']
    assert not field.suggestions.isVisible()
    qtbot.keyClicks(field, "rat")
    qtbot.waitUntil(lambda: "rating" in _offered(field))
    field.suggestions.grab()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.suggestions.isVisible()
    assert field.text().endswith("rat"), "the first Escape only puts the suggestions away"


def test_what_is_wrong_is_underlined_and_said(qtbot: QtBot, field: SearchField) -> None:
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    with qtbot.waitSignal(field.asked) as said:
        qtbot.keyClicks(field, "slope rating:many north")
    assert said.args == ["slope rating:many north"], "and the rest is asked"
    qtbot.waitUntil(lambda: "A number" in field.toolTip())
    assert [(each.start, each.end) for each in field.troubles] == [(13, 17)]
    qtbot.waitUntil(field.suggestions.isVisible)
    assert any(line.kind == "note" and "“many”" in line.text for line in field.suggestions.lines)
    assert field.text() == "slope rating:many north"
    qtbot.keyClicks(field, "x")
    assert field.toolTip() == ""
    field.set_text("nothing.like:it")
    qtbot.waitUntil(lambda: "no image has" in field.toolTip())
