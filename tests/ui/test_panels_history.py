from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from janus_desktop.models import Catalogue, Change
from janus_desktop.ui.panels.entries import EntriesModel, EntryDelegate, sentence, under
from janus_desktop.ui.panels.history import HistoryPanel
from janus_desktop.ui.workers import Workshop

Ids = Callable[..., list[int]]
Another = Callable[[str, str], Catalogue]
pytest_plugins = ["panels_library"]


@pytest.fixture
def panel(qtbot: QtBot, shelf: Catalogue, workshop: Workshop, ids: Ids) -> HistoryPanel:
    shelf.images.edit(ids("p0.jpg", "p1.jpg"), {"creator": "M. Kessler"})
    shelf.tags.add(ids("p2.jpg"), ["Species|Lycaena"])
    made = HistoryPanel(shelf, workshop)
    qtbot.addWidget(made)
    made.resize(308, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: not workshop.busy)
    return made


def sentences(panel: HistoryPanel) -> list[str]:
    return [sentence(each) for each in panel.model.operations]


def choose(qtbot: QtBot, panel: HistoryPanel, words: str, workshop: Workshop) -> None:
    panel.view.setCurrentIndex(panel.model.index(sentences(panel).index(words)))
    qtbot.waitUntil(lambda: not workshop.busy)


def said(panel: HistoryPanel) -> list[str]:
    lines = panel.details._lines
    return [lines.itemAt(at).widget().text() for at in range(lines.count())]  # type: ignore[attr-defined, union-attr]


def test_what_was_done_newest_first(panel: HistoryPanel) -> None:
    assert sentences(panel)[:3] == ["Tagging of 1 image", "Edit of 2 images", "Import of 4 images"]
    assert under(panel.model.operations[0]).startswith("mk · Today ")


def test_before_and_after(qtbot: QtBot, panel: HistoryPanel, workshop: Workshop) -> None:
    choose(qtbot, panel, "Edit of 2 images", workshop)
    assert panel.details.isVisible()
    assert said(panel) == ["p0.jpg\nCreator: – → M. Kessler", "p1.jpg\nCreator: – → M. Kessler"]
    choose(qtbot, panel, "Tagging of 1 image", workshop)
    assert said(panel) == ["p2.jpg\nTag Species › Lycaena added"]


def test_undo_this_in_the_details(
    qtbot: QtBot, panel: HistoryPanel, workshop: Workshop, shelf: Catalogue, ids: Ids
) -> None:
    choose(qtbot, panel, "Edit of 2 images", workshop)
    with qtbot.waitSignal(panel.undone):
        panel.details.undo.click()
    qtbot.waitUntil(lambda: not workshop.busy)
    assert shelf.images.record(ids("p0.jpg")[0]).fields["creator"] is None
    assert sentences(panel)[0] == "Undoing: edit of 2 images"
    undone = panel.model.operations[sentences(panel).index("Edit of 2 images")]
    assert undone.state == "undone"
    assert not undone.undoable
    assert not panel.details.undo.isVisible()


def test_undo_this_at_the_entry(qtbot: QtBot, panel: HistoryPanel, workshop: Workshop) -> None:
    choose(qtbot, panel, "Tagging of 1 image", workshop)
    delegate = panel.view.itemDelegate()
    assert isinstance(delegate, EntryDelegate)
    link = delegate.link(panel.view.visualRect(panel.view.currentIndex()))
    with qtbot.waitSignal(panel.undone):
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=link.center())


def test_a_conflict_says_who_and_offers_the_others(
    qtbot: QtBot, panel: HistoryPanel, workshop: Workshop, shelf: Catalogue, another: Another, ids: Ids
) -> None:
    first, second = ids("p0.jpg", "p1.jpg")
    another("jana", "user").images.edit([first], {"creator": "Jana"})
    choose(qtbot, panel, "Edit of 2 images", workshop)
    panel.details.undo.click()
    qtbot.waitUntil(panel.notice.isVisible)
    assert "jana" in panel.notice.text.text()
    assert shelf.images.record(second).fields["creator"] == "M. Kessler"
    (button,) = panel.notice.buttons()
    assert button.text() == "Undo the other 1"
    with qtbot.waitSignal(panel.undone):
        button.click()
    assert shelf.images.record(first).fields["creator"] == "Jana"
    assert shelf.images.record(second).fields["creator"] is None


def test_only_what_concerns_the_image(qtbot: QtBot, panel: HistoryPanel, workshop: Workshop, ids: Ids) -> None:
    assert not panel.of_image.isEnabled()
    panel.show_image(ids("p2.jpg")[0])
    panel.of_image.click()
    qtbot.waitUntil(lambda: not workshop.busy)
    assert "Edit of 2 images" not in sentences(panel)
    assert "Tagging of 1 image" in sentences(panel)
    panel.show_image(None)
    qtbot.waitUntil(lambda: "Edit of 2 images" in sentences(panel))


def test_a_change_shows_by_itself(qtbot: QtBot, panel: HistoryPanel, shelf: Catalogue, ids: Ids) -> None:
    done = shelf.images.trash(ids("p0.jpg"))
    panel.refresh(Change(frozenset({"members"}), done.ids, done.operation))
    qtbot.waitUntil(lambda: sentences(panel)[0] == "Move of 1 image to the trash")


def test_older_ones_come_by_scrolling(
    qtbot: QtBot, panel: HistoryPanel, shelf: Catalogue, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("janus_desktop.ui.panels.history.SOME", 10)
    image = ids("p0.jpg")
    for number in range(25):
        shelf.images.edit(image, {"title": str(number)})
    panel._limit = 10
    panel.refresh(None)
    qtbot.waitUntil(lambda: len(panel.model.operations) == 10)
    panel.resize(308, 300)
    while "Import of 4 images" not in sentences(panel):
        before = len(panel.model.operations)
        panel.view.scrollToBottom()
        qtbot.waitUntil(lambda before=before: len(panel.model.operations) > before)


def test_the_model_is_one_that_qt_believes_in(qtbot: QtBot, panel: HistoryPanel) -> None:
    model = EntriesModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    operations = panel.model.operations
    for some in (operations[:1], operations[:2], operations, operations[1:], []):
        model.set_operations(list(some), False)
        assert model.rowCount() == len(some)
    assert tester.model() is model
