"""Pixels of originals, for looking at one image closely."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sqlalchemy import select

from janus_desktop.cancel import Cancel
from janus_desktop.errors import JanusError, NotFound, words
from janus_desktop.imaging.facts import Unreadable
from janus_desktop.models.services.base import Service
from janus_desktop.models.tables import Place, Source

if TYPE_CHECKING:
    from janus_desktop.imaging.pixels import Pixels


class PicturesService(Service):
    """Decoding happens in a child process, before imports in the queue."""

    def open(self, image: int, longest: int, page: int = 0, cancel: Cancel | None = None) -> Pixels:
        """One page of an image at most `longest` pixels long, upright, sRGB.

        `NotFound` where no file is left; `JanusError` with the reason where it cannot be decoded.
        """
        with self.store.read() as connection:
            row = connection.execute(
                select(Source.root, Place.path)
                .join(Source, Source.id == Place.source_id)
                .where(Place.image_id == image)
                .order_by(Place.state != "present", Place.id)
                .limit(1)
            ).first()
        if row is None:
            raise NotFound(words("There is no file for image {id}.", id=str(image)))
        answer = self.library.pool.picture(os.path.join(row.root, row.path), longest=longest, page=page, cancel=cancel)
        if isinstance(answer, Unreadable):
            raise JanusError(answer.reason)
        return answer
