"""The grid: paints the cells that are on screen, and nothing else costs anything."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from janus_desktop.ui.grid import accessible, words
from janus_desktop.ui.grid.cells import Cells
from janus_desktop.ui.grid.dropping import dropped_paths, paint_drop_here
from janus_desktop.ui.grid.empty import EmptyState
from janus_desktop.ui.grid.keyboard import Keyboard
from janus_desktop.ui.grid.model import GridModel, same_images
from janus_desktop.ui.grid.pointer import Pointer
from janus_desktop.ui.grid.selection import Selection
from janus_desktop.ui.grid.surface import Surface
from janus_desktop.ui.grid.thumbnail_feed import Pictures
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import ground

_WHEEL_STEP = 16


class GridView(Surface):
    """Pictures of a `GridModel` in groups, with a `Selection`; pictures come from a feed.

    `activated` (id) on Enter, Space and double click; `context_menu` (global position) after the image under
    the pointer is selected; `dropped` (paths, `os.fsdecode`d) when files are let go here; `files_dragged`
    (paths) after they were dragged away; `typed` (text) when somebody stopped typing a
    name and nothing at hand begins so.
    """

    activated = Signal(object)
    context_menu = Signal(QPoint)
    dropped = Signal(object)  # list of str: a list of Qt would lose what is no UTF-8
    files_dragged = Signal(object)  # list of str
    typed = Signal(str)
    import_folder = Signal()
    import_files = Signal()
    clear_search = Signal()

    def __init__(
        self, model: GridModel, selection: Selection, pictures: Pictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(model, selection, pictures, parent)
        accessible.install()
        self._importing = True
        self._drag_over = False
        self._wheel = 0
        self._keyboard = Keyboard(self)
        self._pointer = Pointer(self)
        self._empty = EmptyState(self.viewport())
        ground(self, "bg")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(tr("Images"))
        model.reset.connect(self._reset)
        model.cards_changed.connect(self._cards_changed)
        selection.changed.connect(self._selection_changed)
        selection.current_changed.connect(self._current_changed)
        self._empty.import_folder.connect(self.import_folder)
        self._empty.import_files.connect(self.import_files)
        self._empty.clear_search.connect(self.clear_search)
        self.arrange()
        self._show_empty()

    def set_importing(self, allowed: bool) -> None:
        """Whether files may be dropped here and the empty grid invites to import."""
        self._importing = allowed
        self._show_empty()

    # selection, as slots for actions

    def select_all(self) -> None:
        """Select every image of the answer."""
        self.selection.select_all()

    def select_none(self) -> None:
        """Select nothing."""
        self.selection.clear()

    def invert(self) -> None:
        """Select what is not selected."""
        self.selection.invert()

    # what changed

    def _reset(self) -> None:
        before = self.model.before
        same = same_images(before.question if before else None, self.model.question)
        if not same:
            self._anchor = None
            self._collapsed.clear()
            self._shown_ids = self.model.ids[:0]
        elif self._anchor is not None and self.model.row_of(self._anchor[0]) is None:
            self._anchor = None
        self.arrange()
        self._show_empty()
        if not same:
            current = self.selection.current_row
            self.verticalScrollBar().setValue(0)
            if current is not None:
                self.show_row(current)

    def _cards_changed(self, ids: frozenset[int] | None) -> None:
        self._keyboard.cards_came()
        if not ids:
            self.viewport().update()
        else:
            self.repaint_ids(ids)
        self._look_soon.start()

    def _selection_changed(self) -> None:
        self.viewport().update()
        accessible.selection_changed(self)

    def _current_changed(self, _image: object) -> None:
        self._anchor = None
        self.viewport().update()
        accessible.current_changed(self)

    def _show_empty(self) -> None:
        self._empty.show_for(self.model.found, self._importing)
        self._empty.setGeometry(self.viewport().rect())

    def paint_over(self, painter: QPainter) -> None:
        """The text of a type-ahead, and the invitation to let files go."""
        self._keyboard.paint(painter)
        if self._drag_over:
            paint_drop_here(painter, self.viewport().rect(), self.font())

    def show_ring(self, shown: bool) -> None:
        """Whether the current cell is marked: after keys, not after clicks."""
        self._ring = shown
        self.viewport().update()

    # events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new width; what was seen stays."""
        super().resizeEvent(event)
        self.arrange()
        self._show_empty()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Show another part."""
        if not self._placing:
            self._anchor = None
        self._downwards = dy <= 0
        self._pointer.scrolled()
        self.viewport().update()
        self._look_soon.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl, change the size of the pictures."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._wheel += event.angleDelta().y()
        steps, self._wheel = int(self._wheel / 120), self._wheel - int(self._wheel / 120) * 120
        if steps:
            self.set_thumbnail_size(self._thumbnail + steps * _WHEEL_STEP)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, select, open; what is not ours goes on to the window."""
        if not self._keyboard.press(event):
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select, begin a rubber band, or close a group."""
        self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the rubber band, drag files away, or just look."""
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the image."""
        self._pointer.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the selection, at the pointer or at the current cell."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._keyboard.ask_for_menu()
            return
        row = self.row_at(event.pos())
        if row is not None and not self.selection.contains(self.model.ids[row]):
            self.selection.select_only(self.model.ids[row])
        self.context_menu.emit(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.viewport().update()
        accessible.current_changed(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs other measures."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._cells = Cells(self.font())

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is seen now."""
        super().showEvent(event)
        self._look_soon.start()

    def event(self, event: QEvent) -> bool:
        """While somebody types a name, plain letters and digits are no shortcuts."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and self._keyboard.wants(event)
        ):
            event.accept()
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._look_soon.start()
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tool tips of cells; the pointer leaving."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tool_tip(event)
            return True
        if event.type() == QEvent.Type.Leave:
            self._pointer.left()
        return super().viewportEvent(event)

    def _tool_tip(self, event: QHelpEvent) -> None:
        row = self.row_at(event.pos())
        card = self.model.card(self.model.ids[row]) if row is not None else None
        rect = self.rect_of(row) if row is not None else None
        if card is None or rect is None:
            QToolTip.hideText()
            return
        QToolTip.showText(event.globalPos(), words.as_plain(words.tip(card)), self.viewport(), rect)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Invite files, if the person may import."""
        self._drag_over = self._importing and event.source() is not self and bool(dropped_paths(event.mimeData()))
        event.setAccepted(self._drag_over)
        if self._drag_over:
            event.setDropAction(Qt.DropAction.CopyAction)
        self.viewport().update()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Files may be let go anywhere here."""
        event.setAccepted(self._drag_over)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They went elsewhere."""
        self._drag_over = False
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the paths over."""
        paths: Sequence[str] = dropped_paths(event.mimeData()) if self._drag_over else ()
        self._drag_over = False
        self.viewport().update()
        event.setAccepted(bool(paths))
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            self.dropped.emit(list(paths))
