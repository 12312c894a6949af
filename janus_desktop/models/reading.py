"""The store's way to the imaging room: the pool, facts without a library, and made pictures."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from janus_desktop.errors import Words
from janus_desktop.imaging.facts import Unreadable
from janus_desktop.settings import Settings

if TYPE_CHECKING:
    from janus_desktop.imaging.pool import Pool


def new_pool() -> Pool:
    """A pool with the limits that the settings say."""
    from janus_desktop.imaging.limits import Limits
    from janus_desktop.imaging.pool import Pool

    settings = Settings.load()
    workers = int(settings.get("worker_processes") or 0) or None
    megapixels = int(settings.get("max_megapixels"))
    return Pool(workers, Limits(max_pixels=megapixels * 1_000_000))


def inspect_files(
    paths: Sequence[str | bytes | Path], *, recurse: bool = True
) -> Iterator[tuple[bytes, dict[str, Any] | Words]]:
    """The facts of files without a library: (path, record) or (path, why not), folders walked."""
    from janus_desktop.imaging.inspect import as_record
    from janus_desktop.models.walking import Walk

    pool = new_pool()
    try:
        walk = Walk([absolute(path) for path in paths], recurse=recurse)
        for answer in pool.inspect_many(walk.files()):
            yield answer.path, answer.reason if isinstance(answer, Unreadable) else as_record(answer)
        for trouble in walk.troubles:
            yield trouble.path, trouble.reason
    finally:
        pool.close()


#: what the words to install a reader are, where it is no part of the plain installation
EXTRAS = {"rawpy": "raw", "astropy": "science"}


def readers() -> list[dict[str, Any]]:
    """The readers of formats: `name`, `version` (None where absent) and the words that `install` it."""
    pool = new_pool()
    try:
        return [
            {
                "name": name,
                "version": version,
                "present": version is not None,
                "install": f"pip install 'janus-desktop[{EXTRAS[name]}]'" if name in EXTRAS else f"pip install {name}",
            }
            for name, version in sorted(pool.probe().items())
        ]
    finally:
        pool.close()


def make_pictures(folder: Path, count: int = 24, seed: int = 1) -> list[Path]:
    """Made pictures (leaves, cells, letters, landscapes) with believable metadata."""
    from janus_desktop.imaging.made import make_pictures as make

    return make(folder, count, seed)


def absolute(path: str | bytes | Path) -> bytes:
    """`path` absolute, links not resolved, in the system's bytes."""
    return os.path.abspath(os.fsencode(path))


def shown(path: bytes) -> str:
    """A path for people: what is no UTF-8 shows as the replacement character."""
    return path.decode("utf-8", "replace")


def is_folder(path: bytes) -> bool:
    """Whether there is a folder at `path` (links followed); False where nothing can be told."""
    try:
        return stat.S_ISDIR(os.stat(path).st_mode)
    except OSError:
        return False
