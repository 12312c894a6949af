"""Looking at places: whether a file is still there and still the same, and noting what it has become."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, update

from janus_desktop.errors import words
from janus_desktop.models import noticing
from janus_desktop.models.managing import same_content
from janus_desktop.models.placing import refresh_states
from janus_desktop.models.store import among
from janus_desktop.models.tables import Place


def state_of(place: Any, online: Mapping[int, bool]) -> str:
    """`present`, `missing`, `offline` or `changed`; reads the file only where its time differs.

    `place` has `root`, `path`, `size`, `mtime_ns`, `content_hash` and `source_id`; `online` says which roots are there.
    """
    if not online[place.source_id]:
        return "offline"
    path = os.path.join(place.root, place.path)
    try:
        now = os.stat(path)
    except OSError:
        return "missing"
    if now.st_size != place.size:
        return "changed"
    if now.st_mtime_ns != place.mtime_ns and not same_content(path, place.content_hash):
        return "changed"
    return "present"


def note(connection: Connection, news: Sequence[tuple[Any, str]]) -> None:
    """Store what places have become, and say under Needs attention what wants a person."""
    now = datetime.now(UTC)
    for state in {state for _, state in news}:
        ids = [place.id for place, now_is in news if now_is == state]
        connection.execute(update(Place).where(among(Place.id, ids)).values(state=state, last_seen=now))
    refresh_states(connection, [place.image_id for place, _ in news])
    for place, state in news:
        path = os.path.join(place.root, place.path)
        name = os.path.basename(path).decode("utf-8", "replace")
        if state == "missing":
            noticing.notice(
                connection, "missing", path, words("{name} is no longer at its place.", name=name),
                image=place.image_id, place=place.id,
            )  # fmt: skip
        elif state == "changed":
            noticing.notice(
                connection, "changed", path,
                words("{name} is no longer what it was when it was imported.", name=name),
                image=place.image_id, place=place.id,
            )  # fmt: skip
        else:
            noticing.settle(connection, [path], ("missing", "changed"))
