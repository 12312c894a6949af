"""Everyday formats through Pillow, reduced while they are decoded where the format allows it."""

from __future__ import annotations

import importlib
import warnings
from typing import Final

from PIL import Image, UnidentifiedImageError

from janus_desktop.imaging.readers.raster import Raster, Refused, Wanted

Image.MAX_IMAGE_PIXELS = None  # our own limit is asked before anything is decoded
warnings.simplefilter("ignore")

#: our format names → Pillow's plugin module and its names for the format
_PLUGINS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "JPEG": ("Jpeg", ("JPEG",)),
    "PNG": ("Png", ("PNG",)),
    "GIF": ("Gif", ("GIF",)),
    "WEBP": ("WebP", ("WEBP",)),
    "AVIF": ("Avif", ("AVIF",)),
    "BMP": ("Bmp", ("BMP", "DIB")),
    "JP2": ("Jpeg2K", ("JPEG2000",)),
    "PSD": ("Psd", ("PSD",)),
    "TIFF": ("Tiff", ("TIFF",)),
    "DDS": ("Dds", ("DDS",)),
    "QOI": ("Qoi", ("QOI",)),
    "ICNS": ("Icns", ("ICNS",)),
    "ICO": ("Ico", ("ICO",)),
    "CUR": ("Cur", ("CUR",)),
    "SGI": ("Sgi", ("SGI",)),
    "Sun raster": ("Sun", ("SUN",)),
    "XPM": ("Xpm", ("XPM",)),
    "PNM": ("Ppm", ("PPM",)),
    "PCX": ("Pcx", ("PCX",)),
    "TGA": ("Tga", ("TGA",)),
}
#: bytes that decoding takes for each pixel, over and above the picture itself
_EACH: Final = {"WEBP": 8.0, "AVIF": 10.0, "JP2": 12.0, "GIF": 8.0}
_OF_MODE: Final = {"1": 1.0, "L": 1.0, "P": 1.0, "I;16": 2.0}
_TRUNCATED: Final = ("truncat", "not enough data", "unexpected end", "not enough image data", "premature")


def open_image(wanted: Wanted, kind: str) -> Image.Image:
    """The file's header read, at the page wanted."""
    plugin, names = _PLUGINS[kind]
    module = importlib.import_module(f"PIL.{plugin}ImagePlugin")
    if kind == "AVIF":
        setattr(module, "DEFAULT_MAX_THREADS", 1)  # noqa: B010  read by the plugin at each file
    image = Image.open(wanted.stream(), formats=names)
    if wanted.page:
        wanted.check_page(getattr(image, "n_frames", 1))
        image.seek(wanted.page)
    return image


def read(wanted: Wanted, kind: str) -> Raster:
    """One page of a file of `kind`; raises `Refused`, or whatever Pillow raises."""
    try:
        image = open_image(wanted, kind)
    except UnidentifiedImageError as error:
        raise wanted.damaged(f"its {kind} header makes no sense") from error
    if kind != "JP2" or max(image.size) < 2 * wanted.longest:
        return load(wanted, image, kind)
    try:
        return load(wanted, image, kind)
    except Refused as refused:
        if refused.kind == "too large":
            raise
        # it may hold fewer resolutions than were asked for
        return load(wanted, open_image(wanted, kind), kind, whole=True)


def load(wanted: Wanted, image: Image.Image, kind: str, whole: bool = False) -> Raster:
    """The pixels of an image whose header was read; `whole`: not reduced while they are decoded."""
    width, height = image.size
    if kind == "JPEG":
        by = _scale(max(width, height), wanted.longest)
        wanted.allow(width * height, each=4 / by**2, reduced=True)
        if by > 1:
            image.draft(None, (width // by, height // by))
    elif kind == "JP2" and not whole:
        levels = _scale(max(width, height), wanted.longest).bit_length() - 1
        wanted.allow(width * height, each=_EACH[kind] / 4**levels, reduced=True)
        if levels:
            image.reduce = levels  # type: ignore[assignment, method-assign]  # the plugin's own setter
    else:
        wanted.allow(width * height, each=_OF_MODE.get(image.mode, 4.0) + _EACH.get(kind, 0.0))
    orientation = _orientation(image)
    try:
        image.load()
    except OSError as error:
        raise because(wanted, error) from error
    if kind == "TIFF":
        orientation = _orientation(image)  # Pillow may have turned it while loading
    icc = image.info.get("icc_profile")
    pages = getattr(image, "n_frames", 1) if wanted.longest > 512 else 1
    return Raster(image, width, height, orientation, icc if isinstance(icc, bytes) and icc else None, pages)


def because(wanted: Wanted, error: OSError) -> Refused:
    """Why Pillow could not decode, as a person is told."""
    text = str(error)
    if any(word in text.lower() for word in _TRUNCATED):
        return wanted.cut_off()
    return wanted.damaged(f"its pixels cannot be decoded ({text[:120]})")


def _scale(longest: int, wanted: int) -> int:
    """By how much a decoder may reduce (1, 2, 4 or 8) and still give at least `wanted` pixels."""
    for by in (8, 4, 2):
        if longest // by >= wanted:
            return by
    return 1


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(0x0112, 1)
    except Exception:  # noqa: BLE001  broken Exif must not cost the picture; many kinds were seen
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1
