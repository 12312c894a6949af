"""A bar within a panel that says what went wrong, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from janus_desktop.ui.language import tr
from janus_desktop.ui.look import ground, icon, look
from janus_desktop.ui.look.icons import pixmap
from janus_desktop.ui.look.sizes import GAP_M, GAP_S, GAP_XS, ICON

Offer = tuple[str, Callable[[], None]]


class Sign(QWidget):
    """One icon in a colour of the palette; follows the appearance, crisp at every scale."""

    def __init__(self, name: str, role: str = "text", size: int = ICON, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._role, self._size = name, role, size
        self.setFixedSize(size, size)
        look().changed.connect(self.update)

    def show_icon(self, name: str, role: str) -> None:
        """Another icon."""
        self._name, self._role = name, role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The icon."""
        QPainter(self).drawPixmap(0, 0, pixmap(self._name, self._role, self._size, self.devicePixelRatioF()))


class Notice(QFrame):
    """Hidden until `say`; says one sentence and offers buttons. Closing it forgets the sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, "well")
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sign = Sign("warning", "warn")
        self._close = QToolButton()
        self._close.setIcon(icon("close", "dim"))
        self._close.setAccessibleName(tr("Close this message"))
        self._close.clicked.connect(self.clear)
        top = QHBoxLayout()
        top.setSpacing(GAP_S)
        top.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.text, 1)
        top.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(GAP_XS)
        box = QVBoxLayout(self)
        box.setContentsMargins(GAP_M, GAP_S, GAP_S, GAP_S)
        box.setSpacing(GAP_XS)
        box.addLayout(top)
        box.addLayout(self._buttons)
        self.setAccessibleName(tr("Message"))
        self.hide()

    def say(self, sentence: str, *offers: Offer, sign: str = "warning", role: str = "warn") -> None:
        """Show `sentence` with a button for each of `offers`; a click on one closes the bar first."""
        self._empty()
        self.text.setText(sentence)
        self.text.setAccessibleName(sentence)
        self._sign.show_icon(sign, role)
        for words, call in offers:
            button = QPushButton(words)
            button.setProperty("flat", True)
            button.clicked.connect(lambda _on=False, call=call: self._take(call))
            self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.show()

    def buttons(self) -> list[QPushButton]:
        """The buttons that are offered now."""
        items = (self._buttons.itemAt(at) for at in range(self._buttons.count()))
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, QPushButton)]

    def clear(self) -> None:
        """Take the message away."""
        self._empty()
        self.text.clear()
        self.hide()

    def _take(self, call: Callable[[], None]) -> None:
        self.clear()
        call()

    def _empty(self) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
