"""Tags: a tree of words that images carry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from janus_desktop.errors import NotFound, words
from janus_desktop.models import questions, showing
from janus_desktop.models.actions import named
from janus_desktop.models.records import KINDS, batches
from janus_desktop.models.rights import Right
from janus_desktop.models.services.base import Service
from janus_desktop.models.tables import Image, ImageTag, Tag
from janus_desktop.models.tagging import ensure, key, split
from janus_desktop.models.values import Chosen, Done
from janus_desktop.models.values import Tag as TagValue

#: images a part
SOME = 4000


class TagsService(Service):
    """The tree, and who carries what."""

    def all(self) -> list[TagValue]:
        """All tags by path; `images` counts what carries the tag or one below it, the trash left out."""
        with self.store.read() as connection:
            own = {
                row[0]: row[1]
                for row in connection.execute(
                    select(ImageTag.tag_id, func.count())
                    .join(Image, Image.id == ImageTag.image_id)
                    .where(Image.trashed_at.is_(None))
                    .group_by(ImageTag.tag_id)
                )
            }
            plain = showing.tag_tree(connection)
            counts: dict[int, int] = defaultdict(int)
            parents = {tag.parent for tag in plain.values()}
            for tag in plain.values():
                counts[tag.id] = own.get(tag.id, 0) if tag.id not in parents else self._below(connection, tag.id)
            return sorted(showing.tag_tree(connection, counts).values(), key=lambda tag: tag.path)

    @staticmethod
    def _below(connection: Connection, tag: int) -> int:
        return int(
            connection.scalar(
                select(func.count(func.distinct(ImageTag.image_id)))
                .join(Image, Image.id == ImageTag.image_id)
                .where(ImageTag.tag_id.in_(questions.below(Tag, tag)), Image.trashed_at.is_(None))
            )
            or 0
        )

    def add(self, chosen: Chosen, names: Sequence[str]) -> Done:
        """Tag images; a name is a path written `Species|Lycaena` or `Species/Lycaena`, made where missing."""
        paths = [split(name) for name in names]
        with self.store.read() as connection:
            ids = questions.resolve(connection, chosen)
        run = self.door.operation(Right.TAG, "tags.add", tags=["|".join(path) for path in paths])
        changed: list[int] = []
        for some in batches(ids, SOME) or [[]]:
            with run.part() as part:
                tags = [str(ensure(part.connection, path)) for path in paths]
                now = KINDS["image_tags"].load(part.connection, some, tags)
                changed += self._set(part, now, dict.fromkeys(tags, "person"))
        run.finish()
        return Done(run.id, named("tags.add", {"n": len(changed)}), len(changed), tuple(changed))

    def remove(self, chosen: Chosen, tags: Sequence[int | str]) -> Done:
        """Take tags (ids or paths) off images; `NotFound` where there is no such tag."""
        with self.store.read() as connection:
            ids = questions.resolve(connection, chosen)
            numbers = [self._id(connection, tag) for tag in tags]
        run = self.door.operation(Right.TAG, "tags.remove", tags=[str(tag) for tag in tags])
        changed: list[int] = []
        for some in batches(ids, SOME):
            with run.part() as part:
                now = KINDS["image_tags"].load(part.connection, some, [str(tag) for tag in numbers])
                changed += self._set(part, now, {str(tag): None for tag in numbers})
        run.finish()
        return Done(run.id, named("tags.remove", {"n": len(changed)}), len(changed), tuple(changed))

    @staticmethod
    def _set(part: Any, now: dict[int, dict[str, Any]], wanted: dict[str, str | None]) -> list[int]:
        changes: dict[int, dict[str, Any]] = {}
        for image, old in now.items():
            other = {tag: value for tag, value in wanted.items() if (old[tag] is None) != (value is None)}
            if other:
                changes[image] = other
                part.revise("image_tags", image, {tag: old[tag] for tag in other}, other)
        KINDS["image_tags"].apply(part.connection, changes)
        part.args["n"] = len(changes)
        part.touch("images", "tags", ids=changes)
        return list(changes)

    @staticmethod
    def _id(connection: Connection, tag: int | str) -> int:
        if isinstance(tag, int):
            return tag
        found = connection.scalar(select(Tag.id).where(Tag.key == key(split(tag))))
        if found is None:
            raise NotFound(words("There is no tag “{name}”.", name=tag))
        return found
