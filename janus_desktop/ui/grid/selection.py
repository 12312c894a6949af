"""Which images are selected: an ordered array of ids, or all but some, so that a million cost nothing."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QObject, Signal

from janus_desktop.models import Chosen, Matching
from janus_desktop.ui.grid import ids as many
from janus_desktop.ui.grid.model import GridModel, same_images


class Selection(QObject):
    """The selection over a `GridModel`, shared by all views on it, with the current image.

    `changed` tells that other images are selected, `current_changed` that another one is current.
    """

    changed = Signal()
    current_changed = Signal(object)  # id or None

    def __init__(self, model: GridModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._all = False
        self._ids = many.empty()  # selected, or with `_all` those that are not
        self._current: int | None = None
        self._anchor: int | None = None
        self._near = 0
        self._known = model.found
        model.reset.connect(self._survive)

    # what is selected

    def contains(self, image: int) -> bool:
        """Whether `image` (one of those shown) is selected."""
        return many.contains(self._ids, image) is not self._all

    @property
    def count(self) -> int:
        """How many images are selected."""
        return self._model.count - len(self._ids) if self._all else len(self._ids)

    @property
    def all_selected(self) -> bool:
        """Whether there are images and every one is selected."""
        return self._model.count > 0 and self.count == self._model.count

    def chosen(self) -> Chosen:
        """The selection as operations take it: ids, or the question with what is left out."""
        if self._all and self._model.question is not None:
            return Matching(self._model.question, frozenset(self._ids))
        return tuple(self._ids)

    def in_order(self) -> Iterator[int]:
        """The selected ids in the order they are shown."""
        if self._all:
            return (image for image in self._model.ids if not many.contains(self._ids, image))
        return many.in_order(self._ids, self._model.ids)

    # the current image

    @property
    def current(self) -> int | None:
        """The id of the image that the keyboard is at."""
        return self._current

    @property
    def current_row(self) -> int | None:
        """The row of the current image."""
        return self._row(self._current)

    @property
    def anchor(self) -> int | None:
        """The id that Shift extends from."""
        return self._anchor

    @property
    def anchor_row(self) -> int | None:
        """The row that Shift extends from."""
        return self._row(self._anchor)

    def set_current(self, image: int | None, *, anchor: bool = False) -> None:
        """Move the keyboard to `image` without changing what is selected."""
        if anchor:
            self._anchor = image
        if image != self._current:
            self._current = image
            self.current_changed.emit(image)

    def _row(self, image: int | None) -> int | None:
        row = self._model.row_of(image, self._near)
        if row is not None:
            self._near = row
        return row

    # changing it

    def select_only(self, image: int) -> None:
        """Select `image` alone and make it current."""
        self.set_current(image, anchor=True)
        self._set(False, array("q", [image]))

    def toggle(self, image: int) -> None:
        """Select `image`, or take it out, and make it current."""
        self.set_current(image, anchor=True)
        one = array("q", [image])
        if many.contains(self._ids, image):
            self._set(self._all, many.without(self._ids, one))
        else:
            self._set(self._all, many.union(self._ids, one))

    def set_range(self, first: int, last: int, *, keep: bool = False) -> None:
        """Select the rows `first` to `last` (both included, either way round); `keep` adds to the others."""
        low, high = sorted((first, last))
        self.set_ids(self._model.ids[max(0, low) : high + 1], keep=keep)

    def set_ids(self, ids: Iterable[int], *, keep: bool = False) -> None:
        """Select `ids`; `keep` adds to what is selected already."""
        wanted = many.ordered(ids)
        if not keep:
            self._set(False, wanted)
        elif self._all:
            self._set(True, many.without(self._ids, wanted))
        else:
            self._set(False, many.union(self._ids, wanted))

    def select_all(self) -> None:
        """Select every image that is shown, also those that come in while the question stays."""
        if self._model.count:
            self._set(True, many.empty())

    def clear(self) -> None:
        """Select nothing; the current image stays."""
        self._set(False, many.empty())

    def invert(self) -> None:
        """Select what is not selected."""
        if self._model.count:
            self._set(not self._all, self._ids)

    def state(self) -> tuple[bool, array[int]]:
        """What is selected now, for `restore` (a rubber band goes back and forth over it)."""
        return self._all, self._ids[:]

    def restore(self, state: tuple[bool, array[int]], add: Sequence[int] = ()) -> None:
        """Select what `state` has, and `add`."""
        everything, ids = state
        wanted = many.ordered(add)
        self._set(everything, many.without(ids, wanted) if everything else many.union(ids, wanted))

    def _set(self, everything: bool, ids: array[int]) -> None:
        if everything == self._all and ids == self._ids:
            return
        self._all, self._ids = everything, ids
        self.changed.emit()

    # another answer

    def _survive(self) -> None:
        """What is gone drops out. All-but stays all-but for the same question, else becomes ids."""
        before, self._known = self._known, self._model.found
        was = self.state(), self.count
        if self._all and not same_images(before.question if before else None, self._model.question):
            old = many.ordered(before.ids) if before else many.empty()
            self._ids = many.without(old, self._ids)
            self._all = False
        self._ids = many.present(self._ids, self._model.ids)
        if self._row(self._anchor) is None:
            self._anchor = None
        if self._current is not None and self._row(self._current) is None:
            same = before is not None and same_images(before.question, self._model.question)
            self.set_current(self._neighbour(before.ids) if before is not None and same else None)
        if was[0] != (self._all, self._ids) or (self._all and was[1] != self.count):
            self.changed.emit()

    def _neighbour(self, before: array[int]) -> int | None:
        """Where the current image was, for when it is gone: the next one there that is still shown."""
        gone = many.position(before, self._current, self._near) if self._current is not None else None
        if gone is None or not self._model.count:
            return None
        for image in before[gone + 1 : gone + 200]:
            if self._model.row_of(image, gone) is not None:
                return int(image)
        return int(self._model.ids[min(gone, self._model.count - 1)])
