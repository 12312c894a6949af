"""The picture that a file carries of itself: upright, at most 512 pixels long, of the right shape."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from janus_desktop.imaging.metadata import jpeg
from janus_desktop.imaging.metadata.header import BROKEN

if TYPE_CHECKING:
    from janus_desktop.imaging.formats import Format
    from janus_desktop.imaging.metadata.embedded import Embedded

#: The longer edge of what is handed on, in pixels.
LONGEST: Final = 512
#: How far the preview's shape may differ from the picture's: more means black bars or another crop.
_TOLERANCE: Final = 0.03
_MOST_BYTES: Final = 8 << 20
#: How Pillow turns what Exif's orientation says.
_TURNS: Final = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}


def fits(width: int, height: int, other_width: int, other_height: int) -> bool:
    """Whether two sizes have the same shape within 3 %; a rounding of one pixel is forgiven."""
    if min(width, height, other_width, other_height) < 1:
        return False
    difference = abs(width * other_height - height * other_width)
    return difference <= max(_TOLERANCE * height * other_width, other_width, other_height)


def best_preview(
    found: Format, embedded: Embedded, width: int | None, height: int | None, orientation: int
) -> bytes | None:
    """The picture that the file carries of itself, made upright; None where none will do.

    `width` and `height` are the picture's own, as stored: a preview of another shape is not used.
    Of several the smallest that is at least `LONGEST` long is taken, else the largest.
    """
    try:
        for content in _contents(found, embedded):
            ready = upright(content, width, height, orientation)
            if ready is not None:
                return ready
    except Exception:  # noqa: BLE001 - Exiv2 raises its own and Python's kinds for broken previews
        return None
    return None


def _contents(found: Format, embedded: Embedded) -> Iterator[bytes]:
    import exiv2

    image = embedded.image
    if image is None:
        return
    if found.reader != "raw":
        if embedded.has_thumbnail:
            yield bytes(exiv2.ExifThumbC(image.exifData()).copy().data())
        return
    manager = exiv2.PreviewManager(image)
    entries = [entry for entry in manager.getPreviewProperties() if entry.size_ <= _MOST_BYTES]
    entries.sort(key=lambda entry: max(entry.width_, entry.height_))
    large = [entry for entry in entries if max(entry.width_, entry.height_) >= LONGEST]
    small = [entry for entry in entries if max(entry.width_, entry.height_) < LONGEST]
    for entry in large + small[::-1]:
        yield bytes(manager.getPreviewImage(entry).pData())


def upright(content: bytes, width: int | None, height: int | None, orientation: int) -> bytes | None:
    """JPEG `content` turned upright and at most `LONGEST` long, if it is JPEG and of the right shape."""
    if content[:3] != b"\xff\xd8\xff":
        return None
    try:
        found = jpeg.read(content)
    except BROKEN:
        return None
    if not found.width or not found.height or content.rfind(b"\xff\xd9", -64) < 0:
        return None
    if width and height and not fits(found.width, found.height, width, height):
        return None
    if orientation in {0, 1} and max(found.width, found.height) <= LONGEST:
        return content
    return _turned(content, orientation)


def _turned(content: bytes, orientation: int) -> bytes | None:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG",)) as image:
            image.draft(None, (LONGEST, LONGEST))
            image.thumbnail((LONGEST, LONGEST), reducing_gap=1.0)
            turn = _TURNS.get(orientation)
            ready = image if turn is None else image.transpose(Image.Transpose(turn))
            out = io.BytesIO()
            ready.convert("RGB").save(out, "JPEG", quality=85)
            return out.getvalue()
    except (OSError, ValueError, SyntaxError):
        return None
