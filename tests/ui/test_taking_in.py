"""The import dialog, watched folders and sidecars, in the window."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from janus_desktop.imaging.metadata.embedded import decode_xmp
from janus_desktop.models import ImportOptions, Question, WatchedRoot
from janus_desktop.settings import Settings
from janus_desktop.ui.dialogs.import_options import ImportOptionsDialog, options_of
from janus_desktop.ui.panels.places import Node, Where
from janus_desktop.ui.watching import FolderWatcher
from janus_desktop.ui.workers import Workshop
from tests.conftest import House

Pictures = Callable[..., list[Path]]


@pytest.fixture
def full(window: House, pictures: Pictures) -> tuple[House, list[Path]]:
    made = pictures(3)
    catalogue = window.bench.catalogue
    window.bench.workshop.ask(lambda: list(catalogue.imports.files([made[0].parent])), lane="write")
    window.settle()
    window.qtbot.waitUntil(lambda: window.bench.model.count == 3, timeout=20_000)
    window.settle()
    return window, made


def ask(window: House, call: Callable[[], Any]) -> Any:
    told: list[Any] = []
    window.bench.workshop.ask(call, told.append)
    window.qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    return told[0]


def dialogs() -> list[ImportOptionsDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, ImportOptionsDialog)]


def test_the_dialog_keeps_its_choices(qtbot, home: Path) -> None:
    settings = Settings.load()
    dialog = ImportOptionsDialog(None, settings)
    qtbot.addWidget(dialog)
    dialog.subfolders.setChecked(False)
    dialog.mode.setCurrentIndex(dialog.mode.findData("copy"))
    dialog.ignore.setPlainText("*_edited.jpg\n\n  backup/ ")
    dialog.tags.setText("Trip › 2021, field,")
    dialog.texts["creator"].setText(" M. Kessler ")
    dialog.again.setChecked(True)
    with qtbot.waitSignal(dialog.chosen) as told:
        dialog.go.click()
    wanted = ImportOptions(
        copy=True, recurse=False, values={"creator": "M. Kessler"}, ignore=("*_edited.jpg", "backup/"),
        tags=("Trip|2021", "field"),
    )  # fmt: skip
    assert told.args == [wanted]
    assert options_of(settings) == wanted and settings.get("import_ask") == "never"
    again = ImportOptionsDialog(None, settings)
    qtbot.addWidget(again)
    assert again.options() == wanted


def test_the_dialog_stands_before_the_import_where_it_is_wanted(window: House, pictures: Pictures) -> None:
    bench = window.bench
    made = pictures(2)
    bench.importing.paths([made[0]], asking=("menu", "always"))
    (dialog,) = dialogs()
    dialog.tags.setText("asked")
    dialog.go.click()
    window.qtbot.waitUntil(lambda: bench.model.count == 1, timeout=20_000)
    window.settle()
    bench.importing.paths([made[1]])  # as a drop does: not asked, but as chosen last
    window.qtbot.waitUntil(lambda: bench.model.count == 2, timeout=20_000)
    window.settle()
    assert [tag.images for tag in ask(window, bench.catalogue.tags.all) if tag.name == "asked"] == [2]


def test_the_watcher_tells_of_what_settled(qtbot, tmp_path: Path) -> None:
    workshop = Workshop()
    holder = QObject()
    try:
        root = tmp_path / "watched"
        root.mkdir()
        late = tmp_path / "late"
        watcher = FolderWatcher(
            [WatchedRoot(7, bytes(root), False), WatchedRoot(8, bytes(late), True)], holder, settle=0.2, poll=0.3
        )
        told: list[int] = []
        watcher.dirty.connect(told.append)
        workshop.keep(watcher)
        qtbot.waitUntil(lambda: bool(watcher._observers), timeout=5000)
        (root / "sub").mkdir()
        (root / "sub" / "a.jpg").write_bytes(b"1")
        qtbot.waitUntil(lambda: 7 in told, timeout=5000)
        late.mkdir()
        qtbot.waitUntil(lambda: 8 in told, timeout=5000)
        told.clear()
        (late / "b.jpg").write_bytes(b"1")
        qtbot.waitUntil(lambda: 8 in told, timeout=5000)
    finally:
        assert workshop.close()


def test_a_watched_folder_takes_in_and_follows_moves(full: tuple[House, list[Path]], tmp_path: Path) -> None:
    window, made = full
    bench = window.bench
    source = ask(window, bench.catalogue.sources.tree)[0]
    bench.watching._settle = 0.3
    menu = bench.side.menu_for(
        Node("source 1", "source", "x", where=Where("source", source=source.id), path=source.path)
    )
    next(action for action in menu.actions() if action.isCheckable()).trigger()
    window.qtbot.waitUntil(lambda: bench.watching._watcher is not None, timeout=10_000)
    window.settle()
    shutil.copy(made[0], made[0].with_name("again.jpg"))
    with made[0].with_name("again.jpg").open("ab") as file:
        file.write(b"other")
    window.qtbot.waitUntil(lambda: bench.model.count == 4, timeout=20_000)
    window.settle()
    with window.qtbot.waitSignal(bench.watching.rescanned, timeout=20_000, check_params_cb=lambda r: r.moved == 1):
        made[1].rename(made[1].with_name("moved.jpg"))
    window.settle()


def test_sidecars_are_written_by_themselves(full: tuple[House, list[Path]]) -> None:
    window, made = full
    bench = window.bench
    bench.sidecars._timer.setInterval(50)
    bench._settings.set("sidecars_automatic", True)
    bench.actions_["select.all"].trigger()
    window.settle()
    bench.actions_["rate.4"].trigger()
    places = [path.with_name(path.name + ".xmp") for path in made]
    window.qtbot.waitUntil(lambda: all(place.exists() for place in places), timeout=20_000)
    window.settle()
    assert {decode_xmp(place.read_bytes())["Xmp.xmp.Rating"] for place in places} == {"4"}
    bench.actions_["sidecar.write"].trigger()
    window.settle()
    bench.actions_["sidecar.read"].trigger()
    window.settle()
    assert ask(window, lambda: bench.catalogue.search.count(Question())) == 3
