"""The places of the left side for Qt."""

from __future__ import annotations

from array import array
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from janus_desktop.ui.panels.places import Node

NODE_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
#: What Qt takes for the root.
NOWHERE = QModelIndex()


class SideModel(QAbstractItemModel):
    """The nodes of the left side for Qt. New counts change rows in place; a new shape resets."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.root = Node("root", "root", "")

    def set_root(self, root: Node) -> None:
        """Show `root`."""
        old, new = list(self.root.walk()), list(root.walk())
        if [(node.key, node.depth) for node in old] != [(node.key, node.depth) for node in new]:
            self.beginResetModel()
            self.root = root
            self.endResetModel()
            return
        for before, now in zip(old, new, strict=True):
            names = ("title", "icon", "count", "note", "tip", "path", "greyed", "where")
            if any(getattr(before, name) != getattr(now, name) for name in names):
                for name in names:
                    setattr(before, name, getattr(now, name))
                at = self.at(before)
                self.dataChanged.emit(at, at)

    def node(self, index: Index) -> Node:
        """The node at `index`; the root where there is none."""
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, Node) else self.root

    def at(self, node: Node) -> QModelIndex:
        """Where `node` is."""
        return self.createIndex(node.row, 0, node) if node.parent is not None else QModelIndex()

    def find(self, key: str) -> Node | None:
        """The node called `key`."""
        return next((node for node in self.root.walk() if node.key == key), None)

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        """As Qt wants it."""
        children = self.node(parent).children
        return (
            self.createIndex(row, column, children[row]) if 0 <= row < len(children) and column == 0 else QModelIndex()
        )

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        """As Qt wants it."""
        above = self.node(index).parent
        return self.at(above) if above is not None else QModelIndex()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many rows lie below `parent`."""
        return len(self.node(parent).children)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """One."""
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads and hints can't be chosen; tags take images."""
        node = self.node(index)
        if node.where is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsDropEnabled if node.kind == "tag" else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Title, tip, and for assistive technology the count with it."""
        node = self.node(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return node.title
        if role == NODE_ROLE:
            return node
        if role == Qt.ItemDataRole.ToolTipRole and node.tip:
            return _no_html(node.tip)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{node.title}, {node.right}" if node.right else node.title
        return None


def _no_html(text: str) -> str:
    return "<qt>" + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</qt>"


def ids_of(data: bytes) -> list[int]:
    """The image ids that a drag carries: `array("q", ids).tobytes()`."""
    ids = array("q")
    ids.frombytes(data[: len(data) // ids.itemsize * ids.itemsize])
    return list(ids)
