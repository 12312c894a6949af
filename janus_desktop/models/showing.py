"""Rows as the frozen values that leave the room: cards, records, and what a selection has in common."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, distinct, func, select

from janus_desktop.errors import NotFound, words
from janus_desktop.models import dates
from janus_desktop.models.sentences import restored
from janus_desktop.models.store import among
from janus_desktop.models.tables import Image, ImageMetadata, ImageTag, Place, Source, Tag, User
from janus_desktop.models.values import Card, Common, ImageRecord, Selected, TagShare
from janus_desktop.models.values import Place as PlaceValue
from janus_desktop.models.values import Tag as TagValue

#: what a record tells beside the editable fields
FACTS = (
    "make", "model", "camera", "lens", "exposure_time", "f_number", "iso", "focal_length", "gps_lat", "gps_lon",
    "gps_altitude", "orientation", "pages", "color_space", "bit_depth", "size",
)  # fmt: skip
_TEXTS = ("title", "description", "creator", "rights", "rating", "label", "flag", "notes")
#: over a selection: read-only facts shown where all images share them
_SHARED = (
    *_TEXTS, "camera", "lens", "exposure_time", "f_number", "iso", "focal_length", "gps_lat", "gps_lon",
    "width", "height", "format",
)  # fmt: skip
#: up to this many images the versions are told, so that an edit can notice another's
VERSIONS = 50_000


def cards(connection: Connection, ids: Sequence[int]) -> dict[int, Card]:
    """What cells show of `ids`."""
    tags = {
        row[0]: row[1]
        for row in connection.execute(
            select(ImageTag.image_id, func.count()).where(among(ImageTag.image_id, ids)).group_by(ImageTag.image_id)
        )
    }
    paths: dict[int, str] = {}
    for image, root, path in connection.execute(
        select(Place.image_id, Source.root, Place.path)
        .join(Source, Source.id == Place.source_id)
        .where(among(Place.image_id, ids))
        .order_by(Place.state != "present", Place.id)
    ):
        paths.setdefault(image, _shown(os.path.join(root, path)))
    rows = connection.execute(
        select(
            Image.id, Image.filename, Image.title, Image.format, Image.width, Image.height, Image.orientation,
            Image.pages, Image.taken, Image.taken_offset, Image.taken_qualifier, Image.camera, Image.rating,
            Image.label, Image.flag, Image.state, Image.size, Image.trashed_at, Image.no_pixels,
            Image.imported_at, Image.version,
        ).where(among(Image.id, ids))
    )  # fmt: skip
    return {
        row.id: Card(
            id=row.id,
            filename=row.filename,
            title=row.title,
            format=row.format,
            width=row.width,
            height=row.height,
            orientation=row.orientation,
            pages=row.pages,
            taken=dates.join(row.taken, row.taken_offset, row.taken_qualifier),
            camera=row.camera,
            rating=row.rating,
            label=row.label,
            flag=row.flag,
            tags=tags.get(row.id, 0),
            state=row.state,
            size=row.size,
            trashed=row.trashed_at is not None,
            pixels=row.no_pixels is None,
            imported_at=row.imported_at,
            version=row.version,
            path=paths.get(row.id),
        )
        for row in rows
    }


def record(connection: Connection, image: int) -> ImageRecord:
    """Everything about one image."""
    row: Any = connection.execute(
        select(Image.__table__, User.username.label("importer"))
        .select_from(Image)
        .outerjoin(User, User.id == Image.imported_by)
        .where(Image.id == image)
    ).first()
    if row is None:
        raise NotFound(words("There is no image {id} in the catalogue.", id=str(image)))
    found = places(connection, Place.image_id == image)
    metadata = connection.scalar(select(ImageMetadata.data).where(ImageMetadata.image_id == image))
    fields = {name: getattr(row, name) for name in (*_TEXTS, *FACTS)}
    fields["taken"] = dates.join(row.taken, row.taken_offset, row.taken_qualifier)
    return ImageRecord(
        id=row.id,
        uuid=row.uuid,
        filename=row.filename,
        path=found[0].path if found else None,
        width=row.width,
        height=row.height,
        format=row.format,
        fields=fields,
        sources=dict(row.sources or {}),
        places=tuple(found),
        tags=tuple(tags_of(connection, [image])),
        metadata=metadata or {},
        content_hash=row.content_hash.hex(),
        imported_at=row.imported_at,
        imported_by=row.importer,
        trashed_at=row.trashed_at,
        state=row.state,
        no_pixels=restored(row.no_pixels),
        version=row.version,
    )


def places(connection: Connection, *conditions: Any) -> list[PlaceValue]:
    """Places with their absolute paths, those that are present first."""
    rows = connection.execute(
        select(Place.__table__, Source.root, Source.name.label("source_name"), Source.kind)
        .select_from(Place)
        .join(Source, Source.id == Place.source_id)
        .where(*conditions)
        .order_by(Place.state != "present", Place.id)
    )
    found = []
    for row in rows:
        path = os.path.join(row.root, row.path)
        found.append(
            PlaceValue(
                id=row.id,
                image_id=row.image_id,
                source_id=row.source_id,
                source=row.source_name,
                path=_shown(path),
                path_bytes=path,
                size=row.size,
                mtime_ns=row.mtime_ns,
                state=row.state,
                managed=row.kind == "managed",
                first_seen=row.first_seen,
                last_seen=row.last_seen,
            )
        )
    return found


def selected(connection: Connection, ids: Sequence[int]) -> Selected:
    """What the images have in common; counted by the database, so that many cost little."""
    here = among(Image.id, ids)
    columns: list[Any] = [func.count(Image.id), func.sum(Image.size)]
    for name in _SHARED:
        column = getattr(Image, name)
        columns += [func.min(column), func.count(distinct(column)), func.count(column)]
    taken = Image.taken.op("||")(func.coalesce(Image.taken_offset, "")).op("||")(
        func.coalesce(Image.taken_qualifier, "")
    )
    columns += [func.min(taken), func.count(distinct(taken)), func.count(taken), func.max(taken)]
    row = connection.execute(select(*columns).where(here)).one()
    count = int(row[0])
    sources = {} if count == 0 else dict(connection.scalar(select(Image.sources).where(here).limit(1)) or {})
    fields: dict[str, Common] = {}
    for index, name in enumerate((*_SHARED, "taken")):
        lowest, kinds, present = row[2 + 3 * index : 5 + 3 * index]
        fields[name] = _common(lowest, kinds, present, count, sources.get(name))
    versions: Mapping[int, int] = {}
    if count <= VERSIONS:
        versions = {r[0]: r[1] for r in connection.execute(select(Image.id, Image.version).where(here))}
    shares = connection.execute(
        select(ImageTag.tag_id, func.count()).where(among(ImageTag.image_id, ids)).group_by(ImageTag.tag_id)
    ).all()
    known = tag_tree(connection)
    return Selected(
        count=count,
        size=int(row[1] or 0),
        fields=fields,
        tags=tuple(
            sorted(
                (TagShare(known[tag], number) for tag, number in shares if tag in known),
                key=lambda s: s.tag.path,
            )
        ),
        versions=versions,
    )


def _common(lowest: Any, kinds: int, present: int, count: int, source: str | None) -> Common:
    different = kinds + (1 if present < count else 0)
    value = lowest if different == 1 and present else None
    return Common(value, max(different, 1), source if value is not None else None)


def tags_of(connection: Connection, ids: Sequence[int]) -> Iterable[TagValue]:
    """The tags that any of `ids` carry, by path."""
    carried = connection.scalars(select(ImageTag.tag_id).where(among(ImageTag.image_id, ids)).distinct())
    known = tag_tree(connection)
    return sorted((known[tag] for tag in carried if tag in known), key=lambda tag: tag.path)


def tag_tree(connection: Connection, counts: Mapping[int, int] | None = None) -> dict[int, TagValue]:
    """All tags by id, with their paths."""
    rows = {row.id: row for row in connection.execute(select(Tag.id, Tag.parent_id, Tag.name, Tag.color))}
    tree: dict[int, TagValue] = {}
    for row in rows.values():
        path, at = [row.name], row.parent_id
        while at is not None and at in rows and len(path) < 100:
            path.append(rows[at].name)
            at = rows[at].parent_id
        tree[row.id] = TagValue(
            row.id, row.parent_id, row.name, tuple(reversed(path)), (counts or {}).get(row.id, 0), row.color
        )
    return tree


def _shown(path: bytes) -> str:
    return path.decode("utf-8", "replace")
