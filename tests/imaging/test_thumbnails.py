"""What a thumbnail must look like: upright, sRGB, on its ground, and what is measured in it."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from janus_desktop.imaging.colour import GROUND
from janus_desktop.imaging.facts import Thumbnails, Unreadable
from janus_desktop.imaging.inspect import FileBytes, read_file
from janus_desktop.imaging.limits import Limits
from janus_desktop.imaging.thumbnails import analyse, make


def shrunk(path: Path, sizes: tuple[int, ...] = (256, 512), limits: Limits | None = None) -> Thumbnails:
    file = read_file(os.fsencode(path))
    assert isinstance(file, FileBytes)
    made = make(file, sizes, limits or Limits())
    assert isinstance(made, Thumbnails), getattr(made, "reason", made)
    return made


def refused(path: Path) -> Unreadable:
    file = read_file(os.fsencode(path))
    assert isinstance(file, FileBytes)
    made = make(file)
    assert isinstance(made, Unreadable)
    return made


def picture(made: Thumbnails, size: int = 256) -> Image.Image:
    image = Image.open(io.BytesIO(made.pictures[size]))
    assert image.format == "JPEG"
    assert image.mode == "RGB"
    return image


def near(pixel: object, colour: tuple[int, int, int], by: int = 6) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= by for a, b in zip(pixel, colour, strict=True))


def quarters(size: tuple[int, int]) -> Image.Image:
    """Red, green, blue and white: which way up it is can be seen."""
    wide, high = size
    image = Image.new("RGB", size, "white")
    image.paste((255, 0, 0), (0, 0, wide // 2, high // 2))
    image.paste((0, 160, 0), (wide // 2, 0, wide, high // 2))
    image.paste((0, 0, 255), (0, high // 2, wide // 2, high))
    return image


def test_sizes_come_from_one_decode_and_keep_the_shape(tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    quarters((3000, 2000)).save(path)
    made = shrunk(path)
    assert picture(made, 256).size == (256, 171)
    assert picture(made, 512).size == (512, 341)


def test_nothing_is_enlarged(tmp_path: Path) -> None:
    path = tmp_path / "small.png"
    quarters((40, 20)).save(path)
    made = shrunk(path)
    assert picture(made, 256).size == picture(made, 512).size == (40, 20)


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (2, 9000)])
def test_extreme_shapes(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "line.png"
    Image.new("RGB", size, "red").save(path)
    assert max(picture(shrunk(path)).size) == min(256, max(size))


@pytest.mark.parametrize("ending", ["jpg", "tif", "png", "webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_upright(tmp_path: Path, ending: str, orientation: int) -> None:
    upright = quarters((900, 600))
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(back[orientation]) if orientation in back else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"turned.{ending}"
    stored.save(path, exif=exif)
    seen = picture(shrunk(path))
    assert seen.size == (256, 171)
    assert near(seen.getpixel((40, 40)), (255, 0, 0), 20)
    assert near(seen.getpixel((216, 40)), (0, 160, 0), 20)
    assert near(seen.getpixel((40, 130)), (0, 0, 255), 20)


def test_a_profile_is_followed(tmp_path: Path) -> None:
    """A profile whose red and green are exchanged: what is stored as red is meant as green."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for at in range(132, 132 + 12 * int.from_bytes(data[128:132], "big"), 12):
        kind = bytes(data[at : at + 4])
        data[at : at + 4] = {b"rXYZ": b"gXYZ", b"gXYZ": b"rXYZ"}.get(kind, kind)
    strange = bytes(data).replace("sRGB".encode("utf-16-be"), "xRGB".encode("utf-16-be"))
    strange = strange.replace(b"sRGB", b"xRGB", 1) if strange[36:40] != b"acsp" else strange
    Image.new("RGB", (300, 300), (250, 0, 0)).save(tmp_path / "strange.jpg", icc_profile=strange)
    Image.new("RGB", (300, 300), (250, 0, 0)).save(tmp_path / "plain.jpg")
    plain = picture(shrunk(tmp_path / "plain.jpg")).getpixel((100, 100))
    seen = picture(shrunk(tmp_path / "strange.jpg")).getpixel((100, 100))
    assert near(plain, (250, 0, 0))
    assert near(seen, (0, 250, 0), 40)


def test_a_broken_profile_costs_nothing(tmp_path: Path) -> None:
    Image.new("RGB", (30, 30), (10, 200, 30)).save(tmp_path / "odd.png", icc_profile=b"no profile at all")
    assert near(picture(shrunk(tmp_path / "odd.png")).getpixel((9, 9)), (10, 200, 30))


def test_ink_becomes_light(tmp_path: Path) -> None:
    Image.new("CMYK", (300, 300), (0, 255, 255, 0)).save(tmp_path / "ink.jpg")
    Image.new("CMYK", (300, 300), (255, 0, 0, 0)).save(tmp_path / "ink.tif")
    assert near(picture(shrunk(tmp_path / "ink.jpg")).getpixel((100, 100)), (255, 0, 0), 12)
    assert near(picture(shrunk(tmp_path / "ink.tif")).getpixel((100, 100)), (0, 255, 255), 12)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparent_parts_show_the_ground(tmp_path: Path, mode: str) -> None:
    image = Image.new(mode, (1200, 900), 0)
    image.paste(Image.new(mode, (600, 900), "black"), (0, 0))
    image.save(tmp_path / "clear.png")
    seen = picture(shrunk(tmp_path / "clear.png"))
    assert near(seen.getpixel((10, 10)), (0, 0, 0))
    assert near(seen.getpixel((240, 100)), GROUND)


def test_a_palette_with_a_clear_colour(tmp_path: Path) -> None:
    image = Image.new("P", (700, 500), 0)
    image.putpalette([0, 0, 0, 220, 30, 40])
    image.paste(1, (350, 0, 700, 500))
    image.save(tmp_path / "table.gif", transparency=0)
    seen = picture(shrunk(tmp_path / "table.gif"))
    assert near(seen.getpixel((20, 60)), GROUND)
    assert near(seen.getpixel((230, 60)), (220, 30, 40), 10)


def test_bits_are_averaged(tmp_path: Path) -> None:
    stripes = np.tile(np.array([False, True]), (3000, 3000))
    Image.fromarray(stripes).save(tmp_path / "fax.png")
    assert near(picture(shrunk(tmp_path / "fax.png")).getpixel((100, 60)), (127, 127, 127), 12)


@pytest.mark.parametrize("kind", ["png", "tif", "float.tif", "int32.tif"])
def test_deep_grey_is_stretched(tmp_path: Path, kind: str) -> None:
    """A microscope's twelve bits in a file of sixteen: without a stretch it would be black."""
    import tifffile

    ramp = np.tile(np.linspace(100, 900, 800), (600, 1))
    path = tmp_path / f"deep.{kind}"
    if kind == "png":
        Image.fromarray(ramp.astype(np.uint16)).save(path)
    else:
        tifffile.imwrite(path, ramp.astype({"tif": "u2", "float.tif": "f4", "int32.tif": "i4"}[kind]))
    seen = picture(shrunk(path))
    assert near(seen.getpixel((2, 90)), (0, 0, 0), 10)
    assert near(seen.getpixel((128, 90)), (128, 128, 128), 10)
    assert near(seen.getpixel((253, 90)), (255, 255, 255), 10)


def test_not_a_number_is_black(tmp_path: Path) -> None:
    import tifffile

    field = np.full((64, 64), np.nan, np.float32)
    field[:, 32:] = np.linspace(1, 2, 32)
    tifffile.imwrite(tmp_path / "holes.tif", field)
    assert near(picture(shrunk(tmp_path / "holes.tif")).getpixel((10, 10)), (0, 0, 0))


def test_the_first_frame_stands_for_an_animation(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    for ending in ("gif", "webp", "png"):
        path = tmp_path / f"moving.{ending}"
        frames[0].save(path, save_all=True, append_images=frames[1:], duration=50)
        assert near(picture(shrunk(path)).getpixel((20, 20)), (255, 0, 0), 12)


@pytest.mark.parametrize("ending", ["jpg", "png", "tif", "webp"])
def test_a_cut_off_file_says_so(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"half.{ending}"
    Image.effect_noise((800, 600), 90).convert("RGB").save(path)
    os.truncate(path, path.stat().st_size // 2)
    made = refused(path)
    assert made.kind == "damaged"
    assert f"half.{ending}" in str(made.reason)
    if ending == "jpg":
        assert "ends before its picture is complete" in str(made.reason)


def test_analysis() -> None:
    black, white = analyse(Image.new("RGB", (256, 171))), analyse(Image.new("RGB", (256, 171), "white"))
    assert (black["mean"], black["clipped"]) == (0.0, {"low": 1.0, "high": 0.0})
    assert (white["mean"], white["clipped"]) == (1.0, {"low": 0.0, "high": 1.0})
    halves = Image.new("RGB", (200, 100), (210, 40, 30))
    halves.paste((20, 60, 180), (0, 0, 60, 100))
    found = analyse(halves)
    assert found["colours"] == ["#d2281e", "#143cb4"]
    noise = Image.effect_noise((256, 171), 60).convert("RGB")
    assert analyse(noise)["sharpness"] > 50 * analyse(noise.resize((8, 6)).resize((256, 171)))["sharpness"]


def test_the_perceptual_hash_is_of_what_is_seen(tmp_path: Path) -> None:
    scene = Image.fromarray(np.random.default_rng(3).integers(0, 256, (6, 9, 3), dtype=np.uint8))
    scene = scene.resize((900, 600), Image.Resampling.BICUBIC)
    scene.save(tmp_path / "a.png")
    exif = Image.Exif()
    exif[0x0112] = 3
    scene.rotate(180).save(tmp_path / "b.jpg", exif=exif)
    one, two = (shrunk(tmp_path / name).perceptual_hash for name in ("a.png", "b.jpg"))
    assert one is not None
    assert two is not None
    assert (one ^ two).bit_count() <= 4
