"""Paints the rows of the left side: heads, places with their counts, hints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from janus_desktop.ui.look import look
from janus_desktop.ui.look.icons import pixmap
from janus_desktop.ui.look.sizes import GAP_L, GAP_S, ICON, RADIUS_SMALL, ROW, TEXT_HEAD
from janus_desktop.ui.panels.places import Node

if TYPE_CHECKING:
    from janus_desktop.ui.panels.side import SideTree

LEFT = GAP_S
INDENT = 18
CHEVRON_ROOM = 12
_CHEVRON = 10


def head_font(base: QFont) -> QFont:
    """Small, semibold, tracked: for section heads."""
    font = QFont(base)
    font.setPixelSize(TEXT_HEAD)
    font.setWeight(QFont.Weight.DemiBold)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
    return font


class SideDelegate(QStyledItemDelegate):
    """One row: chevron, icon, title, count; the ground of the chosen one is rounded."""

    def __init__(self, view: SideTree) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """28 high; heads have room above, hints as many lines as they need."""
        node = self._view.places.node(index)
        width = self._view.viewport().width()
        if node.kind == "head":
            return QSize(width, ROW + GAP_S)
        if node.kind == "hint":
            room = QRect(0, 0, max(60, width - 2 * GAP_L), 400)
            text = self._view.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, node.title)
            return QSize(width, text.height() + GAP_S)
        return QSize(width, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one row."""
        node = self._view.places.node(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        if node.kind == "head":
            painter.setFont(head_font(self._view.font()))
            painter.setPen(look().palette.dim)
            painter.drawText(rect.adjusted(GAP_L, GAP_S, -GAP_L, 0), Qt.AlignmentFlag.AlignVCenter, node.title.upper())
        elif node.kind == "hint":
            painter.setPen(look().palette.faint)
            painter.drawText(rect.adjusted(GAP_L, 2, -GAP_L, 0), Qt.TextFlag.TextWordWrap, node.title)
        else:
            self._place(painter, rect, node, option)
        painter.restore()

    def _place(self, painter: QPainter, rect: QRect, node: Node, option: QStyleOptionViewItem) -> None:
        colours = look().palette
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        row = rect.adjusted(LEFT, 0, -LEFT, 0)
        over = self._view.over is node
        if chosen or over or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(colours.accent if over else Qt.PenStyle.NoPen)
            painter.setBrush(colours.accent_ground if chosen or over else colours.hover)
            painter.drawRoundedRect(row.adjusted(0, 0, -1, -1) if over else row, RADIUS_SMALL, RADIUS_SMALL)
        if state & QStyle.StateFlag.State_HasFocus and chosen:
            painter.setPen(colours.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(row.adjusted(0, 0, -1, -1), RADIUS_SMALL, RADIUS_SMALL)
        role = "accent" if chosen else "faint" if node.greyed else "text"
        x, scale = row.x() + node.depth * INDENT, self._view.devicePixelRatioF()
        middle = rect.center().y()
        if node.children:
            opened = self._view.isExpanded(self._view.places.at(node))
            chevron = pixmap("chevron-down" if opened else "chevron-right", "dim", _CHEVRON, scale)
            painter.drawPixmap(QPoint(x + 1, middle - _CHEVRON // 2 + 1), chevron)
        x += CHEVRON_ROOM
        warn = node.kind == "attention" and bool(node.count) and not chosen
        painter.drawPixmap(QPoint(x, middle - ICON // 2 + 1), pixmap(node.icon, "warn" if warn else role, ICON, scale))
        x += ICON + GAP_S
        metrics = QFontMetrics(self._view.font())
        right = node.right
        width = metrics.horizontalAdvance(right)
        painter.setFont(self._view.font())
        painter.setPen(colours.dim if chosen else colours.faint)
        painter.drawText(
            row.adjusted(0, 0, -GAP_S, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, right
        )
        room = row.right() - GAP_S - width - (GAP_S if width else 0) - x
        painter.setPen(colours.colour(role))
        title = metrics.elidedText(node.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(x, row.y(), room + 1, row.height()), Qt.AlignmentFlag.AlignVCenter, title)
