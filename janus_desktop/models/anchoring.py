"""Anchors: where the trail stood at some moment, kept outside the library."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection

from janus_desktop.errors import Words, words
from janus_desktop.models import seals
from janus_desktop.models.tables import Log, Security
from janus_desktop.models.values_people import Anchor


def anchor_of(connection: Connection, library: str, name: str) -> Anchor:
    """The anchor of this moment."""
    logs, security = seals.head(connection, Log), seals.head(connection, Security)
    return Anchor(library, name, datetime.now(UTC), logs[0], logs[1].hex(), security[0], security[1].hex())


def against(connection: Connection, library: str, anchor: Anchor) -> list[Words]:
    """What does not fit an anchor: nothing where the trail has only grown since."""
    if anchor.library != library:
        return [words("The anchor is of another library ({name}).", name=anchor.name or anchor.library)]
    return [
        words(
            "The trail no longer has row {row} of {table} as the anchor of {date} says: it was cut or written anew.",
            row=str(sequence),
            table=table.__tablename__,
            date=anchor.at.strftime("%Y-%m-%d %H:%M"),
        )
        for table, sequence, link in (
            (Log, anchor.logs, anchor.logs_link),
            (Security, anchor.security, anchor.security_link),
        )
        if not seals.holds(connection, table, (sequence, bytes.fromhex(link)))
    ]
