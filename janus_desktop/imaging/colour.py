"""From whatever a reader gives to an upright sRGB picture of the size wanted."""

from __future__ import annotations

import hashlib
import io
from functools import lru_cache
from typing import Any, Final

import numpy as np
from PIL import Image

from janus_desktop.imaging.readers.raster import Raster, factor, from_array

#: what transparent parts are shown on: neutral, light
GROUND: Final = (0xE9, 0xEA, 0xEC)

_TURN: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SPACE: Final = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK", "LAB": "Lab"}
#: at most so many pixels are converted at a time
_BAND: Final = 4_000_000


def fit(width: int, height: int, longest: int) -> tuple[int, int]:
    """The size with the same shape whose longer edge is `longest`; never larger than it was."""
    scale = min(1.0, longest / max(width, height, 1))
    return max(1, round(width * scale)), max(1, round(height * scale))


def finish(raster: Raster, longest: int, fine: bool = False) -> Image.Image:
    """The page upright, in sRGB (mode RGB), on the neutral ground, at most `longest` pixels long.

    `fine` takes half as long again for the last bit of sharpness.
    """
    image = _resized(raster.image, longest, Image.Resampling.BICUBIC if fine else Image.Resampling.HAMMING)
    if raster.orientation in _TURN:
        image = image.transpose(_TURN[raster.orientation])
    alpha = None
    if image.mode in ("RGBA", "LA"):
        alpha = image.getchannel("A")
        image = image.convert("RGB" if image.mode == "RGBA" else "L")
    image = _to_srgb(image, raster.icc)
    if alpha is None or alpha.getextrema() == (255, 255):
        return image
    ground = Image.new("RGB", image.size, GROUND)
    ground.paste(image, mask=alpha)
    return ground


def _resized(image: Image.Image, longest: int, filter_: Image.Resampling) -> Image.Image:
    """At most `longest` pixels long, in one of the modes L, LA, RGB, RGBA, CMYK, LAB."""
    if image.mode.startswith(("I", "F")):
        image = from_array(np.asarray(image), longest)
    by = factor(max(image.size), longest)
    if image.mode not in ("L", "RGB", "CMYK", "LAB"):
        image = _converted(image, by)
    size = fit(*image.size, longest)
    if size != image.size:
        image = image.resize(size, filter_, reducing_gap=2.0)
    return image.convert({"RGBa": "RGBA", "La": "LA"}[image.mode]) if image.mode.endswith("a") else image


def _converted(image: Image.Image, by: int) -> Image.Image:
    """Palettes, bits and alpha to modes that can be averaged, reduced `by` times, band by band."""
    mode = _plain_mode(image)
    wide, high = image.size
    if by == 1 and wide * high <= _BAND:
        return image.convert(mode)
    rows = max(1, _BAND // wide // by) * by
    out = Image.new(mode, (-(-wide // by), -(-high // by)))
    for top in range(0, high, rows):
        band = image.crop((0, top, wide, min(top + rows, high))).convert(mode)
        out.paste(band.reduce(by) if by > 1 else band, (0, top // by))
    return out


def _plain_mode(image: Image.Image) -> str:
    if image.mode in ("1", "L"):
        return "L"
    if image.mode in ("LA", "La"):
        return "La"
    if image.mode in ("RGBA", "RGBa", "PA") or image.info.get("transparency") is not None:
        return "RGBA" if image.mode == "P" else "RGBa"
    return "RGB"


def _to_srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    if icc or image.mode == "LAB":
        converted = _by_profile(image, icc)
        if converted is not None:
            return converted
    return image if image.mode == "RGB" else image.convert("RGB")


def follows(icc: bytes) -> bool:
    """Whether colours with this profile are others than the same numbers in sRGB."""
    return _transform(hashlib.sha1(icc, usedforsecurity=False).digest(), _Icc(icc), "RGB") is not None


def _by_profile(image: Image.Image, icc: bytes | None) -> Image.Image | None:
    """The picture through its profile; None where it has none of use, or is sRGB as it is."""
    from PIL import ImageCms

    transform = _transform(
        b"" if icc is None else hashlib.sha1(icc, usedforsecurity=False).digest(), _Icc(icc), image.mode
    )
    if transform is None:
        return None
    try:
        return ImageCms.applyTransform(image, transform)
    except (ImageCms.PyCMSError, ValueError):
        return None


class _Icc:
    """Profile bytes that count as equal in the cache, where their digest already tells them apart."""

    def __init__(self, data: bytes | None) -> None:
        self.data = data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Icc)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=64)
def _transform(_digest: bytes, icc: _Icc, mode: str) -> Any:
    """The transform from a profile to sRGB for pictures of a mode, made once (3–35 ms)."""
    from PIL import ImageCms

    try:
        if mode == "LAB":
            source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        else:
            source = ImageCms.ImageCmsProfile(io.BytesIO(icc.data or b""))
        space = source.profile.xcolor_space.strip()
        if space != _SPACE.get(mode) or (mode == "RGB" and _is_srgb(source.profile.profile_description)):
            return None
        target = ImageCms.createProfile("sRGB")
        return ImageCms.buildTransform(source, target, mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _is_srgb(description: str | None) -> bool:
    text = (description or "").strip().lower()
    return text.startswith("srgb") and "linear" not in text
