"""What is done to images: rating, label, flag, tags, trash; and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from janus_desktop.errors import Conflict, JanusError, Words
from janus_desktop.models import Attention, Change, Chosen, Done, Operation, Right
from janus_desktop.ui.language import say, tr

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue
    from janus_desktop.ui.browsing import Browsing
    from janus_desktop.ui.messages import Messages
    from janus_desktop.ui.workers import Workshop

#: Files that a message names before it says how many more there are.
MOST_NAMED = 20


class Editing(QObject):
    """Runs edits on the write lane, in the order they were asked for. `undo_changed` when undo or redo did."""

    undo_changed = Signal()

    def __init__(
        self,
        catalogue: Catalogue,
        workshop: Workshop,
        browsing: Browsing,
        messages: Messages,
        flush: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._workshop = workshop
        self._browsing = browsing
        self._messages = messages
        self._flush = flush
        self._window = parent
        self.next_undo: Operation | None = None
        self.next_redo: Operation | None = None

    # values

    def rate(self, stars: int) -> None:
        """Give so many stars; none takes them away."""
        self._edit("rating", stars or None)

    def rate_more(self, step: int) -> None:
        """A star more or less for each image, between none and five."""
        ids = self._browsing.chosen_ids()
        images = self._catalogue.images

        def work() -> Done | None:
            by_stars: dict[int, list[int]] = {}
            for image, card in images.cards(ids).items():
                now = max(0, card.rating or 0)
                stars = min(5, max(0, now + step))
                if stars != now:
                    by_stars.setdefault(stars, []).append(image)
            done = None
            for stars, those in by_stars.items():
                done = images.edit(those, {"rating": stars or None})
            return done

        if ids:
            self._workshop.ask(work, self._said, lane="write", failed=self._refused)

    def _said(self, done: Done | None) -> None:
        if done is not None:
            self.say(done)

    def label(self, name: str) -> None:
        """Set the colour label; an empty name takes it away."""
        self._edit("label", name or None)

    def flag(self, name: str) -> None:
        """Flag as pick or reject; an empty name takes the flag away."""
        self._edit("flag", name or None)

    def _edit(self, field: str, value: str | int | None) -> None:
        self._on_chosen(lambda chosen: self._catalogue.images.edit(chosen, {field: value}))

    def tag_dropped(self, tag: int, ids: object) -> None:
        """Images were let go on a tag: they get it."""
        if not isinstance(ids, list | tuple) or not ids:
            return
        chosen = [int(each) for each in ids]
        tags = self._catalogue.tags

        def add() -> Done:
            path = next(("|".join(each.path) for each in tags.all() if each.id == tag), "")
            return tags.add(chosen, [path] if path else [])

        self.do(add)

    # trash

    def trash(self) -> None:
        """Move the selection to the trash; undo brings it back, so nobody is asked."""
        self._on_chosen(self._catalogue.images.trash)

    def restore(self) -> None:
        """Take the selection back from the trash."""
        self._on_chosen(self._catalogue.images.restore)

    def empty_trash(self) -> None:
        """Ask, with the count, then forget what is in the trash."""
        self._workshop.ask(self._catalogue.sources.counts, lambda counts: self._ask_to_empty(counts.trash, None))

    def remove_chosen(self) -> None:
        """Ask, then forget the chosen images of the trash."""
        ids = self._browsing.chosen_ids()
        if ids:
            self._ask_to_empty(len(ids), ids)

    def _ask_to_empty(self, count: int, ids: list[int] | None) -> None:
        if not count:
            self._messages.status(tr("The trash is empty."))
            return
        self._messages.ask(
            tr(
                "Remove {n} images from the catalogue for ever?",
                one="Remove {n} image from the catalogue for ever?",
                n=count,
            ),
            tr("&Remove"),
            lambda: self.do(lambda: self._catalogue.images.empty_trash(ids)),
            title=tr("Empty trash"),
            more=tr(
                "What was entered about them is lost; this can’t be undone. Files that are linked stay "
                "where they are; copies in the library’s own folder go to the system’s trash."
            ),
            danger=True,
        )

    def trash_files(self) -> None:
        """Ask, then move the files themselves to the system's trash."""
        ids = self._browsing.chosen_ids()
        if not ids:
            return
        self._messages.ask(
            tr(
                "Move the files of {n} images to the system’s trash?",
                one="Move the file of {n} image to the system’s trash?",
                n=len(ids),
            ),
            tr("&Move files"),
            lambda: self._workshop.ask(
                lambda: self._catalogue.images.trash_files(ids),
                self._files_trashed,
                lane="write",
                failed=self._refused,
            ),
            title=tr("Move files to the system’s trash"),
            more=tr("The images go to the trash of the catalogue. Undo brings those back, but not the files."),
            danger=True,
        )

    def _files_trashed(self, results: list[tuple[str, Words | None]]) -> None:
        wrong = [(path, reason) for path, reason in results if reason is not None]
        well = len(results) - len(wrong)
        if wrong:
            lines = [f"{path}: {say(reason)}" for path, reason in wrong[:MOST_NAMED]]
            if len(wrong) > MOST_NAMED:
                lines.append(tr("and {n} more", n=len(wrong) - MOST_NAMED))
            self._messages.warn(
                tr("{n} files could not be moved.", one="{n} file could not be moved.", n=len(wrong)),
                title=tr("Move files to the system’s trash"),
                details="\n".join(lines),
            )
        else:
            self._messages.status(tr("{n} files were moved.", one="{n} file was moved.", n=well))

    # files that lie elsewhere now

    def locate(self) -> None:
        """Ask where the file of the chosen image lies now."""
        ids = self._browsing.chosen_ids()
        if len(ids) == 1:
            self._locate(tr("Locate file"), QFileDialog.FileMode.ExistingFile, lambda each: each.image == ids[0])

    def locate_folder(self, path: str) -> None:
        """Ask where a folder that was moved lies now."""
        inside = path.rstrip("/") + "/"
        self._locate(tr("Locate folder"), QFileDialog.FileMode.Directory, lambda each: each.path.startswith(inside))

    def _locate(self, title: str, mode: QFileDialog.FileMode, fits: Callable[[Attention], bool]) -> None:
        attention = self._catalogue.attention

        def missing() -> Attention | None:
            return next((each for each in attention.all() if each.kind == "missing" and fits(each)), None)

        def ask(notice: Attention | None) -> None:
            if notice is None:
                self._messages.tell(
                    tr("Nothing is known to be missing there. Library ▸ Check files looks again."), title=title
                )
                return
            picker = QFileDialog(self._window, title)
            picker.setFileMode(mode)
            picker.fileSelected.connect(lambda path: self.do(lambda: attention.locate(notice.id, path)))
            picker.open()

        self._workshop.ask(missing, ask, key="locate", failed=self._refused)

    # undo

    def undo(self) -> None:
        """Take back this person's newest operation of this window."""
        self._flush()
        if self.next_undo is not None:
            self.undo_operation(self.next_undo.id)
        else:  # what was just flushed is not yet known here
            self._take_back(lambda free: self._catalogue.history.undo(free_only=free))

    def undo_operation(self, operation: str) -> None:
        """Take back one operation."""
        self._take_back(lambda free: self._catalogue.history.undo(operation, free_only=free))

    def redo(self) -> None:
        """Do again what was undone last."""
        self._take_back(lambda free: self._catalogue.history.redo(free_only=free))

    def _take_back(self, call: Callable[[bool], Done]) -> None:
        def refused(error: JanusError) -> None:
            if not isinstance(error, Conflict) or not error.free:
                self._refused(error)
                return
            self._messages.ask(
                error.words,
                tr("&Undo the other {n}", n=error.free),
                lambda: self.do(lambda: call(True)),
                title=tr("Changed since"),
            )

        self._workshop.ask(lambda: call(False), self.say, lane="write", failed=refused)

    def refresh(self, change: Change | None = None) -> None:
        """Ask what Ctrl+Z would take back now."""
        if change is not None and not change.ours:
            return
        history = self._catalogue.history
        self._workshop.ask(
            lambda: (history.next_undo(), history.next_redo()), self._known, key="next undo", failed=lambda _: None
        )

    def _known(self, both: tuple[Operation | None, Operation | None]) -> None:
        self.next_undo, self.next_redo = both
        self.undo_changed.emit()

    # how all of it runs

    def do(self, call: Callable[[], Done]) -> None:
        """Run one operation and say in the status line what it did."""
        self._workshop.ask(call, self.say, lane="write", failed=self._refused)

    def say(self, done: Done) -> None:
        """Say what was done."""
        text = say(done.words)
        self._messages.status(text[:1].upper() + text[1:])
        self.refresh()

    def may(self, right: Right) -> bool:
        """Whether the person holds `right`."""
        return self._catalogue.may(right)

    def _on_chosen(self, call: Callable[[Chosen], Done]) -> None:
        self._flush()
        chosen = self._browsing.chosen()
        if chosen is not None:
            self.do(lambda: call(chosen))

    def _refused(self, error: JanusError) -> None:
        self._messages.error(error)
