"""Five stars to rate by mouse or keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from janus_desktop.models import Common
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import look
from janus_desktop.ui.look.icons import pixmap
from janus_desktop.ui.look.sizes import GAP_S, GAP_XS, ICON, RADIUS
from janus_desktop.ui.panels.fields import Field, differing

MOST = 5
#: As high as Qt's fields are under our style sheet.
HEIGHT = 30


def paint_well(widget: QWidget, painter: QPainter, focus: bool) -> None:
    """The ground of a field, as the style sheet draws it for Qt's own."""
    colours = look().palette
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = 2.0 if focus else 1.0
    painter.setPen(QPen(colours.accent if focus else colours.line, width))
    painter.setBrush(colours.bg)
    inset = width / 2
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)


class Stars(QWidget):
    """Shows a rating; a click or a key 0 … 5 asks for another.

    `chosen(int)` is emitted, 0 for none; what is shown changes only by `show_rating`.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rating: int | None = None
        self._mixed = ""
        self._over = 0
        self._read_only = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As high as every field."""
        return QSize(2 * GAP_S + MOST * (ICON + GAP_XS), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Five stars at least."""
        return self.sizeHint()

    def show_rating(self, rating: int | None, mixed: str = "") -> None:
        """Show `rating`, or the words `mixed` where the images differ."""
        self.rating, self._mixed = rating, mixed
        said = mixed or (
            tr("Rejected")
            if rating is not None and rating < 0
            else tr("{n} of 5 stars", one="{n} of 5 stars", n=rating or 0)
        )
        self.setAccessibleDescription(said)
        self.setToolTip(said)
        self.update()

    def set_read_only(self, read_only: bool) -> None:
        """Whether the rating can only be looked at."""
        self._read_only = read_only
        self.setCursor(Qt.CursorShape.ArrowCursor if read_only else Qt.CursorShape.PointingHandCursor)

    def star_at(self, x: float) -> int:
        """Which star lies at `x`, 1 … 5; 0 before the first or behind the last."""
        at = (x - GAP_S) / (ICON + GAP_XS)
        return int(at) + 1 if 0 <= at < MOST else 0

    def centre(self, star: int) -> QPointF:
        """Where the middle of a star is."""
        return QPointF(GAP_S + (star - 1) * (ICON + GAP_XS) + ICON / 2, self.height() / 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Full stars up to the rating, or to the one under the pointer."""
        painter = QPainter(self)
        paint_well(self, painter, self.hasFocus())
        if self._mixed and not self._over:
            font = self.font()
            font.setItalic(True)
            painter.setFont(font)
            painter.setPen(look().palette.dim)
            inner = self.rect().adjusted(GAP_S, 0, -GAP_S, 0)
            text = painter.fontMetrics().elidedText(self._mixed, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, text)
            return
        full = self._over or max(0, self.rating or 0)
        scale = self.devicePixelRatioF()
        for star in range(1, MOST + 1):
            name, role = ("star-filled", "warn") if star <= full else ("star", "faint")
            at = self.centre(star) - QPointF(ICON / 2, ICON / 2)
            painter.setOpacity(1 if star <= full else 0.6)
            painter.drawPixmap(at, pixmap(name, role, ICON, scale))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would give."""
        over = 0 if self._read_only else self.star_at(event.position().x())
        if over != self._over:
            self._over = over
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show the rating again."""
        self._over = 0
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The star that was clicked; the last one of the rating takes the rating away."""
        star = self.star_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and star:
            self._ask(0 if star == self.rating and not self._mixed else star)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """0 … 5 rate, Left and Right change by one, Delete takes the rating away."""
        key, now = event.key(), max(0, self.rating or 0)
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_5 and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._ask(key - Qt.Key.Key_0)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._ask(0)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            step = 1 if key == Qt.Key.Key_Right else -1
            self._ask(min(MOST, max(0, now + step)))
        else:
            super().keyPressEvent(event)

    def _ask(self, rating: int) -> None:
        if not self._read_only:
            self._over = 0
            self.chosen.emit(rating)


class RatingField(Field):
    """The rating of a selection."""

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(name, caption, parent)
        self.stars = Stars()
        self.hold_editor(self.stars)
        self.stars.chosen.connect(lambda rating: self.committed.emit(self.name, rating or None))

    def show_common(self, common: Common | None) -> None:
        """The shared rating, or in how many the images differ."""
        mixed = differing(common.distinct) if common is not None and common.mixed else ""
        value = common.value if common is not None and not mixed else None
        self.stars.show_rating(int(value) if isinstance(value, int | float) else None, mixed)

    def set_read_only(self, read_only: bool) -> None:
        """Whether the rating can only be looked at."""
        self.stars.set_read_only(read_only)
