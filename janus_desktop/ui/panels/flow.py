"""A layout that puts items beside each other, and on in the next line."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from janus_desktop.ui.look.sizes import CONTROL, GAP_S, GAP_XS


class Flow(QLayout):
    """Items beside each other, in as many lines as the width asks for; the last one takes what is left."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(GAP_S, 5, GAP_S, 5)
        self.setSpacing(GAP_XS + 1)

    def addItem(self, item: QLayoutItem) -> None:
        """Put an item behind all others."""
        self._items.append(item)

    def insert(self, at: int, widget: QWidget) -> None:
        """Put `widget` in at a place of its own."""
        self.addWidget(widget)
        self._items.insert(at, self._items.pop())

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at a place; Qt asks beyond the end, and wants nothing then."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take an item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high the lines are at `width`."""
        return self._arrange(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put all items in their places."""
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    def sizeHint(self) -> QSize:
        """One line."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The widest item sets no minimum: chips elide."""
        return QSize(80, CONTROL)

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        inner = rect.marginsRemoved(self.contentsMargins())
        x, y, line = inner.x(), inner.y(), 0
        for at, item in enumerate(self._items):
            hint = item.sizeHint()
            width = min(hint.width(), inner.width())
            if x + width > inner.right() + 1 and x > inner.x():
                x, y, line = inner.x(), y + line + self.spacing(), 0
            if at == len(self._items) - 1:
                width = inner.right() + 1 - x
            if place:
                item.setGeometry(QRect(QPoint(x, y), QSize(width, hint.height())))
            x += width + self.spacing()
            line = max(line, hint.height())
        margins = self.contentsMargins()
        return max(CONTROL, y + line - rect.y() + margins.bottom())
