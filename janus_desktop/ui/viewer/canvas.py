"""The canvas: paints the tiles that are at hand, zooms at the pointer, pans, measures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from janus_desktop.imaging.pixels import TILE
from janus_desktop.imaging.render import values_of
from janus_desktop.ui.look.palette import DARK
from janus_desktop.ui.viewer import overlay
from janus_desktop.ui.viewer.frame import STEP, Frame, Turn
from janus_desktop.ui.viewer.scale import PixelSize
from janus_desktop.ui.viewer.source import Key, Look

#: Pixels of the screen that a key pans.
PAN = 64
#: From this zoom on pixels are shown as squares.
SQUARES = 2.0
#: What Shift and an arrow key move.
_PANS = {
    Qt.Key.Key_Left: (PAN, 0),
    Qt.Key.Key_Right: (-PAN, 0),
    Qt.Key.Key_Up: (0, PAN),
    Qt.Key.Key_Down: (0, -PAN),
}


class Canvas(QWidget):
    """Shows one `Look`. It asks nobody: it tells what it wants by `moved`, and is told when more is there.

    `moved`: zoom or place changed, so other tiles may be seen; `pointed(x, y)`: the pixel of the page under
    the pointer, -1 for none; `left` on Escape; `menu` at a global position; `wheeled` for Ctrl-less paging.
    """

    moved = Signal()
    pointed = Signal(int, int)
    left = Signal()
    menu = Signal(QPoint)
    zoom_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.frame = Frame()
        self.look: Look | None = None
        self.turn = Turn(1, 1)
        self.thumb: QImage | None = None
        self.size_of_pixel: PixelSize | None = None
        self.notice = ""
        self.message = ""
        self.said = ""
        self.info: Sequence[tuple[str, str]] = ()
        self.read_out = ""
        self._drag: QPointF | None = None
        self._ruler: tuple[QPointF, QPointF] | None = None
        self._measuring = False
        self._wheel = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(200, 150)

    # what is shown

    def show_look(self, look: Look | None, turn: Turn, thumb: QImage | None) -> None:
        """Show this page (or only its thumbnail yet); zoom and place stay where they are."""
        self.look, self.thumb = look, thumb
        if turn != self.turn:
            self.turn = turn
            self.frame.set_picture(*turn.shown)
        self.update()

    def forget_ruler(self) -> None:
        """Measure nothing any more."""
        self._ruler = None

    @property
    def ruler_words(self) -> str:
        """The length that is measured, in words."""
        if self._ruler is None:
            return ""
        a, b = (self.turn.back(point.x(), point.y()) for point in self._ruler)
        return overlay.measured(abs(a[0] - b[0]), abs(a[1] - b[1]), self.size_of_pixel)

    def target(self) -> int:
        """The level that shows every pixel of the screen its own."""
        picture = self.look.picture if self.look is not None else None
        return picture.level_for(self.frame.scale) if picture is not None else 0

    def wanted(self) -> list[Key]:
        """The tiles of that level that are seen, from the middle outwards; one more all round."""
        picture = self.look.picture if self.look is not None else None
        if picture is None:
            return []
        level = self.target()
        wide, high = picture.levels[level]
        part = self.turn.rect_back(self.frame.visible)
        x0, x1 = (part.left() * wide / picture.width / TILE, part.right() * wide / picture.width / TILE)
        y0, y1 = (part.top() * high / picture.height / TILE, part.bottom() * high / picture.height / TILE)
        across, down = picture.grid(level)
        places = [
            (x, y)
            for y in range(max(0, int(y0)), min(down, int(y1) + 1))
            for x in range(max(0, int(x0)), min(across, int(x1) + 1))
        ]
        if len(places) > 400:  # no level that is small enough is stored: the thumbnail has to do
            return []
        middle = ((x0 + x1) / 2 - 0.5, (y0 + y1) / 2 - 0.5)
        places.sort(key=lambda place: (place[0] - middle[0]) ** 2 + (place[1] - middle[1]) ** 2)
        near = [
            (x, y)
            for y in range(max(0, int(y0) - 1), min(down, int(y1) + 2))
            for x in range(max(0, int(x0) - 1), min(across, int(x1) + 2))
        ]
        return [(level, *place) for place in dict.fromkeys([*places, *near])]

    @property
    def sharp(self) -> bool:
        """Whether every tile that is seen is there."""
        look = self.look
        if look is None or look.picture is None:
            return False
        seen = self.frame.visible
        return all(key in look.images for key in self.wanted() if self._place(key).intersects(seen))

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, the picture as good as it is here, and what floats over it."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), DARK.viewer)
        ratio = self.devicePixelRatioF()
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        self._paint_picture(painter)
        if self._ruler is not None:
            a, b = (self._on_view(point) for point in self._ruler)
            overlay.paint_ruler(painter, a, b, self.ruler_words, self.font(), ratio)
        painter.restore()
        overlay.paint_over(painter, self)

    def _paint_picture(self, painter: QPainter) -> None:
        look = self.look
        keys = self.wanted()
        visible = self.frame.visible
        if look is None or not keys or not all(key in look.images for key in keys if self._seen(key, visible)):
            self._paint_coarse(painter, self.target(), visible)
        if look is None:
            return
        picture = look.picture
        for key in keys:
            image = look.images.get(key)
            if image is not None and picture is not None and self._seen(key, visible):
                exact = picture.levels[key[0]][0] == picture.width * self.frame.scale
                self._paint(painter, image, self._place(key), smooth=not exact and self.frame.scale < SQUARES)

    def _paint_coarse(self, painter: QPainter, target: int, visible: QRectF) -> None:
        """What stands in: the thumbnail, then every coarser level that is here."""
        if self.thumb is not None:
            self._paint(painter, self.thumb, QRectF(0, 0, self.frame.width, self.frame.height), smooth=True)
        look = self.look
        if look is None or look.picture is None:
            return
        for key, image in sorted(look.images.items(), key=lambda item: -item[0][0]):
            if key[0] != target and self._seen(key, visible):
                self._paint(painter, image, self._place(key), smooth=True)

    def _paint(self, painter: QPainter, image: QImage, place: QRectF, *, smooth: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(self.frame.to_view(place), image, QRectF(image.rect()))

    def _seen(self, key: Key, visible: QRectF) -> bool:
        return self._place(key).intersects(visible)

    def _place(self, key: Key) -> QRectF:
        """Where a tile lies in the picture as it is shown."""
        picture = self.look.picture if self.look is not None else None
        assert picture is not None
        level, x, y = key
        wide, high = picture.levels[level]
        across, down = picture.width / wide, picture.height / high
        left, top = x * TILE * across, y * TILE * down
        right, bottom = min((x + 1) * TILE, wide) * across, min((y + 1) * TILE, high) * down
        return self.turn.rect_there(QRectF(left, top, right - left, bottom - top))

    # zoom and place

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom, the point under the pointer stays."""
        self.frame.zoom(self.frame.scale * factor, at)
        self._has_moved()

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Zoom to so many pixels of the screen for one of the picture."""
        self.frame.zoom(scale, at)
        self._has_moved()

    def fit(self) -> None:
        """See all of it."""
        self.frame.set_mode("fit")
        self._has_moved()

    def fill(self) -> None:
        """Leave no ground."""
        self.frame.set_mode("fill")
        self._has_moved()

    def pointer(self) -> QPointF | None:
        """Where the pointer is, in pixels of the screen; None outside."""
        where = self.mapFromGlobal(self.cursor().pos())
        return QPointF(where) * self.devicePixelRatioF() if self.rect().contains(where) else None

    def _has_moved(self) -> None:
        self.update()
        self.moved.emit()

    def _on_view(self, point: QPointF) -> QPointF:
        rect = self.frame.rect
        return QPointF(rect.left() + point.x() * self.frame.scale, rect.top() + point.y() * self.frame.scale)

    # values

    def value_at(self, x: int, y: int) -> tuple[tuple[float, ...], bool] | None:
        """The values of a pixel of the page from the finest tile here, and whether they are its very own."""
        look = self.look
        picture = look.picture if look is not None else None
        if look is None or picture is None:
            return None
        for level, (wide, high) in enumerate(picture.levels):
            at_x, at_y = min(x * wide // picture.width, wide - 1), min(y * high // picture.height, high - 1)
            tile = look.tiles.get((level, at_x // TILE, at_y // TILE))
            if tile is not None:
                pixel = values_of(tile)[at_y % TILE, at_x % TILE]
                return tuple(pixel.tolist()), (wide, high) == (picture.width, picture.height)
        return None

    # events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew."""
        super().resizeEvent(event)
        ratio = self.devicePixelRatioF()
        self.frame.set_view(self.width() * ratio, self.height() * ratio)
        self._has_moved()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        delta = event.angleDelta().y() or event.angleDelta().x()
        if delta:
            self.zoom_by(STEP ** (delta / 120), event.position() * self.devicePixelRatioF())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan, or with Shift to measure."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        where = event.position() * self.devicePixelRatioF()
        self._drag = where
        self._measuring = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if self._measuring:
            point = self.frame.to_picture(where)
            self._ruler = (point, point)
        else:
            self._ruler = None
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan or measure; tell which pixel is under the pointer."""
        where = event.position() * self.devicePixelRatioF()
        if self._drag is not None and self._measuring and self._ruler is not None:
            self._ruler = (self._ruler[0], self.frame.to_picture(where))
            self.update()
        elif self._drag is not None:
            self.frame.pan(where.x() - self._drag.x(), where.y() - self._drag.y())
            self._drag = where
            self._has_moved()
        point = self.frame.to_picture(where)
        x, y = self.turn.back(point.x(), point.y())
        inside = 0 <= x < self.turn.width and 0 <= y < self.turn.height
        self.pointed.emit(int(x) if inside else -1, int(y) if inside else -1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._drag = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Between all of it and pixel by pixel, where it was clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.zoom_toggled.emit()

    def leaveEvent(self, event: object) -> None:
        """The pointer is elsewhere."""
        self.pointed.emit(-1, -1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the image."""
        self.menu.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves; Shift and arrows pan. Everything else is an action."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif shift and key in _PANS:
            self.frame.pan(*_PANS[key])
            self._has_moved()
        else:
            event.ignore()

    @property
    def text_colour(self) -> QColor:
        """What is written over the picture."""
        return QColor(DARK.text)
