"""From a file that was read to one page of pixels, by whichever reader knows the format."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from janus_desktop.imaging import formats
from janus_desktop.imaging.limits import Limits

if TYPE_CHECKING:
    from janus_desktop.imaging.inspect import FileBytes
    from janus_desktop.imaging.readers.raster import Raster

_PARTS = ("exiv2", "numpy", "lxml")
_OF_PILLOW = ("libjpeg_turbo", "libtiff", "webp", "avif", "jpg_2000", "littlecms2")


def decode(file: FileBytes, longest: int, page: int, limits: Limits, report: Callable[[int], None]) -> Raster:
    """One page of `file`, at least `longest` pixels long if it has them; may be reduced to about that.

    Raises `Refused` with a reason, `MemoryError`, or what a decoder raises (any `Exception`).
    """
    from janus_desktop.errors import words
    from janus_desktop.imaging.readers.raster import Refused, Wanted

    found = formats.recognise(file.head[: formats.HEAD], file.name)
    if found is None:
        raise Refused("unknown", words("“{name}” is not an image.", name=file.name))
    lacking = formats.no_pixels(found)
    if lacking is not None and found.reader != "raw":
        raise Refused("unknown", lacking)
    wanted = Wanted(file.path, file.name, file.data, longest, page, limits, report)
    return _read(found, wanted)


def _read(found: formats.Format, wanted: object) -> Raster:
    from janus_desktop.imaging.readers.raster import Wanted

    assert isinstance(wanted, Wanted)
    match found.reader:
        case "heif":
            from janus_desktop.imaging.readers import heif

            return heif.read(wanted)
        case "tiff":
            from janus_desktop.imaging.readers import tiff

            return tiff.read(wanted)
        case "raw":
            from janus_desktop.imaging.readers import raw

            return raw.read(wanted)
        case "codecs":
            from janus_desktop.imaging.readers import codecs

            return codecs.read(wanted, found.name)
        case "svg" | "pdf":
            from janus_desktop.imaging.readers import drawn

            return drawn.read_svg(wanted) if found.reader == "svg" else drawn.read_pdf(wanted)
        case "dicom" | "fits":
            from janus_desktop.imaging.readers import science

            return science.read_dicom(wanted) if found.reader == "dicom" else science.read_fits(wanted)
        case _ if found.name == "PSD":
            from janus_desktop.imaging.readers import psd

            return psd.read(wanted)
        case _:
            from janus_desktop.imaging.readers import pillow

            return pillow.read(wanted, found.name)


def versions() -> dict[str, str | None]:
    """The libraries that read images and their versions; None for one that is not installed."""
    from importlib import metadata
    from importlib.util import find_spec

    found: dict[str, str | None] = {}
    for module, package in [(r.module, r.module) for r in formats.READERS.values()] + [(p, p) for p in _PARTS]:
        names = metadata.packages_distributions().get(module, [package])
        found[names[0]] = metadata.version(names[0]) if find_spec(module) is not None else None
    from PIL import features

    for part in _OF_PILLOW:
        version = features.version(part)
        found[f"Pillow: {part}"] = version if isinstance(version, str) else None
    return found
