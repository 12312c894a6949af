"""Sidecars from the window: written and read on request, or written by themselves after each change."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer

from janus_desktop.cancel import Cancel
from janus_desktop.errors import JanusError
from janus_desktop.models import Change, Chosen, Right, SidecarReport, Step
from janus_desktop.settings import Settings
from janus_desktop.ui.language import say, tr

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue
    from janus_desktop.ui.browsing import Browsing
    from janus_desktop.ui.messages import Messages
    from janus_desktop.ui.workers import Workshop

R = TypeVar("R")
#: milliseconds after a change before its sidecars are written, so that a row of keys makes one writing
SETTLE = 1000
#: lines of a report that a message shows
SHOWN = 200


class Sidecars(QObject):
    """Writes and reads XMP sidecars as jobs; `flush` before editors are left unsaved."""

    def __init__(
        self,
        catalogue: Catalogue,
        workshop: Workshop,
        browsing: Browsing,
        messages: Messages,
        settings: Settings,
        flush: Callable[[], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._workshop = workshop
        self._browsing = browsing
        self._messages = messages
        self._settings = settings
        self._flush = flush
        self._waiting: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE)
        self._timer.timeout.connect(self.write_waiting)

    def write(self) -> None:
        """Write the sidecars of the selection."""
        self._flush()
        chosen = self._browsing.chosen()
        if chosen is not None:
            self._write(chosen, overwrite=False)

    def _write(self, chosen: Chosen, *, overwrite: bool) -> None:
        style = self._settings.get("sidecar_name")
        sidecars = self._catalogue.sidecars

        def steps(cancel: Cancel) -> Generator[Step, None, SidecarReport]:
            return sidecars.write(chosen, cancel, style=style, overwrite=overwrite)

        self._workshop.start(tr("Writing sidecars"), steps, self._written)

    def _written(self, report: SidecarReport) -> None:
        self._messages.status(tr("{n} sidecars were written.", one="{n} sidecar was written.", n=report.done))
        clashes = [line for line in report.lines if line.status == "conflict"]
        if clashes:
            self._messages.ask(
                tr(
                    "Another program changed {n} sidecars since Janus last knew them. Overwrite them?",
                    one="Another program changed {n} sidecar since Janus last knew it. Overwrite it?",
                    n=len(clashes),
                ),
                tr("&Overwrite"),
                lambda: self._write([line.id for line in clashes], overwrite=True),
                title=tr("Write sidecars"),
                more=tr("What Janus has no field for is kept. To take over the changes, read the metadata again."),
                danger=True,
            )
        elif report.lines:
            self._tell(report, tr("Write sidecars"))

    def read(self) -> None:
        """Take over what other programs changed in the sidecars of the selection."""
        self._flush()
        chosen = self._browsing.chosen()
        if chosen is not None:
            sidecars = self._catalogue.sidecars
            self._workshop.start(tr("Reading sidecars"), lambda cancel: sidecars.read_again(chosen, cancel), self._read)

    def _read(self, report: SidecarReport) -> None:
        text = tr("{n} changed sidecars were read.", one="{n} changed sidecar was read.", n=report.done)
        self._messages.status(text)
        if report.failed:
            self._tell(report, tr("Read sidecars again"))

    def _tell(self, report: SidecarReport, title: str) -> None:
        lines = [f"{line.path}: {say(line.reason)}" for line in report.lines[:SHOWN] if line.reason is not None]
        self._messages.warn(
            tr("{n} sidecars could not be used.", one="{n} sidecar could not be used.", n=len(report.lines)),
            title=title,
            details="\n".join(lines),
        )

    # by themselves

    def changed(self, change: Change) -> None:
        """Where the person wants it so, write what this window just changed, a moment later."""
        if not (change.ours and change.ids and change.user_id == self._catalogue.me.id):
            return
        if not {"images", "tags"} & change.topics or "members" in change.topics:
            return
        if self._settings.get("sidecars_automatic") and self._catalogue.may(Right.EDIT):
            self._waiting.update(change.ids)
            self._timer.start()

    def write_waiting(self) -> None:
        """Write now what waits to be written."""
        self._timer.stop()
        ids, self._waiting = sorted(self._waiting), set()
        if not ids:
            return
        style = self._settings.get("sidecar_name")
        steps = self._catalogue.sidecars.write
        self._workshop.ask(lambda: _drained(steps(ids, style=style)), self._kept, failed=self._failed)

    def _failed(self, error: JanusError) -> None:
        self._messages.error(error)

    def _kept(self, report: SidecarReport) -> None:
        left = report.conflict + report.failed
        if left:
            self._messages.status(
                tr("{n} sidecars could not be written; Image ▸ Write sidecars says why.",
                   one="{n} sidecar could not be written; Image ▸ Write sidecars says why.", n=left)
            )  # fmt: skip


def _drained(steps: Generator[Step, None, R]) -> R:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            answer: R = end.value
            return answer
