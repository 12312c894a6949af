"""The store's values as the command line prints them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from janus_desktop.cli.files import pairs
from janus_desktop.cli.output import Out, moment, path_keys
from janus_desktop.log import one_line

if TYPE_CHECKING:
    from janus_desktop.models import Card, ImageRecord, Person, Place

#: `inspect` has these names for what the catalogue calls by the names behind them; `show` answers both.
_SAME: Final = {"datetime_original": "taken", "artist": "creator", "copyright": "rights"}


def card(found: Card) -> dict[str, Any]:
    """One line of `find`."""
    return {
        "id": found.id,
        "filename": found.filename,
        "path": found.path,
        "title": found.title,
        "format": found.format,
        "width": found.width,
        "height": found.height,
        "orientation": found.orientation,
        "pages": found.pages,
        "taken": found.taken,
        "camera": found.camera,
        "rating": found.rating,
        "label": found.label,
        "flag": found.flag,
        "tags": found.tags,
        "state": found.state,
        "size": found.size,
        "trashed": found.trashed,
        "imported_at": found.imported_at,
        "version": found.version,
    }


def record(found: ImageRecord) -> dict[str, Any]:
    """What `show` answers."""
    fields = dict(found.fields)
    keywords = fields.pop("keywords", None)
    facts = {
        "id": found.id,
        "uuid": found.uuid,
        "filename": found.filename,
        "path": found.path,
        "width": found.width,
        "height": found.height,
        "format": found.format,
        **{name: value for name, value in fields.items() if name not in ("width", "height", "format")},
    }
    facts |= {name: fields.get(ours) for name, ours in _SAME.items() if name not in facts}
    return facts | {
        "keywords": keywords if keywords is not None else ["|".join(each.path) for each in found.tags],
        "tags": [{"id": each.id, "name": each.name, "path": each.path} for each in found.tags],
        "state": found.state,
        "content_hash": found.content_hash,
        "imported_at": found.imported_at,
        "imported_by": found.imported_by,
        "trashed_at": found.trashed_at,
        "no_pixels": found.no_pixels,
        "version": found.version,
        "places": [place(each) for each in found.places],
        "sources": found.sources,
        "metadata": found.metadata,
    }


def place(found: Place) -> dict[str, Any]:
    """Where one file of an image lies."""
    return {
        "id": found.id,
        **path_keys(found.path_bytes),
        "source": found.source,
        "size": found.size,
        "mtime_ns": found.mtime_ns,
        "state": found.state,
        "managed": found.managed,
        "first_seen": found.first_seen,
        "last_seen": found.last_seen,
    }


def record_text(out: Out, data: Mapping[str, Any]) -> str:
    """`record` for people."""
    long = ("tags", "places", "sources", "metadata", *_SAME)
    lines = [out.paint(one_line(str(data["filename"])), "bold")]
    short = {name: value for name, value in data.items() if name not in long}
    short["tags"] = [" › ".join(each["path"]) for each in data["tags"]]
    lines += pairs({name: moment(v) if name.endswith("_at") and v else v for name, v in short.items()})
    lines += ["  places", *(f"    {one_line(each['path'])}  ({each['state']})" for each in data["places"])]
    if data["sources"]:
        lines += ["  sources", *pairs(data["sources"], "    ")]
    for standard, tags in data["metadata"].items():
        lines += [f"  {standard}", *pairs(tags, "    ")]
    return "\n".join(lines)


def person(found: Person) -> dict[str, Any]:
    """An account."""
    return {
        "id": found.id,
        "username": found.username,
        "name": found.name,
        "email": found.email,
        "role": found.role,
        "level": found.level,
        "active": found.active,
        "must_change_password": found.must_change_password,
        "last_active": found.last_active,
        "imported": found.imported,
    }
