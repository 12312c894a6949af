"""The window as a program: build, show, sign in, take everything down again."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QApplication

from janus_desktop import paths
from janus_desktop.errors import CannotStart, words
from janus_desktop.settings import Settings
from janus_desktop.ui.main_window import MainWindow
from janus_desktop.ui.window_state import WindowState

if TYPE_CHECKING:
    from janus_desktop.ui.session import Session

logger = logging.getLogger(__name__)

#: Seconds that a picture of the window waits for everything to settle.
SETTLE = 60


def run(files: Sequence[str | bytes | Path] = (), library: Path | None = None, user: str | None = None) -> int:
    """Open the window, import `files` once somebody is signed in, and stay until it is closed.

    `library` is the folder to open (else the last one), `user` the name to offer at sign-in. The frame is
    painted first; all that makes it useful is loaded after that.
    """
    settings = Settings.load()
    app = _bare()
    window = MainWindow(WindowState.load())
    led: list[Session] = []

    def go_on() -> None:
        from janus_desktop import log
        from janus_desktop.ui.language import say

        log.start(settings.get("log_level"))
        _close_on_signals(window)
        dress(app, settings)
        session = lead(window, settings)
        led.append(session)
        session.messages.install_hooks()
        session.begin(library, files, user or "")
        if settings.problem is not None:
            session.messages.warn(say(settings.problem))

    window.blank.painted.connect(go_on)
    window.show()
    code = app.exec()
    for session in led:
        session.close()
    take_down(app)
    if not all(session.ended_well for session in led):
        # A thread hangs in a call that nobody can end: Qt would abort the process over it.
        logger.error("The program ends although a thread still runs")
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def _bare() -> QApplication:
    """The one application, as it is before the first paint."""
    # Workers share the interpreter with the window: it is to get its turn within a millisecond, not five.
    sys.setswitchinterval(0.001)
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Janus")
    app.setDesktopFileName(paths.DESKTOP_ID)
    return app


def dress(app: QApplication, settings: Settings) -> None:
    """Put language and appearance in force."""
    from PySide6.QtGui import QIcon

    from janus_desktop.ui.look import style

    app.setWindowIcon(QIcon(str(paths.resource("icons/app/janus.svg"))))
    _translate(app, settings.get("language"))
    style.apply(app, settings.get("appearance"))


def application(settings: Settings) -> QApplication:
    """The one application, dressed and in the person's language."""
    app = _bare()
    dress(app, settings)
    return app


def build(settings: Settings) -> tuple[MainWindow, Session]:
    """A window and what leads it, not yet shown and with no library."""
    window = MainWindow(WindowState.load())
    return window, lead(window, settings)


def lead(window: MainWindow, settings: Settings) -> Session:
    """What leads `window` from page to page, and keeps its look as the settings say."""
    from janus_desktop import log
    from janus_desktop.ui.look import look, style
    from janus_desktop.ui.messages import Messages
    from janus_desktop.ui.session import Session

    window.dress()
    app = QApplication.instance()

    def apply(name: str, value: object) -> None:
        if name == "appearance" and isinstance(app, QApplication):
            style.apply(app, value)  # type: ignore[arg-type]  # one of the choices of the setting
        elif name == "log_level":
            log.start(str(value))

    def remember() -> None:
        leave()
        window.state.dark = look().dark

    leave = settings.subscribe(apply)
    # Before the session hears of the closing: it writes the state.
    window.closing.connect(remember)
    return Session(window, settings, Messages(window))


def _close_on_signals(window: MainWindow) -> None:
    """Close the window as a person would when the desktop or a terminal asks the program to end."""
    import signal
    import socket

    from PySide6.QtCore import QSocketNotifier

    here, there = socket.socketpair()
    for end in (here, there):
        end.setblocking(False)
    notifier = QSocketNotifier(here.fileno(), QSocketNotifier.Type.Read, window)
    notifier.activated.connect(window.close)
    signal.set_wakeup_fd(there.fileno(), warn_on_full_buffer=False)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)

    def hear_no_more() -> None:
        notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        here.close()
        there.close()

    window.closing.connect(hear_no_more)


def take_down(app: QApplication) -> None:
    """What Qt wants done before the interpreter ends."""
    from PySide6.QtGui import QGuiApplication

    if QGuiApplication.platformName() == "offscreen":
        # Data of ours on that clipboard outlives us and ends the process by a segmentation fault.
        QGuiApplication.clipboard().clear()
    app.processEvents()


def screenshot(
    library: Path, out: Path, *, size: tuple[int, int], dark: bool, user: str | None, password: str | None
) -> None:
    """Draw the main window into `out` once everything in it has settled; needs no display."""
    settings = Settings.load()
    settings.set("appearance", "dark" if dark else "light")
    settings.set("lock_after_minutes", 0)
    app = application(settings)
    window, session = build(settings)
    window.resize(*size)
    window.show()
    _open_for_picture(session, library, user, password)
    picture = window.grab()
    session.discard()
    take_down(app)
    if not picture.save(str(out)):
        raise CannotStart(words("The picture {path} can’t be written.", path=str(out)))


def _open_for_picture(session: Session, library: Path, user: str | None, password: str | None) -> None:
    from janus_desktop.models import Library

    opened = Library.open(library)
    # A session that was kept by “janus login” needs no password.
    catalogue = opened.sign_in(user, password) if user and password else opened.sign_in_again()
    if catalogue is None:
        opened.close()
        raise CannotStart(words("Sign in first: name a user with --user, or use “janus login”."))
    session.show_signed_in(opened, catalogue)
    settle(session)


def settle(session: Session, seconds: float = SETTLE) -> None:
    """Let the event loop run until nothing is asked and nothing arrives any more."""
    from PySide6.QtCore import QEventLoop

    loop = QEventLoop()
    quiet = 0

    def look() -> None:
        nonlocal quiet
        bench = session.bench
        idle = not session.workshop.busy and (bench is None or bench.feed.idle)
        quiet = quiet + 1 if idle else 0
        if quiet >= 10:
            loop.quit()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(40)
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def _translate(app: QApplication, language: str) -> None:
    locale = QLocale.system() if language == "system" else QLocale(language)
    if locale.language() == QLocale.Language.C:
        locale = QLocale(QLocale.Language.English)  # a bare system; numbers are still read by people
    QLocale.setDefault(locale)
    if locale.language() == QLocale.Language.English:
        return
    from PySide6.QtCore import QTranslator

    for name, folder in (
        ("qtbase", paths.resource("translations")),
        ("janus", paths.resource("translations")),
    ):
        translator = QTranslator(app)
        if translator.load(locale, name, "_", str(folder)):
            app.installTranslator(translator)
