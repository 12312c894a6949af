"""Tree to text: the shortest that says the same, so that it parses to the same tree again."""

from __future__ import annotations

import re

from janus_desktop.search.fields import FIELDS
from janus_desktop.search.tree import And, Anything, Field, Not, Or, Prefix, Tree, Value, Word, normal

_BARE = re.compile(r"[^\W_](?:[\w'’+#&@%~!/-]|\.(?!\.))*")
_BARE_VALUE = re.compile(r"[+-]?[^\W_](?:[\w+#&@%~!/:|-]|\.(?!\.))*")
_BARE_NAME = re.compile(r"[A-Za-z][\w.\-\[\]/]*")
_KEYWORDS = ("AND", "OR", "NOT")


def to_text(tree: Tree) -> str:
    """`tree` as a person would write it; nothing asked is an empty text."""
    return _text(normal(tree), top=True)


def _text(tree: Tree, top: bool = False) -> str:
    match tree:
        case Anything():
            return ""
        case Word(text):
            return text if _bare(text) else quoted(text)
        case Prefix(text):
            return f"{text if _bare(text) else quoted(text)}*"
        case Field():
            return _field(tree)
        case Not(part):
            return f"-{_text(part)}"
        case And(parts):
            joined = " ".join(_text(part) for part in parts)
            return joined if top else f"({joined})"
        case Or(parts):
            joined = " OR ".join(_text(part) for part in parts)
            return joined if top else f"({joined})"


def quoted(text: str) -> str:
    """`text` in quotation marks; one within is written twice."""
    return '"' + text.replace('"', '""') + '"'


def _bare(text: str) -> bool:
    return _BARE.fullmatch(text) is not None and text not in _KEYWORDS and not text.endswith(".")


def value_text(value: Value) -> str:
    """A value as it stands behind a colon."""
    bare = _BARE_VALUE.fullmatch(value.text) is not None and not value.text.endswith(".")
    return (value.text if bare else quoted(value.text)) + ("*" if value.begun else "")


def _field(tree: Field) -> str:
    name = tree.name if _BARE_NAME.fullmatch(tree.name) else quoted(tree.name)
    if tree.op == "*":
        return f"{name}:*"
    if tree.op == "..":
        low, high = (value_text(value) if value.text else "" for value in tree.values)
        return f"{name}:{low}..{high}"
    # a key of one word is known by its colon alone
    sign = (
        tree.op if tree.op == ":" or (tree.op != "=" and (tree.name in FIELDS or "." in tree.name)) else f":{tree.op}"
    )
    return f"{name}{sign}" + ",".join(value_text(value) for value in tree.values)
