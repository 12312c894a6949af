"""Bytes → facts: what one file says of itself. Runs in a child process, never in the window."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from janus_desktop.errors import Words, words
from janus_desktop.imaging import formats
from janus_desktop.imaging.facts import ImageFacts, Unreadable
from janus_desktop.imaging.metadata import assemble
from janus_desktop.imaging.metadata.content import for_exiv2, paged
from janus_desktop.imaging.metadata.header import NoPictureError
from janus_desktop.imaging.metadata.sidecar import read_sidecar

#: A file is read in pieces of this many bytes; each is a sign of life.
PIECE = 1024 * 1024
#: Files up to this many bytes are kept in memory; larger ones are read where they lie.
KEEP = 64 * 1024 * 1024
#: How much of the beginning and of the end goes into the quick hash.
QUICK = 64 * 1024


@dataclass(frozen=True, slots=True)
class FileBytes:
    """One file as it was read: its hashes, and its bytes where it is small enough to keep them."""

    path: bytes
    size: int
    mtime_ns: int
    content_hash: bytes
    quick_hash: bytes
    head: bytes
    data: bytes | None

    @property
    def name(self) -> str:
        """The file's name for people; bytes that are no text show as `\\udcXX` replaced by `?`."""
        return shown_name(self.path)


def shown_name(path: bytes) -> str:
    """The last part of `path` as text that every terminal and window can show."""
    return os.path.basename(path).decode("utf-8", "replace")


def inspect_file(
    path: bytes | str | os.PathLike[str], *, data: memoryview | bytes | None = None, previews: bool = True
) -> ImageFacts | Unreadable:
    """The facts of the file at `path`, or why there are none; never raises for a bad file.

    `data` stands in for the file's content where the caller has it already. `previews` asks for the
    embedded preview as well.
    """
    file = read_file(path, data=data)
    return file if isinstance(file, Unreadable) else facts_of(file, previews=previews)


def read_file(
    path: bytes | str | os.PathLike[str],
    progress: Callable[[int], None] | None = None,
    *,
    data: memoryview | bytes | None = None,
) -> FileBytes | Unreadable:
    """Read `path` once, in pieces, hashing as it goes; only regular files are opened.

    `progress` is told the size of each piece (a supervisor's sign of life). The file must not change
    meanwhile: then the answer is `Unreadable` of kind `changed`.
    """
    raw = os.fsencode(path)
    try:
        before = os.stat(raw)
        if not stat.S_ISREG(before.st_mode):
            return Unreadable(raw, words("“{name}” is not a regular file.", name=shown_name(raw)), "not a file")
        if before.st_size == 0:
            return Unreadable(raw, words("“{name}” is empty (0 bytes).", name=shown_name(raw)), "empty")
        if data is not None:
            return _hashed(raw, before, bytes(data))
        return _read(raw, before, progress)
    except OSError as error:
        return unreadable_because(raw, error)


def _read(raw: bytes, before: os.stat_result, progress: Callable[[int], None] | None) -> FileBytes | Unreadable:
    digest = hashlib.sha256()
    keep = before.st_size <= KEEP
    pieces: list[bytes] = []
    head = tail = b""
    total = 0
    descriptor = os.open(raw, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0))
    try:
        while piece := os.read(descriptor, PIECE):
            total += len(piece)
            digest.update(piece)
            if keep:
                pieces.append(piece)
                keep = total <= KEEP
            elif pieces:
                pieces.clear()
            if len(head) < QUICK:
                head += piece[: QUICK - len(head)]
            tail = piece[-QUICK:] if len(piece) >= QUICK else (tail + piece)[-QUICK:]
            if progress is not None:
                progress(len(piece))
            if total > before.st_size:  # somebody is writing to it, perhaps for ever
                break
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns) or total != after.st_size:
        sentence = words("“{name}” was changed while it was read.", name=shown_name(raw))
        return Unreadable(raw, sentence, "changed")
    quick = hashlib.sha256(total.to_bytes(8, "little") + head + tail).digest()
    data = (pieces[0] if len(pieces) == 1 else b"".join(pieces)) if keep else None
    return FileBytes(raw, total, before.st_mtime_ns, digest.digest(), quick, head, data)


def _hashed(raw: bytes, before: os.stat_result, data: bytes) -> FileBytes:
    quick = hashlib.sha256(len(data).to_bytes(8, "little") + data[:QUICK] + data[-QUICK:]).digest()
    return FileBytes(raw, len(data), before.st_mtime_ns, hashlib.sha256(data).digest(), quick, data[:QUICK], data)


def unreadable_because(raw: bytes, error: OSError) -> Unreadable:
    """Why the system does not give us a file, as a person is told."""
    name = shown_name(raw)
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return Unreadable(raw, words("“{name}” does not exist (any more).", name=name), "missing")
    if error.errno in {errno.EACCES, errno.EPERM}:
        return Unreadable(raw, words("“{name}” may not be read: permission denied.", name=name), "denied")
    if error.errno == errno.ELOOP:
        return Unreadable(raw, words("“{name}” is a link that leads back to itself.", name=name), "not a file")
    reason = os.strerror(error.errno) if error.errno else str(error)
    return Unreadable(raw, words("“{name}” could not be read: {reason}.", name=name, reason=reason), "damaged")


def facts_of(file: FileBytes, previews: bool = True) -> ImageFacts | Unreadable:
    """The facts of a file that was read; `Unreadable` where it is no image or is damaged.

    A sidecar beside the file counts with it.
    """
    found = formats.recognise(file.head[: formats.HEAD], file.name)
    if found is None:
        return Unreadable(file.path, formats.not_an_image(file.head, file.name), "unknown")
    try:
        if file.data is not None:
            known = assemble.know(found, file.path, file.data, file.data, previews)
        else:
            with paged(file.path) as content, for_exiv2(file.path, file.size) as whole:
                known = assemble.know(found, file.path, content, whole, previews)
    except NoPictureError:
        sentence = words("“{name}” is a {format} file without a picture.", name=file.name, format=found.name)
        return Unreadable(file.path, sentence, "unknown", found.name)
    except assemble.DamagedError as error:
        sentence = words("“{name}” is damaged: {reason}.", name=file.name, reason=str(error))
        return Unreadable(file.path, sentence, "damaged", found.name)
    except OSError as error:
        return unreadable_because(file.path, error)
    known.add_sidecar(read_sidecar(file.path))
    return ImageFacts(
        path=file.path,
        size=file.size,
        mtime_ns=file.mtime_ns,
        content_hash=file.content_hash,
        quick_hash=file.quick_hash,
        format=found.name,
        sources=known.promoted.sources,
        metadata=known.metadata,
        preview=known.preview,
        no_pixels=known.no_pixels or _no_reader(found, known.preview),
        **known.promoted.values,
    )


def _no_reader(found: formats.Format, preview: bytes | None) -> Words | None:
    """A camera raw file without its reader still shows what it carries of itself."""
    return None if preview is not None and found.reader == "raw" else formats.no_pixels(found)


#: The fields of `as_record`, in their order, and those that are called otherwise in `ImageFacts`.
RECORD = (
    "path", "width", "height", "format", "make", "model", "lens", "datetime_original", "exposure_time",
    "f_number", "iso", "focal_length", "gps_lat", "gps_lon", "orientation", "artist", "copyright",
    "description", "keywords", "rating", "metadata",
)  # fmt: skip
_NAMES = {"datetime_original": "taken", "artist": "creator", "copyright": "rights"}


def as_record(facts: ImageFacts | Unreadable) -> dict[str, Any]:
    """`facts` as `janus inspect --json` prints them; what is absent is None.

    `datetime_original` is what the standards call so: the day on which a text was written about a
    picture (`DateCreated` of IPTC and Photoshop) stands in `taken` alone, and so does a lens that only a
    number in a maker's note stands for in `lens` of the facts. Of an unreadable file only
    `path` and `format` are told, and `error`.
    """
    if isinstance(facts, Unreadable):
        empty = dict.fromkeys(RECORD)
        return {**empty, "path": os.fsdecode(facts.path), "format": facts.format, "error": str(facts.reason)}
    values = {name: getattr(facts, _NAMES.get(name, name)) for name in RECORD}
    values["path"] = os.fsdecode(facts.path)
    values["metadata"] = facts.all_metadata()
    values["keywords"] = list(facts.keywords) or None
    if not _is_original(facts):
        values["datetime_original"] = None
    if facts.sources.get("lens") == "MakerNote":
        values["lens"] = None
    return values


def _is_original(facts: ImageFacts) -> bool:
    source = facts.sources.get("taken")
    if source == "XMP":
        return "Xmp.exif.DateTimeOriginal" in facts.all_metadata().get("XMP", {})
    return source != "IPTC"
