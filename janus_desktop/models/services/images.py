"""Images: their cards and records, what a selection has in common, and editing them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, select

from janus_desktop.errors import Words, words
from janus_desktop.models import fields, fulltext, questions, showing
from janus_desktop.models.records import KINDS, SOURCE, stamp
from janus_desktop.models.rights import Right
from janus_desktop.models.seen import stale
from janus_desktop.models.services.base import Service
from janus_desktop.models.store import among
from janus_desktop.models.tables import Image, Place, Source
from janus_desktop.models.transaction import PART_SECONDS, OperationRun, Part
from janus_desktop.models.values import Card, Chosen, Done, ImageRecord, Selected, Value

#: fields whose edit has a name of its own in the history
_NAMED = {"rating": "images.rate", "label": "images.label", "flag": "images.flag"}
Change = Callable[[Part, Sequence[int]], list[int]]


class ImagesService(Service):
    """What is known of images, and changing it."""

    def cards(self, ids: Sequence[int]) -> dict[int, Card]:
        """What cells show of `ids`; images that are no more are absent."""
        with self.store.read() as connection:
            return showing.cards(connection, ids)

    def record(self, image: int) -> ImageRecord:
        """Everything about one image; `NotFound` where there is none."""
        with self.store.read() as connection:
            return showing.record(connection, image)

    def by_name(self, filename: str) -> int | None:
        """The id of the image of that name in the catalogue."""
        with self.store.read() as connection:
            return connection.scalar(select(Image.id).where(Image.filename == filename))

    def selected(self, chosen: Chosen) -> Selected:
        """What the images have in common, field by field."""
        with self.store.read() as connection:
            return showing.selected(connection, questions.resolve(connection, chosen))

    def paths(self, chosen: Chosen) -> list[bytes]:
        """Where the files of the images lie, one place each, for copying and dragging."""
        with self.store.read() as connection:
            ids = questions.resolve(connection, chosen)
            rows = connection.execute(
                select(Place.image_id, Source.root, Place.path)
                .join(Source)
                .where(among(Place.image_id, ids))
                .order_by(Place.state != "present", Place.id)
            )
            first: dict[int, bytes] = {}
            for image, root, path in rows:
                first.setdefault(image, os.path.join(root, path))
            return [first[image] for image in ids if image in first]

    def edit(self, chosen: Chosen, changes: Mapping[str, Value], seen: Mapping[int, int] | None = None) -> Done:
        """Set fields of many images: one operation, one undo.

        `seen` maps ids to the versions that the person was shown; where somebody changed the same field
        of an image since, nothing is done and `Conflict` says who. Raises `BadValue`, `NotAllowed`.
        """
        columns = fields.checked(changes)
        new = columns | {SOURCE + name: "person" for name in changes}
        action = _NAMED.get(next(iter(changes)), "images.edit") if len(changes) == 1 else "images.edit"
        with self.store.read() as connection:  # the whole selection, before the first part is committed
            stale(connection, questions.resolve(connection, chosen), seen or {}, columns)

        def change(part: Part, ids: Sequence[int]) -> list[int]:
            stale(part.connection, ids, seen or {}, columns)
            now = KINDS["images"].load(part.connection, ids, list(new))
            wanted: dict[int, dict[str, Any]] = {}
            for image, old in now.items():
                if any(old[name] != value for name, value in columns.items()):
                    wanted[image] = {name: value for name, value in new.items() if old[name] != value}
            versions = KINDS["images"].apply(part.connection, wanted, now)
            for image, values in wanted.items():
                before = {name: now[image][name] for name in values}
                part.revise("images", image, before, values, versions[image])
            return list(wanted)

        return self._run(Right.EDIT, action, chosen, change, {"fields": sorted(changes)}, "images")

    def trash(self, chosen: Chosen) -> Done:
        """Move images to the trash; their files are not touched."""
        now = stamp(datetime.now(UTC))
        return self._set_trashed(chosen, "images.trash", {"trashed_at": now, "trashed_by": self.door.user})

    def restore(self, chosen: Chosen) -> Done:
        """Take images back from the trash."""
        return self._set_trashed(chosen, "images.restore", {"trashed_at": None, "trashed_by": None})

    def _set_trashed(self, chosen: Chosen, action: str, values: dict[str, Any]) -> Done:
        trashing = values["trashed_at"] is not None

        def change(part: Part, ids: Sequence[int]) -> list[int]:
            now = KINDS["images"].load(part.connection, ids, ["trashed_at", "trashed_by", "imported_by"])
            wanted = {image: values for image, old in now.items() if (old["trashed_at"] is None) == trashing}
            if any(now[image]["imported_by"] != self.door.user for image in wanted):
                part.need(Right.TRASH_ANY)
            versions = KINDS["images"].apply(part.connection, wanted, now)
            for image in wanted:
                before = {name: now[image][name] for name in values}
                part.revise("images", image, before, values, versions[image])
            return list(wanted)

        return self._run(Right.TRASH_OWN, action, chosen, change, {}, "images", "members")

    def empty_trash(self, chosen: Sequence[int] | None = None) -> Done:
        """Forget the images in the trash (or those of `chosen` that are there) for good.

        Linked files are not touched; copies in the managed folder go to the system's trash.
        """
        managed: list[bytes] = []

        def change(part: Part, ids: Sequence[int]) -> list[int]:
            connection = part.connection
            gone = list(connection.scalars(select(Image.id).where(among(Image.id, ids), Image.trashed_at.is_not(None))))
            rows = connection.execute(
                select(Source.root, Place.path)
                .join(Source)
                .where(among(Place.image_id, gone), Source.kind == "managed")
            )
            managed.extend(os.path.join(root, path) for root, path in rows)
            for image in gone:
                part.revise("trash", image, {"id": image}, None)
            fulltext.remove(connection, gone)
            connection.execute(delete(Image).where(among(Image.id, gone)))
            return gone

        ids: Chosen
        if chosen is None:
            with self.store.read() as connection:
                ids = list(connection.scalars(select(Image.id).where(Image.trashed_at.is_not(None))))
        else:
            ids = chosen
        done = self._run(Right.EMPTY_TRASH, "images.empty", ids, change, {}, "members", "images")
        self.library.thumbs.forget(done.ids)
        self._to_system_trash(managed)
        return done

    def trash_files(self, ids: Sequence[int]) -> list[tuple[str, Words | None]]:
        """Move the files themselves to the system's trash, and their images to ours.

        Answers each path with None, or why it could not be moved (its image then stays).
        """
        with self.store.read() as connection:
            rows = connection.execute(
                select(Place.image_id, Source.root, Place.path).join(Source).where(among(Place.image_id, ids))
            ).all()
        self.trash(ids)
        answers = self._to_system_trash([os.path.join(row.root, row.path) for row in rows])
        kept = [row.image_id for row, answer in zip(rows, answers, strict=True) if answer[1] is not None]
        if kept:
            self.restore(kept)
        return answers

    @staticmethod
    def _to_system_trash(paths: Sequence[bytes]) -> list[tuple[str, Words | None]]:
        from send2trash import send2trash

        answers: list[tuple[str, Words | None]] = []
        for path in paths:
            shown = path.decode("utf-8", "replace")
            try:
                send2trash(os.fsdecode(path))
                answers.append((shown, None))
            except OSError as error:
                reason = error.strerror or str(error)
                answers.append(
                    (
                        shown,
                        words("{name} could not be moved to the trash: {reason}", name=shown, reason=reason),
                    )
                )
        return answers

    def _run(
        self, right: Right, action: str, chosen: Chosen, change: Change, args: dict[str, Any], *topics: str
    ) -> Done:
        with self.store.read() as connection:
            ids = questions.resolve(connection, chosen)
        run = self.door.operation(right, action, **args)
        changed: list[int] = []
        try:
            for some in _paced(ids):
                with run.part() as part:
                    touched = change(part, some)
                    part.args["n"] = len(touched)
                    part.touch(*topics, ids=touched)
                changed.extend(touched)
        except BaseException:
            run.finish("interrupted")
            raise
        run.finish()
        return _done(run, action, changed)

    def total(self) -> int:
        """How many images there are, the trash not counted."""
        with self.store.read() as connection:
            return int(
                connection.scalar(select(func.count()).select_from(Image).where(Image.trashed_at.is_(None))) or 0
            )


def _done(run: OperationRun, action: str, changed: list[int]) -> Done:
    from janus_desktop.models.actions import named

    return Done(run.id, named(action, {"n": len(changed)}), len(changed), tuple(changed))


def _paced(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """`ids` in runs that each take about as long as one part may."""
    size, start = 1000, 0
    while start < len(ids) or start == 0:
        begun = time.monotonic()
        yield ids[start : start + size]
        start += size
        spent = max(time.monotonic() - begun, 0.001)
        size = max(200, min(20_000, int(size * PART_SECONDS / spent)))
