"""Editing somebody's name and e-mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from janus_desktop.errors import JanusError
from janus_desktop.ui.dialogs.form import FormDialog
from janus_desktop.ui.language import tr
from janus_desktop.ui.workers import Workshop

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue, Person


class EditPersonDialog(FormDialog):
    """`changed(person)` when the library has taken it."""

    changed = Signal(object)

    def __init__(self, parent: QWidget, workshop: Workshop, catalogue: Catalogue, person: Person) -> None:
        super().__init__(parent, tr("Edit {name}", name=person.username), tr("&Save"))
        self._workshop = workshop
        self._catalogue = catalogue
        self._person = person
        self.name = QLineEdit(person.name if person.name != person.username else "")
        self.name.setMaxLength(200)
        self.email = QLineEdit(person.email)
        self.email.setMaxLength(254)
        self.form.add("name", tr("&Name"), self.name)
        self.form.add("email", tr("&E-mail"), self.email)
        self.name.setFocus()

    def submit(self) -> None:
        """Ask the library to take it."""
        self.form.take_back()
        self.set_busy(True)
        ident, name, email = self._person.id, self.name.text(), self.email.text()
        self._workshop.ask(
            lambda: self._catalogue.people.edit(ident, name=name, email=email),
            self._taken,
            lane="write",
            failed=self._refused,
        )

    def _taken(self, person: Person) -> None:
        self.changed.emit(person)
        self.accept()

    def _refused(self, error: JanusError) -> None:
        self.set_busy(False)
        self.form.blame(error, "email")
