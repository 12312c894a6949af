"""Herbarium sheets: a pressed plant on paper, with its label, scale and stamp."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from janus_desktop.imaging.made.noise import cloud, mixed, picture, stretched

Point = tuple[float, float]
Colour = tuple[int, int, int]
#: Drawn at twice the size, then made smaller: so edges are smooth.
FINE = 2


@dataclass(frozen=True, slots=True)
class Plant:
    """How a plant grows. `wide` is a leaf's breadth against its length, `belly` where it is broadest."""

    name: str
    family: str
    wide: float
    belly: float
    green: Colour
    lobes: int = 0
    teeth: int = 0
    heart: float = 0.0
    leaves: int = 7
    pairs: bool = False
    fern: bool = False
    berries: Colour | None = None


PLANTS: tuple[Plant, ...] = (
    Plant("Quercus robur L.", "Fagaceae", 0.58, 0.62, (118, 112, 58), lobes=5, leaves=7),
    Plant("Salix alba L.", "Salicaceae", 0.17, 0.45, (128, 134, 92), teeth=26, leaves=15),
    Plant("Fagus sylvatica L.", "Fagaceae", 0.60, 0.48, (134, 106, 54), leaves=9),
    Plant("Polypodium vulgare L.", "Polypodiaceae", 0.11, 0.2, (92, 104, 52), leaves=20, pairs=True, fern=True),
    Plant("Tilia cordata Mill.", "Malvaceae", 0.88, 0.36, (116, 122, 62), teeth=22, heart=0.16, leaves=6),
    Plant("Prunus spinosa L.", "Rosaceae", 0.46, 0.52, (104, 108, 60), teeth=18, leaves=13, berries=(52, 48, 82)),
    Plant("Betula pendula Roth", "Betulaceae", 0.72, 0.32, (138, 124, 62), teeth=16, leaves=9),
    Plant(
        "Crataegus monogyna Jacq.",
        "Rosaceae",
        0.78,
        0.6,
        (112, 100, 52),
        lobes=3,
        leaves=9,
        berries=(122, 40, 36),
    ),
)


def sheet(rng: np.random.Generator, plant: Plant, number: int, collected: str, place: str) -> Image.Image:
    """The sheet of one `plant`: 1,200 × 1,640 pixels."""
    width, height = 1200, 1640
    paper = _paper(rng, width, height)
    layer = Image.new("RGBA", (width * FINE, height * FINE), (*plant.green, 0))
    held = _grow(rng, plant, ImageDraw.Draw(layer), width * FINE, height * FINE)
    layer = layer.resize((width, height), Image.Resampling.BOX)
    paper = _laid_on(rng, paper, layer)
    draw = ImageDraw.Draw(paper)
    _straps(rng, draw, held)
    _label(draw, plant, (place, f"{collected}   leg. M. Kessler", f"JAN-{number:06d}"), width, height)
    _scale(draw, height)
    return paper


def _paper(rng: np.random.Generator, width: int, height: int) -> Image.Image:
    y, x = np.mgrid[-1 : 1 : height // 6 * 1j, -1 : 1 : width // 6 * 1j].astype(np.float32)
    tone = (cloud(rng, width // 6, height // 6, cells=(3, 4)) - 0.5) * 13 - np.maximum(abs(x), abs(y)) ** 12 * 16
    grain = rng.standard_normal((height, width), np.float32) * 2.2
    return picture(np.array((236, 228, 208), np.float32) + (stretched(tone, width, height) + grain)[..., None])


def _laid_on(rng: np.random.Generator, paper: Image.Image, layer: Image.Image) -> Image.Image:
    """The plant on the paper: with a soft shadow, and the blotches of drying."""
    width, height = paper.size
    mask = layer.getchannel("A")
    shadow = ImageChops.offset(mask, 5, 8).filter(ImageFilter.BoxBlur(7)).point(lambda v: v * 0.45)
    paper.paste((92, 78, 58), (0, 0), shadow)
    dried = stretched(cloud(rng, width // 3, height // 3, cells=(24, 30), octaves=4, keep=0.7), width, height)
    plant = np.asarray(layer.convert("RGB"), np.float32)
    brown = np.array((122, 84, 44), np.float32)
    plant = mixed(plant, brown, np.clip(dried * 1.5 - 0.62, 0, 0.6)[..., None]) * (0.82 + 0.34 * dried)[..., None]
    paper.paste(picture(plant), (0, 0), mask)
    return paper


def _grow(rng: np.random.Generator, plant: Plant, draw: ImageDraw.ImageDraw, width: int, height: int) -> list[Point]:
    """The stem from below upwards, leaves along it, one at the tip; answers where straps may hold it."""
    lean = float(rng.uniform(-0.12, 0.12))
    foot = (width * (0.47 - lean), height * 0.84)
    tip = (width * (0.5 + lean), height * (0.2 if not plant.fern else 0.14))
    bow = float(rng.uniform(-0.1, 0.1)) * width
    bark = (96, 72, 44) if not plant.fern else (104, 92, 48)
    stem = [_on_bow(foot, tip, bow, step / 40) for step in range(41)]
    for step, (a, b) in enumerate(itertools.pairwise(stem)):
        draw.line((*a, *b), fill=(*bark, 255), width=max(6, int((15 - step * 0.24) * FINE)))
    size = height * {True: 0.14, False: 0.235}[plant.fern or plant.leaves > 10]
    start = 0.3 if plant.fern else 0.22
    for number in range(plant.leaves):
        part = start + (0.95 - start) * number / max(plant.leaves - 1, 1)
        at = _on_bow(foot, tip, bow, part)
        sides = (-1, 1) if plant.pairs else (-1 if number % 2 else 1,)
        for side in sides:
            length = size * float(rng.uniform(0.85, 1.1)) * (1.05 - 0.5 * part)
            if plant.fern:
                length = size * 1.5 * math.sin(math.pi * (0.98 - 0.62 * (0.95 - part) / 0.65)) * 1.1 + 30
            angle = -math.pi / 2 + side * float(rng.normal(0.98 if not plant.fern else 1.18, 0.07))
            _leaf(rng, plant, draw, at, angle=angle, length=length)
            if plant.berries and number % 3 == 1:
                _berries(rng, draw, at, angle + side * 0.7, plant.berries)
    length = size * (0.75 if not plant.fern else 0.5)
    _leaf(rng, plant, draw, tip, angle=-math.pi / 2 + lean, length=length)
    return [(x / FINE, y / FINE) for x, y in (stem[5], stem[21])]


def _on_bow(foot: Point, tip: Point, bow: float, part: float) -> Point:
    x = foot[0] + (tip[0] - foot[0]) * part + bow * math.sin(math.pi * part)
    return x, foot[1] + (tip[1] - foot[1]) * part


def _leaf(
    rng: np.random.Generator,
    plant: Plant,
    draw: ImageDraw.ImageDraw,
    at: Point,
    *,
    angle: float,
    length: float,
) -> None:
    bend = float(rng.uniform(-0.35, 0.35))
    stalk = length * (0.10 if not plant.fern else 0.0)
    bark = (108, 88, 48, 255)

    def place(along: float, across: float) -> Point:
        turn = angle + bend * along / length
        middle = angle + bend * along / length / 2
        x = at[0] + math.cos(middle) * along - math.sin(turn) * across
        return x, at[1] + math.sin(middle) * along + math.cos(turn) * across

    steps = 90
    half = [_breadth(plant, step / steps) * plant.wide * length / 2 for step in range(steps + 1)]
    back = -plant.heart * length
    spine = [stalk + (length - stalk) * step / steps for step in range(steps + 1)]
    left = [place(spine[i] + back * (1 - i / steps) ** 6, half[i]) for i in range(steps + 1)]
    right = [place(spine[i] + back * (1 - i / steps) ** 6, -half[i]) for i in range(steps + 1)]
    shade = float(rng.uniform(0.86, 1.14))
    fill = tuple(min(255, int(part * shade)) for part in plant.green)
    draw.polygon(left + right[::-1], fill=(*fill, 255))
    darker = tuple(int(part * 0.94) for part in fill)
    draw.polygon([*left, *(place(each, 0) for each in spine[::-1])], fill=(*darker, 255))
    vein = (*(min(255, int(part * 1.22 + 10)) for part in fill), 255)
    draw.line([place(along, 0) for along in (0.0, *spine[:-2:8])], fill=bark if stalk else vein, width=2 * FINE + 1)
    for number in range(0 if plant.fern else 8):
        part = 0.1 + 0.8 * number / 8
        root = stalk + (length - stalk) * part
        reach = _breadth(plant, min(part + 0.14, 1)) * plant.wide * length / 2 * 0.86
        for side in (-1, 1):
            rib = [place(root + length * 0.15 * k**1.2, side * reach * k) for k in (0, 0.35, 0.7, 1)]
            draw.line(rib, fill=vein, width=FINE)


def _breadth(plant: Plant, part: float) -> float:
    """How broad the leaf is at `part` of its length, between 0 and 1."""
    belly = plant.belly
    bent: float = part ** (math.log(0.5) / math.log(belly))
    broad: float = math.sin(math.pi * bent) ** (0.8 if plant.fern else 0.9)
    if plant.heart:
        broad = max(broad, (1 - part) ** 0.5 * 0.82 if part < belly else 0.0) if part > 0 else 0.5
    if plant.lobes:
        broad *= 0.76 + 0.24 * math.cos(2 * math.pi * plant.lobes * part + 2.6)
    if plant.teeth:
        broad *= 0.96 + 0.07 * ((plant.teeth * part) % 1)
    return broad


def _berries(rng: np.random.Generator, draw: ImageDraw.ImageDraw, at: Point, angle: float, colour: Colour) -> None:
    for _ in range(3):
        turn = angle + float(rng.normal(0, 0.3))
        far = float(rng.uniform(50, 90)) * FINE
        x, y = at[0] + math.cos(turn) * far, at[1] + math.sin(turn) * far
        size = float(rng.uniform(12, 17)) * FINE
        draw.line((*at, x, y), fill=(96, 76, 44, 255), width=2 * FINE)
        draw.ellipse((x - size, y - size, x + size, y + size), fill=(*colour, 255))
        bright = tuple(min(255, part + 60) for part in colour)
        draw.ellipse((x - size * 0.5, y - size * 0.6, x - size * 0.1, y - size * 0.2), fill=(*bright, 255))


def _straps(rng: np.random.Generator, draw: ImageDraw.ImageDraw, held: list[Point]) -> None:
    """The gummed paper strips that hold the stem."""
    for x, y in held:
        tilt = float(rng.uniform(-8, 8))
        draw.polygon(
            [(x - 62, y - 9 + tilt), (x + 62, y - 9 - tilt), (x + 62, y + 9 - tilt), (x - 62, y + 9 + tilt)],
            fill=(246, 241, 228),
            outline=(206, 196, 172),
        )


def _label(draw: ImageDraw.ImageDraw, plant: Plant, rows_below: tuple[str, ...], width: int, height: int) -> None:
    left, top = width - 468, height - 276
    draw.rectangle((left, top, width - 44, height - 44), fill=(250, 247, 238), outline=(168, 158, 136), width=2)
    sizes = ((24, 22), (66, 31), (112, 20), (146, 20), (176, 20), (206, 18))
    rows = ("HERBARIUM IANI", plant.name, plant.family, *rows_below)
    for (down, size), text in zip(sizes, rows, strict=True):
        draw.text((left + 24, top + down - 8), text, fill=(52, 46, 40), font=ImageFont.load_default(size))
    draw.line((left + 24, top + 48, width - 68, top + 48), fill=(168, 158, 136), width=2)


def _scale(draw: ImageDraw.ImageDraw, height: int) -> None:
    """A centimetre scale and grey steps, for whoever measures and balances colours."""
    left, top, step = 44, height - 108, 40
    draw.rectangle((left, top, left + 10 * step, top + 64), fill=(248, 248, 246), outline=(120, 120, 120))
    for centimetre in range(11):
        x = left + centimetre * step
        draw.line((x, top, x, top + (22 if centimetre % 5 else 30)), fill=(30, 30, 30), width=2)
        if centimetre < 10:
            grey = 245 - centimetre * 24
            draw.rectangle((x + 2, top + 36, x + step - 2, top + 60), fill=(grey, grey, grey))
    draw.text((left + 10 * step - 34, top + 8), "cm", fill=(30, 30, 30), font=ImageFont.load_default(17))
