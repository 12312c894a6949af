from __future__ import annotations

import json
from array import array
from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from janus_desktop.models import Catalogue, Change, Counts, FolderNode, Question, RecentImport, SourceNode, Tag
from janus_desktop.ui.panels.places import Node, Where, tree
from janus_desktop.ui.panels.side import IDS_MIME, SidePanel
from janus_desktop.ui.panels.sidemodel import SideModel
from janus_desktop.ui.workers import Workshop

Ids = Callable[..., list[int]]
pytest_plugins = ["panels_library"]


@pytest.fixture
def panel(qtbot: QtBot, shelf: Catalogue, workshop: Workshop, ids: Ids) -> SidePanel:
    shelf.tags.add(ids("p0.jpg", "p1.jpg"), ["Species|Lycaena"])
    made = SidePanel(shelf, workshop)
    qtbot.addWidget(made)
    made.resize(228, 600)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: bool(made.model.root.children))
    return made


def titles(panel: SidePanel) -> list[tuple[str, str]]:
    return [(node.title, node.right) for node in panel.model.root.walk() if node.kind != "import"]


def test_everything_there_is_with_its_count(panel: SidePanel) -> None:
    assert titles(panel) == [
        ("All images", "4"),
        ("Recent imports", "4"),
        ("Needs attention", "1"),
        ("Trash", "0"),
        ("Sources", ""),
        ("field", "4"),
        ("deep", "1"),
        ("Tags", ""),
        ("Species", "2"),
        ("Lycaena", "2"),
    ]
    assert panel.where == Where("all")


def test_counts_follow_a_change(qtbot: QtBot, panel: SidePanel, shelf: Catalogue, ids: Ids) -> None:
    shelf.images.trash(ids("p0.jpg"))
    panel.refresh(Change(frozenset({"members"}), None))
    qtbot.waitUntil(lambda: ("Trash", "1") in titles(panel))
    assert ("All images", "3") in titles(panel)
    assert ("Lycaena", "1") in titles(panel)


def test_places_are_questions(qtbot: QtBot, panel: SidePanel, shelf: Catalogue) -> None:
    base = Question(text="slope", sort="filename", descending=False, group="day", trashed=True, tag=99)
    found = {}
    for node in panel.model.root.walk():
        if node.where is not None:
            asked = node.where.question(base)
            assert (asked.text, asked.sort, asked.group) == ("slope", "filename", "day")
            found[node.title] = len(shelf.search.find(asked).ids)
    assert found.pop("Trash") == 0
    assert found["All images"] == found["field"] == found["Recent imports"] == 4
    assert found["deep"] == 1
    assert found["Species"] == found["Lycaena"] == 2


def test_arrow_keys_pass_by_the_heads(qtbot: QtBot, panel: SidePanel) -> None:
    said: list[Where] = []
    panel.chosen.connect(said.append)
    panel.view.setFocus()
    for _ in range(4):
        qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert [where.kind for where in said] == ["recent", "attention", "trash", "source", "folder"]
    assert panel.where == said[-1]


def test_a_click_on_the_chevron_opens_and_chooses_nothing(qtbot: QtBot, panel: SidePanel) -> None:
    node = panel.model.find("source 1")
    assert node is not None
    at = panel.model.at(node)
    rect = panel.view.visualRect(at)
    with qtbot.assertNotEmitted(panel.chosen):
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(13, rect.center().y()))
    assert panel.view.isExpanded(at)


def test_what_was_open_and_chosen_is_remembered(
    qtbot: QtBot, panel: SidePanel, shelf: Catalogue, workshop: Workshop
) -> None:
    panel.select(Where("tag", tag=2))
    kept = json.loads(json.dumps(panel.state()))
    again = SidePanel(shelf, workshop)
    qtbot.addWidget(again)
    with qtbot.waitSignal(again.chosen) as said:
        again.restore(kept)
    assert said.args is not None
    assert said.args[0] == Where("tag", tag=2)
    assert again.state() == kept
    again.restore({"open": 7, "chosen": ["rubbish"]})
    gone = SidePanel(shelf, workshop)
    qtbot.addWidget(gone)
    gone.restore({"chosen": "tag 99"})
    qtbot.waitUntil(lambda: gone.where == Where("all"))


def test_images_are_dropped_onto_a_tag(qtbot: QtBot, panel: SidePanel) -> None:
    panel.view.expandAll()
    node = panel.model.find("tag 2")
    assert node is not None
    where = QPointF(panel.view.visualRect(panel.model.at(node)).center())
    for dropped in ([3, 1], [91]):
        mime = QMimeData()
        mime.setData(IDS_MIME, array("q", dropped).tobytes())
        buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        move = QDragMoveEvent(where.toPoint(), Qt.DropAction.CopyAction, mime, buttons, keys)
        panel.view.dragMoveEvent(move)
        assert move.isAccepted()
        with qtbot.waitSignal(panel.tag_dropped) as said:
            panel.view.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, mime, buttons, keys))
        assert said.args == [2, dropped]
    top = QPointF(panel.view.visualRect(panel.model.index(0, 0)).center())
    move = QDragMoveEvent(top.toPoint(), Qt.DropAction.CopyAction, mime, buttons, keys)
    panel.view.dragMoveEvent(move)
    assert not move.isAccepted()


def test_the_context_menu_of_a_source_and_of_the_trash(qtbot: QtBot, panel: SidePanel) -> None:
    source, trash = panel.model.find("source 1"), panel.model.find("trash")
    assert source is not None
    assert trash is not None
    actions = {action.text(): action for action in panel.menu_for(source).actions()}
    with qtbot.waitSignal(panel.show_in_file_manager_asked) as said:
        actions["Show in file manager"].trigger()
    assert said.args is not None
    assert said.args[0].endswith("/field")
    with qtbot.waitSignal(panel.locate_folder_asked) as said:
        actions["Locate folder…"].trigger()
    assert said.args is not None
    assert said.args[0] == Where("source", source=1)
    with qtbot.waitSignal(panel.check_files_asked):
        actions["Check files"].trigger()
    empty = panel.menu_for(trash).actions()[0]
    assert empty.text() == "Empty trash…"
    assert not empty.isEnabled(), "there is nothing in it"


def test_offline_sources_say_so_and_empty_sections_invite() -> None:
    root = tree(Counts(0, 0, 0, 0), [], [SourceNode(1, "Disk", "/mnt/disk", "folder", False, 12)], [])
    disk = next(node for node in root.walk() if node.title == "Disk")
    assert (disk.right, disk.greyed) == ("offline", True)
    assert [node.title for node in root.walk() if node.kind == "hint"] == ["Tags you give to images appear here."]
    bare = tree(Counts(0, 0, 0, 0), [], [], [])
    assert "Folders you import appear here." in [node.title for node in bare.walk()]


def test_the_model_is_one_that_qt_believes_in(qtbot: QtBot, panel: SidePanel) -> None:
    model = SideModel(panel)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    folders = tuple(FolderNode(n, 1, n - 1 if n > 1 else None, f"f{n}", f"/s/f{n}", n) for n in range(1, 6))
    imports: list[RecentImport] = []

    def made(images: int, tags: int) -> Node:
        sources = [SourceNode(1, "s", "/s", "folder", True, images, folders)]
        return tree(Counts(images, 0, 0, 0), imports, sources, [Tag(n, None, f"t{n}", (f"t{n}",)) for n in range(tags)])

    for images, tags in ((1, 3), (2, 3), (2, 5), (0, 0)):
        model.set_root(made(images, tags))
    assert tester.model() is model
