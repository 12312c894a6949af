"""Signing in, and coming back to a locked window: one card that shows nothing of the library but its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from janus_desktop import paths
from janus_desktop.errors import JanusError
from janus_desktop.ui.dialogs.form import Form, Notice, PasswordLine, label
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import ground, look, mark
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S, GAP_XL
from janus_desktop.ui.workers import Workshop

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue, Library

#: Width of the card, and of the space inside it.
CARD = 380
INSIDE = 32


class SignInPage(QWidget):
    """Asks for name and password. `signed_in(catalogue)` on success; `elsewhere` for another library."""

    signed_in = Signal(object)
    elsewhere = Signal()

    def __init__(self, parent: QWidget | None, workshop: Workshop) -> None:
        super().__init__(parent)
        self.workshop = workshop
        self._library: Library | None = None
        self._busy = False
        ground(self, "bg")
        self.card = QFrame()
        mark(self.card, "role", "card")
        self.card.setFixedWidth(CARD)
        self._shade()
        look().changed.connect(self._shade)
        outer = QVBoxLayout(self)
        outer.addStretch(3)
        outer.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(4)
        inner = QVBoxLayout(self.card)
        inner.setContentsMargins(INSIDE, 28, INSIDE, 28)
        inner.setSpacing(0)
        inner.addLayout(self._head())
        inner.addSpacing(GAP_XL)
        self._fields(inner)
        inner.addSpacing(GAP_L)
        inner.addLayout(self._feet())

    def _head(self) -> QHBoxLayout:
        self._sign = QLabel()
        self._sign.setFixedSize(40, 40)
        self._title = label(role="title")
        self._below = label(role="caption", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._below)
        head = QHBoxLayout()
        head.setSpacing(GAP_M)
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        return head

    def _fields(self, inner: QVBoxLayout) -> None:
        self.form = Form()
        self.username = QLineEdit()
        self.username.setMaxLength(256)
        self.password = PasswordLine()
        self.form.add("username", tr("&User name"), self.username)
        self.form.add("password", tr("&Password"), self.password)
        self.caps = Notice("warn")
        self.caps.setContentsMargins(0, GAP_S, 0, 0)
        self.stay = QCheckBox(tr("&Stay signed in on this computer"))
        inner.addWidget(self.form)
        inner.addWidget(self.caps)
        inner.addSpacing(GAP_M)
        inner.addWidget(self.stay)
        for field in (self.username, self.password):
            field.returnPressed.connect(self.submit)
            field.installEventFilter(self)

    def _feet(self) -> QHBoxLayout:
        self.another = QPushButton(tr("&Open another library…"))
        mark(self.another, "flat", True)
        self.another.clicked.connect(self.elsewhere)
        self.go = QPushButton(tr("S&ign in"))
        self.go.setDefault(True)
        self.go.setAutoDefault(True)
        mark(self.go, "primary", True)
        self.go.clicked.connect(self.submit)
        feet = QHBoxLayout()
        feet.addWidget(self.another)
        feet.addStretch(1)
        feet.addWidget(self.go)
        return feet

    def ask(self, library: Library, username: str = "", *, locked: bool = False) -> None:
        """Ask for the password of `library`; `locked` when the window was, and the name is known."""
        self._library = library
        self._title.setText(library.name)
        self._below.setText(
            tr("Locked. Your work goes on behind it.") if locked else tr("Janus library on this computer")
        )
        self._draw_sign()
        self.form.take_back()
        self.username.setText(username)
        self.password.clear()
        self.password.hide_again()
        self.stay.setVisible(not locked and library.policy.stay_signed_in)
        self.stay.setChecked(False)
        self.go.setText(tr("&Unlock") if locked else tr("S&ign in"))
        self._set_busy(False)
        QTimer.singleShot(0, self.enter)

    def enter(self) -> None:
        """Put the focus where something has to be typed."""
        (self.password if self.username.text() else self.username).setFocus()

    def forget(self) -> None:
        """Let go of the library."""
        self._library = None
        self.password.clear()

    def submit(self) -> None:
        """Try the name and the password; the window stays alive meanwhile."""
        library, name, password = self._library, self.username.text().strip(), self.password.text()
        if library is None or self._busy:
            return
        self.form.take_back()
        if not name:
            self.form.complain("username", tr("Type your user name."))
            return
        if not password:
            self.form.complain("password", tr("Type your password."))
            return
        stay = self.stay.isChecked() and self.stay.isVisible()
        self._set_busy(True)
        self.workshop.ask(
            lambda: library.sign_in(name, password, stay=stay),
            self._welcome,
            lane="write",
            key="sign-in",
            failed=self._refused,
        )

    def _welcome(self, catalogue: Catalogue) -> None:
        self.password.clear()
        self._set_busy(False)
        self.signed_in.emit(catalogue)

    def _refused(self, error: JanusError) -> None:
        self._set_busy(False)
        self.password.selectAll()
        self.form.complain("password", say(error.words))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for each in (self.form, self.stay, self.another, self.go):
            each.setEnabled(not busy)
        if busy:
            self.go.setText(tr("Just a moment…"))
        elif self.go.text() == tr("Just a moment…"):
            self.go.setText(tr("&Unlock") if self.stay.isHidden() else tr("S&ign in"))

    def _draw_sign(self) -> None:
        from PySide6.QtGui import QIcon

        app_icon = QIcon(str(paths.resource("icons/app/janus.svg")))
        self._sign.setPixmap(app_icon.pixmap(self._sign.size(), self.devicePixelRatioF()))

    def _shade(self) -> None:
        shadow = QGraphicsDropShadowEffect(self.card)
        shadow.setBlurRadius(48)
        shadow.setOffset(0, 8)
        shadow.setColor(QColor(0, 0, 0, 130 if look().dark else 70))
        self.card.setGraphicsEffect(shadow)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Watch for Caps Lock: X says it with each key; a letter that contradicts Shift says it anywhere."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                self._look_for_caps(event)
            elif event.type() == QEvent.Type.KeyRelease and event.key() == Qt.Key.Key_CapsLock:
                self.caps.say("")
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def _look_for_caps(self, event: QKeyEvent) -> None:
        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self.caps.say("" if self.caps.text() else tr("Caps Lock is on"))
        elif len(letter) == 1 and letter.isalpha() and letter.upper() != letter.lower():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.say(tr("Caps Lock is on") if letter.isupper() != shifted else "")
