"""A second look at sources: one walk and one query each; what is new, moved, changed or gone."""

from __future__ import annotations

import contextlib
import itertools
import os
import time
from collections import defaultdict
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, delete, select, update

from janus_desktop.cancel import Cancel
from janus_desktop.errors import NotFound, words
from janus_desktop.models import noticing
from janus_desktop.models.importing import Import
from janus_desktop.models.looking import note, state_of
from janus_desktop.models.managing import same_content
from janus_desktop.models.placing import Roots, refresh_states
from janus_desktop.models.reading import is_folder
from janus_desktop.models.reports import ImportOptions, ImportReport, RescanReport
from janus_desktop.models.rights import Right
from janus_desktop.models.tables import Place, Source
from janus_desktop.models.transaction import Door, OperationRun
from janus_desktop.models.values import (
    Step,
)
from janus_desktop.models.walking import Walk

if TYPE_CHECKING:
    from janus_desktop.models.library import Library

#: files between two steps, places noted in one part
SOME, PART = 2000, 500


class Known(NamedTuple):
    """A place as it was last seen."""

    id: int
    image_id: int
    path: bytes
    size: int
    mtime_ns: int
    state: str
    content_hash: bytes
    source_id: int
    root: bytes


@dataclass(slots=True)
class Findings:
    """What the walks found, over all sources: a file may have moved from one to another."""

    new: list[bytes] = field(default_factory=list)
    vanished: list[Known] = field(default_factory=list)
    doubtful: list[Known] = field(default_factory=list)
    online: dict[int, bool] = field(default_factory=dict)
    waiting: int = 0
    looked: int = 0


class Rescan:
    """One rescan under way; `run` yields steps and returns the report."""

    def __init__(
        self, library: Library, door: Door, sources: Sequence[int] | None, cancel: Cancel, settle: float
    ) -> None:
        self.library = library
        self.door = door
        self.wanted = sources
        self.cancel = cancel
        self.settle = settle
        self.found = Findings()

    def run(self) -> Generator[Step, None, RescanReport]:
        """Walk, match what moved, note what changed, then take in what is new."""
        run = self.door.operation(Right.IMPORT, "places.rescan")
        sources, roots = self._sources()
        counts: dict[str, int] = defaultdict(int)
        try:
            with run.part() as part:  # the right is checked, and it is in the log, before anything is read
                part.args |= {"n": 0}
                part.touch("sources")
            for source in sources:
                yield from self._look(source, roots)
            if not self.cancel.asked:
                yield from self._moves(run, counts)
                yield from self._states(run, counts)
        finally:
            run.finish()
        report: ImportReport | None = None
        if self.found.new and not self.cancel.asked:
            report = yield from Import(self.library, self.door, self.found.new, ImportOptions(), self.cancel).run()
        return RescanReport(
            looked=self.found.looked,
            added=report.added if report else 0,
            moved=counts["moved"],
            changed=counts["changed"],
            missing=counts["missing"],
            back=counts["present"],
            waiting=self.found.waiting,
            cancelled=self.cancel.asked,
            imported=report,
        )

    def _sources(self) -> tuple[list[Any], list[bytes]]:
        with self.library.store.read() as connection:
            rows = connection.execute(
                select(Source.id, Source.root, Source.kind, Source.online, Source.watched).order_by(Source.id)
            ).all()
        known = {row.id for row in rows}
        for wanted in self.wanted or ():
            if wanted not in known:
                raise NotFound(words("There is no source {id}.", id=str(wanted)))
        chosen = [row for row in rows if self.wanted is None or row.id in self.wanted]
        return chosen, [row.root for row in rows]

    # looking

    def _look(self, source: Any, roots: Sequence[bytes]) -> Generator[Step, None, None]:
        known = self._known(source)
        here = self.found.online[source.id] = is_folder(source.root)
        if not here:
            self.found.doubtful += [place for place in known.values() if place.state != "offline"]
            return
        inner = tuple(root.rstrip(b"/") + b"/" for root in roots if root.startswith(source.root.rstrip(b"/") + b"/"))
        takes = source.kind == "folder" and (self.wanted is not None or source.watched)
        now, cut = time.time(), len(source.root.rstrip(b"/")) + 1
        files = Walk([source.root]).files()
        while some := list(itertools.islice(files, SOME)):
            for path in some:
                place = known.pop(path[cut:], None)
                if place is None:
                    if takes and not (inner and path.startswith(inner)) and self._settled(path, now):
                        self.found.new.append(path)
                elif not self._same(path, place) and self._settled(path, now):
                    self.found.doubtful.append(place)
            self.found.looked += len(some)
            yield Step(self.found.looked, None, "rescan")
            if not self.cancel.hold():
                return
        for place in known.values():  # gone, or passed over by the walk but imported by name
            if os.path.lexists(os.path.join(source.root, place.path)):
                if not self._same(os.path.join(source.root, place.path), place):
                    self.found.doubtful.append(place)
            else:
                self.found.vanished.append(place)  # also what was missing before: it may have turned up elsewhere

    def _known(self, source: Any) -> dict[bytes, Known]:
        with self.library.store.read() as connection:
            rows = connection.execute(
                select(
                    Place.id, Place.image_id, Place.path, Place.size, Place.mtime_ns, Place.state, Place.content_hash
                ).where(Place.source_id == source.id)
            )
            return {row[2]: Known(*row, source.id, source.root) for row in rows}

    @staticmethod
    def _same(path: bytes, place: Known) -> bool:
        try:
            now = os.stat(path)
        except OSError:
            return False
        return place.state == "present" and now.st_size == place.size and now.st_mtime_ns == place.mtime_ns

    def _settled(self, path: bytes, now: float) -> bool:
        """Whether nobody has written to the file for a while; what is still copied comes in next time."""
        if self.settle <= 0:
            return True
        try:
            settled = now - os.stat(path).st_ctime >= self.settle
        except OSError:
            settled = False
        self.found.waiting += not settled
        return settled

    # noting

    def _moves(self, run: OperationRun, counts: dict[str, int]) -> Generator[Step, None, None]:
        """A vanished and a new place with the same content are one move."""
        by_size: dict[int, list[Known]] = defaultdict(list)
        for place in self.found.vanished:
            by_size[place.size].append(place)
        moves: list[tuple[Known, bytes]] = []
        left: list[bytes] = []
        for path in self.found.new if by_size else ():
            try:
                likely = by_size.get(os.stat(path).st_size, [])
            except OSError:
                continue
            match = next((place for place in likely if same_content(path, place.content_hash)), None)
            if match is None:
                left.append(path)
            else:
                likely.remove(match)
                moves.append((match, path))
            if not self.cancel.hold():
                return
        if by_size:
            self.found.new = left
        gone = {place.id for place, _ in moves}
        self.found.vanished = [place for place in self.found.vanished if place.id not in gone]
        for start in range(0, len(moves), PART):
            some = moves[start : start + PART]
            with run.part() as part:
                for place, path in some:
                    move(part.connection, place.id, path, place.root)
                noticing.settle(
                    part.connection, [os.path.join(place.root, place.path) for place, _ in some], ("missing", "changed")
                )
                refresh_states(part.connection, [place.image_id for place, _ in some])
                part.args["n"] = len(some)
                part.touch("images", "sources", "attention", ids={place.image_id for place, _ in some})
            counts["moved"] += len(some)
            yield Step(self.found.looked, None, "rescan")

    def _states(self, run: OperationRun, counts: dict[str, int]) -> Generator[Step, None, None]:
        self._say_online(run)
        doubtful = self.found.doubtful + [place for place in self.found.vanished if place.state != "missing"]
        for start in range(0, len(doubtful), PART):
            some = doubtful[start : start + PART]
            states = [(place, state_of(place, self.found.online)) for place in some]
            news = [(place, state) for place, state in states if state != place.state]
            touched = [place for place, state in states if state == place.state == "present"]
            with run.part() as part:
                note(part.connection, news)
                for place in touched + [place for place, state in news if state == "present"]:
                    path = os.path.join(place.root, place.path)
                    with contextlib.suppress(OSError):
                        values = {"mtime_ns": os.stat(path).st_mtime_ns}
                        part.connection.execute(update(Place).where(Place.id == place.id).values(**values))
                part.args["n"] = len(news)
                part.touch("images", "sources", "attention", ids={place.image_id for place, _ in news})
            for _, state in news:
                counts[state] += 1
            yield Step(self.found.looked, None, "rescan")
            if not self.cancel.hold():
                return

    def _say_online(self, run: OperationRun) -> None:
        with self.library.store.read() as connection:
            now: dict[int, bool] = {
                row[0]: bool(row[1]) for row in connection.execute(select(Source.id, Source.online))
            }
        news = {source: on for source, on in self.found.online.items() if now.get(source) != on}
        if news:
            with run.part() as part:
                for source, on in news.items():
                    part.connection.execute(update(Source).where(Source.id == source).values(online=on))
                part.touch("sources")


def move(connection: Connection, place: int, path: bytes, wish: bytes) -> None:
    """Say that the file of a place lies at `path` now; what stood there before as a place goes."""
    roots = Roots()
    source, within = roots.split(connection, path, wish)
    connection.execute(delete(Place).where(Place.source_id == source, Place.path == within, Place.id != place))
    connection.execute(
        update(Place).where(Place.id == place).values(
            source_id=source, path=within, display=within.decode("utf-8", "replace"), state="present",
            folder_id=roots.folder(connection, source, os.path.dirname(within)),
            mtime_ns=os.stat(path).st_mtime_ns, last_seen=datetime.now(UTC),
        )
    )  # fmt: skip
