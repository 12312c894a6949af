"""Administration: people listed, added, disabled, changed; the log; and who may not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from janus_desktop.models import Catalogue, Library
from janus_desktop.ui.dialogs.add_person import AddPersonDialog, OneTimePassword
from janus_desktop.ui.dialogs.admin import AdminDialog
from janus_desktop.ui.messages import Messages
from janus_desktop.ui.workers import Workshop

Make = Callable[[Catalogue], AdminDialog]


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Make]:
    workshop = Workshop()
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    messages = Messages(window)

    def made(catalogue: Catalogue) -> AdminDialog:
        dialog = AdminDialog(window, workshop, catalogue, messages)
        dialog.show()
        qtbot.waitUntil(lambda: bool(dialog.people.model.people), timeout=10_000)
        return dialog

    yield made
    assert workshop.close()


def top(qtbot: QtBot, kind: type[QWidget]) -> QWidget:
    found: list[QWidget] = []

    def there() -> bool:
        found[:] = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
        return bool(found)

    qtbot.waitUntil(there, timeout=10_000)
    return found[0]


def test_a_person_is_added_changed_and_disabled(
    qtbot: QtBot, library: Library, catalogue: Catalogue, make: Make
) -> None:
    admin = make(catalogue)
    people = admin.people
    QTest.mouseClick(people.add, Qt.MouseButton.LeftButton)
    dialog = top(qtbot, AddPersonDialog)
    assert isinstance(dialog, AddPersonDialog)
    dialog.submit()
    assert dialog.form.complaint("username")
    dialog.name.setText("Vera Rubin")
    dialog.username.setText("vera")
    dialog.email.setText("vera")
    dialog.submit()
    assert dialog.form.complaint("email")
    dialog.email.setText("vera@example.org")
    dialog.submit()
    shown = top(qtbot, OneTimePassword)
    assert isinstance(shown, OneTimePassword)
    password = shown.password.text()
    assert len(password) >= 12
    shown.reject()
    qtbot.waitUntil(lambda: len(people.model.people) == 2, timeout=10_000)
    assert library.sign_in("vera", password).me.must_change_password
    chosen = people.chosen()
    assert chosen is not None
    assert chosen.username == "vera"

    people.detail.role.setCurrentIndex(0)
    qtbot.waitUntil(lambda: people.chosen() is not None and people.chosen().role == "viewer", timeout=10_000)
    QTest.mouseClick(people.detail.switch, Qt.MouseButton.LeftButton)
    box = top(qtbot, QMessageBox)
    assert isinstance(box, QMessageBox)
    assert "Vera Rubin" in box.text()
    next(each for each in box.buttons() if "Disable" in each.text()).click()
    qtbot.waitUntil(lambda: people.chosen() is not None and not people.chosen().active, timeout=10_000)
    assert "Enable" in people.detail.switch.text().replace("&", "")
    people.states.setCurrentIndex(1)
    assert people._filter.rowCount() == 1
    people.states.setCurrentIndex(0)
    people.search.setText("rubin")
    assert people._filter.rowCount() == 1


def test_ones_own_account_is_for_another_admin(qtbot: QtBot, catalogue: Catalogue, make: Make) -> None:
    admin = make(catalogue)
    admin.people.choose(catalogue.me.id)
    assert not admin.people.detail.switch.isEnabled()
    assert "your own account" in admin.people.detail._why.text()


def test_a_moderator_sees_no_security_and_makes_no_admins(
    qtbot: QtBot, library: Library, catalogue: Catalogue, make: Make
) -> None:
    new = catalogue.people.add("moe", "moe@example.org", "admin", "moderator")
    moe = library.sign_in("moe", new.password)
    moe.people.change_password(new.password, "a moderate horse battery")
    moe.refresh()
    admin = make(moe)
    assert admin._navigation.count() == 4
    QTest.mouseClick(admin.people.add, Qt.MouseButton.LeftButton)
    dialog = top(qtbot, AddPersonDialog)
    assert isinstance(dialog, AddPersonDialog)
    assert [dialog.role.itemText(row) for row in range(dialog.role.count())] == ["Viewer", "Researcher"]
    dialog.reject()
    admin.people.choose(catalogue.me.id)
    assert "manage admins" in admin.people.detail._why.text()


def test_activity_is_filtered_and_security_shown(
    qtbot: QtBot, library: Library, catalogue: Catalogue, make: Make
) -> None:
    catalogue.people.add("vera", "vera@example.org", "user")
    admin = make(catalogue)
    admin._navigation.setCurrentRow(3)
    activity = admin.activity
    qtbot.waitUntil(lambda: bool(activity.rows.shown), timeout=10_000)
    activity.search.setText("vera")
    qtbot.waitUntil(
        lambda: activity.rows.shown and all("vera" in row[2] for row in activity.rows.shown), timeout=10_000
    )
    activity.search.setText("no such thing")
    qtbot.waitUntil(lambda: not activity.rows.shown, timeout=10_000)
    assert activity.foot.text() == "Nothing found."
    admin._navigation.setCurrentRow(4)
    qtbot.waitUntil(lambda: bool(admin.security.rows.shown), timeout=10_000)
    assert any(row[2] == "sign-in" for row in admin.security.rows.shown)
