"""The first run: where the library lies, and who is its first superadmin."""

from __future__ import annotations

import getpass
import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit, QPushButton, QWidget

from janus_desktop import paths
from janus_desktop.errors import CannotStart, JanusError
from janus_desktop.ui.dialogs.form import SHORTEST_PASSWORD, FormDialog, PasswordLine, label, line, strength
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import mark
from janus_desktop.ui.workers import Workshop

if TYPE_CHECKING:
    from janus_desktop.models import Library

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class FirstRunDialog(FormDialog):
    """Asks for place and account, and makes the library. `made(library, user name, password)` on success.

    `elsewhere` is emitted when the person has a library already and wants to open that.
    """

    made = Signal(object, str, str)
    elsewhere = Signal()

    def __init__(self, parent: QWidget | None, workshop: Workshop, *, first: bool = True) -> None:
        super().__init__(
            parent,
            tr("Welcome to Janus") if first else tr("New library"),
            tr("&Make library"),
            intro=tr(
                "A library is a folder that holds what Janus knows about your images. "
                "The images themselves stay where they are."
            ),
            width=480,
        )
        self._workshop = workshop
        usual = paths.default_library()
        self.name = QLineEdit(tr("My library") if first else "")
        self.place = QLineEdit(str(usual.parent if first else _documents()))
        self.username = QLineEdit(_own_name())
        self.email = QLineEdit()
        self.password = PasswordLine()
        self.again = PasswordLine()
        choose = QPushButton(tr("Ch&oose…"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        self.form.add("name", tr("&Name of the library"), self.name)
        self.form.add("place", tr("In the &folder"), self.place, beside=choose)
        self.form.rows.addSpacing(20)
        self.form.rows.addWidget(line())
        self.form.rows.addSpacing(16)
        self.form.rows.addWidget(label(tr("Your account, the first superadmin of this library"), "head"))
        self._account_fields()
        another = QPushButton(tr("&Open another library…"))
        mark(another, "flat", True)
        self.buttons.addButton(another, QDialogButtonBox.ButtonRole.ResetRole)
        another.setAutoDefault(False)
        another.clicked.connect(self.elsewhere)
        self.name.textChanged.connect(self._show_folder)
        self.place.textChanged.connect(self._show_folder)
        self.password.textChanged.connect(self._show_strength)
        self._show_folder()
        self._show_strength()
        self.name.selectAll()
        self.name.setFocus()

    def _account_fields(self) -> None:
        self.form.add("username", tr("&User name"), self.username)
        self.form.add("email", tr("&E-mail"), self.email)
        self.form.add("password", tr("&Password"), self.password)
        self.form.add("again", tr("Password &again"), self.again)

    def folder(self) -> Path:
        """Where the library will lie."""
        return Path(self.place.text().strip()).expanduser() / self.name.text().strip()

    def submit(self) -> None:
        """Check the fields, then make the library."""
        self.form.take_back()
        if not self._well_filled():
            return
        folder, username, password = self.folder(), self.username.text().strip(), self.password.text()
        email = self.email.text().strip()

        def make() -> Library:
            from janus_desktop.models import Library

            return Library.create(folder, username=username, email=email, password=password)

        def done(library: Library) -> None:
            self.set_busy(False)
            self.made.emit(library, username, password)
            self.accept()

        self.set_busy(True)
        self._workshop.ask(make, done, lane="write", failed=self._refused)

    def _refused(self, error: JanusError) -> None:
        self.set_busy(False)
        self.form.blame(error, "place" if isinstance(error, CannotStart) else "username")

    def _well_filled(self) -> bool:
        name, place = self.name.text().strip(), self.place.text().strip()
        if not name:
            return self._wrong("name", tr("The library needs a name."))
        if "/" in name or name in (".", ".."):
            return self._wrong("name", tr("The name must be usable as the name of a folder."))
        if not Path(place).expanduser().is_absolute():
            return self._wrong("place", tr("Choose the folder that will hold the library."))
        if not self.username.text().strip():
            return self._wrong("username", tr("Choose a user name."))
        if not _EMAIL.fullmatch(self.email.text().strip()):
            return self._wrong("email", tr("This is no e-mail address."))
        if len(self.password.text()) < SHORTEST_PASSWORD:
            return self._wrong("password", tr("At least {n} characters, please.", n=SHORTEST_PASSWORD))
        if self.password.text() != self.again.text():
            return self._wrong("again", tr("The two passwords differ."))
        return True

    def _wrong(self, field: str, text: str) -> bool:
        self.form.complain(field, text)
        return False

    def _choose(self) -> None:
        picker = QFileDialog(self, tr("Folder for the library"), self.place.text())
        picker.setFileMode(QFileDialog.FileMode.Directory)
        picker.setOption(QFileDialog.Option.ShowDirsOnly)
        picker.fileSelected.connect(self.place.setText)
        picker.open()

    def _show_folder(self) -> None:
        self.form.hint("place", tr("It will be {path}", path=self.folder()))

    def _show_strength(self) -> None:
        self.form.hint(
            "password", strength(self.password.text(), self.username.text(), self.email.text().split("@")[0])
        )


def _own_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
