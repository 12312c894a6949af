"""What was done, by whom and when; taking any of it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QScrollArea,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.errors import Conflict, JanusError
from janus_desktop.models import Card, Catalogue, Change, Done, Operation, Right
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import ground, icon, look
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S, GAP_XS
from janus_desktop.ui.panels.details import Details
from janus_desktop.ui.panels.entries import OPERATION, EntriesModel, EntryDelegate
from janus_desktop.ui.panels.fields import plain
from janus_desktop.ui.panels.notice import Notice
from janus_desktop.ui.workers import Workshop

#: Entries that are loaded at a time.
SOME = 100


class HistoryPanel(QWidget):
    """The operations of the library, or those that concern the current image.

    `show_image(id)`, `refresh(change)`; `undone(Done)` after an undo that was done.
    """

    undone = Signal(object)

    def __init__(self, catalogue: Catalogue, workshop: Workshop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._workshop = workshop
        self._image: int | None = None
        self._limit = SOME
        self._tags: dict[int, str] = {}
        self._names: dict[int, str] = {}
        self._chosen: str | None = None
        self.setAccessibleName(tr("History"))
        ground(self, "panel")
        self.notice = Notice()
        self.everything, self.of_image = self._scope(tr("Everything")), self._scope(tr("This image"))
        self.everything.setChecked(True)
        group = QButtonGroup(self)
        group.addButton(self.everything)
        group.addButton(self.of_image)
        group.buttonClicked.connect(lambda _button: self._again())
        self.hint = plain("", "dim", wrap=True)
        self.model = EntriesModel(self)
        self.view = QListView()
        self.details = Details()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(150)
        self._soon.timeout.connect(self._load)
        self._build()
        self.model.more_wanted.connect(self._more)
        self.view.selectionModel().currentChanged.connect(self._current)
        self.details.undo_asked.connect(self.undo)
        self._load()

    def show_image(self, image: int | None) -> None:
        """Which image “This image” means; without one, everything is shown."""
        if image == self._image:
            return
        self._image = image
        self.of_image.setEnabled(image is not None)
        if image is None and self.of_image.isChecked():
            self.everything.setChecked(True)
            self._again()
        elif self.of_image.isChecked():
            self._again()

    def refresh(self, change: Change | None) -> None:
        """Look again, soon: every change is an entry of the history."""
        told = change is None or change.operation is not None or change.topics & {"images", "members", "tags"}
        if told and not self._soon.isActive():
            self._soon.start()

    def undo(self, operation: Operation, free_only: bool = False) -> None:
        """Take `operation` back; a conflict is shown here, with what can be done."""
        self.notice.clear()
        self._workshop.ask(
            lambda: self._catalogue.history.undo(operation.id, free_only=free_only),
            self._undone,
            lane="write",
            failed=partial(self._refused, operation),
        )

    def menu_for(self, operation: Operation) -> QMenu:
        """What can be done with an entry."""
        menu = QMenu(self)
        action = menu.addAction(icon("undo"), tr("Undo this"), lambda: self.undo(operation))
        action.setEnabled(operation.undoable and self._may())
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the entry under the pointer, or of the chosen one."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        viewport = self.view.viewport()
        at = self.view.currentIndex() if by_key else self.view.indexAt(viewport.mapFromGlobal(event.globalPos()))
        operation = at.data(OPERATION)
        if isinstance(operation, Operation):
            menu = self.menu_for(operation)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            where = viewport.mapToGlobal(self.view.visualRect(at).center()) if by_key else event.globalPos()
            menu.popup(where)

    @staticmethod
    def _scope(text: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setCheckable(True)
        return button

    def _build(self) -> None:
        view = self.view
        view.setModel(self.model)
        delegate = EntryDelegate(view)
        delegate.undo_clicked.connect(self.undo)
        view.setItemDelegate(delegate)
        view.setAccessibleName(tr("History"))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        look().changed.connect(view.viewport().update)
        scopes = QHBoxLayout()
        scopes.setContentsMargins(GAP_M, 0, GAP_M, 0)
        scopes.setSpacing(GAP_XS)
        scopes.addWidget(self.everything)
        scopes.addWidget(self.of_image)
        scopes.addStretch(1)
        self.hint.setContentsMargins(GAP_M, GAP_L, GAP_M, 0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(self.details)
        self._area.hide()
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(view)
        split.addWidget(self._area)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, GAP_S, 0, 0)
        box.setSpacing(GAP_S)
        box.addWidget(self.notice)
        box.addLayout(scopes)
        box.addWidget(self.hint)
        box.addWidget(split, 1)
        self.of_image.setEnabled(False)

    def _may(self) -> bool:
        return self._catalogue.may(Right.EDIT)

    def _again(self) -> None:
        self._limit = SOME
        self._load()

    def _more(self) -> None:
        self._limit += SOME
        self._load()

    def _load(self) -> None:
        catalogue, limit = self._catalogue, self._limit
        image = self._image if self.of_image.isChecked() else None

        def read() -> tuple[list[Operation], int, dict[int, str]]:
            tags = {tag.id: " › ".join(tag.path) for tag in catalogue.tags.all()}
            return catalogue.history.recent(limit, image=image), limit, tags

        self._workshop.ask(read, self._loaded, key=f"history {id(self)}", failed=self._failed)

    def _loaded(self, answer: tuple[list[Operation], int, dict[int, str]]) -> None:
        operations, limit, self._tags = answer
        kept = self._chosen
        self.model.set_operations(operations, len(operations) >= limit)
        self.hint.setText(tr("Nothing was done here yet."))
        self.hint.setVisible(not operations)
        row = next((at for at, each in enumerate(operations) if each.id == kept), None)
        if row is not None:
            self.view.setCurrentIndex(self.model.index(row))
            self._show(operations[row])
        else:
            self._chosen = None
            self._area.hide()

    def _current(self, now: QModelIndex, _before: QModelIndex) -> None:
        operation = now.data(OPERATION)
        if isinstance(operation, Operation):
            self._chosen = operation.id
            self._show(operation)

    def _show(self, operation: Operation) -> None:
        self.details.show_operation(operation, self._names, self._tags, self._may())
        self._area.show()
        wanted = sorted({change.record for change in operation.changes} - set(self._names))
        if wanted:
            call: Callable[[], dict[int, Card]] = lambda: self._catalogue.images.cards(wanted)  # noqa: E731
            self._workshop.ask(call, partial(self._named, operation, wanted), key=f"history names {id(self)}")

    def _named(self, operation: Operation, wanted: list[int], cards: dict[int, Card]) -> None:
        self._names |= {image: cards[image].filename if image in cards else "" for image in wanted}
        if self._chosen == operation.id:
            self.details.show_operation(operation, self._names, self._tags, self._may())

    def _undone(self, done: Done) -> None:
        self._load()
        self.undone.emit(done)

    def _refused(self, operation: Operation, error: JanusError) -> None:
        offers = []
        if isinstance(error, Conflict) and error.free > 0:
            words = tr("Undo the other {n}", n=error.free)
            offers.append((words, partial(self.undo, operation, free_only=True)))
        self.notice.say(say(error.words), *offers)
        self._load()

    def _failed(self, error: JanusError) -> None:
        self.notice.say(say(error.words), (tr("Try again"), self._load))
