"""Metadata keys by their full name or their last part: the common ones by index, others by what files say."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Float, Select, Text, and_, cast, func, literal, literal_column, or_, select

from janus_desktop.models.metadata_index import as_number
from janus_desktop.models.queries.context import Context, escaped
from janus_desktop.models.tables import ImageMetadata, MetadataKey, MetadataName, MetadataValue
from janus_desktop.search.tree import Field


def keyed(field: Field, context: Context) -> ColumnElement[bool]:
    """The image has the key, and its value fulfils the condition."""
    called = or_(MetadataName.folded == field.name.casefold(), MetadataName.short == field.name.casefold())
    if field.op == "*":
        names = select(MetadataName.id).where(called)
        return context.each(select(MetadataKey.image).where(MetadataKey.key.in_(names)), MetadataKey.image)
    common = select(MetadataName.id).where(called, MetadataName.common)
    fits = _fits(field, MetadataValue.value, MetadataValue.number)
    indexed = select(MetadataValue.image).where(MetadataValue.key.in_(common), fits)
    scanned = _scanned(field, called)
    return or_(context.each(indexed, MetadataValue.image), context.each(scanned, MetadataKey.image))


def _scanned(field: Field, called: ColumnElement[bool]) -> Select[Any]:
    """Through what the files say, but only of images that have the key."""
    name = func.replace(MetadataName.name, '"', "")  # a quotation mark would end the path; such keys have no value here
    path = literal('$."') + MetadataName.standard + '"."' + name + '"'
    value = func.json_extract(cast(ImageMetadata.data, Text), path)
    shown = func.json_extract(cast(ImageMetadata.data, Text), path + literal(".text"))
    raw = func.json_extract(cast(ImageMetadata.data, Text), path + literal(".raw"))
    said = func.lower(cast(func.coalesce(shown, raw, value), Text))
    over = cast(func.coalesce(raw, value), Text)
    slash = func.instr(over, "/")
    under = func.nullif(cast(func.substr(over, slash + 1), Float), literal_column("0.0"))
    number = func.iif(
        over.op("GLOB")("*[0-9]*"),
        func.iif(slash > 0, cast(over, Float) / under, cast(over, Float)),
        literal_column("NULL"),
    )
    return (
        select(MetadataKey.image)
        .join(MetadataName, MetadataName.id == MetadataKey.key)
        .join(ImageMetadata, ImageMetadata.image_id == MetadataKey.image)
        .where(called, MetadataName.common.is_(False), _fits(field, said, number))
    )


def _fits(field: Field, text: Any, number: Any) -> ColumnElement[bool]:
    if field.op in ("<", "<=", ">", ">=", ".."):
        return _ordered(field, text, number)
    ways: list[ColumnElement[bool]] = []
    for value in field.values:
        folded = value.text.casefold().replace("\0", "")
        if field.op == "=":
            ways.append(text == folded)
        elif value.begun:
            ways.append(text.like(f"{escaped(folded)}%", escape="\\"))
        else:
            ways.append(text.like(f"%{escaped(folded)}%", escape="\\"))
        exactly = as_number(value.text)
        if exactly is not None and not value.begun:
            slack = abs(exactly) * 0.004
            ways.append(number.between(exactly - slack, exactly + slack))
    return or_(*ways)


def _ordered(field: Field, text: Any, number: Any) -> ColumnElement[bool]:
    low: str | None
    high: str | None
    if field.op == "..":
        low, high = (value.text or None for value in field.values)
        return and_(
            *([_side(text, number, ">=", low)] if low else ()), *([_side(text, number, "<=", high)] if high else ())
        )
    return _side(text, number, field.op, field.values[0].text)


def _side(text: Any, number: Any, op: str, edge: str) -> ColumnElement[bool]:
    """Numbers go by their size, all else by the alphabet, which is right for dates."""
    value = as_number(edge)
    column, limit = (
        (number, value) if value is not None and not (len(edge) >= 8 and edge[4:5] in "-:") else (text, edge)
    )
    by = {"<": column < limit, "<=": column <= limit, ">": column > limit, ">=": column >= limit}
    return and_(column.is_not(None), by[op])
