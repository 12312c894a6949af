"""What wants a person, as rows: a model, and how they are painted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from janus_desktop.models import Attention
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import look
from janus_desktop.ui.look.icons import pixmap
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S, ICON, RADIUS, TEXT, TEXT_CAPTION
from janus_desktop.ui.look.style import sized
from janus_desktop.ui.panels import formats

Index = QModelIndex | QPersistentModelIndex
#: What Qt takes for the root.
NOWHERE = QModelIndex()
NOTICE = Qt.ItemDataRole.UserRole + 1
HEIGHT = 56
#: Icon and colour of each kind; the word stands beside them.
SIGNS = {
    "unreadable": ("warning", "bad"),
    "missing": ("missing", "warn"),
    "changed": ("refresh", "warn"),
    "interrupted": ("stop", "warn"),
}


def kind_text(kind: str) -> str:
    """A kind of notice in one word or two."""
    return {
        "unreadable": tr("Unreadable"),
        "missing": tr("Missing"),
        "changed": tr("Changed on disk"),
        "interrupted": tr("Interrupted"),
    }.get(kind, kind)


def line_of(notice: Attention) -> str:
    """A notice in one line, for copying: path, tab, reason."""
    return f"{notice.path}\t{say(notice.reason)}"


class NoticesModel(QAbstractListModel):
    """The notices, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.notices: list[Attention] = []

    def set_notices(self, notices: list[Attention]) -> None:
        """Show `notices`."""
        self.beginResetModel()
        self.notices = notices
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self.notices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name of the file; all of it for assistive technology and as tip."""
        if not index.isValid() or index.row() >= len(self.notices):
            return None
        notice = self.notices[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return formats.name_of(notice.path)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{formats.name_of(notice.path)}, {kind_text(notice.kind)}: {say(notice.reason)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            text = f"{notice.path}\n{say(notice.reason)}"
            return "<qt>" + text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>") + "</qt>"
        if role == NOTICE:
            return notice
        return None


class NoticeDelegate(QStyledItemDelegate):
    """Icon, name and folder, the kind and the reason in words, and since when."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines."""
        return QSize(200, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one notice."""
        notice = index.data(NOTICE)
        if not isinstance(notice, Attention):
            return
        colours = look().palette
        row: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = row.adjusted(GAP_S, 1, -GAP_S, -1)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.accent_ground if chosen else colours.hover)
            painter.drawRoundedRect(ground, RADIUS, RADIUS)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colours.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground.adjusted(0, 0, -1, -1), RADIUS, RADIUS)
        sign, role = SIGNS.get(notice.kind, ("info", "dim"))
        at = QPoint(ground.x() + GAP_M, ground.center().y() - ICON // 2)
        painter.drawPixmap(at, pixmap(sign, role, ICON, self._view.devicePixelRatioF()))
        inner = ground.adjusted(GAP_M + ICON + GAP_M, GAP_S, -GAP_L, -GAP_S)
        self._texts(painter, inner, notice, role)
        painter.restore()

    def _texts(self, painter: QPainter, inner: QRect, notice: Attention, role: str) -> None:
        colours = look().palette
        bold = sized(self._view.font(), TEXT, QFont.Weight.Medium)
        small = sized(self._view.font(), TEXT_CAPTION)
        metrics, small_metrics = QFontMetrics(bold), QFontMetrics(small)
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        at = formats.when(notice.at)
        at_width = small_metrics.horizontalAdvance(at)
        painter.setFont(small)
        painter.setPen(colours.dim)
        painter.drawText(inner, top | Qt.AlignmentFlag.AlignRight, at)
        name = formats.name_of(notice.path)
        room = inner.width() - at_width - GAP_L
        painter.setFont(bold)
        painter.setPen(colours.text)
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(inner, top, shown)
        rest = room - metrics.horizontalAdvance(shown) - GAP_M
        painter.setFont(small)
        painter.setPen(colours.dim)
        if rest > 60:
            folder = small_metrics.elidedText(formats.folder_of(notice.path), Qt.TextElideMode.ElideMiddle, rest)
            painter.drawText(inner.adjusted(metrics.horizontalAdvance(shown) + GAP_M, 1, 0, 0), top, folder)
        kind = kind_text(notice.kind)
        painter.setPen(colours.colour(role))
        painter.drawText(inner, bottom, kind)
        start = small_metrics.horizontalAdvance(kind) + GAP_S
        reason = small_metrics.elidedText(say(notice.reason), Qt.TextElideMode.ElideRight, inner.width() - start)
        painter.setPen(colours.dim)
        painter.drawText(inner.adjusted(start, 0, 0, 0), bottom, reason)
