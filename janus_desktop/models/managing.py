"""Copying files into the library's managed folder."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

from janus_desktop.errors import StoreError, words

PIECE = 1024 * 1024


def copy_in(path: bytes, managed: Path, content_hash: bytes, taken: str | None) -> bytes:
    """Copy the file at `path` to `managed/YYYY/MM/`, checked byte for byte; answers the copy's path.

    The copy appears whole under its name or not at all. Raises `StoreError` with the reason.
    """
    day = taken if taken and len(taken) >= 7 else datetime.now(UTC).strftime("%Y-%m")
    folder = os.path.join(os.fsencode(managed), day[:4].encode(), day[5:7].encode())
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        target = _free(folder, os.path.basename(path))
        temporary = os.path.join(folder, b".part-" + content_hash[:8].hex().encode())
        digest = hashlib.sha256()
        with open(path, "rb") as source, open(temporary, "wb") as copy:  # noqa: PTH123
            while piece := source.read(PIECE):
                digest.update(piece)
                copy.write(piece)
            copy.flush()
            os.fsync(copy.fileno())
        if digest.digest() != content_hash:
            os.unlink(temporary)  # noqa: PTH108
            raise StoreError(words("{name} changed while it was copied.", name=_shown(path)))
        times = os.stat(path)
        os.utime(temporary, ns=(times.st_atime_ns, times.st_mtime_ns))
        os.link(temporary, target)  # fails where the name was taken meanwhile; never overwrites
        os.unlink(temporary)  # noqa: PTH108
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(words("{name} could not be copied: {reason}", name=_shown(path), reason=reason)) from error
    return target


def same_content(path: bytes, content_hash: bytes) -> bool:
    """Whether the file at `path` has this SHA-256; False where it cannot be read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return hashlib.file_digest(file, "sha256").digest() == content_hash
    except OSError:
        return False


def _free(folder: bytes, name: bytes) -> bytes:
    stem, extension = os.path.splitext(name)  # noqa: PTH122
    number, candidate = 2, name
    while os.path.lexists(os.path.join(folder, candidate)):
        candidate = b"%s (%d)%s" % (stem, number, extension)
        number += 1
    return os.path.join(folder, candidate)


def _shown(path: bytes) -> str:
    return path.decode("utf-8", "replace")
