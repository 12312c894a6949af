"""The frozen values that leave the room: what operations take and give. No SQL, no ORM objects."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from janus_desktop.errors import Words
from janus_desktop.models.reports import ImportLine

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
