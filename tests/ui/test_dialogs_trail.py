"""The administration's foot, its settings, sessions, entries with before and after, failures, export."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from janus_desktop.errors import SignInFailed
from janus_desktop.models import Catalogue, Library, Question
from janus_desktop.ui.dialogs.edit_person import EditPersonDialog
from tests.ui.test_dialogs_admin import Make, make, top

__all__ = ["make"]


def test_the_foot_says_whether_the_trail_is_whole(qtbot: QtBot, catalogue: Catalogue, make: Make) -> None:
    admin = make(catalogue)
    qtbot.waitUntil(lambda: "not checked" in admin.trail.text.text(), timeout=10_000)
    QTest.mouseClick(admin.trail.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: admin.trail.text.text().startswith("Trail intact: "), timeout=10_000)
    assert "Today" in admin.trail.text.text()
    assert not admin.trail.accept.isVisible()


def test_what_another_program_changed_is_shown_and_accepted(
    qtbot: QtBot, library: Library, catalogue: Catalogue, make: Make
) -> None:
    catalogue.people.add("vera", "vera@example.org", "viewer")
    with library.store.write() as connection:
        connection.exec_driver_sql("update users set role='admin' where username='vera'")
    library.guard.look()
    admin = make(catalogue)
    qtbot.waitUntil(lambda: "account vera" in admin.trail.text.text(), timeout=10_000)
    QTest.mouseClick(admin.trail.accept, Qt.MouseButton.LeftButton)
    box = top(qtbot, QMessageBox)
    assert isinstance(box, QMessageBox)
    next(each for each in box.buttons() if "Accept" in each.text()).click()
    qtbot.waitUntil(lambda: "account vera" not in admin.trail.text.text(), timeout=10_000)
    assert library.guard.look().state == "whole"


def test_settings_of_the_library_are_saved(qtbot: QtBot, library: Library, catalogue: Catalogue, make: Make) -> None:
    admin = make(catalogue)
    settings = admin.settings
    admin._navigation.setCurrentRow(2)
    qtbot.waitUntil(lambda: settings.days.value() == 30, timeout=10_000)
    settings.name.setText("Mosses")
    settings.stay.setChecked(False)
    settings.lock.setValue(7)
    settings.ignored.setPlainText("*.tmp\n\ncache")
    QTest.mouseClick(settings.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: settings.said.text() == "Saved.", timeout=10_000)
    kept = catalogue.settings.get()
    assert (kept.stay_signed_in, kept.lock_minutes, kept.ignored) == (False, 7, ("*.tmp", "cache"))
    assert library.name == "Mosses"
    settings.ignored.setPlainText("*")
    QTest.mouseClick(settings.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(settings.form.complaint("ignored")), timeout=10_000)


def test_a_session_is_shown_and_revoked(qtbot: QtBot, library: Library, catalogue: Catalogue, make: Make) -> None:
    new = catalogue.people.add("vera", "vera@example.org", "user")
    library.stay_signed_in(new.person.id)
    admin = make(catalogue)
    admin.people.choose(new.person.id)
    qtbot.waitUntil(lambda: len(admin.people.detail.revokes) == 1, timeout=10_000)
    admin.people.detail.revokes[0].click()
    qtbot.waitUntil(lambda: not admin.people.detail.revokes, timeout=10_000)
    assert catalogue.people.sessions(new.person.id) == []


def test_an_entry_shows_what_it_changed_and_leads_to_its_images(
    qtbot: QtBot, catalogue: Catalogue, make: Make, pictures: Callable[..., list[Path]]
) -> None:
    for _ in catalogue.imports.files(pictures(3)):
        pass
    ids = sorted(catalogue.search.find(Question()).ids)
    catalogue.images.edit(ids[:2], {"title": "new"})
    admin = make(catalogue)
    admin._navigation.setCurrentRow(3)
    activity = admin.activity
    qtbot.waitUntil(lambda: bool(activity.rows.shown), timeout=10_000)
    activity.table.selectRow(0)
    qtbot.waitUntil(lambda: activity.detail.isVisible(), timeout=10_000)
    table = activity.detail.table
    assert [table.item(row, 3).text() for row in range(table.rowCount())] == ["new", "new"]
    with qtbot.waitSignal(admin.images_wanted) as wanted:
        activity.detail.jump.click()
    assert wanted.args == [ids[:2]]


def test_failures_stand_at_the_top_and_the_list_is_exported(
    qtbot: QtBot, library: Library, catalogue: Catalogue, make: Make, tmp_path: Path
) -> None:
    with pytest.raises(SignInFailed):
        library.sign_in("=nobody", "not a password of anybody")
    admin = make(catalogue)
    admin._navigation.setCurrentRow(4)
    security = admin.security
    qtbot.waitUntil(lambda: "sign-in failed, once" in security.failures.text(), timeout=10_000)
    security.kind.setCurrentIndex(security.kind.findData("sign-in failed"))
    qtbot.waitUntil(lambda: {row[2] for row in security.rows.shown} == {"sign-in failed"}, timeout=10_000)
    security.export_to(str(tmp_path / "events.csv"))
    qtbot.waitUntil(lambda: "written" in security.foot.text(), timeout=10_000)
    with (tmp_path / "events.csv").open(newline="") as file:
        assert [row["action"] for row in csv.DictReader(file)] == ["sign-in failed"]


def test_somebody_is_edited_and_made_anonymous(qtbot: QtBot, catalogue: Catalogue, make: Make) -> None:
    new = catalogue.people.add("vera", "vera@example.org", "user")
    admin = make(catalogue)
    admin.people.choose(new.person.id)
    assert not admin.people.detail.erase.isVisible()
    admin.people.detail.edit.click()
    dialog = top(qtbot, EditPersonDialog)
    assert isinstance(dialog, EditPersonDialog)
    dialog.email.setText("vera")
    dialog.submit()
    qtbot.waitUntil(lambda: bool(dialog.form.complaint("email")), timeout=10_000)
    dialog.email.setText("rubin@example.org")
    dialog.name.setText("Vera Rubin")
    dialog.submit()
    qtbot.waitUntil(lambda: admin.people.chosen().name == "Vera Rubin", timeout=10_000)
    catalogue.people.disable(new.person.id)
    admin.people.show_people(new.person.id)
    qtbot.waitUntil(lambda: admin.people.detail.erase.isVisible(), timeout=10_000)
    admin.people.detail.erase.click()
    box = top(qtbot, QMessageBox)
    assert isinstance(box, QMessageBox)
    next(each for each in box.buttons() if "anonymous" in each.text()).click()
    qtbot.waitUntil(lambda: admin.people.chosen().username.startswith("anonymous-"), timeout=10_000)
