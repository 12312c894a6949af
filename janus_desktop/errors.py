"""What can go wrong, said once and for every front door.

A sentence for the reader is a template with its arguments kept apart (`Words`), so that the window
can translate the template first and fill it in afterwards; the command line fills in the English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence: an English template with `{named}` places, and what goes into them.

    `one` is the template for `n == 1`, where the sentence counts something.
    """

    template: str
    one: str | None = None
    args: Mapping[str, object] = field(default_factory=dict)

    @property
    def chosen(self) -> str:
        """The English template that fits `n`."""
        return self.one if self.one is not None and self.args.get("n") == 1 else self.template

    def __str__(self) -> str:
        """The English sentence."""
        return fill(self.chosen, self.args)


def fill(template: str, args: Mapping[str, object]) -> str:
    """`template` with its named places filled; whole numbers get thousands separators.

    A template that names an argument that is absent stays as written: a sentence is never an error.
    """
    shown = {
        name: f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
        for name, value in args.items()
    }
    try:
        return template.format_map(shown)
    except (KeyError, IndexError, ValueError):
        return template


def words(template: str, /, *, one: str | None = None, **args: object) -> Words:
    """Mark `template` as a sentence that a person reads; translators find it by this name."""
    return Words(template, one, args)


class JanusError(Exception):
    """Something a person is told in one sentence. `exit_code` is the command line's answer."""

    exit_code = 1

    def __init__(self, sentence: Words) -> None:
        super().__init__(str(sentence))
        self.words = sentence


class UsageError(JanusError):
    """The question itself makes no sense."""

    exit_code = 2


class CannotStart(JanusError):
    """No library, no display, no right to begin at all."""

    exit_code = 3


class NotAllowed(JanusError):
    """The person's role does not hold the right that the operation needs."""

    exit_code = 3


class SignInFailed(JanusError):
    """Wrong name or password (which of them is never said)."""

    exit_code = 3


class NotFound(JanusError):
    """What was asked for is not in the catalogue."""

    exit_code = 4


class BadValue(JanusError):
    """A value that a field cannot hold. `field` names the field."""

    exit_code = 2

    def __init__(self, field_name: str, sentence: Words) -> None:
        super().__init__(sentence)
        self.field = field_name


class Conflict(JanusError):
    """Somebody changed the same fields since; nothing was done.

    `ids` are the records in conflict, `free` how many others could go on without them.
    """

    def __init__(self, sentence: Words, ids: tuple[int, ...] = (), free: int = 0) -> None:
        super().__init__(sentence)
        self.ids = ids
        self.free = free


class StoreError(JanusError):
    """The store could not do it: disk full, read-only, damaged, busy for too long."""


class Stopped(JanusError):
    """A question was withdrawn before its answer came; nobody is told."""
