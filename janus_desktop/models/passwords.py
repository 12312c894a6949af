"""Passwords: what may be one, and how one is kept (Argon2id)."""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from janus_desktop.errors import BadValue, words

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST = 12
MOST = 1000
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
_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f.]+(\.[^@\s\x00-\x1f.]+)+")
_USERNAME = re.compile(r"[\w][\w.@+-]{0,63}")


@cache
def hasher() -> PasswordHasher:
    """Argon2id with the parameters that new passwords get."""
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobody() -> str:
    return hasher().hash(secrets.token_hex(16))


def verify(kept: str | None, password: str) -> bool:
    """Whether `password` is the one kept; as slow where there is no account (`kept` is None)."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return hasher().verify(kept or _nobody(), _normal(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def keep(password: str) -> str:
    """What is stored of `password`."""
    return hasher().hash(_normal(password))


def weak(kept: str) -> bool:
    """Whether a kept password was made with weaker parameters than today's."""
    return hasher().check_needs_rehash(kept)


def check(password: str, username: str = "", email: str = "") -> None:
    """Raise `BadValue` where `password` is too short, too long, too common or too like the name."""
    plain = _normal(password)
    if len(plain) < LEAST:
        raise BadValue(
            "password", words("A password has at least {n} characters; a few words make a good one.", n=LEAST)
        )
    if len(plain) > MOST:
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


def check_username(username: str) -> str:
    """`username` as it is stored; `BadValue` where it is none."""
    clean = unicodedata.normalize("NFKC", username).strip()
    if not _USERNAME.fullmatch(clean):
        raise BadValue(
            "username",
            words("A user name has 1 to 64 letters, digits, dots, hyphens or underscores, and no spaces."),
        )
    return clean


def check_email(email: str) -> str:
    """`email` as it is stored; `BadValue` where it is none."""
    clean = unicodedata.normalize("NFC", email).strip()
    if len(clean) > 254 or not _EMAIL.fullmatch(clean):
        raise BadValue("email", words("“{email}” is no e-mail address.", email=clean[:80]))
    return clean


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)
