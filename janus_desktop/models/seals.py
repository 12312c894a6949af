"""Seals: what shows that accounts or the end of the trail were changed with another program.

A seal is an HMAC over where both chains stand and over a digest of each account (with its admin level and its
tokens), made with a key of the operating-system account. Whoever writes into the database has no key,
so that what no longer fits the newest seal was changed by something else than Janus. A legitimate change
renews only the digests of the accounts that it touched and that fitted before: nothing is laundered.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from janus_desktop import paths
from janus_desktop.models.chain import Chained, canonical
from janus_desktop.models.tables import Admin, LibraryValue, Log, Seal, Security, Token, User

#: stands among the accounts for what the library decides about signing in
SETTINGS = "settings"
#: security events: something was changed from outside; somebody looked at it and accepted it
NOTED, ACCEPTED = "altered outside", "changes accepted"
People = dict[str, str]
Head = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Key:
    """The key of this operating-system account; `id` names it without telling anything of it."""

    id: str
    secret: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """What the seals say. `state`: `whole`, `foreign` (key not on this computer), `altered` or `missing`.

    `accounts` are ids (and `settings`) that no longer fit; `cut` are (table, sequence) whose row is not there
    any more as it was sealed; `forged` where the seal itself does not fit its own key or is gone; `elsewhere`
    are accounts that were changed and sealed with a key that is not on this computer.
    """

    state: str
    accounts: tuple[str, ...] = ()
    cut: tuple[tuple[str, int], ...] = ()
    forged: bool = False
    elsewhere: tuple[str, ...] = ()


def key() -> Key:
    """The key of this account, made at the first call (0600); raises `OSError`."""
    file = paths.data_dir() / "seal.key"
    try:
        secret = bytes.fromhex(file.read_text("ascii").strip())
    except (FileNotFoundError, ValueError):
        secret = secrets.token_bytes(32)
        draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secret.hex())
        try:
            draft.replace(file) if _spoilt(file) else os.link(draft, file)
        except FileExistsError:  # another process was first: its key holds
            secret = bytes.fromhex(file.read_text("ascii").strip())
        finally:
            draft.unlink(missing_ok=True)
    return Key(hashlib.sha256(b"janus seal " + secret).hexdigest()[:16], secret)


def _spoilt(file: Any) -> bool:
    return bool(file.exists()) or not hasattr(os, "link")


def people(connection: Connection) -> People:
    """A digest for each account, by its id, and one for the policy of signing in."""
    tokens: dict[int, list[Any]] = {}
    for row in connection.execute(
        select(Token.user_id, Token.digest, Token.expires_at, Token.revoked_at).order_by(Token.id)
    ):
        tokens.setdefault(row.user_id, []).append([row.digest, str(row.expires_at), str(row.revoked_at)])
    levels: dict[int, list[str]] = {}
    for user, level in connection.execute(select(Admin.user_id, Admin.admin_level).order_by(Admin.id)):
        levels.setdefault(user, []).append(level)
    found = {
        str(row.id): _short([*map(str, row), levels.pop(row.id, []), tokens.get(row.id, [])])
        for row in connection.execute(
            select(User.id, User.username, User.email, User.password_hash, User.role, User.disabled_at,
                   User.must_change)
        )
    }  # fmt: skip
    found |= {f"admin {user}": _short(those) for user, those in levels.items()}  # of accounts that are not there
    policy = connection.scalar(select(LibraryValue.value).where(LibraryValue.key == SETTINGS))
    found[SETTINGS] = _short(policy or {})
    return found


def _short(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()[:32]


def head(connection: Connection, table: Chained) -> Head:
    """Where a chain stands: the newest sequence and its link."""
    row = connection.execute(select(table.sequence, table.link).order_by(table.sequence.desc()).limit(1)).first()
    return (row.sequence, row.link) if row else (0, b"")


def put(connection: Connection, reason: str, before: Mapping[str, str] | None = None) -> None:
    """Seal what is there now, inside the transaction that changed it.

    `before` is `people` at the beginning of a change: what did not fit the newest seal then goes on not fitting.
    Without it nobody was changed, and only the heads of the chains are sealed anew. Without a key
    (a home that cannot be written) nothing is sealed.
    """
    try:
        mine = key()
    except OSError:
        return
    newest = connection.execute(select(Seal).order_by(Seal.number.desc()).limit(1)).first()
    now = people(connection) if before is not None or newest is None else dict(newest.people)
    if newest is not None and before is not None:
        now = _carried(dict(newest.people), before, now)
    _write(connection, mine, reason, now, (newest.number if newest else 0) + 1)


def accept(connection: Connection, reason: str) -> None:
    """Seal everything as it is now, also what does not fit; raises `OSError` without a key."""
    number = connection.scalar(select(func.max(Seal.number))) or 0
    _write(connection, key(), reason, people(connection), number + 1)


def _carried(sealed: People, before: Mapping[str, str], now: People) -> People:
    kept = {}
    for name in {*sealed, *now}:
        fitted = sealed.get(name) == before.get(name)
        value = now.get(name) if fitted else sealed.get(name)
        if value is not None:
            kept[name] = value
    return kept


def _write(connection: Connection, mine: Key, reason: str, accounts: People, number: int) -> None:
    logs, security = head(connection, Log), head(connection, Security)
    values: dict[str, Any] = {
        "number": number,
        "at": datetime.now(UTC),
        "reason": reason,
        "logs_sequence": logs[0],
        "logs_link": logs[1],
        "security_sequence": security[0],
        "security_link": security[1],
        "people": accounts,
    }
    values["mac"] = _mac(mine, values)
    changed = connection.execute(update(Seal).where(Seal.key_id == mine.id).values(**values))
    if not changed.rowcount:
        connection.execute(insert(Seal).values(key_id=mine.id, **values))


def _mac(mine: Key, values: Mapping[str, Any]) -> bytes:
    parts = [
        mine.id,
        values["number"],
        values["at"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f"),
        values["reason"],
        values["logs_sequence"],
        values["logs_link"].hex(),
        values["security_sequence"],
        values["security_link"].hex(),
        values["people"],
    ]
    return hmac.new(mine.secret, canonical(parts).encode(), hashlib.sha256).digest()


def check(connection: Connection, remembered: Mapping[str, Head] | None = None, *, sealed_by: str = "") -> Found:
    """Whether accounts and chains are as the newest seals left them.

    `remembered` are heads that this computer itself keeps outside the library: they show a tail that was cut
    even where all seals were cut with it. `sealed_by` is the key that there must be a seal of.
    """
    rows = connection.execute(select(Seal).order_by(Seal.number)).all()
    doubt = doubted(connection)
    cut = [(table, int(sequence)) for table, sequence in (each.split() for each in doubt.get("cut") or ())]
    cut += [
        (table.__tablename__, head_[0])
        for table, head_ in ((Log, (remembered or {}).get("logs")), (Security, (remembered or {}).get("security")))
        if head_ is not None and not holds(connection, table, head_)
    ]
    if not rows:
        return Found("missing", cut=tuple(dict.fromkeys(cut)))
    newest, elsewhere = rows[-1], tuple[str, ...]()
    try:
        mine = key()
    except OSError:
        mine = None
    own = next((row for row in rows if mine is not None and row.key_id == mine.id), None)
    if own is None or mine is None:
        forged = mine is not None and mine.id == sealed_by
    else:
        forged = not hmac.compare_digest(_mac(mine, dict(own._asdict())), own.mac)
        for table, sequence, link in (
            (Log, own.logs_sequence, own.logs_link),
            (Security, own.security_sequence, own.security_link),
        ):
            if not forged and not holds(connection, table, (sequence, link)):
                cut.append((table.__tablename__, sequence))
        elsewhere = _unlike(own.people, newest.people)
    forged = forged or bool(doubt.get("seal"))
    wrong = _unlike(people(connection), newest.people)
    if wrong or cut or forged:
        return Found("altered", wrong, tuple(dict.fromkeys(cut)), forged, elsewhere)
    return Found("whole" if own is not None and newest.key_id == own.key_id else "foreign", elsewhere=elsewhere)


def doubted(connection: Connection) -> dict[str, Any]:
    """What was found before and nobody accepted yet: a new seal must not hide it."""
    row = connection.execute(
        select(Security.action, Security.meta_data)
        .where(Security.action.in_((NOTED, ACCEPTED)))
        .order_by(Security.sequence.desc())
        .limit(1)
    ).first()
    return dict(row.meta_data or {}) if row is not None and row.action == NOTED else {}


def _unlike(one: People, other: People) -> tuple[str, ...]:
    return tuple(sorted(name for name in {*one, *other} if one.get(name) != other.get(name)))


def holds(connection: Connection, table: Chained, head_: Head) -> bool:
    """Whether a chain still has the row where it once stood, with the same link."""
    sequence, link = head_
    if sequence == 0:
        return True
    return connection.scalar(select(table.link).where(table.sequence == sequence)) == link


def sealed_heads(connection: Connection) -> tuple[Head, Head]:
    """Where both chains stood when this account sealed them last."""
    try:
        mine = key().id
    except OSError:
        return (0, b""), (0, b"")
    row = connection.execute(select(Seal).where(Seal.key_id == mine)).first()
    if row is None:
        return (-1, b""), (-1, b"")
    return (row.logs_sequence, row.logs_link), (row.security_sequence, row.security_link)
