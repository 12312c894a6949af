"""What every service holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
