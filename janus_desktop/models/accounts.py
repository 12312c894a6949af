"""Signing in: failures that wait longer and longer, and sessions kept on a computer."""

from __future__ import annotations

import hashlib
import hmac
import math
import platform
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from janus_desktop.errors import SignInFailed, Words, words
from janus_desktop.models import clocks, names, passwords, seals
from janus_desktop.models.chain import extend
from janus_desktop.models.store import Store
from janus_desktop.models.tables import LibraryValue, Security, Token, UnknownName, User

FREE_TRIES = 5
LONGEST_WAIT = timedelta(minutes=15)
TOKEN_LIFE = timedelta(days=30)
WRONG = words("The user name or the password is wrong.")


def wait_after(failures: int) -> timedelta:
    """How long an account waits: not at all for five failures, then 1 s doubling up to 15 min."""
    if failures < FREE_TRIES:
        return timedelta()
    return min(timedelta(seconds=2 ** min(failures - FREE_TRIES, 20)), LONGEST_WAIT)


def sign_in(store: Store, username: str, password: str) -> int:
    """The id of the account; `SignInFailed` with the same words and time whether or not it exists."""
    name = names.as_typed(username)[:256]
    folded = name.casefold().encode("utf-8", "surrogatepass")
    with store.read() as connection:
        account = (
            connection.execute(select(User).where(func.lower(User.username) == name.lower())).first()
            if name.isprintable()
            else None
        )
        kept = {
            row.key: row.value
            for row in connection.execute(
                select(LibraryValue.key, LibraryValue.value).where(LibraryValue.key.in_(("secret", "argon2")))
            )
        }
        digest = hmac.new(str(kept.get("secret")).encode(), folded, hashlib.sha256).hexdigest()
        unknown = connection.execute(select(UnknownName).where(UnknownName.digest == digest)).first()
    cost = passwords.cost_of(kept.get("argon2"))
    count = account or unknown
    now = datetime.now(UTC)
    rest = _rest(count, now) if count is not None else timedelta()
    if count is not None and rest:
        if count.locked_until - now > timedelta(seconds=count.lock_seconds + 1):
            _lock_anew(store, account.id if account else None, digest, now + rest)
        raise SignInFailed(waiting(rest))
    right = passwords.verify(account.password_hash if account else None, password, cost)
    if account is not None and right and account.disabled_at is None:
        fresh = passwords.keep(password, cost) if passwords.weak(account.password_hash, cost) else None
        _welcome(store, account, fresh)
        return int(account.id)
    with store.write() as connection:
        _count_failure(connection, account.id if account else None, digest)
    raise SignInFailed(WRONG)


def _welcome(store: Store, account: Any, fresh: str | None) -> None:
    values: dict[str, object] = {"failures": 0, "locked_until": None, "lock_seconds": 0, "lock_clock": ""}
    with store.write() as connection:
        before = seals.people(connection) if fresh else None
        if fresh:
            values["password_hash"] = fresh
        note_clock(connection, account.id)
        values["last_active"] = datetime.now(UTC)
        connection.execute(update(User).where(User.id == account.id).values(**values))
        if account.failures >= FREE_TRIES:
            extend(connection, Security, user=account.id, action="unlocked", meta_data={})
        extend(connection, Security, user=account.id, action="sign-in", meta_data={"host": platform.node()})
        seals.put(connection, "sign-in", before)


def note_clock(connection: Connection, user: int | None) -> None:
    """Say in the trail that the computer's clock was set back, where it was."""
    _, behind = clocks.now_in(connection)
    if behind:
        extend(
            connection,
            Security,
            user=user,
            action="clock set back",
            meta_data={"seconds": int(behind.total_seconds()), "host": platform.node()},
        )


def _rest(count: Any, now: datetime) -> timedelta:
    """How long this account or name still waits: by the running clock, which nobody can set, where it can be."""
    if count.locked_until is None:
        return timedelta()
    whole = timedelta(seconds=count.lock_seconds)
    gone = clocks.passed(count.lock_clock)
    rest = whole - timedelta(seconds=gone) if gone is not None else min(count.locked_until - now, whole)
    return max(rest, timedelta())


def _lock_anew(store: Store, user: int | None, digest: str, until: datetime) -> None:
    """The clock was set back meanwhile: the end of the wait goes with it, so that it is neither shorter nor longer."""
    with store.write() as connection:
        if user is not None:
            connection.execute(update(User).where(User.id == user).values(locked_until=until))
        else:
            connection.execute(update(UnknownName).where(UnknownName.digest == digest).values(locked_until=until))


def waiting(rest: timedelta) -> Words:
    """The sentence for whoever has to wait."""
    return words(
        "Too many failed sign-ins. Try again in {n} seconds.",
        one="Too many failed sign-ins. Try again in {n} second.",
        n=max(1, math.ceil(rest.total_seconds())),
    )


def _count_failure(connection: Connection, user: int | None, digest: str) -> None:
    now = datetime.now(UTC)
    if user is not None:
        failures = 1 + int(connection.scalar(select(User.failures).where(User.id == user)) or 0)
    else:
        failures = 1 + int(connection.scalar(select(UnknownName.failures).where(UnknownName.digest == digest)) or 0)
    wait = wait_after(failures)
    values = {
        "failures": failures,
        "locked_until": now + wait if wait else None,
        "lock_seconds": int(wait.total_seconds()),
        "lock_clock": clocks.running() if wait else "",
    }
    note_clock(connection, user)
    if user is not None:
        connection.execute(update(User).where(User.id == user).values(**values))
    elif failures == 1:
        connection.execute(insert(UnknownName).values(digest=digest, **values))
    else:
        connection.execute(update(UnknownName).where(UnknownName.digest == digest).values(**values))
    extend(
        connection,
        Security,
        user=user,
        action="sign-in failed",
        meta_data={"name": digest[:16], "failures": failures},
    )
    if wait:
        extend(connection, Security, user=user, action="locked", meta_data={"seconds": int(wait.total_seconds())})


def new_token(store: Store, user: int, life: timedelta = TOKEN_LIFE) -> str:
    """A random token that signs `user` in on this computer until it expires or is revoked."""
    token = secrets.token_urlsafe(32)
    with store.write() as connection:
        before, now = seals.people(connection), clocks.now_in(connection)[0]
        connection.execute(
            insert(Token).values(
                user_id=user,
                digest=_digest(token),
                host=platform.node(),
                created_at=now,
                expires_at=now + life,
            )
        )
        extend(connection, Security, user=user, action="stay signed in", meta_data={"host": platform.node()})
        seals.put(connection, "token", before)
    return token


def by_token(store: Store, token: str) -> int | None:
    """Whom a kept token signs in; None where it is unknown, expired, revoked or its account disabled."""
    with store.read() as connection:
        # the newest event counts where the clock was set back: an expired token does not live again
        now = clocks.now_in(connection)[0]
        row = connection.execute(
            select(Token.id, Token.user_id)
            .join(User, User.id == Token.user_id)
            .where(
                Token.digest == _digest(token),
                Token.expires_at > now,
                Token.revoked_at.is_(None),
                User.disabled_at.is_(None),
            )
        ).first()
    if row is None:
        return None
    with store.write() as connection:
        note_clock(connection, row.user_id)
        connection.execute(update(Token).where(Token.id == row.id).values(last_used=now))
        connection.execute(update(User).where(User.id == row.user_id).values(last_active=datetime.now(UTC)))
        extend(
            connection,
            Security,
            user=row.user_id,
            action="sign-in",
            meta_data={"kept": True, "host": platform.node()},
        )
        seals.put(connection, "sign-in")
    return int(row.user_id)


def revoke(store: Store, token: str) -> None:
    """End a kept session."""
    with store.write() as connection:
        before = seals.people(connection)
        ended = connection.execute(
            update(Token)
            .where(Token.digest == _digest(token), Token.revoked_at.is_(None))
            .values(revoked_at=datetime.now(UTC))
            .returning(Token.user_id)
        ).scalar()
        if ended is not None:
            extend(connection, Security, user=ended, action="session ended", meta_data={"host": platform.node()})
            seals.put(connection, "token", before)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
