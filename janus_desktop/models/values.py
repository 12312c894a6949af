"""The frozen values that leave the room: what operations take and give. No SQL, no ORM objects."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from janus_desktop.errors import Words

#: Fields of an image that a person may describe, in the order they are shown.
EDITABLE = ("title", "description", "creator", "rights", "taken", "rating", "label", "flag", "notes")
#: Colour labels, in the order of the keys 6 … 9 (purple has no key).
LABELS = ("red", "yellow", "green", "blue", "purple")
FLAGS = ("pick", "reject")
SORTS = ("taken", "imported", "filename", "title", "rating", "size", "format", "camera")
GROUPS = ("none", "day", "month", "year", "folder", "camera", "rating", "import")

ImageState = Literal["present", "missing", "offline", "changed"]
Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Question:
    """What a person looks at: words to find, the place in the left side, and the order.

    `text` is what the search field holds (`*` or nothing finds all). `folder` and `tag` include all
    below them. `operation` is an import's. `trashed` shows the trash instead of the catalogue.
    """

    text: str = ""
    source: int | None = None
    folder: int | None = None
    tag: int | None = None
    operation: str | None = None
    trashed: bool = False
    sort: str = "taken"
    descending: bool = True
    group: str = "none"


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a `Question`: all ids in order, and where each group starts.

    `runs` is a tuple of (first row, key): a day `2021-06-12`, a camera, … or `""` where unknown.
    """

    question: Question
    ids: array[int]
    runs: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page ends: the value that the order goes by (None where absent) and the id of its last image."""

    value: Any
    id: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some ids in order; `after` is where the next page begins, None where there is none."""

    question: Question
    ids: tuple[int, ...]
    after: Mark | None


@dataclass(frozen=True, slots=True)
class Completion:
    """What may stand at the cursor: `text` replaces the letters from `start` to `end` of the query.

    `kind` is `field`, `value` or `instead` (a different reading of the same letters). `count` is how many
    images have it, None where that is not counted; `help` says what a field is for.
    """

    kind: Literal["field", "value", "instead"]
    label: str
    text: str
    start: int
    end: int
    count: int | None = None
    help: Words | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """All images that answer `question`, but for `excluding`: so that a million need no list."""

    question: Question
    excluding: frozenset[int] = frozenset()


#: Which images an operation concerns.
Chosen = Sequence[int] | Matching


@dataclass(frozen=True, slots=True)
class Card:
    """What a cell of the grid shows of one image. `camera` is make and model without repetition."""

    id: int
    filename: str
    title: str | None
    format: str
    width: int | None
    height: int | None
    orientation: int
    pages: int
    taken: str | None
    camera: str | None
    rating: int | None
    label: str | None
    flag: str | None
    tags: int
    state: ImageState
    size: int
    trashed: bool
    pixels: bool
    imported_at: datetime
    version: int
    path: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file with an image's content lies. `path` is for people, `path_bytes` for the system."""

    id: int
    image_id: int
    source_id: int
    source: str
    path: str
    path_bytes: bytes
    size: int
    mtime_ns: int
    state: ImageState
    managed: bool
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag in the tree; `path` holds the names from the top, `images` counts all below too."""

    id: int
    parent: int | None
    name: str
    path: tuple[str, ...]
    images: int = 0
    color: str | None = None


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """Everything about one image. `fields` has the promoted values by name, `sources` where each is from.

    `metadata` is what the file says, by standard, with the standards' own tag names.
    """

    id: int
    uuid: str
    filename: str
    path: str | None
    width: int | None
    height: int | None
    format: str
    fields: Mapping[str, Any]
    sources: Mapping[str, str]
    places: tuple[Place, ...]
    tags: tuple[Tag, ...]
    metadata: Mapping[str, Mapping[str, Any]]
    content_hash: str
    imported_at: datetime
    imported_by: str | None
    trashed_at: datetime | None
    state: ImageState
    no_pixels: Words | None
    version: int


@dataclass(frozen=True, slots=True)
class Common:
    """One field over a selection: its value where all share it, else how many different ones there are.

    `distinct` counts different values, an absent one included; `source` is where the shared value is from.
    """

    value: Value
    distinct: int
    source: str | None = None

    @property
    def mixed(self) -> bool:
        """Whether the images of the selection differ here."""
        return self.distinct > 1


@dataclass(frozen=True, slots=True)
class TagShare:
    """How many images of a selection carry a tag."""

    tag: Tag
    images: int


@dataclass(frozen=True, slots=True)
class Selected:
    """What a selection has in common. `size` is in bytes; `fields` also has `camera`, `lens`, … read-only."""

    count: int
    size: int
    fields: Mapping[str, Common]
    tags: tuple[TagShare, ...] = ()
    versions: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What an operation did: its id for undo, and how many images it changed."""

    operation: str | None
    words: Words
    images: int
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of long work. `total` is None while it is not known. `stage` names the part of the work."""

    done: int
    total: int | None
    stage: str
    words: Words | None = None
    ids: tuple[int, ...] = ()
    lines: tuple[ImportLine, ...] = ()


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
    values: Mapping[str, Value] = field(default_factory=dict)
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
class FolderNode:
    """A folder of a source, for the tree at the left. `images` counts all below it too."""

    id: int
    source: int
    parent: int | None
    name: str
    path: str
    images: int


@dataclass(frozen=True, slots=True)
class SourceNode:
    """A root that files come from."""

    id: int
    name: str
    path: str
    kind: Literal["folder", "managed"]
    online: bool
    images: int
    folders: tuple[FolderNode, ...] = ()
    watched: bool = False


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


@dataclass(frozen=True, slots=True)
class RecentImport:
    """One import, for the left side and the history."""

    operation: str
    at: datetime
    user: str
    images: int
    words: Words
    state: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many: for the left side."""

    images: int
    trash: int
    attention: int
    recent: int


AttentionKind = Literal["unreadable", "missing", "changed", "interrupted"]


@dataclass(frozen=True, slots=True)
class Attention:
    """Something that wants a person: `image` is set where an image of the catalogue is concerned."""

    id: int
    kind: AttentionKind
    path: str
    path_bytes: bytes
    reason: Words
    at: datetime
    image: int | None = None
    place: int | None = None
    operation: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One entry of the history, as undo and the History panel see it."""

    id: str
    action: str
    words: Words
    user: str | None
    user_id: int | None
    at: datetime
    state: Literal["running", "done", "interrupted", "undone"]
    images: int
    undoable: bool
    undoes: str | None = None
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What an operation did to one field of one record."""

    record: int
    field: str
    before: Any
    after: Any


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
class FailureCount:
    """Failed sign-ins or refused operations of one account lately; `user` is None for unknown names."""

    user: str | None
    action: str
    count: int
    last: datetime


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
class SecurityEvent:
    """One row of the security trail; `user` is None for unknown names."""

    id: int
    at: datetime
    user: str | None
    action: str
    detail: Mapping[str, Any]


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


@dataclass(frozen=True, slots=True)
class Change:
    """What a committed transaction changed. Views decide whether they care.

    `topics` are of `images` (values), `members` (which images there are, and where), `tags`, `sources`,
    `people`, `attention`, `thumbnails`, `settings`. `ids` are image ids, None for "many".
    """

    topics: frozenset[str]
    ids: tuple[int, ...] | None = ()
    operation: str | None = None
    user_id: int | None = None
    ours: bool = True
