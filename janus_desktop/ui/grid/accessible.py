"""The grid for screen readers: a list with an item for each cell, made when somebody asks for it."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from janus_desktop.ui.grid import words
from janus_desktop.ui.language import tr

if TYPE_CHECKING:
    from janus_desktop.ui.grid.view import GridView

#: Items that are kept for readers: a screen and what was lately read.
KEPT: Final = 512
#: The lists that were made. Qt owns them, but Python must not end them first.
_lists: dict[int, AccessibleGrid] = {}
_ended: list[AccessibleGrid] = []


class AccessibleCell(QAccessibleInterface):
    """One cell in words."""

    def __init__(self, view: GridView, row: int) -> None:
        super().__init__()
        self.row = row
        self._ref = weakref.ref(view)

    @property
    def _view(self) -> GridView:
        view = self._ref()
        assert view is not None, "Qt asks only while the grid is there"
        return view

    def isValid(self) -> bool:
        """Whether there still is such a row."""
        view = self._ref()
        return view is not None and self.row < view.model.count

    def object(self) -> QObject:
        """None: cells are no objects."""
        return None  # type: ignore[return-value]

    def parent(self) -> QAccessibleInterface:
        """The list."""
        return QAccessible.queryAccessibleInterface(self._view)

    def child(self, index: int) -> QAccessibleInterface:
        """None: a cell has no parts."""
        return None  # type: ignore[return-value]

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        """None: a cell has no parts."""
        return None  # type: ignore[return-value]

    def childCount(self) -> int:
        """0: a cell has no parts."""
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """-1: a cell has no parts."""
        return -1

    def rect(self) -> QRect:
        """Where the cell is on the screen; empty while its group is closed."""
        rect = self._view.rect_of(self.row)
        if rect is None:
            return QRect()
        return rect.translated(self._view.viewport().mapToGlobal(QPoint(0, 0)))

    def role(self) -> QAccessible.Role:
        """An item of a list."""
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        """Selected, current, on screen?"""
        state = QAccessible.State()
        if not self.isValid():
            state.invalid = True
            return state
        image = self._view.model.ids[self.row]
        state.selectable = state.focusable = state.multiSelectable = True
        state.selected = self._view.selection.contains(image)
        state.focused = image == self._view.selection.current and self._view.hasFocus()
        rect = self._view.rect_of(self.row)
        seen = rect is not None and rect.intersects(self._view.viewport().rect())
        state.offscreen, state.invisible = not seen, rect is None
        return state

    def text(self, kind: QAccessible.Text) -> str:
        """The cell in words; its place in the list while its card is not known."""
        if kind != QAccessible.Text.Name or not self.isValid():
            return ""
        card = self._view.model.card(self._view.model.ids[self.row])
        if card is None:
            return tr("Image {n} of {total}", n=self.row + 1, total=self._view.model.count)
        return words.spoken(card)

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Names are not changed here."""


class AccessibleGrid(QAccessibleWidget):
    """The grid as a list of as many items as there are images; only those asked for are made."""

    def __init__(self, view: GridView) -> None:
        super().__init__(view, QAccessible.Role.List, tr("Images"))
        self._ref = weakref.ref(view)  # a reader must not keep the grid alive
        self._cells: OrderedDict[int, tuple[AccessibleCell, int]] = OrderedDict()

    @property
    def _view(self) -> GridView:
        view = self._ref()
        assert view is not None, "Qt asks only while the grid is there"
        return view

    def childCount(self) -> int:
        """As many as there are images."""
        return self._view.model.count

    def child(self, index: int) -> QAccessibleInterface:
        """The cell of row `index`."""
        if not 0 <= index < self._view.model.count:
            return None  # type: ignore[return-value]
        if index in self._cells:
            self._cells.move_to_end(index)
            return self._cells[index][0]
        cell = AccessibleCell(self._view, index)
        self._cells[index] = (cell, QAccessible.registerAccessibleInterface(cell))
        while len(self._cells) > KEPT:
            _drop(*self._cells.popitem(last=False)[1])
        return cell

    def end(self) -> None:
        """The grid is gone: take its cells out of Qt's register, which would keep them for ever."""
        while self._cells:
            _drop(*self._cells.popitem()[1])

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """The row of a cell."""
        return child.row if isinstance(child, AccessibleCell) else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        """The cell at a point of the screen."""
        row = self._view.row_at(self._view.viewport().mapFromGlobal(QPoint(x, y)))
        return self.child(row) if row is not None else None  # type: ignore[return-value]

    def focusChild(self) -> QAccessibleInterface:
        """The current cell."""
        row = self._view.selection.current_row if self._view.hasFocus() else None
        return self.child(row) if row is not None else None  # type: ignore[return-value]

    def state(self) -> QAccessible.State:
        """As of any widget, and many may be selected."""
        state = super().state()
        state.multiSelectable = state.extSelectable = True
        return state


def _factory(_kind: str, of: Any) -> QAccessibleInterface | None:
    from janus_desktop.ui.grid.view import GridView

    if not isinstance(of, GridView):
        return None
    made, key = AccessibleGrid(of), id(of)
    _lists[key] = made
    of.destroyed.connect(lambda: _end(key))
    return made


def _end(key: int) -> None:
    made = _lists.pop(key, None)
    if made is not None:
        made.end()
        # Qt deletes the list itself right after this; Python may let go of it only then.
        _ended.clear()
        _ended.append(made)


def _drop(cell: AccessibleCell, number: int) -> None:
    """Let Qt delete `cell`, while Python still holds it: else it would be deleted twice."""
    QAccessible.deleteAccessibleInterface(number)


class _Installed:
    done = False


def install() -> None:
    """Let Qt ask us for grids; done once."""
    if not _Installed.done:
        _Installed.done = True
        QAccessible.installFactory(_factory)


def current_changed(view: GridView) -> None:
    """Tell readers that another cell is current."""
    row = view.selection.current_row
    if row is not None and view.hasFocus() and QAccessible.isActive():
        event = QAccessibleEvent(view, QAccessible.Event.Focus)
        event.setChild(row)
        QAccessible.updateAccessibility(event)


def selection_changed(view: GridView) -> None:
    """Tell readers that other cells are selected."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(view, QAccessible.Event.SelectionWithin))
