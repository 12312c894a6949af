"""The chain of the trail: every row carries a link made from the one before it.

link = SHA-256(previous link, sequence, id, user id, action, time, payload digest); payload digest =
SHA-256(salt, meta data, revisions), so that a payload and its salt can be erased and the chain stays whole.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Text, insert, select, type_coerce

from janus_desktop.models.tables import Log, Security

FIRST = bytes(32)
Chained = type[Log] | type[Security]
#: one revision as it is digested: kind, record, before, after
RevisionText = tuple[str, int, str | None, str | None]


def canonical(value: Any) -> str:
    """JSON that is the same for the same value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def payload_digest(salt: bytes, meta_data: Any, revisions: Iterable[RevisionText] = ()) -> bytes:
    """What stands for the payload in the link."""
    digest = hashlib.sha256(salt + canonical(meta_data).encode())
    for kind, record, before, after in revisions:
        digest.update(f"\0{kind}\0{record}\0{before or ''}\0{after or ''}".encode())
    return digest.digest()


def link(
    previous: bytes, sequence: int, row: int, user: int | None, action: str, at: datetime, payload: bytes
) -> bytes:
    """The link of one row; `at` counts in microseconds of UTC."""
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    words = "\0".join((str(sequence), str(row), "" if user is None else str(user), action, moment))
    return hashlib.sha256(previous + words.encode() + payload).digest()


def extend(
    connection: Connection,
    table: Chained,
    *,
    user: int | None,
    action: str,
    meta_data: dict[str, Any],
    revisions: Iterable[RevisionText] = (),
    **columns: Any,
) -> int:
    """Add one row to a chain, inside the transaction that it speaks of; answers its id."""
    last = connection.execute(
        select(table.id, table.sequence, table.link).order_by(table.sequence.desc()).limit(1)
    ).first()
    row, sequence, previous = (last.id + 1, last.sequence + 1, last.link) if last else (1, 1, FIRST)
    at, salt = datetime.now(UTC), os.urandom(16)
    payload = payload_digest(salt, meta_data, revisions)
    # stored as it is digested, so that verifying need not read it as JSON
    said = type_coerce(canonical(meta_data), Text)
    connection.execute(
        insert(table).values(
            id=row,
            sequence=sequence,
            user_id=user,
            action=action,
            timestamp=at,
            meta_data=said,
            salt=salt,
            payload_digest=payload,
            link=link(previous, sequence, row, user, action, at, payload),
            **columns,
        )
    )
    return int(row)
