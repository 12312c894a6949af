"""After an import: what was added, what was not and why, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.ui.dialogs.form import label
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import mark
from janus_desktop.ui.look.sizes import GAP_L, GAP_XL

if TYPE_CHECKING:
    from janus_desktop.models import ImportLine, ImportReport

Index = QModelIndex | QPersistentModelIndex


class _Lines(QAbstractTableModel):
    """The files that were not simply added."""

    def __init__(self, lines: tuple[ImportLine, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.lines = lines
        self._heads = (tr("File"), tr("Result"), tr("Why"))
        self._states = {
            "added": tr("added"),
            "duplicate": tr("duplicate"),
            "unreadable": tr("unreadable"),
            "skipped": tr("skipped"),
        }

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """How many files."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """File, state, reason."""
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The heads of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows; the tool tip has it whole."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        cell = self.cells(index.row())[index.column()]
        return cell if role == Qt.ItemDataRole.ToolTipRole else " ".join(cell.split())

    def cells(self, row: int) -> tuple[str, str, str]:
        """A row as texts."""
        each = self.lines[row]
        return each.path, self._states.get(each.status, each.status), say(each.reason) if each.reason else ""


class ImportSummary(QDialog):
    """Says what an import did. `undo(operation)` and `attention()` are what the person may want next."""

    undo = Signal(str)
    attention = Signal()

    def __init__(self, parent: QWidget | None, report: ImportReport) -> None:
        super().__init__(parent)
        self.report = report
        self.setWindowTitle(tr("Import stopped") if report.cancelled else tr("Import finished"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP_XL, GAP_XL, GAP_XL, GAP_L)
        layout.setSpacing(GAP_L)
        layout.addWidget(label(self._headline(), "title", wrap=True))
        layout.addLayout(self._counts())
        self.lines = _Lines(report.lines, self)
        self.table = self._table()
        self.table.setVisible(bool(report.lines))
        layout.addWidget(self.table, 1)
        layout.addWidget(self._buttons())
        self._close.setDefault(True)
        self._close.setFocus()
        self.resize(720, 460 if report.lines else 0)

    def text(self) -> str:
        """The list as text: a tab between the columns, a line for each file."""
        rows = (self.lines.cells(row) for row in range(len(self.report.lines)))
        return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)

    def _headline(self) -> str:
        report = self.report
        if report.cancelled:
            return tr(
                "The import was stopped; {n} images are in the catalogue.",
                one="The import was stopped; {n} image is in the catalogue.",
                n=report.added,
            )
        if report.added:
            return tr("{n} images were added.", one="{n} image was added.", n=report.added)
        return tr("No image was added.")

    def _counts(self) -> QGridLayout:
        report = self.report
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_XL)
        grid.setVerticalSpacing(2)
        shown = (
            (tr("Added"), report.added, "good"),
            (tr("Duplicates"), report.duplicate, ""),
            (tr("Unreadable"), report.unreadable, "bad"),
            (tr("Skipped"), report.skipped, ""),
        )
        for column, (name, count, role) in enumerate(shown):
            grid.addWidget(label(name, "caption"), 0, column)
            number = label(QLocale().toString(count), role if count else "faint")
            number.setAccessibleName(f"{name}: {count}")
            number.setStyleSheet("font-size: 17px;")
            grid.addWidget(number, 1, column)
        grid.setColumnStretch(len(shown), 1)
        return grid

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.lines)
        table.setAccessibleName(tr("Files that were not added"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(28)
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.resizeSection(0, 280)
        head.resizeSection(1, 120)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        return table

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        close = box.addButton(tr("&Close"), QDialogButtonBox.ButtonRole.RejectRole)
        self._close = close
        box.rejected.connect(self.reject)
        if self.report.lines:
            self.copy = box.addButton(tr("Cop&y list"), QDialogButtonBox.ButtonRole.ActionRole)
            self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        if self.report.unreadable:
            look = box.addButton(tr("&Needs attention"), QDialogButtonBox.ButtonRole.ActionRole)
            look.clicked.connect(self._attention)
        if self.report.operation is not None and self.report.added:
            undo = box.addButton(tr("&Undo import"), QDialogButtonBox.ButtonRole.ActionRole)
            mark(undo, "danger", True)
            undo.clicked.connect(self._undo)
        return box

    def _attention(self) -> None:
        self.attention.emit()
        self.accept()

    def _undo(self) -> None:
        self.undo.emit(self.report.operation or "")
        self.accept()
