"""Text as it is indexed and asked for: one pure function for both sides."""

from __future__ import annotations

import re

#: Scripts written without spaces between words: Thai to Myanmar, Khmer, kana, Han and their extensions.
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003134f])"
)


def split_scripts(text: str) -> str:
    """`text` with every character of a script without spaces standing alone, so that it is found anywhere."""
    return " ".join(_UNSPACED.sub(r" \1 ", text).split()) if _UNSPACED.search(text) else text


def phrase(term: str, *, whole: bool = False) -> str | None:
    """`term` as a full-text phrase that means itself alone, whatever operators it contains.

    The last word matches as a beginning unless `whole`. None where nothing in it can be indexed.
    """
    clean = split_scripts(term.rstrip("*")).replace('"', " ").replace("\0", " ").strip()
    if not any(letter.isalnum() for letter in clean):
        return None
    return f'"{clean}"' + ("" if whole else "*")
