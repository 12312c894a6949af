"""Who is signed in: a circle with initials, and what can be done with the account."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from janus_desktop.models import Catalogue, Change, Right
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import icon, look
from janus_desktop.ui.look.icons import pixmap
from janus_desktop.ui.look.sizes import CONTROL, GAP_XS, TEXT_SMALL
from janus_desktop.ui.look.style import sized
from janus_desktop.ui.panels import formats
from janus_desktop.ui.workers import Workshop

_CIRCLE = 26
_CHEVRON = 12


def role_text(role: str, level: str | None) -> str:
    """A role in words."""
    if role == "admin":
        return tr("Superadmin") if level == "superadmin" else tr("Moderator")
    return {"user": tr("Researcher"), "viewer": tr("Viewer")}.get(role, role)


class PersonButton(QToolButton):
    """The avatar at the right of the tool bar, with its menu.

    `change_password_asked()`, `lock_asked()`, `sign_out_asked()`, `admin_asked()`.
    """

    change_password_asked = Signal()
    lock_asked = Signal()
    sign_out_asked = Signal()
    admin_asked = Signal()

    def __init__(self, catalogue: Catalogue, workshop: Workshop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(self)
        self._who = menu.addAction("")
        self._who.setEnabled(False)
        menu.addSeparator()
        menu.addAction(icon("key"), tr("Change password…"), self.change_password_asked.emit)
        self.admin = menu.addAction(icon("people"), tr("Administration…"), self.admin_asked.emit)
        menu.addSeparator()
        menu.addAction(icon("lock"), tr("Lock"), self.lock_asked.emit)
        menu.addAction(icon("log-out"), tr("Sign out"), self.sign_out_asked.emit)
        self.setMenu(menu)
        look().changed.connect(self.update)
        self.refresh(None)

    def refresh(self, change: Change | None) -> None:
        """Show who is signed in, again where `change` concerns people."""
        if change is not None and "people" not in change.topics:
            return
        me = self._catalogue.me
        name = me.name or me.username
        self.setText(formats.initials(name))
        said = tr("{name} · {role}", name=name, role=role_text(me.role, me.level))
        self._who.setText(said.replace("&", "&&"))
        self.setToolTip(said.replace("<", "‹"))
        self.setAccessibleName(tr("Account of {name}", name=name))
        self.admin.setEnabled(self._catalogue.may(Right.MANAGE_PEOPLE))
        self.update()

    def sizeHint(self) -> QSize:
        """Circle and chevron."""
        return QSize(_CIRCLE + _CHEVRON + 4 * GAP_XS, CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The circle with the initials, the chevron, a ring where the keyboard is."""
        colours, painter = look().palette, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.underMouse() or self.hasFocus():
            painter.setPen(colours.accent if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colours.hover if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 6, 6)
        circle = QRectF(GAP_XS, (self.height() - _CIRCLE) / 2, _CIRCLE, _CIRCLE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.accent_ground)
        painter.drawEllipse(circle)
        painter.setPen(colours.accent)
        painter.setFont(sized(self.font(), TEXT_SMALL, QFont.Weight.DemiBold))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, self.text())
        at = QPointF(circle.right() + 2 * GAP_XS, (self.height() - _CHEVRON) / 2)
        painter.drawPixmap(at, pixmap("chevron-down", "text", _CHEVRON, self.devicePixelRatioF()))
