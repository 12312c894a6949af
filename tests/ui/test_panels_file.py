from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from janus_desktop.models import Catalogue
from janus_desktop.ui.panels.file import FilePanel
from janus_desktop.ui.panels.sayings import Saying, matching, short
from janus_desktop.ui.panels.sayingsmodel import SayingsModel, tip
from janus_desktop.ui.workers import Workshop

Ids = Callable[..., list[int]]
pytest_plugins = ["panels_library"]


@pytest.fixture
def panel(qtbot: QtBot, shelf: Catalogue, workshop: Workshop, ids: Ids) -> FilePanel:
    made = FilePanel(shelf, workshop)
    qtbot.addWidget(made)
    made.resize(308, 700)
    made.show()
    made.show_chosen(ids("p0.jpg"), None)
    qtbot.waitUntil(lambda: bool(made.model.groups))
    return made


def row(panel: FilePanel, name: str) -> tuple[QModelIndex, Saying]:
    for at, (_group, rows) in enumerate(panel.model.groups):
        for number, saying in enumerate(rows):
            if saying.name == name:
                return panel.model.index(number, 0, panel.model.index(at, 0)), saying
    raise AssertionError(name)


def test_all_that_the_file_says_by_standard(panel: FilePanel) -> None:
    groups = dict(panel.model.groups)
    assert list(groups)[:3] == ["File", "Places", "Exif"]
    assert row(panel, "Name")[1].value == "p0.jpg"
    assert len(row(panel, "SHA-256")[1].value) == 64
    assert row(panel, "Model")[1].value == "Canon EOS R5"
    assert row(panel, "Model")[1].tag == "Exif.Image.Model"
    exposure = row(panel, "ExposureTime")[1]
    assert exposure.value == "1/250 s"
    assert exposure.raw != exposure.value
    assert not panel.note.isVisible()


def test_several_show_the_current_one_and_say_so(qtbot: QtBot, panel: FilePanel, ids: Ids) -> None:
    first, second = ids("p0.jpg", "p1.jpg")
    panel.show_chosen([first, second], second)
    qtbot.waitUntil(lambda: row(panel, "Name")[1].value == "p1.jpg")
    assert panel.note.isVisible()
    assert "p1.jpg" in panel.note.text()
    panel.show_chosen([], None)
    assert panel.model.groups == []
    assert "Select an image" in panel.note.text()


def test_the_filter_finds_names_and_values(qtbot: QtBot, panel: FilePanel) -> None:
    qtbot.keyClicks(panel.filter, "eos")
    qtbot.waitUntil(lambda: [group for group, _rows in panel.model.groups] == ["Exif"])
    assert [saying.name for saying in panel.model.groups[0][1]] == ["Model"]
    panel.filter.setText("nothing like this")
    qtbot.waitUntil(lambda: panel.model.groups == [])
    panel.filter.clear()
    qtbot.waitUntil(lambda: len(panel.model.groups) >= 3)


def test_copying(qtbot: QtBot, panel: FilePanel) -> None:
    at, _saying = row(panel, "Model")
    panel.view.setCurrentIndex(at)
    qtbot.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Canon EOS R5"
    actions = {action.text(): action for action in panel.menu_for(panel.chosen_rows()).actions()}
    actions["Copy tag and value"].trigger()
    assert QGuiApplication.clipboard().text() == "Exif.Image.Model: Canon EOS R5"
    actions["Copy all as text"].trigger()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("File\nName: p0.jpg\n")
    assert "\n\nExif\n" in text


def test_a_place_is_shown_in_the_file_manager(qtbot: QtBot, panel: FilePanel) -> None:
    at, saying = row(panel, "field")
    panel.view.setCurrentIndex(at)
    actions = {action.text(): action for action in panel.menu_for(panel.chosen_rows()).actions()}
    with qtbot.waitSignal(panel.show_in_file_manager_asked) as said:
        actions["Show in file manager"].trigger()
    assert said.args == [saying.path]
    assert isinstance(saying.path, bytes)


def test_a_closed_group_stays_closed(qtbot: QtBot, panel: FilePanel, ids: Ids) -> None:
    panel.view.collapse(panel.model.index(1, 0))
    panel.show_chosen(ids("p3.jpg"), None)
    qtbot.waitUntil(lambda: row(panel, "Name")[1].value == "p3.jpg")
    assert not panel.view.isExpanded(panel.model.index(1, 0))
    assert panel.view.isExpanded(panel.model.index(2, 0))


def test_names_without_what_goes_without_saying() -> None:
    assert short("Exif.Photo.FNumber") == "FNumber"
    assert short("Exif.CanonCs.Macro") == "CanonCs.Macro"
    assert short("Xmp.dc.title") == "dc:title"
    assert short("Iptc.Application2.Byline") == "Byline"
    assert short("ProfileDescription") == "ProfileDescription"


def test_tool_tips_are_never_html() -> None:
    assert tip("<img src=x>\n&") == "<qt>&lt;img src=x&gt;<br>&amp;</qt>"
    assert len(tip("x" * 10_000)) < 2000


def test_thousands_of_tags_are_a_model_that_qt_believes_in(qtbot: QtBot) -> None:
    model = SayingsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = [Saying("Exif", f"t{n}", f"t{n}", str(n), str(n), str(n), f"t{n}\n{n}") for n in range(5000)]
    groups = [("Exif", rows), ("XMP", rows[:3])]
    model.set_groups(groups, QFont())
    assert model.rowCount(model.index(0, 0)) == 5000
    model.set_groups(matching(groups, "t4999"), QFont())
    assert model.rowCount() == 1
    model.set_groups([], QFont())
    assert tester.model() is model
