from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from janus_desktop.imaging.facts import Unreadable
from janus_desktop.imaging.pixels import Pixels
from janus_desktop.imaging.pool import Pool


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(1)
    yield made
    made.close()


def image(pixels: Pixels | Unreadable) -> Image.Image:
    assert isinstance(pixels, Pixels)
    return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.data)


def test_pixels_must_fill_the_picture() -> None:
    with pytest.raises(ValueError, match="3 × 2"):
        Pixels.from_json(
            {"width": 3, "height": 2, "stride": 9, "full_width": 3, "full_height": 2, "pages": 1}, bytes(17)
        )


def test_a_whole_picture_byte_by_byte(pool: Pool, tmp_path: Path) -> None:
    path = tmp_path / "noise.png"
    noise = Image.effect_noise((700, 500), 80).convert("RGB")
    noise.save(path)
    got = pool.picture(os.fsencode(path), longest=4096)
    assert image(got).tobytes() == noise.tobytes()


def test_large_pictures_one_after_the_other_do_not_mix(pool: Pool, tmp_path: Path) -> None:
    for number, colour in enumerate([(200, 10, 10), (10, 200, 10), (10, 10, 200)]):
        path = tmp_path / f"{number}.png"
        Image.new("RGB", (3000, 2000 - 500 * number), colour).save(path)
        got = pool.picture(os.fsencode(path), longest=3000)
        assert image(got).getextrema() == tuple((c, c) for c in colour)


def test_upright_and_smaller(pool: Pool, tmp_path: Path) -> None:
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (1600, 800), "teal").save(path, exif=exif)
    got = pool.picture(os.fsencode(path), longest=400)
    assert isinstance(got, Pixels)
    assert (got.width, got.height) == (200, 400)
    assert (got.full_width, got.full_height) == (800, 1600)
    assert got.stride == 600


def test_pages(pool: Pool, tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    pages = [Image.new("RGB", (60, 40), colour) for colour in ("red", "lime", "blue")]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    for number, colour in enumerate([(255, 0, 0), (0, 255, 0), (0, 0, 255)]):
        got = pool.picture(os.fsencode(path), longest=1024, page=number)
        assert image(got).getpixel((5, 5)) == colour
        assert isinstance(got, Pixels)
        assert got.pages == 3
    beyond = pool.picture(os.fsencode(path), longest=1024, page=3)
    assert isinstance(beyond, Unreadable)
    assert "page 4" in str(beyond.reason)
