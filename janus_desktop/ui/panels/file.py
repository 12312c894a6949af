"""What the file itself says, tag by tag, and where it lies."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QLineEdit, QMenu, QTreeView, QVBoxLayout, QWidget

from janus_desktop.errors import JanusError
from janus_desktop.models import Catalogue, Change, Chosen, ImageRecord, Matching
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import ground, icon, look
from janus_desktop.ui.look.sizes import GAP_M, GAP_S
from janus_desktop.ui.panels.fields import plain
from janus_desktop.ui.panels.sayings import Saying, as_text, matching, sayings
from janus_desktop.ui.panels.sayingsmodel import Groups, SayingsModel
from janus_desktop.ui.workers import Workshop


class SayingsView(QTreeView):
    """Copies by Ctrl+C: the value of a row, `tag: value` lines of several."""

    copied = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names take a little less than half."""
        super().resizeEvent(event)
        self.setColumnWidth(0, max(110, self.viewport().width() * 9 // 20))


class FilePanel(QWidget):
    """Everything one image's file says.

    `show_chosen(chosen, current)`: where several are chosen, the current one is shown, and that is said.
    `show_in_file_manager_asked(path)` carries the path as bytes. `refresh(change)`.
    """

    show_in_file_manager_asked = Signal(object)

    def __init__(self, catalogue: Catalogue, workshop: Workshop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._workshop = workshop
        self._image: int | None = None
        self._all: Groups = []
        self._closed: set[str] = set()
        self.setAccessibleName(tr("File"))
        ground(self, "panel")
        self.note = plain("", "dim", wrap=True)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter tags and values"))
        self.filter.setAccessibleName(tr("Filter tags and values"))
        self.filter.setClearButtonEnabled(True)
        self.filter.addAction(icon("filter", "dim"), QLineEdit.ActionPosition.LeadingPosition)
        self.model = SayingsModel(self)
        self.view = SayingsView()
        self._set_up_view()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, GAP_M, 0, 0)
        box.setSpacing(GAP_S)
        self.note.setContentsMargins(GAP_M, 0, GAP_M, 0)
        box.addWidget(self.note)
        row = QVBoxLayout()
        row.setContentsMargins(GAP_M, 0, GAP_M, 0)
        row.addWidget(self.filter)
        box.addLayout(row)
        box.addWidget(self.view, 1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(80)
        self._soon.timeout.connect(self._filter)
        self.filter.textChanged.connect(lambda _text: self._soon.start())
        self.show_chosen(None, None)

    def _set_up_view(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setAccessibleName(tr("What the file says"))
        view.setHeaderHidden(True)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setUniformRowHeights(True)
        view.setIndentation(GAP_M)
        view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.header().setStretchLastSection(True)
        view.customContextMenuRequested.connect(self._menu)
        view.copied.connect(self.copy)
        view.expanded.connect(lambda at: self._closed.discard(self.model.groups[at.row()][0]))
        view.collapsed.connect(lambda at: self._closed.add(self.model.groups[at.row()][0]))
        look().changed.connect(view.viewport().update)

    def show_chosen(self, chosen: Chosen | None, current: int | None = None) -> None:
        """Show the file of `current`, or of the only chosen image."""
        several = isinstance(chosen, Matching) or (chosen is not None and len(chosen) > 1)
        if current is None and chosen is not None and not isinstance(chosen, Matching) and len(chosen) > 0:
            current = int(chosen[0])
        if chosen is not None and not isinstance(chosen, Matching) and len(chosen) == 0:
            current = None
        self._several = several
        self._image = current
        if current is None:
            self._workshop.drop(self._key)
            self._fill([])
            self.note.setText(tr("Select an image to see what its file says."))
            self.note.show()
            return
        self._load()

    def refresh(self, change: Change | None) -> None:
        """Read again, where `change` concerns the image that is shown (None: in any case)."""
        if self._image is None:
            return
        topics = {"images", "members", "sources", "attention"}
        if change is None or (change.topics & topics and (change.ids is None or self._image in change.ids)):
            self._load()

    def copy(self) -> None:
        """Copy the value of the chosen row, or lines `tag: value` of several."""
        rows = self.chosen_rows()
        if len(rows) == 1:
            QGuiApplication.clipboard().setText(rows[0].value)
        elif rows:
            self.copy_lines()

    def copy_lines(self) -> None:
        """Copy the chosen rows as lines `tag: value`."""
        QGuiApplication.clipboard().setText("\n".join(f"{row.tag}: {row.value}" for row in self.chosen_rows()))

    def copy_all(self) -> None:
        """Copy everything that is shown, filtered as it is."""
        QGuiApplication.clipboard().setText(as_text(self.model.groups))

    def chosen_rows(self) -> list[Saying]:
        """The rows that are selected, from the top down."""
        indexes = sorted(self.view.selectionModel().selectedRows(0), key=lambda at: (at.internalId(), at.row()))
        return [row for at in indexes if (row := self.model.row(at)) is not None]

    def menu_for(self, rows: list[Saying]) -> QMenu:
        """What can be done with the chosen rows."""
        menu = QMenu(self)
        one = menu.addAction(icon("copy"), tr("Copy value"), self.copy)
        one.setEnabled(len(rows) == 1)
        lines = menu.addAction(tr("Copy tag and value"), self.copy_lines)
        lines.setEnabled(bool(rows))
        menu.addAction(tr("Copy all as text"), self.copy_all)
        path = rows[0].path if len(rows) == 1 else None
        if path is not None:
            menu.addSeparator()
            show = menu.addAction(icon("folder-open"), tr("Show in file manager"))
            show.triggered.connect(lambda: self.show_in_file_manager_asked.emit(path))
            show.setEnabled(rows[0].state == "present")
        return menu

    @property
    def _key(self) -> str:
        return f"file {id(self)}"

    def _load(self) -> None:
        image = self._image
        if image is None:
            return

        def read() -> tuple[ImageRecord, Groups]:
            record = self._catalogue.images.record(image)
            return record, sayings(record)

        self._workshop.ask(read, partial(self._loaded, image), key=self._key, failed=self._unread)

    def _loaded(self, image: int, answer: tuple[ImageRecord, Groups]) -> None:
        if image != self._image:
            return
        record, groups = answer
        self.note.setVisible(self._several)
        if self._several:
            self.note.setText(tr("Several images are selected. This is {name}.", name=record.filename))
        self._fill(groups)

    def _unread(self, error: JanusError) -> None:
        self._fill([])
        self.note.setText(say(error.words))
        self.note.show()

    def _fill(self, groups: Groups) -> None:
        if groups == self._all and groups:
            return
        self._all = groups
        self.filter.setVisible(bool(groups))
        self.view.setVisible(bool(groups))
        self._filter()

    def _filter(self) -> None:
        at = self.view.verticalScrollBar().value()
        closed = set(self._closed) if not self.filter.text().strip() else set()
        self.model.set_groups(matching(self._all, self.filter.text()), self.view.font())
        for number, (group, _rows) in enumerate(self.model.groups):
            index = self.model.index(number, 0)
            self.view.setFirstColumnSpanned(number, QModelIndex(), True)
            self.view.setExpanded(index, group not in closed)
        self.view.verticalScrollBar().setValue(at)

    def _menu(self, at: QPoint) -> None:
        menu = self.menu_for(self.chosen_rows())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.viewport().mapToGlobal(at))
