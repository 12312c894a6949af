"""The grid by mouse: clicks, the rubber band, and dragging files to other programs."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, QTimer, QUrl
from PySide6.QtGui import QCursor, QDrag, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication

from janus_desktop.ui.grid.dropping import drag_picture

if TYPE_CHECKING:
    from janus_desktop.ui.grid.layout import Group
    from janus_desktop.ui.grid.view import GridView

_CONTROL: Final = Qt.KeyboardModifier.ControlModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
#: At most so many files are dragged at once: their cards are fetched while the button is held.
MOST_DRAGGED: Final = 2000
_SCROLL_EVERY: Final = 16


class Pointer:
    """Answers the mouse over one `GridView`."""

    def __init__(self, view: GridView) -> None:
        self._view = view
        self._pressed: QPoint | None = None
        self._row: int | None = None
        self._on_release: int | None = None
        self._from: QPoint | None = None  # where the band began, from the top of the whole
        self._before: tuple[bool, array[int]] = (False, array("q"))
        self._scroller = QTimer(view)
        self._scroller.setInterval(_SCROLL_EVERY)
        self._scroller.timeout.connect(self._scroll_along)

    def press(self, event: QMouseEvent) -> None:
        """Select at once, but for a click into the selection: that may be the start of a drag."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        view = self._view
        view.show_ring(False)
        where = event.position().toPoint()
        self._forget()
        head = view.head_at(where)
        if head is not None:
            self._press_head(head, event.modifiers())
            return
        self._pressed, self._row = where, view.row_at(where)
        if self._row is None:
            self._begin_band(event.modifiers())
            return
        image = view.model.ids[self._row]
        if event.modifiers() & _SHIFT:
            self._extend(self._row, bool(event.modifiers() & _CONTROL))
        elif event.modifiers() & _CONTROL:
            view.selection.toggle(image)
        elif view.selection.contains(image):
            view.selection.set_current(image, anchor=True)
            self._on_release = image
            view.model.want(self._dragged_ids())
        else:
            view.selection.select_only(image)
            view.model.want([image])

    def move(self, event: QMouseEvent) -> None:
        """Draw the band, begin a drag, or note what is under the pointer."""
        view = self._view
        where = event.position().toPoint()
        if not event.buttons() & Qt.MouseButton.LeftButton:
            view.set_hovered(view.row_at(where))
            head = view.head_at(where) is not None
            view.viewport().setCursor(Qt.CursorShape.PointingHandCursor if head else Qt.CursorShape.ArrowCursor)
            return
        if self._from is not None:
            self._stretch(where)
        elif self._pressed is not None and self._row is not None:
            far = (where - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if far and view.selection.contains(view.model.ids[self._row]):
                self._drag()

    def release(self, event: QMouseEvent) -> None:
        """A click into the selection selects that one image."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._on_release is not None:
            self._view.selection.select_only(self._on_release)
        self._forget()

    def double_click(self, event: QMouseEvent) -> None:
        """Open the image; elsewhere it is a click."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        row = self._view.row_at(event.position().toPoint())
        if row is None:
            self.press(event)
        else:
            self._forget()
            self._view.activated.emit(self._view.model.ids[row])

    def left(self) -> None:
        """The pointer is elsewhere."""
        self._view.set_hovered(None)

    def scrolled(self) -> None:
        """What is under the pointer changed; a band grows."""
        view = self._view
        where = view.viewport().mapFromGlobal(QCursor.pos())
        if self._from is not None:
            self._stretch(where)
        elif view.viewport().underMouse():
            view.set_hovered(view.row_at(where))

    def _press_head(self, head: Group, modifiers: Qt.KeyboardModifier) -> None:
        selection = self._view.selection
        if modifiers & (_CONTROL | _SHIFT):
            selection.set_range(head.start, head.end - 1, keep=bool(modifiers & _CONTROL))
        else:
            self._view.set_collapsed(head.key, not head.collapsed)

    def _extend(self, row: int, keep: bool) -> None:
        view = self._view
        anchor = view.selection.anchor_row
        if anchor is None:
            anchor = view.selection.current_row if view.selection.current_row is not None else row
            view.selection.set_current(view.model.ids[anchor], anchor=True)
        view.selection.set_current(view.model.ids[row])
        view.selection.set_range(anchor, row, keep=keep)

    # the rubber band

    def _begin_band(self, modifiers: Qt.KeyboardModifier) -> None:
        view = self._view
        assert self._pressed is not None
        if not modifiers & (_CONTROL | _SHIFT):
            view.selection.clear()
        self._before = view.selection.state()
        self._from = self._pressed + QPoint(0, view.scroll_y)

    def _stretch(self, where: QPoint) -> None:
        view = self._view
        assert self._from is not None
        edge = view.viewport().rect()
        inside = QPoint(max(0, min(edge.right(), where.x())), max(0, min(edge.bottom(), where.y())))
        band = QRect(self._from, inside + QPoint(0, view.scroll_y)).normalized()
        touched = array("q")
        for first, last in view.arrangement.inside(band):
            touched.extend(view.model.ids[first:last])
        view.selection.restore(self._before, touched)
        view.set_band(band)
        if edge.top() <= where.y() <= edge.bottom():
            self._scroller.stop()
        elif not self._scroller.isActive():
            self._scroller.start()

    def _scroll_along(self) -> None:
        """Scroll while the pointer is held above or below, faster when farther away."""
        view = self._view
        y = view.viewport().mapFromGlobal(QCursor.pos()).y()
        over = y if y < 0 else y - view.viewport().height()
        bar = view.verticalScrollBar()
        bar.setValue(bar.value() + max(-120, min(120, over // 2)))

    def _forget(self) -> None:
        self._pressed = self._row = self._on_release = None
        self._scroller.stop()
        if self._from is not None:
            self._from = None
            self._view.set_band(None)

    # dragging away

    def _dragged_ids(self) -> list[int]:
        ids: list[int] = []
        for image in self._view.selection.in_order():
            if len(ids) == MOST_DRAGGED:
                break
            ids.append(image)
        return ids

    def _drag(self) -> None:
        view, row = self._view, self._row
        assert row is not None
        image = view.model.ids[row]
        self._forget()
        cards = [view.model.card(each) for each in self._dragged_ids()]
        paths = [card.path for card in cards if card is not None and card.path and card.state != "missing"]
        if not paths:
            return
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
        drag = QDrag(view)
        drag.setMimeData(mime)
        picture = drag_picture(
            view.pictures.picture(image) or QPixmap(), len(paths), view.font(), view.devicePixelRatioF()
        )
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(12, 12))
        if self._run(drag) == Qt.DropAction.CopyAction:
            view.files_dragged.emit(paths)

    @staticmethod
    def _run(drag: QDrag) -> Qt.DropAction:
        return drag.exec(Qt.DropAction.CopyAction, Qt.DropAction.CopyAction)
