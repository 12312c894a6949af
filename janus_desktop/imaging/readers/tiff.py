"""TIFF: small ones through Pillow; large, deep, tiled and odd ones piece by piece through tifffile."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from PIL import Image

from janus_desktop.imaging.readers import pillow
from janus_desktop.imaging.readers.raster import Raster, Refused, Wanted, factor, from_array

#: pictures above so many pixels are never decoded whole
_WHOLE: Final = 24_000_000


def read(wanted: Wanted) -> Raster:
    """One page (image file directory) of the file."""
    image = None
    try:
        image = pillow.open_image(wanted, "TIFF")
        if image.width * image.height <= _WHOLE and not _is_deep(image) and not _has_levels(image, wanted):
            return pillow.load(wanted, image, "TIFF")
    except Refused as refused:
        if refused.kind == "too large" or "ends before" in str(refused):
            raise
    except Exception:  # noqa: BLE001  the other reader has its say; its reason is the one told
        image = None
    raster = _by_pieces(wanted)
    if image is not None:
        icc = image.info.get("icc_profile")
        raster.icc = raster.icc or (icc if isinstance(icc, bytes) and icc else None)
    return raster


def _is_deep(image: Image.Image) -> bool:
    """Colour of more than 8 bits, which Pillow cuts rather than scales."""
    bits: Any = image.tag_v2.get(258, (8,))  # type: ignore[attr-defined]  # BitsPerSample
    return len(bits) > 1 and max(bits) > 8


def _has_levels(image: Image.Image, wanted: Wanted) -> bool:
    """Whether smaller renditions may be stored beside a picture that is larger than wanted (SubIFDs)."""
    return 330 in image.tag_v2 and max(image.size) >= 2 * wanted.longest  # type: ignore[attr-defined]


def _by_pieces(wanted: Wanted) -> Raster:
    import tifffile

    with wanted.stream() as stream, tifffile.TiffFile(stream, name=wanted.name) as tiff:
        pages = len(tiff.pages)
        wanted.check_page(pages)
        whole = tiff.pages[wanted.page]
        page = _level(whole, wanted.longest)
        tags = whole.tags
        orientation = int(tags[274].value) if 274 in tags else 1
        icc = bytes(tags[34675].value) if 34675 in tags else None
        if not whole.imagewidth or not whole.imagelength:
            raise wanted.damaged("it has no pixels")
        by = factor(max(page.imagewidth, page.imagelength), wanted.longest)
        pixels = page.imagewidth * page.imagelength
        samples = min(page.samplesperpixel, 4)
        if page.imagedepth > 1 or pixels <= 4_000_000 or page.photometric == 6:
            wanted.allow(pixels, each=page.samplesperpixel * max(page.bitspersample // 8, 1) * 3.0)
            array = _plane(page.asarray(maxworkers=1), page)
        else:
            wanted.allow(pixels, each=10 * samples / by**2 + 0.01, reduced=True)
            array = _reduced(page, by, samples)
        return Raster(
            picture(page, array, wanted.longest),
            whole.imagewidth,
            whole.imagelength,
            orientation if 1 <= orientation <= 8 else 1,
            icc,
            pages,
        )


def _level(page: Any, longest: int) -> Any:
    """The smallest of the page's stored reductions (SubIFDs) that is still large enough, or itself."""
    best = page
    for level in page.pages or ():
        if level.imagelength and longest <= max(level.imagewidth, level.imagelength) < max(
            best.imagewidth, best.imagelength
        ):
            best = level
    return best


def _plane(array: np.ndarray[Any, Any], page: Any) -> np.ndarray[Any, Any]:
    """A whole page as (height, width[, channels]), colours looked up."""
    if page.imagedepth > 1:
        array = array.reshape(page.imagedepth, *array.shape[-3 + (page.samplesperpixel == 1) :])[0]
    if page.planarconfig == 2 and array.ndim == 3:
        array = np.moveaxis(array, 0, -1)
    return looked_up(array, page)


def looked_up(array: np.ndarray[Any, Any], page: Any) -> np.ndarray[Any, Any]:
    """A part of a page with the colours of its palette, if it has one."""
    if page.photometric == 3 and page.colormap is not None:
        table = (np.asarray(page.colormap) >> 8).astype(np.uint8)
        return np.moveaxis(table[:, array.reshape(array.shape[:2])], 0, -1)
    return array


def _reduced(page: Any, by: int, samples: int) -> np.ndarray[Any, Any]:
    """Means of `by` × `by` boxes of a page, decoding one strip or tile at a time."""
    planar = page.planarconfig == 2 and page.samplesperpixel > 1
    colours = 3 if page.photometric == 3 else samples
    high, wide = -(-page.imagelength // by), -(-page.imagewidth // by)
    sums = np.zeros((high, wide, colours), np.float32)
    for segment, index, _shape in page.segments(maxworkers=1, sort=True):
        plane, _depth, top, left, _ = index
        if segment is None or (planar and plane >= samples):
            continue
        part = segment[0, : page.imagelength - top, : page.imagewidth - left]
        part = part if planar else part[:, :, :samples]
        part = looked_up(part, page)
        part = _boxed(_boxed(part, top, by, 0), left, by, 1)
        where = sums[top // by : top // by + part.shape[0], left // by : left // by + part.shape[1]]
        if planar:
            where[:, :, plane] += part[:, :, 0]
        else:
            where += part
    rows = np.minimum(by, page.imagelength - by * np.arange(high))
    columns = np.minimum(by, page.imagewidth - by * np.arange(wide))
    sums /= (rows[:, None] * columns)[:, :, None]
    return sums if page.dtype.kind == "f" else np.rint(sums).astype(page.dtype if colours == samples else np.uint8)


def _boxed(part: np.ndarray[Any, Any], start: int, by: int, axis: int) -> np.ndarray[Any, Any]:
    """Sums over the boxes of the whole page's raster along one axis, of a part that begins at `start`."""
    if by == 1:
        return part
    edges = np.arange((by - start % by) % by, part.shape[axis], by)
    if start % by:
        edges = np.concatenate(([0], edges))
    return np.add.reduceat(part, edges, axis=axis, dtype=np.float32)


def picture(page: Any, array: np.ndarray[Any, Any], longest: int) -> Image.Image:
    """A part of a page as a picture of 8 bits, whatever its samples mean."""
    photometric = int(page.photometric)
    if photometric == 3:
        return from_array(array, longest)
    if photometric == 8 and array.dtype == np.uint8 and array.ndim == 3:  # CIELAB, a and b signed
        pixels = np.ascontiguousarray(array[:, :, :3])
        return Image.frombytes(
            "LAB", (pixels.shape[1], pixels.shape[0]), (pixels ^ [0, 128, 128]).astype(np.uint8).tobytes()
        )
    if array.ndim == 3 and photometric not in (2, 5, 6) and array.shape[2] != 2:
        array = array[:, :, 0]  # several grey samples: the first is the picture
    if array.ndim == 3 and photometric == 2 and array.shape[2] == 4 and not page.extrasamples:
        array = array[:, :, :3]
    bits = int(page.bitspersample) if array.ndim == 3 else 0
    if bits < 8 and array.dtype == np.uint8:
        array = array.astype(np.float32)
    image = from_array(array, longest, depth=bits if bits > 8 else 0, cmyk=photometric == 5)
    if photometric == 0:
        return Image.fromarray(255 - np.asarray(image))
    return image
