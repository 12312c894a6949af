"""What a file says, for Qt."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from janus_desktop.ui.language import tr
from janus_desktop.ui.look import look
from janus_desktop.ui.panels.rows import head_font
from janus_desktop.ui.panels.sayings import Saying

Index = QModelIndex | QPersistentModelIndex
#: What Qt takes for the root.
NOWHERE = QModelIndex()
Groups = list[tuple[str, list[Saying]]]
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
#: Letters of a value that a tool tip shows.
MOST_TIP = 1500


def tip(text: str) -> str:
    """`text` for a tool tip: as it is, never HTML, and not endless."""
    text = text[:MOST_TIP] + ("…" if len(text) > MOST_TIP else "")
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
    return f"<qt>{escaped}</qt>"


class SayingsModel(QAbstractItemModel):
    """Groups and their rows in two columns; a row knows its group by the index's internal id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.groups: Groups = []
        self._head = QFont()

    def set_groups(self, groups: Groups, font: QFont) -> None:
        """Show `groups`."""
        self.beginResetModel()
        self.groups, self._head = groups, head_font(font)
        self.endResetModel()

    def row(self, index: Index) -> Saying | None:
        """The row at `index`; None for a group."""
        if not index.isValid() or index.internalId() == 0:
            return None
        rows = self.groups[index.internalId() - 1][1]
        return rows[index.row()] if index.row() < len(rows) else None

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        """As Qt wants it."""
        if not 0 <= row < self.rowCount(parent) or not 0 <= column < 2:
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        """As Qt wants it."""
        if not index.isValid() or index.internalId() == 0:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many groups, or rows of a group."""
        if not parent.isValid():
            return len(self.groups)
        if parent.internalId() != 0 or parent.column() != 0:
            return 0
        return len(self.groups[parent.row()][1])

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Name and value."""
        return 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """For assistive technology: the header itself is hidden."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (tr("Tag"), tr("Value"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Short name and one line; tips have the full name and the raw value."""
        row = self.row(index)
        if row is None:
            return self._group(index, role)
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name if index.column() == 0 else row.line
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            if index.column() == 0:
                return tip(row.tag)
            return tip(row.value if row.raw == row.value else tr("{value}\nRaw: {raw}", value=row.value, raw=row.raw))
        if role == Qt.ItemDataRole.ForegroundRole:
            if row.state not in ("", "present"):
                return look().palette.warn
            return look().palette.dim if index.column() == 0 else None
        return None

    def _group(self, index: Index, role: int) -> Any:
        if index.column() != 0 or not index.isValid():
            return None
        group, rows = self.groups[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr("{group} · {n}", group=group.upper(), n=len(rows))
        if role == Qt.ItemDataRole.FontRole:
            return self._head
        if role == Qt.ItemDataRole.ForegroundRole:
            return look().palette.dim
        return None
