"""What wants a person: unreadable, missing, changed and interrupted, each with what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.errors import JanusError
from janus_desktop.models import Attention, Catalogue, Change, Done, ImportReport, Right
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import ground, icon, look
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S
from janus_desktop.ui.panels import formats
from janus_desktop.ui.panels.fields import plain
from janus_desktop.ui.panels.notice import Notice, Sign
from janus_desktop.ui.panels.notices import NoticeDelegate, NoticesModel, line_of
from janus_desktop.ui.workers import Workshop

#: What can be done, and for which kinds; `None` for all. The second says whether one notice is needed.
DEEDS: dict[str, tuple[tuple[str, ...] | None, bool]] = {
    "retry": (("unreadable", "interrupted"), False),
    "locate_file": (("missing",), True),
    "locate_folder": (("missing",), True),
    "accept": (("changed",), False),
    "split": (("changed",), False),
    "dismiss": (None, False),
}


class _List(QListView):
    """Ctrl+C copies, Delete dismisses."""

    copied = Signal()
    dismissed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The two keys of this list."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.dismissed.emit()
        else:
            super().keyPressEvent(event)


class AttentionPanel(QWidget):
    """Stands in the middle when “Needs attention” is chosen.

    `image_chosen(id)` when a notice about an image is activated; `retried(ImportReport)` when a new try has
    ended; `show_in_file_manager_asked(path as bytes)`. `refresh(change)`.
    """

    image_chosen = Signal(int)
    retried = Signal(object)
    show_in_file_manager_asked = Signal(object)

    def __init__(self, catalogue: Catalogue, workshop: Workshop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._workshop = workshop
        self._folder = ""
        self.setAccessibleName(tr("Needs attention"))
        ground(self, "bg")
        self.notice = Notice()
        self.count = plain("", "dim")
        self.model = NoticesModel(self)
        self.view = _List()
        self.buttons: dict[str, QPushButton] = {}
        self._build()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(150)
        self._soon.timeout.connect(self._load)
        self._load()

    def refresh(self, change: Change | None) -> None:
        """Look again, where `change` concerns what wants a person (None: in any case)."""
        told = change is None or change.topics & {"attention", "sources", "members"}
        if told and not self._soon.isActive():
            self._soon.start()

    def chosen(self) -> list[Attention]:
        """The selected notices, from the top down."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedIndexes())
        return [self.model.notices[row] for row in rows]

    def fitting(self, deed: str) -> list[Attention]:
        """The selected notices that `deed` can be done to; none where it wants exactly one."""
        kinds, only_one = DEEDS[deed]
        found = [each for each in self.chosen() if kinds is None or each.kind in kinds]
        return [] if only_one and len(found) != 1 else found

    def do(self, deed: str) -> None:
        """Do what a button or the menu says to the selected notices."""
        found = self.fitting(deed)
        if not found:
            return
        ids = [each.id for each in found]
        attention = self._catalogue.attention
        if deed == "retry":
            self._workshop.start(
                tr("Trying again"), lambda cancel: attention.retry(ids, cancel), self._retried, failed=self._failed
            )
        elif deed in ("locate_file", "locate_folder"):
            self._locate(found[0], folder=deed == "locate_folder")
        else:
            calls: dict[str, Callable[[Sequence[int]], Done]] = {
                "accept": attention.accept,
                "split": attention.split,
                "dismiss": attention.dismiss,
            }
            call = calls[deed]
            self._write(lambda: call(ids))

    def locate(self, notice: Attention, path: str) -> None:
        """Say that the missing file of `notice`, or a folder that holds it, is at `path`."""
        self._write(lambda: self._catalogue.attention.locate(notice.id, path))

    def copy_list(self) -> None:
        """Copy the selected notices as lines, or all of them where none is selected."""
        lines = [line_of(each) for each in self.chosen() or self.model.notices]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    def menu(self) -> QMenu:
        """What can be done with the selected notices."""
        menu = QMenu(self)
        for deed, button in self.buttons.items():
            if deed in DEEDS and self.fitting(deed):
                action = menu.addAction(button.text(), partial(self.do, deed))
                action.setEnabled(button.isEnabled())
        menu.addSeparator()
        menu.addAction(icon("copy"), tr("Copy list"), self.copy_list)
        found = self.chosen()
        if len(found) == 1:
            path = found[0].path_bytes
            show = menu.addAction(icon("folder-open"), tr("Show in file manager"))
            show.triggered.connect(lambda: self.show_in_file_manager_asked.emit(path))
            show.setEnabled(found[0].kind != "missing")
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the selected notices."""
        if self.chosen():
            menu = self.menu()
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(event.globalPos())

    def _build(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(NoticeDelegate(view))
        view.setAccessibleName(tr("Files that need attention"))
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setStyleSheet("QListView { background: transparent; }")
        view.copied.connect(self.copy_list)
        view.dismissed.connect(partial(self.do, "dismiss"))
        view.activated.connect(self._activated)
        view.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        look().changed.connect(view.viewport().update)
        head = QHBoxLayout()
        head.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_S)
        head.setSpacing(GAP_S)
        head.addWidget(plain(tr("Needs attention"), "title"))
        head.addWidget(self.count)
        head.addStretch(1)
        copy = QPushButton(tr("Copy list"))
        copy.setIcon(icon("copy"))
        copy.clicked.connect(self.copy_list)
        self._copy = copy
        head.addWidget(copy)
        filled = QWidget()
        inner = QVBoxLayout(filled)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addLayout(head)
        inner.addWidget(self.notice)
        inner.addWidget(view, 1)
        inner.addWidget(self._bar())
        self.stack = QStackedWidget()
        self.stack.addWidget(filled)
        self.stack.addWidget(self._nothing())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.stack)

    def _bar(self) -> QWidget:
        bar = QWidget()
        ground(bar, "panel")
        row = QHBoxLayout(bar)
        row.setContentsMargins(GAP_L, GAP_S, GAP_L, GAP_S)
        row.setSpacing(GAP_S)
        texts = {
            "retry": tr("Try again"),
            "locate_file": tr("Locate file…"),
            "locate_folder": tr("Locate folder…"),
            "accept": tr("Accept new content"),
            "split": tr("Keep as new image"),
            "dismiss": tr("Dismiss"),
        }
        for deed, text in texts.items():
            button = QPushButton(text)
            button.clicked.connect(partial(self.do, deed))
            self.buttons[deed] = button
            if deed == "dismiss":
                row.addStretch(1)
            row.addWidget(button)
        return bar

    @staticmethod
    def _nothing() -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setSpacing(GAP_S)
        title = plain(tr("Nothing needs attention"), "title")
        text = plain(tr("Files that cannot be read, are missing, or changed on disk are listed here."), "dim")
        box.addStretch(1)
        box.addWidget(Sign("check", "good", 32), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (title, text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(label)
        box.addStretch(1)
        return page

    def _load(self) -> None:
        self._workshop.ask(
            self._catalogue.attention.all, self._loaded, key=f"attention {id(self)}", failed=self._failed
        )

    def _loaded(self, notices: list[Attention]) -> None:
        kept = {each.id for each in self.chosen()}
        if notices != self.model.notices:
            self.model.set_notices(notices)
            for row, each in enumerate(notices):
                if each.id in kept:
                    self.view.selectionModel().select(self.model.index(row), QItemSelectionModel.SelectionFlag.Select)
        self.count.setText(formats.number(len(notices)))
        self.stack.setCurrentIndex(0 if notices or self.notice.isVisibleTo(self) else 1)
        self._enable()

    def _enable(self) -> None:
        may = self._catalogue.may(Right.IMPORT)
        for deed, button in self.buttons.items():
            found = self.fitting(deed)
            button.setVisible(bool(found) or deed == "dismiss")
            button.setEnabled(may and bool(found))

    def _locate(self, notice: Attention, *, folder: bool) -> None:
        name = formats.name_of(notice.path)
        start = self._folder or formats.folder_of(notice.path)
        if folder:
            path = QFileDialog.getExistingDirectory(self, tr("Where is the folder of {name}?", name=name), start)
        else:
            path = QFileDialog.getOpenFileName(self, tr("Where is {name}?", name=name), start)[0]
        if path:
            self._folder = path if folder else formats.folder_of(path)
            self.locate(notice, path)

    def _activated(self) -> None:
        found = self.chosen()
        if len(found) == 1 and found[0].image is not None:
            self.image_chosen.emit(found[0].image)

    def _write(self, call: Callable[[], Done]) -> None:
        self.notice.clear()
        self._workshop.ask(call, lambda _done: self._load(), lane="write", failed=self._failed)

    def _retried(self, report: ImportReport) -> None:
        self._load()
        self.retried.emit(report)

    def _failed(self, error: JanusError) -> None:
        self.notice.say(say(error.words))
        self.stack.setCurrentIndex(0)
        self._load()
