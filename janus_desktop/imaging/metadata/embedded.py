"""Exif with maker notes, IPTC and XMP of one file, read through Exiv2.

Exiv2 is handed bytes or a memory map, never a name: names need not be UTF-8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from janus_desktop.imaging.metadata import rdf
from janus_desktop.imaging.metadata.header import Header
from janus_desktop.imaging.metadata.values import decode, text_of

#: Above this many bytes a value that is no text is told by its length alone.
MOST_BINARY = 1024
#: Above this many letters a text is cut, and says so.
MOST_TEXT = 65536
#: XMP packets above this many bytes are not read.
MOST_PACKET = 16 << 20
#: How many human-readable values are remembered; most files of one import repeat most of them.
_REMEMBERED = 50_000
_SHORT = 64

#: Exiv2's type names (`typeId` makes an enum member of each, at five times the price).
_ASCII, _COMMENT, _LANG = "Ascii", "Comment", "LangAlt"
_INTEGERS = frozenset(
    ["Byte", "Short", "Long", "SByte", "SShort", "SLong", "Ifd", "LLong", "LLSLong", "LLIfd", "Long8", "SLong8"]
)
_TEXTS = frozenset([_ASCII, _COMMENT])
_XMP_LISTS = frozenset(["XmpAlt", "XmpBag", "XmpSeq"])
#: Readings that depend on other tags of the same file: the lens a number stands for.
_LENS_LAST_PARTS = frozenset({"LensType", "LensID", "Lens", "LensIDNumber", "LensMount"})

_known: dict[tuple[str, str, str], tuple[Any, str | None, Any]] = {}


@dataclass(slots=True)
class Embedded:
    """The three standards' values as JSON values by Exiv2 name, and what the container says.

    `exif_text` holds the human-readable reading where it differs from the value itself; `exif_shown`
    holds both as `{"raw": …, "text": …}`, or the value where they agree (never to be changed: equal
    ones are shared between files).
    """

    exif: dict[str, Any] = field(default_factory=dict)
    exif_text: dict[str, str] = field(default_factory=dict)
    exif_shown: dict[str, Any] = field(default_factory=dict)
    iptc: dict[str, Any] = field(default_factory=dict)
    xmp: dict[str, Any] = field(default_factory=dict)
    width: int | None = None
    height: int | None = None
    comment: str | None = None
    icc: bytes | None = None
    #: Exiv2's own image, for its previews; None where there is none
    image: Any = None

    @property
    def has_thumbnail(self) -> bool:
        """Whether Exif carries a small picture."""
        return "Exif.Thumbnail.JPEGInterchangeFormat" in self.exif


def read_embedded(data: Any) -> Embedded | None:
    """What Exiv2 finds in `data` (bytes or a memory map); None where it cannot read the container."""
    import exiv2

    exiv2.LogMsg.setLevel(exiv2.LogMsg.Level.mute)
    try:
        image = exiv2.ImageFactory.open(data)
        image.readMetadata()
    except Exception:  # noqa: BLE001 - Exiv2 raises its own and Python's kinds for broken containers
        return None
    found = Embedded(image=image)
    for take in (_container, _exif, _iptc, _xmp):
        try:
            take(image, found)
        except Exception:  # noqa: BLE001, S112 - one standard's broken value is not the others' fault
            continue
    return found


def _container(image: Any, found: Embedded) -> None:
    found.width, found.height = image.pixelWidth() or None, image.pixelHeight() or None
    comment = image.comment()
    if comment:
        found.comment = text_of(comment)[:MOST_TEXT] or None
    if image.iccProfileDefined():
        found.icc = bytes(image.iccProfile().data())


def from_blocks(header: Header) -> Embedded:
    """The same from the bare blocks that a header reader found, where Exiv2 opens no such container."""
    found = (read_embedded(header.exif) if header.exif else None) or Embedded()
    found.xmp, found.width, found.height = {}, None, None
    if header.xmp:
        found.xmp = decode_xmp(header.xmp)
    return found


def decode_iptc(block: bytes) -> dict[str, Any]:
    """The data sets of a bare IPTC block by Exiv2 name; empty where it is broken or too long."""
    inner = read_embedded(_wrapped(block)) if len(block) < 0xFF00 else None
    return inner.iptc if inner is not None else {}


def _wrapped(iptc: bytes) -> bytes:
    """The smallest JPEG that holds an IPTC block: the binding has no other door for one."""
    resource = b"8BIM\x04\x04\0\0" + len(iptc).to_bytes(4, "big") + iptc + bytes(len(iptc) & 1)
    segment = b"Photoshop 3.0\0" + resource
    return b"\xff\xd8\xff\xed" + (len(segment) + 2).to_bytes(2, "big") + segment + b"\xff\xd9"


def decode_xmp(packet: bytes) -> dict[str, Any]:
    """The properties of an XMP packet by Exiv2 name; empty where it is hopeless or declares entities.

    What Exiv2 refuses (a property twice, a byte that is no letter) a forgiving reader tries again.
    """
    import exiv2

    if b"<!DOCTYPE" in packet or b"<!ENTITY" in packet or len(packet) > MOST_PACKET:
        return {}
    exiv2.LogMsg.setLevel(exiv2.LogMsg.Level.mute)
    data = exiv2.XmpData()
    found = Embedded()
    try:
        if exiv2.XmpParser.decode(data, decode(packet).strip("\0")) == 0:
            _xmp_values(data, found)
            return found.xmp
    except Exception:  # noqa: BLE001 - Exiv2 raises its own and Python's kinds for broken packets
        found.xmp.clear()
    return rdf.read(packet)


def _exif(image: Any, found: Embedded) -> None:
    data = image.exifData()
    if data.empty():
        return
    values, texts, shown, known = found.exif, found.exif_text, found.exif_shown, _known
    if len(known) > _REMEMBERED:
        known.clear()
    for tag in data:
        key = tag.key()
        if key in values:
            continue
        kind, size = tag.typeName(), tag.size()
        if size > MOST_BINARY and kind not in _TEXTS:
            values[key] = shown[key] = {"bytes": size}
            continue
        raw = tag.toString()
        pair = known.get((key, kind, raw))
        if pair is None:
            on_others = key.rpartition(".")[2] in _LENS_LAST_PARTS
            pair = _reading(kind, raw, tag.print(data) if on_others else tag.print())
            if not on_others and len(raw) <= _SHORT:
                known[key, kind, raw] = pair
        values[key], text, shown[key] = pair
        if text is not None:
            texts[key] = text


def _reading(kind: str, raw: str, printed: str) -> tuple[Any, str | None, Any]:
    """The value as JSON; what Exiv2 makes of it for people, where that says something else; both."""
    if kind == _COMMENT:
        text = text_of(printed)[:MOST_TEXT]
        return text, None, text
    value: Any = raw if raw.isascii() else text_of(raw)
    if kind == _ASCII:
        value = raw = text_of(raw)[:MOST_TEXT]
    elif kind in _INTEGERS and raw.lstrip("-").isdigit():
        value = int(raw)
    if printed != raw:
        text = text_of(printed)[:MOST_TEXT]
        if text and text != raw:
            return value, text, {"raw": value, "text": text}
    return value, None, value


def _iptc(image: Any, found: Embedded) -> None:
    data = image.iptcData()
    if not data.empty():
        _iptc_values(data, found)


def _iptc_values(data: Any, found: Embedded) -> None:
    values = found.iptc
    for tag in data:
        key = tag.key()
        if tag.size() > MOST_TEXT:
            value: Any = {"bytes": tag.size()}
        else:
            value = text_of(tag.toString())
        if key not in values:
            values[key] = value
        elif isinstance(values[key], list):
            values[key].append(value)
        else:
            values[key] = [values[key], value]


def _xmp(image: Any, found: Embedded) -> None:
    data = image.xmpData()
    if not data.empty():
        _xmp_values(data, found)
        return
    packet = image.xmpPacket()
    if packet:
        found.xmp = decode_xmp(packet.encode("utf-8", "surrogateescape"))


def _xmp_values(data: Any, found: Embedded) -> None:
    values = found.xmp
    for tag in data:
        key = tag.key()
        kind = tag.typeName()
        if tag.size() > MOST_TEXT:
            values[key] = {"bytes": tag.size()}
        elif kind == _LANG:
            values[key] = {language: text_of(text) for language, text in dict(tag.value()).items()}
        elif kind in _XMP_LISTS:
            value = tag.value()
            values[key] = [text_of(value.toString(n)) for n in range(value.count())]
        else:
            values[key] = text_of(tag.toString())


def standards(found: Embedded) -> dict[str, Mapping[str, Any]]:
    """`{standard: {name: value}}`; where the reading differs: `{"raw": value, "text": reading}`."""
    groups = {"Exif": found.exif_shown, "IPTC": found.iptc, "XMP": found.xmp}
    return {name: group for name, group in groups.items() if group}
