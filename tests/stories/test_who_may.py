"""Signing in, and what a role does not allow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from janus_desktop.models import Library
from janus_desktop.ui.dialogs.change_password import ChangePasswordDialog
from tests.conftest import ADMIN, PASSWORD, House
from tests.stories.acting import click, dialog, sign_in, signed_in

NewHouse = Callable[[], House]


@pytest.fixture
def folder(home: Path, tmp_path: Path, pictures: Callable[..., list[Path]]) -> Path:
    """A library with five images."""
    made = Library.create(tmp_path / "library", username=ADMIN, email="ada@example.org", password=PASSWORD)
    catalogue = made.sign_in(ADMIN, PASSWORD)
    for _ in catalogue.imports.files(pictures(5)):
        pass
    made.close()
    return tmp_path / "library"


def test_a_wrong_password_is_said_beside_its_field(new_house: NewHouse, folder: Path) -> None:
    house = new_house()
    house.session.begin(folder)
    sign_in(house, ADMIN, "not the right one")
    page = house.session._page
    assert page is not None
    house.qtbot.waitUntil(lambda: bool(page.form.complaint("password")), timeout=20_000)
    assert house.session.bench is None
    assert page.password.hasSelectedText()
    assert not house.window.menuBar().isVisible()
    sign_in(house, ADMIN, PASSWORD)
    signed_in(house)
    assert house.bench.model.count == 5


def test_who_stays_signed_in_goes_straight_in(new_house: NewHouse, folder: Path) -> None:
    house = new_house()
    house.session.begin(folder)
    house.qtbot.waitUntil(lambda: house.session._page is not None)
    page = house.session._page
    assert page is not None
    page.stay.setChecked(True)
    sign_in(house, ADMIN, PASSWORD)
    signed_in(house)
    house.close()
    later = new_house()
    later.session.begin(None)
    signed_in(later)
    assert later.session._page is None
    later.bench.actions_["sign-out"].trigger()
    later.qtbot.waitUntil(lambda: later.session._page is not None and later.session._page.isVisible())
    assert later.session.bench is None
    later.close()
    again = new_house()
    again.session.begin(None)
    again.qtbot.waitUntil(lambda: again.session._page is not None)


def test_a_viewer_looks_and_changes_nothing(new_house: NewHouse, folder: Path) -> None:
    library = Library.open(folder)
    new = library.sign_in(ADMIN, PASSWORD).people.add("vera", "vera@example.org", "viewer")
    library.close()
    house = new_house()
    house.session.begin(folder)
    sign_in(house, "vera", new.password)
    first = dialog(house, ChangePasswordDialog)
    first.old.setText(new.password)
    first.new.setText("another horse entirely")
    first.again.setText("another horse entirely")
    click(first.go)
    signed_in(house)
    bench, actions = house.bench, house.bench.actions_
    bench.selection.select_only(bench.model.ids[0])
    house.settle()
    for name in ("import.files", "rate.5", "label.red", "flag.pick", "trash", "edit.title", "trash.empty"):
        assert not actions[name].isEnabled(), name
        assert "role may not" in actions[name].toolTip(), name
    assert not bench.tool_bar.import_button.isEnabled()
    assert actions["copy.files"].isEnabled()
    bench.grid.setFocus()
    QTest.keyClick(bench.grid, Qt.Key.Key_5)
    title = bench.describe.fields["title"].editor_widget
    assert title is not None
    assert title.isReadOnly()  # type: ignore[attr-defined]
    assert not bench.grid.viewport().acceptDrops() or not bench.grid._importing
    house.settle()
    card = bench.model.card(bench.model.ids[0])
    assert card is not None
    assert card.rating is None


def test_a_locked_window_shows_nothing_and_comes_back(new_house: NewHouse, folder: Path) -> None:
    house = new_house()
    house.session.begin(folder)
    sign_in(house, ADMIN, PASSWORD)
    signed_in(house)
    bench = house.bench
    bench.selection.select_only(bench.model.ids[2])
    house.settle()
    bench.actions_["lock"].trigger()
    page = house.session._page
    assert page is not None
    assert page.isVisible()
    assert not bench.isVisible()
    assert not house.window.menuBar().isVisible()
    assert not any(action.isEnabled() for name, action in bench.actions_.by_id.items() if name == "copy.files")
    house.qtbot.waitUntil(lambda: page.username.text() == ADMIN)
    sign_in(house, ADMIN, PASSWORD)
    house.qtbot.waitUntil(bench.isVisible, timeout=20_000)
    assert house.session.bench is bench
    assert bench.browsing.chosen_ids() == [bench.model.ids[2]]
    assert bench.actions_["copy.files"].isEnabled()
