"""The values of deep pages – 16 bits, floating point – as the file has them, for window and level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from janus_desktop.imaging.readers.raster import Wanted

if TYPE_CHECKING:
    from janus_desktop.imaging.formats import Format

Array = np.ndarray[Any, Any]


@dataclass(slots=True)
class Values:
    """One page as stored: (height, width) or (height, width, 3) of uint16 or float32.

    `window` is what the file itself wants shown black and white; `negative`: small values are light.
    """

    array: Array
    orientation: int = 1
    pages: int = 1
    bits: int = 16
    window: tuple[float, float] | None = None
    negative: bool = False


def read(found: Format, wanted: Wanted) -> Values | None:
    """The values of a deep page; None where 8 bits in sRGB tell all there is to see.

    Raises as the readers do.
    """
    match found.reader:
        case "tiff":
            return _tiff(wanted)
        case "dicom":
            return _dicom(wanted)
        case "fits":
            return _fits(wanted)
    if found.name == "PNG":
        return _png(wanted)
    return None


def plain_kind(array: Array) -> Array:
    """Any numbers as uint16 where they fit, else float32; what is no number is 0."""
    if array.dtype == np.uint16:
        return array.astype(np.uint16, copy=False)
    made = np.asarray(array, np.float32)
    return np.nan_to_num(made, nan=0.0, posinf=0.0, neginf=0.0) if array.dtype.kind == "f" else made


def deep_tiff(page: Any) -> bool:
    """Whether a page of a TIFF has values that 8 bits do not hold, in a shape that we show as values."""
    kind = page.dtype
    if kind is None or page.imagedepth > 1 or int(page.photometric) not in (0, 1, 2):
        return False
    many = page.samplesperpixel
    if int(page.photometric) == 2 and (many < 3 or _managed(page)):
        return False
    return kind.kind in "uif" and kind.itemsize > 1 and page.bitspersample > 8


def _managed(page: Any) -> bool:
    """Whether colours have a profile that has to be followed: then the picture comes in sRGB."""
    from janus_desktop.imaging.colour import follows

    return 34675 in page.tags and follows(bytes(page.tags[34675].value))


def shaped(array: Array, page: Any) -> Array:
    """A part of a page as (height, width) for grey, (height, width, 3) for colour, without alpha."""
    if array.ndim == 3 and int(page.photometric) != 2:
        return array[:, :, 0]
    return array[:, :, :3] if array.ndim == 3 else array


def _tiff(wanted: Wanted) -> Values | None:
    import tifffile

    with wanted.stream() as stream, tifffile.TiffFile(stream, name=wanted.name) as tiff:
        pages = len(tiff.pages)
        wanted.check_page(pages)
        page: Any = tiff.pages[wanted.page]
        if not page.imagewidth or not page.imagelength or not deep_tiff(page):
            return None
        each = page.samplesperpixel * page.dtype.itemsize
        wanted.allow(page.imagewidth * page.imagelength, each=each * 3.0)
        array = page.asarray(maxworkers=1)
        if page.planarconfig == 2 and array.ndim == 3:
            array = np.moveaxis(array, 0, -1)
        orientation = int(page.tags[274].value) if 274 in page.tags else 1
        return Values(
            plain_kind(shaped(array, page)),
            orientation if 1 <= orientation <= 8 else 1,
            pages,
            int(page.bitspersample),
            negative=int(page.photometric) == 0,
        )


def _png(wanted: Wanted) -> Values | None:
    from PIL import Image, PngImagePlugin  # noqa: F401  the plugin registers itself

    with wanted.stream() as stream:
        head = stream.read(33)
    if len(head) < 33 or head[24] != 16:  # bits a sample, in IHDR
        return None
    data = wanted.all_bytes()
    if b"iCCP" in data[: 1 << 16]:
        return None
    import imagecodecs

    wide, high = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    wanted.allow(wide * high, each=16.0)
    array = np.asarray(imagecodecs.png_decode(data))
    if array.ndim == 3:
        array = array[:, :, 0] if array.shape[2] <= 2 else array[:, :, :3]
    return Values(array) if array.dtype == np.uint16 else None


def _dicom(wanted: Wanted) -> Values | None:
    import pydicom
    from pydicom.pixels import apply_modality_lut, pixel_array

    data = pydicom.dcmread(wanted.stream(), force=True)
    if "PixelData" not in data or int(data.get("SamplesPerPixel") or 1) != 1:
        return None
    if "PALETTE" in str(data.get("PhotometricInterpretation", "")):
        return None
    pages = int(data.get("NumberOfFrames") or 1)
    wanted.check_page(pages)
    wanted.allow(int(data.Rows) * int(data.Columns), each=16)
    array = np.asarray(apply_modality_lut(pixel_array(data, index=wanted.page), data))
    negative = str(data.get("PhotometricInterpretation", "")) == "MONOCHROME1"
    return Values(
        plain_kind(array), pages=pages, bits=int(data.get("BitsStored") or 16), window=_window(data), negative=negative
    )


def _window(data: Any) -> tuple[float, float] | None:
    """The first window of a DICOM file, as its ends."""

    def first(name: str) -> float | None:
        value = data.get(name)
        if value is None:
            return None
        try:
            return float(value[0] if hasattr(value, "__len__") and not isinstance(value, str) else value)
        except (TypeError, ValueError, IndexError):
            return None

    centre, width = first("WindowCenter"), first("WindowWidth")
    return None if centre is None or not width or width <= 0 else (centre - width / 2, centre + width / 2)


def _fits(wanted: Wanted) -> Values | None:
    from astropy.io import fits

    with wanted.stream() as stream, fits.open(stream, memmap=False, lazy_load_hdus=True) as units:
        for unit in units:
            shape: tuple[int, ...] = getattr(unit, "shape", ()) or ()
            if not getattr(unit, "is_image", False) or len(shape) < 2:
                continue
            high, wide = shape[-2:]
            pages = int(np.prod(shape[:-2])) if len(shape) > 2 else 1
            wanted.check_page(pages)
            wanted.allow(high * wide, each=16)
            plane: Any = np.unravel_index(wanted.page, shape[:-2]) if len(shape) > 2 else ()
            array = np.asarray(unit.section[(*(int(i) for i in plane), slice(None), slice(None))])
            bits = 8 * array.dtype.itemsize
            if array.dtype == np.uint8:
                return None
            return Values(plain_kind(array.astype(array.dtype.newbyteorder("=")))[::-1], pages=pages, bits=bits)
    return None
