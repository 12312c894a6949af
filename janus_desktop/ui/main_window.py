"""The frame: its geometry, its pages (nothing yet, sign-in, the bench), and files let go anywhere on it.

It is what is painted first, so it imports no more than it needs for that.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QIcon,
)
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from janus_desktop import paths
from janus_desktop.ui.language import tr
from janus_desktop.ui.look.style import ground
from janus_desktop.ui.window_state import WindowState

USUAL_SIZE = QSize(1280, 800)
SMALLEST = QSize(720, 480)


class MainWindow(QMainWindow):
    """One window. `dropped(paths)` for files, and `closing` before it goes."""

    dropped = Signal(list)
    closing = Signal()

    def __init__(self, state: WindowState) -> None:
        super().__init__()
        self.state = state
        self.setObjectName("janus")
        self.setWindowTitle(tr("Janus"))
        self.setWindowIcon(QIcon(str(paths.resource("icons/app/janus.svg"))))
        self.setMinimumSize(SMALLEST)
        self.setAcceptDrops(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.pages = QStackedWidget()
        self.blank = QWidget()
        ground(self.blank, "bg")
        self.pages.addWidget(self.blank)
        self.setCentralWidget(self.pages)
        self._restore_geometry(state.kept_geometry())

    def show_page(self, page: QWidget) -> None:
        """Show `page` alone; the menu bar belongs to whoever is signed in."""
        if self.pages.indexOf(page) < 0:
            self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)

    def remove_page(self, page: QWidget) -> None:
        """Take `page` away for good."""
        self.pages.removeWidget(page)
        page.deleteLater()

    def set_library(self, name: str) -> None:
        """Name the library in the title."""
        self.setWindowTitle(tr("{library} – Janus", library=name) if name else tr("Janus"))

    def toggle_full_screen(self, on: bool) -> None:
        """Fill the screen, or no longer."""
        if on:
            self.setWindowState(self.windowState() | Qt.WindowState.WindowFullScreen)
        else:
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the geometry, let everybody take themselves down."""
        if not self.windowState() & Qt.WindowState.WindowFullScreen:
            self.state.keep_geometry(self.saveGeometry())
        self.closing.emit()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome anywhere."""
        if event.mimeData().hasUrls() and event.source() is None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """As when they came in."""
        if event.source() is None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on what was let go."""
        from janus_desktop.ui.grid.dropping import dropped_paths

        files = dropped_paths(event.mimeData())
        if files:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(files)

    def _restore_geometry(self, kept: QByteArray) -> None:
        self.resize(USUAL_SIZE)
        if kept.isEmpty() or not self.restoreGeometry(kept):
            screen = QGuiApplication.primaryScreen()
            if screen is not None:
                room = screen.availableGeometry()
                self.resize(USUAL_SIZE.boundedTo(room.size() - QSize(0, 40)))  # the frame has a title
                self.move(room.center() - self.rect().center())
