"""What floats over the picture: scale bar, pixel read-out, facts, a ruler, and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from janus_desktop.imaging.pixels import Picture
from janus_desktop.ui.language import tr
from janus_desktop.ui.look.palette import DARK
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S, GAP_XL, GAP_XS, RADIUS, TEXT, TEXT_CAPTION, TEXT_TITLE
from janus_desktop.ui.look.style import sized
from janus_desktop.ui.viewer.scale import PixelSize, bar, length_words

if TYPE_CHECKING:
    from janus_desktop.ui.viewer.canvas import Canvas

_BAR: Final = 140
_FACTS: Final = 360


def _ground() -> QColor:
    colour = QColor(DARK.viewer)
    colour.setAlphaF(0.78)
    return colour


def _plate(painter: QPainter, rect: QRect) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_ground())
    painter.drawRoundedRect(QRectF(rect), RADIUS, RADIUS)


def paint_over(painter: QPainter, canvas: Canvas) -> None:
    """Everything that floats, in device-independent pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    base, area = canvas.font(), canvas.rect()
    if canvas.message:
        _sentence(painter, canvas.message, area, base)
    if canvas.notice:
        _notice(painter, canvas.notice, area.top() + GAP_M, area, base, DARK.warn)
    if canvas.said:
        _notice(painter, canvas.said, area.bottom() - GAP_XL * 2, area, base, DARK.text)
    scale = canvas.size_of_pixel
    if scale is not None and not canvas.message:
        across = scale.y if canvas.turn.degrees % 180 else scale.x
        one = across / canvas.frame.scale * canvas.devicePixelRatioF()
        _scale_bar(painter, one, scale.unit, area, base)
    if canvas.read_out:
        _read_out(painter, canvas.read_out, area, base)
    if canvas.info:
        _facts(painter, canvas, area, base)


def _sentence(painter: QPainter, text: str, area: QRect, base: QFont) -> None:
    """Why there is no picture, in the middle."""
    font = sized(base, TEXT_TITLE)
    wide = min(560, area.width() - 2 * GAP_XL)
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    bounds = QFontMetrics(font).boundingRect(QRect(0, 0, wide, 400), flags, text)
    plate = bounds.adjusted(-GAP_XL, -GAP_L, GAP_XL, GAP_L)
    plate.moveCenter(area.center())
    _plate(painter, plate)
    painter.setFont(font)
    painter.setPen(DARK.text)
    painter.drawText(plate.adjusted(GAP_L, GAP_M, -GAP_L, -GAP_M), flags, text)


def _notice(painter: QPainter, text: str, top: int, area: QRect, base: QFont, colour: QColor) -> None:
    """A remark in one line, which leaves the picture to be seen."""
    font = sized(base, TEXT)
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, area.width() - 4 * GAP_XL)
    plate = QRect(0, top, metrics.horizontalAdvance(shown) + 2 * GAP_M, metrics.height() + GAP_S)
    plate.moveLeft((area.width() - plate.width()) // 2)
    _plate(painter, plate)
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, shown)


def _scale_bar(painter: QPainter, one: float, unit: str, area: QRect, base: QFont) -> None:
    """A round length at the lower left. `one`: the length of a pixel of ours."""
    length, wide = bar(one, min(_BAR, area.width() // 3))
    words = length_words(length, unit)
    font = sized(base, TEXT_CAPTION)
    metrics = QFontMetrics(font)
    plate = QRect(
        GAP_M,
        area.height() - metrics.height() - GAP_XL - GAP_M,
        round(max(wide, metrics.horizontalAdvance(words))) + GAP_XL,
        metrics.height() + GAP_XL,
    )
    _plate(painter, plate)
    left, line = plate.left() + GAP_M, plate.top() + GAP_M
    painter.setPen(QPen(DARK.text, 2))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.drawLine(left, line, left + round(wide), line)
    for x in (left, left + round(wide)):
        painter.drawLine(x, line - 6, x, line)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setFont(font)
    painter.drawText(left, line + GAP_XS + metrics.ascent(), words)


def _read_out(painter: QPainter, text: str, area: QRect, base: QFont) -> None:
    font = sized(base, TEXT_CAPTION)
    metrics = QFontMetrics(font)
    wide = metrics.horizontalAdvance(text) + 2 * GAP_M
    high = metrics.height() + GAP_S
    plate = QRect(area.width() - wide - GAP_M, area.height() - high - GAP_L, wide, high)
    _plate(painter, plate)
    painter.setFont(font)
    painter.setPen(DARK.text)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def _facts(painter: QPainter, canvas: Canvas, area: QRect, base: QFont) -> None:
    """What the file says, at the upper left."""
    font = sized(base, TEXT_CAPTION)
    metrics = QFontMetrics(font)
    names = max(metrics.horizontalAdvance(name) for name, _ in canvas.info)
    wide = min(_FACTS, area.width() - 2 * GAP_L)
    high = metrics.lineSpacing() + GAP_XS
    plate = QRect(GAP_L, GAP_L, wide, len(canvas.info) * high + 2 * GAP_S)
    _plate(painter, plate)
    painter.setFont(font)
    for row, (name, value) in enumerate(canvas.info):
        line = plate.top() + GAP_S + row * high + metrics.ascent()
        painter.setPen(DARK.dim)
        painter.drawText(plate.left() + GAP_M, line, name)
        painter.setPen(DARK.text)
        left = plate.left() + GAP_M + names + GAP_M
        one_line = " ".join(value.split())
        painter.drawText(
            left, line, metrics.elidedText(one_line, Qt.TextElideMode.ElideRight, plate.right() - left - GAP_M)
        )


def paint_ruler(painter: QPainter, a: QPointF, b: QPointF, text: str, base: QFont, ratio: float) -> None:
    """A line between two points with its length, in pixels of the screen."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for width, colour in ((4 * ratio, _ground()), (2 * ratio, DARK.accent)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(a, b)
    font = sized(base, round(TEXT_CAPTION * ratio))
    metrics = QFontMetrics(font)
    plate = QRect(0, 0, metrics.horizontalAdvance(text) + round(2 * GAP_S * ratio), metrics.height() + round(4 * ratio))
    plate.moveCenter(((a + b) / 2).toPoint())
    plate.translate(0, -plate.height())
    _plate(painter, plate)
    painter.setFont(font)
    painter.setPen(DARK.text)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def measured(dx: float, dy: float, size: PixelSize | None) -> str:
    """A measured line in words: in the file's unit where that is known, and in pixels."""
    pixels = tr("{length} px", length=QLocale().toString((dx * dx + dy * dy) ** 0.5, "f", 1))
    return f"{length_words(size.length(dx, dy), size.unit)} · {pixels}" if size is not None else pixels


def value_words(x: int, y: int, values: tuple[float, ...], exact: bool, picture: Picture) -> str:
    """A pixel in words: where it is, and what it holds; `≈` where only a coarser level is here."""
    locale = QLocale()

    def number(value: float) -> str:
        return locale.toString(value, "g", 6) if picture.kind == "f4" else locale.toString(round(value))

    where = tr("x {x} y {y}", x=x, y=y)
    names = ("R ", "G ", "B ") if len(values) == 3 else ("",)
    held = " ".join(f"{name}{number(value)}" for name, value in zip(names, values, strict=True))
    if picture.kind != "u1":
        held = tr("{bits}-bit {values}", bits=str(picture.bits), values=held)
    return f"{where} · {held}" if exact else f"{where} · ≈ {held}"
