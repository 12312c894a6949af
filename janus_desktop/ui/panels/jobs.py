"""Long work: a line in the status bar for what runs, and a sheet with all of it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.models import Catalogue, Change
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import ground, look
from janus_desktop.ui.look.sizes import GAP_L, GAP_S, GAP_XS, STATUS_BAR
from janus_desktop.ui.panels.estimate import Estimate
from janus_desktop.ui.panels.fields import plain
from janus_desktop.ui.panels.jobrow import JobRow, going, outcome, show_progress
from janus_desktop.ui.workers import Job, Workshop

WIDTH = 420
#: Finished jobs that are remembered.
MOST_FINISHED = 20
#: Milliseconds that the status bar says how a job ended.
LINGER = 8000


class JobsPanel(QWidget):
    """All jobs of this window, running ones first. `pop_up(anchor)` shows it above a widget.

    `summary_wanted(ImportReport)`.
    """

    summary_wanted = Signal(object)

    def __init__(self, catalogue: Catalogue, workshop: Workshop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self.rows: list[JobRow] = []
        self.setAccessibleName(tr("Jobs"))
        ground(self, "panel")
        self.empty = plain(tr("Nothing is running."), "dim")
        self.empty.setContentsMargins(GAP_L, GAP_S, GAP_L, GAP_L)
        self.clear = QPushButton(tr("Clear finished"))
        self.clear.setProperty("flat", True)
        self.clear.clicked.connect(self.forget_finished)
        head = QHBoxLayout()
        head.setContentsMargins(GAP_L, GAP_S, GAP_S, 0)
        head.addWidget(plain(tr("Jobs").upper(), "head"))
        head.addStretch(1)
        head.addWidget(self.clear)
        inner = QWidget()
        ground(inner, "panel")
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addWidget(self.empty)
        self._list.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inner)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, GAP_S)
        box.setSpacing(GAP_XS)
        box.addLayout(head)
        box.addWidget(self._area, 1)
        workshop.job_started.connect(self._started)
        workshop.job_ended.connect(self._ended)
        for job in workshop.jobs:
            self._started(job)
        self._order()

    def refresh(self, change: Change | None) -> None:
        """Jobs tell of themselves; nothing in the catalogue concerns this panel."""

    def pop_up(self, anchor: QWidget) -> None:
        """Show the jobs above `anchor`, until a click elsewhere or Escape."""
        self.setWindowFlags(Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        rows = sum(row.sizeHint().height() for row in self.rows) or self.empty.sizeHint().height()
        self.resize(WIDTH, min(460, rows + 64))
        corner = anchor.mapToGlobal(QPoint(anchor.width(), 0))
        at = QPoint(corner.x() - self.width(), corner.y() - self.height() - GAP_XS)
        screen = anchor.screen().availableGeometry()
        at.setX(max(screen.left(), min(at.x(), screen.right() - self.width())))
        at.setY(max(screen.top(), at.y()))
        self.move(at)
        self.show()
        first = self.rows[0].stop if self.rows and self.rows[0].job.state == "running" else self.clear
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def floating(self) -> bool:
        """Whether it was popped up, instead of standing in another widget."""
        return self.windowType() == Qt.WindowType.Popup

    def forget_finished(self) -> None:
        """Take the jobs that have ended off the list."""
        for row in [row for row in self.rows if row.job.state != "running"]:
            self._drop(row)
        self._order()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape and self.floating:
            self.close()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground; a line around it where it floats."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().palette.panel)
        if self.floating:
            painter.setPen(look().palette.line)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _started(self, job: Job) -> None:
        row = JobRow(job)
        row.summary_asked.connect(self._summary)
        self.rows.insert(0, row)
        self._list.insertWidget(0, row)
        self._order()

    def _ended(self, _job: Job) -> None:
        self._order()

    def _summary(self, report: object) -> None:
        if self.floating:
            self.close()
        self.summary_wanted.emit(report)

    def _drop(self, row: JobRow) -> None:
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _order(self) -> None:
        ended = [row for row in self.rows if row.job.state != "running"]
        for row in ended[MOST_FINISHED:]:
            self._drop(row)
        self.rows.sort(key=lambda row: row.job.state != "running")
        for at, row in enumerate(self.rows):
            self._list.removeWidget(row)
            self._list.insertWidget(at, row)
        self.empty.setVisible(not self.rows)
        self.clear.setVisible(bool(ended))


class JobLine(QWidget):
    """In the status bar: what runs, a slim bar, and Details. Hidden while nothing runs.

    `details_asked()`; the newest running job is shown, others are counted.
    """

    details_asked = Signal()

    def __init__(self, workshop: Workshop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workshop = workshop
        self._estimates: dict[Job, Estimate] = {}
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setProperty("role", "dim")
        self.bar = QProgressBar()
        self.bar.setFixedWidth(150)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        self.details = QPushButton(tr("Details"))
        self.details.setProperty("flat", True)
        self.details.setAccessibleName(tr("Details of running jobs"))
        self.details.clicked.connect(self.details_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_S)
        row.addWidget(self.text)
        row.addSpacing(GAP_S)
        row.addWidget(self.bar)
        row.addWidget(self.details)
        self.setMaximumHeight(STATUS_BAR)
        self._linger = QTimer(self)
        self._linger.setSingleShot(True)
        self._linger.setInterval(LINGER)
        self._linger.timeout.connect(self.hide)
        workshop.job_started.connect(self._started)
        workshop.job_ended.connect(self._ended)
        self.hide()
        for job in workshop.jobs:
            self._started(job)

    def _running(self) -> list[Job]:
        return [job for job in self._workshop.jobs if job.state == "running"]

    def _started(self, job: Job) -> None:
        self._estimates[job] = Estimate()
        job.stepped.connect(self._stepped)
        job.changed.connect(self._update)
        self._linger.stop()
        self._update()
        self.show()

    def _stepped(self, _step: object) -> None:
        for job, estimate in self._estimates.items():
            if job.step is not None:
                estimate.feed(job.seconds, job.step.done)
        self._update()

    def _ended(self, job: Job) -> None:
        self._estimates.pop(job, None)
        if self._running():
            self._update()
            return
        self.bar.hide()
        self._say(tr("{job}: {outcome}", job=job.title, outcome=outcome(job)))
        self._linger.start()

    def _update(self) -> None:
        running = self._running()
        if not running:
            return
        job = running[-1]
        self.bar.show()
        show_progress(self.bar, job)
        text = tr("{job} — {progress}", job=job.title, progress=going(job, self._estimates.get(job) or Estimate()))
        if len(running) > 1:
            text = tr("{text} · and {n} more", text=text, n=len(running) - 1)
        self._say(text)

    def _say(self, text: str) -> None:
        self.text.setText(self.text.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, 520))
        self.text.setToolTip("")
