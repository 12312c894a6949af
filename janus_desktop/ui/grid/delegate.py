"""Paints one cell and one head. It gets everything handed in: no store, no disk, no waiting."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from janus_desktop.models import Card
from janus_desktop.ui.grid.layout import LINE, MARGIN, PAD, WORDS_GAP, CellSize
from janus_desktop.ui.grid.words import badge, dim_line, state_word
from janus_desktop.ui.look import look
from janus_desktop.ui.look.icons import drawn
from janus_desktop.ui.look.palette import LABEL_COLOURS, Palette, mixed
from janus_desktop.ui.look.sizes import GAP_S, GAP_XS, RADIUS, TEXT, TEXT_SMALL
from janus_desktop.ui.look.style import sized

_STAR: Final = 11
_STAR_PITCH: Final = 12
_SQUARE: Final = 9
_BADGE_GROUND: Final = QColor(24, 26, 29, 205)
_BADGE_TEXT: Final = QColor("#ffffff")
_LEFT_MIDDLE: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class CellState:
    """How a cell stands: `lacking` says that no picture can be had, `focused` that the keyboard is here."""

    selected: bool = False
    hovered: bool = False
    focused: bool = False
    lacking: bool = False


class CellDelegate:
    """Paints cells in the fonts of one widget. Make another when the font changes."""

    def __init__(self, font: QFont) -> None:
        self._name_font = sized(font, TEXT, QFont.Weight.Medium)
        self._dim_font = sized(font, TEXT_SMALL)
        self._badge_font = sized(font, TEXT_SMALL, QFont.Weight.Medium)
        self._head_font = sized(font, TEXT, QFont.Weight.DemiBold)
        self._text_font = sized(font, TEXT)
        self._name_metrics = QFontMetrics(self._name_font)
        self._dim_metrics = QFontMetrics(self._dim_font)
        self._badge_metrics = QFontMetrics(self._badge_font)
        self._head_metrics = QFontMetrics(self._head_font)
        self._elided = lru_cache(maxsize=2000)(self._elide)

    def _elide(self, text: str, width: int, small: bool) -> str:
        metrics = self._dim_metrics if small else self._name_metrics
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def paint(
        self,
        painter: QPainter,
        rect: QRect,
        size: CellSize,
        card: Card | None,
        picture: QPixmap | None,
        state: CellState,
    ) -> None:
        """Draw the cell of `card` (None: not known yet) with its `picture` into `rect`."""
        colours = look().palette
        self._ground(painter, rect, colours, state)
        box = size.picture_box(rect)
        shown = self._picture(painter, box, card, picture, colours, state)
        if card is None:
            return
        self._badges(painter, box, shown, card)
        line = QRect(box.x(), box.bottom() + 1 + WORDS_GAP, box.width(), LINE)
        self._name_line(painter, line, card, colours)
        line.translate(0, LINE)
        painter.setFont(self._dim_font)
        painter.setPen(colours.dim)
        painter.drawText(line, _LEFT_MIDDLE, self._elided(dim_line(card), line.width(), True))

    def _ground(self, painter: QPainter, rect: QRect, colours: Palette, state: CellState) -> None:
        inner = QRectF(rect).adjusted(1, 1, -1, -1)
        if state.selected or state.hovered:
            painter.setPen(QPen(colours.accent, 2) if state.selected else Qt.PenStyle.NoPen)
            painter.setBrush(colours.accent_ground if state.selected else mixed(colours.bg, colours.text, 0.045))
            painter.drawRoundedRect(inner, RADIUS - 1, RADIUS - 1)
        if state.focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.text, 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(QRectF(rect).adjusted(3.5, 3.5, -3.5, -3.5), 3, 3)

    def _picture(
        self,
        painter: QPainter,
        box: QRect,
        card: Card | None,
        picture: QPixmap | None,
        colours: Palette,
        state: CellState,
    ) -> QRect:
        """Draw picture, format card or quiet ground; answers where it was put."""
        if picture is not None:
            scale = painter.device().devicePixelRatio()
            place = _placed(picture.deviceIndependentSize(), box, card, scale)
            painter.setOpacity(0.4 if card is not None and _absent(card) else 1.0)
            painter.drawPixmap(place, picture, QRectF(picture.rect()))
            painter.setOpacity(1.0)
            return place.toRect()
        if (card is not None and not card.pixels) or state.lacking:
            return self._format_card(painter, box, card, colours)
        wanted = QSize(card.width or 4, card.height or 3) if card is not None else QSize(4, 3)
        if card is not None and card.orientation >= 5:
            wanted.transpose()
        shown = _centred(wanted.scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio), box)
        painter.fillRect(shown, mixed(colours.bg, colours.text, 0.07))
        return shown

    def _format_card(self, painter: QPainter, box: QRect, card: Card | None, colours: Palette) -> QRect:
        """In place of a picture: a sheet that names the format."""
        shown = _centred(QSize(box.height() * 4 // 5, box.height()), box)
        painter.setPen(QPen(colours.line, 1))
        painter.setBrush(colours.panel)
        painter.drawRoundedRect(QRectF(shown).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        self._icon(painter, "document", colours.faint, QPointF(shown.center()) - QPointF(11, 20), 24)
        painter.setFont(self._badge_font)
        painter.setPen(colours.dim)
        words = QRect(shown.x() + 4, shown.center().y() + 8, shown.width() - 8, LINE)
        text = card.format if card is not None else ""
        text = self._badge_metrics.elidedText(text, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)
        return shown

    def _badges(self, painter: QPainter, box: QRect, shown: QRect, card: Card) -> None:
        """On the picture only what the eye cannot see there."""
        painter.setFont(self._badge_font)
        top = shown.y() + GAP_XS if shown.height() > 40 else box.y() + GAP_XS
        if text := badge(card):
            width = self._badge_metrics.horizontalAdvance(text) + 10
            right = max(min(shown.right() + 1 - GAP_XS, box.right() + 1), box.x() + width)
            self._badge(painter, QRect(right - width, top, width, LINE), text)
        if word := state_word(card):
            width = min(self._badge_metrics.horizontalAdvance(word) + 26, box.width())
            left = min(shown.x() + GAP_XS, box.right() + 1 - width)
            place = QRect(max(left, box.x()), shown.bottom() + 1 - LINE - GAP_XS - 2, width, LINE + 2)
            self._badge(painter, place, word, icon="warning" if card.state == "changed" else "missing")

    def _badge(self, painter: QPainter, place: QRect, text: str, icon: str | None = None) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_BADGE_GROUND)
        painter.drawRoundedRect(place, 3, 3)
        if icon is not None:
            corner = QPointF(place.x() + 4, place.y() + (place.height() - 12) / 2)
            self._icon(painter, icon, _BADGE_TEXT, corner, 12)
            place = place.adjusted(16, 0, 0, 0)
        painter.setPen(_BADGE_TEXT)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _name_line(self, painter: QPainter, line: QRect, card: Card, colours: Palette) -> None:
        left, right = line.x(), line.right() + 1
        middle = line.y() + LINE / 2
        if card.label in LABEL_COLOURS:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(LABEL_COLOURS[card.label])
            painter.drawRoundedRect(QRectF(left, middle - _SQUARE / 2, _SQUARE, _SQUARE), 2, 2)
            left += _SQUARE + 5
        if card.flag in ("pick", "reject"):
            icon, colour = ("flag", colours.good) if card.flag == "pick" else ("reject", colours.bad)
            self._icon(painter, icon, colour, QPointF(left, middle - 6), 12)
            left += 12 + GAP_XS
        right = self._stars(painter, card.rating or 0, right, middle, right - left, colours)
        painter.setFont(self._name_font)
        painter.setPen(colours.text)
        words = QRect(left, line.y(), max(0, right - left), LINE)
        painter.drawText(words, _LEFT_MIDDLE, self._elided(card.filename, words.width(), False))

    def _stars(self, painter: QPainter, rating: int, right: int, middle: float, room: int, colours: Palette) -> int:
        """Draw the stars at the right; answers where the name has to end."""
        if rating <= 0:
            return right
        wide = rating * _STAR_PITCH - (_STAR_PITCH - _STAR)
        if wide > room * 0.62:
            number = str(rating)
            advance = self._badge_metrics.horizontalAdvance(number)
            painter.setFont(self._badge_font)
            painter.setPen(colours.warn)
            x = right - _STAR - 2 - advance
            painter.drawText(QRect(x, round(middle) - LINE // 2, advance, LINE), _LEFT_MIDDLE, number)
            self._icon(painter, "star-filled", colours.warn, QPointF(right - _STAR, middle - 6), _STAR)
            return x - GAP_XS
        for star in range(rating):
            x = right - wide + star * _STAR_PITCH
            self._icon(painter, "star-filled", colours.warn, QPointF(x, middle - 6), _STAR)
        return right - wide - GAP_S

    def paint_head(self, painter: QPainter, rect: QRect, title: str, more: str, collapsed: bool, pinned: bool) -> None:
        """Draw the head of a group; a pinned one covers what scrolls below it."""
        colours = look().palette
        painter.fillRect(rect, colours.bg)
        if pinned:
            painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), colours.line)
        left = rect.x() + MARGIN + PAD - 1
        middle = rect.y() + rect.height() / 2
        name = "chevron-right" if collapsed else "chevron-down"
        self._icon(painter, name, colours.dim, QPointF(left - 6, middle - 7), 14)
        left += 14
        painter.setFont(self._head_font)
        painter.setPen(colours.text)
        room = max(0, rect.right() - left - MARGIN)
        text = self._head_metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
        words = QRect(left, rect.y(), room, rect.height())
        painter.drawText(words, _LEFT_MIDDLE, text)
        used = self._head_metrics.horizontalAdvance(text) + GAP_S
        painter.setFont(self._text_font)
        painter.setPen(colours.dim)
        painter.drawText(words.adjusted(used, 0, 0, 0), _LEFT_MIDDLE, more)

    @staticmethod
    def _icon(painter: QPainter, name: str, colour: QColor, corner: QPointF, size: int) -> None:
        scale = painter.device().devicePixelRatio()
        pixels = round(size * scale)
        pixmap = drawn(name, colour, QSize(pixels, pixels))
        place = QRectF(round(corner.x() * scale) / scale, round(corner.y() * scale) / scale, size, size)
        painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))


def _placed(size: QSizeF, box: QRect, card: Card | None, scale: float) -> QRectF:
    """A picture in the middle of `box`, at whole pixels of the screen, scaled only where it has to be."""
    if size.width() > box.width() or size.height() > box.height() or _grows(size, box, card):
        size = size.scaled(QSizeF(box.size()), Qt.AspectRatioMode.KeepAspectRatio)
    x = box.x() + (box.width() - size.width()) / 2
    y = box.y() + (box.height() - size.height()) / 2
    return QRectF(round(x * scale) / scale, round(y * scale) / scale, size.width(), size.height())


def _centred(size: QSize, box: QRect) -> QRect:
    size = size.expandedTo(QSize(1, 1))
    x, y = (box.width() - size.width()) // 2, (box.height() - size.height()) // 2
    return QRect(box.x() + x, box.y() + y, size.width(), size.height())


def _grows(size: QSizeF, box: QRect, card: Card | None) -> bool:
    """Whether the picture at hand was made for smaller cells; an image of few pixels stays small."""
    if card is None or card.width is None or card.height is None:
        return False
    smaller = size.width() < box.width() - 1 and size.height() < box.height() - 1
    return smaller and max(card.width, card.height) > max(size.width(), size.height()) + 1


def _absent(card: Card) -> bool:
    return card.state in ("missing", "offline")
