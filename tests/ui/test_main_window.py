"""The window: what it remembers, what it says, trash, other windows, names for assistive technology."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from janus_desktop.models import Library
from janus_desktop.ui.panels.places import Where
from janus_desktop.ui.window_state import Place, WindowState, state_file
from tests.conftest import ADMIN, PASSWORD, House
from tests.stories.acting import answer

Pictures = Callable[..., list[Path]]


@pytest.fixture
def full(window: House, pictures: Pictures) -> House:
    """The window on a library with six images."""
    catalogue = window.bench.catalogue
    window.bench.workshop.ask(lambda: list(catalogue.imports.files(pictures(6))), lane="write")
    window.settle()
    window.qtbot.waitUntil(lambda: window.bench.model.count == 6, timeout=20_000)
    window.settle()
    return window


def test_the_frame_is_painted_before_the_store_is_imported(home: Path, tmp_path: Path) -> None:
    program = """
        import sys
        from PySide6.QtCore import QTimer
        from janus_desktop.settings import Settings
        from janus_desktop.ui import app
        settings = Settings.load()
        application = app.application(settings)
        window, session = app.build(settings)
        window.show()
        application.processEvents()
        window.grab()
        print([name for name in ("sqlalchemy", "alembic", "PIL", "numpy") if name in sys.modules])
        window.close()
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize(
    "rubbish", [b"", b"{", b"[1, 2]", b'{"geometry": 7, "libraries": {"x": 3}}', b"\xff\x00" * 50, b'{"libraries": []}']
)
def test_rubbish_in_the_state_file_costs_only_the_memory(home: Path, rubbish: bytes) -> None:
    state_file().write_bytes(rubbish)
    state = WindowState.load()
    assert state.geometry == ""
    assert state.place("abc") == Place()


def test_the_state_comes_back(home: Path) -> None:
    state = WindowState(side_width=300, tab="file")
    place = state.place("abc")
    place.sort, place.selection, place.where = "title", [3, 5], {"chosen": "tag 4"}
    state.save()
    again = WindowState.load()
    assert again.side_width == 300
    assert again.tab == "file"
    assert again.place("abc").selection == [3, 5]
    assert again.place("abc").where == {"chosen": "tag 4"}


def test_counts_and_undo_have_words(full: House) -> None:
    bench = full.bench
    assert bench.status_bar._counts == "6 images"
    bench.actions_["select.all"].trigger()
    full.settle()
    assert bench.status_bar._counts.startswith("6 images · 6 selected · ")
    bench.actions_["rate.3"].trigger()
    full.settle()
    undo = bench.actions_["undo"]
    full.qtbot.waitUntil(undo.isEnabled, timeout=5000)
    assert undo.text().replace("&", "") in ("Undo rating of 6 images", "Undo edit of 6 images")


def test_trash_is_undone_restored_and_emptied_with_a_question(full: House, pictures: Pictures) -> None:
    bench = full.bench
    files = {path: path.read_bytes() for path in pictures(6)}
    first, second = bench.model.ids[0], bench.model.ids[1]
    bench.selection.set_ids([first, second])
    full.settle()
    bench.actions_["trash"].trigger()
    full.qtbot.waitUntil(lambda: bench.model.count == 4, timeout=5000)
    full.settle()
    bench.actions_["undo"].trigger()
    full.qtbot.waitUntil(lambda: bench.model.count == 6, timeout=5000)
    full.settle()
    bench.selection.set_ids([first, second])
    full.settle()
    bench.actions_["trash"].trigger()
    full.qtbot.waitUntil(lambda: bench.model.count == 4, timeout=5000)
    full.settle()
    bench.actions_["go.trash"].trigger()
    full.qtbot.waitUntil(lambda: bench.model.count == 2, timeout=5000)
    full.settle()
    assert bench.side.where.kind == "trash"
    bench.selection.select_only(first)
    full.settle()
    assert not bench.actions_["trash"].isEnabled()
    bench.actions_["restore"].trigger()
    full.qtbot.waitUntil(lambda: bench.model.count == 1, timeout=5000)
    full.settle()
    bench.actions_["trash.empty"].trigger()
    said = answer(full, "Cancel")
    assert "Remove 1 image from the catalogue for ever?" in said
    full.settle()
    assert bench.model.count == 1
    bench.actions_["trash.empty"].trigger()
    answer(full, "Remove")
    full.qtbot.waitUntil(lambda: bench.model.count == 0, timeout=5000)
    assert {path: path.read_bytes() for path in files} == files


def test_two_windows_on_one_library_see_each_other(full: House, new_house: Callable[[], House]) -> None:
    folder = full.bench.catalogue.library.folder
    opened = Library.open(folder)
    other = new_house()
    other.session.show_signed_in(opened, opened.sign_in(ADMIN, PASSWORD))
    other.settle()
    assert other.bench.model.count == 6
    other.bench.selection.select_only(other.bench.model.ids[0])
    other.settle()
    other.bench.actions_["trash"].trigger()
    full.qtbot.waitUntil(lambda: full.bench.model.count == 5, timeout=10_000)
    full.settle()
    assert not full.bench.actions_["undo"].isEnabled() or "import" in full.bench.actions_["undo"].text()


def test_the_focus_goes_round_with_f6(full: House) -> None:
    full.window.activateWindow()
    full.qtbot.waitUntil(full.window.isActiveWindow)
    bench = full.bench
    bench.grid.setFocus()
    seen: list[QWidget | None] = []
    for _ in range(4):
        bench.actions_["panel.next"].trigger()
        seen.append(full.window.focusWidget())
    assert seen[0] is bench.tabs.tabBar()
    assert seen[1] is bench.search
    assert seen[3] is bench.grid
    bench.actions_["panel.side"].trigger()
    assert bench.side.isHidden()
    bench.actions_["panel.side"].trigger()
    assert not bench.side.isHidden()


def test_search_and_order(full: House) -> None:
    bench = full.bench
    bench.actions_["search"].trigger()
    assert full.window.focusWidget() is bench.search
    QTest.keyClicks(bench.search, "leaf_003")
    full.qtbot.waitUntil(lambda: bench.model.count == 1, timeout=5000)
    QTest.keyClick(bench.search, Qt.Key.Key_Escape)
    full.qtbot.waitUntil(lambda: bench.model.count == 6, timeout=5000)
    newest = bench.model.ids[0]
    bench.actions_["sort.ascending"].trigger()
    full.settle()
    assert bench.model.ids[-1] == newest
    assert bench.tool_bar.sort_button.text() == "Taken, oldest"
    bench.actions_["sort.filename"].trigger()
    full.settle()
    assert bench.tool_bar.sort_button.text() == "File name, A–Z"


def test_files_are_copied_as_a_file_manager_wants_them(full: House) -> None:
    bench = full.bench
    bench.selection.select_only(bench.model.ids[0])
    full.settle()
    bench.actions_["copy.files"].trigger()
    full.settle()
    mime = QGuiApplication.clipboard().mimeData()
    assert len(mime.urls()) == 1
    assert Path(mime.urls()[0].toLocalFile()).is_file()
    assert bytes(mime.data("x-special/gnome-copied-files").data()).startswith(b"copy\nfile:///")
    bench.actions_["copy.text"].trigger()
    full.settle()
    assert "Canon EOS R5" in QGuiApplication.clipboard().text()


def test_a_missing_image_and_a_crash_leave_the_window_alive(full: House) -> None:
    messages = full.session.messages
    try:
        raise ZeroDivisionError("a fault")
    except ZeroDivisionError as error:
        messages.crash(error)
        messages.crash(error)
    dialog = messages._crash
    assert dialog is not None
    assert dialog.details.toPlainText().count("ZeroDivisionError: a fault") == 2
    dialog.reject()
    assert messages._crash is None
    full.bench.actions_["select.all"].trigger()
    full.settle()
    assert full.bench.selection.count == 6


def test_every_control_has_a_name(full: House) -> None:
    bench = full.bench
    for where in ("all", "attention"):
        bench._go(Where(where))  # type: ignore[arg-type]
        for tab in ("describe", "file", "history"):
            bench.show_tab(tab)
            bench.selection.select_only(bench.model.ids[0])
            full.settle()
            nameless = [
                f"{type(each).__name__} in {type(each.parentWidget()).__name__}"
                for each in bench.findChildren(QWidget)
                if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus and not _named(each)
            ]
            assert nameless == []


def _named(widget: QWidget) -> bool:
    interface = QAccessible.queryAccessibleInterface(widget)
    return bool(interface is not None and interface.text(QAccessible.Text.Name).strip())


def test_settings_apply_at_once(full: House) -> None:
    full.session.settings.set("thumbnail_size", 200)
    assert full.bench.grid.thumbnail_size == 200
    assert full.bench.status_bar.slider.value() == 200
    full.session.settings.set("lock_after_minutes", 0)
    assert not full.session._idle.running
    full.session.settings.set("lock_after_minutes", 5)
    assert full.session._idle.running
    full.session._idle.idle.emit()
    assert full.session.locked
    page = full.session._page
    assert page is not None
    assert page.isVisible()


def test_recent_libraries_are_offered_and_forgotten(full: House, tmp_path: Path) -> None:
    settings, actions = full.session.settings, full.bench.actions_
    settings.remember_library(tmp_path / "gone")
    settings.remember_library(full.bench.catalogue.library.folder)
    menu = actions.menu("recent")
    menu.aboutToShow.emit()
    menu.aboutToShow.emit()
    shown = {action.text(): action.isEnabled() for action in menu.actions() if not action.isSeparator()}
    assert shown == {"library": True, "gone": False, actions["library.forget"].text(): True}
    actions["library.forget"].trigger()
    full.settle()
    assert settings.get("recent_libraries") == ()
