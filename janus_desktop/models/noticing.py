"""Notices under Needs attention: made, brought up to date, settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from janus_desktop.errors import Words
from janus_desktop.models.sentences import stored
from janus_desktop.models.tables import Attention


def notice(
    connection: Connection,
    kind: str,
    path: bytes,
    reason: Words,
    *,
    image: int | None = None,
    place: int | None = None,
    operation: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Say once that something wants a person; a second time it only renews the reason."""
    known = connection.scalar(
        select(Attention.id).where(Attention.path == path, Attention.kind == kind, Attention.dismissed_at.is_(None))
    )
    values = {
        "reason": stored(reason),
        "detail": detail,
        "image_id": image,
        "place_id": place,
        "operation": operation,
    }
    if known is not None:
        connection.execute(update(Attention).where(Attention.id == known).values(**values))
        return
    connection.execute(
        insert(Attention).values(
            kind=kind,
            path=path,
            display=path.decode("utf-8", "replace"),
            created_at=datetime.now(UTC),
            **values,
        )
    )


def settle(connection: Connection, paths: Sequence[bytes], kinds: Sequence[str] = ("unreadable",)) -> None:
    """What was wrong with these paths is so no longer."""
    connection.execute(
        update(Attention)
        .where(Attention.path.in_(paths), Attention.kind.in_(kinds), Attention.dismissed_at.is_(None))
        .values(dismissed_at=datetime.now(UTC))
    )
