"""One job in words, and as a row."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from janus_desktop.models import ImportReport
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import icon, mark
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S, GAP_XS
from janus_desktop.ui.panels import formats
from janus_desktop.ui.panels.estimate import Estimate
from janus_desktop.ui.panels.fields import plain
from janus_desktop.ui.workers import Job


def report_text(report: ImportReport) -> str:
    """An import's outcome in one line."""
    parts = [tr("{n} added", n=report.added)]
    if report.duplicate:
        parts.append(tr("{n} duplicates", one="{n} duplicate", n=report.duplicate))
    if report.unreadable:
        parts.append(tr("{n} unreadable", n=report.unreadable))
    if report.skipped:
        parts.append(tr("{n} skipped", n=report.skipped))
    return ", ".join(parts)


def outcome(job: Job) -> str:
    """How a job ended."""
    if job.state == "failed":
        return say(job.error.words) if job.error is not None else tr("It did not work.")
    text = report_text(job.result) if isinstance(job.result, ImportReport) else ""
    if job.state == "cancelled":
        return tr("Cancelled: {what}", what=text) if text else tr("Cancelled; what was done is kept.")
    return text or tr("Done")


def going(job: Job, estimate: Estimate) -> str:
    """How far a job has come."""
    if job.cancelling:
        return tr("Stopping…")
    step = job.step
    if step is None:
        return tr("Starting…")
    left = None if job.paused else estimate.left(step.total)
    text = formats.progress(step.done, step.total, left)
    stages = {"thumbnails": tr("thumbnails"), "check": tr("checking")}
    if step.stage in stages:
        text = tr("{stage} {progress}", stage=stages[step.stage], progress=text)
    return tr("Paused · {progress}", progress=text) if job.paused else text


def show_progress(bar: QProgressBar, job: Job) -> None:
    """Let `bar` show how far `job` has come; an unknown end moves to and fro."""
    step = job.step
    if step is None or not step.total:
        bar.setRange(0, 0)
    else:
        bar.setRange(0, 1000)
        bar.setValue(min(1000, step.done * 1000 // step.total))


class JobRow(QWidget):
    """One job: title, bar, how far; pause and cancel while it runs, its summary when it has ended."""

    summary_asked = Signal(object)  # ImportReport

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.job = job
        self.estimate = Estimate()
        self.title = plain(job.title)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.title.setToolTip("")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(job.title)
        self.text = plain("", "caption", wrap=True)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.pause = self._button("pause", tr("Pause"))
        self.stop = self._button("close", tr("Cancel"))
        self.summary = QPushButton(tr("Show summary"))
        self.summary.setProperty("flat", True)
        self.summary.hide()
        head = QHBoxLayout()
        head.setSpacing(GAP_XS)
        head.addWidget(self.title, 1)
        head.addWidget(self.pause)
        head.addWidget(self.stop)
        foot = QHBoxLayout()
        foot.addWidget(self.text, 1)
        foot.addWidget(self.summary)
        box = QVBoxLayout(self)
        box.setContentsMargins(GAP_L, GAP_S, GAP_M, GAP_S)
        box.setSpacing(GAP_XS)
        box.addLayout(head)
        box.addWidget(self.bar)
        box.addLayout(foot)
        self.pause.clicked.connect(lambda: job.resume() if job.paused else job.pause())
        self.stop.clicked.connect(job.cancel)
        self.summary.clicked.connect(lambda: self.summary_asked.emit(job.result))
        job.stepped.connect(self._stepped)
        job.changed.connect(self.update_text)
        job.finished.connect(self.update_text)
        self.update_text()

    @staticmethod
    def _button(picture: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(picture, "dim"))
        button.setToolTip(words)
        button.setAccessibleName(words)
        return button

    def update_text(self) -> None:
        """Show the job as it is now."""
        job, running = self.job, self.job.state == "running"
        for widget in (self.bar, self.pause, self.stop):
            widget.setVisible(running)
        if running:
            show_progress(self.bar, job)
            words = tr("Continue") if job.paused else tr("Pause")
            self.pause.setIcon(icon("play" if job.paused else "pause", "dim"))
            self.pause.setToolTip(words)
            self.pause.setAccessibleName(words)
            self.pause.setEnabled(not job.cancelling)
            self.stop.setEnabled(not job.cancelling)
            self.text.setText(going(job, self.estimate))
            return
        self.text.setText(outcome(job))
        mark(self.text, "role", "bad" if job.state == "failed" else "caption")
        self.summary.setVisible(isinstance(job.result, ImportReport))

    def _stepped(self, _step: object) -> None:
        if self.job.step is not None:
            self.estimate.feed(self.job.seconds, self.job.step.done)
        self.update_text()
