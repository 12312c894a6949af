"""Where files come from: the tree at the left, and whether the files are still there."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from janus_desktop.cancel import Cancel
from janus_desktop.errors import NotFound, words
from janus_desktop.models.disks import is_network
from janus_desktop.models.looking import note, state_of
from janus_desktop.models.reading import is_folder
from janus_desktop.models.reports import RescanReport, WatchedRoot
from janus_desktop.models.rescanning import Rescan
from janus_desktop.models.rights import Right
from janus_desktop.models.services.base import Service
from janus_desktop.models.tables import Attention, Folder, Image, Log, Place, Source
from janus_desktop.models.values import (
    Counts,
    FolderNode,
    SourceNode,
    Step,
)

#: places looked at in one go
SOME = 500


class SourcesService(Service):
    """Sources are noted as they are imported from; missing is never deleted."""

    def tree(self) -> list[SourceNode]:
        """The sources with their folders and how many images each holds, the trash left out."""
        with self.store.read() as connection:
            own = {
                row[0]: row[1]
                for row in connection.execute(
                    select(Place.folder_id, func.count(func.distinct(Place.image_id)))
                    .join(Image, Image.id == Place.image_id)
                    .where(Image.trashed_at.is_(None))
                    .group_by(Place.folder_id)
                )
            }
            folders = connection.execute(select(Folder).order_by(Folder.source_id, Folder.path)).all()
            sources = connection.execute(select(Source).order_by(Source.name)).all()
        totals: dict[int, int] = defaultdict(int, own)
        for folder in sorted(folders, key=lambda one: len(one.path.split(b"/")) if one.path else 0, reverse=True):
            if folder.parent_id is not None:
                totals[folder.parent_id] += totals[folder.id]
        below: dict[int, list[FolderNode]] = defaultdict(list)
        tops: dict[int, int] = {}
        for folder in folders:
            if not folder.path:
                tops[folder.source_id] = folder.id
        roots = {source.id: source.root for source in sources}
        for folder in folders:
            if folder.path:
                parent = None if folder.parent_id == tops.get(folder.source_id) else folder.parent_id
                path = os.path.join(roots[folder.source_id], folder.path).decode("utf-8", "replace")
                below[folder.source_id].append(
                    FolderNode(folder.id, folder.source_id, parent, folder.name, path, totals[folder.id])
                )
        return [
            SourceNode(
                source.id,
                source.name,
                source.root.decode("utf-8", "replace"),
                source.kind,
                bool(source.online),
                totals[tops[source.id]] if source.id in tops else 0,
                tuple(below[source.id]),
                bool(source.watched),
            )
            for source in sources
        ]

    def counts(self) -> Counts:
        """How many images, in the trash, wanting a person, of the newest import."""
        with self.store.read() as connection:

            def count(*conditions: Any, table: Any = Image) -> int:
                return int(connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0)

            newest = connection.scalar(
                select(Log.operation)
                .where(Log.action == "imports.files", Log.part == 1)
                .order_by(Log.sequence.desc())
                .limit(1)
            )
            return Counts(
                images=count(Image.trashed_at.is_(None)),
                trash=count(Image.trashed_at.is_not(None)),
                attention=count(Attention.dismissed_at.is_(None), table=Attention),
                recent=count(Image.import_operation == newest, Image.trashed_at.is_(None)) if newest else 0,
            )

    def check(self, cancel: Cancel | None = None) -> Generator[Step, None, int]:
        """Look which files are present, missing, offline or changed; answers how many places changed state.

        A source whose root is gone is offline with all that is in it; what was entered stays.
        """
        cancel = cancel or Cancel()
        with self.store.read() as connection:
            sources = connection.execute(select(Source.id, Source.root, Source.online)).all()
            total = int(connection.scalar(select(func.count()).select_from(Place)) or 0)
        online = {source.id: is_folder(source.root) for source in sources}
        run = self.door.operation(Right.IMPORT, "places.check")
        moved = self._say_online(run, sources, online)
        done, after = 0, 0
        while not cancel.asked:
            with self.store.read() as connection:
                places = connection.execute(
                    select(Place.id, Place.image_id, Place.source_id, Place.path, Place.size, Place.mtime_ns,
                           Place.state, Place.content_hash, Source.root)
                    .join(Source)
                    .where(Place.id > after)
                    .order_by(Place.id)
                    .limit(SOME)
                ).all()  # fmt: skip
            if not places:
                break
            news = [(place, state) for place in places if (state := state_of(place, online)) != place.state]
            if news:
                with run.part() as part:
                    note(part.connection, news)
                    part.args["n"] = len(news)
                    part.touch("images", "attention", "sources", ids={place.image_id for place, _ in news})
            moved += len(news)
            done, after = done + len(places), places[-1].id
            yield Step(done, total, "check")
            if not cancel.hold():
                break
        run.finish()
        return moved

    @staticmethod
    def _say_online(run: Any, sources: Sequence[Any], online: dict[int, bool]) -> int:
        news = [source for source in sources if bool(source.online) != online[source.id]]
        if news:
            with run.part() as part:
                for source in news:
                    part.connection.execute(
                        update(Source).where(Source.id == source.id).values(online=online[source.id])
                    )
                part.args["n"] = len(news)
                part.touch("sources")
        return len(news)

    def rescan(
        self, sources: Sequence[int] | None = None, cancel: Cancel | None = None, *, settle: float = 0.0
    ) -> Generator[Step, None, RescanReport]:
        """Look again at sources: new files are taken in, changed, moved and vanished ones are noticed.

        None is all of them; new files are then taken in from watched ones alone. A file that vanished and
        a new one with the same content are one move. What was written to less than `settle` seconds ago
        is left for the next time. Raises `NotAllowed`, `NotFound` for an unknown source.
        """
        return Rescan(self.library, self.door, sources, cancel or Cancel(), settle).run()

    def watch(self, source: int, on: bool) -> None:
        """Whether new files of a source are to be noticed by themselves. `NotFound` where there is none."""
        with self.door.write(Right.IMPORT, "sources.watch", n=1, source=source, on=on) as part:
            query = update(Source).where(Source.id == source, Source.kind == "folder").values(watched=on)
            if part.connection.execute(query).rowcount == 0:
                raise NotFound(words("There is no source {id}.", id=str(source)))
            part.touch("sources")

    def watched(self) -> list[WatchedRoot]:
        """The roots that are to be watched, with whether they lie on a network volume."""
        with self.store.read() as connection:
            rows = connection.execute(select(Source.id, Source.root).where(Source.watched, Source.kind == "folder"))
            found = [(row.id, row.root) for row in rows]
        return [WatchedRoot(source, root, is_network(Path(os.fsdecode(root)))) for source, root in found]
