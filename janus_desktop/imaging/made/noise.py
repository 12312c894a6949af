"""Smooth randomness: what clouds, paper, rock and cytoplasm are made of."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

#: Arrays of 32-bit floats (the type checker takes arithmetic with plain floats for 64 bits).
Floats = NDArray[Any]


def stretched(grid: NDArray[Any], width: int, height: int) -> Floats:
    """A two-dimensional `grid` brought to `width` × `height` without steps."""
    image = Image.fromarray(np.ascontiguousarray(grid, dtype=np.float32))
    return np.asarray(image.resize((width, height), Image.Resampling.BICUBIC))


def cloud(
    rng: np.random.Generator,
    width: int,
    height: int,
    *,
    cells: tuple[int, int] = (6, 6),
    octaves: int = 5,
    keep: float = 0.5,
) -> Floats:
    """Fractal noise between 0 and 1: `cells` blobs across and down, each octave twice as fine.

    `keep` is the strength of each octave against the one before.
    """
    total = np.zeros((height, width), np.float32)
    strength = 1.0
    across, down = cells
    for _ in range(octaves):
        grid = rng.random((min(down + 3, height), min(across + 3, width)), np.float32)
        total += strength * stretched(grid, width, height)
        strength *= keep
        across, down = across * 2, down * 2
    low, high = float(total.min()), float(total.max())
    return (total - low) / max(high - low, 1e-6)


def ridge(rng: np.random.Generator, width: int, *, cells: int = 4, octaves: int = 8, keep: float = 0.5) -> Floats:
    """One-dimensional fractal noise between 0 and 1: the outline of hills."""
    total = np.zeros(width, np.float32)
    strength = 1.0
    for octave in range(octaves):
        points = cells * 2**octave + 3
        if points > width:
            break
        total += strength * stretched(rng.random((1, points), np.float32), width, 1)[0]
        strength *= keep
    low, high = float(total.min()), float(total.max())
    return (total - low) / max(high - low, 1e-6)


def moved(values: Floats, right: int, down: int = 0) -> Floats:
    """`values` shifted; what comes in at the edges repeats them."""
    rows = np.clip(np.arange(values.shape[0]) - down, 0, values.shape[0] - 1)
    columns = np.clip(np.arange(values.shape[1]) - right, 0, values.shape[1] - 1)
    return values[rows[:, None], columns[None, :]]


def picture(values: NDArray[Any]) -> Image.Image:
    """An RGB image of an array of 0–255, cut to range."""
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def mixed(below: Any, above: Any, amount: Any) -> Any:
    """`below` at 0, `above` at 1."""
    result = (above - below) * amount
    result += below
    return result
