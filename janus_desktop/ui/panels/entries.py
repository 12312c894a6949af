"""The entries of the history as rows: a model, and how they are painted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from janus_desktop.models import Operation
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import look
from janus_desktop.ui.look.sizes import GAP_M, GAP_S, GAP_XS, TEXT_CAPTION
from janus_desktop.ui.look.style import sized
from janus_desktop.ui.panels import formats

Index = QModelIndex | QPersistentModelIndex
#: What Qt takes for the root.
NOWHERE = QModelIndex()
OPERATION = Qt.ItemDataRole.UserRole + 1
HEIGHT = 46


def sentence(operation: Operation) -> str:
    """What was done, beginning with a capital letter."""
    text = say(operation.words)
    return text[:1].upper() + text[1:]


def under(operation: Operation) -> str:
    """Who and when, and the state where it is not simply done."""
    parts = [operation.user or "", formats.when(operation.at)]
    states = {"running": tr("running"), "interrupted": tr("interrupted"), "undone": tr("undone")}
    if operation.state in states:
        parts.append(states[operation.state])
    return " · ".join(part for part in parts if part)


class EntriesModel(QAbstractListModel):
    """Operations, newest first. Asks for more when the end comes into view."""

    more_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.operations: list[Operation] = []
        self.more = False

    def set_operations(self, operations: list[Operation], more: bool) -> None:
        """Show `operations`; `more` says that there are older ones. Rows that stay keep their selection."""
        old = self.operations
        self.more = more
        if [each.id for each in operations[: len(old)]] == [each.id for each in old]:
            self.operations = operations[: len(old)]
            if old:
                self.dataChanged.emit(self.index(0), self.index(len(old) - 1))
            if len(operations) > len(old):
                self.beginInsertRows(QModelIndex(), len(old), len(operations) - 1)
                self.operations = operations
                self.endInsertRows()
            return
        self.beginResetModel()
        self.operations = operations
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many are loaded."""
        return 0 if parent.isValid() else len(self.operations)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there are older ones."""
        return self.more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        """Ask for older ones; they come later."""
        self.more = False
        self.more_wanted.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The sentence; the whole entry for assistive technology."""
        if not index.isValid() or index.row() >= len(self.operations):
            return None
        operation = self.operations[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return sentence(operation)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{sentence(operation)}, {under(operation)}"
        if role == OPERATION:
            return operation
        return None


class EntryDelegate(QStyledItemDelegate):
    """Two lines, and “Undo this” at the right of the entry under the pointer or the chosen one."""

    undo_clicked = Signal(object)  # Operation

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines."""
        return QSize(100, HEIGHT)

    def link(self, row: QRect) -> QRect:
        """Where “Undo this” is in a row."""
        width = QFontMetrics(sized(self._view.font(), TEXT_CAPTION)).horizontalAdvance(tr("Undo this"))
        return QRect(row.right() - width - 2 * GAP_M, row.y() + 23, width + GAP_M, 20)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one entry."""
        operation = index.data(OPERATION)
        if not isinstance(operation, Operation):
            return
        colours = look().palette
        row: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen, over = state & QStyle.StateFlag.State_Selected, state & QStyle.StateFlag.State_MouseOver
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.accent_ground if chosen else colours.hover)
            painter.drawRoundedRect(row.adjusted(GAP_XS, 1, -GAP_XS, -1), 5, 5)
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colours.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(row.adjusted(GAP_XS, 1, -GAP_XS - 1, -2), 5, 5)
        inner = row.adjusted(GAP_M, 5, -GAP_M, -5)
        gone = operation.state == "undone"
        font = sized(self._view.font(), 13)
        font.setStrikeOut(gone)
        painter.setFont(font)
        painter.setPen(colours.dim if gone else colours.text)
        text = QFontMetrics(font).elidedText(sentence(operation), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop, text)
        small = sized(self._view.font(), TEXT_CAPTION)
        painter.setFont(small)
        offered = operation.undoable and bool(chosen or over)
        room = inner.width() - (self.link(row).width() + GAP_S if offered else 0)
        painter.setPen(colours.warn if operation.state == "interrupted" else colours.dim)
        text = QFontMetrics(small).elidedText(under(operation), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom, text)
        if offered:
            painter.setPen(colours.accent)
            painter.drawText(self.link(row), Qt.AlignmentFlag.AlignCenter, tr("Undo this"))
        painter.restore()

    def editorEvent(self, event: QEvent, model: Any, option: QStyleOptionViewItem, index: Index) -> bool:
        """A click on the words undoes."""
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            operation = index.data(OPERATION)
            here = self.link(option.rect).contains(event.position().toPoint())
            if here and isinstance(operation, Operation) and operation.undoable:
                self.undo_clicked.emit(operation)
                return True
        return False
