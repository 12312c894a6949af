"""The frame: its geometry, its pages (nothing yet, sign-in, the bench), and files let go anywhere on it.

It is what is painted first, so it imports no more than it needs for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from janus_desktop import paths
from janus_desktop.ui.language import tr
from janus_desktop.ui.window_state import WindowState

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent, QPaintEvent

USUAL_SIZE = QSize(1280, 800)
SMALLEST = QSize(720, 480)
#: The ground that is painted before the look is loaded: `bg` of the two palettes.
GROUNDS = {False: "#f4f5f6", True: "#1b1c1f"}
#: Milliseconds after which the program goes on although nothing was painted, as when minimised.
UNSEEN = 400


class Blank(QWidget):
    """What is seen while nothing is there yet. `painted` once, after the first paint."""

    painted = Signal()

    def __init__(self, *, dark: bool) -> None:
        super().__init__()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, QColor(GROUNDS[dark]))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self._seen = False
        QTimer.singleShot(UNSEEN, self._say)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing but the ground; and the word that it can be seen."""
        super().paintEvent(event)
        QTimer.singleShot(0, self._say)

    def _say(self) -> None:
        if not self._seen:
            self._seen = True
            self.painted.emit()


class MainWindow(QMainWindow):
    """One window. `dropped(paths)` for files, and `closing` before it goes.

    Everything before the first paint is done without naming `Qt`: its enumerations alone cost as much time
    as half of Qt does.
    """

    dropped = Signal(list)
    closing = Signal()

    def __init__(self, state: WindowState) -> None:
        super().__init__()
        self.state = state
        self.setObjectName("janus")
        self.setWindowTitle(tr("Janus"))
        self.setMinimumSize(SMALLEST)
        self.setAcceptDrops(False)
        self.pages = QStackedWidget()
        self.blank = Blank(dark=state.dark)
        self.pages.addWidget(self.blank)
        self.setCentralWidget(self.pages)
        self._restore_geometry(state.kept_geometry())

    def dress(self) -> None:
        """What the look has to be loaded for."""
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QIcon

        from janus_desktop.ui.look.style import ground

        self.setWindowIcon(QIcon(str(paths.resource("icons/app/janus.svg"))))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.blank.setPalette(QPalette())
        ground(self.blank, "bg")

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
        from PySide6.QtCore import Qt

        if on:
            self.setWindowState(self.windowState() | Qt.WindowState.WindowFullScreen)
        else:
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the geometry, let everybody take themselves down."""
        if not self.isFullScreen():
            self.state.keep_geometry(self.saveGeometry())
        self.closing.emit()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome anywhere."""
        from PySide6.QtCore import Qt

        if event.mimeData().hasUrls() and event.source() is None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """As when they came in."""
        from PySide6.QtCore import Qt

        if event.source() is None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on what was let go."""
        from PySide6.QtCore import Qt

        from janus_desktop.ui.grid.dropping import dropped_paths

        files = dropped_paths(event.mimeData())
        if files:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(files)

    def _restore_geometry(self, kept: QByteArray) -> None:
        self.resize(USUAL_SIZE)
        if kept.isEmpty() or not self.restoreGeometry(kept):
            from PySide6.QtGui import QGuiApplication

            screen = QGuiApplication.primaryScreen()
            if screen is not None:
                room = screen.availableGeometry()
                self.resize(USUAL_SIZE.boundedTo(room.size() - QSize(0, 40)))  # the frame has a title
                self.move(room.center() - self.rect().center())
