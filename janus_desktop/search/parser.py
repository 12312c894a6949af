"""Text to tree. Never fails: what cannot be understood is told as troubles, and left out or searched as words."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from janus_desktop.errors import words
from janus_desktop.search import values
from janus_desktop.search.fields import FIELDS, field, guess
from janus_desktop.search.scan import Scanner
from janus_desktop.search.tree import Anything, Parsed, Prefix, Term, Tree, Word, both, either, negated

MOST_LETTERS = 30_000
MOST_TERMS = 100
MOST_DEPTH = 20


def parse(text: str) -> Parsed:
    """What `text` says."""
    return _parsed(text)


@lru_cache(maxsize=64)
def _parsed(text: str) -> Parsed:
    return _Parser(text).run()


class _Parser:
    def __init__(self, text: str) -> None:
        self.long = len(text)
        self.scanner = Scanner(text[:MOST_LETTERS])
        self.now = datetime.now()  # only whether a text is a time is asked here, not which
        self.count = 0
        self.skipped = 0
        self.terms: list[Term] = []

    def run(self) -> Parsed:
        tree = self._either(0)
        if self.long > MOST_LETTERS:
            self.scanner.trouble(MOST_LETTERS, self.long, words("At most {n} letters", n=MOST_LETTERS))
        if len(self.terms) > 1 and not self._side_by_side:
            self.terms = [Term(self.terms[0].start, self.terms[-1].end, tree)]
        troubles = sorted(self.scanner.troubles, key=lambda trouble: (trouble.start, trouble.end))
        return Parsed(tree, tuple(troubles), tuple(self.terms))

    _side_by_side = True

    def _either(self, depth: int) -> Tree:
        parts = [self._both(depth)]
        while self.scanner.keyword() == "OR":
            start = self.scanner.at
            self.scanner.at += 2
            self._side_by_side = self._side_by_side and depth > 0
            before = self._empty
            part = self._both(depth)
            if before or self._empty:
                self.scanner.trouble(start, start + 2, words("A word on both sides of OR"))
            if not self._empty:
                parts.append(part)
        return either(parts)

    #: whether the last run of terms had none
    _empty = True

    def _both(self, depth: int) -> Tree:
        scanner, parts, joined = self.scanner, list[Tree](), -1
        count = 0
        while True:
            letter = scanner.peek()
            if not letter or (letter == ")" and self._closes(depth)):
                break
            if letter == ")":
                continue
            keyword = scanner.keyword()
            if keyword == "OR":
                break
            if keyword == "AND":
                if not count or joined >= 0:
                    scanner.trouble(scanner.at, scanner.at + 3, words("A word on both sides of AND"))
                joined = scanner.at
                scanner.at += 3
                continue
            start = scanner.at
            part = self._negatable(depth)
            if part is None:
                continue
            joined, count = -1, count + 1
            parts.append(part)
            if depth == 0 and not isinstance(part, Anything):
                self.terms.append(Term(start, scanner.at, part))
        if joined >= 0:
            scanner.trouble(joined, joined + 3, words("A word on both sides of AND"))
        self._empty = not count
        return both(parts)

    def _closes(self, depth: int) -> bool:
        """Whether the parenthesis here closes a group; one that closes nothing is passed over."""
        if self.skipped:
            self.skipped -= 1
        elif depth:
            return True
        else:
            self.scanner.trouble(self.scanner.at, self.scanner.at + 1, words("An opening parenthesis before this one"))
        self.scanner.at += 1
        return False

    def _negatable(self, depth: int) -> Tree | None:
        scanner, negative = self.scanner, False
        start = scanner.at
        while True:
            letter = scanner.peek()
            if scanner.keyword() == "NOT":
                negative, start = not negative, scanner.at
                scanner.at += 3
            elif letter == "-" and scanner.text[scanner.at + 1 : scanner.at + 2].strip(" \t\r\n)*-"):
                negative = not negative
                scanner.at += 1
            else:
                break
        if not letter or letter == ")" or scanner.keyword():
            scanner.trouble(start, start + 3, words("A word after NOT"))
            return None
        part = self._one(depth)
        return negated(part) if negative and part is not None else part

    def _one(self, depth: int) -> Tree | None:
        scanner, start = self.scanner, self.scanner.at
        if scanner.text[start] == "(":
            return self._group(depth)
        self.count += 1
        named = scanner.name()
        tree = self._field(*named) if named is not None else self._word()
        if self.count > MOST_TERMS:
            scanner.trouble(start, scanner.at, words("At most {n} conditions", n=MOST_TERMS))
            return None
        return tree

    def _group(self, depth: int) -> Tree | None:
        scanner, start = self.scanner, self.scanner.at
        scanner.at += 1
        if depth >= MOST_DEPTH:
            self.skipped += 1
            scanner.trouble(start, start + 1, words("At most {n} parentheses within each other", n=MOST_DEPTH))
            return None
        tree = self._either(depth + 1)
        empty, self._empty = self._empty and isinstance(tree, Anything), False
        if scanner.peek() == ")":
            scanner.at += 1
        else:
            scanner.trouble(start, start + 1, words("A closing parenthesis"))
        if empty:
            scanner.trouble(start, scanner.at, words("Words between the parentheses"))
        return tree

    def _field(self, name: str, sign: str, after: int) -> Tree | None:
        scanner, start = self.scanner, self.scanner.at
        info = field(name)
        quoted = scanner.text[start] == '"'
        sure = info is not None and (info.name in FIELDS or "." in name)
        if info is None or (not sure and (sign[0] != ":" or quoted)) or scanner.text.startswith("//", after):
            if info is None and sign[0] == ":" and not quoted and not scanner.text.startswith(("//", "\\"), after):
                close = guess(name)
                scanner.trouble(
                    start,
                    after,
                    words("A field: there is no “{name}”. Did you mean {close}?", name=name, close=close)
                    if close
                    else words("A field: there is no “{name}”", name=name),
                )
            return self._word()
        scanner.at = after
        return values.read(scanner, info, sign, self.now)

    def _word(self) -> Tree:
        scanner = self.scanner
        piece = scanner.quoted() if scanner.text[scanner.at] == '"' else scanner.bare()
        if not piece.text.strip():
            if scanner.at == piece.start:
                scanner.at += 1  # never stand still, whatever the letter
            return Anything()
        return Prefix(piece.text) if piece.begun else Word(piece.text)
