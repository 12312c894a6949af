"""Names of accounts: what may be one, and which would be taken for another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from janus_desktop.errors import BadValue, words

LONGEST_FULL_NAME = 200
_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f.]+(\.[^@\s\x00-\x1f.]+)+")
_USERNAME = re.compile(r"[\w][\w.@+-]{0,63}")
#: scripts whose letters look alike; a name is written in one of them
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
#: a letter, and what of other scripts (and of the digits) looks like it; from Unicode's confusables
_LOOKS_LIKE: Final = {
    "a": "аɑαа", "b": "ЬƄ", "c": "сϲᴄⅽ", "d": "ԁⅾժ", "e": "еҽε", "g": "ɡց", "h": "һհ", "i": "іιıɩ", "j": "јϳ",
    "k": "кκ", "l": "1I|ӏІΙⅼ", "m": "мⅿ", "n": "ոпη", "o": "0оοσօ", "p": "рρ", "q": "ԛգ", "r": "гᴦ", "s": "ѕʂ",
    "t": "тτ", "u": "սυʋ", "v": "ѵνⅴ", "w": "ԝѡω", "x": "хχⅹ", "y": "уγүყ", "z": "ᴢ",
    "A": "АΑ", "B": "ВΒ", "C": "СϹ", "E": "ЕΕ", "H": "НΗ", "J": "Ј", "K": "КΚ", "M": "МΜ", "N": "Ν", "O": "ОΟ",
    "P": "РΡ", "S": "ЅՏ", "T": "ТΤ", "X": "ХΧ", "Y": "ҮΥ", "Z": "Ζ",
}  # fmt: skip
_TABLE: Final = str.maketrans({each: plain for plain, many in _LOOKS_LIKE.items() for each in many})


def skeleton(name: str) -> str:
    """What a name looks like: two names with the same skeleton are taken for each other."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    return bare.translate(_TABLE).casefold().translate(_TABLE)


def check_username(username: str) -> str:
    """`username` as it is stored; `BadValue` where it is none, or mixes alphabets that look alike."""
    clean = as_typed(username)
    if not _USERNAME.fullmatch(clean):
        raise BadValue(
            "username",
            words("A user name has 1 to 64 letters, digits, dots, hyphens or underscores, and no spaces."),
        )
    scripts = {unicodedata.name(each, "").partition(" ")[0] for each in clean if each.isalpha()}
    if len(scripts & _ALIKE) > 1:
        raise BadValue(
            "username", words("A user name is written in one alphabet; this one mixes letters that look alike.")
        )
    return clean


def check_unlike(username: str, others: Iterable[str]) -> None:
    """Raise `BadValue` where `username` would be taken for one of `others`."""
    looks = skeleton(username)
    for other in others:
        if other.casefold() == username.casefold():
            raise BadValue("username", words("There is an account {value} already.", value=other))
        if skeleton(other) == looks:
            raise BadValue("username", words("This name looks like that of the account {value}.", value=other))


def as_typed(username: str) -> str:
    """A name as it is compared, however it was typed."""
    return unicodedata.normalize("NFKC", username).strip()


def check_email(email: str) -> str:
    """`email` as it is stored; `BadValue` where it is none."""
    clean = unicodedata.normalize("NFC", email).strip()
    if len(clean) > 254 or not _EMAIL.fullmatch(clean) or not clean.isprintable():
        raise BadValue("email", words("“{email}” is no e-mail address.", email=shown(clean[:80])))
    return clean


def check_full_name(name: str) -> str:
    """A person's name as others see it; `BadValue` where it is too long or has what cannot be seen."""
    clean = unicodedata.normalize("NFC", name).strip()
    if len(clean) > LONGEST_FULL_NAME:
        raise BadValue("name", words("A name has at most {n} characters.", n=LONGEST_FULL_NAME))
    if not clean.isprintable():
        raise BadValue("name", words("A name has no line breaks and no invisible characters."))
    return clean


def shown(text: str) -> str:
    """`text` with what cannot be seen or printed written out."""
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)
