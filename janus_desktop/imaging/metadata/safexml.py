"""XML from strangers: no entities, no network, no DTD, bounded size."""

from __future__ import annotations

from typing import Any, Final

#: XML above this size is not read.
MOST: Final = 32 << 20


def parse(content: bytes | str, *, forgiving: bool = False) -> Any:
    """The root element of `content`; None where it is no XML or is too large.

    Entities stay unexpanded, nothing is fetched. `forgiving` reads on behind mistakes.
    """
    from lxml import etree

    if len(content) > MOST:
        return None
    raw = content.encode("utf-8", "replace") if isinstance(content, str) else content
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=forgiving,
    )
    try:
        return etree.fromstring(raw.strip(b"\0 \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def local(tag: object) -> str:
    """The name of an element or attribute without its namespace; empty for comments and the like."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
