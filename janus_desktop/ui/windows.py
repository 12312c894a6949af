"""What the window shows besides pictures: dialogs, panels, full screen, the focus going round."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog

from janus_desktop import log
from janus_desktop.errors import JanusError
from janus_desktop.settings import Settings
from janus_desktop.ui.language import tr
from janus_desktop.ui.messages import Messages

if TYPE_CHECKING:
    from janus_desktop.ui.bench import Bench
    from janus_desktop.ui.main_window import MainWindow
    from janus_desktop.ui.workers import Workshop


class Windows(QObject):
    """Opens dialogs (each at most once) and moves the focus. `bench` is None while nobody is signed in."""

    def __init__(
        self, window: MainWindow, messages: Messages, settings: Settings, workshop: Callable[[], Workshop]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._messages = messages
        self._settings = settings
        self._workshop = workshop
        self._open: dict[str, QDialog] = {}
        self.bench: Bench | None = None
        self.library = ""

    # dialogs

    def settings(self) -> None:
        """Open the settings."""
        from janus_desktop.ui.dialogs.settings import SettingsDialog

        self._show("settings", lambda: SettingsDialog(self._window, self._settings, self.save_settings))

    def save_settings(self) -> None:
        """Write the settings, off the window's thread."""
        self._workshop().ask(self._save, lane="write", key="save settings", failed=self._not_saved)

    def _save(self) -> None:
        from janus_desktop.errors import StoreError, words

        try:
            self._settings.save()
        except OSError as error:
            raise StoreError(
                words(
                    "The settings {path} can’t be written: {reason}.",
                    path=self._settings.path,
                    reason=error.strerror or str(error),
                )
            ) from error

    def _not_saved(self, error: JanusError) -> None:
        self._messages.error(error)

    def admin(self) -> None:
        """Open the administration."""
        bench = self.bench
        if bench is None:
            return
        from janus_desktop.ui.dialogs.admin import AdminDialog

        def make() -> AdminDialog:
            dialog = AdminDialog(self._window, self._workshop(), bench.catalogue, self._messages)
            dialog.images_wanted.connect(self._show_images)
            return dialog

        self._show("admin", make)

    def _show_images(self, ids: list[int]) -> None:
        if self.bench is not None:
            self.bench.browsing.go("all")
            self.bench.search.set_text("id:" + ",".join(map(str, ids)))
            self.bench.browsing.search(self.bench.search.text())

    def keys(self) -> None:
        """Open the list of keys."""
        from janus_desktop.ui.dialogs.shortcuts import ShortcutsDialog

        self._show("keys", lambda: ShortcutsDialog(self._window))

    def first_steps(self) -> None:
        """Open the first steps."""
        from janus_desktop.ui.dialogs.shortcuts import FirstStepsDialog

        self._show("help", lambda: FirstStepsDialog(self._window))

    def about(self) -> None:
        """Open the versions and licences."""
        from janus_desktop.ui.dialogs.about import AboutDialog

        self._show("about", lambda: AboutDialog(self._window, self.library))

    def log(self) -> None:
        """Show the log file."""
        path = log.log_path()
        if not path.exists():
            self._messages.tell(tr("Nothing was logged yet."))
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._messages.tell(tr("The log is {path}.", path=path))

    def close_dialogs(self) -> None:
        """Close every dialog: what they show is not for whoever comes to a locked window."""
        for each in QApplication.topLevelWidgets():
            if isinstance(each, QDialog) and each.isVisible():
                each.reject()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()

    def _show(self, name: str, make: Callable[[], QDialog]) -> None:
        dialog = self._open.get(name)
        if dialog is not None:
            dialog.raise_()
            dialog.activateWindow()
            return
        dialog = self._open[name] = make()
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda: self._open.pop(name, None))
        dialog.open()

    # panels

    def show_side(self, on: bool) -> None:
        """Show or hide the left side."""
        if self.bench is not None:
            self.bench.show_side(on)

    def show_panel(self, on: bool) -> None:
        """Show or hide the right side."""
        if self.bench is not None:
            self.bench.show_panel(on)

    def jobs(self) -> None:
        """Show what runs."""
        if self.bench is not None:
            self.bench.show_jobs()

    def next_panel(self) -> None:
        """The focus to the next part of the window."""
        if self.bench is not None:
            self.bench.next_panel(1)

    def previous_panel(self) -> None:
        """The focus to the part before."""
        if self.bench is not None:
            self.bench.next_panel(-1)

    def full_screen(self, on: bool) -> None:
        """Fill the screen, or no longer."""
        self._window.toggle_full_screen(on)

    def focus_title(self) -> None:
        """Write a title."""
        self._edit("title")

    def focus_description(self) -> None:
        """Write a description."""
        self._edit("description")

    def focus_tags(self) -> None:
        """Write a tag."""
        self._edit("tags")

    def _edit(self, field: str) -> None:
        if self.bench is not None:
            self.bench.edit_field(field)
