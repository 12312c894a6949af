"""Makes plausible pictures: leaves, cells, letters and landscapes, with believable metadata.

For the demonstration library, for screenshots, for tests and benchmarks. The same seed makes the same
files, byte for byte. Nothing here is read by the catalogue itself.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import tifffile
from PIL import Image, TiffImagePlugin

from janus_desktop.imaging.made import cells, labels, landscapes, leaves, letters, subjects
from janus_desktop.imaging.made.labels import Label

#: The folders that `make_pictures` fills, in the order in which it goes round.
KINDS: Final = ("Field 2021", "Herbarium", "Microscopy", "Letters")
#: Tags of TIFF that are written with the file.
_DESCRIPTION, _MAKE, _MODEL, _DATE, _ARTIST, _XMP, _COPYRIGHT = 270, 271, 272, 306, 315, 700, 33432


def make_pictures(folder: Path, count: int = 24, seed: int = 1) -> list[Path]:
    """Make `count` pictures below `folder` (created if absent), one of each kind in turn.

    1,200 to 1,640 pixels along the longer edge; JPEG mostly, some TIFF (of 16 bits and three channels,
    or of two pages), PNG and WebP. Answers the files in the order made. Raises `OSError`.
    """
    makers: tuple[Callable[[np.random.Generator, int, Path], Path], ...] = (_view, _leaf, _cells, _letter)
    made = []
    for number in range(count):
        kind, which = number % len(KINDS), number // len(KINDS)
        where = folder / KINDS[kind]
        where.mkdir(parents=True, exist_ok=True)
        made.append(makers[kind](np.random.default_rng((seed, kind, which)), which, where))
    return made


def make_small_jpegs(folder: Path, count: int, seed: int = 1) -> list[Path]:
    """Make `count` JPEGs of 640 × 480 below `folder`, a thousand in each subfolder, for benchmarks.

    Twelve views are drawn and encoded once; each file then gets an Exif block of its own (camera, lens,
    date, exposure, position), so that no two have the same content.
    """
    bodies = []
    for number in range(min(12, count)):
        rng = np.random.default_rng((seed, number))
        name = list(landscapes.MOODS)[number % len(landscapes.MOODS)]
        buffer = io.BytesIO()
        landscapes.landscape(rng, name, 640, 480).save(buffer, "JPEG", quality=85)
        bodies.append(_without_header(buffer.getvalue()))
    made = []
    for number in range(count):
        where = folder / f"{number // 1000:03d}"
        where.mkdir(parents=True, exist_ok=True)
        path = where / f"IMG_{number:06d}.jpg"
        block = _small_exif(np.random.default_rng((seed, 99, number)), number)
        header = b"\xff\xd8\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block
        path.write_bytes(header + bodies[number % len(bodies)])
        made.append(path)
    return made


def _view(rng: np.random.Generator, number: int, where: Path) -> Path:
    mood, label = subjects.view(rng, number)
    upright = number % 6 == 2  # held upright: stored lying, Exif says how to turn it
    width, height = (920, 1380) if upright else (1380, 920)
    image = landscapes.landscape(rng, mood, width, height)
    if upright:
        image = image.transpose(Image.Transpose.ROTATE_90)
        label = replace(label, orientation=6)
    stem = {"Apple": "IMG", "NIKON CORPORATION": "DSC", "FUJIFILM": "DSCF"}.get(label.make, "_MG")
    path = where / f"{stem}_{2210 + number * 7}{'.webp' if number % 6 == 3 else '.jpg'}"
    return _saved(image, path, label)


def _leaf(rng: np.random.Generator, number: int, where: Path) -> Path:
    plant, sheet_number, label = subjects.leaf(rng, number)
    image = leaves.sheet(rng, plant, sheet_number, f"{label.taken:%d %b %Y}", "Germany, Harz, transect C")
    name = f"JAN-{sheet_number:06d}_{label.title.replace(' ', '_')}"
    return _saved(image, where / f"{name}{'.png' if number % 6 == 4 else '.jpg'}", label)


def _letter(rng: np.random.Generator, number: int, where: Path) -> Path:
    label = subjects.letter(rng, number)
    first = letters.page(rng, f"{number * 2 + 12} r")
    stem = f"letter_{label.made_on}_{number + 1:02d}"
    if number % 3:
        return _saved(first, where / f"{stem}.jpg", label)
    second = letters.page(rng, f"{number * 2 + 12} v", first=False)
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, value in _tiff_tags(label).items():
        tags[tag] = value
    tags.tagtype[_XMP] = 1
    tags[_XMP] = labels.packet(label)
    path = where / f"{stem}.tif"
    first.save(
        path,
        save_all=True,
        append_images=[second],
        compression="jpeg",
        quality=88,
        dpi=(300, 300),
        tiffinfo=tags,
    )
    return _dated(path, label)


def _cells(rng: np.random.Generator, number: int, where: Path) -> Path:
    label = subjects.cell(rng, number)
    channels = cells.culture(rng, dense=(1.0, 0.45, 0.7)[number % 3])
    stem = f"{label.title.split(',')[0].replace(' ', '')}_field{number + 1:02d}"
    if number % 3 == 1:
        return _saved(cells.composite(channels), where / f"{stem}.png", label)
    if number % 6 == 2:
        return _saved(cells.composite(channels), where / f"{stem}.jpg", label)
    extra: list[Any] = [(tag, 2, 0, value, True) for tag, value in _tiff_tags(label).items() if tag != _DESCRIPTION]
    extra.append((_XMP, 1, len(packet := labels.packet(label)), packet, True))
    per_cm = 10_000 / cells.PIXEL_SIZE
    settings: dict[str, Any] = {"photometric": "minisblack", "extratags": extra}
    if number % 6 == 5:
        path = where / f"{stem}.tif"
        about = {"axes": "CYX", "unit": "um", "Labels": list(cells.CHANNELS), "mode": "composite"}
        per_um = 1 / cells.PIXEL_SIZE
        tifffile.imwrite(path, channels, imagej=True, resolution=(per_um, per_um), metadata=about, **settings)
    else:
        path = where / f"{stem}.ome.tif"
        about_bytes = _ome(label, channels.shape[2], channels.shape[1]).encode()
        tifffile.imwrite(
            path, channels, description=about_bytes, metadata=None, resolution=(per_cm, per_cm),
            resolutionunit="CENTIMETER", **settings,
        )  # fmt: skip
    return _dated(path, label)


def _tiff_tags(label: Label) -> dict[int, str]:
    return {
        _DESCRIPTION: label.description,
        _MAKE: label.make,
        _MODEL: label.model,
        _DATE: labels.stamp(label.taken),
        _ARTIST: label.creator,
        _COPYRIGHT: label.rights,
    }


def _ome(label: Label, width: int, height: int) -> str:
    """The OME-XML of a stack of channels (schema 2016-06)."""
    colours = [int.from_bytes(bytes((*rgb, 255)), "big", signed=True) for rgb in cells.CHANNELS.values()]
    channels = "".join(
        f'<Channel ID="Channel:0:{number}" Name="{name}" Color="{colour}" SamplesPerPixel="1"/>'
        f'<TiffData IFD="{number}" FirstC="{number}" PlaneCount="1"/>'
        for number, (name, colour) in enumerate(zip(cells.CHANNELS, colours, strict=True))
    )
    # The schema wants all channels first, then all planes.
    parts = channels.replace("/><", "/>\n<").split("\n")
    ordered = "".join(sorted(parts, key=lambda part: part.startswith("<TiffData")))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">'
        f'<Instrument ID="Instrument:0"><Microscope Manufacturer="{label.make}" Model="{label.model}"/>'
        f'<Objective ID="Objective:0" Model="{label.lens}" NominalMagnification="40" LensNA="1.3"'
        ' Immersion="Oil"/></Instrument>'
        f'<Image ID="Image:0" Name="{label.title}">'
        f"<AcquisitionDate>{label.taken:%Y-%m-%dT%H:%M:%S}</AcquisitionDate>"
        f"<Description>{label.description}</Description>"
        '<InstrumentRef ID="Instrument:0"/><ObjectiveSettings ID="Objective:0"/>'
        f'<Pixels ID="Pixels:0" DimensionOrder="XYCZT" Type="uint16" BigEndian="false" SizeX="{width}"'
        f' SizeY="{height}" SizeC="{len(colours)}" SizeZ="1" SizeT="1"'
        f' PhysicalSizeX="{cells.PIXEL_SIZE}" PhysicalSizeXUnit="µm"'
        f' PhysicalSizeY="{cells.PIXEL_SIZE}" PhysicalSizeYUnit="µm">{ordered}</Pixels></Image></OME>'
    )


def _saved(image: Image.Image, path: Path, label: Label) -> Path:
    settings: dict[str, dict[str, Any]] = {
        ".jpg": {"quality": 90, "dpi": (300, 300)},
        ".png": {"compress_level": 3},
        ".webp": {"quality": 88, "method": 2},
    }
    image.save(path, **settings[path.suffix])
    labels.write(path, label)
    return _dated(path, label)


def _dated(path: Path, label: Label) -> Path:
    """The file as old as the picture, as a card from a camera has it."""
    moment = label.taken.replace(tzinfo=UTC).timestamp()
    os.utime(path, (moment, moment))
    return path


def _without_header(jpeg: bytes) -> bytes:
    """A JPEG without its SOI and JFIF segment, to stand after another header."""
    return jpeg[4 + int.from_bytes(jpeg[4:6], "big") :]


def _small_exif(rng: np.random.Generator, number: int) -> bytes:
    make, model, lens, focal, f_number, iso = subjects.CAMERAS[int(rng.integers(len(subjects.CAMERAS)))]
    _, title, _, _, latitude, longitude, altitude, _ = subjects.VIEWS[int(rng.integers(len(subjects.VIEWS)))]
    taken = datetime(2018, 1, 1) + timedelta(minutes=int(rng.integers(0, 4 * 525_600)), seconds=number % 60)
    exif = Image.Exif()
    exif[_DESCRIPTION] = f"{title}, no. {number}"
    exif[_MAKE], exif[_MODEL], exif[_DATE] = make, model, labels.stamp(taken)
    exif[_ARTIST], exif[_COPYRIGHT] = "M. Kessler", subjects.OPEN
    exposure = subjects.EXPOSURES[int(rng.integers(len(subjects.EXPOSURES)))]
    exif.get_ifd(0x8769).update({
        0x829A: float(exposure), 0x829D: float(f_number), 0x8827: iso, 0x9003: labels.stamp(taken),
        0x9004: labels.stamp(taken), 0x9011: "+02:00", 0x920A: float(focal), 0xA434: lens,
    })  # fmt: skip
    north, east = latitude + float(rng.normal(0, 0.05)), longitude + float(rng.normal(0, 0.05))
    position = {1: "NS"[north < 0], 2: _sexagesimal(north), 3: "EW"[east < 0], 4: _sexagesimal(east)}
    exif.get_ifd(0x8825).update({**position, 5: b"\0", 6: altitude})
    block = exif.tobytes()
    return block if block.startswith(b"Exif\0\0") else b"Exif\0\0" + block


def _sexagesimal(value: float) -> tuple[float, float, float]:
    value = abs(value)
    minutes = value % 1 * 60
    return float(int(value)), float(int(minutes)), round(minutes % 1 * 60, 2)
