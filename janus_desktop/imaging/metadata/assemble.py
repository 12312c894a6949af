"""Everything one file says, put together: header, Exif, IPTC, XMP, profile, preview."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from janus_desktop.errors import Words, words
from janus_desktop.imaging.metadata import container
from janus_desktop.imaging.metadata.content import Buffer
from janus_desktop.imaging.metadata.embedded import (
    Embedded,
    decode_iptc,
    decode_xmp,
    from_blocks,
    read_embedded,
    standards,
)
from janus_desktop.imaging.metadata.header import BROKEN, Header
from janus_desktop.imaging.metadata.icc import profile_name
from janus_desktop.imaging.metadata.preview import best_preview
from janus_desktop.imaging.metadata.reconcile import Promoted, from_xmp, reconcile

if TYPE_CHECKING:
    from janus_desktop.imaging.formats import Format

#: Formats of which Exiv2 knows better than the first header which of several pictures is the main one.
_EXIV2_SIZES = frozenset(["TIFF"])
#: Formats whose XMP may lie where Exiv2 does not look for it.
_SCANNED = frozenset(["HEIC", "AVIF", "PDF", "SVG", "CRW"])
_MOST_SIDE = 2**31


class DamagedError(Exception):
    """The file cannot be believed; the text says why, in half a sentence."""


@dataclass(slots=True)
class Known:
    """What is known of one file: values for the columns, and the metadata by standard."""

    promoted: Promoted
    metadata: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    preview: bytes | None = None
    no_pixels: Words | None = None

    def add_sidecar(self, xmp: Mapping[str, Any] | None) -> None:
        """Let a sidecar's values go before the file's own."""
        if not xmp:
            return
        beside = Promoted()
        from_xmp(xmp, beside, "sidecar")
        self.promoted.values.update(beside.values)
        self.promoted.sources.update(beside.sources)
        self.metadata["Sidecar"] = dict(xmp)


def know(found: Format, path: bytes, content: Buffer, whole: Any, previews: bool) -> Known:
    """Read `content` (and `whole`, as Exiv2 wants it); raises DamagedError or OSError."""
    reason: Exception | None = None
    try:
        header, source = container.read(found, content, path)
    except (*BROKEN, OSError, SyntaxError) as error:
        header, source, reason = Header(), container.SELF, error
    embedded = None
    if source is not None:
        embedded = read_embedded(whole if isinstance(source, container.Self) else source)
    if embedded is None:
        embedded = from_blocks(header)
    if not embedded.iptc and header.iptc_block:
        embedded.iptc = decode_iptc(header.iptc_block)
    if not embedded.xmp:
        _scan_for_xmp(found, header, content, embedded)
    lacking = _check(found, header, embedded, reason)
    promoted = reconcile(embedded, trust_iptc=_iptc_counts(header, embedded))
    _promote_header(header, embedded, promoted)
    known = Known(promoted, _metadata(header, embedded), no_pixels=lacking)
    if previews:
        turn = promoted.values.get("orientation", 1)
        known.preview = best_preview(found, embedded, header.width, header.height, turn)
    return known


def _scan_for_xmp(found: Format, header: Header, content: Buffer, embedded: Embedded) -> None:
    """Look for a bare packet, as XMP's standard allows, where the container's own way led to none."""
    packet = header.xmp
    if packet is None and found.name in _SCANNED and isinstance(content, bytes):
        start = content.find(b"<x:xmpmeta")
        end = content.find(b"</x:xmpmeta>", start) if start >= 0 else -1
        if end > 0:
            packet = content[start : end + 12]
    if packet is not None:
        embedded.xmp = decode_xmp(packet)


def _check(found: Format, header: Header, embedded: Embedded, reason: Exception | None) -> Words | None:
    """Settle the size. Answers why there are no pixels where at least the metadata can be had;
    raises DamagedError where there is nothing to be had."""
    if embedded.width and embedded.height and (found.name in _EXIV2_SIZES or not (header.width and header.height)):
        header.width, header.height = embedded.width, embedded.height
    sized = bool(header.width and header.height and max(header.width, header.height) < _MOST_SIDE)
    if sized and header.has_pixels:
        return None
    if not sized:
        header.width = header.height = None
        if reason is None and found.reader in {None, "raw", "codecs"}:
            return None
    if embedded.exif or embedded.iptc or embedded.xmp:
        return words("The file is damaged: it holds metadata, but no {format} picture.", format=found.name)
    if sized:
        raise DamagedError("it ends before its picture begins")
    raise DamagedError(f"its {found.name} header makes no sense")


def _iptc_counts(header: Header, embedded: Embedded) -> bool:
    """Whether IPTC goes before XMP: there is no XMP, or its digest says that both were written as one."""
    if not embedded.xmp:
        return True
    if header.iptc_digest is None or header.iptc_block is None:
        return False
    return hashlib.md5(header.iptc_block, usedforsecurity=False).digest() == header.iptc_digest


def _promote_header(header: Header, embedded: Embedded, promoted: Promoted) -> None:
    values = promoted.values
    for name, value in header.promoted.items():
        promoted.offer(name, value, "header")
    values["width"], values["height"] = header.width, header.height
    values["pages"] = header.pages
    values["bit_depth"] = header.bit_depth
    space = header.color_space
    if space in {"RGB", None}:
        space = {1: "sRGB", 2: "Adobe RGB"}.get(embedded.exif.get("Exif.Photo.ColorSpace", 0), space)
    values["color_space"] = space
    values["icc_profile"] = _profile(header, embedded)
    for name in ("width", "height", "pages", "bit_depth", "color_space", "icc_profile"):
        if values[name] is not None:
            promoted.sources[name] = "header"


def _profile(header: Header, embedded: Embedded) -> str | None:
    profile = header.icc or embedded.icc
    return (profile_name(profile) if profile else None) or header.icc_name


def _metadata(header: Header, embedded: Embedded) -> dict[str, Mapping[str, Any]]:
    result = standards(embedded)
    result.update(header.tags)
    if embedded.comment:
        result["JPEG"] = {"Comment": embedded.comment}
    name = _profile(header, embedded)
    if name:
        result["ICC"] = {"ProfileDescription": name}
    return result
