"""The filmstrip: the images before and after the one that is shown, in the order of the grid."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from janus_desktop.ui.grid.model import GridModel
from janus_desktop.ui.grid.thumbnail_feed import ThumbnailFeed
from janus_desktop.ui.language import tr
from janus_desktop.ui.look.palette import look
from janus_desktop.ui.look.sizes import GAP_M, GAP_S, RADIUS_SMALL

#: Height of the strip and of its pictures; how wide a picture may be.
HEIGHT: Final = 76
_HIGH: Final = 56
_LEAST, _MOST, _UNKNOWN = 40, 112, 75


class Filmstrip(QWidget):
    """Paints what fits around the current row. `chosen(id)` on a click; the wheel looks further."""

    chosen = Signal(object)

    def __init__(self, model: GridModel, feed: ThumbnailFeed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._feed = feed
        self._row: int | None = None
        self._away = 0  # rows that the wheel went from the current one
        self._places: list[tuple[int, QRect]] = []
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(tr("Filmstrip"))
        self.setMouseTracking(True)
        feed.arrived.connect(lambda _: self._arrange())
        model.cards_changed.connect(lambda _: self._arrange())
        look().changed.connect(self.update)

    def set_row(self, row: int | None) -> None:
        """The row of the image that is shown."""
        self._row, self._away = row, 0
        self._arrange()

    def places(self) -> list[tuple[int, QRect]]:
        """The rows that are seen, and where."""
        return list(self._places)

    def _width(self, row: int) -> int:
        image = self._model.ids[row]
        picture, card = self._feed.picture(image), self._model.card(image)
        shape = 0.0
        if picture is not None and picture.height():
            shape = picture.width() / picture.height()
        elif card is not None and card.width and card.height:
            shape = card.width / card.height
            shape = 1 / shape if card.orientation >= 5 else shape
        return min(max(round(_HIGH * shape), _LEAST), _MOST) if shape else _UNKNOWN

    def _arrange(self) -> None:
        """Put the current row into the middle, or as near to it as the ends allow."""
        if not self.isVisible() or self._row is None or not self._model.count:
            self._places = []
            self.update()
            return
        count, wide = self._model.count, self.width() - 2 * GAP_M
        first = last = min(max(self._row + self._away, 0), count - 1)
        left = right = self._width(first) // 2
        while right < wide // 2 and last + 1 < count:
            last += 1
            right += self._width(last) + GAP_S
        while left + right < wide and first > 0:
            first -= 1
            left += self._width(first) + GAP_S
        while left + right < wide and last + 1 < count:
            last += 1
            right += self._width(last) + GAP_S
        middle = min(max(self._row + self._away, 0), count - 1)
        at_start = first == 0 and left <= wide // 2
        x = GAP_M if at_start else GAP_M + wide // 2 - left
        if last == count - 1 and right < wide // 2 and not at_start:
            x = min(x, GAP_M + wide - left - right)
            x = max(x, GAP_M) if first == 0 else x
        self._places = []
        for row in range(first, last + 1):
            size = self._width(row)
            self._places.append((row, QRect(x, (HEIGHT - _HIGH) // 2, size, _HIGH)))
            x += size + GAP_S
        order = sorted(range(first, last + 1), key=lambda row: abs(row - middle))
        ids = [self._model.ids[row] for row in order]
        self._feed.wish(ids, QSize(_MOST, _HIGH), self.devicePixelRatioF())
        self._model.want([self._model.ids[row] for row in range(first, last + 1)])
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Pictures in a row; a ring around the current one."""
        painter = QPainter(self)
        colours = look().palette
        painter.fillRect(event.rect(), colours.panel)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(0, 0, self.width(), 1, colours.line)
        for row, place in self._places:
            picture = self._feed.picture(self._model.ids[row])
            if picture is None:
                painter.fillRect(place, colours.well)
            else:
                painter.drawPixmap(QRectF(place), picture, _middle(picture.size(), place.size()))
            if row == self._row:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(colours.accent, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(place).adjusted(-3, -3, 3, 3), RADIUS_SMALL, RADIUS_SMALL)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _row_at(self, where: QPoint) -> int | None:
        return next((row for row, place in self._places if place.contains(where)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show what was clicked."""
        row = self._row_at(event.position().toPoint())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self._model.ids[row])

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Look further along."""
        if self._row is None:
            return
        delta = event.angleDelta().y() or event.angleDelta().x()
        wanted = self._row + self._away + (-3 if delta > 0 else 3)
        self._away = min(max(wanted, 0), max(0, self._model.count - 1)) - self._row
        self._arrange()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """The name under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self._row_at(event.pos())
            card = self._model.card(self._model.ids[row]) if row is not None else None
            QToolTip.showText(event.globalPos(), card.filename if card is not None else "", self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Room for more, or less."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is seen now."""
        super().showEvent(event)
        self._arrange()


def _middle(size: QSize, room: QSize) -> QRectF:
    """The middle part of a picture that has the shape of the room."""
    shape = room.width() / room.height()
    wide = min(size.width(), size.height() * shape)
    high = min(size.height(), size.width() / shape)
    return QRectF((size.width() - wide) / 2, (size.height() - high) / 2, wide, high)
