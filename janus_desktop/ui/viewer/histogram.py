"""The histogram, with a black and a white point that can be moved by pointer and keys."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from janus_desktop.ui.language import tr
from janus_desktop.ui.look.palette import look
from janus_desktop.ui.look.sizes import GAP_S, RADIUS

_HIGH: Final = 112
_COLOURS: Final = {"red": "#d64545", "green": "#35a35a", "blue": "#3f7fe0"}


class Histogram(QWidget):
    """Counts of values and the two ends of the window. `moved(black, white)` while they are moved."""

    moved = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Sequence[int]] = ()
        self._channel = "all"
        self._least, self._most = 0.0, 255.0
        self.black, self.white = 0.0, 255.0
        self._held = 0  # which end is moved: 0 the black point, 1 the white one
        self._dragging = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setAccessibleName(tr("Histogram"))
        self._describe()

    def sizeHint(self) -> QSize:
        """As drawn."""
        return QSize(240, _HIGH)

    def set_counts(self, rows: Sequence[Sequence[int]], channel: str, least: float, most: float) -> None:
        """Show these counts, of values from `least` to `most`."""
        self._rows, self._channel = rows, channel
        self._least, self._most = least, most if most > least else least + 1
        self.update()

    def set_window(self, black: float, white: float) -> None:
        """Put the ends where the settings have them."""
        self.black, self.white = black, white
        self._describe()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(
            tr(
                "Black point {black}, white point {white}. "
                "Left and right move the {which} point, Space takes the other.",
                black=f"{self.black:g}",
                white=f"{self.white:g}",
                which=tr("white") if self._held else tr("black"),
            )
        )

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(GAP_S, GAP_S, -GAP_S, -GAP_S - 6)

    def _x(self, value: float) -> float:
        area = self._area()
        return area.left() + area.width() * (value - self._least) / (self._most - self._least)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bars, and the two lines."""
        painter, colours = QPainter(self), look().palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.accent, 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(colours.well)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        names = ("red", "green", "blue")
        if len(self._rows) == 3 and self._channel == "all":
            summed = [sum(counts) for counts in zip(*self._rows, strict=True)]
            self._curve(painter, summed, colours.colour("faint"))
        elif len(self._rows) == 3:
            self._curve(painter, self._rows[names.index(self._channel)], QColor(_COLOURS[self._channel]))
        elif self._rows:
            self._curve(painter, self._rows[0], colours.colour("faint"))
        area = self._area()
        for at, value in enumerate((self.black, self.white)):
            x = min(max(self._x(value), area.left()), area.right())
            painter.setPen(QPen(colours.accent, 3 if self.hasFocus() and at == self._held else 2))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom() + 6))

    def _curve(self, painter: QPainter, counts: Sequence[int], colour: QColor) -> None:
        """The counts as a shape; by their square root, so that few are seen too."""
        area = self._area()
        # The ends hold what is clipped: they are not to press down all others.
        top = max(max(counts[1:-1], default=0), 1)
        points = [area.bottomLeft()]
        for at, count in enumerate(counts):
            high = min(1.0, math.sqrt(count / top)) * area.height()
            points.append(QPointF(area.left() + area.width() * (at + 0.5) / len(counts), area.bottom() - high))
        points.append(area.bottomRight())
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF(points))

    # moving the ends

    def _move_to(self, value: float) -> None:
        value = min(max(value, self._least), self._most)
        gap = (self._most - self._least) / 512
        down = self.black > self.white
        low, high = (self.white, self.black) if down else (self.black, self.white)
        first = (self._held == 0) is not down
        if first:
            low = min(value, high - gap)
        else:
            high = max(value, low + gap)
        self.set_window(*((high, low) if down else (low, high)))
        self.moved.emit(self.black, self.white)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the nearer end."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        self._held = int(abs(x - self._x(self.white)) < abs(x - self._x(self.black)))
        self._dragging = True
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it."""
        if self._dragging:
            area = self._area()
            share = (event.position().x() - area.left()) / area.width()
            self._move_to(self._least + share * (self._most - self._least))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go."""
        self._dragging = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move an end (with Shift further), Space takes the other."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self._held = 1 - self._held
            self._describe()
            self.update()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = (self._most - self._least) / (16 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 256)
            value = self.white if self._held else self.black
            self._move_to(value + (step if key == Qt.Key.Key_Right else -step))
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which end keys move."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.update()
