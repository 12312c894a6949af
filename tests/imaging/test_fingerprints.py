from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from janus_desktop.imaging.fingerprints import hamming, perceptual_hash


def scene(seed: int) -> Image.Image:
    """A smooth made picture, another for each seed."""
    rough = np.random.default_rng(seed).integers(0, 256, (7, 9, 3), dtype=np.uint8)
    return Image.fromarray(rough).resize((256, 171), Image.Resampling.BICUBIC)


def test_the_same_picture_has_the_same_hash() -> None:
    assert perceptual_hash(scene(1)) == perceptual_hash(scene(1))


@pytest.mark.parametrize("seed", range(5))
def test_small_changes_move_few_bits(seed: int) -> None:
    before = perceptual_hash(scene(seed))
    smaller = scene(seed).resize((128, 86), Image.Resampling.BICUBIC)
    brighter = ImageEnhance.Brightness(scene(seed)).enhance(1.08)
    assert hamming(before, perceptual_hash(smaller)) <= 4
    assert hamming(before, perceptual_hash(brighter)) <= 8


def test_other_pictures_are_far_away() -> None:
    hashes = [perceptual_hash(scene(seed)) for seed in range(20)]
    assert min(hamming(a, b) for i, a in enumerate(hashes) for b in hashes[:i]) > 8


def test_the_hash_fits_64_bits_signed() -> None:
    assert all(0 <= perceptual_hash(scene(seed)) < 2**63 for seed in range(20))
    assert 0 <= perceptual_hash(Image.new("RGB", (1, 1))) < 2**63


def test_hamming() -> None:
    assert hamming(0b1011, 0b0010) == 2
    assert hamming(7, 7) == 0
