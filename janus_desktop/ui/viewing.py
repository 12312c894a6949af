"""Going from the grid to the viewer and back: what of the window is seen, and the viewer's actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from janus_desktop.ui.language import tr
from janus_desktop.ui.viewer.view import Viewer

if TYPE_CHECKING:
    from janus_desktop.models import Change
    from janus_desktop.ui.bench import Bench
    from janus_desktop.ui.main_window import MainWindow

#: What the context menu of the viewer offers; None is a line.
MENU = (
    "view.fit", "view.fill", "view.actual", None, "view.right", "view.left", "view.mirror", "view.invert",
    "view.reset", None, "edit.title", "edit.tags", "rating", "label", "flag", None,
    "copy.files", "copy.text", "file.show", None, "view.info", "view.slides", "view.close",
)  # fmt: skip


class Viewing(QObject):
    """Opens and closes the viewer of a bench. `changed` when it did either."""

    changed = Signal()

    def __init__(self, bench: Bench, window: MainWindow) -> None:
        super().__init__(bench)
        self._bench = bench
        self._window = window
        self._side = self._panel = True
        self._tab = 0
        self._adjusting = False
        self._screen = False
        self.viewer = Viewer(bench.catalogue, bench.workshop, bench.model)
        viewer = self.viewer
        viewer.left.connect(self.close)
        viewer.showing.connect(self._showing)
        viewer.menu.connect(lambda where: bench.actions_.context_menu(viewer, MENU).popup(where))
        viewer.slides.connect(self._sliding)
        viewer.bar.adjust.connect(self.adjust)
        bench.selection.changed.connect(self._selected)
        window.installEventFilter(self)

    def lay_out(self) -> None:
        """Take places in the bench."""
        bench, viewer = self._bench, self.viewer
        bench.middle.addWidget(viewer)
        column = bench.layout()
        assert column is not None
        column.insertWidget(0, viewer.bar)  # type: ignore[attr-defined]  # it is a QVBoxLayout
        column.insertWidget(column.count() - 1, viewer.strip)  # type: ignore[attr-defined]
        self._view_tab = bench.tabs.addTab(viewer.panel, tr("View"))
        bench.tabs.setTabVisible(self._view_tab, False)
        bench.tabs.currentChanged.connect(lambda _: self._show_adjusting())
        viewer.bar.hide()
        viewer.strip.hide()
        bench.actions_.bind_viewer(viewer)

    @property
    def on(self) -> bool:
        """Whether the viewer is seen."""
        return self._bench.middle.currentWidget() is self.viewer

    def shape(self) -> tuple[bool, bool, int]:
        """Whether the side bar and the right panel are seen beside the grid, and which tab."""
        tabs = self._bench.tabs
        if self.on:
            return self._side, self._panel, self._tab
        return not self._bench.side.isHidden(), not tabs.isHidden(), tabs.currentIndex()

    # going there and back

    def open(self, image: int | None = None) -> None:
        """Show `image`, else the one that the keyboard is at, else the first that is selected."""
        selection = self._bench.selection
        if image is None:
            image = selection.current if selection.current is not None else next(iter(selection.in_order()), None)
        if image is None or self._bench.model.row_of(image) is None:
            return
        if not self.on:
            self._arrange(True)
        self.viewer.open(image)
        self.viewer.canvas.setFocus()

    def close(self) -> None:
        """Back to the grid, at the image that was shown."""
        if not self.on:
            return
        image = self.viewer.image
        self.viewer.close_image()
        self._arrange(False)
        bench = self._bench
        if image is not None and bench.model.row_of(image) is not None:
            bench.grid.show_id(image)
        bench.grid.setFocus()

    def _arrange(self, on: bool) -> None:
        bench, viewer = self._bench, self.viewer
        if on:
            self._side, self._panel = not bench.side.isHidden(), not bench.tabs.isHidden()
            self._tab = bench.tabs.currentIndex()
            bench.middle.setCurrentWidget(viewer)
        else:
            bench.middle.setCurrentWidget(bench.grid)
            self._leave_screen()
            self._adjusting = bench.tabs.currentIndex() == self._view_tab
            if self._adjusting:
                bench.tabs.setCurrentIndex(self._tab)
        bench.tabs.setTabVisible(self._view_tab, on)
        bench.show_side(not on and self._side)
        bench.tool_bar.setVisible(not on)
        bench.status_bar.setVisible(not on)
        viewer.bar.setVisible(on)
        viewer.strip.setVisible(on)
        if on:
            bench.tabs.setCurrentIndex(self._view_tab if self._adjusting else self._tab)
        else:
            bench.show_panel(self._panel)
        self._show_adjusting()
        self.changed.emit()

    def _showing(self, image: object) -> None:
        """What is shown is what actions work on."""
        if isinstance(image, int) and self.on:
            self._bench.selection.select_only(image)

    def _selected(self) -> None:
        """Something else was selected while the viewer is open: an import's summary, another window."""
        current, shown = self._bench.selection.current, self.viewer.image
        if self.on and not self._bench.selection.count and self._bench.model.row_of(shown) is not None:
            self._bench.selection.select_only(shown)  # type: ignore[arg-type]  # a row has an id
        elif self.on and current is not None and current != self.viewer.image and self._bench.selection.count == 1:
            self.viewer.open(current)

    # adjustments

    def adjust(self, on: bool) -> None:
        """Show the adjustments, or no panel at all."""
        bench = self._bench
        bench.show_panel(on)
        if on:
            bench.tabs.setCurrentIndex(self._view_tab)
        self._show_adjusting()

    def _show_adjusting(self) -> None:
        tabs = self._bench.tabs
        self.viewer.bar.adjust_button.setChecked(not tabs.isHidden() and tabs.currentIndex() == self._view_tab)

    # the whole screen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window fills the screen, or no longer."""
        if event.type() == QEvent.Type.WindowStateChange and watched is self._window:
            QTimer.singleShot(0, self._fill_screen)
        return False

    def _fill_screen(self) -> None:
        """On the whole screen the picture has all the room."""
        whole = self._window.isFullScreen() and self.on
        if whole == self._screen:
            return
        self._screen = whole
        viewer, bench = self.viewer, self._bench
        if whole:
            self._panel_before = not bench.tabs.isHidden()
        self._window.menuBar().setVisible(not whole)
        if self.on:
            viewer.bar.setVisible(not whole)
            viewer.strip.setVisible(not whole)
            bench.show_panel(not whole and self._panel_before)
            viewer.canvas.setFocus()

    def _leave_screen(self) -> None:
        if self._screen:
            self._screen = False
            self._window.menuBar().setVisible(True)
            self._window.toggle_full_screen(False)
            self._bench.actions_["full-screen"].setChecked(False)
            self._bench.show_panel(self._panel_before)

    def _sliding(self, on: bool) -> None:
        """A slideshow fills the screen while it runs."""
        action = self._bench.actions_["full-screen"]
        if on != self._window.isFullScreen():
            action.setChecked(on)
            self._window.toggle_full_screen(on)

    # actions

    def refresh(self, change: Change) -> None:
        """Something was committed."""
        if self.on:
            self.viewer.refresh(change)

    def step(self, by: int) -> None:
        """The next image, or the one before."""
        self.viewer.step(by)

    def end(self, which: int) -> None:
        """The first image, or the last."""
        self.viewer.end(which)

    def page(self, by: int) -> None:
        """The next page, or the one before."""
        self.viewer.step_page(by)

    def zoom(self, how: str) -> None:
        """Larger, smaller, all of it, filling, pixel for pixel, or between those two."""
        viewer = self.viewer
        {
            "in": viewer.zoom_in,
            "out": viewer.zoom_out,
            "fit": viewer.fit,
            "fill": viewer.fill,
            "actual": viewer.actual,
            "toggle": viewer.toggle_zoom,
        }[how]()

    def turn(self, degrees: int) -> None:
        """Turn the view clockwise."""
        self.viewer.turn(degrees)

    def mirror(self) -> None:
        """Mirror the view."""
        self.viewer.mirror()

    def invert(self) -> None:
        """Invert the view."""
        self.viewer.invert()

    def reset(self) -> None:
        """View it as the file has it."""
        self.viewer.reset()

    def info(self, on: bool) -> None:
        """What the file says, over the picture."""
        self.viewer.show_info(on)

    def slides(self) -> None:
        """Begin or end a slideshow; from the grid it begins at the current image."""
        if not self.on:
            self.open()
        if self.on:
            self.viewer.toggle_slides()
