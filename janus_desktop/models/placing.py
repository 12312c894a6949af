"""Sources and folders: which root a path belongs to, and the tree of folders below it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from janus_desktop.models.store import among
from janus_desktop.models.tables import Folder, Image, Place, Source


class Roots:
    """The sources of a library, and the folders in them, remembered while an operation runs."""

    def __init__(self) -> None:
        self._sources: dict[bytes, int] | None = None
        self._folders: dict[tuple[int, bytes], int] = {}

    def split(self, connection: Connection, path: bytes, wish: bytes) -> tuple[int, bytes]:
        """The source of a file and its path within it; `wish` becomes a source where none holds the file."""
        known = self._known(connection)
        root = os.path.dirname(path)
        while root not in known:
            above = os.path.dirname(root)
            if above == root:
                return self.ensure(connection, wish), os.path.relpath(path, wish)
            root = above
        return known[root], os.path.relpath(path, root)

    def find(self, connection: Connection, path: bytes) -> tuple[int, bytes] | None:
        """As `split`, None where no source holds the file."""
        known = self._known(connection)
        root = os.path.dirname(path)
        while root not in known:
            above = os.path.dirname(root)
            if above == root:
                return None
            root = above
        return known[root], os.path.relpath(path, root)

    def ensure(self, connection: Connection, root: bytes, kind: str = "folder") -> int:
        """The id of the source at `root`, made where missing."""
        known = self._known(connection)
        if root not in known:
            name = os.path.basename(root).decode("utf-8", "replace") or root.decode("utf-8", "replace")
            known[root] = connection.execute(
                insert(Source)
                .values(name=name, root=root, kind=kind, online=True, watched=False, created_at=datetime.now(UTC))
                .returning(Source.id)
            ).scalar_one()
        return known[root]

    def folder(self, connection: Connection, source: int, path: bytes) -> int:
        """The id of the folder at `path` (relative, `b""` for the root), made with all above it."""
        key = (source, path)
        if key in self._folders:
            return self._folders[key]
        found = connection.scalar(select(Folder.id).where(Folder.source_id == source, Folder.path == path))
        if found is None:
            parent = self.folder(connection, source, os.path.dirname(path)) if path else None
            name = os.path.basename(path).decode("utf-8", "replace")
            found = connection.execute(
                insert(Folder).values(source_id=source, parent_id=parent, path=path, name=name).returning(Folder.id)
            ).scalar_one()
        self._folders[key] = found
        return found

    def forget(self) -> None:
        """Read everything again: a transaction that made some of it was rolled back."""
        self._sources = None
        self._folders.clear()

    def _known(self, connection: Connection) -> dict[bytes, int]:
        if self._sources is None:
            rows = connection.execute(select(Source.root, Source.id))
            self._sources = {row[0]: row[1] for row in rows}
        return self._sources


def refresh_states(connection: Connection, images: Sequence[int]) -> None:
    """Bring `images.state` in line with the places: the best of them counts."""
    order = ("present", "changed", "offline", "missing")
    best: dict[int, str] = {}
    for image, state in connection.execute(
        select(Place.image_id, Place.state).where(among(Place.image_id, sorted(set(images))))
    ):
        if image not in best or order.index(state) < order.index(best[image]):
            best[image] = state
    for state in order:
        ids = [image for image, is_in in best.items() if is_in == state]
        if ids:
            connection.execute(update(Image).where(among(Image.id, ids)).values(state=state))
