"""What the grid shows: an array of ids, runs of groups, and the cards of what was lately on screen."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal

from janus_desktop.models import Card, Found, Question
from janus_desktop.ui.grid import ids as many

#: How many cards are kept; a screen has some forty.
KEPT: Final = 4000


class GridModel(QObject):
    """Holds ids and what is known of them. It asks for cards by `wanted_cards` and never waits for them."""

    reset = Signal()
    cards_changed = Signal(object)  # frozenset of ids, or None for all
    wanted_cards = Signal(object)  # list of ids

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: Found | None = None
        self._before: Found | None = None
        self._ids: array[int] = many.empty()
        self._cards: OrderedDict[int, Card] = OrderedDict()
        self._stale: set[int] = set()
        self._asked: list[int] = []
        self._group_names: Mapping[str, str] = {}

    @property
    def found(self) -> Found | None:
        """What is shown; None until the first answer came."""
        return self._found

    @property
    def before(self) -> Found | None:
        """What was shown before `reset`."""
        return self._before

    @property
    def question(self) -> Question | None:
        """The question that is answered here."""
        return self._found.question if self._found is not None else None

    @property
    def ids(self) -> array[int]:
        """All ids in the order they are shown. Not to be changed."""
        return self._ids

    @property
    def runs(self) -> tuple[tuple[int, str], ...]:
        """Where each group starts (first row, key); empty for no groups."""
        return self._found.runs if self._found is not None else ()

    @property
    def count(self) -> int:
        """How many images are shown."""
        return len(self._ids)

    def set_found(self, found: Found) -> None:
        """Show another answer. Cards of images that are in both stay."""
        self._before, self._found = self._found, found
        self._ids = found.ids if isinstance(found.ids, array) else array("q", found.ids)
        self._asked = []
        self.reset.emit()

    def row_of(self, image: int | None, near: int = 0) -> int | None:
        """The row of `image`, looked for around row `near` first; None where it is not shown."""
        return None if image is None else many.position(self._ids, image, near)

    def card(self, image: int) -> Card | None:
        """What is known of `image`; None while it is not. Asking here asks nobody: see `want`."""
        card = self._cards.get(image)
        if card is not None:
            self._cards.move_to_end(image)
        return card

    def cards(self) -> Iterable[Card]:
        """All cards that are at hand, in no order."""
        return self._cards.values()

    def want(self, ids: Sequence[int]) -> None:
        """Ask for those of `ids` whose cards are not at hand or no longer true."""
        wanted = [image for image in ids[:KEPT] if image not in self._cards or image in self._stale]
        if wanted and wanted != self._asked:
            self._asked = wanted
            self.wanted_cards.emit(wanted)

    def put_cards(self, cards: Mapping[int, Card]) -> None:
        """Take in cards that were asked for. Ids that are missing in `cards` are no longer asked for."""
        self._cards.update(cards)
        for image in cards:
            self._cards.move_to_end(image)
        self._stale.difference_update(cards)
        while len(self._cards) > KEPT:
            self._stale.discard(self._cards.popitem(last=False)[0])
        self.cards_changed.emit(frozenset(cards))

    def forget(self, ids: Iterable[int] | None = None) -> None:
        """The cards of `ids` (None: all) are no longer true. They are shown until newer ones come."""
        gone = list(self._cards) if ids is None else [image for image in ids if image in self._cards]
        self._stale.update(gone)
        self._asked = []
        self.cards_changed.emit(None if ids is None else frozenset(gone))

    def clear(self) -> None:
        """Forget everything: another person signed in, or nobody."""
        self._cards.clear()
        self._stale.clear()
        self._asked = []
        self._before = self._found = None
        self._ids = many.empty()
        self.reset.emit()

    @property
    def group_names(self) -> Mapping[str, str]:
        """Words for group keys that are no words themselves (ids of folders, operations of imports)."""
        return self._group_names

    def name_groups(self, names: Mapping[str, str]) -> None:
        """Say what the keys of groups by folder and by import are called."""
        self._group_names = dict(names)
        self.cards_changed.emit(frozenset())


def same_images(one: Question | None, other: Question | None) -> bool:
    """Whether two questions ask for the same images, in whatever order and groups."""
    if one is None or other is None:
        return False
    return _place(one) == _place(other)


def _place(question: Question) -> tuple[object, ...]:
    return (
        question.text.strip(),
        question.source,
        question.folder,
        question.tag,
        question.operation,
        question.trashed,
    )
