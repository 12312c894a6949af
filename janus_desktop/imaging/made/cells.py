"""Fluorescence micrographs: nuclei, actin, mitochondria, each a channel of 16 bits."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from janus_desktop.imaging.made.noise import Floats, cloud, picture, stretched

#: The channels in order, and the colour that each is shown in.
CHANNELS: dict[str, tuple[int, int, int]] = {
    "DAPI": (64, 110, 255),
    "Phalloidin-488": (60, 235, 110),
    "MitoTracker Red": (255, 64, 90),
}
#: Micrometres a pixel, with a 40× objective.
PIXEL_SIZE = 0.1625


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: where it lies (pixels), how large, how turned, whether it divides."""

    x: float
    y: float
    size: float
    turn: float
    dividing: bool


def culture(rng: np.random.Generator, side: int = 1200, dense: float = 1.0) -> NDArray[np.uint16]:
    """Three channels of `side` × `side` pixels, as `CHANNELS` says: shape (3, side, side)."""
    cells = _scattered(rng, side, dense)
    body = _bodies(rng, cells, side)
    channels = [
        _nuclei(rng, cells, side),
        _actin(rng, cells, body, side),
        _mitochondria(rng, cells, body, side),
    ]
    noisy = []
    for light, gain in zip(channels, (14_000, 11_000, 12_500), strict=True):
        counted = light * gain + 320
        noisy.append(counted + rng.standard_normal(light.shape, np.float32) * np.sqrt(counted) * 1.6)
    stack: NDArray[np.uint16] = np.clip(np.stack(noisy), 0, 65535).astype(np.uint16)
    return stack


def composite(channels: NDArray[np.uint16]) -> Image.Image:
    """The channels laid over each other in their colours, 8 bits."""
    total = np.zeros((*channels.shape[1:], 3), np.float32)
    for values, colour in zip(channels, CHANNELS.values(), strict=True):
        low, high = np.percentile(values[::8, ::8], (5, 99.6))
        light = np.clip((values.astype(np.float32) - low) / max(float(high - low), 1.0), 0, 1)
        total += light[..., None] * np.array(colour, np.float32)
    return picture(total)


def _scattered(rng: np.random.Generator, side: int, dense: float) -> list[Cell]:
    """Cells that keep their distance from each other."""
    size = side * 0.062
    kept: list[Cell] = []
    for _ in range(int(420 * dense)):
        x, y = rng.uniform(-0.03, 1.03, 2) * side
        apart = size * 2.3 / max(dense, 0.3) ** 0.5
        if all(math.hypot(x - each.x, y - each.y) > apart for each in kept):
            one = Cell(
                float(x), float(y), float(size * rng.uniform(0.85, 1.2)),
                float(rng.uniform(0, math.pi)), bool(rng.random() < 0.06),
            )  # fmt: skip
            kept.append(one)
    return kept


def _bodies(rng: np.random.Generator, cells: list[Cell], side: int) -> tuple[Floats, Floats]:
    """How much cytoplasm there is, and how near the border to a neighbour: at a quarter of the size."""
    small = side // 4
    y, x = np.mgrid[0:small, 0:small].astype(np.float32) * 4
    x = x + (cloud(rng, small, small, cells=(9, 9), octaves=3) - 0.5) * 90
    y = y + (cloud(rng, small, small, cells=(9, 9), octaves=3) - 0.5) * 90
    first = np.full((small, small), 1e9, np.float32)
    second = first.copy()
    for each in cells:
        along = (x - each.x) * math.cos(each.turn) + (y - each.y) * math.sin(each.turn)
        across = (y - each.y) * math.cos(each.turn) - (x - each.x) * math.sin(each.turn)
        away = np.hypot(along * 0.8, across * 1.15) / each.size
        second = np.minimum(second, np.maximum(first, away))
        first = np.minimum(first, away)
    inside = 1 / (1 + np.exp((first - 1.75) * 6))
    border = np.exp(-(((second - first) / 0.16) ** 2)) * inside
    rim = np.exp(-(((first - 1.7) / 0.14) ** 2))
    return inside, np.maximum(border, rim * 0.7)


def _nuclei(rng: np.random.Generator, cells: list[Cell], side: int) -> Floats:
    mask = Image.new("L", (side, side))
    draw = ImageDraw.Draw(mask)
    for each in cells:
        long, short = each.size * 0.62, each.size * 0.46
        bright = int(rng.uniform(120, 200))
        if each.dividing:
            for shift in (-0.32, 0.32):
                x = each.x + math.cos(each.turn) * each.size * shift
                y = each.y + math.sin(each.turn) * each.size * shift
                draw.polygon(_ellipse(x, y, long * 0.2, short * 0.85, each.turn), fill=255)
        else:
            draw.polygon(_ellipse(each.x, each.y, long, short, each.turn), fill=bright)
    light = _light(mask.filter(ImageFilter.GaussianBlur(3)))
    grain = stretched(cloud(rng, side // 2, side // 2, cells=(60, 60), octaves=3, keep=0.7), side, side)
    halo = np.asarray(mask.resize((side // 8, side // 8)).filter(ImageFilter.GaussianBlur(5)), np.float32) / 255
    spots = np.clip((grain - 0.6) * 5, 0, 1)
    return light * (0.55 + 0.5 * grain + 0.5 * spots) + stretched(halo, side, side) * 0.06


def _light(mask: Image.Image) -> Floats:
    values: Floats = np.asarray(mask, np.float32) / np.float32(255)
    return values


def _ellipse(x: float, y: float, long: float, short: float, turn: float) -> list[tuple[float, float]]:
    points = []
    for step in range(40):
        angle = step / 40 * 2 * math.pi
        along, across = math.cos(angle) * long, math.sin(angle) * short * (1 + 0.06 * math.sin(3 * angle))
        points.append((
            x + along * math.cos(turn) - across * math.sin(turn),
            y + along * math.sin(turn) + across * math.cos(turn),
        ))  # fmt: skip
    return points


def _actin(rng: np.random.Generator, cells: list[Cell], body: tuple[Floats, Floats], side: int) -> Floats:
    """Stress fibres along each cell, and the bright cortex where cells meet."""
    fibres = Image.new("L", (side, side))
    draw = ImageDraw.Draw(fibres)
    for each in cells:
        for across in np.linspace(-1.15, 1.15, 15).tolist():
            turn = each.turn + float(rng.normal(0, 0.09))
            off = across * each.size + float(rng.normal(0, 3))
            half = each.size * math.sqrt(max(0.1, 2.6 - across * across)) * float(rng.uniform(0.6, 1.1))
            x, y = each.x - math.sin(turn) * off, each.y + math.cos(turn) * off
            ends = (x - math.cos(turn) * half, y - math.sin(turn) * half,
                    x + math.cos(turn) * half, y + math.sin(turn) * half)  # fmt: skip
            draw.line(ends, fill=int(rng.uniform(60, 220)), width=int(rng.integers(1, 4)))
    lines = _light(fibres.filter(ImageFilter.GaussianBlur(1.3)))
    inside, border = (stretched(each, side, side) for each in body)
    grain = stretched(cloud(rng, side // 3, side // 3, cells=(30, 30), octaves=3), side, side)
    return lines * (0.25 + 0.75 * inside) * 0.85 + inside * (0.08 + 0.16 * grain) + border * (0.25 + 0.45 * grain)


def _mitochondria(rng: np.random.Generator, cells: list[Cell], body: tuple[Floats, Floats], side: int) -> Floats:
    """A net of short threads round each nucleus."""
    net = Image.new("L", (side, side))
    draw = ImageDraw.Draw(net)
    for each in cells:
        for _ in range(70):
            turn = float(rng.uniform(0, 2 * math.pi))
            far = each.size * (0.6 + float(rng.gamma(1.6, 0.22)))
            x, y = each.x + math.cos(turn) * far, each.y + math.sin(turn) * far
            way = turn + math.pi / 2 * float(rng.choice((-1, 1))) + float(rng.normal(0, 0.6))
            thread = [(x, y)]
            for _ in range(int(rng.integers(2, 6))):
                way += float(rng.normal(0, 0.5))
                x, y = x + math.cos(way) * 5, y + math.sin(way) * 5
                thread.append((x, y))
            draw.line(thread, fill=int(rng.uniform(90, 255)), width=3, joint="curve")
    threads = _light(net.filter(ImageFilter.GaussianBlur(1.2)))
    inside = stretched(body[0], side, side)
    return threads * (0.2 + 0.8 * inside) + inside * 0.05
