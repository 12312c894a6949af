"""Files that are let go over the grid, and files that are dragged away from it."""

from __future__ import annotations

import os
from urllib.parse import unquote_to_bytes, urlsplit

from PySide6.QtCore import QMimeData, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from janus_desktop.ui.language import tr
from janus_desktop.ui.look import look
from janus_desktop.ui.look.icons import pixmap
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S, GAP_XL, RADIUS_DIALOG, TEXT_CAPTION, TEXT_TITLE
from janus_desktop.ui.look.style import sized

_EDGE = 96


def dropped_paths(mime: QMimeData) -> list[str]:
    """The local files and folders in `mime`, as `os.fsdecode` spells them: also names that are no UTF-8."""
    paths = []
    for url in mime.urls():
        if url.isLocalFile():
            encoded = urlsplit(bytes(url.toEncoded().data())).path
            paths.append(os.fsdecode(unquote_to_bytes(encoded)) if os.name == "posix" else url.toLocalFile())
    return paths


def paint_drop_here(painter: QPainter, place: QRect, font: QFont) -> None:
    """Lay the invitation over the grid while files are held above it."""
    colours, scale = look().palette, painter.device().devicePixelRatio()
    ground = QColor(colours.accent_ground)
    ground.setAlpha(225)
    painter.fillRect(place, ground)
    pen = QPen(colours.accent, 2, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(place).adjusted(GAP_M, GAP_M, -GAP_M, -GAP_M), GAP_M, GAP_M)
    text, large = tr("Let go to import"), sized(font, TEXT_TITLE, QFont.Weight.DemiBold)
    width = QFontMetrics(large).horizontalAdvance(text) + 24 + GAP_S + 2 * GAP_XL
    plate = QRect(place.center().x() - width // 2, place.center().y() - 30, width, 60)
    painter.setPen(QPen(colours.line, 1))
    painter.setBrush(colours.raised)
    painter.drawRoundedRect(QRectF(plate).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_DIALOG, RADIUS_DIALOG)
    painter.drawPixmap(plate.x() + GAP_XL, plate.center().y() - 11, pixmap("import", "accent", 24, scale))
    painter.setFont(large)
    painter.setPen(colours.text)
    words = plate.adjusted(GAP_XL + 24 + GAP_S, 0, -GAP_XL, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def drag_picture(picture: QPixmap, count: int, font: QFont, scale: float) -> QPixmap:
    """What hangs at the pointer: the picture, and how many files there are if more than one."""
    size = picture.deviceIndependentSize().toSize() if not picture.isNull() else QSize(_EDGE, _EDGE * 3 // 4)
    size = size.scaled(QSize(_EDGE, _EDGE), Qt.AspectRatioMode.KeepAspectRatio)
    made = QPixmap((size + QSize(GAP_L, GAP_L)) * scale)
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    colours = look().palette
    painter = QPainter(made)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    place = QRect(0, GAP_L // 2, size.width(), size.height())
    painter.setOpacity(0.85)
    if picture.isNull():
        painter.fillRect(place, colours.well)
    else:
        painter.drawPixmap(place, picture)
    painter.setOpacity(1.0)
    if count > 1:
        small = sized(font, TEXT_CAPTION, QFont.Weight.DemiBold)
        text = tr("{count}", count=count)
        width = max(20, QFontMetrics(small).horizontalAdvance(text) + 12)
        badge = QRectF(place.right() + GAP_L // 2 - width, 0, width, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.accent)
        painter.drawRoundedRect(badge, 10, 10)
        painter.setFont(small)
        painter.setPen(colours.on_accent)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return made
