"""Makes a library of N realistic rows for the other benchmarks: names, dates, cameras, places, text, tags.

python benchmarks/make_library.py N --out DIR [--thumbnails M] [--seed S]

The files themselves do not exist; of the first M images thumbnails are kept (2,000 by default). Cameras,
tags and words follow a skew as in real catalogues: a few are very common, most are rare. The first
superadmin is `bench`, the password `a bench to sit upon`.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import math
import random
import time
from pathlib import Path

from PIL import Image, ImageDraw

from janus_desktop.imaging.facts import ImageFacts
from janus_desktop.models import Library, Right
from janus_desktop.models.taking_in import Taker

USER, PASSWORD = "bench", "a bench to sit upon"
CAMERAS = [
    ("Canon", "Canon EOS R5"), ("NIKON CORPORATION", "NIKON D850"), ("SONY", "ILCE-7M3"), ("Apple", "iPhone 13"),
    ("Panasonic", "DMC-GX8"), ("FUJIFILM", "X-T3"), ("OLYMPUS", "E-M1"), ("EPSON", "Perfection V850"),
    ("Reconyx", "HC600"), ("Canon", "Canon EOS REBEL T3i"), ("Canon", "Canon PowerShot G2"), ("DJI", "FC6310"),
]  # fmt: skip
LENSES = ["RF100mm F2.8 L MACRO IS USM", "EF24-70mm f/2.8L", "NIKKOR 50mm f/1.8G", "FE 85mm F1.8", "", ""]
SYLLABLES = [
    "ka",
    "li",
    "mo",
    "ta",
    "ren",
    "sol",
    "ver",
    "din",
    "gar",
    "hol",
    "mar",
    "nes",
    "pel",
    "rin",
    "sta",
    "tor",
    "ul",
    "wen",
    "xan",
    "yor",
    "zel",
    "bri",
    "chu",
    "dre",
    "fla",
    "glo",
]
KINDS = ["IMG_{:04d}.JPG", "DSC{:05d}.JPG", "P{:07d}.JPG", "scan_{:05d}.tif", "{:08d}.png"]


def words(random_: random.Random, count: int = 4000) -> list[str]:
    return ["".join(random_.choices(SYLLABLES, k=random_.randint(1, 4))) for _ in range(count)]


def skewed(random_: random.Random, things: list, power: float = 2.2):
    """One of `things`, the first ones much more often (as by Zipf)."""
    return things[min(int(len(things) * random_.random() ** power), len(things) - 1)]


def facts(number: int, random_: random.Random, vocabulary: list[str], tags: list[str]) -> ImageFacts:
    make, model = skewed(random_, CAMERAS)
    day = int(365 * 25 * random_.random() ** 0.6)
    at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(820454400 + day * 86400 + random_.randrange(86400)))
    lens = random_.choice(LENSES)
    iso = random_.choice([100, 200, 400, 800, 1600])
    exposure = 1 / random_.choice([30, 60, 125, 250, 500, 1000])
    text = " ".join(skewed(random_, vocabulary) for _ in range(random_.randint(3, 12)))
    width, height = random_.choice([(6000, 4000), (4032, 3024), (2592, 1944), (3000, 4000)])
    metadata = {
        "Exif": {
            "Exif.Image.Make": make, "Exif.Image.Model": model, "Exif.Photo.DateTimeOriginal": at.replace("-", ":").replace("T", " "),
            "Exif.Photo.ISOSpeedRatings": iso, "Exif.Photo.LensModel": lens,
            "Exif.Photo.ExposureTime": {"raw": f"1/{round(1 / exposure)}", "text": f"1/{round(1 / exposure)} s"},
            **{f"Exif.Photo.Tag{i:04x}": {"raw": random_.randrange(65536), "text": skewed(random_, vocabulary)} for i in range(30)},
        },
        "XMP": {"Xmp.dc.description": text},
    }  # fmt: skip
    folder = f"/data/{1996 + day // 365}/{day % 365 // 30 + 1:02d}/roll {number // 400 % 50:02d}"
    name = random_.choice(KINDS).format(number)
    return ImageFacts(
        path=f"{folder}/{name}".encode(),
        size=random_.randint(1_000_000, 30_000_000),
        mtime_ns=1_600_000_000_000_000_000 + number,
        content_hash=hashlib.sha256(b"%d" % number).digest(),
        quick_hash=hashlib.sha256(b"quick %d" % number).digest(),
        format="TIFF" if name.endswith("tif") else "PNG" if name.endswith("png") else "JPEG",
        width=width,
        height=height,
        orientation=1,
        pages=1,
        make=make,
        model=model,
        lens=lens or None,
        taken=at,
        exposure_time=exposure,
        f_number=random_.choice([1.8, 2.8, 4.0, 5.6, 8.0]),
        iso=iso,
        focal_length=random_.choice([24.0, 50.0, 85.0, 100.0]),
        gps_lat=random_.uniform(-60, 70) if random_.random() < 0.3 else None,
        gps_lon=random_.uniform(-180, 180) if random_.random() < 0.3 else None,
        title=skewed(random_, vocabulary).capitalize() if random_.random() < 0.3 else None,
        description=text if random_.random() < 0.5 else None,
        creator=random_.choice(["M. Kessler", "A. Obi", "J. Thiel", None]),
        keywords=tuple({skewed(random_, tags) for _ in range(random_.randint(0, 4))}),
        rating=random_.choice([None, None, None, 1, 2, 3, 4, 5]),
        sources={"taken": "Exif", "make": "Exif", "model": "Exif"},
        metadata_json=json.dumps(metadata).encode(),
    )


def thumbnail(number: int) -> dict[int, bytes]:
    """A picture that tells its number by its colours: cheap, and no two neighbours alike."""
    made = {}
    for size in (256, 512):
        picture = Image.new(
            "RGB", (size, size * 2 // 3), tuple(int(127 + 100 * math.sin(number * k)) for k in (1, 2, 3))
        )
        draw = ImageDraw.Draw(picture)
        for ring in range(5):
            edge = size // 12 * ring
            draw.ellipse(
                (edge, edge // 2, size - edge, size * 2 // 3 - edge // 2),
                outline=(255, 255 - 40 * ring, 40 * ring),
                width=3,
            )
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=85)
        made[size] = out.getvalue()
    return made


def make(folder: Path, count: int, thumbnails: int = 2000, seed: int = 1) -> Library:
    """A library of `count` images in `folder`, opened."""
    library = Library.create(folder, username=USER, email="bench@example.org", password=PASSWORD, name="Benchmark")
    catalogue = library.sign_in(USER, PASSWORD)
    random_ = random.Random(seed)
    vocabulary = words(random_)
    tags = [f"{group}|{word}" for group in ("Species", "Place", "Project", "Person") for word in words(random_, 150)]
    random_.shuffle(tags)
    operation = catalogue.door.operation(Right.IMPORT, "imports.files")
    taker = Taker(operation.id, catalogue.me.id, library.managed)
    for start in range(0, count, 500):
        batch = [(facts(n, random_, vocabulary, tags), b"/data") for n in range(start, min(start + 500, count))]
        with operation.part() as part:
            lines = taker.store(part, batch)
            part.args["n"] = len(lines)
        if start < thumbnails:
            kept = [
                (line.id or 0, one.content_hash, thumbnail(line.id or 0))
                for line, (one, _) in zip(lines, batch, strict=True)
            ]
            library.thumbs.put(kept[: thumbnails - start])
    operation.finish()
    with library.store.write() as connection:
        connection.exec_driver_sql("ANALYZE")
    return library


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--thumbnails", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    begun = time.monotonic()
    make(asked.out, asked.count, asked.thumbnails, asked.seed).close()
    print(
        f"{asked.count:,} images in {asked.out} after {time.monotonic() - begun:.0f} s (user {USER}, password “{PASSWORD}”)"
    )


if __name__ == "__main__":
    main()
