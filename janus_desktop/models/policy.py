"""What a library decides for everybody who works in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from sqlalchemy import Connection, select

from janus_desktop.errors import BadValue, words
from janus_desktop.models.ignoring import compiled
from janus_desktop.models.passwords import LEAST
from janus_desktop.models.seals import SETTINGS
from janus_desktop.models.tables import LibraryValue


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings of a library, each read by what it names.

    `lock_minutes`: the window locks at the latest after so many (0: as each computer's settings say).
    `stay_signed_in`: whether sessions may be kept; `session_days`: for how long.
    `password_length`: the least length of new passwords. `ignored`: names that imports of folders pass over
    (with `*` and `?`).
    """

    lock_minutes: int = 0
    stay_signed_in: bool = True
    session_days: int = 30
    password_length: int = LEAST
    ignored: tuple[str, ...] = ()


#: the lowest and highest value of the numbers, both included
BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "lock_minutes": (0, 240),
    "session_days": (1, 365),
    "password_length": (LEAST, 64),
}
_MOST_PATTERNS, _LONGEST_PATTERN = 100, 255


def read(connection: Connection) -> Policy:
    """The policy as it is kept; what cannot be is as at the beginning."""
    kept = connection.scalar(select(LibraryValue.value).where(LibraryValue.key == SETTINGS))
    found = Policy()
    for name, value in (kept if isinstance(kept, dict) else {}).items():
        try:
            found = changed(found, {name: value})
        except BadValue:
            continue
    return found


def changed(policy: Policy, news: Mapping[str, Any]) -> Policy:
    """`policy` with other values; `BadValue` names what cannot be."""
    values = asdict(policy)
    for name, value in news.items():
        if name not in {field.name for field in fields(Policy)}:
            raise BadValue(name, words("There is no setting “{name}”.", name=name))
        values[name] = _checked(name, value)
    return Policy(**values)


def _checked(name: str, value: Any) -> Any:
    if name == "stay_signed_in":
        if not isinstance(value, bool):
            raise BadValue(name, words("This is yes or no."))
        return value
    if name == "ignored":
        return _patterns(value)
    low, high = BOUNDS[name]
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise BadValue(name, words("This is a whole number from {low} to {high}.", low=low, high=high))
    return value


def _patterns(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise BadValue("ignored", words("These are names, one a line."))
    patterns = tuple(dict.fromkeys(each.strip() for each in value if each.strip()))
    wrong = [each for each in patterns if "/" in each or len(each) > _LONGEST_PATTERN or not each.isprintable()]
    if wrong or len(patterns) > _MOST_PATTERNS:
        raise BadValue(
            "ignored",
            words("These are at most {n} names of files or folders, without slashes.", n=_MOST_PATTERNS),
        )
    try:
        compiled(patterns)
    except BadValue as error:
        raise BadValue("ignored", error.words) from error
    if "*" in patterns:
        raise BadValue("ignored", words("“*” would pass over everything."))
    return patterns
