"""SVG and PDF: size, pages and descriptions; nothing outside the file is ever followed."""

from __future__ import annotations

import io
import os
import re
import zlib
from typing import Any, Final

from janus_desktop.imaging.metadata.content import Buffer
from janus_desktop.imaging.metadata.dates import parse_date
from janus_desktop.imaging.metadata.header import Header
from janus_desktop.imaging.metadata.safexml import MOST, local, parse

_LENGTH: Final = re.compile(r"\s*\+?(\d*\.?\d+(?:[eE][+-]?\d+)?)\s*([a-z%]*)\s*$")
#: CSS: 96 pixels an inch.
_UNITS: Final = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_DUBLIN_CORE: Final = "{http://purl.org/dc/elements/1.1/}"
_MOST_TEXT: Final = 4096
_PROMOTED: Final = {"title": "title", "description": "description", "creator": "creator", "rights": "rights"}


def svg(data: Buffer) -> Header:
    """The size in CSS pixels (from `width` and `height`, else `viewBox`), title, description, Dublin Core."""
    content = bytes(data[:MOST])
    if content[:2] == b"\x1f\x8b":
        try:
            content = zlib.decompressobj(31).decompress(content, MOST)
        except zlib.error as error:
            raise ValueError("the compression is broken") from error
    root = parse(content)
    if root is None or local(root.tag) != "svg":
        raise ValueError("it is no well-formed SVG")
    found = Header(color_space="RGB")
    box = [float(part) for part in re.findall(r"-?\d*\.?\d+(?:[eE][+-]?\d+)?", root.get("viewBox", ""))]
    if len(box) != 4 or min(box[2:]) <= 0:
        box = []
    width = _length(root.get("width", "")) or (box[2] if box else None)
    height = _length(root.get("height", "")) or (box[3] if box else None)
    if width and height:
        found.width, found.height = max(round(width), 1), max(round(height), 1)
    elif not width and not height:
        found.width, found.height = 300, 150  # what CSS gives a picture that names no size
    tags = {name: root.get(name) for name in ("width", "height", "viewBox", "version") if root.get(name)}
    _described(root, tags, found)
    found.tags["SVG"] = tags
    return found


def _length(text: str) -> float | None:
    match = _LENGTH.match(text)
    factor = _UNITS.get(match[2]) if match else None
    return float(match[1]) * factor if match and factor else None


def _described(root: Any, tags: dict[str, Any], found: Header) -> None:
    for element in root:
        name = local(element.tag)
        if name in {"title", "desc"}:
            text = "".join(element.itertext()).strip()[:_MOST_TEXT]
            if text:
                tags[name] = text
                found.promoted.setdefault("title" if name == "title" else "description", text)
        elif name == "metadata":
            for inner in element.iter():
                if not isinstance(inner.tag, str) or not inner.tag.startswith(_DUBLIN_CORE):
                    continue
                text = " ".join("".join(inner.itertext()).split())[:_MOST_TEXT]
                key = local(inner.tag)
                if text:
                    tags.setdefault("dc:" + key, text)
                    if key in _PROMOTED:
                        found.promoted.setdefault(_PROMOTED[key], text)


def pdf(data: Buffer, path: bytes) -> Header:
    """Pages, the first one's size in points, and the document information."""
    import pypdfium2

    source: Any = io.BytesIO(data) if isinstance(data, bytes) else os.fsdecode(path)
    try:
        document = pypdfium2.PdfDocument(data if isinstance(data, bytes) else source)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from error
    try:
        found = Header(pages=max(len(document), 1))
        width, height = document.get_page_size(0)
        found.width, found.height = max(round(width), 1), max(round(height), 1)
        tags = {key: value[:_MOST_TEXT] for key, value in document.get_metadata_dict(skip_empty=True).items()}
        version = document.get_version()
        if version:
            tags["Version"] = f"{version // 10}.{version % 10}"
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from error
    finally:
        document.close()
    found.tags["PDF"] = tags
    for name, key in (("title", "Title"), ("creator", "Author"), ("description", "Subject")):
        if tags.get(key, "").strip():
            found.promoted[name] = tags[key].strip()
    words = tuple(part.strip() for part in re.split(r"[;,]", tags.get("Keywords", "")) if part.strip())
    if words:
        found.promoted["keywords"] = words
    for key in ("CreationDate", "ModDate"):
        date = _pdf_date(tags.get(key, ""))
        if date:
            tags[key] = date
    return found


def _pdf_date(text: str) -> str | None:
    """`D:YYYYMMDDHHmmSS+HH'mm'` as ISO 8601."""
    match = re.match(r"D?:?(\d{4,8})(\d{0,6})(Z|[+-]\d{2}'?\d{2})?", text)
    if match is None:
        return None
    offset = (match[3] or "").replace("'", "")
    return parse_date(f"{match[1]} {match[2]}{offset}" if match[2] else match[1])
