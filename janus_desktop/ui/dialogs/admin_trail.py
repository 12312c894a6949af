"""Activity and Security: the log with its before and after, and the security trail; newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.cancel import Cancel
from janus_desktop.models import LogQuery
from janus_desktop.ui.dialogs.form import Notice, label, line
from janus_desktop.ui.dialogs.trail_table import PAGE, TrailSection
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S, ROW
from janus_desktop.ui.panels import formats
from janus_desktop.ui.workers import Workshop

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue, FailureCount, LogDetail, LogEntry, SecurityEvent

#: Height of the part that shows before and after, and how many changes it lists.
_DETAIL = 168
_CHANGES = 100


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class EntryDetail(QWidget):
    """What one entry changed. `images_wanted(ids)` when its images shall be shown."""

    images_wanted = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self._images: tuple[int, ...] = ()
        self.title = label(role="head")
        self.table = QTableWidget(0, 4)
        self.table.setAccessibleName(tr("What was changed"))
        self.table.setHorizontalHeaderLabels([tr("Image"), tr("Field"), tr("Before"), tr("After")])
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        head = self.table.horizontalHeader()
        self.table.verticalHeader().setDefaultSectionSize(ROW)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self.jump = QPushButton(tr("Show &images"))
        self.jump.clicked.connect(lambda: self.images_wanted.emit(list(self._images)))
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.jump)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_L, 0, GAP_L, 0)
        column.setSpacing(GAP_S)
        column.addWidget(line())
        column.addLayout(top)
        column.addWidget(self.table)
        self.setFixedHeight(_DETAIL)
        self.hide()

    def show_detail(self, entry: LogEntry, detail: LogDetail) -> None:
        """Show what `entry` changed."""
        self._images = detail.images
        self.jump.setVisible(bool(detail.images))
        shown = detail.changes[:_CHANGES]
        self.title.setText(
            tr("{n} records changed", one="{n} record changed", n=detail.records)
            if detail.records
            else tr("Nothing but what the entry says")
        )
        self.table.setVisible(bool(shown))
        self.table.setRowCount(len(shown))
        for row, change in enumerate(shown):
            texts = (str(change.record), change.field, _value(change.before), _value(change.after))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        self.setFixedHeight(_DETAIL if shown else 48)
        self.show()


def _value(value: object) -> str:
    return "–" if value is None else formats.one_line(value)


class ActivitySection(TrailSection):
    """The log: who did what, with filters; the chosen entry with before and after."""

    what = "logs"

    def __init__(self, workshop: Workshop, catalogue: Catalogue) -> None:
        heads = (tr("When"), tr("Who"), tr("What"), tr("Level"), tr("Part"))
        super().__init__(workshop, catalogue, tr("Activity"), heads, (130, 110, 360, 80))
        self.module = self.box(tr("Part of the program"), [(tr("All parts"), "")])
        self.level = self.box(
            tr("Level"),
            [
                (tr("All levels"), ""),
                (tr("Information"), "INFO"),
                (tr("Warnings"), "WARNING"),
                (tr("Errors"), "ERROR"),
                (tr("Details"), "DEBUG"),
            ],
        )
        self.filters.addWidget(self.module)
        self.filters.addWidget(self.level)
        self.detail = EntryDetail()
        self.below.addWidget(self.detail)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_detail())
        self.workshop.ask(self.catalogue.trail.modules, self._set_modules, key="admin modules", failed=lambda _: None)

    def _set_modules(self, modules: list[str]) -> None:
        for each in modules:
            self.module.addItem(each, each)

    def cells(self, record: LogEntry) -> tuple[str, ...]:
        """When, who, what, level, part."""
        return (
            formats.when(record.at),
            record.user or "–",
            _capital(" ".join(say(record.words).split())),
            record.level,
            record.module,
        )

    def query(self) -> LogQuery:
        """What the filters say."""
        usual = super().query()
        return LogQuery(
            text=usual.text,
            user=usual.user,
            since=usual.since,
            module=self.module.currentData(),
            level=self.level.currentData(),
        )

    def ask(self, before: int | None) -> None:
        """Ask for a page that fits the filters."""
        query, cancel = self.query(), Cancel()
        self.workshop.ask(
            lambda: self.catalogue.trail.logs(PAGE, query, before=before, cancel=cancel),
            lambda records: self.put(list(records), before is None),
            key="admin activity",
            cancel=cancel,
            failed=lambda error: self.foot.setText(say(error.words)),
        )

    def _show_detail(self) -> None:
        row = self.table.currentIndex().row()
        if not 0 <= row < len(self.rows.records):
            self.detail.hide()
            return
        entry = self.rows.records[row]
        self.workshop.ask(
            lambda: self.catalogue.trail.entry(entry.id),
            lambda detail: self.detail.show_detail(entry, detail),
            key="admin entry",
            failed=lambda error: self.foot.setText(say(error.words)),
        )


class SecuritySection(TrailSection):
    """The security trail; what failed in the last day stands above it."""

    what = "security"

    def __init__(self, workshop: Workshop, catalogue: Catalogue) -> None:
        heads = (tr("When"), tr("Who"), tr("Event"), tr("Details"))
        super().__init__(workshop, catalogue, tr("Security"), heads, (130, 130, 180))
        self.kind = self.box(
            tr("Event"),
            [
                (tr("All events"), ""),
                (tr("Sign-ins"), "sign-in"),
                (tr("Failed sign-ins"), "sign-in failed"),
                (tr("Locked accounts"), "locked"),
                (tr("Refused operations"), "refused"),
                (tr("Changed roles"), "role changed"),
                (tr("Changes from outside"), "altered outside"),
            ],
        )
        self.filters.addWidget(self.kind)
        self.failures = Notice("warn")
        self.failures.setContentsMargins(GAP_L, 0, GAP_L, GAP_M)
        self.middle.addWidget(self.failures)

    def cells(self, record: SecurityEvent) -> tuple[str, ...]:
        """When, who, event, details."""
        known = {str(self.who.itemData(row)): self.who.itemText(row) for row in range(1, self.who.count())}
        shown = {
            key: known.get(str(value), value) if key == "account" else value
            for key, value in record.detail.items()
            if value not in (None, [], "") and not (key == "name" and record.action == "sign-in failed")
        }
        detail = " · ".join(f"{key}: {formats.one_line(value)}" for key, value in shown.items())
        return formats.when(record.at), record.user or tr("unknown name"), record.action, detail

    def query(self) -> LogQuery:
        """What the filters say."""
        usual = super().query()
        return LogQuery(text=usual.text, user=usual.user, since=usual.since, action=self.kind.currentData())

    def ask(self, before: int | None) -> None:
        """Ask for a page, and with the first for the failures of the last day."""
        query, cancel = self.query(), Cancel()
        self.workshop.ask(
            lambda: self.catalogue.trail.security(PAGE, query, before=before, cancel=cancel),
            lambda records: self.put(list(records), before is None),
            key="admin security",
            cancel=cancel,
            failed=lambda error: self.foot.setText(say(error.words)),
        )
        if before is None:
            self.workshop.ask(
                self.catalogue.trail.failures, self._show_failures, key="admin failures", failed=lambda _: None
            )

    def _show_failures(self, failures: list[FailureCount]) -> None:
        said = " · ".join(
            tr(
                "{who}: {what}, {n} times",
                one="{who}: {what}, once",
                n=each.count,
                who=each.user or tr("unknown name"),
                what=each.action,
            )
            for each in failures[:6]
        )
        self.failures.say(tr("In the last day: {list}", list=said) if said else "")
