from __future__ import annotations

import os
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from janus_desktop.models import Catalogue, Change
from janus_desktop.ui.panels.attention import AttentionPanel
from janus_desktop.ui.panels.notices import NoticesModel
from janus_desktop.ui.workers import Workshop

Ids = Callable[..., list[int]]
Another = Callable[[str, str], Catalogue]
Show = Callable[[Catalogue], AttentionPanel]
pytest_plugins = ["panels_library"]


@pytest.fixture
def show(qtbot: QtBot, workshop: Workshop) -> Show:
    kept: list[AttentionPanel] = []

    def made(shelf: Catalogue) -> AttentionPanel:
        panel = AttentionPanel(shelf, workshop)
        kept.append(panel)
        qtbot.addWidget(panel)
        panel.resize(744, 500)
        panel.show()
        qtbot.waitUntil(lambda: not workshop.busy)
        return panel

    return made


@pytest.fixture
def lost(shelf: Catalogue, made_library: Path, tmp_path: Path) -> Generator[Path]:
    """Where a file went that is missing at its place."""
    place = made_library / "field" / "p2.jpg"
    moved = tmp_path / "elsewhere" / "renamed.jpg"
    moved.parent.mkdir()
    os.replace(place, moved)
    for _step in shelf.sources.check():
        pass
    yield moved
    if moved.exists():
        os.replace(moved, place)


def names(panel: AttentionPanel) -> list[str]:
    return [f"{Path(each.path).name}: {each.kind}" for each in panel.model.notices]


def choose(panel: AttentionPanel, words: str) -> None:
    panel.view.setCurrentIndex(panel.model.index(names(panel).index(words)))


def offered(panel: AttentionPanel) -> list[str]:
    return [button.text() for button in panel.buttons.values() if button.isVisible() and button.isEnabled()]


def test_each_kind_has_its_reason_and_what_can_be_done(lost: Path, shelf: Catalogue, show: Show) -> None:
    panel = show(shelf)
    assert sorted(names(panel)) == ["broken.jpg: unreadable", "p2.jpg: missing"]
    assert offered(panel) == []
    choose(panel, "broken.jpg: unreadable")
    assert offered(panel) == ["Try again", "Dismiss"]
    choose(panel, "p2.jpg: missing")
    assert offered(panel) == ["Locate file…", "Locate folder…", "Dismiss"]
    panel.view.selectAll()
    assert offered(panel) == ["Try again", "Locate file…", "Locate folder…", "Dismiss"]


def test_a_missing_file_is_located(
    qtbot: QtBot, lost: Path, shelf: Catalogue, show: Show, workshop: Workshop, ids: Ids, made_library: Path
) -> None:
    panel = show(shelf)
    choose(panel, "p2.jpg: missing")
    panel.locate(panel.chosen()[0], str(made_library / "field" / "p0.jpg"))
    qtbot.waitUntil(panel.notice.isVisible)
    assert "p2.jpg" in panel.notice.text.text()
    panel.locate(panel.chosen()[0], str(lost))
    qtbot.waitUntil(lambda: names(panel) == ["broken.jpg: unreadable"])
    assert shelf.images.record(ids("p2.jpg")[0]).state == "present"
    assert not panel.notice.isVisible()


def test_trying_again_after_the_file_was_mended(qtbot: QtBot, shelf: Catalogue, show: Show, made_library: Path) -> None:
    panel = show(shelf)
    choose(panel, "broken.jpg: unreadable")
    broken = made_library / "field" / "broken.jpg"
    before = broken.read_bytes()
    broken.write_bytes((made_library / "field" / "p0.jpg").read_bytes())
    try:
        with qtbot.waitSignal(panel.retried, timeout=20_000) as said:
            panel.buttons["retry"].click()
    finally:
        broken.write_bytes(before)
    assert said.args is not None
    assert said.args[0].duplicate == 1
    qtbot.waitUntil(lambda: panel.stack.currentIndex() == 1)


def test_dismissing_all_leaves_the_empty_state(qtbot: QtBot, shelf: Catalogue, show: Show) -> None:
    panel = show(shelf)
    panel.view.selectAll()
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: panel.stack.currentIndex() == 1)
    assert shelf.attention.all() == []


def test_the_list_is_copied(qtbot: QtBot, lost: Path, shelf: Catalogue, show: Show) -> None:
    panel = show(shelf)
    panel.copy_list()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 2
    assert all("\t" in line for line in lines)
    choose(panel, "p2.jpg: missing")
    qtbot.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "p2.jpg is no longer at its place." in QGuiApplication.clipboard().text()


def test_enter_shows_the_image(qtbot: QtBot, lost: Path, shelf: Catalogue, show: Show, ids: Ids) -> None:
    panel = show(shelf)
    choose(panel, "p2.jpg: missing")
    with qtbot.waitSignal(panel.image_chosen) as said:
        panel.view.activated.emit(panel.view.currentIndex())
    assert said.args == ids("p2.jpg")


def test_a_viewer_sees_but_does_nothing(shelf: Catalogue, show: Show, another: Another) -> None:
    panel = show(another("guest", "viewer"))
    choose(panel, "broken.jpg: unreadable")
    assert offered(panel) == []


def test_the_selection_survives_a_refresh(
    qtbot: QtBot, lost: Path, shelf: Catalogue, show: Show, workshop: Workshop
) -> None:
    panel = show(shelf)
    choose(panel, "p2.jpg: missing")
    broken = next(each.id for each in panel.model.notices if each.kind == "unreadable")
    shelf.attention.dismiss([broken])
    panel.refresh(Change(frozenset({"attention"})))
    qtbot.waitUntil(lambda: names(panel) == ["p2.jpg: missing"])
    assert len(panel.chosen()) == 1


def test_the_model_is_one_that_qt_believes_in(lost: Path, shelf: Catalogue) -> None:
    model = NoticesModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for notices in (shelf.attention.all(), []):
        model.set_notices(notices)
        assert model.rowCount() == len(notices)
    assert tester.model() is model
