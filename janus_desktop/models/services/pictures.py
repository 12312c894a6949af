"""Pixels of originals, for looking at one image closely; and how a person looks at it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from janus_desktop.cancel import Cancel
from janus_desktop.errors import JanusError, NotAllowed, NotFound, Stopped, words
from janus_desktop.imaging.facts import Unreadable
from janus_desktop.models.rights import Right
from janus_desktop.models.services.base import Service
from janus_desktop.models.tables import Image, Place, Source, ViewSetting

if TYPE_CHECKING:
    from janus_desktop.imaging.pixels import Picture, Pixels, Tile
    from janus_desktop.imaging.pool import Pool


@dataclass(frozen=True, slots=True)
class OpenPicture:
    """One page of an image, ready to be looked at.

    `picture` has its size, levels, pages, channels and values; `tiles` those of the level that was asked
    for. `changed`: the file is no longer the one that was imported.
    """

    image: int
    path: bytes
    picture: Picture
    tiles: tuple[Tile, ...]
    changed: bool
    pool: Pool

    @property
    def levels(self) -> tuple[tuple[int, int], ...]:
        """The sizes the page can be had in, the largest first."""
        return self.picture.levels

    @property
    def pages(self) -> int:
        """How many pages, frames or planes the file has."""
        return self.picture.pages

    @property
    def channels(self) -> int:
        """1 for grey, 3 for colour."""
        return self.picture.channels

    def tile(self, level: int, x: int, y: int, page: int | None = None) -> Tile:
        """One tile; `NotFound` outside of the level, `JanusError` with the reason where it cannot be read."""
        made = self.read(level, [(x, y)], page=page)
        if not made:
            raise NotFound(words("There is no tile {x}, {y} of level {level}.", x=x, y=y, level=level))
        return made[0]

    def read(
        self,
        level: int,
        places: Iterable[tuple[int, int]],
        *,
        page: int | None = None,
        cancel: Cancel | None = None,
    ) -> list[Tile]:
        """The tiles of a level at these (column, row); those outside of the level are left out."""
        number = self.picture.page if page is None else page
        answer = self.pool.look(self.path, page=number, level=level, places=places, cancel=cancel)
        if isinstance(answer, Unreadable):
            raise _refusal(answer)
        return answer[1]


class PicturesService(Service):
    """Decoding happens in a child process, before imports in the queue."""

    def open(
        self, image: int, page: int = 0, *, longest: int = 2048, most: int = 64, cancel: Cancel | None = None
    ) -> OpenPicture:
        """One page, with the tiles of the level that shows it `longest` pixels long (if not more than `most`).

        `NotFound` where no file is left; `JanusError` with the reason where it cannot be decoded; `Stopped`.
        """
        path, known = self._file(image)
        answer = self.library.pool.look(path, page=page, longest=longest, most=most, cancel=cancel)
        if isinstance(answer, Unreadable):
            raise _refusal(answer)
        picture, tiles = answer
        return OpenPicture(image, path, picture, tuple(tiles), _changed(path, known), self.library.pool)

    def whole(self, image: int, longest: int, page: int = 0, cancel: Cancel | None = None) -> Pixels:
        """One page of an image at most `longest` pixels long, upright, sRGB, in one piece; errors as `open`."""
        path, _ = self._file(image)
        answer = self.library.pool.picture(path, longest=longest, page=page, cancel=cancel)
        if isinstance(answer, Unreadable):
            raise _refusal(answer)
        return answer

    def _file(self, image: int) -> tuple[bytes, tuple[int, int]]:
        """The best place of an image, and the size and time of the file that was taken in there."""
        with self.store.read() as connection:
            row = connection.execute(
                select(Source.root, Place.path, Place.size, Place.mtime_ns)
                .join(Source, Source.id == Place.source_id)
                .where(Place.image_id == image)
                .order_by(Place.state != "present", Place.id)
                .limit(1)
            ).first()
        if row is None:
            raise NotFound(words("There is no file for image {id}.", id=str(image)))
        return os.path.join(row.root, row.path), (row.size, row.mtime_ns)

    # how a person looks at it

    def settings(self, image: int) -> dict[str, Any]:
        """My view of an image, as it was kept; empty where it is the usual one."""
        with self.store.read() as connection:
            kept = connection.scalar(
                select(ViewSetting.data).where(ViewSetting.image_id == image, ViewSetting.user_id == self.door.user)
            )
        return dict(kept) if isinstance(kept, dict) else {}

    def keep(self, image: int, settings: Mapping[str, Any]) -> None:
        """Keep my view of an image; an empty one is forgotten. No part of the trail: the image does not change."""
        refused = False
        with self.store.write() as connection:
            if Right.BROWSE not in self.door.rights_now(connection):
                refused = True
            else:
                if connection.scalar(select(Image.id).where(Image.id == image)) is None:
                    raise NotFound(words("There is no image {id}.", id=str(image)))
                mine = (ViewSetting.image_id == image, ViewSetting.user_id == self.door.user)
                connection.execute(delete(ViewSetting).where(*mine))
                if settings:
                    row = {"image_id": image, "user_id": self.door.user, "data": dict(settings)}
                    connection.execute(ViewSetting.__table__.insert(), row)  # type: ignore[attr-defined]
        if refused:
            with self.door.record("refused", self.door.user, operation="pictures.keep"):
                pass
            raise NotAllowed(words("You may not {right}.", right=Right.BROWSE.words))


def _changed(path: bytes, known: tuple[int, int]) -> bool:
    try:
        now = os.stat(path)
    except OSError:
        return False
    return (now.st_size, now.st_mtime_ns) != known


def _refusal(answer: Unreadable) -> JanusError:
    if answer.kind == "stopped":
        return Stopped(answer.reason)
    return NotFound(answer.reason) if answer.kind == "missing" else JanusError(answer.reason)
