"""Walking what was dropped: folders, files, links; regular files only, each once, nothing for ever."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from janus_desktop.errors import Words, words
from janus_desktop.models.ignoring import FILE, Ignored
from janus_desktop.models.reading import shown

#: names that file managers and cameras leave and nobody means to import
JUNK = frozenset({b"thumbs.db", b"desktop.ini", b"icon\r"})
SIDECARS = (b".xmp", b".thm", b".aae", b".on1", b".dop", b".pp3")


class Trouble(NamedTuple):
    """A path that could not be walked, and why."""

    path: bytes
    reason: Words


class Walk:
    """The regular files below `roots`, lazily, in the order of names; `troubles` gathers what failed.

    Hidden entries, junk and sidecars are passed over in silence within folders, and so is what `ignore` or
    a `.janusignore` names; what is named as a root is always tried. Links to folders are not followed, so
    that no loop and no way out of the root exists.
    """

    def __init__(self, roots: Sequence[bytes], *, recurse: bool = True, ignore: Sequence[str] = ()) -> None:
        self.roots = roots
        self.recurse = recurse
        self.ignore = tuple(ignore)
        self.troubles: list[Trouble] = []
        self.found = 0
        self._seen: set[tuple[int, int]] = set()

    def files(self) -> Iterator[bytes]:
        """The files, as absolute paths in the system's bytes."""
        for root in self.roots:
            try:
                mode = os.stat(root).st_mode
            except OSError as error:
                self._trouble(root, error)
                continue
            if stat.S_ISDIR(mode):
                yield from self._below(root)
            else:
                self.found += 1
                yield root

    def _below(self, top: bytes) -> Iterator[bytes]:
        waiting = [(top, Ignored.by(top, self.ignore))]
        while waiting:
            folder, ignored = waiting.pop()
            try:
                here = os.stat(folder)
                if (here.st_dev, here.st_ino) in self._seen:
                    continue
                self._seen.add((here.st_dev, here.st_ino))
                with os.scandir(folder) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                self._trouble(folder, error)
                continue
            folders = []
            if any(entry.name == FILE for entry in entries):
                ignored = ignored.within(folder)
            for entry in entries:
                if entry.name.startswith(b".") or entry.name.lower() in JUNK:
                    continue
                try:
                    if entry.is_dir(follow_symlinks=False):
                        if not (ignored and ignored.has(entry.path, folder=True)):
                            folders.append((entry.path, ignored))
                    elif entry.is_dir() or entry.name.lower().endswith(SIDECARS):
                        continue
                    elif not (ignored and ignored.has(entry.path)):
                        self.found += 1
                        yield entry.path
                except OSError as error:
                    self._trouble(entry.path, error)
            if self.recurse:
                waiting.extend(reversed(folders))

    def _trouble(self, path: bytes, error: OSError) -> None:
        name = shown(path)
        reason = {
            "FileNotFoundError": words("{name} is not there.", name=name),
            "PermissionError": words("{name} may not be read.", name=name),
        }.get(type(error).__name__) or words(
            "{name} cannot be read: {reason}", name=name, reason=error.strerror or str(error)
        )
        self.troubles.append(Trouble(path, reason))
