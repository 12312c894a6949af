"""The table of people: its model, and how a row is drawn (an avatar, a role as a pill)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from janus_desktop.ui.dialogs.admin_roles import role_words
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import look
from janus_desktop.ui.look.style import sized
from janus_desktop.ui.panels import formats

if TYPE_CHECKING:
    from janus_desktop.models import Person

Index = QModelIndex | QPersistentModelIndex
NAME, USER, ROLE, ACTIVE, IMPORTED = range(5)


def full_name(person: Person) -> str:
    """How a person is called."""
    return person.name or person.username


def avatar(name: str, size: int, scale: float = 1.0) -> QPixmap:
    """A disc with the initials of `name`, `size` in device-independent pixels."""
    pixmap = QPixmap(QSize(round(size * scale), round(size * scale)))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_avatar(painter, QRect(0, 0, size, size), name)
    painter.end()
    return pixmap


def draw_avatar(painter: QPainter, rect: QRect, name: str) -> None:
    """Draw the disc with the initials into `rect`."""
    colours = look().palette
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.accent_ground)
    painter.drawEllipse(rect)
    painter.setFont(sized(painter.font(), max(9, round(rect.height() * 0.4)), QFont.Weight.DemiBold))
    painter.setPen(colours.accent)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, formats.initials(name))


class PeopleModel(QAbstractTableModel):
    """The accounts, a row each."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.people: list[Person] = []
        self._heads = (tr("Name"), tr("User name"), tr("Role"), tr("Last active"), tr("Imported"))

    def put(self, people: list[Person]) -> None:
        """Show these."""
        self.beginResetModel()
        self.people = people
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """How many accounts."""
        return 0 if parent.isValid() else len(self.people)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """Name, user name, role, last active, imported."""
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The heads of the columns."""
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._heads[section]
            if role == Qt.ItemDataRole.TextAlignmentRole and section == IMPORTED:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What is shown; `UserRole` is what is sorted by."""
        person = self.people[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(person, index.column())
        if role == Qt.ItemDataRole.UserRole:
            return self._key(person, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == IMPORTED:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, person: Person, column: int) -> str:
        if column == ROLE:
            role = role_words(person.role, person.level)
            return role if person.active else tr("{role}, off", role=role)
        return (
            full_name(person),
            person.username,
            "",
            formats.when(person.last_active) if person.last_active else tr("never"),
            QLocale().toString(person.imported),
        )[column]

    def _key(self, person: Person, column: int) -> object:
        if column == IMPORTED:
            return person.imported
        if column == ACTIVE:
            return person.last_active.timestamp() if person.last_active else 0.0
        return self._text(person, column).casefold()


class PeopleDelegate(QStyledItemDelegate):
    """Draws the avatar before the name, the role as a pill, and a line below each row."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        colours = look().palette
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, colours.accent_ground if chosen else colours.panel)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colours.line)
        text = str(index.data() or "")
        inside = rect.adjusted(10, 0, -10, 0)
        if index.column() == NAME:
            disc = QRect(inside.left(), rect.center().y() - 12, 26, 26)
            base = painter.font()
            draw_avatar(painter, disc, text)
            painter.setFont(base)
            inside.setLeft(disc.right() + 9)
        if index.column() == ROLE:
            self._pill(painter, inside, text, chosen)
        else:
            painter.setPen(colours.text if index.column() in (NAME, IMPORTED) else colours.dim)
            align = index.data(Qt.ItemDataRole.TextAlignmentRole) or (
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            )
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, align, shown)
        painter.restore()

    def _pill(self, painter: QPainter, rect: QRect, text: str, chosen: bool) -> None:
        colours = look().palette
        admin = text in (role_words("admin", "superadmin"), role_words("admin", "moderator"))
        painter.setFont(sized(painter.font(), 12))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width() - 16)
        pill = QRectF(rect.left(), rect.center().y() - 9, metrics.horizontalAdvance(shown) + 16, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.panel if chosen else colours.accent_ground if admin else colours.well)
        painter.drawRoundedRect(pill, 9, 9)
        painter.setPen(colours.accent if admin else colours.text)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, shown)
