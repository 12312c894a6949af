"""Where one works: sets the panels in place and connects them. It decides nothing by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from janus_desktop.models import Catalogue, Change, Question, Right
from janus_desktop.settings import Settings
from janus_desktop.ui.actions import Actions
from janus_desktop.ui.bars import StatusBar, ToolBar, import_menu
from janus_desktop.ui.browsing import Browsing
from janus_desktop.ui.clips import Clips
from janus_desktop.ui.editing import Editing
from janus_desktop.ui.grid.model import GridModel
from janus_desktop.ui.grid.selection import Selection
from janus_desktop.ui.grid.thumbnail_feed import ThumbnailFeed
from janus_desktop.ui.grid.view import GridView
from janus_desktop.ui.importing import Importing
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import ground
from janus_desktop.ui.look.sizes import PANEL, SIDE_BAR, THUMB_MAX, THUMB_MIN
from janus_desktop.ui.messages import Messages
from janus_desktop.ui.panels.attention import AttentionPanel
from janus_desktop.ui.panels.describe import DescribePanel
from janus_desktop.ui.panels.file import FilePanel
from janus_desktop.ui.panels.history import HistoryPanel
from janus_desktop.ui.panels.jobs import JobLine, JobsPanel
from janus_desktop.ui.panels.person import PersonButton
from janus_desktop.ui.panels.places import Where
from janus_desktop.ui.panels.search import SearchField
from janus_desktop.ui.panels.side import SidePanel
from janus_desktop.ui.sidecars import Sidecars
from janus_desktop.ui.viewing import Viewing
from janus_desktop.ui.watching import Watching
from janus_desktop.ui.window_state import WindowState
from janus_desktop.ui.workers import Workshop

if TYPE_CHECKING:
    from janus_desktop.ui.main_window import MainWindow

#: What the context menu of the grid offers; None is a line.
GRID_MENU = (
    "view.open", None,
    "edit.title", "edit.description", "edit.tags", "rating", "label", "flag", None,
    "copy.files", "copy.text", "file.show", "locate", None,
    "trash", "restore", "trash.remove", "trash.files", None, "select.all", "select.invert",
)  # fmt: skip
TABS = ("describe", "file", "history")


class Bench(QWidget):
    """Tool bar, left side, grid, right side, status bar; and the controllers behind them."""

    def __init__(
        self,
        window: MainWindow,
        catalogue: Catalogue,
        workshop: Workshop,
        actions: Actions,
        messages: Messages,
        settings: Settings,
        state: WindowState,
    ) -> None:
        super().__init__()
        self.catalogue = catalogue
        self.workshop = workshop
        self.actions_ = actions
        self._settings = settings
        self._state = state
        self._place = state.place(catalogue.library.uuid)
        self._active = True
        ground(self, "panel")
        self._make_panels()
        self._make_controllers(window, messages)
        self._lay_out()
        self.viewing = Viewing(self, window)
        self.viewing.lay_out()
        self._connect_places()
        self._connect_panels(messages)
        self._connect_states()
        self._begin()

    # parts

    def _make_panels(self) -> None:
        catalogue, workshop = self.catalogue, self.workshop
        self.model = GridModel(self)
        self.selection = Selection(self.model, self)
        self.feed = ThumbnailFeed(catalogue, workshop, self)
        self.grid = GridView(self.model, self.selection, self.feed)
        self.side = SidePanel(catalogue, workshop)
        self.describe = DescribePanel(catalogue, workshop)
        self.file = FilePanel(catalogue, workshop)
        self.history = HistoryPanel(catalogue, workshop)
        self.attention = AttentionPanel(catalogue, workshop)
        self.jobs = JobsPanel(catalogue, workshop, self)
        self.jobs.hide()
        self.job_line = JobLine(workshop)
        self.search = SearchField(catalogue, workshop)
        self.person = PersonButton(catalogue, workshop)
        actions = self.actions_
        entries = [actions["import.files"], actions["import.folder"]]
        self.tool_bar = ToolBar(
            import_menu(self, entries), self.search, self.person, actions.menu("sort"), actions.menu("group")
        )
        self.status_bar = StatusBar(self.job_line)

    def _make_controllers(self, window: MainWindow, messages: Messages) -> None:
        self.browsing = Browsing(self.catalogue, self.workshop, self.model, self.selection, self)
        self.editing = Editing(self.catalogue, self.workshop, self.browsing, messages, self.describe.flush, window)
        self.importing = Importing(self.catalogue, self.workshop, messages, self._settings, self._state, window)
        self.watching = Watching(self.catalogue, self.workshop, messages, self)
        self.sidecars = Sidecars(
            self.catalogue, self.workshop, self.browsing, messages, self._settings, self.describe.flush, self
        )
        self.clips = Clips(self.catalogue, self.workshop, self.browsing, messages, self)

    def controllers(self) -> dict[str, object]:
        """By the names that the table of actions uses."""
        return {
            "browsing": self.browsing,
            "editing": self.editing,
            "importing": self.importing,
            "clips": self.clips,
            "sidecars": self.sidecars,
            "viewing": self.viewing,
        }

    def _lay_out(self) -> None:
        self.middle = QStackedWidget()
        self.middle.addWidget(self.grid)
        self.middle.addWidget(self.attention)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(tr("About the selection"))
        for panel, title in (
            (self.describe, tr("Describe")),
            (self.file, tr("File")),
            (self.history, tr("History")),
        ):
            self.tabs.addTab(panel, title)
        self.tabs.tabBar().setAccessibleName(tr("About the selection"))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        for part in (self.side, self.middle, self.tabs):
            self.splitter.addWidget(part)
        self.side.setMinimumWidth(160)
        self.tabs.setMinimumWidth(240)
        self.middle.setMinimumWidth(240)
        for place, grows in enumerate((0, 1, 0)):
            self.splitter.setStretchFactor(place, grows)
            self.splitter.setCollapsible(place, False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tool_bar)
        column.addWidget(self.splitter, 1)
        column.addWidget(self.status_bar)
        self.setTabOrder(self.tool_bar.import_button, self.search)
        self.setTabOrder(self.search, self.tool_bar.sort_button)
        self.setTabOrder(self.tool_bar.sort_button, self.person)
        self.setTabOrder(self.person, self.side.view)
        self.setTabOrder(self.side.view, self.grid)

    # connections

    def _connect_places(self) -> None:
        browsing, grid = self.browsing, self.grid
        self.side.chosen.connect(self._go)
        browsing.place.connect(self._go)
        browsing.asked.connect(self._asked)
        browsing.answered.connect(lambda _: self.refresh_states())
        browsing.counted.connect(self.status_bar.show_counts)
        browsing.selection_settled.connect(self._show_selection)
        browsing.search_wanted.connect(self._focus_search)
        browsing.thumbnails_wanted.connect(
            lambda step: self.status_bar.slider.setValue(self.status_bar.slider.value() + step)
        )
        self.search.asked.connect(browsing.search)
        self.search.left.connect(self.grid.setFocus)
        grid.clear_search.connect(self._clear_search)
        grid.typed.connect(self._search_for)
        grid.thumbnail_size_changed.connect(self.status_bar.slider.setValue)
        self.status_bar.size_changed.connect(grid.set_thumbnail_size)

    def _connect_panels(self, messages: Messages) -> None:
        grid, side, importing, editing = self.grid, self.side, self.importing, self.editing
        grid.context_menu.connect(self._grid_menu)
        grid.activated.connect(self.viewing.open)
        self.viewing.changed.connect(self.refresh_states)
        messages.said.connect(self.viewing.viewer.say)
        grid.import_files.connect(importing.choose_files)
        grid.import_folder.connect(importing.choose_folder)
        grid.dropped.connect(importing.paths)
        side.tag_dropped.connect(editing.tag_dropped)
        side.watch_asked.connect(self.watching.watch)
        side.rescan_asked.connect(importing.rescan)
        side.check_files_asked.connect(importing.check)
        side.empty_trash_asked.connect(editing.empty_trash)
        side.undo_import_asked.connect(editing.undo_operation)
        side.locate_folder_asked.connect(lambda _, path: editing.locate_folder(path))
        for panel in (side, self.file, self.attention):
            panel.show_in_file_manager_asked.connect(self.clips.reveal)
        self.attention.image_chosen.connect(self.show_image)
        self.attention.retried.connect(importing.show_report)
        self.jobs.summary_wanted.connect(importing.show_report)
        self.job_line.details_asked.connect(self.show_jobs)
        importing.undo.connect(editing.undo_operation)
        importing.attention.connect(lambda: self._go(Where("attention")))
        self.describe.edited.connect(editing.say)
        self.history.undone.connect(editing.say)
        messages.said.connect(self.status_bar.say)

    def _connect_states(self) -> None:
        self.selection.changed.connect(self.refresh_states)
        self.editing.undo_changed.connect(self._show_undo)
        self.grid.set_importing(self.catalogue.may(Right.IMPORT))

    def _begin(self) -> None:
        state, place = self._state, self._place
        usual = self._settings.get("thumbnail_size")
        size = state.thumbnail if THUMB_MIN <= state.thumbnail <= THUMB_MAX else usual
        self.grid.set_thumbnail_size(size)
        self.status_bar.slider.setValue(self.grid.thumbnail_size)
        side = state.side_width if 0 < state.side_width < 2000 else SIDE_BAR
        panel = state.panel_width if 0 < state.panel_width < 2000 else PANEL
        self.splitter.setSizes([side, max(400, self.window().width() - side - panel), panel])
        self.show_side(state.side_shown)
        self.show_panel(state.panel_shown)
        self.show_tab(state.tab)
        self.browsing.restore(place, lambda: self.grid.verticalScrollBar().setValue(place.scroll))
        self.search.set_text(place.text)
        self.search.restore(place.where)
        self.side.restore(place.where)
        if self.side.where.kind in ("all", "recent", "attention", "trash"):
            self._go(self.side.where)
        self.editing.refresh()
        self._asked(self.browsing.question)
        self.refresh_states()

    # what is looked at

    def _go(self, where: object) -> None:
        if not isinstance(where, Where):
            return
        if self.side.where != where:
            self.side.select(where)
        attention = where.kind == "attention"
        self.viewing.close()
        self.middle.setCurrentWidget(self.attention if attention else self.grid)
        if attention:
            self.browsing.where = where
            self.selection.clear()
        else:
            self.browsing.look_at(where)
        self.refresh_states()

    def _asked(self, question: object) -> None:
        if not isinstance(question, Question):
            return
        self.tool_bar.show_order(question)
        actions = self.actions_
        for name in (f"sort.{question.sort}", f"group.{question.group}"):
            if name in actions.by_id:
                actions[name].setChecked(True)
        actions["sort.descending" if question.descending else "sort.ascending"].setChecked(True)

    def show_image(self, image: int) -> None:
        """Show `image` in the grid, selected."""
        self._clear_search()
        self._go(Where("all"))

        def show() -> None:
            if self.model.row_of(image) is not None:
                self.selection.select_only(image)
                self.grid.show_id(image)
                self.grid.setFocus()

        if self.workshop.busy:
            self.browsing.answered.connect(show, Qt.ConnectionType.SingleShotConnection)
        else:
            show()

    def _show_selection(self) -> None:
        chosen, current = self.browsing.chosen(), self.selection.current
        self.describe.show_chosen(chosen)
        self.file.show_chosen(chosen, current)
        self.history.show_image(current)

    def _focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _clear_search(self) -> None:
        self.search.set_text("")
        self.browsing.search("")

    def _search_for(self, text: str) -> None:
        self.search.setText(text)
        self._focus_search()
        self.search.end(False)

    def _grid_menu(self, at: QPoint) -> None:
        menu = self.actions_.context_menu(self, GRID_MENU)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    # what changed

    def changed(self, change: object) -> None:
        """Tell every part what was committed."""
        if not isinstance(change, Change):
            return
        if "thumbnails" in change.topics:
            self.feed.forget(change.ids)
        self.browsing.changed(change)
        for panel in (self.side, self.describe, self.file, self.history, self.attention, self.person):
            panel.refresh(change)
        self.editing.refresh(change)
        self.sidecars.changed(change)
        self.watching.changed(change)
        self.viewing.refresh(change)
        if "people" in change.topics:
            self.workshop.ask(self.catalogue.refresh, lambda _: self._people_changed(), key="who am I")

    def _people_changed(self) -> None:
        self.describe.refresh(None)
        self.person.refresh(None)
        self.grid.set_importing(self.catalogue.may(Right.IMPORT))
        self.refresh_states()

    def set_active(self, active: bool) -> None:
        """Whether actions can be used: not while the window is locked."""
        self._active = active
        self.refresh_states()

    def states(self) -> set[str]:
        """What holds now, in the words of the table of actions."""
        if not self._active:
            return set()
        held = {"open"}
        grid, viewed = self.middle.currentWidget() is self.grid, self.viewing.on
        held |= {"thumbnails"} if grid else {"viewer"} if viewed else set()
        looking = grid or viewed
        held |= {"images"} if grid and self.model.count else set()
        held |= {"selected"} if looking and self.selection.count else set()
        held |= {"one"} if looking and self.selection.count == 1 else set()
        held.add("trash" if self.browsing.where.kind == "trash" else "catalogue")
        held |= {"undo"} if self.editing.next_undo is not None else set()
        held |= {"redo"} if self.editing.next_redo is not None else set()
        return held

    def refresh_states(self) -> None:
        """Enable and grey out actions."""
        self.actions_.refresh(self.states(), self.catalogue.may)
        self.tool_bar.import_button.setEnabled(self._active and self.catalogue.may(Right.IMPORT))
        self.tool_bar.import_button.setToolTip(
            "" if self.catalogue.may(Right.IMPORT) else self.actions_["import.files"].toolTip()
        )
        self.actions_["panel.side"].setChecked(not self.side.isHidden())
        self.actions_["panel.right"].setChecked(not self.tabs.isHidden())

    def _show_undo(self) -> None:
        undo, redo = self.editing.next_undo, self.editing.next_redo
        texts = {
            "undo": tr("&Undo {what}", what=say(undo.words)) if undo is not None else tr("&Undo"),
            "redo": tr("&Redo {what}", what=say(redo.words)) if redo is not None else tr("&Redo"),
        }
        for name, text in texts.items():
            self.actions_[name].setText(text)
        self.refresh_states()

    # panels

    def show_side(self, on: bool) -> None:
        """Show or hide the left side."""
        self.side.setVisible(on)
        self.actions_["panel.side"].setChecked(on)

    def show_panel(self, on: bool) -> None:
        """Show or hide the right side."""
        self.tabs.setVisible(on)
        self.actions_["panel.right"].setChecked(on)

    def show_tab(self, name: str) -> None:
        """Show one tab of the right side."""
        if name in TABS:
            self.tabs.setCurrentIndex(TABS.index(name))

    def show_jobs(self) -> None:
        """Show what runs and what ran."""
        self.jobs.pop_up(self.status_bar)

    def edit_field(self, name: str) -> None:
        """Put the cursor into a field of the description."""
        self.show_panel(True)
        self.show_tab("describe")
        # A tab that was just shown can't take the focus before it is laid out.
        QTimer.singleShot(0, lambda: self.describe.edit(name))

    def next_panel(self, step: int) -> None:
        """Move the focus round: left side, middle, right side, search."""
        viewer = self.viewing.viewer
        looked_at: dict[QWidget | None, QWidget] = {self.attention: self.attention.view, viewer: viewer.canvas}
        middle = looked_at.get(self.middle.currentWidget(), self.grid)
        stops: list[tuple[QWidget, QWidget]] = [
            (self.side, self.side.view),
            (self.middle, middle),
            (self.tabs, self.tabs.tabBar()),
            (self.tool_bar, self.search),
            (viewer.bar, viewer.bar.back_button),
        ]
        stops = [stop for stop in stops if stop[0].isVisible()]
        now = self.window().focusWidget()
        at = next(
            (
                place
                for place, (part, _) in enumerate(stops)
                if now is not None and (part is now or part.isAncestorOf(now))
            ),
            -1,
        )
        stops[(at + step) % len(stops)][1].setFocus(Qt.FocusReason.TabFocusReason)

    # from one day to the next

    def flush(self) -> None:
        """Hand in what was typed."""
        self.describe.flush()

    def keep(self) -> None:
        """Note in the state what is to be found again."""
        state, place = self._state, self._place
        sizes = self.splitter.sizes()
        if not self.side.isHidden():
            state.side_width = sizes[0]
        if not self.tabs.isHidden():
            state.panel_width = sizes[2]
        state.side_shown, state.panel_shown, tab = self.viewing.shape()
        state.tab = TABS[tab]
        self.viewing.viewer.keep()
        state.thumbnail = self.grid.thumbnail_size
        self.browsing.keep(place)
        place.where = self.side.state() | self.search.state()
        place.scroll = self.grid.verticalScrollBar().value()
        place.user = self.catalogue.me.username
        place.stopped = [part for each in self.importing.running() for part in each]
