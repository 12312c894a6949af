"""The tree that a query is: frozen, printable, and the same whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from janus_desktop.errors import Words

#: `:` any of the values · `=` exactly · `..` from the first to the second, either may be empty · `*` has any
Op = Literal[":", "=", "<", "<=", ">", ">=", "..", "*"]
COMPARING: tuple[Op, ...] = ("<=", ">=", "<", ">")


@dataclass(frozen=True, slots=True)
class Anything:
    """Asks nothing: every image answers."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a phrase, found in all text."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words of which the last is only begun (`harb*`)."""

    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """What a field is compared with; `begun` where a `*` stood behind it."""

    text: str
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A condition on one field, or on a metadata key where `name` has a dot or no field has that name."""

    name: str
    op: Op
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """What does not answer `part`."""

    part: Tree


@dataclass(frozen=True, slots=True)
class And:
    """What answers all parts."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What answers one part at least."""

    parts: tuple[Tree, ...]


Tree = Anything | Word | Prefix | Field | Not | And | Or


@dataclass(frozen=True, slots=True)
class Trouble:
    """A part of the text, from `start` up to `end`, that could not be understood, and what was expected."""

    start: int
    end: int
    expected: Words


@dataclass(frozen=True, slots=True)
class Term:
    """One of the conditions that stand side by side at the top, and where it is written."""

    start: int
    end: int
    tree: Tree


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text says: the tree, what was wrong, and the conditions at its top."""

    tree: Tree
    troubles: tuple[Trouble, ...] = ()
    terms: tuple[Term, ...] = ()


def both(parts: Iterable[Tree]) -> Tree:
    """All of `parts`, in the simplest form."""
    return _joined(And, parts)


def either(parts: Iterable[Tree]) -> Tree:
    """One of `parts`, in the simplest form."""
    return _joined(Or, parts)


def _joined(kind: type[And] | type[Or], parts: Iterable[Tree]) -> Tree:
    flat: list[Tree] = []
    for part in parts:
        if isinstance(part, Anything):
            continue
        flat += part.parts if isinstance(part, And | Or) and isinstance(part, kind) else (part,)
    once = tuple(dict.fromkeys(flat))
    if not once:
        return Anything()
    return once[0] if len(once) == 1 else kind(once)


def negated(part: Tree) -> Tree:
    """What does not answer `part`; nothing asked stays nothing asked."""
    if isinstance(part, Not):
        return part.part
    return part if isinstance(part, Anything) else Not(part)


def normal(tree: Tree) -> Tree:
    """`tree` in the form that the parser gives: flat, each part once, nothing negated twice."""
    if isinstance(tree, And | Or):
        return (both if isinstance(tree, And) else either)(normal(part) for part in tree.parts)
    return negated(normal(tree.part)) if isinstance(tree, Not) else tree


def leaves(tree: Tree) -> Iterator[Tree]:
    """The words and fields of `tree`."""
    if isinstance(tree, And | Or):
        for part in tree.parts:
            yield from leaves(part)
    elif isinstance(tree, Not):
        yield from leaves(tree.part)
    elif not isinstance(tree, Anything):
        yield tree
