"""What holds for every panel: names for assistive technology, plain text, long words, both appearances."""

from __future__ import annotations

from collections.abc import Callable, Generator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from janus_desktop.models import Catalogue
from janus_desktop.ui.look import apply
from janus_desktop.ui.panels.attention import AttentionPanel
from janus_desktop.ui.panels.describe import DescribePanel
from janus_desktop.ui.panels.file import FilePanel
from janus_desktop.ui.panels.history import HistoryPanel
from janus_desktop.ui.panels.jobs import JobsPanel
from janus_desktop.ui.panels.person import PersonButton
from janus_desktop.ui.panels.search import SearchField
from janus_desktop.ui.panels.side import SidePanel
from janus_desktop.ui.workers import Workshop

Ids = Callable[..., list[int]]
Panels = Callable[[], dict[str, QWidget]]
pytest_plugins = ["panels_library"]
SIZES = {"attention": (744, 500), "side": (228, 600), "search": (400, 40), "person": (64, 40), "jobs": (420, 200)}


class Longer(QTranslator):
    """Every sentence half as long again, as German has them."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        return source + "·" * (len(source) // 2) if context == "janus" else ""


class Windows(QObject):
    """Notes widgets that come up as windows of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


@pytest.fixture
def panels(qtbot: QtBot, shelf: Catalogue, workshop: Workshop, ids: Ids) -> Panels:
    def make() -> dict[str, QWidget]:
        chosen = ids("p0.jpg", "p3.jpg")
        shelf.tags.add(chosen[:1], ["Species|Lycaena"])
        describe, file = DescribePanel(shelf, workshop), FilePanel(shelf, workshop)
        describe.show_chosen(chosen)
        file.show_chosen(chosen, chosen[0])
        history = HistoryPanel(shelf, workshop)
        made: dict[str, QWidget] = {
            "describe": describe,
            "file": file,
            "history": history,
            "attention": AttentionPanel(shelf, workshop),
            "side": SidePanel(shelf, workshop),
            "jobs": JobsPanel(shelf, workshop),
            "search": SearchField(shelf, workshop),
            "person": PersonButton(shelf, workshop),
        }
        for name, panel in made.items():
            qtbot.addWidget(panel)
            panel.resize(*SIZES.get(name, (308, 900)))
            panel.show()
        qtbot.waitUntil(lambda: not workshop.busy)
        history.view.setCurrentIndex(history.model.index(0))
        qtbot.waitUntil(lambda: not workshop.busy)
        return made

    return make


@pytest.fixture
def longer() -> Generator[None]:
    translator = Longer()
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def test_every_control_has_a_name_and_every_label_is_plain(panels: Panels) -> None:
    for name, panel in panels().items():
        for widget in (panel, *panel.findChildren(QWidget)):
            kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)
            own = widget.objectName().startswith("qt_") or isinstance(widget.parent(), QComboBox | QLineEdit)
            if isinstance(widget, kinds) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not own:
                called = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
                assert called, f"{name}: {widget!r} has no name"
            if isinstance(widget, QLabel):
                assert widget.textFormat() == Qt.TextFormat.PlainText, f"{name}: {widget.text()!r}"


def test_no_part_flashes_up_as_a_window(panels: Panels, qapp: QApplication) -> None:
    windows = Windows()
    qapp.installEventFilter(windows)
    made = panels()
    qapp.removeEventFilter(windows)
    assert sorted(windows.seen) == sorted(type(panel).__name__ for panel in made.values())


@pytest.mark.usefixtures("longer")
def test_long_words_are_not_cut_off(panels: Panels, qtbot: QtBot) -> None:
    for name, panel in panels().items():
        qtbot.waitExposed(panel)
        for widget in panel.findChildren(QWidget):
            if not widget.isVisible() or not isinstance(widget, QPushButton | QLabel):
                continue
            words = widget.text()
            if isinstance(widget, QLabel) and (widget.wordWrap() or not words):
                continue
            needed = widget.fontMetrics().horizontalAdvance(words)
            assert widget.width() >= needed, f"{name}: {words!r} has {widget.width()} of {needed}"


def test_tab_reaches_the_fields_in_the_order_one_reads_them(panels: Panels) -> None:
    describe = panels()["describe"]
    assert isinstance(describe, DescribePanel)
    order: list[QWidget] = []
    widget = describe.fields["title"].editor_widget
    assert widget is not None
    for _ in range(200):
        order.append(widget)
        following = widget.nextInFocusChain()
        if following is order[0]:
            break
        widget = following
    names = ["title", "description", "creator", "taken", "rating", "label", "rights", "notes"]
    editors = [describe.fields[name].editor_widget for name in names]
    editors.insert(6, describe.tags.line)
    places = [order.index(editor) for editor in editors if editor is not None]
    assert places == sorted(places)
    assert order.index(describe.tags.chips[0]) < order.index(describe.tags.line)


def test_panels_follow_the_appearance(panels: Panels, qapp: QApplication) -> None:
    made = panels()
    light = {name: panel.grab().toImage().pixelColor(3, panel.height() - 3).lightness() for name, panel in made.items()}
    apply(qapp, "dark")
    try:
        dark = {
            name: panel.grab().toImage().pixelColor(3, panel.height() - 3).lightness() for name, panel in made.items()
        }
    finally:
        apply(qapp, "light")
    for name in ("describe", "file", "history", "attention", "side", "jobs"):
        assert light[name] > 200, name
        assert dark[name] < 70, name
