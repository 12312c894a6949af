"""Pages from an archive: old paper, a hand that looks like writing, a stamp, a folio number."""

from __future__ import annotations

import itertools
import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from janus_desktop.imaging.made.noise import cloud, mixed, picture, stretched

Point = tuple[float, float]
#: What a hand does for a letter: how tall, how deep, how wide its loops are (parts of the small letter).
STROKES: dict[str, tuple[float, float, float]] = {
    "e": (1.0, 0.0, 1.0), "o": (1.0, 0.0, 1.2), "n": (0.9, 0.0, 1.3), "i": (0.8, 0.0, 0.6),
    "m": (0.85, 0.0, 1.9), "l": (2.3, 0.0, 0.8), "h": (2.2, 0.0, 1.2), "t": (1.8, 0.0, 0.7),
    "g": (0.9, 1.3, 1.1), "y": (0.9, 1.2, 1.1), "f": (2.1, 1.2, 0.8), "d": (2.0, 0.0, 1.2),
}  # fmt: skip
USED = "eeeeenniiiomttllhdgyfeno"


def page(
    rng: np.random.Generator, folio: str, *, first: bool = True, width: int = 1240, height: int = 1640
) -> Image.Image:
    """One written page. The `first` of a letter has a date and a salutation, a later one ends it."""
    paper = _paper(rng, width, height)
    ink = Image.new("L", (width, height))
    draw = ImageDraw.Draw(ink)
    size = float(rng.uniform(14, 17))
    line, top = size * 3.5, height * (0.115 if first else 0.09)
    left, right = width * 0.13, width * 0.9
    if first:
        _words(rng, draw, (width * 0.56, right), top, size)
        _words(rng, draw, (left, width * 0.45), top + line * 1.6, size * 1.15)
        top += line * 3
    rows = int((height * 0.88 - top) / line) - (0 if first else 6)
    for row in range(rows):
        new = row > 0 and rng.random() < 0.14
        end = right - (rng.random() * width * 0.4 if rng.random() < 0.1 else rng.random() * 60)
        _words(rng, draw, (left + (70 if new else float(rng.normal(0, 5))), float(end)), top + row * line, size)
    if not first:
        foot = top + (rows + 1.5) * line
        _words(rng, draw, (width * 0.5, width * 0.78), foot, size)
        _words(rng, draw, (width * 0.55, width * 0.86), foot + line * 1.7, size * 1.5)
        _flourish(draw, width * 0.56, foot + line * 2.5, width * 0.3)
    written = _inked(rng, paper, ink)
    _archive_marks(rng, written, folio)
    return written


def _paper(rng: np.random.Generator, width: int, height: int) -> Image.Image:
    w, h = width // 5, height // 5
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j].astype(np.float32)
    tone = (cloud(rng, w, h, cells=(3, 4), octaves=5) - 0.5) * 34
    worn = cloud(rng, w, h, cells=(5, 6), octaves=4)
    edge = np.maximum(abs(x), abs(y)) + (worn - 0.5) * 0.16
    tone -= np.clip(edge - 0.78, 0, 1) ** 1.4 * 260
    foxing = np.clip((cloud(rng, w, h, cells=(26, 34), octaves=2) - 0.80) * 4, 0, 1)
    for down in (0.36, 0.68):  # where it was folded
        fold = np.exp(-(((y + 1) / 2 - down) ** 2) / 0.000012)
        tone += fold * -16 + np.exp(-(((y + 1) / 2 - down - 0.004) ** 2) / 0.00001) * 9
    base = np.stack([tone * part for part in (0.8, 0.92, 1.05)], axis=2) + np.array((222, 202, 164), np.float32)
    base = mixed(base, np.array((168, 122, 74), np.float32), (foxing * 0.5)[..., None])
    full = np.stack([stretched(base[..., c], width, height) for c in range(3)], axis=2)
    return picture(full + rng.standard_normal((height, width, 1), np.float32) * 3)


def _words(
    rng: np.random.Generator, draw: ImageDraw.ImageDraw, span: tuple[float, float], base: float, size: float
) -> None:
    """Words over the `span` (from, to) on the line `base`; the hand drifts a little."""
    left, right = span
    x, rise = left, float(rng.normal(-0.004, 0.004))
    while x < right - size * 3:
        letters = "".join(rng.choice(list(USED), int(rng.integers(2, 9))))
        capital = rng.random() < 0.09
        path, end = _path(rng, letters, size, capital)
        if x + end > right:
            break
        _pen(draw, [(x + px, base + py + (x - left + px) * rise) for px, py in path], size)
        if "i" in letters:
            at = x + end * (letters.index("i") + 0.6) / len(letters) + size * 0.5
            draw.ellipse((at - 1.5, base - size * 1.75, at + 1.5, base - size * 1.75 + 3), fill=210)
        if "t" in letters:
            at = x + end * (letters.index("t") + 0.4) / len(letters) + size * 0.4
            draw.line((at - size * 0.5, base - size * 1.25, at + size * 0.7, base - size * 1.4), fill=190, width=2)
        x += end + size * float(rng.uniform(0.9, 1.4))


def _path(rng: np.random.Generator, letters: str, size: float, capital: bool) -> tuple[list[Point], float]:
    """The way of the pen through a word, from the origin of its base line; and how far it came."""
    path: list[Point] = []
    x = 0.0
    for number, letter in enumerate(letters):
        tall, deep, wide = STROKES[letter]
        if capital and number == 0:
            tall, wide = 2.1, 1.8
        tall *= float(rng.uniform(0.88, 1.1))
        loops = 2 if letter in "nm" else 1
        for _ in range(loops):
            step = size * 0.78 * wide / loops * float(rng.uniform(0.9, 1.15))
            for part in range(9):
                angle = part / 9 * 2 * math.pi
                height = size * tall * (1 - math.cos(angle)) / 2
                back = math.sin(angle) * size * 0.30 * (0.5 if letter in "nmi" else 1.0)
                path.append((x + step * part / 9 + back + height * 0.42, -height))
            if deep:
                for part in range(1, 9):
                    angle = part / 9 * 2 * math.pi
                    depth = size * deep * (1 - math.cos(angle)) / 2
                    path.append((x + step * (1 - part / 18) - math.sin(angle) * size * 0.3 - depth * 0.42, depth))
            x += step
    path.append((x + size * 0.5, -size * 0.15))
    return path, x


def _pen(draw: ImageDraw.ImageDraw, path: list[Point], size: float) -> None:
    """Thin upwards, thick downwards, as a nib writes."""
    smooth = _rounded(path)
    draw.line(smooth, fill=175, width=2)
    down: list[Point] = []
    for before, here in itertools.pairwise(smooth):
        if here[1] > before[1] + 0.4:
            down = [*down, here] if down else [before, here]
            continue
        if len(down) > 2:
            draw.line(down, fill=235, width=max(3, round(size * 0.2)), joint="curve")
        down = []


def _rounded(path: list[Point]) -> list[Point]:
    """Twice as many points, cutting the corners (Chaikin)."""
    cut: list[Point] = [path[0]]
    for (ax, ay), (bx, by) in itertools.pairwise(path):
        cut.append((ax * 0.75 + bx * 0.25, ay * 0.75 + by * 0.25))
        cut.append((ax * 0.25 + bx * 0.75, ay * 0.25 + by * 0.75))
    return cut


def _flourish(draw: ImageDraw.ImageDraw, x: float, y: float, long: float) -> None:
    path = [(x + long * t / 40, y + math.sin(t / 40 * 2.6 * math.pi) * 16 * (1 - t / 55)) for t in range(41)]
    draw.line(path, fill=210, width=3, joint="curve")


def _inked(rng: np.random.Generator, paper: Image.Image, ink: Image.Image) -> Image.Image:
    """Iron-gall ink: brown, uneven, a little bled into the paper."""
    width, height = paper.size
    flow = stretched(cloud(rng, width // 6, height // 6, cells=(20, 26), octaves=3), width, height)
    dark = np.asarray(ink.filter(ImageFilter.GaussianBlur(0.7)), np.float32) / 255
    bled = np.asarray(ink.resize((width // 2, height // 2)).filter(ImageFilter.BoxBlur(2)), np.float32) / 255
    cover = np.clip(dark * (0.72 + 0.4 * flow) + stretched(bled, width, height) * 0.10, 0, 0.96)
    return picture(mixed(np.asarray(paper, np.float32), np.array((58, 38, 26), np.float32), cover[..., None]))


def _archive_marks(rng: np.random.Generator, image: Image.Image, folio: str) -> None:
    """The archive's round stamp, and the folio number in pencil."""
    width, height = image.size
    side = 210
    stamp = Image.new("L", (side, side))
    draw = ImageDraw.Draw(stamp)
    draw.ellipse((6, 6, side - 6, side - 6), outline=190, width=5)
    draw.ellipse((20, 20, side - 20, side - 20), outline=150, width=2)
    for down, size, text in ((62, 27, "ARCHIVUM"), (98, 20, "IANI"), (128, 24, "1931")):
        draw.text((side / 2, down), text, fill=185, anchor="ma", font=ImageFont.load_default(size))
    stamp = stamp.rotate(float(rng.uniform(-25, 25)), Image.Resampling.BICUBIC)
    worn = np.asarray(stamp, np.float32) * (0.35 + 0.6 * cloud(rng, side, side, cells=(8, 8)))
    at = (int(width * 0.72 + rng.normal(0, 20)), int(height * 0.84 + rng.normal(0, 15)))
    image.paste((62, 52, 128), at, Image.fromarray(worn.astype(np.uint8)))
    pencil = ImageDraw.Draw(image)
    pencil.text((width - 110, 44), folio, fill=(112, 104, 96), font=ImageFont.load_default(34))
