"""Signing in: failures that wait longer and longer, and sessions kept on a computer."""

from __future__ import annotations

import hashlib
import hmac
import math
import platform
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from janus_desktop.errors import SignInFailed, Words, words
from janus_desktop.models import passwords
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
    name = username.strip()
    with store.read() as connection:
        account = connection.execute(select(User).where(func.lower(User.username) == name.lower())).first()
        secret = connection.scalar(select(LibraryValue.value).where(LibraryValue.key == "secret"))
        digest = hmac.new(str(secret).encode(), name.casefold().encode(), hashlib.sha256).hexdigest()
        unknown = connection.execute(select(UnknownName).where(UnknownName.digest == digest)).first()
    count = account or unknown
    now = datetime.now(UTC)
    if count is not None and count.locked_until is not None and count.locked_until > now:
        raise SignInFailed(waiting(count.locked_until - now))
    right = passwords.verify(account.password_hash if account else None, password)
    if account is not None and right and account.disabled_at is None:
        fresh = passwords.keep(password) if passwords.weak(account.password_hash) else None
        with store.write() as connection:
            values: dict[str, object] = {"failures": 0, "locked_until": None, "last_active": now}
            if fresh:
                values["password_hash"] = fresh
            connection.execute(update(User).where(User.id == account.id).values(**values))
            if account.failures >= FREE_TRIES:
                extend(connection, Security, user=account.id, action="unlocked", meta_data={})
            extend(connection, Security, user=account.id, action="sign-in", meta_data={"host": platform.node()})
        return int(account.id)
    with store.write() as connection:
        _count_failure(connection, account.id if account else None, digest)
    raise SignInFailed(WRONG)


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
    values = {"failures": failures, "locked_until": now + wait if wait else None}
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


def new_token(store: Store, user: int) -> str:
    """A random token that signs `user` in on this computer until it expires or is revoked."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    with store.write() as connection:
        connection.execute(
            insert(Token).values(
                user_id=user,
                digest=_digest(token),
                host=platform.node(),
                created_at=now,
                expires_at=now + TOKEN_LIFE,
            )
        )
        extend(connection, Security, user=user, action="stay signed in", meta_data={"host": platform.node()})
    return token


def by_token(store: Store, token: str) -> int | None:
    """Whom a kept token signs in; None where it is unknown, expired, revoked or its account disabled."""
    now = datetime.now(UTC)
    with store.read() as connection:
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
        connection.execute(update(Token).where(Token.id == row.id).values(last_used=now))
        connection.execute(update(User).where(User.id == row.user_id).values(last_active=now))
        extend(
            connection,
            Security,
            user=row.user_id,
            action="sign-in",
            meta_data={"kept": True, "host": platform.node()},
        )
    return int(row.user_id)


def revoke(store: Store, token: str) -> None:
    """End a kept session."""
    with store.write() as connection:
        connection.execute(update(Token).where(Token.digest == _digest(token)).values(revoked_at=datetime.now(UTC)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
