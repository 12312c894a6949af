"""A new password: by own wish, or because the one in use was given for one time only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from janus_desktop.errors import BadValue, JanusError
from janus_desktop.ui.dialogs.form import SHORTEST_PASSWORD, FormDialog, PasswordLine, strength
from janus_desktop.ui.language import tr
from janus_desktop.ui.workers import Workshop

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue


class ChangePasswordDialog(FormDialog):
    """Asks for the old password and twice for the new one. `changed` on success."""

    changed = Signal()

    def __init__(
        self,
        parent: QWidget | None,
        workshop: Workshop,
        catalogue: Catalogue,
        *,
        must: bool = False,
        old: str = "",
    ) -> None:
        intro = tr("Your password was given to you for one time only. Choose one that nobody else knows.")
        super().__init__(parent, tr("Change password"), tr("Change &password"), intro=intro if must else "")
        self._workshop = workshop
        self._catalogue = catalogue
        self.old = PasswordLine()
        self.new = PasswordLine()
        self.again = PasswordLine()
        self.form.add("old", tr("Password &now"), self.old)
        self.form.add("password", tr("N&ew password"), self.new)
        self.form.add("again", tr("New password &again"), self.again)
        self.new.textChanged.connect(self._show_strength)
        self._show_strength()
        self.old.setText(old)
        (self.new if old else self.old).setFocus()

    def submit(self) -> None:
        """Check the fields, then change it."""
        self.form.take_back()
        old, new = self.old.text(), self.new.text()
        if not old:
            self.form.complain("old", tr("Type the password that you have now."))
        elif len(new) < SHORTEST_PASSWORD:
            self.form.complain("password", tr("At least {n} characters, please.", n=SHORTEST_PASSWORD))
        elif new == old:
            self.form.complain("password", tr("This is the old one."))
        elif new != self.again.text():
            self.form.complain("again", tr("The two passwords differ."))
        else:
            self.set_busy(True)
            self._workshop.ask(
                lambda: self._catalogue.people.change_password(old, new),
                lambda _: self._done(),
                lane="write",
                failed=self._refused,
            )

    def _done(self) -> None:
        self.set_busy(False)
        self.changed.emit()
        self.accept()

    def _refused(self, error: JanusError) -> None:
        self.set_busy(False)
        self.form.blame(error, "password" if isinstance(error, BadValue) else "old")

    def _show_strength(self) -> None:
        me = self._catalogue.me
        self.form.hint("password", strength(self.new.text(), me.username, me.email.split("@")[0]))
