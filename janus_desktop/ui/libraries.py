"""Which libraries there are to open: recent ones, another one, a new one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from janus_desktop import paths
from janus_desktop.settings import Settings
from janus_desktop.ui.language import tr

if TYPE_CHECKING:
    from janus_desktop.ui.actions import Actions
    from janus_desktop.ui.dialogs.start import StartPage
    from janus_desktop.ui.main_window import MainWindow
    from janus_desktop.ui.messages import Messages
    from janus_desktop.ui.workers import Workshop


class Libraries(QObject):
    """`wanted(folder)` when one is to be opened; `made(library, user name, password)` when one was made.

    `changed` when the list of recent ones did, and has to be saved.
    """

    wanted = Signal(object)  # Path
    made = Signal(object, str, str)
    changed = Signal()

    def __init__(
        self, window: MainWindow, settings: Settings, messages: Messages, workshop: Callable[[], Workshop]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._messages = messages
        self._workshop = workshop
        self._start: StartPage | None = None

    def usual(self) -> Path | None:
        """The library to begin with: the last one, or the one at the usual place; None for a first run."""
        last = self._settings.get("last_library")
        if last:
            return Path(last)
        return paths.default_library() if holds_library(paths.default_library()) else None

    def show_start(self, error: str = "") -> None:
        """Show the page without a library; `error` says why there is none."""
        from janus_desktop.ui.dialogs.start import StartPage

        if self._start is None:
            self._start = StartPage()
            self._start.wanted.connect(lambda folder: self.wanted.emit(Path(folder)))
            self._start.new.connect(self.new)
            self._start.other.connect(self.choose)
        self._start.show_for(self._settings.get("recent_libraries"), error)
        self._window.set_library("")
        self._window.menuBar().hide()
        self._window.show_page(self._start)

    def new(self) -> None:
        """Make another library."""
        self.make(first=not self._settings.get("recent_libraries"))

    def make(self, *, first: bool) -> None:
        """Ask for the place of a library and its first superadmin."""
        from janus_desktop.ui.dialogs.first_run import FirstRunDialog

        dialog = FirstRunDialog(self._window, self._workshop(), first=first)
        dialog.made.connect(self.made)
        dialog.elsewhere.connect(dialog.reject)
        dialog.elsewhere.connect(self.choose)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def choose(self) -> None:
        """Let the person choose the folder of a library."""
        last = self._settings.get("last_library")
        start = str(Path(last).parent) if last else str(Path.home())
        picker = QFileDialog(self._window, tr("Open library"), start)
        picker.setFileMode(QFileDialog.FileMode.Directory)
        picker.setOption(QFileDialog.Option.ShowDirsOnly)
        picker.fileSelected.connect(self._chosen)
        picker.open()

    def _chosen(self, folder: str) -> None:
        path = Path(folder)
        if holds_library(path):
            self.wanted.emit(path)
        else:
            self._messages.error(tr("There is no library in {path}.", path=path))

    def forget(self) -> None:
        """Empty the list of recent libraries."""
        self._settings.set("recent_libraries", ())
        self.changed.emit()

    def fill_recent(self, actions: Actions) -> None:
        """Put the recent libraries into their menu; those that are gone are greyed out."""
        menu = actions.menu("recent")
        forget = actions["library.forget"]
        for action in menu.actions():
            if action is not forget:
                menu.removeAction(action)
        recent = self._settings.get("recent_libraries")
        for folder in recent:
            path = Path(folder)
            action = menu.addAction(path.name.replace("&", "&&"), partial(self.wanted.emit, path))
            action.setToolTip(folder)
            action.setEnabled(holds_library(path))
            menu.insertAction(forget, action)
        menu.insertSeparator(forget)
        forget.setEnabled(bool(recent))


def holds_library(folder: Path) -> bool:
    """Whether there is a library, without importing what opens it."""
    try:
        return (folder / "library.sqlite").is_file()
    except OSError:
        return False
