"""Which library is open and who is signed in: opening, signing in, locking, signing out, closing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from janus_desktop.errors import JanusError
from janus_desktop.settings import Settings
from janus_desktop.ui.idle import IdleWatch
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.libraries import Libraries
from janus_desktop.ui.main_window import MainWindow
from janus_desktop.ui.messages import Messages
from janus_desktop.ui.workers import PATIENCE, Workshop

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue, Change, Library, Person
    from janus_desktop.ui.actions import Actions
    from janus_desktop.ui.bench import Bench
    from janus_desktop.ui.bridge import Bridge
    from janus_desktop.ui.dialogs.sign_in import SignInPage
    from janus_desktop.ui.windows import Windows

logger = logging.getLogger(__name__)


class Session(QObject):
    """Leads from one page of the window to the next. `entered(bench)` when somebody can work."""

    entered = Signal(object)
    asked_to_sign_in = Signal()
    started_without = Signal()

    def __init__(self, window: MainWindow, settings: Settings, messages: Messages) -> None:
        super().__init__(window)
        self.window = window
        self.settings = settings
        self.messages = messages
        self.workshop = self._new_workshop()
        self.libraries = Libraries(window, settings, messages, lambda: self.workshop)
        self.libraries.wanted.connect(self.open)
        self.libraries.made.connect(self._made)
        self.libraries.changed.connect(self._save_settings)
        self.library: Library | None = None
        self.catalogue: Catalogue | None = None
        self.bench: Bench | None = None
        self.actions: Actions | None = None
        self.windows: Windows | None = None
        self.locked = False
        self.ended_well = True
        self._bridge: Bridge | None = None
        self._page: SignInPage | None = None
        self._waiting: list[str | bytes | Path] = []
        self._user = ""
        self._closed = False
        self._idle = IdleWatch(self)
        self._idle.idle.connect(self.lock)
        window.closing.connect(self.close)
        window.dropped.connect(self._dropped)
        # Settings may be changed on any thread that has them; ours are changed on the window's.
        self._leave_settings = settings.subscribe(self._setting_changed)

    # beginning

    def begin(self, folder: Path | None, files: Sequence[str | bytes | Path] = (), user: str = "") -> None:
        """Open `folder`, else the last library, else begin with the first run; then import `files`."""
        self._waiting, self._user = list(files), user
        folder = folder or self.libraries.usual()
        if folder is None:
            self._prepare()
            self._show_start()
            self.libraries.make(first=True)
        else:
            self.open(folder)

    def _prepare(self) -> None:
        """Build actions and menus: after the first paint, before they are needed."""
        if self.actions is not None:
            return
        from janus_desktop.ui.actions import Actions
        from janus_desktop.ui.windows import Windows

        self.actions = Actions(self.window)
        self.actions.fill(self.window.menuBar())
        self.windows = Windows(self.window, self.messages, self.settings, lambda: self.workshop)
        self.window.menuBar().hide()
        self.actions.menu("recent").aboutToShow.connect(partial(self.libraries.fill_recent, self.actions))
        self._controllers({})

    def _controllers(self, more: dict[str, object]) -> None:
        assert self.actions is not None
        assert self.windows is not None
        self.windows.bench = self.bench
        self.windows.library = str(self.library.folder) if self.library is not None else ""
        self.actions.connect_to({"session": self, "libraries": self.libraries, "windows": self.windows, **more})
        if self.bench is None:
            self.actions.refresh(())

    def _new_workshop(self) -> Workshop:
        workshop = Workshop(self)
        workshop.failed.connect(self.messages.error)
        workshop.crashed.connect(self.messages.crash)
        return workshop

    # opening a library

    def open(self, folder: Path) -> None:
        """Open the library in `folder` in place of the one that is open."""
        self._leave()
        self.window.show_page(self.window.blank)
        ident = threading.get_ident()

        def work() -> tuple[Library, Catalogue | None]:
            from janus_desktop.models import Library

            library = Library.open(folder)
            library.keep_out(ident)
            return library, None if self._user else library.sign_in_again()

        self.workshop.ask(work, self._opened, lane="write", failed=self._not_opened)
        QTimer.singleShot(0, self._prepare)

    def _opened(self, both: tuple[Library, Catalogue | None]) -> None:
        self._prepare()
        self.library, catalogue = both
        self._remember(self.library)
        self.window.set_library(self.library.name)
        if catalogue is None:
            self._ask_to_sign_in()
        else:
            self._signed_in(catalogue)

    def _not_opened(self, error: JanusError) -> None:
        self._prepare()
        self._show_start(say(error.words))

    def _remember(self, library: Library) -> None:
        self.settings.remember_library(library.folder)
        self._save_settings()

    def _save_settings(self) -> None:
        if self.windows is not None:
            self.windows.save_settings()

    def _show_start(self, error: str = "") -> None:
        self.libraries.show_start(error)
        self._controllers({})
        self.started_without.emit()

    def _made(self, library: Library, username: str, password: str) -> None:
        if self.library is not None:
            # the dialog's answer came through the workshop that is closed now
            QTimer.singleShot(0, lambda: self._enter_new(library, username, password))
        else:
            self._enter_new(library, username, password)

    def _enter_new(self, library: Library, username: str, password: str) -> None:
        self._leave()
        self.library = library
        library.keep_out(threading.get_ident())
        self._remember(library)
        self.window.set_library(library.name)
        self.workshop.ask(lambda: library.sign_in(username, password), self._signed_in, lane="write")

    # signing in

    def _ask_to_sign_in(self, *, locked: bool = False) -> None:
        from janus_desktop.ui.dialogs.sign_in import SignInPage

        assert self.library is not None
        if self._page is None:
            self._page = SignInPage(None, self.workshop)
            self._page.signed_in.connect(self._signed_in)
            self._page.elsewhere.connect(self.libraries.choose)
        self._page.workshop = self.workshop
        name = self._user or self.window.state.place(self.library.uuid).user
        if locked and self.catalogue is not None:
            name = self.catalogue.me.username
        self.window.menuBar().hide()
        self.window.show_page(self._page)
        self._page.ask(self.library, name, locked=locked)
        self.asked_to_sign_in.emit()

    def _signed_in(self, catalogue: Catalogue) -> None:
        if catalogue.me.must_change_password:
            self._ask_for_new_password(catalogue)
        elif self.locked and self.bench is not None and self._same(catalogue):
            self._unlock()
        else:
            self._enter(catalogue)

    def _same(self, catalogue: Catalogue) -> bool:
        return self.catalogue is not None and self.catalogue.me.id == catalogue.me.id

    def _ask_for_new_password(self, catalogue: Catalogue) -> None:
        from janus_desktop.ui.dialogs.change_password import ChangePasswordDialog

        dialog = ChangePasswordDialog(self.window, self.workshop, catalogue, must=True)
        dialog.changed.connect(
            lambda: self.workshop.ask(catalogue.refresh, lambda _: self._enter(catalogue), lane="write")
        )
        dialog.rejected.connect(lambda: self._ask_to_sign_in(locked=self.locked))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _enter(self, catalogue: Catalogue) -> None:
        from janus_desktop.ui.bench import Bench
        from janus_desktop.ui.bridge import Bridge

        self._prepare()
        assert self.actions is not None
        assert self.library is not None
        self._take_down_bench()
        self.catalogue, self.locked = catalogue, False
        self._bridge = Bridge(self.library, self.workshop, self)
        bench = self.bench = Bench(
            self.window, catalogue, self.workshop, self.actions, self.messages, self.settings, self.window.state
        )
        self._bridge.changed.connect(bench.changed)
        self._bridge.changed.connect(self._noticed)
        self._controllers(bench.controllers())
        self.actions.bind_grid(bench.grid)
        bench.refresh_states()
        self._show_bench()
        self._say_what_stopped()
        if catalogue.notices:
            self.messages.warn("\n\n".join(say(each) for each in catalogue.notices), title=tr("Good to know"))
        self.entered.emit(bench)
        if self._waiting:
            files, self._waiting = self._waiting, []
            bench.importing.paths(files)

    def _show_bench(self) -> None:
        assert self.bench is not None
        self.window.menuBar().show()
        self.window.show_page(self.bench)
        self.window.setAcceptDrops(True)
        self.bench.grid.setFocus()
        self._idle.set_minutes(self._lock_minutes())

    def _lock_minutes(self) -> int:
        """The shorter of what this computer's and the library's settings say; 0 is no limit."""
        limits = [int(self.settings.get("lock_after_minutes"))]
        limits += [self.library.policy.lock_minutes] if self.library is not None else []
        return min((each for each in limits if each), default=0)

    def _noticed(self, change: Change) -> None:
        """Somebody changed accounts or the library's settings, perhaps in another window."""
        if self.catalogue is None or self.library is None:
            return
        if "people" in change.topics:
            self.workshop.ask(self.catalogue.refresh, self._still_here, key="am I still here")
        if "settings" in change.topics:
            self.window.set_library(self.library.name)
            if not self.locked:
                self._idle.set_minutes(self._lock_minutes())

    def _still_here(self, me: Person) -> None:
        if not me.active:
            # the answer came through the workshop that is closed now
            QTimer.singleShot(0, self._sign_out)
            self.messages.tell(tr("Your account was disabled; you were signed out."))

    def _say_what_stopped(self) -> None:
        assert self.library is not None
        place = self.window.state.place(self.library.uuid)
        stopped, place.stopped = place.stopped, []
        if len(stopped) >= 2:
            done, total = stopped[:2]
            text = tr("The last import was stopped when the window was closed; {n} files were done.", n=done)
            if total:
                text = tr(
                    "The last import was stopped when the window was closed, after {done} of {total} files. "
                    "What was taken in is here; import the folder again for the rest.",
                    done=done,
                    total=total,
                )
            self.messages.tell(text, title=tr("Import stopped"))

    def change_password(self) -> None:
        """Ask for a new password."""
        if self.catalogue is None:
            return
        from janus_desktop.ui.dialogs.change_password import ChangePasswordDialog

        dialog = ChangePasswordDialog(self.window, self.workshop, self.catalogue)
        dialog.changed.connect(lambda: self.messages.status(tr("Your password was changed.")))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # locking

    def lock(self) -> None:
        """Show nothing of the library until the password is typed again; running work goes on."""
        if self.bench is None or self.locked or self.windows is None:
            return
        self.bench.flush()
        self.locked = True
        self._idle.set_minutes(0)
        self.windows.close_dialogs()
        self.window.setAcceptDrops(False)
        self.bench.set_active(False)
        self._ask_to_sign_in(locked=True)

    def switch_user(self) -> None:
        """Let somebody else sign in; whose work is open can come back to it by signing in again."""
        self.lock()
        if self.locked and self._page is not None:
            self._page.username.clear()

    def _unlock(self) -> None:
        assert self.bench is not None
        self.locked = False
        self.bench.set_active(True)
        self._show_bench()

    # leaving

    def sign_out(self) -> None:
        """End the session of whoever is signed in, a kept one too."""
        if self.workshop.jobs:
            self.messages.ask(
                tr("Work is still running. Stop it and sign out?"),
                tr("&Sign out"),
                self._sign_out,
                more=tr("What was done so far is kept."),
            )
        else:
            self._sign_out()

    def _sign_out(self) -> None:
        catalogue, library = self.catalogue, self.library
        if catalogue is None or library is None:
            return
        self._keep()
        self._take_down_bench()
        self.ended_well &= self.workshop.close()
        self.workshop = self._new_workshop()
        self.catalogue, self._user = None, ""
        self.workshop.ask(catalogue.sign_out, lambda _: self._ask_to_sign_in(), lane="write")

    def _dropped(self, files: list[str]) -> None:
        if self.bench is not None and not self.locked:
            self.bench.importing.paths(files)

    def show_signed_in(self, library: Library, catalogue: Catalogue) -> None:
        """Begin with a library that somebody has opened and signed in to already."""
        self._prepare()
        self.library = library
        library.keep_out(threading.get_ident())
        self.window.set_library(library.name)
        self._enter(catalogue)

    def discard(self) -> None:
        """Take everything down, but remember nothing of it."""
        self._closed = True
        self._leave_settings()
        self._take_down_bench()
        self.ended_well &= self.workshop.close(last=self.library.close if self.library is not None else None)
        self.library = None

    def quit(self) -> None:
        """Close the window, and with it the program."""
        self.window.close()

    def close(self) -> None:
        """Take everything down: what was typed is handed in, work is stopped, the library is closed."""
        if self._closed:
            return
        self._closed = True
        self._leave_settings()
        self._leave()
        self.ended_well &= self.workshop.close()
        self.window.state.save()
        try:
            self.settings.save()
        except OSError as error:
            logger.warning("The settings can’t be written: %s", error)

    def _keep(self) -> None:
        if self.bench is not None:
            self.bench.flush()
            self.bench.keep()

    def _take_down_bench(self) -> None:
        if self._bridge is not None:
            self._bridge.close()
            self._bridge = None
        self._idle.set_minutes(0)
        if self.bench is not None:
            bench, self.bench = self.bench, None
            self.window.setAcceptDrops(False)
            if self.windows is not None:
                self.windows.close_dialogs()
            self._controllers({})
            self.window.show_page(self.window.blank)
            self.window.remove_page(bench)

    def _leave(self) -> None:
        """Let go of the library that is open; the workshop that served it goes with it."""
        if self.library is None:
            return
        self._keep()
        self._take_down_bench()
        self.window.menuBar().hide()
        self.ended_well &= self.workshop.close(PATIENCE, last=self.library.close)
        self.library, self.catalogue, self.locked = None, None, False
        if self._page is not None:
            self._page.forget()
        self.workshop = self._new_workshop()

    def _setting_changed(self, name: str, value: object) -> None:
        if name == "lock_after_minutes" and self.bench is not None and not self.locked:
            self._idle.set_minutes(self._lock_minutes())
        elif name == "thumbnail_size" and self.bench is not None:
            self.bench.grid.set_thumbnail_size(int(str(value)))
