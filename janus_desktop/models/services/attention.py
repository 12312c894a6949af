"""What wants a person: unreadable, missing, changed on disk, interrupted."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, select, text, update

from janus_desktop.cancel import Cancel
from janus_desktop.errors import JanusError, NotFound, words
from janus_desktop.imaging.facts import ImageFacts, Unreadable
from janus_desktop.models import fulltext
from janus_desktop.models.actions import named
from janus_desktop.models.importing import Import
from janus_desktop.models.managing import same_content
from janus_desktop.models.placing import Roots, refresh_states
from janus_desktop.models.reading import absolute, is_folder
from janus_desktop.models.reports import ImportOptions, ImportReport
from janus_desktop.models.rights import Right
from janus_desktop.models.sentences import restored
from janus_desktop.models.services.base import Service
from janus_desktop.models.tables import Attention, Image, ImageMetadata, Place, Source
from janus_desktop.models.taking_in import Taker
from janus_desktop.models.transaction import Part
from janus_desktop.models.values import Attention as Notice
from janus_desktop.models.values import (
    Done,
    Step,
)


class AttentionService(Service):
    """Notices, and what can be done about each."""

    def all(self) -> list[Notice]:
        """Everything that wants a person, newest first."""
        with self.store.read() as connection:
            rows = connection.execute(
                select(Attention)
                .where(Attention.dismissed_at.is_(None))
                .order_by(Attention.created_at.desc(), Attention.id.desc())
            )
            return [
                Notice(
                    row.id, row.kind, row.display, row.path, restored(row.reason) or words("?"), row.created_at,
                    row.image_id, row.place_id, row.operation,
                )
                for row in rows
            ]  # fmt: skip

    def dismiss(self, ids: Sequence[int]) -> Done:
        """Take notices off the list; what they speak of stays as it is."""
        with self.door.write(Right.IMPORT, "attention.dismiss", n=len(ids)) as part:
            self._dismiss(part.connection, ids)
            part.touch("attention")
        return Done(part.operation, named("attention.dismiss", {"n": len(ids)}), 0)

    @staticmethod
    def _dismiss(connection: Connection, ids: Sequence[int]) -> None:
        connection.execute(update(Attention).where(Attention.id.in_(list(ids))).values(dismissed_at=datetime.now(UTC)))

    def retry(self, ids: Sequence[int], cancel: Cancel | None = None) -> Generator[Step, None, ImportReport]:
        """Import again what could not be read or was cut short."""
        with self.store.read() as connection:
            rows = connection.execute(select(Attention).where(Attention.id.in_(list(ids)))).all()
        paths: list[bytes] = []
        options: dict[str, Any] = {}
        for row in rows:
            detail = row.detail or {}
            paths += [bytes.fromhex(path) for path in detail.get("paths", [])] or [row.path]
            options |= detail.get("options") or {}
        choice = ImportOptions(
            copy=bool(options.get("copy")),
            recurse=bool(options.get("recurse", True)),
            values=dict(options.get("values") or {}),
            ignore=tuple(options.get("ignore") or ()),
            tags=tuple(options.get("tags") or ()),
        )
        # Said anew where it fails again.
        over = [row.id for row in rows if row.kind == "interrupted" or row.image_id is not None]
        if over:
            self.dismiss(over)
        work = Import(self.library, self.door, paths, choice, cancel or Cancel())
        work.again = [row.image_id for row in rows if row.kind == "unreadable" and row.image_id is not None]
        return work.run()

    def accept(self, ids: Sequence[int]) -> Done:
        """Changed on disk: the image takes the new content; what was entered about it stays."""
        return self._changed(ids, "attention.accept", self._take_new)

    def split(self, ids: Sequence[int]) -> Done:
        """Changed on disk: the new content becomes an image of its own."""
        return self._changed(ids, "attention.split", self._part_ways)

    def _changed(self, ids: Sequence[int], action: str, change: Any) -> Done:
        self._must(Right.IMPORT)
        with self.store.read() as connection:
            rows = connection.execute(
                select(Attention.id, Attention.image_id, Attention.place_id, Attention.path).where(
                    Attention.id.in_(list(ids)), Attention.kind == "changed"
                )
            ).all()
        if not rows:
            raise NotFound(words("None of these is a changed file."))
        facts = {answer.path: answer for answer in self.library.pool.inspect_many([row.path for row in rows])}
        images: list[int] = []
        for row in rows:
            answer = facts.get(row.path)
            if answer is None or isinstance(answer, Unreadable):
                raise JanusError(answer.reason if answer else words("{path} was not read.", path=str(row.path)))
        with self.door.write(Right.IMPORT, action, n=len(rows)) as part:
            for row in rows:
                images.append(change(part, row, facts[row.path]))
            self._dismiss(part.connection, [row.id for row in rows])
            part.touch("attention", "images", "members", ids=images)
        self.library.thumbs.forget(images)
        return Done(part.operation, named(action, {"n": len(rows)}), len(rows), tuple(images))

    def _take_new(self, part: Part, row: Any, facts: ImageFacts) -> int:
        connection = part.connection
        taken = connection.scalar(select(Image.id).where(Image.content_hash == facts.content_hash))
        if taken is not None and taken != row.image_id:
            connection.execute(update(Place).where(Place.id == row.place_id).values(image_id=taken))
            refresh_states(connection, [row.image_id])
        else:
            taker = Taker(part.operation, self.door.user or 0, self.library.managed)
            new = taker.row(row.image_id, "", facts, datetime.now(UTC))
            kept = {
                "id",
                "uuid",
                "filename",
                "imported_at",
                "imported_by",
                "import_operation",
                "version",
                "notes",
                "flag",
            }
            old = connection.execute(select(Image.__table__).where(Image.id == row.image_id)).one()
            by_hand = {name for name, source in (old.sources or {}).items() if source == "person"}
            values = {name: value for name, value in new.items() if name not in kept | by_hand}
            values["sources"] = new["sources"] | dict.fromkeys(by_hand, "person")
            if "taken" in by_hand:
                values = {name: value for name, value in values.items() if not name.startswith("taken")}
            connection.execute(
                update(Image).where(Image.id == row.image_id).values(**values, version=Image.version + 1)
            )
            connection.execute(delete(ImageMetadata).where(ImageMetadata.image_id == row.image_id))
            data = (facts.metadata_json or b"{}").decode()
            connection.execute(
                text("INSERT INTO image_metadata(image_id, data) VALUES (:i, :d)"),
                {"i": row.image_id, "d": data},
            )
            fulltext.refresh(connection, [row.image_id], fulltext.INDEXED)
            fulltext.say_again(connection, row.image_id, facts.all_metadata())
        self._present(connection, row.place_id, facts)
        refresh_states(connection, [row.image_id])
        return int(row.image_id)

    def _part_ways(self, part: Part, row: Any, facts: ImageFacts) -> int:
        connection = part.connection
        place = connection.execute(select(Place, Source.root).join(Source).where(Place.id == row.place_id)).one()
        connection.execute(update(Attention).where(Attention.place_id == row.place_id).values(place_id=None))
        connection.execute(delete(Place).where(Place.id == row.place_id))
        taker = Taker(part.operation, self.door.user or 0, self.library.managed)
        (line,) = taker.store(part, [(facts, place.root)])
        connection.execute(update(Image).where(Image.id == row.image_id).values(state="missing"))
        refresh_states(connection, [row.image_id])
        return int(line.id or row.image_id)

    @staticmethod
    def _present(connection: Connection, place: int, facts: ImageFacts) -> None:
        connection.execute(
            update(Place)
            .where(Place.id == place)
            .values(
                state="present", size=facts.size, mtime_ns=facts.mtime_ns, quick_hash=facts.quick_hash,
                content_hash=facts.content_hash, last_seen=datetime.now(UTC),
            )
        )  # fmt: skip

    def locate(self, notice: int, new_path: str | bytes | Path) -> Done:
        """Say where a missing file, or a folder that holds it, is now; its neighbours are found with it.

        Only a file with the same content is taken; `NotFound` says so where there is none.
        """
        new = absolute(new_path)
        self._must(Right.IMPORT)
        with self.store.read() as connection:
            row = connection.execute(select(Attention).where(Attention.id == notice)).first()
        if row is None or row.place_id is None:
            raise NotFound(words("There is no missing file to locate."))
        pairs = self._pairs(row.path, new)
        if not pairs:
            raise NotFound(
                words(
                    "{name} was not found there with the same content.",
                    name=os.path.basename(row.path).decode("utf-8", "replace"),
                )
            )
        roots, images = Roots(), []
        with self.door.write(Right.IMPORT, "places.locate", n=len(pairs)) as part:
            connection = part.connection
            for place, image, path in pairs:
                source, within = roots.split(connection, path, os.path.dirname(path))
                other = connection.scalar(
                    select(Place.id).where(Place.source_id == source, Place.path == within, Place.id != place)
                )
                if other is not None:
                    connection.execute(delete(Place).where(Place.id == other))
                connection.execute(
                    update(Place).where(Place.id == place).values(
                        source_id=source, path=within, display=within.decode("utf-8", "replace"), state="present",
                        folder_id=roots.folder(connection, source, os.path.dirname(within)),
                        mtime_ns=os.stat(path).st_mtime_ns, last_seen=datetime.now(UTC),
                    )
                )  # fmt: skip
                connection.execute(
                    update(Attention)
                    .where(Attention.place_id == place, Attention.dismissed_at.is_(None))
                    .values(dismissed_at=datetime.now(UTC))
                )
                images.append(image)
            refresh_states(connection, images)
            part.touch("attention", "images", "sources", ids=images)
        return Done(part.operation, named("places.locate", {"n": len(pairs)}), len(images), tuple(images))

    def _pairs(self, old: bytes, new: bytes) -> list[tuple[int, int, bytes]]:
        """(place, image, new path) of the file at `old` and of its missing neighbours, by content."""
        if not is_folder(new):
            old_top, new_top = os.path.dirname(old), os.path.dirname(new)
            exact = {old: new}
        else:
            parts = old.split(b"/")
            tails = [b"/".join(parts[start:]) for start in range(1, len(parts))]
            tail = next((one for one in tails if os.path.isfile(os.path.join(new, one))), None)  # noqa: PTH113
            if tail is None:
                return []
            old_top, new_top, exact = old[: -len(tail)].rstrip(b"/"), new, {}
        with self.store.read() as connection:
            places = connection.execute(
                select(Place.id, Place.image_id, Place.path, Place.content_hash, Source.root)
                .join(Source)
                .where(Place.state.in_(("missing", "offline")))
            ).all()
        found = []
        for place in places:
            was = os.path.join(place.root, place.path)
            if was not in exact and not was.startswith(old_top + b"/"):
                continue
            path = exact.get(was) or new_top + was[len(old_top) :]
            if same_content(path, place.content_hash):
                found.append((place.id, place.image_id, path))
        return found
