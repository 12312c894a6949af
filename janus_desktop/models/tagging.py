"""How tags are written, told apart and made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from janus_desktop.errors import BadValue, words
from janus_desktop.models.tables import Tag


def split(name: str, *, typed: bool = True) -> tuple[str, ...]:
    """The path that a tag's name writes; `BadValue` where it is empty.

    Levels stand apart by `|`, in what a person typed by `/` too.
    """
    parts = tuple(" ".join(part.split()) for part in (name.replace("/", "|") if typed else name).split("|"))
    path = tuple(part for part in parts if part)
    if not path or any(len(part) > 200 for part in path):
        raise BadValue("tags", words("A tag has a name of 1 to 200 characters."))
    return path


#: where files keep the tree of tags: the property, and what stands between its levels
TREES = (("Xmp.lr.hierarchicalSubject", "|"), ("Xmp.digiKam.TagsList", "/"), ("Xmp.mediapro.CatalogSets", "|"))


def from_file(keywords: Sequence[str], metadata: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The tags that a file carries, levels apart by `|`: its tree, and the keywords that the tree has not."""
    paths: dict[str, None] = {}
    xmp = metadata.get("XMP") or {}
    beside = metadata.get("Sidecar") or {}
    if any(name in beside for name in ("Xmp.dc.subject", *(name for name, _ in TREES))):
        xmp = beside  # a sidecar's tags go before the file's own
    for name, between in TREES:
        value = xmp.get(name)
        for path in value if isinstance(value, list) else [value] if isinstance(value, str) else []:
            paths[str(path).replace(between, "|")] = None
    within = {level.strip().casefold() for path in paths for level in path.split("|")}
    for keyword in keywords:
        if keyword.strip().casefold() not in within:
            paths[keyword] = None
    return list(paths)


def key(path: Sequence[str]) -> str:
    """By what a tag is unique: its path, upper and lower case alike."""
    return "|".join(part.casefold() for part in path)


def ensure(connection: Connection, path: Sequence[str]) -> int:
    """The id of the tag at `path`, made with all above it where missing."""
    parent: int | None = None
    for depth in range(1, len(path) + 1):
        known = connection.scalar(select(Tag.id).where(Tag.key == key(path[:depth])))
        if known is None:
            known = connection.execute(
                insert(Tag).values(parent_id=parent, name=path[depth - 1], key=key(path[:depth])).returning(Tag.id)
            ).scalar_one()
        parent = known
    assert parent is not None
    return parent
