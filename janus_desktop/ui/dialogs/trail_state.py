"""The line at the foot of the administration: whether the trail is whole, as far as it is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from janus_desktop.models import Right
from janus_desktop.ui.dialogs.form import label
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import mark
from janus_desktop.ui.look.icons import pixmap
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S, ICON
from janus_desktop.ui.messages import Messages
from janus_desktop.ui.panels import formats
from janus_desktop.ui.workers import Workshop

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue, ChainReport, SealState


class TrailState(QWidget):
    """Says what the last check found; checks again, accepts what was changed from outside, makes an anchor."""

    accepted = Signal()

    def __init__(self, workshop: Workshop, catalogue: Catalogue, messages: Messages) -> None:
        super().__init__()
        self._workshop = workshop
        self._catalogue = catalogue
        self._messages = messages
        self._sign = QLabel()
        self.text = label(wrap=True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.check = self._button(tr("Check &now"), self.verify)
        self.keep = self._button(tr("Copy anc&hor"), self._anchor)
        self.keep.setToolTip(
            tr("Copy where the trail stands. Kept elsewhere, it shows later whether its end was cut (janus verify).")
        )
        self.accept = self._button(tr("Acce&pt…"), self._ask_to_accept)
        self.accept.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        row.setSpacing(GAP_S)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.text, 1)
        for each in (self.accept, self.keep, self.check):
            row.addWidget(each)
        self.look()

    def _button(self, text: str, call: Callable[[], None]) -> QPushButton:
        made = QPushButton(text)
        made.clicked.connect(call)
        return made

    def look(self) -> None:
        """Ask what is known of the trail."""
        self._workshop.ask(
            self._catalogue.trail.state,
            self._show,
            key="trail state",
            failed=lambda error: self._say(say(error.words), "dim"),
        )

    def _show(self, state: SealState) -> None:
        count = QLocale().toString(state.checked_rows)
        altered = state.state in ("altered", "missing")
        if altered:
            self._say(" ".join(say(each) for each in state.warnings), "bad")
        elif state.checked_at is None:
            self._say(tr("The trail was not checked from this computer yet."), "dim")
        elif not state.checked_whole:
            self._say(tr("The trail was found broken. Last check: {when}.", when=formats.when(state.checked_at)), "bad")
        else:
            text = tr("Trail intact: {n} entries. Last check: {when}.", n=count, when=formats.when(state.checked_at))
            if state.state == "foreign":
                text += " " + tr("Sealed by a key not on this computer.")
            self._say(text, "dim")
        self.accept.setVisible(altered and self._catalogue.may(Right.MANAGE_ADMINS))

    def _say(self, text: str, role: str) -> None:
        self.text.setText(text)
        mark(self.text, "role", role)
        sign = "warning" if role == "bad" else "shield"
        self._sign.setPixmap(pixmap(sign, role, ICON, self.devicePixelRatioF()))

    def verify(self) -> None:
        """Read the whole chain."""
        self.check.setEnabled(False)
        self._say(tr("Checking the trail…"), "dim")
        catalogue = self._catalogue
        job = self._workshop.start(
            tr("Checking the trail"),
            catalogue.trail.verify,
            self._verified,
            failed=lambda error: self._end(say(error.words)),
        )
        job.stepped.connect(
            lambda step: self._say(
                tr("Checking the trail: {done} of {total}…", done=step.done, total=step.total or 0), "dim"
            )
        )

    def _verified(self, report: ChainReport) -> None:
        if report.whole:
            self.check.setEnabled(True)
            self.look()
            return
        said = [f"{table} {row}: {say(reason)}" for table, row, reason in report.broken[:3]]
        said += [say(each) for each in report.problems]
        if report.breaks > 3:
            said.append(tr("{n} breaks in all", n=report.breaks))
        self._end(tr("The trail is broken.") + " " + " · ".join(said))
        self.accept.setVisible(bool(report.problems) and self._catalogue.may(Right.MANAGE_ADMINS))

    def _end(self, text: str) -> None:
        self.check.setEnabled(True)
        self._say(text, "bad")

    def _anchor(self) -> None:
        self._workshop.ask(self._catalogue.trail.anchor, self._copied)

    def _copied(self, anchor: object) -> None:
        import json
        from dataclasses import asdict

        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(json.dumps(asdict(anchor), default=str, indent=2))  # type: ignore[call-overload]
        self._messages.status(tr("The anchor was copied. Keep it where others cannot change it."))

    def _ask_to_accept(self) -> None:
        self._messages.ask(
            tr("Accept what was changed from outside?"),
            tr("&Accept"),
            lambda: self._workshop.ask(
                self._catalogue.trail.accept,
                lambda _: self._accepted(),
                lane="write",
                failed=lambda error: self._say(say(error.words), "bad"),
            ),
            more=tr(
                "Do this when you know who changed it and why. Accounts and trail are sealed as they are now; that you "
                "accepted it stays in the trail."
            ),
            danger=True,
        )

    def _accepted(self) -> None:
        self.accept.hide()
        self.look()
        self.accepted.emit()
