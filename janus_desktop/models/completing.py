"""What may stand at the cursor of a query: fields by name, values by how many images have them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Text, cast, func, or_, select

from janus_desktop.errors import words
from janus_desktop.models import queries, questions, showing
from janus_desktop.models.queries.context import escaped, holds
from janus_desktop.models.tables import Folder, Image, MetadataName, MetadataValue, Source, Tag, User
from janus_desktop.models.values import Completion, Question
from janus_desktop.search import parse
from janus_desktop.search.fields import FIELDS, FieldInfo, field
from janus_desktop.search.printer import value_text
from janus_desktop.search.tree import Field, Not, Trouble, Value, Word

MOST = 12
#: images whose values are counted for keys and rare columns
COUNTED = 200_000
_AT = re.compile(r'(?:(?<=\s)|(?<=\()|(?<=-)|^)([A-Za-z][\w.\-\[\]/]*)(:=?|[<>]=?)((?:"[^"]*"|[^\s"])*(?:"[^"]*)?)$')
_WORD = re.compile(r'(?:(?<=\s)|(?<=\()|(?<=-)|^)([^\s:()"-][^\s:()"]*)$')
_FEW = (
    "camera",
    "make",
    "model",
    "lens",
    "format",
    "color_space",
    "creator",
    "label",
    "flag",
    "rating",
    "iso",
    "f_number",
    "focal_length",
)
_MOVING = ("today", "yesterday", "last 7 days", "last 30 days", "this month", "this year")


def complete(connection: Connection, text: str, cursor: int) -> tuple[Completion, ...]:
    """Fields while a word is written, values behind a field's colon, and what else may have been meant."""
    before = text[:cursor]
    match = _AT.search(before)
    info = field(match[1]) if match is not None else None
    if match is not None and info is not None:
        return _values(connection, info, before, match, cursor)
    word = _WORD.search(before)
    return _fields(connection, word[1], word.start(1), cursor) if word is not None else ()


def unknown(connection: Connection, text: str) -> list[Trouble]:
    """Metadata keys in the query that no image has."""
    troubles = []
    for term in parse(text).terms:
        tree = term.tree.part if isinstance(term.tree, Not) else term.tree
        if isinstance(tree, Field) and tree.name not in FIELDS:
            name = tree.name.casefold()
            known = select(MetadataName.id).where(or_(MetadataName.folded == name, MetadataName.short == name))
            if connection.scalar(known.limit(1)) is None:
                troubles.append(
                    Trouble(
                        term.start, term.end, words("A field or a metadata key: no image has “{name}”", name=tree.name)
                    )
                )
    return troubles


def _fields(connection: Connection, begun: str, start: int, end: int) -> tuple[Completion, ...]:
    folded = begun.casefold()
    found = [info for info in FIELDS.values() if info.name.startswith(folded)]
    found += [
        info
        for info in FIELDS.values()
        if info not in found and any(alias.startswith(folded) for alias in info.aliases)
    ]
    names = [Completion("field", info.name, f"{info.name}:", start, end, help=info.help) for info in found]
    if len(begun) >= 3:
        like = f"{escaped(folded)}%"
        known = (
            select(MetadataName.name)
            .where(or_(MetadataName.folded.like(like, escape="\\"), MetadataName.short.like(like, escape="\\")))
            .order_by(func.length(MetadataName.name))
            .limit(6)
        )
        for name in connection.scalars(known):
            written = name if ":" not in name else f'"{name}"'
            names.append(Completion("field", name, f"{written}:", start, end, help=words("A metadata key")))
    return tuple(names[:MOST])


def _values(
    connection: Connection, info: FieldInfo, before: str, match: re.Match[str], cursor: int
) -> tuple[Completion, ...]:
    typed = match[3].rpartition(",")[2] if not match[3].startswith('"') else match[3]
    begun, start = typed.strip('"'), cursor - len(typed)
    others = _said_elsewhere(before[: match.start(1)])
    found = [
        Completion("value", shown, value_text(Value(said)), start, cursor, count)
        for said, shown, count in _known(connection, info, begun, others)
    ][:MOST]
    return (*found, *_instead(connection, info, begun, match.start(1), cursor))


def _said_elsewhere(text: str) -> str:
    """The rest of the query, by which values are counted."""
    return text.strip() if not parse(text).troubles else ""


def _known(connection: Connection, info: FieldInfo, begun: str, others: str) -> Iterable[tuple[str, str, int | None]]:
    """Values of a field: as written, as shown, how many images have it."""
    if info.kind == "choice":
        return [(each, each, None) for each in info.choices if each.startswith(begun.casefold())]
    if info.kind == "date":
        return _times(connection, info, begun)
    wanted = questions.conditions(Question(text=others))
    if info.name in _FEW:
        column: Any = getattr(Image, info.name)
        like = holds(cast(column, Text), begun)
        query = select(column, func.count()).where(*wanted, column.is_not(None), like).group_by(column)
        rows = connection.execute(query.order_by(func.count().desc()).limit(MOST))
        return [(_plain(value), _plain(value), count) for value, count in rows]
    if info.kind == "tag":
        return _tags(connection, begun.casefold().replace("/", "|"), others)
    simple: dict[str, Any] = {"folder": Folder.name, "source": Source.name, "person": User.username}
    if info.kind in simple:
        column = simple[info.kind]
        query = select(column).where(holds(column, begun), column != "").distinct().order_by(column).limit(MOST)
        return [(value, value, None) for value in connection.scalars(query)]
    return _of_key(connection, info.name, begun) if info.kind == "key" else []


def _tags(connection: Connection, begun: str, others: str) -> list[tuple[str, str, int | None]]:
    """Tags whose name begins so, then those whose path has the letters; each counts what is below it too."""
    begins = or_(Tag.key.like(f"{escaped(begun)}%", escape="\\"), Tag.name.like(f"{escaped(begun)}%", escape="\\"))
    query = select(Tag.id, Tag.key).where(holds(Tag.key, begun)).order_by(begins.desc(), func.length(Tag.key), Tag.key)
    found, tree = list[tuple[str, str, int | None]](), showing.tag_tree(connection)
    for tag, key in connection.execute(query.limit(MOST)).all():
        count = select(func.count()).select_from(Image).where(*questions.conditions(Question(text=others, tag=tag)))
        path = tree[tag].path if tag in tree else key.split("|")
        found.append(("/".join(path), " › ".join(path), int(connection.scalar(count) or 0)))
    return found


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _times(connection: Connection, info: FieldInfo, begun: str) -> list[tuple[str, str, int | None]]:
    moving: list[tuple[str, str, int | None]] = [
        (each, each, None) for each in _MOVING if begun and each.startswith(begun.casefold())
    ]
    if info.name != "taken" or (begun and not begun[0].isdigit()):
        return moving or [(each, each, None) for each in _MOVING if not begun]
    length = 4 if len(begun) < 4 else 7 if len(begun) < 7 else 10
    period = func.substr(Image.taken, 1, length)
    wanted = [Image.trashed_at.is_(None), Image.taken >= begun, Image.taken < begun + "~"]
    query = select(period, func.count()).where(*wanted).group_by(period).order_by(period.desc()).limit(MOST)
    return [*((value, value, count) for value, count in connection.execute(query)), *moving]


def _of_key(connection: Connection, name: str, begun: str) -> list[tuple[str, str, int | None]]:
    called = or_(MetadataName.folded == name.casefold(), MetadataName.short == name.casefold())
    some = (
        select(MetadataValue.value)
        .where(
            MetadataValue.key.in_(select(MetadataName.id).where(called)), holds(MetadataValue.value, begun.casefold())
        )
        .limit(COUNTED)
        .subquery()
    )
    query = select(some.c.value, func.count()).group_by(some.c.value).order_by(func.count().desc()).limit(MOST)
    return [(value, value, count) for value, count in connection.execute(query)]


def _instead(connection: Connection, info: FieldInfo, begun: str, start: int, end: int) -> list[Completion]:
    """The same letters as the value of a field that is alike, and as words."""
    if not begun.strip() or info.kind in ("number", "date", "near", "within"):
        return []
    found = []
    for other in ("camera", "lens") if info.name in ("camera", "lens", "make", "model") else ():
        if other != info.name:
            column = getattr(Image, other)
            query = select(func.count(func.distinct(column))).where(holds(column, begun), Image.trashed_at.is_(None))
            values = int(connection.scalar(query) or 0)
            if values:
                text = f"{other}:{value_text(Value(begun))}"
                found.append(
                    Completion(
                        "instead", text, text, start, end, values, words("{n} values", one="{n} value", n=values)
                    )
                )
    condition = queries.compiled(Word(begun), queries.Context())
    count = connection.scalar(select(func.count()).select_from(Image).where(Image.trashed_at.is_(None), condition))
    if count:
        found.append(Completion("instead", begun, value_text(Value(begun)), start, end, int(count), words("words")))
    return found
