"""The list that activity and security share: filters above, rows that come a page at a time, a foot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.models import LogQuery
from janus_desktop.ui.dialogs.form import label
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import icon
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S, ROW
from janus_desktop.ui.workers import Workshop

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue, Person

Index = QModelIndex | QPersistentModelIndex

#: Rows that are asked for at a time.
PAGE = 200
#: Milliseconds between two looks for new rows while the list is seen from its top.
LIVE = 5000


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
        """Take a page: the first one replaces what is there, or puts what is new above it."""
        if first and self._grow(records):
            return
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

    def _grow(self, records: list[Any]) -> bool:
        """Whether what is there goes on below what is new; then selection and place stay."""
        if not self.records:
            return False
        known = next((at for at, each in enumerate(records) if each.id == self.records[0].id), None)
        if known is None or records[known:] != self.records[: len(records) - known]:
            return False
        if len(records) < PAGE and known + len(self.records) != len(records):
            return False
        if known:
            self.beginInsertRows(QModelIndex(), 0, known - 1)
            self.records[:0] = records[:known]
            self.shown[:0] = [self._cells(each) for each in records[:known]]
            self.endInsertRows()
        return True


class TrailSection(QWidget):
    """Filters, a table, and a line that says what is shown. `what` is `logs` or `security`."""

    what = ""

    def __init__(
        self, workshop: Workshop, catalogue: Catalogue, title: str, heads: tuple[str, ...], widths: tuple[int, ...]
    ) -> None:
        super().__init__()
        self.workshop = workshop
        self.catalogue = catalogue
        self.rows = Rows(heads, self.cells, self)
        self.rows.ask = self.ask
        self.table = _table(self.rows, title, widths)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find"))
        self.search.setAccessibleName(tr("Find in the list"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", "dim"), QLineEdit.ActionPosition.LeadingPosition)
        self.who = self.box(tr("Person"), [(tr("Everybody"), None)])
        self.period = self.box(
            tr("Time"),
            [
                (tr("Any time"), None),
                (tr("Last hour"), timedelta(hours=1)),
                (tr("Last day"), timedelta(days=1)),
                (tr("Last week"), timedelta(days=7)),
                (tr("Last month"), timedelta(days=30)),
                (tr("Last year"), timedelta(days=365)),
            ],
        )
        self.filters = QHBoxLayout()
        self.filters.setContentsMargins(GAP_L, GAP_M, GAP_L, GAP_M)
        self.filters.setSpacing(GAP_S)
        self.filters.addWidget(self.search, 1)
        self.filters.addWidget(self.who)
        self.filters.addWidget(self.period)
        self.middle = QVBoxLayout()
        self._lay_out()
        self._wait = self._timer(200, lambda: self.ask(None))
        self._wait.setSingleShot(True)
        self.search.textChanged.connect(lambda _: self._wait.start())
        self._live = self._timer(LIVE, self._look_again)

    def _timer(self, milliseconds: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.timeout.connect(call)
        return timer

    def box(self, name: str, choices: list[tuple[str, object]]) -> QComboBox:
        """A filter that asks anew when it is changed."""
        made = QComboBox()
        made.setAccessibleName(name)
        for text, value in choices:
            made.addItem(text, value)
        made.currentIndexChanged.connect(lambda _: self.ask(None))
        return made

    def _lay_out(self) -> None:
        self.foot = label(role="caption")
        feet = QHBoxLayout()
        feet.setContentsMargins(GAP_L, GAP_S, GAP_L, GAP_S)
        feet.setSpacing(GAP_S)
        feet.addWidget(self.foot, 1)
        copy = QPushButton(tr("Cop&y rows"))
        copy.setToolTip(tr("Copy the selected rows, or all that are shown, as text"))
        copy.clicked.connect(self._copy)
        self.export = QPushButton(tr("E&xport…"))
        self.export.setToolTip(tr("Write everything that the filters find as CSV or JSON Lines"))
        self.export.clicked.connect(self._choose_file)
        feet.addWidget(copy)
        feet.addWidget(self.export)
        QShortcut(QKeySequence.StandardKey.Copy, self.table, self._copy).setContext(Qt.ShortcutContext.WidgetShortcut)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self.filters)
        layout.addLayout(self.middle)
        layout.addWidget(self.table, 1)
        self.below = QVBoxLayout()
        layout.addLayout(self.below)
        layout.addLayout(feet)

    # what is shown

    def cells(self, record: Any) -> tuple[str, ...]:
        """A record as texts."""
        raise NotImplementedError

    def query(self) -> LogQuery:
        """What the filters say."""
        back = self.period.currentData()
        return LogQuery(
            text=self.search.text().strip(),
            user=self.who.currentData(),
            since=datetime.now().astimezone() - back if back is not None else None,
        )

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

    def _look_again(self) -> None:
        if self.table.verticalScrollBar().value() == 0:
            self.ask(None)

    def _copy(self) -> None:
        chosen = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        rows = chosen or range(len(self.rows.shown))
        text = "\n".join("\t".join(self.rows.shown[row]) for row in rows)
        QGuiApplication.clipboard().setText(text)

    # export

    def _choose_file(self) -> None:
        picker = QFileDialog(self, tr("Export"), str(Path.home() / f"{self.what}.csv"))
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setNameFilters([tr("Table (*.csv)"), tr("JSON Lines (*.jsonl)")])
        picker.setDefaultSuffix("csv")
        picker.filterSelected.connect(lambda chosen: picker.setDefaultSuffix("jsonl" if "jsonl" in chosen else "csv"))
        picker.fileSelected.connect(self.export_to)
        picker.open()

    def export_to(self, path: str) -> None:
        """Write everything that the filters find to `path`."""
        query, what, catalogue = self.query(), self.what, self.catalogue
        self.export.setEnabled(False)

        def done(text: str) -> None:
            self.export.setEnabled(True)
            self.foot.setText(text)

        self.workshop.start(
            tr("Exporting"),
            lambda cancel: catalogue.trail.export(what, path, query, cancel),
            lambda rows: done(tr("{n} rows were written to {path}.", n=rows, path=path)),
            failed=lambda error: done(say(error.words)),
        )

    def showEvent(self, event: Any) -> None:
        """Ask when it is first seen, and anew while it is: the trail grows."""
        super().showEvent(event)
        self.ask(None)
        self._live.start()

    def hideEvent(self, event: Any) -> None:
        """Nobody looks: ask no more."""
        super().hideEvent(event)
        self._live.stop()


def _table(rows: Rows, title: str, widths: tuple[int, ...]) -> QTableView:
    table = QTableView()
    table.setModel(rows)
    table.setAccessibleName(title)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW)
    head = table.horizontalHeader()
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setHighlightSections(False)
    head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    for column, width in enumerate(widths):
        head.resizeSection(column, width)
    head.setStretchLastSection(True)
    return table
