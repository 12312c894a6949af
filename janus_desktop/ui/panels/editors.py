"""The editors of text fields: a line, and several lines."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QWidget

from janus_desktop.ui.language import tr
from janus_desktop.ui.look import mark
from janus_desktop.ui.look.sizes import GAP_XS


class Line(QLineEdit):
    """A line that tells when it is left, and is italic while it shows its placeholder."""

    left = Signal()
    typed = Signal()
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clearable = False
        self.textEdited.connect(lambda _text: self.typed.emit())
        self.textChanged.connect(lambda _text: _slant(self, self.text()))

    def content(self) -> str:
        """What stands here."""
        return self.text()

    def fill(self, text: str, placeholder: str = "") -> None:
        """Show `text`; nobody typed it."""
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)
        self.setPlaceholderText(placeholder)
        _slant(self, text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell, unless it is only for a menu of our own."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's own menu, and how to clear what differs."""
        _menu(self, self.createStandardContextMenu(), event)


class Text(QPlainTextEdit):
    """Several lines: as high as they need, within bounds. Tab goes on to the next field."""

    left = Signal()
    typed = Signal()
    cleared = Signal()
    LEAST, MOST = 52, 148

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clearable = False
        self._filling = False
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(self.LEAST)
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())

    def content(self) -> str:
        """What stands here."""
        return self.toPlainText()

    def fill(self, text: str, placeholder: str = "") -> None:
        """Show `text`; nobody typed it."""
        self._filling = True
        try:
            if text != self.toPlainText():
                self.setPlainText(text)
        finally:
            self._filling = False
        self.setPlaceholderText(placeholder)
        _slant(self, text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell, unless it is only for a menu of our own."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's own menu, and how to clear what differs."""
        _menu(self, self.createStandardContextMenu(), event)

    def _changed(self) -> None:
        _slant(self, self.toPlainText())
        if not self._filling:
            self.typed.emit()

    def _fit(self) -> None:
        layout, block, text = self.document().documentLayout(), self.document().firstBlock(), 0.0
        while block.isValid() and text < self.MOST:
            text += layout.blockBoundingRect(block).height()
            block = block.next()
        around = 2 * self.document().documentMargin() + 3 * GAP_XS  # padding and frame
        self.setFixedHeight(max(self.LEAST, min(self.MOST, math.ceil(text + around))))


def _slant(editor: Line | Text, text: str) -> None:
    mark(editor, "mixed", not text and bool(editor.placeholderText()))


def _menu(editor: Line | Text, menu: QMenu, event: QContextMenuEvent) -> None:
    if editor.clearable and not editor.isReadOnly():
        menu.addSeparator()
        menu.addAction(tr("Clear for all selected images"), editor.cleared.emit)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(event.globalPos())
