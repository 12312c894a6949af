"""What is looked at: the place, the words, the order; what is selected there; and the counts of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QTimer, Signal

from janus_desktop.cancel import Cancel
from janus_desktop.models import GROUPS, SORTS, Change, Chosen, Found, Matching, Question
from janus_desktop.ui.grid.model import GridModel
from janus_desktop.ui.grid.selection import Selection
from janus_desktop.ui.language import tr
from janus_desktop.ui.panels import formats
from janus_desktop.ui.panels.places import Where
from janus_desktop.ui.window_state import MOST_SELECTED, Place

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue
    from janus_desktop.ui.workers import Workshop

#: Topics after which the answer to a question may be another one.
_MEMBERS = frozenset({"members", "images", "tags", "sources"})
#: How much larger or smaller the actions make thumbnails, in pixels.
THUMBNAIL_STEP = 32


class Browsing(QObject):
    """Asks the library what is to be shown, and shows it.

    `asked(Question)` when something else is looked at; `counted(text)` for the status bar; `place(Where)`
    when an action goes to a place; `selection_settled` a moment after the selection came to rest.
    """

    asked = Signal(object)
    answered = Signal(object)  # Found
    counted = Signal(str)
    place = Signal(object)
    selection_settled = Signal()
    search_wanted = Signal()
    thumbnails_wanted = Signal(int)  # pixels more or less

    def __init__(
        self, catalogue: Catalogue, workshop: Workshop, model: GridModel, selection: Selection, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._workshop = workshop
        self.model = model
        self.selection = selection
        self.question = Question()
        self.where = Where()
        self._bytes: int | None = None
        self._restore: Callable[[], None] | None = None
        self._soon = self._timer(120, self.ask)
        self._settle = self._timer(40, self._settled)
        model.wanted_cards.connect(self._fetch_cards)
        selection.changed.connect(self._selection_changed)
        selection.current_changed.connect(lambda _: self._settle.start())

    def _timer(self, milliseconds: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(call)
        return timer

    # what is looked at

    def go(self, kind: str) -> None:
        """Go to one of the fixed places: all, recent, attention, trash."""
        self.place.emit(Where(kind))  # type: ignore[arg-type]

    def look_at(self, where: Where) -> None:
        """Show a place of the left side."""
        self.where = where
        self._change(where.question(self.question))

    def search(self, text: str) -> None:
        """Show what has these words, in the place that is looked at."""
        self._change(replace(self.question, text=text.strip()))

    def sort(self, name: str) -> None:
        """Order by this field."""
        self._change(replace(self.question, sort=name))

    def direction(self, descending: bool) -> None:
        """Newest, largest, last first; or the other way."""
        self._change(replace(self.question, descending=descending))

    def group(self, name: str) -> None:
        """Put a head over each group of this field."""
        self._change(replace(self.question, group=name))

    def _change(self, question: Question) -> None:
        if question != self.question or self.model.found is None:
            self.question = question
            self.ask()
            self.asked.emit(question)

    def ask(self) -> None:
        """Ask the library; a newer question interrupts an older one."""
        self._soon.stop()
        question, cancel = self.question, Cancel()
        catalogue = self._catalogue

        def find() -> tuple[Found, dict[str, str]]:
            return catalogue.search.find(question, cancel), _group_names(catalogue, question.group)

        self._workshop.ask(find, self._show, key="find", cancel=cancel)

    def _show(self, answer: tuple[Found, dict[str, str]]) -> None:
        found, names = answer
        self.model.name_groups(names)
        self.model.set_found(found)
        restore, self._restore = self._restore, None
        if restore is not None:
            restore()
        self._count()
        self.answered.emit(found)

    def _fetch_cards(self, ids: list[int]) -> None:
        self._workshop.ask(lambda: self._catalogue.images.cards(ids), self.model.put_cards)

    def changed(self, change: Change) -> None:
        """Something was committed: look again where that may show."""
        if change.topics & {"images", "members", "tags"}:
            self.model.forget(change.ids)
        if change.topics & _MEMBERS and not self._soon.isActive():
            self._soon.start()

    # selection

    def select_all(self) -> None:
        """Select everything that is shown."""
        self.selection.select_all()

    def select_none(self) -> None:
        """Select nothing."""
        self.selection.clear()

    def invert_selection(self) -> None:
        """Select what is not selected."""
        self.selection.invert()

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.search_wanted.emit()

    def larger(self) -> None:
        """Larger thumbnails."""
        self.thumbnails_wanted.emit(THUMBNAIL_STEP)

    def smaller(self) -> None:
        """Smaller thumbnails."""
        self.thumbnails_wanted.emit(-THUMBNAIL_STEP)

    def chosen(self) -> Chosen | None:
        """What operations work on: the selection; None if it is empty."""
        return self.selection.chosen() if self.selection.count else None

    def chosen_ids(self) -> list[int]:
        """The selection as ids, in the order shown."""
        return list(self.selection.in_order())

    def _selection_changed(self) -> None:
        self._bytes = None
        self._count()
        self._settle.start()

    def _settled(self) -> None:
        self.selection_settled.emit()
        chosen = self.chosen()
        if chosen is None:
            self._workshop.drop("size")
            return
        catalogue, cancel = self._catalogue, Cancel()

        def size() -> int:
            if isinstance(chosen, Matching):
                return catalogue.images.selected(chosen).size
            return catalogue.search.sizes(list(chosen), cancel)

        self._workshop.ask(size, self._sized, key="size", cancel=cancel, failed=lambda _: None)

    def _sized(self, size: int) -> None:
        self._bytes = size
        self._count()

    def _count(self) -> None:
        shown, chosen = self.model.count, self.selection.count
        parts = [tr("{n} images", one="{n} image", n=shown) if shown else self._nothing()]
        if chosen:
            parts.append(tr("{n} selected", n=chosen))
            if self._bytes is not None:
                parts.append(formats.size(self._bytes))
        self.counted.emit(" · ".join(parts))

    def _nothing(self) -> str:
        if self.question.text or self.where.kind not in ("all", "recent"):
            return tr("No images")
        return tr("No images yet")

    # the place in the library, from one day to the next

    def keep(self, place: Place) -> None:
        """Note in `place` what is looked at and selected."""
        place.sort, place.descending, place.group = (
            self.question.sort,
            self.question.descending,
            self.question.group,
        )
        place.text = self.question.text
        few = 0 < self.selection.count <= MOST_SELECTED and not self.selection.all_selected
        place.selection = self.chosen_ids() if few else []
        place.current = self.selection.current or 0

    def restore(self, place: Place, then: Callable[[], None]) -> None:
        """Begin where `place` says; `then` runs when the first answer is shown."""
        self.question = replace(
            self.question,
            sort=place.sort if place.sort in SORTS else "taken",
            group=place.group if place.group in GROUPS else "none",
            descending=place.descending,
            text=place.text,
        )

        def again() -> None:
            there = [image for image in place.selection if self.model.row_of(image) is not None]
            if there:
                self.selection.set_ids(there)
            if place.current and self.model.row_of(place.current) is not None:
                self.selection.set_current(place.current, anchor=True)
            then()

        self._restore = again


def _group_names(catalogue: Catalogue, group: str) -> dict[str, str]:
    """What the keys of groups are called that are no words: folders and imports."""
    if group == "folder":
        return {str(folder.id): folder.path for source in catalogue.sources.tree() for folder in source.folders}
    if group == "import":
        return {
            each.operation: tr(
                "Import of {when} · {n} images",
                when=formats.when(each.at),
                n=QLocale().toString(each.images),
            )
            for each in catalogue.imports.recent(10_000)
        }
    return {}
