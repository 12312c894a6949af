"""From a recognised format to its header and to what Exiv2 is to read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from janus_desktop.imaging.metadata import boxes, header, jpeg, png, tiff
from janus_desktop.imaging.metadata.content import Buffer
from janus_desktop.imaging.metadata.header import BROKEN, Header

if TYPE_CHECKING:
    from janus_desktop.imaging.formats import Format

#: Formats whose container Exiv2 opens.
EXIV2 = frozenset(["TIFF", "WEBP", "PSD", "JP2", "JXR"])
_TIFF_STARTS = frozenset([b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"])


class Self:
    """Says that Exiv2 is to read the file itself."""


#: The one `Self`.
SELF = Self()


def read(found: Format, data: Buffer, path: bytes) -> tuple[Header, bytes | Self | None]:
    """The header, and what Exiv2 is to read: the file itself, a small stand-in, or nothing.

    Raises what `BROKEN` names, or `OSError` (Pillow), where the header cannot be believed.
    """
    name = found.name
    if name == "PNG":
        return png.read(data)
    if name == "JPEG":
        return jpeg.read(data), SELF
    if name == "TIFF" or found.reader == "raw":
        return _tiff_or_raw(found, data)
    if name in {"HEIC", "AVIF"}:
        result = boxes.heif(data)
        if not result.width and name == "HEIC" and isinstance(data, bytes):
            _heif(data, result)
        return result, SELF
    if name == "JXL":
        return boxes.jxl(data), SELF
    reader = header.READERS.get(name)
    if reader is not None:
        return reader(data), SELF if name in EXIV2 else None
    if found.reader in {"svg", "pdf"}:
        from janus_desktop.imaging.metadata import documents

        return (documents.svg(data) if found.reader == "svg" else documents.pdf(data, path)), None
    if found.reader in {"dicom", "fits"}:
        from janus_desktop.imaging.metadata import dicom, fits

        return (dicom.read(data, path) if found.reader == "dicom" else fits.read(data)), None
    if found.reader == "pillow":
        return _pillow(data, path), None
    return header.plain(name, data), None


def _tiff_or_raw(found: Format, data: Buffer) -> tuple[Header, bytes | Self]:
    if data[:4] not in _TIFF_STARTS:
        return Header(), SELF
    try:
        result, reader, first = tiff.read(data)
    except BROKEN:
        return Header(), SELF
    if found.reader == "raw":
        return Header(icc=result.icc), SELF
    if tiff.SCIENTIFIC & first.entries.keys() or tiff.is_scientific(first):
        from janus_desktop.imaging.metadata import microscopy

        microscopy.read(data, reader, first, result)
    if reader.big or not isinstance(data, bytes):
        return result, tiff.skeleton(reader, first)
    return result, SELF


def _heif(data: bytes, result: Header) -> None:
    """The size by libheif, which knows younger layouts than `boxes` does."""
    import pi_heif

    try:
        result.width, result.height = pi_heif.open_heif(data).size
    except Exception:  # noqa: BLE001 - libheif raises several kinds for broken files
        return


def _pillow(data: Buffer, path: bytes) -> Header:
    """What Pillow says of the rarer formats; it reads no pixels to say it."""
    from PIL import Image

    spaces = {"1": "Bitmap", "L": "Grayscale", "LA": "Grayscale", "P": "Indexed", "CMYK": "CMYK", "LAB": "Lab"}
    source: Any = io.BytesIO(data) if isinstance(data, bytes) else path
    allowed, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None  # no pixel is unpacked here
    try:
        image = Image.open(source)
    finally:
        Image.MAX_IMAGE_PIXELS = allowed
    with image:
        mode = image.mode
        return Header(
            image.width,
            image.height,
            getattr(image, "n_frames", 1),
            spaces.get(mode.partition(";")[0], "RGB"),
            16 if ";16" in mode else 32 if mode in {"I", "F"} else 1 if mode == "1" else 8,
            image.info.get("icc_profile"),
        )
