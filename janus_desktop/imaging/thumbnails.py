"""One decode → every size wanted: upright, sRGB, JPEG; with hash and analysis of what is seen."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from janus_desktop.errors import words
from janus_desktop.imaging.decoders import decode
from janus_desktop.imaging.facts import SIZES, Thumbnails, Unreadable
from janus_desktop.imaging.fingerprints import perceptual_hash
from janus_desktop.imaging.limits import Limits
from janus_desktop.imaging.pixels import Pixels

if TYPE_CHECKING:
    from PIL import Image

    from janus_desktop.imaging.inspect import FileBytes
    from janus_desktop.imaging.readers.raster import Raster

QUALITY = 85
#: the analysis looks at a rendition of at most so many pixels
_LOOK = 256
_COLOURS = 5


def make(
    file: FileBytes,
    sizes: Iterable[int] = SIZES,
    limits: Limits = Limits(),  # noqa: B008  frozen
    report: Callable[[int], None] = lambda _pixels: None,
) -> Thumbnails | Unreadable:
    """Thumbnails of the first page at each of `sizes` (pixels of the longer edge; never enlarged).

    `report` hears the number of pixels before they are decoded. Never raises for a bad file.
    """
    wanted = sorted(set(sizes), reverse=True)
    made = _rendered(file, wanted[0], 0, limits, report)
    if isinstance(made, Unreadable):
        return made
    image = made[1]
    pictures: dict[int, bytes] = {}
    for size in wanted:
        image = _smaller(image, size)
        pictures[size] = _jpeg(image)
    look = _smaller(image, _LOOK)
    grey = look.convert("L")
    return Thumbnails(
        content_hash=file.content_hash,
        pictures=dict(sorted(pictures.items())),
        perceptual_hash=perceptual_hash(grey),
        analysis=analyse(look, grey),
    )


def picture(
    file: FileBytes, longest: int, page: int, limits: Limits, report: Callable[[int], None]
) -> Pixels | Unreadable:
    """One page for the viewer, at most `longest` pixels long; never raises for a bad file."""
    made = _rendered(file, longest, page, limits, report, fine=True)
    if isinstance(made, Unreadable):
        return made
    raster, image = made
    full = (raster.width, raster.height)
    if raster.orientation >= 5:
        full = full[::-1]
    return Pixels(image.width, image.height, 3 * image.width, image.tobytes(), *full, pages=raster.pages)


def _rendered(
    file: FileBytes,
    longest: int,
    page: int,
    limits: Limits,
    report: Callable[[int], None],
    *,
    fine: bool = False,
) -> tuple[Raster, Image.Image] | Unreadable:
    """The page decoded and finished, or why not."""
    from janus_desktop.imaging.colour import finish
    from janus_desktop.imaging.readers.raster import Refused

    try:
        raster = decode(file, longest, page, limits, report)
        return raster, finish(raster, longest, fine)
    except Refused as refused:
        return Unreadable(file.path, refused.reason, refused.kind)
    except Exception as error:  # noqa: BLE001  decoders raise twenty kinds; the reason goes to a person
        return because(file.path, file.name, error)


def because(path: bytes, name: str, error: Exception) -> Unreadable:
    """Why a decoder failed, as a person is told."""
    text = str(error)
    if isinstance(error, MemoryError) or "memory" in text.lower() or "alloc" in text.lower():
        return Unreadable(path, words("“{name}” needs more memory than one image may take.", name=name), "too large")
    detail = (text.strip() or type(error).__name__).splitlines()[0][:120]
    reason = words("“{name}” is damaged: its pixels cannot be decoded ({detail}).", name=name, detail=detail)
    return Unreadable(path, reason, "damaged")


def _smaller(image: Image.Image, longest: int) -> Image.Image:
    from PIL import Image as Pillow

    from janus_desktop.imaging.colour import fit

    size = fit(*image.size, longest)
    if size == image.size:
        return image
    if max(image.size) == 2 * longest:
        return image.reduce(2)  # a tenth of the time; may differ by one pixel in the shorter edge
    return image.resize(size, Pillow.Resampling.HAMMING, reducing_gap=2.0)


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, subsampling="4:2:0")
    return out.getvalue()


def analyse(image: Image.Image, grey: Image.Image | None = None) -> dict[str, Any]:
    """What can be measured in a small RGB picture (`grey`: the same in mode L, if at hand).

    `mean`: light from 0 to 1. `clipped`: shares of pixels that are black (`low`) or white (`high`).
    `sharpness`: variance of the Laplacian of the light. `colours`: up to five, as `#rrggbb`, most first.
    """
    import numpy as np

    grey = image.convert("L") if grey is None else grey
    light = np.asarray(grey)
    counts = np.asarray(grey.histogram(), np.float64)
    total = max(light.size, 1)
    sharpness = 0.0
    if min(light.shape) >= 3:
        deep = light.astype(np.int16)
        edges = deep[:-2, 1:-1] + deep[2:, 1:-1] + deep[1:-1, :-2] + deep[1:-1, 2:]
        edges -= 4 * deep[1:-1, 1:-1]
        sharpness = float(edges.var(dtype=np.float32))
    return {
        "mean": round(float(counts @ np.arange(256)) / total / 255, 4),
        "clipped": {
            "low": round(float(counts[:3].sum()) / total, 4),
            "high": round(float(counts[253:].sum()) / total, 4),
        },
        "sharpness": round(sharpness, 2),
        "colours": _dominant(image),
    }


def _dominant(image: Image.Image) -> list[str]:
    """The means of the fullest boxes of colour space (8 × 8 × 8) that differ from one another."""
    import numpy as np

    small = np.asarray(image.reduce(4) if max(image.size) >= 128 else image).reshape(-1, 3)
    box = ((small[:, 0] >> 5).astype(np.intp) << 6) | ((small[:, 1] >> 5).astype(np.intp) << 3) | (small[:, 2] >> 5)
    counts = np.bincount(box, minlength=512)
    means = [np.bincount(box, small[:, channel], minlength=512) for channel in range(3)]
    chosen: list[tuple[float, ...]] = []
    for at in np.argsort(counts)[::-1][:24]:
        if counts[at] * 100 < len(small) or len(chosen) == _COLOURS:
            break
        colour = tuple(float(mean[at] / counts[at]) for mean in means)
        if all(sum(abs(a - b) for a, b in zip(colour, other, strict=True)) > 60 for other in chosen):
            chosen.append(colour)
    return ["#{:02x}{:02x}{:02x}".format(*(round(value) for value in colour)) for colour in chosen]
