"""Library settings: what holds for everybody who works in this library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.errors import JanusError
from janus_desktop.models import Policy, Right
from janus_desktop.ui.dialogs.form import Form, Notice, label
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import mark
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_XL
from janus_desktop.ui.workers import Workshop

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue


class SettingsSection(QWidget):
    """Name, signing in, passwords, what imports pass over. Greyed with a sentence where not allowed."""

    def __init__(self, workshop: Workshop, catalogue: Catalogue) -> None:
        super().__init__()
        self._workshop = workshop
        self._catalogue = catalogue
        self.form = Form()
        self.name = QLineEdit()
        self.name.setMaxLength(100)
        self.name.setText(catalogue.library.name)
        self.lock = self._number(0, 240, tr(" min"))
        self.lock.setSpecialValueText(tr("As each computer’s settings say"))
        self.stay = QCheckBox(tr("People &may stay signed in on their computers"))
        self.days = self._number(1, 365, tr(" days"))
        self.length = self._number(12, 64, tr(" characters"))
        self.ignored = QPlainTextEdit()
        self.ignored.setTabChangesFocus(True)
        self.ignored.setFixedHeight(84)
        self.save = QPushButton(tr("&Save"))
        mark(self.save, "primary", True)
        self.save.clicked.connect(self.submit)
        self.said = label(role="good")
        self.why_not = Notice("warn")
        self._lay_out()
        may = catalogue.may(Right.MANAGE_LIBRARY)
        for each in (self.form, self.stay, self.save):
            each.setEnabled(may)
        if not may:
            self.why_not.say(tr("Your role may not {what}.", what=Right.MANAGE_LIBRARY.words))
        workshop.ask(catalogue.settings.get, self.show_policy, key="library settings", failed=self._refused)

    def _number(self, low: int, high: int, unit: str) -> QSpinBox:
        made = QSpinBox()
        made.setRange(low, high)
        made.setSuffix(unit)
        return made

    def _lay_out(self) -> None:
        form = self.form
        form.add("name", tr("Name of the &library"), self.name)
        form.add(
            "lock_minutes",
            tr("The window &locks at the latest after"),
            self.lock,
            hint=tr("Without a key or the mouse. A shorter time in somebody’s own settings holds there."),
        )
        form.add("session_days", tr("Kept sessions end &after"), self.days)
        form.add("password_length", tr("New &passwords have at least"), self.length)
        form.add(
            "ignored",
            tr("Imports of folders pass &over"),
            self.ignored,
            hint=tr("A name of files or folders a line; * stands for anything, ? for one character: *.tmp"),
        )
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(GAP_XL, GAP_L, GAP_XL, GAP_L)
        column.setSpacing(GAP_M)
        column.addWidget(label(tr("Library settings"), "title"))
        column.addWidget(label(tr("They hold for everybody who works in this library."), "dim", wrap=True))
        column.addWidget(self.why_not)
        self.form.setMaximumWidth(520)
        column.addWidget(self.form)
        column.addWidget(self.stay)
        feet = QHBoxLayout()
        feet.addWidget(self.save)
        feet.addWidget(self.said, 1)
        column.addLayout(feet)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def show_policy(self, policy: Policy) -> None:
        """Show what holds now."""
        self.lock.setValue(policy.lock_minutes)
        self.stay.setChecked(policy.stay_signed_in)
        self.days.setValue(policy.session_days)
        self.length.setValue(policy.password_length)
        self.ignored.setPlainText("\n".join(policy.ignored))

    def submit(self) -> None:
        """Save everything."""
        self.form.take_back()
        self.said.setText("")
        settings, library = self._catalogue.settings, self._catalogue.library
        name = self.name.text().strip()
        news = {
            "lock_minutes": self.lock.value(),
            "stay_signed_in": self.stay.isChecked(),
            "session_days": self.days.value(),
            "password_length": self.length.value(),
            "ignored": self.ignored.toPlainText().splitlines(),
        }

        def work() -> Policy:
            if name != library.name:
                settings.rename(name)
            return settings.change(news)

        self._workshop.ask(work, self._saved, lane="write", failed=self._refused)

    def _saved(self, policy: Policy) -> None:
        self.show_policy(policy)
        self.said.setText(tr("Saved."))

    def _refused(self, error: JanusError) -> None:
        self.form.blame(error, "name")
