"""The frozen values about people and the trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from janus_desktop.errors import Words
from janus_desktop.models.values import FieldChange, RecentImport


@dataclass(frozen=True, slots=True)
class Person:
    """An account. `role` is viewer, user (a researcher) or admin; `level` is set for admins."""

    id: int
    username: str
    email: str
    name: str
    role: str
    level: str | None
    active: bool
    must_change_password: bool
    last_active: datetime | None
    imported: int = 0


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A person and the one-time password that has to be changed at the first sign-in."""

    person: Person
    password: str


@dataclass(frozen=True, slots=True)
class KeptSession:
    """Somebody stays signed in on a computer. Only a digest of the token is kept in the library."""

    id: int
    host: str
    created_at: datetime
    expires_at: datetime
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What an admin sees of one account besides the account itself."""

    sessions: tuple[KeptSession, ...] = ()
    last: LogEntry | None = None
    imports: tuple[RecentImport, ...] = ()


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One row of the log."""

    id: int
    at: datetime
    user: str | None
    action: str
    module: str
    level: str
    words: Words
    operation: str | None
    state: str | None
    meta_data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LogQuery:
    """What a person looks for in the log or among security events; nothing set finds all.

    `user` is an account's id; `since` is included, `until` not; every word of `text` has to occur.
    """

    text: str = ""
    user: int | None = None
    module: str = ""
    action: str = ""
    level: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogDetail:
    """What one row of the log changed: the first changes, how many records in all, and images to look at."""

    id: int
    changes: tuple[FieldChange, ...]
    records: int
    images: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SecurityEvent:
    """One row of the security trail; `user` is None for unknown names."""

    id: int
    at: datetime
    user: str | None
    action: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FailureCount:
    """Failed sign-ins or refused operations of one account lately; `user` is None for unknown names."""

    user: str | None
    action: str
    count: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where both chains stood at some moment: sequence and link (hex) of their newest rows."""

    library: str
    name: str
    at: datetime
    logs: int
    logs_link: str
    security: int
    security_link: str


@dataclass(frozen=True, slots=True)
class SealState:
    """What is known of the chain without reading it. `state`: whole, foreign, altered or missing."""

    state: str
    warnings: tuple[Words, ...] = ()
    checked_at: datetime | None = None
    checked_rows: int = 0
    checked_whole: bool = True


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What `verify --chain` found: `broken` names table, row and reason of the first links that fail.

    `breaks` counts all of them; `problems` are what does not fit seals or anchor; `notes` are no problems.
    """

    rows: int
    whole: bool
    broken: tuple[tuple[str, int, Words], ...] = ()
    breaks: int = 0
    problems: tuple[Words, ...] = ()
    notes: tuple[Words, ...] = ()
