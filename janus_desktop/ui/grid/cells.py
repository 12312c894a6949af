"""Cells that were painted once are kept as pixels, so that scrolling over them is only copying."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QFont, QPainter, QPixmap

from janus_desktop.models import Card
from janus_desktop.ui.grid.delegate import CellDelegate, CellState
from janus_desktop.ui.grid.layout import CellSize
from janus_desktop.ui.look import look

#: Bytes of painted cells that are kept: a few screens.
BUDGET: Final = 48 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Painted:
    """A cell's pixels and all that they were made of."""

    pixels: QPixmap
    card: Card | None
    picture: int | None
    state: CellState


class Cells:
    """Paints cells through a `CellDelegate`, each only when something about it changed."""

    def __init__(self, font: QFont) -> None:
        self.delegate = CellDelegate(font)
        self._kept: OrderedDict[int, _Painted] = OrderedDict()
        self._made_for: tuple[QSize, float, bool] | None = None

    def draw(
        self,
        painter: QPainter,
        rect: QRect,
        image: int,
        size: CellSize,
        card: Card | None,
        picture: QPixmap | None,
        state: CellState,
    ) -> None:
        """Draw the cell of `image` into `rect`, at whole pixels of the screen."""
        if card is None and picture is None:  # quickly painted, and soon to change
            self.delegate.paint(painter, rect, size, None, None, state)
            return
        scale = painter.device().devicePixelRatio()
        made_for = (rect.size(), scale, look().dark)
        if made_for != self._made_for:
            self._kept.clear()
            self._made_for = made_for
        key = picture.cacheKey() if picture is not None else None
        kept = self._kept.get(image)
        if kept is None or kept.card is not card or kept.picture != key or kept.state != state:
            pixels = self._paint(rect.size(), scale, size, card, picture, state)
            self._kept[image] = kept = _Painted(pixels, card, key, state)
            most = max(1, BUDGET // (pixels.width() * pixels.height() * 4))
            while len(self._kept) > most:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(image)
        corner = QPointF(round(rect.x() * scale) / scale, round(rect.y() * scale) / scale)
        painter.drawPixmap(corner, kept.pixels)

    def _paint(
        self,
        room: QSize,
        scale: float,
        size: CellSize,
        card: Card | None,
        picture: QPixmap | None,
        state: CellState,
    ) -> QPixmap:
        pixels = QPixmap(room * scale)
        pixels.setDevicePixelRatio(scale)
        pixels.fill(look().palette.bg)
        painter = QPainter(pixels)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self.delegate.paint(painter, QRect(0, 0, room.width(), room.height()), size, card, picture, state)
        painter.end()
        return pixels
