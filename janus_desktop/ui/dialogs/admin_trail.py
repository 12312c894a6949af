"""Activity and Security: the log and the security trail as lists, newest first, more as one scrolls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.ui.dialogs.form import label
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import icon
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S
from janus_desktop.ui.panels import formats
from janus_desktop.ui.workers import Workshop

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue, LogEntry, Person, SecurityEvent

Index = QModelIndex | QPersistentModelIndex

#: Rows that are asked for at a time.
PAGE = 200


class Rows(QAbstractTableModel):
    """Rows that come a page at a time. `ask(before)` is called when more is wanted."""

    def __init__(self, heads: tuple[str, ...], cells: Callable[[Any], tuple[str, ...]], parent: QWidget) -> None:
        super().__init__(parent)
        self._heads = heads
        self._cells = cells
        self.records: list[Any] = []
        self.shown: list[tuple[str, ...]] = []
        self.more = False
        self.ask: Callable[[int | None], None] = lambda before: None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """How many came so far."""
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """As many as heads."""
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The heads of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text of a cell; whole in the tool tip."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.shown[index.row()][index.column()]
        return None

    def canFetchMore(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008  # Qt's own signature
        """Whether the last page was full."""
        return self.more and not parent.isValid()

    def fetchMore(self, parent: Index = QModelIndex()) -> None:  # noqa: B008  # Qt's own signature
        """Ask for the next page."""
        if self.more:
            self.more = False
            self.ask(self.records[-1].id if self.records else None)

    def put(self, records: list[Any], *, first: bool) -> None:
        """Take a page: the first one replaces what is there."""
        if first:
            self.beginResetModel()
            self.records, self.shown = list(records), [self._cells(each) for each in records]
            self.endResetModel()
        elif records:
            start = len(self.shown)
            self.beginInsertRows(QModelIndex(), start, start + len(records) - 1)
            self.records += records
            self.shown += [self._cells(each) for each in records]
            self.endInsertRows()
        self.more = len(records) == PAGE


class _TrailSection(QWidget):
    """A head with filters, a table, and a line that says what is shown."""

    def __init__(self, title: str, heads: tuple[str, ...], widths: tuple[int, ...]) -> None:
        super().__init__()
        self.rows = Rows(heads, self.cells, self)
        self.rows.ask = self.ask
        self.table = QTableView()
        self.table.setModel(self.rows)
        self.table.setAccessibleName(title)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(28)
        head = self.table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate(widths):
            head.resizeSection(column, width)
        head.setStretchLastSection(True)
        self.filters = QHBoxLayout()
        self.filters.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        self.filters.setSpacing(GAP_S)
        self.foot = label(role="caption")
        feet = QHBoxLayout()
        feet.setContentsMargins(GAP_L, GAP_S, GAP_L, GAP_S)
        feet.addWidget(self.foot, 1)
        copy = QPushButton(tr("Cop&y rows"))
        copy.setToolTip(tr("Copy the selected rows, or all that are shown, as text"))
        copy.clicked.connect(self._copy)
        feet.addWidget(copy)
        QShortcut(QKeySequence.StandardKey.Copy, self.table, self._copy).setContext(Qt.ShortcutContext.WidgetShortcut)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self.filters)
        layout.addWidget(self.table, 1)
        layout.addLayout(feet)

    def cells(self, record: Any) -> tuple[str, ...]:
        """A record as texts."""
        raise NotImplementedError

    def ask(self, before: int | None) -> None:
        """Ask the library for the page after `before`; None for the first."""
        raise NotImplementedError

    def put(self, records: list[Any], first: bool) -> None:
        """Show a page."""
        self.rows.put(records, first=first)
        shown = len(self.rows.shown)
        if not shown:
            self.foot.setText(tr("Nothing found."))
        else:
            more = tr(", and more below") if self.rows.more else ""
            self.foot.setText(tr("{n} entries", one="{n} entry", n=shown) + more)

    def _copy(self) -> None:
        chosen = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        rows = chosen or range(len(self.rows.shown))
        text = "\n".join("\t".join(self.rows.shown[row]) for row in rows)
        QGuiApplication.clipboard().setText(text)

    def showEvent(self, event: Any) -> None:
        """Ask when it is first seen, and anew each time: the trail grows."""
        super().showEvent(event)
        self.ask(None)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class ActivitySection(_TrailSection):
    """The log: who did what, with a text to find and a level."""

    def __init__(self, workshop: Workshop, catalogue: Catalogue) -> None:
        heads = (tr("When"), tr("Who"), tr("What"), tr("Level"), tr("Part"))
        super().__init__(tr("Activity"), heads, (130, 110, 360, 80))
        self._workshop = workshop
        self._catalogue = catalogue
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find in the log"))
        self.search.setAccessibleName(tr("Find in the log"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", "dim"), QLineEdit.ActionPosition.LeadingPosition)
        self.who = QComboBox()
        self.who.setAccessibleName(tr("Person"))
        self.who.addItem(tr("Everybody"), None)
        self.level = QComboBox()
        self.level.setAccessibleName(tr("Level"))
        for text, value in (
            (tr("All levels"), None),
            (tr("Information"), "INFO"),
            (tr("Warnings"), "WARNING"),
            (tr("Errors"), "ERROR"),
            (tr("Details"), "DEBUG"),
        ):
            self.level.addItem(text, value)
        self.filters.addWidget(self.search, 1)
        self.filters.addWidget(self.who)
        self.filters.addWidget(self.level)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(200)
        self._wait.timeout.connect(lambda: self.ask(None))
        self.search.textChanged.connect(self._later)
        self.who.currentIndexChanged.connect(lambda: self.ask(None))
        self.level.currentIndexChanged.connect(lambda: self.ask(None))

    def _later(self, _: str) -> None:
        self._wait.start()

    def set_people(self, people: list[Person]) -> None:
        """Offer these in the filter."""
        held = self.who.currentData()
        self.who.blockSignals(True)
        while self.who.count() > 1:
            self.who.removeItem(1)
        for person in people:
            self.who.addItem(person.name or person.username, person.id)
        self.who.setCurrentIndex(max(0, self.who.findData(held)))
        self.who.blockSignals(False)

    def show_user(self, ident: int) -> None:
        """Show what one person did."""
        self.search.clear()
        self.who.setCurrentIndex(max(0, self.who.findData(ident)))

    def cells(self, record: LogEntry) -> tuple[str, ...]:
        """When, who, what, level, part."""
        return (
            formats.when(record.at),
            record.user or "–",
            _capital(" ".join(say(record.words).split())),
            record.level,
            record.module,
        )

    def ask(self, before: int | None) -> None:
        """Ask for a page that fits the filters."""
        text, user = self.search.text().strip(), self.who.currentData()
        level = self.level.currentData()
        self._workshop.ask(
            lambda: self._catalogue.people.logs(PAGE, before=before, text=text, user=user, level=level),
            lambda records: self.put(list(records), before is None),
            key="admin activity",
            failed=lambda error: self.foot.setText(say(error.words)),
        )


class SecuritySection(_TrailSection):
    """The security trail."""

    def __init__(self, workshop: Workshop, catalogue: Catalogue) -> None:
        super().__init__(tr("Security"), (tr("When"), tr("Who"), tr("Event"), tr("Details")), (130, 130, 180))
        self._workshop = workshop
        self._catalogue = catalogue
        self.filters.addWidget(label(tr("Sign-ins, failures, resets and refusals, newest first"), "dim"), 1)

    def cells(self, record: SecurityEvent) -> tuple[str, ...]:
        """When, who, event, details."""
        detail = " · ".join(f"{key}: {formats.one_line(value)}" for key, value in record.detail.items())
        return formats.when(record.at), record.user or tr("unknown name"), record.action, detail

    def ask(self, before: int | None) -> None:
        """Ask for a page."""
        self._workshop.ask(
            lambda: self._catalogue.people.security(PAGE, before=before),
            lambda records: self.put(list(records), before is None),
            key="admin security",
            failed=lambda error: self.foot.setText(say(error.words)),
        )
