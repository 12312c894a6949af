"""The left side: what there is to look at, with how many of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QMenu, QTreeView, QVBoxLayout, QWidget

from janus_desktop.models import Catalogue, Change, Right
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import ground, icon, look
from janus_desktop.ui.panels.places import Node, Where, tree
from janus_desktop.ui.panels.rows import CHEVRON_ROOM, INDENT, LEFT, SideDelegate
from janus_desktop.ui.panels.sidemodel import SideModel, ids_of
from janus_desktop.ui.workers import Workshop

IDS_MIME = "application/x-janus-ids"
_TOPICS = {"members", "tags", "sources", "attention", "images"}


class SideTree(QTreeView):
    """Paints rows its own way, opens branches by a click on the chevron, takes images onto tags."""

    dropped = Signal(int, object)  # tag id, image ids

    def __init__(self, model: SideModel) -> None:
        super().__init__()
        self.places = model
        self.setModel(model)
        self.setItemDelegate(SideDelegate(self))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformRowHeights(False)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.over: Node | None = None
        self.doubleClicked.connect(lambda at: self.setExpanded(at, not self.isExpanded(at)))
        look().changed.connect(self.viewport().update)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On a chevron: open or close, and choose nothing."""
        at = self.indexAt(event.position().toPoint())
        node = self.places.node(at)
        edge = LEFT + node.depth * INDENT
        if at.isValid() and node.children and edge <= event.position().x() < edge + CHEVRON_ROOM + 2:
            self.setExpanded(at, not self.isExpanded(at))
            event.accept()
            return
        super().mousePressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only images of ours; files from outside are the window's."""
        if event.mimeData().hasFormat(IDS_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show which tag would take the images."""
        if not event.mimeData().hasFormat(IDS_MIME):
            event.ignore()
            return
        node = self.places.node(self.indexAt(event.position().toPoint()))
        self._hover(node if node.kind == "tag" else None)
        if self.over is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: Any) -> None:
        """No tag any more."""
        self._hover(None)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on which images came onto which tag."""
        node, data = self.over, event.mimeData()
        self._hover(None)
        if node is None or node.where is None or node.where.tag is None or not data.hasFormat(IDS_MIME):
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.dropped.emit(node.where.tag, ids_of(bytes(data.data(IDS_MIME).data())))

    def _hover(self, node: Node | None) -> None:
        if node is not self.over:
            self.over = node
            self.viewport().update()


class SidePanel(QWidget):
    """All images, recent imports, needs attention, trash, sources, tags.

    `chosen(Where)` when a person chooses a place; `tag_dropped(tag id, image ids)`; from the context menu
    `locate_folder_asked(Where, path)`, `check_files_asked()`, `show_in_file_manager_asked(path)`,
    `empty_trash_asked()`, `undo_import_asked(operation)`.
    """

    chosen = Signal(object)
    tag_dropped = Signal(int, object)
    locate_folder_asked = Signal(object, str)
    check_files_asked = Signal()
    show_in_file_manager_asked = Signal(str)
    empty_trash_asked = Signal()
    undo_import_asked = Signal(str)
    watch_asked = Signal(int, bool)  # source id, on
    rescan_asked = Signal(int)  # source id

    def __init__(self, catalogue: Catalogue, workshop: Workshop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._workshop = workshop
        self._open: set[str] = set()
        self._where = Where("all")
        self._said = self._where
        ground(self, "panel")
        self.model = SideModel(self)
        self.view = SideTree(self.model)
        self.view.setAccessibleName(tr("Places"))
        self.setFocusProxy(self.view)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 8, 0, 0)
        box.addWidget(self.view)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(250)
        self._soon.timeout.connect(self._load)
        self.view.selectionModel().currentChanged.connect(self._current)
        self.view.clicked.connect(self._clicked)
        self.view.expanded.connect(lambda at: self._open.add(self.model.node(at).key))
        self.view.collapsed.connect(lambda at: self._open.discard(self.model.node(at).key))
        self.view.dropped.connect(self.tag_dropped)
        self._load()

    @property
    def where(self) -> Where:
        """The place that is chosen."""
        return self._where

    def select(self, where: Where) -> None:
        """Show that `where` is chosen; says nothing to anybody."""
        self._where = self._said = where
        node = self.model.find(where.key)
        if node is not None:
            above = node.parent
            while above is not None and above.parent is not None:
                self.view.setExpanded(self.model.at(above), True)
                above = above.parent
            self.view.setCurrentIndex(self.model.at(node))

    def refresh(self, change: Change | None) -> None:
        """Count again, soon, where `change` may have changed a count (None: in any case)."""
        if (change is None or change.topics & _TOPICS) and not self._soon.isActive():
            self._soon.start()

    def state(self) -> dict[str, Any]:
        """What to remember: which branches are open, and the chosen place."""
        return {"open": sorted(self._open), "chosen": self._where.key}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what `state` remembered; rubbish is passed over. A place is chosen once it is loaded."""
        opened = state.get("open")
        if isinstance(opened, list):
            self._open = {str(key) for key in opened}
        kept = _where(state.get("chosen"))
        if kept is not None:
            self._where = kept
        self._arrange()

    def _load(self) -> None:
        catalogue = self._catalogue

        def read() -> Node:
            return tree(
                catalogue.sources.counts(), catalogue.imports.recent(), catalogue.sources.tree(), catalogue.tags.all()
            )

        self._workshop.ask(read, self._show, key=f"side {id(self)}")

    def _show(self, root: Node) -> None:
        self.model.set_root(root)
        self._arrange()

    def _arrange(self) -> None:
        selection = self.view.selectionModel()
        blocked = selection.blockSignals(True)
        try:
            for key in self._open.copy():
                if (node := self.model.find(key)) is not None:
                    self.view.setExpanded(self.model.at(node), True)
            node = self.model.find(self._where.key)
            if node is not None and node.where is not None:
                self._where = node.where
                self.view.setCurrentIndex(self.model.at(node))
        finally:
            selection.blockSignals(blocked)
        self.view.viewport().update()
        if self.model.root.children and node is None:  # what was chosen is no more
            self.select(Where("all"))
        if self.model.root.children and self._where != self._said:
            self._said = self._where
            self.chosen.emit(self._where)

    def _current(self, now: QModelIndex, _before: QModelIndex) -> None:
        node = self.model.node(now)
        if node.where is not None and node.where != self._where:
            self._where = self._said = node.where
            self.chosen.emit(node.where)

    def _clicked(self, at: QModelIndex) -> None:
        node = self.model.node(at)
        if node.kind == "recent" and node.children and not self.view.isExpanded(at):
            self.view.expand(at)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the place under the pointer, or the chosen one for the menu key."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        at = (
            self.view.currentIndex()
            if by_key
            else self.view.indexAt(self.view.viewport().mapFromGlobal(event.globalPos()))
        )
        menu = self.menu_for(self.model.node(at))
        if menu.isEmpty():
            return
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        where = self.view.visualRect(at).bottomLeft() + QPoint(LEFT, 0)
        menu.popup(self.view.viewport().mapToGlobal(where) if by_key else event.globalPos())

    def menu_for(self, node: Node) -> QMenu:
        """The context menu of a place."""
        menu = QMenu(self)
        if node.where is None:
            return menu
        where, may = node.where, self._catalogue.may
        if node.kind in ("source", "folder"):
            show = menu.addAction(icon("folder-open"), tr("Show in file manager"))
            show.triggered.connect(lambda: self.show_in_file_manager_asked.emit(node.path))
            show.setEnabled(not node.greyed)
            menu.addSeparator()
            locate = menu.addAction(icon("search"), tr("Locate folder…"))
            locate.triggered.connect(lambda: self.locate_folder_asked.emit(where, node.path))
            locate.setEnabled(may(Right.IMPORT))
        if node.kind == "source" and where.source is not None and not node.managed:
            source = where.source
            menu.addSeparator()
            again = menu.addAction(icon("refresh"), tr("Look for new files"), lambda: self.rescan_asked.emit(source))
            again.setEnabled(may(Right.IMPORT) and not node.greyed)
            watch = menu.addAction(tr("Watch this folder"))
            watch.setCheckable(True)
            watch.setChecked(node.watched)
            watch.setEnabled(may(Right.IMPORT))
            watch.toggled.connect(lambda on: self.watch_asked.emit(source, on))
        if node.kind in ("all", "source", "folder", "attention"):
            menu.addAction(icon("refresh"), tr("Check files"), self.check_files_asked.emit)
        if node.kind == "trash":
            empty = menu.addAction(icon("trash"), tr("Empty trash…"), self.empty_trash_asked.emit)
            empty.setEnabled(may(Right.EMPTY_TRASH) and bool(node.count))
        if node.kind == "import" and where.operation is not None:
            operation = where.operation
            menu.addAction(icon("undo"), tr("Undo this import"), lambda: self.undo_import_asked.emit(operation))
        return menu


def _where(key: object) -> Where | None:
    kind, _, number = str(key or "").partition(" ")
    if kind in ("all", "recent", "attention", "trash"):
        return Where(kind)  # type: ignore[arg-type]
    if kind == "import" and number:
        return Where("import", operation=number)
    if kind in ("source", "folder", "tag") and number.isdigit():
        return Where(kind, **{kind: int(number)})  # type: ignore[arg-type]
    return None
