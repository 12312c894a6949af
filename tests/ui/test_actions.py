"""The table of actions: no key twice, plain keys only in the grid, and why something is grey."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from janus_desktop.models import Right
from janus_desktop.ui.action_table import ACTIONS, MENUS, SUBMENUS
from janus_desktop.ui.actions import Actions, plain
from janus_desktop.ui.language import say
from tests.conftest import House


def test_every_id_is_one_and_every_key_too() -> None:
    ids = [spec.id for spec in ACTIONS]
    assert len(ids) == len(set(ids))
    for viewer in (False, True):  # the viewer has keys of its own, which hold there alone
        by_key: dict[str, list[str]] = defaultdict(list)
        for spec in ACTIONS:
            for key in spec.keys if spec.viewer is viewer else ():
                assert QKeySequence(key).toString(), key
                by_key[QKeySequence(key).toString()].append(spec.id)
        assert {key: names for key, names in by_key.items() if len(names) > 1} == {}


def test_every_action_has_a_place_and_a_mnemonic_of_its_own() -> None:
    for menu in MENUS:
        taken: dict[str, str] = {}
        inner: set[str] = set()
        for spec in ACTIONS:
            if spec.menu != menu or spec.submenu in inner:
                continue
            text = say(SUBMENUS[spec.submenu]) if spec.submenu else say(spec.text)
            if spec.submenu:
                inner.add(spec.submenu)
            assert "&" in text or menu == "image", f"{spec.id} has no mnemonic"
            letter = text[text.find("&") + 1].casefold() if "&" in text else ""
            assert not letter or letter not in taken, f"{menu}: {text} and {taken.get(letter)}"
            taken[letter] = text
    assert {spec.menu for spec in ACTIONS} == set(MENUS)


def test_the_keys_of_the_conventions_are_there() -> None:
    keys = {key for spec in ACTIONS for key in spec.keys}
    wanted = (
        "0 1 2 3 4 5 Ctrl+0 Ctrl+5 ] [ 6 7 8 9 Ctrl+Alt+0 Ctrl+Alt+9 P X U T Ctrl+T Ctrl+E F2 Ctrl+F / Ctrl+A "
        "Ctrl+Shift+A Ctrl+I Del Ctrl+Shift+I F11 F6 F7 F8 Ctrl+Z Ctrl+Shift+Z Ctrl+, F1 ? Ctrl+/ Ctrl+L F5 Ctrl+C"
    )
    assert set(wanted.split()) <= keys


def test_the_viewer_has_the_keys_of_the_conventions() -> None:
    keys = {key for spec in ACTIONS if spec.viewer for key in spec.keys}
    wanted = "Right Space Left Backspace Home End PgDown PgUp Ctrl++ Ctrl+- Ctrl+0 Ctrl+1 Z I G"
    assert set(wanted.split()) <= keys
    assert "F9" in next(spec.keys for spec in ACTIONS if spec.id == "view.slides")


def test_which_keys_are_plain() -> None:
    assert all(plain(key) for key in ("3", "P", "]", "?", "/", "Del", "Shift+Del"))
    assert not any(plain(key) for key in ("Ctrl+3", "Ctrl+Alt+6", "F2", "Ctrl+Shift+I"))


def test_a_grey_action_says_why(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window)
    actions.fill(window.menuBar())
    held = {"open", "selected", "images", "catalogue"}
    actions.refresh(held, lambda right: right is Right.BROWSE)
    assert not actions["rate.3"].isEnabled()
    assert "Your role may not edit metadata, rate and label." in actions["rate.3"].toolTip()
    assert actions["copy.files"].isEnabled()
    actions.refresh(held, lambda right: True)
    assert actions["rate.3"].isEnabled()
    assert "may not" not in actions["rate.3"].toolTip()
    actions.refresh({"open"}, lambda right: True)
    assert not actions["rate.3"].isEnabled()
    assert not any(action.isEnabled() for action in actions.by_id.values() if action.objectName() == "undo")


def test_a_missing_method_is_found_at_once(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    with pytest.raises(AttributeError):
        Actions(window).connect_to({"editing": object()})


def test_plain_keys_do_not_fire_while_a_text_field_has_the_focus(
    window: House, pictures: Callable[..., list[Path]]
) -> None:
    bench = window.bench
    catalogue = bench.catalogue
    bench.workshop.ask(lambda: list(catalogue.imports.files(pictures(3))), lane="write")
    window.settle()
    window.qtbot.waitUntil(lambda: bench.model.count == 3, timeout=10_000)
    window.window.activateWindow()
    window.qtbot.waitUntil(window.window.isActiveWindow)
    image = bench.model.ids[0]
    bench.selection.select_only(image)
    window.settle()

    fired: list[str] = []
    for name in ("rate.4", "rate.more", "flag.reject", "label.red", "trash", "edit.tags", "search", "keys"):
        bench.actions_[name].triggered.connect(lambda _=False, name=name: fired.append(name))
    for field in (bench.search, bench.describe.fields["description"].editor_widget):
        assert field is not None
        field.setFocus()
        window.qtbot.waitUntil(field.hasFocus)
        QTest.keyClicks(field, "4x6t/?]")
        QTest.keyClick(field, Qt.Key.Key_Delete)
        text = field.text() if field is bench.search else field.toPlainText()  # type: ignore[attr-defined]
        assert text == "4x6t/?]"
        assert fired == []
    bench.search.clear()
    window.qtbot.waitUntil(lambda: bench.browsing.question.text == "" and bench.model.count == 3, timeout=5000)
    bench.selection.select_only(image)
    window.settle()

    bench.grid.setFocus()
    window.qtbot.waitUntil(bench.grid.hasFocus)
    QTest.keyClick(bench.grid, Qt.Key.Key_4)
    window.settle()
    assert "rate.4" in fired

    def rated() -> bool:
        card = bench.model.card(image)
        return card is not None and card.rating == 4

    window.qtbot.waitUntil(rated, timeout=5000)
    QTest.keyClick(bench.grid, Qt.Key.Key_Delete)
    window.settle()
    assert fired[-1] == "trash"
    window.qtbot.waitUntil(lambda: bench.model.count == 2, timeout=5000)
