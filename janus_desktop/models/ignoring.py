"""What a walk passes over because somebody said so: patterns as `.gitignore` has them."""

from __future__ import annotations

import os
from collections.abc import Sequence

from pathspec import GitIgnoreSpec

from janus_desktop.errors import BadValue, words

#: the file whose patterns count for the folder it lies in and all below
FILE = b".janusignore"
#: bytes of such a file that are read; a longer one is no list of patterns
MOST = 1024 * 1024


class Ignored:
    """The patterns that count in a folder: those given for the whole walk, and those found on the way down.

    As in git, the deepest file that has something to say about a path decides, and `!` takes back.
    """

    def __init__(self, specs: Sequence[tuple[bytes, GitIgnoreSpec]] = ()) -> None:
        self._specs = tuple(specs)

    @classmethod
    def by(cls, top: bytes, patterns: Sequence[str]) -> Ignored:
        """The patterns for everything below `top`. Raises `BadValue` for one that is none."""
        return cls([(top, compiled(patterns))] if patterns else [])

    def within(self, folder: bytes) -> Ignored:
        """The same with what the file in `folder` says; as it is where that cannot be read."""
        try:
            path = os.path.join(folder, FILE)
            if not os.path.isfile(path):  # noqa: PTH113 - names are bytes
                return self
            with open(path, "rb") as file:  # noqa: PTH123
                lines = file.read(MOST).decode("utf-8", "replace").splitlines()
            return Ignored([*self._specs, (folder, compiled(lines))])
        except (OSError, BadValue):
            return self

    def __bool__(self) -> bool:
        return bool(self._specs)

    def has(self, path: bytes, *, folder: bool = False) -> bool:
        """Whether `path` is to be passed over."""
        for base, spec in reversed(self._specs):
            within = os.fsdecode(os.path.relpath(path, base)) + ("/" if folder else "")
            answer = spec.check_file(within).include
            if answer is not None:
                return bool(answer)
        return False


def compiled(patterns: Sequence[str]) -> GitIgnoreSpec:
    """The patterns as one; `BadValue` names the first that is none."""
    for pattern in patterns:
        try:
            GitIgnoreSpec.from_lines([pattern])
        except ValueError as error:
            raise BadValue(
                "ignore", words("“{pattern}” is no pattern as .gitignore has them.", pattern=pattern[:60])
            ) from error
    return GitIgnoreSpec.from_lines(list(patterns))
