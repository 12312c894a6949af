"""From tree to condition."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, literal_column, or_
from sqlalchemy.sql.expression import true

from janus_desktop.models.metadata_index import is_common
from janus_desktop.models.queries import belonging, keyed, numbers, words
from janus_desktop.models.queries.context import Context
from janus_desktop.search.fields import COLOURS, FIELDS, FLAGGED
from janus_desktop.search.texts import phrase
from janus_desktop.search.tree import And, Anything, Field, Not, Or, Prefix, Tree, Value, Word, leaves

#: fields that are in the full text
TEXTS = ("title", "description", "creator", "rights", "notes")
_FEW = ("camera", "make", "model", "lens", "format", "color_space")

_QUICK = frozenset(
    (*COLOURS[:-1], *FLAGGED[:-1], "missing", "offline", "changed", "multipage", "picked", "rejected", "edited")
)


def wants_trash(tree: Tree) -> bool:
    """Whether the query itself speaks of the trash, which is left out otherwise."""
    return any(
        isinstance(leaf, Field)
        and (leaf.name == "trashed" or (leaf.name == "is" and any(value.text == "trashed" for value in leaf.values)))
        for leaf in leaves(tree)
    )


def compiled(tree: Tree, context: Context) -> ColumnElement[bool]:
    """What an image must fulfil to answer `tree`."""
    match tree:
        case Anything():
            return true()
        case Word(text):
            return words.says(text, False, context)
        case Prefix(text):
            return words.says(text, True, context)
        case Field():
            return _field(tree, context)
        case Not(part):
            # what is unknown is no answer, so its negation is one
            return func.coalesce(compiled(part, context), literal_column("0")) == literal_column("0")
        case And(parts):
            return and_(*(compiled(part, context) for part in parts))
        case Or(parts):
            return or_(*(compiled(part, context) for part in parts))


def is_indexed(tree: Tree) -> bool:
    """Whether an index finds the first hits of a condition, however few there are."""
    if isinstance(tree, Or):
        return all(is_indexed(part) for part in tree.parts)
    if isinstance(tree, Word | Prefix):
        return phrase(tree.text) is not None
    if not isinstance(tree, Field):
        return False
    info = FIELDS.get(tree.name)
    if info is None:
        return tree.op == "*" or is_common(tree.name)
    if tree.op == "*":
        return False
    if info.kind == "choice":
        return all(value.text in _QUICK for value in tree.values)
    if tree.name == "filename":
        return all(len(value.text) >= words.TRIGRAM for value in tree.values)
    if tree.name in TEXTS:
        return all(phrase(value.text) is not None for value in tree.values)
    return tree.name not in (
        "rating",
        "month",
        "hour",
        "megapixels",
        "orientation",
        "trashed",
        "imported",
        "by",
        "gps_lon",
    )


def _field(field: Field, context: Context) -> ColumnElement[bool]:
    info = FIELDS.get(field.name)
    if info is None:
        return keyed.keyed(field, context)
    if field.op == "*":
        return _any(field.name, context)
    if info.kind == "number":
        return numbers.number(field, context)
    if info.kind == "date":
        return numbers.time(field, context)
    if info.kind in ("near", "within"):
        return (numbers.near if info.kind == "near" else numbers.within)(field, context)
    return or_(*(_value(field.name, value, field.op == "=", context) for value in field.values))


def _value(name: str, value: Value, exact: bool, context: Context) -> ColumnElement[bool]:
    if name in TEXTS:
        return words.described(name, value, exact, context)
    if name in _FEW:
        if name == "format" and value.text.casefold() == "raw" and not exact:
            return belonging.state("raw", context)
        return words.one_of_few(name, value, exact, context)
    if name in ("label", "flag"):
        column = context.column(name)
        return column.is_(None) if value.text == "none" else column == value.text  # type: ignore[no-any-return]
    if name == "hash":
        low, high = value.text.ljust(64, "0"), value.text.ljust(64, "f")
        return context.column("content_hash").between(bytes.fromhex(low), bytes.fromhex(high))  # type: ignore[no-any-return]
    if name == "uuid":
        text = value.text.casefold()
        end = text + "~" if value.begun or len(text) < 36 else text
        return context.column("uuid").between(text, end)  # type: ignore[no-any-return]
    by = {
        "filename": words.named,
        "tag": belonging.tagged,
        "folder": belonging.in_folder,
        "source": belonging.from_source,
        "by": belonging.imported_by,
    }
    return by[name](value, exact, context) if name in by else belonging.state(value.text, context)


def _any(name: str, context: Context) -> ColumnElement[bool]:
    if name in ("folder", "source", "is", "id", "version", "hash", "uuid", "filename"):
        return true()
    if name == "tag":
        return belonging.state("tagged", context)
    if name == "rating":
        return belonging.state("rated", context)
    if name in ("gps", "near", "within"):
        return belonging.state("located", context)
    if name == "megapixels":
        return and_(context.column("width").is_not(None), context.column("height").is_not(None))
    if name in ("month", "hour"):
        return func.length(context.column("taken")) >= (7 if name == "month" else 13)
    columns = {"imported": "imported_at", "trashed": "trashed_at", "by": "imported_by"}
    return context.column(columns.get(name, name)).is_not(None)  # type: ignore[no-any-return]
