"""How much two pictures look alike: a perceptual hash of 64 bits, and the distance of two."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

_SIDE, _KEPT = 32, 8


def perceptual_hash(image: Image.Image) -> int:
    """The 64-bit hash of a picture (mode L or RGB): signs of its 8 × 8 lowest cosine frequencies.

    Bit 63 is the mean light, which is left 0: it says nothing about what is seen.
    """
    import numpy as np
    from PIL import Image as Pillow

    grey = image if image.mode == "L" else image.convert("L")
    small = grey.resize((_SIDE, _SIDE), Pillow.Resampling.BICUBIC, reducing_gap=2.0)
    basis = _cosines()
    waves = (basis @ np.asarray(small, np.float32) @ basis.T).reshape(-1)
    bits = waves > np.median(waves[1:])
    bits[0] = False
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


@lru_cache(maxsize=1)
def _cosines() -> np.ndarray[Any, Any]:
    """The first rows of the discrete cosine transform of length 32."""
    import numpy as np

    rows, columns = np.arange(_KEPT)[:, None], np.arange(_SIDE)[None, :]
    return np.cos(np.pi * rows * (2 * columns + 1) / (2 * _SIDE)).astype(np.float32)


def hamming(one: int, other: int) -> int:
    """In how many of their 64 bits two hashes differ; up to about 8 the pictures look the same."""
    return (one ^ other).bit_count()
