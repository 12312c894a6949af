"""Adding a person, and the one-time password that comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.errors import JanusError
from janus_desktop.models import Right
from janus_desktop.ui.dialogs.admin_roles import ROLES
from janus_desktop.ui.dialogs.form import FormDialog, label
from janus_desktop.ui.dialogs.people_table import full_name
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look.sizes import GAP_L
from janus_desktop.ui.workers import Workshop

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue, NewPassword


class AddPersonDialog(FormDialog):
    """Asks who it is. `added(NewPassword)` on success."""

    added = Signal(object)

    def __init__(self, parent: QWidget | None, workshop: Workshop, catalogue: Catalogue) -> None:
        super().__init__(
            parent,
            tr("Add person"),
            tr("&Add person"),
            intro=tr("Janus makes a password that works once: give it to the person, who then chooses another."),
        )
        self._workshop = workshop
        self._catalogue = catalogue
        self.name = QLineEdit()
        self.username = QLineEdit()
        self.email = QLineEdit()
        self.role = QComboBox()
        for role, level, text, _ in ROLES:
            if role != "admin" or catalogue.may(Right.MANAGE_ADMINS):
                self.role.addItem(say(text), (role, level))
        self.role.setCurrentIndex(1)
        self.form.add("name", tr("&Name"), self.name)
        self.form.add("username", tr("&User name"), self.username)
        self.form.add("email", tr("&E-mail"), self.email)
        self.form.add("role", tr("&Role"), self.role)
        self.role.currentIndexChanged.connect(self._show_role)
        self._show_role()
        self.name.setFocus()

    def submit(self) -> None:
        """Check the fields, then ask the library."""
        self.form.take_back()
        username, email, name = (each.text().strip() for each in (self.username, self.email, self.name))
        role, level = self.role.currentData()
        if not username:
            self.form.complain("username", tr("Choose a user name."))
            return
        if "@" not in email.strip("@"):
            self.form.complain("email", tr("This is no e-mail address."))
            return
        self.set_busy(True)
        self._workshop.ask(
            lambda: self._catalogue.people.add(username, email, role, level, name=name),
            self._done,
            lane="write",
            failed=self._refused,
        )

    def _done(self, new: NewPassword) -> None:
        self.accept()
        self.added.emit(new)

    def _refused(self, error: JanusError) -> None:
        self.set_busy(False)
        self.form.blame(error, "username")

    def _show_role(self, *_: object) -> None:
        held = self.role.currentData()
        self.form.hint("role", next(say(may) for role, level, _, may in ROLES if (role, level) == held))


class OneTimePassword(QDialog):
    """Shows a one-time password, once."""

    def __init__(self, parent: QWidget | None, new: NewPassword) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("One-time password"))
        self.setMinimumWidth(420)
        self.password = QLineEdit(new.password)
        self.password.setReadOnly(True)
        self.password.setAccessibleName(tr("One-time password"))
        font = self.password.font()
        font.setFamily("monospace")
        font.setPixelSize(15)
        self.password.setFont(font)
        said = tr(
            "Give this password to {name} (user name {username}). It is shown only now, and has to be "
            "changed at the first sign-in.",
            name=full_name(new.person),
            username=new.person.username,
        )
        buttons = QDialogButtonBox()
        self.copy = buttons.addButton(tr("Cop&y"), QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton(tr("&Close"), QDialogButtonBox.ButtonRole.RejectRole)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.password.text()))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(GAP_L)
        column.addWidget(label(said, wrap=True))
        column.addWidget(self.password)
        column.addWidget(buttons)
        close.setDefault(True)
        self.password.selectAll()
        self.password.setFocus()
