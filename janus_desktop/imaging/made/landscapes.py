"""Mountains, seas, dunes and dusks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from janus_desktop.imaging.made.noise import Floats, cloud, mixed, moved, picture, ridge, stretched

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Mood:
    """One kind of view. Heights and places are parts of the picture, from the top left."""

    sky: tuple[Colour, ...]
    sun: tuple[float, float]
    glow: Colour
    far: Colour
    near: Colour
    clouds: float = 0.5
    cloud_light: Colour = (255, 244, 230)
    horizon: float = 0.55
    ridges: int = 4
    rough: float = 0.5
    water: bool = False
    snow: bool = False
    trees: bool = False
    meadow: Colour | None = None
    stars: bool = False


MOODS: dict[str, Mood] = {
    "dusk": Mood(
        sky=((38, 44, 92), (104, 76, 132), (226, 120, 104), (255, 190, 120)),
        sun=(0.62, 0.53), glow=(255, 206, 140), far=(132, 84, 118), near=(24, 20, 38),
        clouds=0.75, cloud_light=(255, 150, 110), water=True, ridges=3,
    ),
    "alps": Mood(
        sky=((38, 98, 178), (96, 156, 214), (188, 216, 236)),
        sun=(0.2, 0.1), glow=(255, 250, 235), far=(136, 162, 194), near=(44, 62, 58),
        clouds=0.45, horizon=0.42, rough=0.56, snow=True, trees=True, ridges=4, meadow=(92, 128, 56),
    ),
    "fog": Mood(
        sky=((150, 168, 186), (206, 206, 204), (246, 226, 196)),
        sun=(0.35, 0.4), glow=(255, 240, 206), far=(196, 192, 184), near=(38, 52, 52),
        clouds=0.2, horizon=0.45, rough=0.46, trees=True, ridges=6,
    ),
    "dunes": Mood(
        sky=((60, 112, 176), (148, 186, 212), (236, 220, 196)),
        sun=(0.85, 0.2), glow=(255, 240, 210), far=(222, 178, 126), near=(176, 104, 54),
        clouds=0.12, horizon=0.4, rough=0.18, ridges=5,
    ),
    "fjord": Mood(
        sky=((84, 118, 150), (150, 176, 194), (216, 222, 220)),
        sun=(0.5, 0.35), glow=(250, 246, 232), far=(122, 142, 158), near=(38, 52, 58),
        clouds=0.8, horizon=0.56, rough=0.54, water=True, snow=True, ridges=4,
    ),
    "autumn": Mood(
        sky=((92, 138, 190), (168, 194, 214), (240, 226, 200)),
        sun=(0.75, 0.3), glow=(255, 236, 196), far=(158, 160, 166), near=(122, 66, 30),
        clouds=0.5, horizon=0.46, rough=0.42, trees=True, ridges=5, meadow=(170, 128, 54),
    ),
    "night": Mood(
        sky=((6, 10, 28), (14, 28, 58), (40, 70, 96), (96, 126, 128)),
        sun=(0.3, 0.58), glow=(170, 200, 190), far=(30, 46, 66), near=(6, 10, 16),
        clouds=0.0, horizon=0.6, water=True, trees=True, stars=True, ridges=3,
    ),
    "heath": Mood(
        sky=((74, 118, 178), (152, 186, 216), (228, 228, 222)),
        sun=(0.4, 0.2), glow=(255, 250, 236), far=(128, 142, 160), near=(84, 78, 62),
        clouds=0.65, horizon=0.5, rough=0.38, ridges=4, meadow=(142, 84, 126),
    ),
}  # fmt: skip


def landscape(rng: np.random.Generator, name: str, width: int = 1380, height: int = 920) -> Image.Image:
    """The view called `name` (a key of `MOODS`), different for each `rng`."""
    mood = MOODS[name]
    canvas = _sky(rng, mood, width, height)
    horizon = int(height * mood.horizon)
    _ridges(rng, mood, canvas, horizon)
    if mood.water:
        _water(rng, mood, canvas, horizon)
    if mood.meadow is not None:
        _meadow(rng, mood.meadow, canvas)
    image = picture(canvas)
    if mood.trees:
        _trees(rng, mood, image)
    return image.filter(ImageFilter.UnsharpMask(1.2, 60, 2))


def _sky(rng: np.random.Generator, mood: Mood, width: int, height: int) -> Floats:
    # Nothing in a sky is sharp: a third of the size will do.
    w, h = width // 3, height // 3
    stops = np.array(mood.sky, np.float32)
    down = np.linspace(0, 1, h) / max(mood.horizon, 0.1)
    at = np.linspace(0, 1, len(stops))
    sky: Floats = np.stack(
        [np.interp(np.clip(down, 0, 1), at, stops[:, c]) for c in range(3)], axis=1, dtype=np.float32
    )
    sky = np.repeat(sky[:, None, :], w, axis=1)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    away = np.hypot((x / w - mood.sun[0]) * 1.5, y / h - mood.sun[1])
    glow = np.exp(-away * 4.2) * 0.75 + np.exp(-((away * 26) ** 2)) * 1.2
    sky = mixed(sky, np.array(mood.glow, np.float32), np.clip(glow, 0, 1)[..., None])
    if mood.clouds:
        sky = _with_clouds(rng, mood, sky, np.exp(-away * 2))
    full: Floats = np.stack([stretched(sky[..., c], width, height) for c in range(3)], axis=2)
    if mood.stars:
        _stars(rng, full, int(height * mood.horizon))
    full += rng.standard_normal((height, width, 1), np.float32) * 1.5
    return full


def _with_clouds(rng: np.random.Generator, mood: Mood, sky: Floats, near_sun: Floats) -> Floats:
    h, w, _ = sky.shape
    thick = cloud(rng, w, h, cells=(3, 7), octaves=6, keep=0.56)
    cover = np.clip((thick - (0.72 - 0.34 * mood.clouds)) * 3.4, 0, 1)
    side = 1 if mood.sun[0] > 0.5 else -1
    edge = np.clip((thick - moved(thick, -6 * side, 4)) * 5 + 0.5, 0, 1)
    light = np.array(mood.cloud_light, np.float32)
    shade = mixed(sky.mean(axis=(0, 1)) * 0.72, light, 0.12)
    lit = mixed(shade, light, np.clip(edge * 0.8 + near_sun * 0.5, 0, 1)[..., None])
    clouded: Floats = mixed(sky, lit, (cover * min(0.9, 0.5 + mood.clouds * 0.4))[..., None])
    return clouded


def _stars(rng: np.random.Generator, canvas: Floats, horizon: int) -> None:
    width = canvas.shape[1]
    milky = cloud(rng, width // 4, horizon // 4, cells=(3, 3), octaves=6)
    y, x = np.mgrid[0 : horizon // 4, 0 : width // 4]
    band = np.exp(-(((x - y * 1.3 - width * 0.09) / (width * 0.035)) ** 2)) * milky
    canvas[:horizon] += stretched(band, width, horizon)[..., None] * np.array((62, 66, 92), np.float32)
    many = 1500
    where_y = (rng.random(many) ** 1.2 * horizon * 0.97).astype(int)
    where_x = rng.integers(1, width - 2, many)
    bright = (rng.pareto(2.2, many) * 60 + 30).clip(0, 235).astype(np.float32)
    canvas[where_y, where_x] += bright[:, None]
    big = bright > 130
    canvas[where_y[big], where_x[big] + 1] += bright[big, None] * 0.6
    canvas[where_y[big] + 1, where_x[big]] += bright[big, None] * 0.6


def _ridges(rng: np.random.Generator, mood: Mood, canvas: Floats, horizon: int) -> None:
    height, width, _ = canvas.shape
    far, near = np.array(mood.far, np.float32), np.array(mood.near, np.float32)
    floor = horizon + 2 if mood.water else height
    for number in range(mood.ridges):
        part = number / max(mood.ridges - 1, 1)
        tall = height * (0.30 - 0.14 * part if mood.snow else 0.16)
        foot = horizon if mood.water else horizon + (height - horizon) * 0.72 * part**1.3 + height * 0.05
        line = foot - tall * (ridge(rng, width, cells=2 + number, keep=mood.rough) ** 1.25) * (
            1 - 0.5 * part * mood.water
        )
        top = max(int(line.min()) - 1, 0)
        bottom = min(floor, int(line.max() + height * 0.45) if part < 1 else floor)
        _one_ridge(
            rng,
            mood,
            canvas[top:bottom],
            line - top,
            colour=mixed(far, near, part**0.85),
            tall=tall,
            part=part,
        )


def _one_ridge(
    rng: np.random.Generator,
    mood: Mood,
    band: Floats,
    line: Floats,
    *,
    colour: Floats,
    tall: float,
    part: float,
) -> None:
    rows, width, _ = band.shape
    if rows < 2:
        return
    deep = np.arange(rows, dtype=np.float32)[:, None] - line[None, :]
    rock = cloud(rng, width // 2, max(rows // 2, 2), cells=(14, 10), octaves=5, keep=0.62)
    rock = stretched(rock, width, rows)
    side = -1 if mood.sun[0] < 0.5 else 1
    if mood.rough < 0.3:  # dunes: one side lit, one in shade
        slope = np.clip(0.5 + side * np.gradient(stretched(line[None, ::16], width, 1)[0]) * 1.6, 0, 1)
        # The edge between light and shade runs slantwise down the flank.
        where = np.arange(width)[None, :] + side * (deep * (0.9 + 0.25 * rock)).astype(np.int32)
        light = slope[np.clip(where, 0, width - 1)] * 0.5 + rock * 0.08 + 0.62
    else:
        light = 0.8 + (rock - moved(rock, 5 * side)) * (2.2 if mood.snow else 1.1) + (rock - 0.5) * 0.25
    body = colour * light[..., None]
    if mood.snow:
        white = np.clip((tall * 0.42 - deep + (rock - 0.5) * tall * 1.1) / (tall * 0.12), 0, 1) * (1 - 0.55 * part)
        body = mixed(body, np.array((238, 243, 250), np.float32) * (0.66 + 0.34 * light[..., None]), white[..., None])
    haze = np.array(mood.sky[-1], np.float32)
    misty = np.clip(deep / (tall * 1.6), 0, 1) * (0.62 * (1 - part) ** 0.8 + 0.04)
    body = mixed(body, haze, misty[..., None])
    band[:] = mixed(band, body, np.clip(deep + 0.5, 0, 1)[..., None])


def _water(rng: np.random.Generator, mood: Mood, canvas: Floats, horizon: int) -> None:
    height, width, _ = canvas.shape
    rows = height - horizon
    down = np.arange(rows, dtype=np.float32)
    waves = cloud(rng, width // 2, rows, cells=(10, 70), octaves=4, keep=0.7)
    waves = stretched(waves, width, rows) - 0.5
    near = (down / rows)[:, None]
    source = horizon - 2 - down[:, None] * 0.85 + waves * (6 + 70 * near)
    source = np.clip(source, 0, horizon - 2).astype(np.int32)
    across = np.broadcast_to(np.arange(width), source.shape)
    mirrored = canvas[source, across]
    depth = mirrored * (0.72 - 0.26 * near[..., None]) + waves[..., None] * 26 * (0.4 + near[..., None])
    path = np.exp(-(((across / width - mood.sun[0]) / (0.03 + 0.10 * near)) ** 2))
    glitter = np.clip((waves + 0.10) * 6, 0, 1) * path * (1 - 0.4 * near)
    canvas[horizon:] = mixed(depth, np.array(mood.glow, np.float32), (glitter * 0.85)[..., None])


def _meadow(rng: np.random.Generator, colour: Colour, canvas: Floats) -> None:
    height, width, _ = canvas.shape
    line = height * 0.80 - ridge(rng, width, cells=2, octaves=4, keep=0.4) * height * 0.07
    top = int(line.min()) - 1
    rows = height - top
    deep = np.arange(rows, dtype=np.float32)[:, None] - (line - top)[None, :]
    grass = stretched(cloud(rng, width // 2, rows, cells=(90, 12), octaves=3, keep=0.8), width, rows)
    patches = stretched(cloud(rng, width // 8, rows // 8, cells=(6, 4)), width, rows)
    light = 0.55 + 0.5 * grass + 0.35 * (patches - 0.5)
    ground = np.array(colour, np.float32) * light[..., None]
    other = np.array((colour[1] * 0.8, colour[0] * 0.8, colour[2] * 0.5), np.float32) * light[..., None]
    ground = mixed(ground, other, np.clip(patches * 2.6 - 1.2, 0, 0.8)[..., None])
    canvas[top:] = mixed(canvas[top:], ground, np.clip(deep + 0.5, 0, 1)[..., None])


def _trees(rng: np.random.Generator, mood: Mood, image: Image.Image) -> None:
    width, height = image.size
    draw = ImageDraw.Draw(image)
    foot = height * (0.86 if mood.meadow is not None else 1.02)
    clumps = rng.random(4) * width
    for number in range(46):
        x = float(clumps[number % 4] + rng.normal(0, width * 0.07))
        size = float(rng.uniform(0.08, 0.20)) * height
        y = foot + float(rng.normal(0, 0.012)) * height
        dark = float(rng.uniform(0.75, 1.15))
        fill = (int(mood.near[0] * dark * 0.8), int(mood.near[1] * dark), int(mood.near[2] * dark * 0.9))
        _conifer(rng, draw, (x, y), size, fill)


def _conifer(
    rng: np.random.Generator, draw: ImageDraw.ImageDraw, at: tuple[float, float], size: float, fill: Colour
) -> None:
    x, y = at
    draw.line((x, y - size, x, y + size * 0.05), fill=fill, width=max(2, int(size * 0.025)))
    steps = int(size / 5) + 4
    for side in (-1, 1):
        outline: list[tuple[float, float]] = [(x, y - size)]
        for step in range(1, steps):
            down = step / steps
            reach = size * 0.23 * down**0.85 * float(rng.uniform(0.7, 1.15))
            outline.append((x + side * reach, y - size + down * size + size * 0.02))
            outline.append((x + side * reach * 0.45, y - size + down * size))
        outline.append((x, y))
        draw.polygon(outline, fill=fill)
