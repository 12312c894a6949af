"""The search field in the tool bar: asks while one types, remembers what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QSizePolicy, QWidget

from janus_desktop.models import Catalogue, Change
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import icon
from janus_desktop.ui.workers import Workshop

WIDTH = 560
#: Milliseconds after the last key until the question is asked.
DELAY = 120
MOST_REMEMBERED = 20


class SearchField(QLineEdit):
    """`asked(text)` shortly after typing, at once on Enter; Escape clears, Down shows what was asked before.

    `set_text(text)` shows words without asking; `state()` and `restore(dict)` keep the history.
    """

    asked = Signal(str)
    left = Signal()

    def __init__(self, catalogue: Catalogue, workshop: Workshop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.history: list[str] = []
        self._said = ""
        self.setPlaceholderText(tr("Search words"))
        self.setAccessibleName(tr("Search"))
        self.setClearButtonEnabled(True)
        self.setMaximumWidth(WIDTH)
        self.setMinimumWidth(160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.addAction(icon("search", "dim"), QLineEdit.ActionPosition.LeadingPosition)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(DELAY)
        self._soon.timeout.connect(self._ask)
        self.textChanged.connect(lambda _text: self._soon.start())
        self.returnPressed.connect(self._enter)

    def sizeHint(self) -> QSize:
        """As wide as it may be."""
        return QSize(WIDTH, super().sizeHint().height())

    def refresh(self, change: Change | None) -> None:
        """Nothing in the catalogue concerns the field."""

    def set_text(self, text: str) -> None:
        """Show `text`, which is already being asked."""
        self._said = text.strip()
        self.setText(text)
        self._soon.stop()

    def state(self) -> dict[str, Any]:
        """What to remember."""
        return {"history": list(self.history)}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what `state` remembered; rubbish is passed over."""
        kept = state.get("history")
        if isinstance(kept, list):
            self.history = [each for each in kept if isinstance(each, str) and each.strip()][:MOST_REMEMBERED]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape clears, and leaves where there is nothing to clear; Down opens the history."""
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self._remember()
                self.clear()
                self._ask()
            else:
                self.left.emit()
        elif event.key() == Qt.Key.Key_Down and self.history:
            self._show_history()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was asked and is left standing is remembered."""
        super().focusOutEvent(event)
        self._remember()

    def history_menu(self) -> QMenu:
        """What was asked before, newest first."""
        menu = QMenu(self)
        for words in self.history:
            menu.addAction(icon("clock", "dim"), words.replace("&", "&&"), lambda words=words: self._again(words))
        menu.addSeparator()
        menu.addAction(tr("Clear history"), self.history.clear)
        return menu

    def _show_history(self) -> None:
        menu = self.history_menu()
        menu.setMinimumWidth(self.width())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))
        menu.setActiveAction(menu.actions()[0])

    def _again(self, words: str) -> None:
        self.setText(words)
        self._enter()

    def _enter(self) -> None:
        self._remember()
        self._ask()

    def _remember(self) -> None:
        words = self.text().strip()
        if words:
            self.history = [words, *(each for each in self.history if each != words)][:MOST_REMEMBERED]

    def _ask(self) -> None:
        self._soon.stop()
        words = self.text().strip()
        if words != self._said:
            self._said = words
            self.asked.emit(words)
