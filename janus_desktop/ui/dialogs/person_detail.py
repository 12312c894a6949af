"""The chosen person: role, what it may, and the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.models import Right
from janus_desktop.ui.dialogs.admin_roles import ROLES
from janus_desktop.ui.dialogs.form import Notice, label, line
from janus_desktop.ui.dialogs.people_table import avatar, full_name
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import mark
from janus_desktop.ui.look.sizes import GAP_L, GAP_S
from janus_desktop.ui.panels import formats

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue, KeptSession, Person, PersonRecord


class PersonDetail(QWidget):
    """The chosen person: role, what it may, and the account. Greyed with a sentence where not allowed."""

    wanted = Signal(str)  # edit, enable, disable, reset, anonymise
    role_wanted = Signal(str, str)
    activity_wanted = Signal(int)
    revoke_wanted = Signal(int)

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._person: Person | None = None
        self._avatar = QLabel()
        self._avatar.setFixedSize(40, 40)
        self._name = label(role="title")
        self._email = label(role="dim")
        self.role = QComboBox()
        self.role.setAccessibleName(tr("Role"))
        self._may = label(role="caption", wrap=True)
        self._last = label(role="caption", wrap=True)
        self._sessions_head = label(tr("Signed in on"), "head")
        self._sessions_line = line()
        self._sessions = QVBoxLayout()
        self._sessions.setSpacing(GAP_S)
        self.revokes: list[QPushButton] = []
        self.reset = QPushButton(tr("&Reset password…"))
        self.activity = QPushButton(tr("See &activity"))
        self.edit = QPushButton(tr("&Edit…"))
        self.switch = QPushButton(tr("&Disable account"))
        self.erase = QPushButton(tr("&Make anonymous…"))
        mark(self.erase, "danger", True)
        self.error = Notice()
        self._why = Notice("warn")
        self.role.currentIndexChanged.connect(self._role_chosen)
        self.reset.clicked.connect(lambda: self.wanted.emit("reset"))
        self.activity.clicked.connect(self._activity)
        self.edit.clicked.connect(lambda: self.wanted.emit("edit"))
        self.erase.clicked.connect(lambda: self.wanted.emit("anonymise"))
        self.switch.clicked.connect(self._switch)
        for button in (self.edit, self.reset, self.activity, self.switch, self.erase):
            button.setStyleSheet("text-align: left;")
        self._lay_out()

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._name)
        texts.addWidget(self._email)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._avatar)
        head.addLayout(texts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_L, GAP_L, GAP_L, GAP_L)
        column.setSpacing(GAP_S)
        column.addLayout(head)
        column.addSpacing(GAP_S)
        column.addWidget(label(tr("Role"), "caption"))
        column.addWidget(self.role)
        column.addWidget(self._may)
        column.addWidget(self.error)
        column.addSpacing(GAP_S)
        column.addWidget(line())
        column.addSpacing(GAP_S)
        column.addWidget(self._sessions_head)
        column.addLayout(self._sessions)
        column.addWidget(self._sessions_line)
        column.addWidget(label(tr("Account"), "head"))
        column.addWidget(self._last)
        for button in (self.edit, self.reset, self.activity, self.switch, self.erase):
            column.addWidget(button)
        column.addWidget(self._why)
        column.addStretch(1)

    def show_person(self, person: Person | None) -> None:
        """Show `person`; None shows nothing."""
        self._person = person
        for child in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if not isinstance(child, Notice):
                child.setVisible(person is not None)
        self.error.say("")
        self._why.say("")
        if person is None:
            return
        self._avatar.setPixmap(avatar(full_name(person), 40, self.devicePixelRatioF()))
        self._name.setText(full_name(person))
        self._email.setText(person.email)
        last = formats.when(person.last_active) if person.last_active else tr("never")
        self._last.setText(
            tr(
                "Last active: {when}. Imported: {count}.",
                when=last,
                count=QLocale().toString(person.imported),
            )
        )
        self.show_record(None)
        self._show_role(person)
        why = self._why_not(person)
        self._why.say(why)
        for each in (self.role, self.edit, self.reset, self.switch, self.erase):
            each.setEnabled(not why)
            each.setToolTip(why)
        self.switch.setText(tr("&Disable account") if person.active else tr("&Enable account"))
        mark(self.switch, "danger", person.active)
        # only of somebody who has left, and by whoever may
        self.erase.setVisible(not person.active and self._catalogue.may(Right.ANONYMISE))

    def show_record(self, record: PersonRecord | None) -> None:
        """Show where the person stays signed in, and what was done last."""
        while item := self._sessions.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.revokes = []
        sessions = record.sessions if record is not None else ()
        self._sessions_head.setVisible(bool(sessions))
        self._sessions_line.setVisible(bool(sessions))
        for session in sessions:
            self._sessions.addWidget(self._session(session))
        if record is not None and record.last is not None and self._person is not None:
            what = " ".join(say(record.last.words).split())
            self._last.setText(
                tr(
                    "Last did: {what}, {when}. Imported: {count}.",
                    what=what,
                    when=formats.when(record.last.at),
                    count=QLocale().toString(self._person.imported),
                )
            )
            self._last.setToolTip("\n".join(f"{formats.when(e.at)}: {say(e.words)}" for e in record.imports))

    def _session(self, session: KeptSession) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(session.host or tr("unknown computer")))
        texts.addWidget(label(formats.when(session.last_used or session.created_at), "caption"))
        end = QPushButton(tr("Revo&ke"))
        end.setAccessibleName(tr("End the session on {host}", host=session.host))
        mark(end, "flat", True)
        end.clicked.connect(lambda: self.revoke_wanted.emit(session.id))
        self.revokes.append(end)
        row.addLayout(texts, 1)
        row.addWidget(end)
        return box

    def complain(self, text: str) -> None:
        """Say why something was refused."""
        self.error.say(text)

    def _show_role(self, person: Person) -> None:
        self.role.blockSignals(True)
        self.role.clear()
        for role, level, text, may in ROLES:
            held = (role, level) == (person.role, person.level)
            if held or role != "admin" or self._catalogue.may(Right.MANAGE_ADMINS):
                self.role.addItem(say(text), (role, level))
            if held:
                self.role.setCurrentIndex(self.role.count() - 1)
                self._may.setText(say(may))
        self.role.blockSignals(False)

    def _why_not(self, person: Person) -> str:
        needed = Right.MANAGE_ADMINS if person.role == "admin" else Right.MANAGE_PEOPLE
        if not self._catalogue.may(needed):
            return tr("Your role may not {what}.", what=needed.words)
        if person.id == self._catalogue.me.id:
            return tr("This is your own account: another admin has to change it. Your password is under Tools.")
        return ""

    def _role_chosen(self, _: int) -> None:
        role, level = self.role.currentData()
        self.role_wanted.emit(role, level or "")

    def _activity(self) -> None:
        if self._person is not None:
            self.activity_wanted.emit(self._person.id)

    def _switch(self) -> None:
        if self._person is not None:
            self.wanted.emit("disable" if self._person.active else "enable")
