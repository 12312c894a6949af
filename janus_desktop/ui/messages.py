"""The only mouth: the status line, a warning, a question, an error, and a crash.

Nothing here blocks: every box is window-modal and opened, and what follows is a callback. So no slot
ever runs inside another one, and a box that is open never holds up the end of the program.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from janus_desktop import log
from janus_desktop.errors import JanusError, Stopped, Words
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look.icons import pixmap

logger = logging.getLogger(__name__)

#: Our own signs for the kinds of boxes, and their colours.
SIGNS = {
    QMessageBox.Icon.Warning: ("warning", "warn"),
    QMessageBox.Icon.Question: ("info", "accent"),
    QMessageBox.Icon.Information: ("info", "accent"),
}
#: Milliseconds that a sentence stays in the status line.
SAID_FOR = 5000


class Messages(QObject):
    """Says things to the person at `window`. `said(text, milliseconds)` is for its status line."""

    said = Signal(str, int)
    _broken = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._crash: CrashDialog | None = None
        # Faults arrive from any thread; they are shown on this one.
        self._broken.connect(self.crash, Qt.ConnectionType.QueuedConnection)

    def status(self, sentence: Words | str) -> None:
        """Say `sentence` in the status line for five seconds."""
        self.said.emit(_text(sentence), SAID_FOR)

    def warn(self, sentence: Words | str, *, title: str = "", details: str = "") -> QMessageBox:
        """Say something that went not as wanted, in a box."""
        return self._box(QMessageBox.Icon.Warning, sentence, title, details)

    def error(self, error: JanusError | Words | str) -> QMessageBox | None:
        """Say what could not be done, in one sentence; nothing for a question that was withdrawn."""
        if isinstance(error, Stopped):
            return None
        sentence = error.words if isinstance(error, JanusError) else error
        logger.info("Told: %s", sentence)
        return self._box(QMessageBox.Icon.Warning, sentence, "", "")

    def tell(self, sentence: Words | str, *, title: str = "") -> QMessageBox:
        """Say something good to know, in a box."""
        return self._box(QMessageBox.Icon.Information, sentence, title, "")

    def ask(
        self,
        sentence: Words | str,
        yes: str,
        then: Callable[[], None],
        *,
        title: str = "",
        more: str = "",
        danger: bool = False,
        no: str = "",
        otherwise: Callable[[], None] | None = None,
    ) -> QMessageBox:
        """Ask before something is done; `yes` is the verb on the button. Escape is always *no*.

        Where `danger`, the default button is *no* too.
        """
        box = self._made(QMessageBox.Icon.Question, sentence, title, more)
        go = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton(no or tr("&Cancel"), QMessageBox.ButtonRole.RejectRole)
        _dress(go, "danger" if danger else "primary")
        box.setDefaultButton(stay if danger else go)
        box.setEscapeButton(stay)

        def answered() -> None:
            if box.clickedButton() is go:
                then()
            elif otherwise is not None:
                otherwise()

        box.finished.connect(answered)
        box.open()
        return box

    def crash(self, error: BaseException) -> None:
        """Show a fault of ours, once: further ones while the dialog is open are added to it."""
        details = "".join(traceback.format_exception(error))
        details = log.without_secrets(details)
        if self._crash is not None:
            self._crash.add(details)
            return
        self._crash = CrashDialog(details, self._window)
        self._crash.finished.connect(self._forget_crash)
        self._crash.open()

    def install_hooks(self) -> None:
        """From now on, an exception that nobody caught is logged and shown, and the program goes on."""
        sys.excepthook = self._uncaught
        threading.excepthook = lambda args: self._uncaught(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )
        sys.unraisablehook = lambda args: self._uncaught(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
            return
        logger.critical("Not caught", exc_info=(kind, error, trace))
        if isinstance(error, JanusError):
            return
        self._broken.emit(error)

    def _forget_crash(self) -> None:
        self._crash = None

    def _box(self, icon: QMessageBox.Icon, sentence: Words | str, title: str, details: str) -> QMessageBox:
        box = self._made(icon, sentence, title, "")
        if details:
            box.setDetailedText(details)
        close = box.addButton(tr("&Close"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(close)
        box.setEscapeButton(close)
        box.open()
        return box

    def _made(self, icon: QMessageBox.Icon, sentence: Words | str, title: str, more: str) -> QMessageBox:
        # On top of whatever dialog is open, since that one takes all input.
        parent = QGuiApplication.modalWindow() and _modal_widget()
        box = QMessageBox(parent or self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(icon)
        sign, role = SIGNS[icon]
        box.setIconPixmap(pixmap(sign, role, 32, self._window.devicePixelRatioF()))
        box.setWindowTitle(title or tr("Janus"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(_text(sentence))
        box.setInformativeText(more)
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return box


class CrashDialog(QDialog):
    """Says that something went wrong by our fault; its details can be copied, and nothing is sent."""

    def __init__(self, details: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("A fault in Janus"))
        self.resize(640, 420)
        said = QLabel(
            tr(
                "Something in Janus went wrong. What was saved is safe, and you can go on working. "
                "Nothing was sent anywhere; to report the fault, copy the details. The log is {path}.",
                path=log.log_path(),
            )
        )
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        said.setWordWrap(True)
        self.details = QPlainTextEdit(details)
        self.details.setReadOnly(True)
        self.details.setAccessibleName(tr("Details of the fault"))
        buttons = QDialogButtonBox()
        copy = buttons.addButton(tr("Copy &details"), QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton(tr("&Close"), QDialogButtonBox.ButtonRole.RejectRole)
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        close.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(said)
        layout.addWidget(self.details)
        layout.addWidget(buttons)
        close.setFocus()

    def add(self, details: str) -> None:
        """Show another fault below the first; not more than a reader could want."""
        if self.details.document().characterCount() < 100_000:
            self.details.appendPlainText(details)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())


def _modal_widget() -> QWidget | None:
    from PySide6.QtWidgets import QApplication

    return QApplication.activeModalWidget()


def _dress(button: QPushButton | Any, kind: str) -> None:
    button.setProperty(kind, True)
    button.style().unpolish(button)
    button.style().polish(button)


def _text(sentence: Words | str) -> str:
    return say(sentence) if isinstance(sentence, Words) else sentence
