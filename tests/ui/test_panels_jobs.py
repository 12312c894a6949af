from __future__ import annotations

import threading
from collections.abc import Generator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from janus_desktop.cancel import Cancel
from janus_desktop.errors import JanusError, words
from janus_desktop.models import Catalogue, ImportReport, Step
from janus_desktop.ui.panels.jobs import JobLine, JobsPanel
from janus_desktop.ui.workers import Workshop

pytest_plugins = ["panels_library"]
REPORT = ImportReport("x", 1870, 12, 1, 0, False)


class Work:
    """Steps that go on when they are let."""

    def __init__(self, report: ImportReport | None = REPORT) -> None:
        self.go = threading.Event()
        self.report = report

    def steps(self, cancel: Cancel) -> Generator[Step, None, ImportReport | None]:
        cancel.when_asked(self.go.set)
        yield Step(1870, 3118, "import")
        self.go.wait(20)
        return self.report


@pytest.fixture
def panel(qtbot: QtBot, shelf: Catalogue, workshop: Workshop) -> JobsPanel:
    made = JobsPanel(shelf, workshop)
    qtbot.addWidget(made)
    made.resize(420, 300)
    made.show()
    return made


def test_a_job_from_start_to_summary(qtbot: QtBot, panel: JobsPanel, workshop: Workshop) -> None:
    assert panel.empty.isVisible()
    work = Work()
    job = workshop.start("Importing 06 June", work.steps)
    (row,) = panel.rows
    qtbot.waitUntil(lambda: row.text.text() == "1,870 of 3,118")
    assert row.bar.value() == 599
    assert not row.summary.isVisible()
    with qtbot.waitSignal(job.finished):
        work.go.set()
    qtbot.waitUntil(row.summary.isVisible)
    assert row.text.text() == "1,870 added, 12 duplicates, 1 unreadable"
    assert not row.bar.isVisible()
    with qtbot.waitSignal(panel.summary_wanted) as said:
        row.summary.click()
    assert said.args == [REPORT]
    panel.clear.click()
    assert panel.rows == []
    assert panel.empty.isVisible()


def test_pause_continue_and_cancel(qtbot: QtBot, panel: JobsPanel, workshop: Workshop) -> None:
    job = workshop.start("Importing", Work(None).steps)
    (row,) = panel.rows
    qtbot.waitUntil(lambda: job.step is not None)
    row.pause.click()
    assert job.paused
    assert row.text.text().startswith("Paused · ")
    assert row.pause.accessibleName() == "Continue"
    row.pause.click()
    assert not job.paused
    with qtbot.waitSignal(job.finished):
        row.stop.click()
        assert row.text.text() == "Stopping…"
    qtbot.waitUntil(lambda: row.text.text() == "Cancelled; what was done is kept.")


def test_a_failure_is_said(qtbot: QtBot, panel: JobsPanel, workshop: Workshop) -> None:
    def steps(cancel: Cancel) -> Generator[Step, None, None]:
        yield Step(0, None, "import")
        raise JanusError(words("The disk is full."))

    workshop.start("Importing", steps, failed=lambda _error: None)
    (row,) = panel.rows
    qtbot.waitUntil(lambda: row.text.text() == "The disk is full.")
    assert row.text.property("role") == "bad"


def test_running_jobs_stand_first_and_the_sheet_pops_up(qtbot: QtBot, panel: JobsPanel, workshop: Workshop) -> None:
    first, second = Work(), Work()
    workshop.start("first", first.steps)
    workshop.start("second", second.steps)
    assert [row.job.title for row in panel.rows] == ["second", "first"]
    second.go.set()
    qtbot.waitUntil(lambda: [row.job.title for row in panel.rows] == ["first", "second"])
    anchor = QWidget()
    qtbot.addWidget(anchor)
    anchor.show()
    panel.pop_up(anchor)
    assert panel.isVisible()
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    first.go.set()
    qtbot.waitUntil(lambda: not workshop.busy)


def test_the_line_in_the_status_bar(qtbot: QtBot, workshop: Workshop) -> None:
    bar = QWidget()
    line = JobLine(workshop, bar)
    qtbot.addWidget(bar)
    bar.show()
    assert not line.isVisible()
    first, second = Work(), Work()
    workshop.start("Importing 06 June", first.steps)
    qtbot.waitUntil(lambda: line.text.text() == "Importing 06 June — 1,870 of 3,118")
    assert line.isVisible()
    workshop.start("Checking", second.steps)
    qtbot.waitUntil(lambda: line.text.text() == "Checking — 1,870 of 3,118 · and 1 more")
    with qtbot.waitSignal(line.details_asked):
        line.details.click()
    second.go.set()
    qtbot.waitUntil(lambda: line.text.text() == "Importing 06 June — 1,870 of 3,118")
    first.go.set()
    qtbot.waitUntil(lambda: line.text.text() == "Importing 06 June: 1,870 added, 12 duplicates, 1 unreadable")
    assert not line.bar.isVisible()
    line._linger.timeout.emit()
    assert not line.isVisible()
