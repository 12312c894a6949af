"""Passwords: what may be one, and how one is kept (Argon2id)."""

from __future__ import annotations

import secrets
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from janus_desktop.errors import BadValue, words

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST = 12
MOST = 1000
#: seconds that one try is to take, measured when a library is made
AIM = 0.3
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
#: what is tried first: the commonest passwords of twelve characters and more, and common roots of them
_COMMON = frozenset(
    [
        "123456789012",
        "1234567890123",
        "12345678901234",
        "password1234",
        "password12345",
        "passwordpassword",
        "qwertyuiop12",
        "qwertyuiop123",
        "qwertyuiopasdf",
        "iloveyou1234",
        "administrator",
        "administrator1",
        "letmeinletmein",
        "welcome12345",
        "changeme1234",
        "changemechangeme",
        "q1w2e3r4t5y6",
        "1q2w3e4r5t6y",
        "abcdefghijkl",
        "abcdefghijklm",
        "111111111111",
        "000000000000",
        "123123123123",
        "987654321098",
        "qazwsxedcrfv",
        "zaq12wsxcde3",
        "asdfghjkl123",
        "passw0rd1234",
        "p@ssw0rd1234",
        "trustno1trustno1",
        "superman1234",
        "football1234",
        "baseball1234",
        "sunshine1234",
        "princess1234",
        "monkeymonkey",
        "dragondragon",
        "mypassword12",
        "mypassword123",
        "correcthorsebatterystaple",
    ]
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one password costs: rounds, memory in KiB, lanes. `LEAST_COST` is OWASP's minimum."""

    rounds: int
    memory: int
    lanes: int = 1


LEAST_COST = Cost(2, 19 * 1024)


def measured(aim: float = AIM) -> Cost:
    """What takes about `aim` seconds on this computer: memory first, then rounds; never below the minimum."""
    for memory in (64 * 1024, 46 * 1024, 32 * 1024, LEAST_COST.memory):
        begun = time.perf_counter()
        _hasher(Cost(LEAST_COST.rounds, memory)).hash("how long does it take?")
        each = (time.perf_counter() - begun) / LEAST_COST.rounds
        if each * LEAST_COST.rounds <= aim or memory == LEAST_COST.memory:
            return Cost(max(LEAST_COST.rounds, min(12, round(aim / each))), memory)
    return LEAST_COST  # pragma: no cover


def cost_of(kept: Mapping[str, Any] | None) -> Cost:
    """The cost as the library keeps it; never below the minimum, whatever stands there."""
    try:
        found = Cost(int((kept or {})["rounds"]), int((kept or {})["memory"]), int((kept or {}).get("lanes", 1)))
    except (KeyError, TypeError, ValueError):
        return LEAST_COST
    weak = found.rounds < LEAST_COST.rounds or found.memory < LEAST_COST.memory or not 1 <= found.lanes <= 16
    return LEAST_COST if weak or found.rounds > 100 or found.memory > 1024 * 1024 else found


@cache
def _hasher(cost: Cost) -> PasswordHasher:
    """Argon2id with the parameters that new passwords get."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=cost.rounds, memory_cost=cost.memory, parallelism=cost.lanes)


@cache
def _nobody(cost: Cost) -> str:
    return _hasher(cost).hash(secrets.token_hex(16))


def verify(kept: str | None, password: str, cost: Cost) -> bool:
    """Whether `password` is the one kept; as slow where there is no account (`kept` is None)."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher(cost).verify(kept or _nobody(cost), _normal(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def keep(password: str, cost: Cost) -> str:
    """What is stored of `password`."""
    return _hasher(cost).hash(_normal(password))


def weak(kept: str, cost: Cost) -> bool:
    """Whether a kept password was made with other parameters than today's."""
    return _hasher(cost).check_needs_rehash(kept)


def check(password: str, username: str = "", email: str = "", least: int = LEAST) -> None:
    """Raise `BadValue` where `password` is too short, too long, too common or too like the name."""
    plain = unicodedata.normalize("NFC", password)
    if len(plain) < max(LEAST, least):
        raise BadValue(
            "password",
            words("A password has at least {n} characters; a few words make a good one.", n=max(LEAST, least)),
        )
    if len(password) > MOST:
        raise BadValue("password", words("A password has at most {n} characters.", n=MOST))
    folded = plain.casefold()
    if folded in _COMMON or len(set(folded)) < 4:
        raise BadValue("password", words("This password is among the first that are tried. Choose another."))
    for name in (username.casefold(), email.casefold().partition("@")[0]):
        if len(name) > 2 and name in folded and len(folded.replace(name, "")) < LEAST - 4:
            raise BadValue("password", words("This password is too like the user name."))


def one_time() -> str:
    """A password to be changed at the first sign-in: 20 letters and digits that are hard to misread."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


def _normal(password: str) -> bytes:
    # a name or password from the system may hold bytes that are no UTF-8
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
