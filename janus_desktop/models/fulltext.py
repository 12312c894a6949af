"""The full-text index (FTS5): names and descriptions in one table, what files say in another.

A third holds the names by three letters at a time, since names are found by any part. The first two are
apart because a row is indexed anew as a whole: an edited title must not cost the whole of the metadata.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from janus_desktop.models import metadata_index
from janus_desktop.models.store import among
from janus_desktop.models.tables import Image, ImageMetadata
from janus_desktop.search.texts import split_scripts

TABLE = "image_text"
SAID = "image_said"
NAMES = "image_names"
COLUMNS = ("filename", "title", "description", "creator", "rights", "notes")
_TOKENS = 'tokenize="unicode61 remove_diacritics 2"'
CREATE = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5({', '.join(COLUMNS)}, {_TOKENS})",
    f"CREATE VIRTUAL TABLE {SAID} USING fts5(said, {_TOKENS})",
    f"CREATE VIRTUAL TABLE {NAMES} USING fts5(filename, tokenize='trigram')",
)
#: fields whose change asks for a new entry in the index
INDEXED = frozenset(COLUMNS)
#: a file may say much; what is beyond this many characters is not found by words
MOST = 20_000

_INSERT = f"INSERT INTO {TABLE}(rowid, {', '.join(COLUMNS)}) VALUES (?{', ?' * len(COLUMNS)})"
_INSERT_NAME = f"INSERT INTO {NAMES}(rowid, filename) VALUES (?, ?)"
_INSERT_SAID = f"INSERT INTO {SAID}(rowid, said) VALUES (?, ?)"


def said(metadata: Mapping[str, Mapping[str, Any]]) -> str:
    """The text that a file's metadata holds: human values that are words, each once."""
    seen: dict[str, None] = {}
    length = 0
    for tags in metadata.values():
        for value in tags.values() if isinstance(tags, Mapping) else ():
            for piece in _texts(value):
                if length > MOST:
                    return " ".join(seen)
                if piece not in seen:
                    seen[piece] = None
                    length += len(piece)
    return " ".join(seen)


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        if len(value) < 2000 and any(letter.isalpha() for letter in value):
            yield value
    elif isinstance(value, Mapping):
        yield from _texts(value.get("text", value.get("raw")))
    elif isinstance(value, list):
        for item in value[:50]:
            yield from _texts(item)


def add(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Index images for the first time; each row has `id`, `said` and what of COLUMNS there is."""
    if not rows:
        return
    connection.exec_driver_sql(
        _INSERT, [(row["id"], *(split_scripts(str(row.get(name) or "")) for name in COLUMNS)) for row in rows]
    )
    connection.exec_driver_sql(_INSERT_SAID, [(row["id"], split_scripts(row["said"])) for row in rows])
    connection.exec_driver_sql(_INSERT_NAME, [(row["id"], row["filename"]) for row in rows])


def refresh(connection: Connection, ids: Sequence[int], changed: Iterable[str]) -> None:
    """Bring the index up to date after `changed` fields of `ids` were edited."""
    names = sorted(set(changed) & INDEXED)
    if not names or not ids:
        return
    assign = ", ".join(f"{name} = ?" for name in names)
    query = select(*(getattr(Image, name) for name in names), Image.id).where(among(Image.id, ids))
    rows = connection.execute(query).all()
    connection.exec_driver_sql(
        f"UPDATE {TABLE} SET {assign} WHERE rowid = ?",
        [(*(split_scripts(value or "") for value in row[:-1]), row[-1]) for row in rows],
    )
    if "filename" in names:
        at = names.index("filename")
        connection.exec_driver_sql(
            f"UPDATE {NAMES} SET filename = ? WHERE rowid = ?", [(row[at], row[-1]) for row in rows]
        )


def remove(connection: Connection, ids: Sequence[int]) -> None:
    """Forget images that are no more."""
    metadata_index.remove(connection, ids)
    for table in (TABLE, SAID, NAMES) if ids else ():
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE rowid = ?", [(image,) for image in ids])


def rebuild(connection: Connection) -> None:
    """Make the index anew from the images, as after a migration."""
    for table in (TABLE, SAID, NAMES):
        connection.exec_driver_sql(f"DELETE FROM {table}")
    metadata_index.clear(connection)
    columns = [getattr(Image, name) for name in COLUMNS]
    query = select(Image.id, *columns, ImageMetadata.data).outerjoin(ImageMetadata, ImageMetadata.image_id == Image.id)
    batch: list[dict[str, Any]] = []
    keys = metadata_index.Keys()
    for row in connection.execute(query):
        data = row.data if isinstance(row.data, dict) else json.loads(row.data or "{}")
        keys.add(connection, [row.id], [data])
        batch.append({"id": row.id, "said": said(data)} | {name: getattr(row, name) for name in COLUMNS})
        if len(batch) >= 1000:
            add(connection, batch)
            batch = []
    add(connection, batch)


def say_again(connection: Connection, image: int, metadata: Mapping[str, Mapping[str, Any]]) -> None:
    """Index what the file of an image says now, after it changed on disk."""
    connection.exec_driver_sql(f"UPDATE {SAID} SET said = ? WHERE rowid = ?", (split_scripts(said(metadata)), image))
    metadata_index.remove(connection, [image])
    metadata_index.Keys().add(connection, [image], [metadata])
