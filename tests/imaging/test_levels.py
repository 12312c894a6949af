"""Pages in levels of tiles: every value where it belongs, whatever the format and the orientation."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from janus_desktop.imaging import pieces
from janus_desktop.imaging.facts import Unreadable
from janus_desktop.imaging.inspect import read_file
from janus_desktop.imaging.limits import Limits
from janus_desktop.imaging.pixels import TILE, Picture, Tile
from janus_desktop.imaging.pool import Pool
from janus_desktop.imaging.render import ViewSettings, auto_window, shown, values_of
from janus_desktop.imaging.upright import stored_box, turned


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(2)
    yield made
    made.close()


def whole(pool: Pool, path: Path, level: int = 0, page: int = 0) -> tuple[Picture, np.ndarray]:
    """A level put together from its tiles."""
    answer = pool.look(os.fsencode(path), page=page, longest=600)
    assert not isinstance(answer, Unreadable), answer
    picture = answer[0]
    across, down = picture.grid(level)
    places = [(x, y) for y in range(down) for x in range(across)]
    answer = pool.look(os.fsencode(path), page=page, level=level, places=places)
    assert not isinstance(answer, Unreadable), answer
    assert len(answer[1]) == len(places)
    wide, high = picture.levels[level]
    out = np.zeros((high, wide, picture.channels), values_of(answer[1][0]).dtype)
    for tile in answer[1]:
        out[tile.y * TILE : tile.y * TILE + tile.height, tile.x * TILE : tile.x * TILE + tile.width] = values_of(tile)
    return picture, out


def noise(width: int, height: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def test_a_png_is_the_same_in_tiles(pool: Pool, tmp_path: Path) -> None:
    pixels = noise(1300, 700)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    picture, made = whole(pool, tmp_path / "a.png")
    assert (picture.width, picture.height, picture.kind, picture.channels) == (1300, 700, "u1", 3)
    assert picture.levels == ((1300, 700), (650, 350), (325, 175))
    assert np.array_equal(made, pixels)
    _, half = whole(pool, tmp_path / "a.png", 1)
    means = pixels.reshape(350, 2, 650, 2, 3).astype(int).sum(axis=(1, 3)) / 4
    # the resampling of a photograph is finer than a box, but tells the same light
    assert abs(half.mean() - means.mean()) < 1
    assert sum(picture.histogram[0]) == 1300 // 1 * 700 or sum(picture.histogram[0]) > 10_000


def test_the_level_that_is_asked_for_by_size(pool: Pool, tmp_path: Path) -> None:
    Image.fromarray(noise(3000, 2000)).save(tmp_path / "a.jpg")
    answer = pool.look(os.fsencode(tmp_path / "a.jpg"), longest=1000)
    assert not isinstance(answer, Unreadable)
    picture, tiles = answer
    assert picture.level_for(1000 / 3000) == 1
    assert {tile.level for tile in tiles} == {1}
    assert len(tiles) == 3 * 2
    few = pool.look(os.fsencode(tmp_path / "a.jpg"), longest=3000, most=4)
    assert not isinstance(few, Unreadable)
    assert few[1] == []


def test_sixteen_bits_stay_sixteen_bits(pool: Pool, tmp_path: Path) -> None:
    values = np.random.default_rng(2).integers(1000, 40_000, (600, 900), dtype=np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", values)
    picture, made = whole(pool, tmp_path / "a.tif")
    assert (picture.kind, picture.channels, picture.bits) == ("u2", 1, 16)
    assert np.array_equal(made[:, :, 0], values)
    assert picture.least <= 1000 < picture.low < picture.high < 40_000 <= picture.most + 1


def test_floats_stay_floats(pool: Pool, tmp_path: Path) -> None:
    values = np.linspace(-1, 1, 700 * 600, dtype=np.float32).reshape(600, 700)
    values[3, 4] = np.nan
    tifffile.imwrite(tmp_path / "a.tif", values)
    picture, made = whole(pool, tmp_path / "a.tif")
    assert picture.kind == "f4"
    assert made[3, 4, 0] == 0
    assert np.allclose(np.delete(made.ravel(), 3 * 700 + 4), np.delete(values.ravel(), 3 * 700 + 4))
    assert picture.low == pytest.approx(-0.99, abs=0.01)


def test_colour_of_sixteen_bits_keeps_its_light(pool: Pool, tmp_path: Path) -> None:
    values = np.random.default_rng(3).integers(0, 65536, (300, 400, 3), dtype=np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", values, photometric="rgb")
    picture, made = whole(pool, tmp_path / "a.tif")
    assert (picture.kind, picture.channels, picture.low, picture.high) == ("u2", 3, 0, 65535)
    assert np.array_equal(made, values)


def test_white_is_zero(pool: Pool, tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", np.full((64, 64), 7, np.uint16), photometric="miniswhite")
    picture, _ = whole(pool, tmp_path / "a.tif")
    assert picture.low > picture.high


def test_pages_are_told_and_read(pool: Pool, tmp_path: Path) -> None:
    stack = np.stack([np.full((80, 90), value, np.uint16) for value in (5, 6, 7)])
    tifffile.imwrite(tmp_path / "a.tif", stack, photometric="minisblack")
    for page, value in enumerate((5, 6, 7)):
        picture, made = whole(pool, tmp_path / "a.tif", page=page)
        assert (picture.pages, picture.page) == (3, page)
        assert np.unique(made).tolist() == [value]
    beyond = pool.look(os.fsencode(tmp_path / "a.tif"), page=3)
    assert isinstance(beyond, Unreadable)
    assert "page 4" in str(beyond.reason)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_boxes_of_turned_pages(orientation: int) -> None:
    stored = np.arange(7 * 5).reshape(5, 7)
    upright = turned(stored, orientation)
    high, wide = upright.shape
    box = (1, 2, wide - 1, high)
    left, top, right, bottom = stored_box(box, 7, 5, orientation)
    part = turned(stored[top:bottom, left:right], orientation)
    assert np.array_equal(part, upright[2:high, 1 : wide - 1])


@pytest.mark.parametrize(
    "how",
    [
        {"tile": (256, 256), "compression": "zlib"},
        {"rowsperstrip": 100},
        {"tile": (256, 128), "planarconfig": "separate"},
    ],
)
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_large_page_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: dict[str, object], orientation: int
) -> None:
    monkeypatch.setattr(pieces, "LARGE", 100_000)
    pixels = noise(1500, 1100)
    stored = np.moveaxis(pixels, -1, 0) if "planarconfig" in how else pixels
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, stored, photometric="rgb", extratags=[(274, 3, 1, orientation, True)], **how)
    file = read_file(path)
    assert not isinstance(file, Unreadable)
    page = pieces.open_page(file, 0, Limits(), lambda _: None)
    assert page is not None
    upright = turned(pixels, orientation)
    assert (page.picture.width, page.picture.height) == (upright.shape[1], upright.shape[0])
    part = page.part(0, 300, 500, 812, 1000, lambda _: None)
    assert np.array_equal(part, upright[500:1000, 300:812])
    half = page.part(1, 10, 20, 110, 90, lambda _: None)
    box = upright[40:180, 20:220].reshape(70, 2, 100, 2, 3).astype(float).mean(axis=(1, 3))
    assert np.abs(half - box).max() <= 1


def test_stored_levels_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LARGE", 100_000)
    path = tmp_path / "pyramid.tif"
    with tifffile.TiffWriter(path) as out:
        out.write(noise(2048, 1024), tile=(256, 256), subifds=1, photometric="rgb")
        out.write(np.full((512, 1024, 3), 77, np.uint8), tile=(256, 256), subfiletype=1, photometric="rgb")
    file = read_file(path)
    assert not isinstance(file, Unreadable)
    file = dataclasses.replace(file, data=None)  # as a file that is too large to be kept in memory
    page = pieces.open_page(file, 0, Limits(), lambda _: None)
    assert page is not None
    assert page.picture.levels[:2] == ((2048, 1024), (1024, 512))
    assert set(np.unique(page.part(1, 0, 0, 1024, 512, lambda _: None))) == {77}
    assert set(np.unique(page.part(2, 0, 0, 512, 256, lambda _: None))) == {77}


def test_what_cannot_be_read_is_said(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0 this is cut off")
    (tmp_path / "none.png").write_bytes(b"")
    for name, words in (("cut.jpg", "cut.jpg"), ("none.png", "empty"), ("gone.png", "does not exist")):
        answer = pool.look(os.fsencode(tmp_path / name))
        assert isinstance(answer, Unreadable)
        assert words in str(answer.reason)


def test_a_file_that_changes_is_read_again(pool: Pool, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (40, 30), "red").save(path)
    _, made = whole(pool, path)
    assert made[0, 0].tolist() == [255, 0, 0]
    Image.new("RGB", (41, 30), "blue").save(path)
    picture, made = whole(pool, path)
    assert (picture.width, made[0, 0].tolist()) == (41, [0, 0, 255])


def of(values: np.ndarray, kind: str) -> tuple[Tile, Picture]:
    high, wide, channels = values.shape
    top = 255 if kind == "u1" else 65535 if kind == "u2" else 1.0
    tile = Tile(0, 0, 0, wide, high, channels, kind, values.tobytes())  # type: ignore[arg-type]
    counts = tuple(tuple(np.histogram(values[..., c], 256, (0, top))[0].tolist()) for c in range(channels))
    return tile, Picture(wide, high, ((wide, high),), 0, 1, channels, kind, 8, 0.0, top, 0.0, top, counts)  # type: ignore[arg-type]


def test_rendering_is_what_the_settings_say() -> None:
    tile, picture = of(noise(8, 6), "u1")
    plain = values_of(tile)
    assert np.array_equal(shown(tile, picture, ViewSettings()), plain)
    assert np.array_equal(shown(tile, picture, ViewSettings(invert=True)), 255 - plain)
    assert np.array_equal(shown(tile, picture, ViewSettings(channel="green")), plain[:, :, 1])
    assert np.array_equal(shown(tile, picture, ViewSettings(mirror=True)), plain[:, ::-1])
    assert np.array_equal(shown(tile, picture, ViewSettings(turn=90)), np.rot90(plain, -1))
    grey = shown(tile, picture, ViewSettings(saturation=-100))
    assert np.ptp(grey.astype(int), axis=2).max() <= 1
    assert shown(tile, picture, ViewSettings(brightness=50)).mean() > plain.mean()
    assert shown(tile, picture, ViewSettings(gamma=2.0)).mean() > plain.mean()
    assert shown(tile, picture, ViewSettings(contrast=60)).std() > plain.std()
    window = shown(tile, picture, ViewSettings(windows={"red": (100.0, 101.0)}))
    assert set(np.unique(window[:, :, 0])) <= {0, 255}
    assert np.array_equal(window[:, :, 1], plain[:, :, 1])


@pytest.mark.parametrize("kind", ["u2", "f4"])
def test_window_and_level_of_deep_values(kind: str) -> None:
    values = np.linspace(0, 65535 if kind == "u2" else 1, 64).astype({"u2": np.uint16, "f4": np.float32}[kind])
    tile, picture = of(values.reshape(8, 8, 1), kind)
    low, high = picture.most / 4, picture.most / 2
    made = shown(tile, picture, ViewSettings(windows={"all": (low, high)})).ravel()
    assert (made[values <= low] == 0).all()
    assert (made[values >= high] == 255).all()
    assert (np.diff(made.astype(int)) >= 0).all()
    assert (np.diff(shown(tile, picture, ViewSettings(windows={"all": (high, low)})).ravel().astype(int)) <= 0).all()
    black, white = auto_window(picture, "all")
    assert picture.least <= black < white <= picture.most * 1.01


@pytest.mark.parametrize(
    "kept",
    [None, [], {"turn": 45}, {"gamma": "much"}, {"windows": {"all": [1]}}, {"windows": {"x": [1, 2]}}, {"channel": 7},
     {"gamma": float("nan")}, {"windows": {"all": [3, 3]}}, {"brightness": True}],
)  # fmt: skip
def test_rubbish_in_kept_settings_is_the_usual_view(kept: object) -> None:
    assert ViewSettings.from_json(kept) == ViewSettings()


def test_settings_come_back() -> None:
    made = ViewSettings(90, True, True, -5, 7, 1.5, 20, "red", {"red": (3.0, 9.0)})
    assert ViewSettings.from_json(made.to_json()) == made
    assert ViewSettings().to_json() == {}
