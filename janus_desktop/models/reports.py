"""Frozen values around taking files in: options and reports of imports, rescans and sidecars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from janus_desktop.errors import Words

ImportStatus = Literal["added", "duplicate", "unreadable", "skipped"]


@dataclass(frozen=True, slots=True)
class ImportLine:
    """What became of one file. `path` is absolute, for people; `id` the image it is or already was."""

    path: str
    status: ImportStatus
    id: int | None = None
    reason: Words | None = None
    path_bytes: bytes = b""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The summary after an import. `lines` holds every line that is not simply *added*."""

    operation: str | None
    added: int
    duplicate: int
    unreadable: int
    skipped: int
    cancelled: bool
    lines: tuple[ImportLine, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to take files in: linked in place or copied, with subfolders or without, values and tags for all.

    `ignore` holds patterns as `.gitignore` has them, for what is below the folders that are taken in;
    a `.janusignore` in a folder counts in any case.
    """

    copy: bool = False
    recurse: bool = True
    thumbnails: bool = True
    values: Mapping[str, str | int | float | None] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SidecarLine:
    """What became of one sidecar: `same` is unchanged since we knew it, `absent` is none there to read."""

    path: str
    status: Literal["done", "same", "conflict", "failed", "absent"]
    id: int
    reason: Words | None = None


@dataclass(frozen=True, slots=True)
class SidecarReport:
    """What writing or reading sidecars did; `lines` has what was neither done nor unchanged."""

    operation: str
    done: int
    conflict: int
    failed: int
    cancelled: bool
    lines: tuple[SidecarLine, ...] = ()


@dataclass(frozen=True, slots=True)
class WatchedRoot:
    """A source whose changes are to be noticed; on a network volume only looking again and again tells."""

    source: int
    root: bytes
    network: bool


@dataclass(frozen=True, slots=True)
class RescanReport:
    """What a rescan found: `back` are files that were missing or offline, `waiting` those still written to."""

    looked: int
    added: int
    moved: int
    changed: int
    missing: int
    back: int
    waiting: int
    cancelled: bool
    imported: ImportReport | None = None
