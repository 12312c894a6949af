"""What every service holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from janus_desktop.errors import NotAllowed, words
from janus_desktop.models.rights import Right
from janus_desktop.models.store import Store
from janus_desktop.models.transaction import Door

if TYPE_CHECKING:
    from janus_desktop.models.library import Library


class Service:
    """A handful of operations on one subject."""

    def __init__(self, library: Library, door: Door) -> None:
        self.library = library
        self.door = door

    @property
    def store(self) -> Store:
        """Where reading happens; writing goes through `door`."""
        return self.library.store

    def _must(self, right: Right) -> None:
        """For what only reads, but not for everybody: `NotAllowed`, with its row in `security`."""
        with self.store.read() as connection:
            allowed = right in self.door.rights_now(connection)
        if not allowed:
            with self.door.record("refused", self.door.user, operation=right.name.lower()):
                pass
            raise NotAllowed(words("You may not {right}.", right=right.words))
