"""Reading a query letter by letter: words, quotes, names of fields, and where each lies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from janus_desktop.errors import Words, words
from janus_desktop.search.dates import MOVING
from janus_desktop.search.tree import Trouble

#: letters of one word or phrase
MOST = 500
_SPACE = re.compile(r"\s*")
_KEYWORD = re.compile(r'(AND|OR|NOT)(?=[\s()"]|$)')
_NAME = re.compile(r"([A-Za-z][\w.\-\[\]/]*)(:=|:<=|:>=|:<|:>|:|<=|>=|<|>|=)")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_QUOTED_NAME = re.compile(r'"((?:[^"]|"")*)"(:=|:<=|:>=|:<|:>|:|<=|>=|<|>|=)')


@dataclass(slots=True)
class Piece:
    """A piece of a value: its text, where it lies, whether it was quoted, and whether a `*` stood behind it."""

    text: str
    start: int
    end: int
    quoted: bool = False
    begun: bool = False


@dataclass(slots=True)
class Scanner:
    """A text and how far it is read."""

    text: str
    at: int = 0
    troubles: list[Trouble] = field(default_factory=list)

    def trouble(self, start: int, end: int, expected: Words) -> None:
        """Note that the text from `start` to `end` is not understood."""
        self.troubles.append(Trouble(start, max(end, start), expected))

    def peek(self) -> str:
        """The next letter that is no space; empty at the end."""
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def keyword(self) -> str | None:
        """AND, OR or NOT, if it stands here as a word of its own."""
        self.peek()
        match = _KEYWORD.match(self.text, self.at)
        return match[1] if match else None

    def name(self) -> tuple[str, str, int] | None:
        """A field's name, the operator behind it, and where its value begins."""
        match = _NAME.match(self.text, self.at)
        if match is not None:
            return match[1], match[2], match.end()
        match = _QUOTED_NAME.match(self.text, self.at)
        return (match[1].replace('""', '"'), match[2], match.end()) if match else None

    def quoted(self) -> Piece:
        """What stands in quotes here; to the end where they are not closed. `""` within is one quote."""
        start = self.at
        match = _QUOTED.match(self.text, start)
        if match is None:
            self.at = len(self.text)
            self.trouble(start, self.at, words("A closing quotation mark"))
            return Piece(self._short(self.text[start + 1 :].replace('""', '"'), start), start, self.at, True)
        self.at = match.end()
        begun = self.text.startswith("*", self.at)
        self.at += begun
        return Piece(self._short(match[1].replace('""', '"'), start), start, self.at, True, begun)

    def _short(self, said: str, start: int) -> str:
        if len(said) > MOST:
            self.trouble(start, self.at, words("At most {n} letters in one word", n=MOST))
        return said[:MOST]

    def bare(self, stops: str = "", dots: bool = False) -> Piece:
        """Letters up to a space, one of `stops`, or a parenthesis that was not opened within; `dots`: or `..`."""
        start, depth, text = self.at, 0, self.text
        while self.at < len(text):
            letter = text[self.at]
            if letter.isspace() or letter in stops or (dots and text.startswith("..", self.at)):
                break
            if letter == "(":
                depth += 1
            elif letter == ")":
                if not depth:
                    break
                depth -= 1
            self.at += 1
        said = text[start : self.at]
        word = self._short(said.rstrip("*"), start)
        return Piece(word, start, self.at, False, said.endswith("*"))

    def piece(self, *, dots: bool = False, moving: bool = False, stops: str = ",") -> Piece:
        """One value of a list, or one end of a range."""
        if self.text.startswith('"', self.at):
            return self.quoted()
        match = MOVING.match(self.text, self.at) if moving else None
        if match is not None and (match.end() == len(self.text) or not self.text[match.end()].isalnum()):
            start, self.at = self.at, match.end()
            return Piece(match[0], start, self.at)
        return self.bare(stops, dots)
