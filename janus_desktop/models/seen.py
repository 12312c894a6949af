"""Conflicts: whether somebody changed the same field of the same image since a person was shown it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, select

from janus_desktop.errors import Conflict, words
from janus_desktop.models.store import among
from janus_desktop.models.tables import Image, Log, Revision, User


def stale(connection: Connection, ids: Sequence[int], seen: Mapping[int, int], changed: Collection[str]) -> None:
    """Raise `Conflict` where a field of `changed` has moved on past the version `seen` of its image."""
    if not seen:
        return
    versions = connection.execute(select(Image.id, Image.version).where(among(Image.id, ids))).all()
    older = {row.id: seen[row.id] for row in versions if row.id in seen and row.version > seen[row.id]}
    if not older:
        return
    rows = connection.execute(
        select(Revision.record, Revision.version, Revision.after, User.username)
        .join(Log, Log.id == Revision.log_id)
        .outerjoin(User, User.id == Log.user_id)
        .where(Revision.kind == "images", among(Revision.record, list(older)))
    )
    clashing: dict[int, str] = {}
    for record, version, after, name in rows:
        if version > older[record] and set(json.loads(after or "{}")) & set(changed):
            clashing[record] = name or "?"
    if clashing:
        people = ", ".join(sorted(set(clashing.values())))
        raise Conflict(
            words(
                "{who} changed the same field of {n} images meanwhile; nothing was changed.",
                one="{who} changed the same field of this image meanwhile; nothing was changed.",
                n=len(clashing),
                who=people,
            ),
            tuple(clashing),
            len(ids) - len(clashing),
        )
