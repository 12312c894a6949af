"""The dialogs: first run, passwords, settings, summary, keys, about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from janus_desktop.errors import words
from janus_desktop.models import Catalogue, ImportLine, ImportReport, Library
from janus_desktop.settings import SETTINGS, Settings
from janus_desktop.ui.dialogs.about import AboutDialog
from janus_desktop.ui.dialogs.change_password import ChangePasswordDialog
from janus_desktop.ui.dialogs.first_run import FirstRunDialog
from janus_desktop.ui.dialogs.form import strength
from janus_desktop.ui.dialogs.import_summary import ImportSummary
from janus_desktop.ui.dialogs.settings import SettingsDialog
from janus_desktop.ui.dialogs.shortcuts import FirstStepsDialog, ShortcutsDialog
from janus_desktop.ui.dialogs.sign_in import SignInPage
from janus_desktop.ui.workers import Workshop
from tests.conftest import PASSWORD


@pytest.fixture
def workshop(qtbot: QtBot) -> Iterator[Workshop]:
    made = Workshop()
    yield made
    assert made.close()


REPORT = ImportReport(
    "op",
    27,
    1,
    1,
    1,
    False,
    (
        ImportLine(
            "/pictures/the same.jpg", "duplicate", 3, words("It is in the catalogue as {name}.", name="leaf.jpg")
        ),
        ImportLine("/pictures/odd\nname.jpg", "unreadable", None, words("“{name}” is empty.", name="odd name.jpg")),
        ImportLine("/pictures/notes.txt", "skipped", None, None),
    ),
)


def dialogs(settings: Settings, workshop: Workshop, catalogue: Catalogue) -> dict[str, Callable[[], QDialog]]:
    return {
        "first run": lambda: FirstRunDialog(None, workshop),
        "password": lambda: ChangePasswordDialog(None, workshop, catalogue),
        "settings": lambda: SettingsDialog(None, settings, lambda: None),
        "summary": lambda: ImportSummary(None, REPORT),
        "about": lambda: AboutDialog(None),
        "keys": lambda: ShortcutsDialog(None),
        "steps": lambda: FirstStepsDialog(None),
    }


@pytest.mark.parametrize("name", ["first run", "password", "settings", "summary", "about", "keys", "steps"])
def test_every_dialog_has_default_escape_focus_and_plain_text(
    qtbot: QtBot, home: Path, workshop: Workshop, catalogue: Catalogue, name: str
) -> None:
    dialog = dialogs(Settings.load(), workshop, catalogue)[name]()
    qtbot.addWidget(dialog)
    dialog.show()
    assert [each.text() for each in dialog.findChildren(QPushButton) if each.isDefault()]
    assert dialog.focusWidget() is not None
    for label in dialog.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or not label.text(), label.text()
    for each in dialog.findChildren(QWidget):
        if each.isVisible() and isinstance(each, QPushButton):
            assert "&" in each.text(), each.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_first_run_says_what_is_wrong_beside_the_field(
    qtbot: QtBot, home: Path, workshop: Workshop, tmp_path: Path
) -> None:
    dialog = FirstRunDialog(None, workshop)
    qtbot.addWidget(dialog)
    dialog.show()
    cases = (
        ("name", lambda: dialog.name.setText("  ")),
        ("name", lambda: dialog.name.setText("a/b")),
        ("place", lambda: (dialog.name.setText("lib"), dialog.place.setText("nowhere"))),
        ("username", lambda: (dialog.place.setText(str(tmp_path)), dialog.username.setText(""))),
        ("email", lambda: (dialog.username.setText("ada"), dialog.email.setText("ada"))),
        ("password", lambda: (dialog.email.setText("ada@example.org"), dialog.password.setText("short"))),
        ("again", lambda: (dialog.password.setText(PASSWORD), dialog.again.setText("other"))),
    )
    for field, prepare in cases:
        prepare()
        dialog.submit()
        assert dialog.form.complaint(field), field
        assert dialog.focusWidget() is not None
    dialog.again.setText(PASSWORD)
    made: list[object] = []
    dialog.made.connect(lambda library, name, password: made.extend((library, name)))
    dialog.submit()
    qtbot.waitUntil(lambda: bool(made), timeout=20_000)
    assert isinstance(made[0], Library)
    assert made[0].name == "lib"
    made[0].close()

    again = FirstRunDialog(None, workshop)
    qtbot.addWidget(again)
    again.show()
    for field in (again.name, again.place, again.username, again.email, again.password, again.again):
        twin = next(name for name, value in vars(again).items() if value is field)
        field.setText(getattr(dialog, twin).text())
    again.submit()
    qtbot.waitUntil(lambda: bool(again.form.complaint("place")), timeout=10_000)
    assert "already holds a library" in again.form.complaint("place")


def test_a_common_password_is_refused_by_the_library(qtbot: QtBot, workshop: Workshop, catalogue: Catalogue) -> None:
    dialog = ChangePasswordDialog(None, workshop, catalogue)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.old.setText("not this one at all")
    dialog.new.setText("a quite different horse")
    dialog.again.setText("a quite different horse")
    dialog.submit()
    qtbot.waitUntil(lambda: bool(dialog.form.complaint("old")), timeout=20_000)
    dialog.old.setText(PASSWORD)
    with qtbot.waitSignal(dialog.changed, timeout=20_000):
        dialog.submit()
    assert not dialog.isVisible()


def test_strength_in_words() -> None:
    assert "12 characters" in strength("")
    assert "4 characters more" in strength("abcdefgh")
    assert "1 character more" in strength("abcdefghijk")
    assert "name" in strength("ada-lovelace-ada", "ada-lovelace")
    assert "same" in strength("aaaaaaaaaaaaaa")
    assert strength("correct horse battery staple") == "Very strong."


def test_settings_are_used_at_once_and_put_back(qtbot: QtBot, home: Path) -> None:
    settings, saved = Settings.load(), list[int]()
    dialog = SettingsDialog(None, settings, lambda: saved.append(1))
    qtbot.addWidget(dialog)
    dialog.show()
    assert set(dialog.editors) == {name for name, setting in SETTINGS.items() if setting.page is not None}
    appearance, minutes = dialog.editors["appearance"], dialog.editors["lock_after_minutes"]
    assert isinstance(appearance, QComboBox)
    assert isinstance(minutes, QSpinBox)
    appearance.setCurrentIndex(appearance.findData("dark"))
    minutes.setValue(25)
    assert settings.get("appearance") == "dark"
    assert settings.get("lock_after_minutes") == 25
    assert len(saved) == 2
    dialog._reset()
    assert settings.get("appearance") == "system"
    assert settings.get("lock_after_minutes") == 25


def test_the_summary_lists_and_copies(qtbot: QtBot) -> None:
    dialog = ImportSummary(None, REPORT)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines == [
        "/pictures/the same.jpg\tduplicate\tIt is in the catalogue as leaf.jpg.",
        "/pictures/odd name.jpg\tunreadable\t“odd name.jpg” is empty.",
        "/pictures/notes.txt\tskipped\t",
    ]
    with qtbot.waitSignal(dialog.undo) as signal:
        dialog._undo()
    assert signal.args == ["op"]


def test_keys_are_found(qtbot: QtBot) -> None:
    dialog = ShortcutsDialog(None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.search.setText("metadata text")
    left = [
        dialog.tree.topLevelItem(row)
        for row in range(dialog.tree.topLevelItemCount())
        if not dialog.tree.topLevelItem(row).isHidden()
    ]
    assert len(left) == 1


def test_about_tells_versions_and_licences(qtbot: QtBot, home: Path) -> None:
    dialog = AboutDialog(None, "/my/library")
    qtbot.addWidget(dialog)
    text = dialog.text()
    for part in ("Janus Desktop", "SQLAlchemy", "Pillow", "GPL-3.0-or-later", "/my/library", "Qt "):
        assert part.casefold() in text.casefold()
    assert "hypothesis" not in text


def test_caps_lock_is_noticed(qtbot: QtBot, home: Path, workshop: Workshop, library: Library) -> None:
    page = SignInPage(None, workshop)
    qtbot.addWidget(page)
    page.resize(800, 600)
    page.show()
    page.ask(library, "ada")
    QTest.keyClicks(page.password, "h")
    assert page.caps.isHidden()
    QTest.keyClick(page.password, "H")  # a capital letter without Shift
    assert not page.caps.isHidden()
    assert "Caps Lock" in page.caps.text()
    QTest.keyClick(page.password, Qt.Key.Key_CapsLock)
    assert page.caps.isHidden()
