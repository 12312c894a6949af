"""Long work: imports and their summaries, checking files, making thumbnails, verifying the trail."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from janus_desktop.cancel import Cancel
from janus_desktop.models import ChainReport, ImportOptions, ImportReport, RescanReport, Right, Step
from janus_desktop.settings import Settings
from janus_desktop.ui.dialogs.import_options import ImportOptionsDialog, options_of
from janus_desktop.ui.dialogs.import_summary import ImportSummary
from janus_desktop.ui.language import say, tr

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue
    from janus_desktop.ui.messages import Messages
    from janus_desktop.ui.window_state import WindowState
    from janus_desktop.ui.workers import Job, Workshop
R = TypeVar("R")


class Importing(QObject):
    """Starts long work as jobs. `undo(operation)` and `attention` are asked for in a summary."""

    undo = Signal(str)
    attention = Signal()
    imported = Signal(object)  # ImportReport

    def __init__(
        self,
        catalogue: Catalogue,
        workshop: Workshop,
        messages: Messages,
        settings: Settings,
        state: WindowState,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._workshop = workshop
        self._messages = messages
        self._settings = settings
        self._state = state
        self._window = parent
        self._imports: dict[Job, int] = {}

    # import

    def choose_files(self) -> None:
        """Let the person choose files."""
        self._choose(tr("Import files"), QFileDialog.FileMode.ExistingFiles)

    def choose_folder(self) -> None:
        """Let the person choose a folder."""
        self._choose(tr("Import folder"), QFileDialog.FileMode.Directory)

    def _choose(self, title: str, mode: QFileDialog.FileMode) -> None:
        picker = QFileDialog(self._window, title, self._state.folder)
        picker.setFileMode(mode)
        picker.setLabelText(QFileDialog.DialogLabel.Accept, tr("Import"))

        def chosen(files: list[str]) -> None:
            self._state.folder = picker.directory().absolutePath()
            self.paths(files, asking=("menu", "always"))

        picker.filesSelected.connect(chosen)
        picker.open()

    def paths(self, files: Sequence[str | bytes | Path], *, asking: Sequence[str] = ("always",)) -> None:
        """Take in these files and folders, after asking how where the setting is one of `asking`."""
        if not files:
            return
        if not self._catalogue.may(Right.IMPORT):
            self._messages.error(tr("Your role may not {what}.", what=Right.IMPORT.words))
            return
        named = list(files)
        if self._settings.get("import_ask") not in asking:
            self._import(named, options_of(self._settings))
            return
        dialog = ImportOptionsDialog(self._window, self._settings)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda options: self._asked(named, options))
        dialog.open()

    def _asked(self, named: Sequence[str | bytes | Path], options: ImportOptions) -> None:
        try:
            self._settings.save()
        except OSError as error:
            self._messages.status(tr("The choices could not be kept: {reason}.", reason=error.strerror or str(error)))
        self._import(named, options)

    def _import(self, named: Sequence[str | bytes | Path], options: ImportOptions) -> None:
        imports = self._catalogue.imports
        job = self._workshop.start(_title(named), lambda cancel: imports.files(named, options, cancel), self._imported)
        self._remember(job)

    def _remember(self, job: Job) -> None:
        self._imports[job] = 0
        job.finished.connect(lambda: self._imports.pop(job, None))

    def running(self) -> list[tuple[int, int]]:
        """How far the imports are that run now: (files done, files in all, 0 where unknown)."""
        return [(job.step.done, job.step.total or 0) for job in self._imports if job.step is not None]

    def _imported(self, report: ImportReport) -> None:
        self.imported.emit(report)
        self.show_report(report)

    def show_report(self, report: ImportReport) -> None:
        """Say in a dialog what an import did."""
        summary = ImportSummary(self._window, report)
        summary.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        summary.undo.connect(self.undo)
        summary.attention.connect(self.attention)
        summary.open()

    # other long work

    def check(self) -> None:
        """Look which files are there, missing or changed."""
        sources = self._catalogue.sources
        self._start(tr("Checking files"), sources.check, self._checked)

    def _checked(self, moved: int) -> None:
        if moved:
            text = tr("{n} files changed their state.", one="{n} file changed its state.", n=moved)
            self._messages.status(text)
        else:
            self._messages.status(tr("All files are as they were."))

    def rescan(self, source: int) -> None:
        """Look for new, moved, changed and vanished files of a source."""
        sources = self._catalogue.sources
        self._start(tr("Looking for new files"), lambda cancel: sources.rescan([source], cancel), self._rescanned)

    def _rescanned(self, report: RescanReport) -> None:
        self._messages.status(
            tr(
                "{n} new images; {moved} moved, {changed} changed, {missing} missing.",
                one="{n} new image; {moved} moved, {changed} changed, {missing} missing.",
                n=report.added,
                moved=report.moved,
                changed=report.changed,
                missing=report.missing,
            )
        )

    def fill_thumbnails(self) -> None:
        """Make the thumbnails that are missing."""
        self._start(tr("Making thumbnails"), self._catalogue.thumbnails.fill, self._filled)

    def _filled(self, made: int) -> None:
        self._messages.status(tr("{n} thumbnails were made.", one="{n} thumbnail was made.", n=made))

    def verify(self) -> None:
        """Recompute the chain of the log and say whether it is whole."""
        self._start(tr("Verifying the trail"), self._catalogue.verify_chain, self._verified)

    def _verified(self, report: ChainReport) -> None:
        if report.whole:
            self._messages.tell(
                tr("The trail is whole: {n} entries were checked.", n=report.rows), title=tr("Verify the trail")
            )
            return
        lines = [f"{table} {row}: {say(why)}" for table, row, why in report.broken]
        self._messages.warn(
            tr(
                "The trail was changed: {n} entries are not as they were written.",
                one="The trail was changed: {n} entry is not as it was written.",
                n=len(report.broken),
            ),
            title=tr("Verify the trail"),
            details="\n".join(lines),
        )

    def _start(
        self, title: str, steps: Callable[[Cancel], Generator[Step, None, R]], then: Callable[[R], None]
    ) -> None:
        self._workshop.start(title, steps, then)


def _title(named: Sequence[str | bytes | Path]) -> str:
    """What an import is called while it runs."""
    first = os.fsdecode(named[0]).rstrip("/")
    name = os.fsencode(Path(first).name or first).decode(errors="replace")
    if len(named) == 1:
        return tr("Importing {name}", name=name)
    return tr("Importing {name} and {n} more", name=name, n=len(named) - 1)
