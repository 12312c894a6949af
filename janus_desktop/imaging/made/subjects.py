"""Who took the made pictures, where, when and of what."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

import numpy as np

from janus_desktop.imaging.made.labels import Label
from janus_desktop.imaging.made.leaves import PLANTS, Plant

OPEN = "CC BY 4.0"
#: mood of `landscapes.MOODS`, title, city, country, latitude, longitude, altitude, what else it shows
VIEWS: tuple[tuple[str, str, str, str, float, float, float, tuple[str, ...]], ...] = (
    ("fjord", "Reinefjord from Hamnøy", "Reine", "Norway", 67.9461, 13.1270, 6, ("fjord", "snow")),
    ("dusk", "Afterglow over the skerries", "Grebbestad", "Sweden", 58.6917, 11.2512, 3, ("dusk", "sea")),
    ("alps", "North face in spring", "Grindelwald", "Switzerland", 46.6242, 8.0414, 1840, ("alpine", "snow")),
    (
        "autumn",
        "Bracken slopes, plot C",
        "Torfhaus",
        "Germany",
        51.8022,
        10.5331,
        812,
        ("autumn", "transect"),
    ),
    ("dunes", "Star dunes at noon", "Sesriem", "Namibia", -24.7280, 15.3406, 640, ("desert", "dunes")),
    ("heath", "Heather in bloom", "Wilsede", "Germany", 53.1683, 9.9381, 160, ("heath", "summer")),
    ("fog", "Valley fog at sunrise", "Gosau", "Austria", 47.5310, 13.4960, 1480, ("fog", "dawn")),
    ("night", "Milky Way over the lake", "Rjukan", "Norway", 59.8790, 8.5940, 910, ("night", "stars")),
)
CAMERAS: tuple[tuple[str, str, str, int, Fraction, int], ...] = (
    ("Canon", "Canon EOS R5", "RF24-105mm F4 L IS USM", 35, Fraction(8), 100),
    ("NIKON CORPORATION", "NIKON Z 7II", "NIKKOR Z 24-70mm f/4 S", 24, Fraction(11), 64),
    ("FUJIFILM", "X-T4", "XF16-55mmF2.8 R LM WR", 16, Fraction(56, 10), 160),
    ("Apple", "iPhone 13 Pro", "iPhone 13 Pro back triple camera 5.7mm f/1.5", 6, Fraction(15, 10), 50),
)
EXPOSURES = (Fraction(1, 60), Fraction(1, 125), Fraction(1, 250), Fraction(1, 500), Fraction(1, 1000))
LETTERS: tuple[tuple[str, str, str, str], ...] = (
    ("Anna Behrens", "the harbour strike", "1893-03-12", "Hamburg"),
    ("Dr. J. Uhland", "the purchase of a microscope", "1890-11", "Jena"),
    ("Carl Behrens", "the voyage of the Alma", "1894-07-02", "Bergen"),
    ("the Botanical Society", "seeds sent from Buitenzorg", "1891", "Leiden"),
    ("Anna Behrens", "a flood at the mill", "1895-01-28", "Hameln"),
    ("Dr. J. Uhland", "plates for the second volume", "1892-09-19", "Jena"),
)
STAINS = ("DAPI", "phalloidin", "MitoTracker")


def leaf(rng: np.random.Generator, number: int) -> tuple[Plant, int, Label]:
    """A plant, its herbarium number, and what its sheet says."""
    plant = PLANTS[number % len(PLANTS)]
    latitude, longitude = 51.80 + float(rng.uniform(-0.05, 0.05)), 10.62 + float(rng.uniform(-0.08, 0.08))
    species = " ".join(plant.name.split()[:2])
    sheet_number = 214 + number
    return plant, sheet_number, Label(
        title=species,
        description=f"Herbarium sheet JAN-{sheet_number:06d}: {plant.name}, Harz, transect C, north slope",
        creator="M. Kessler",
        rights=OPEN,
        taken=_moment(rng, datetime(2021, 6, 12, 9), number // 3),
        make="NIKON CORPORATION",
        model="NIKON D850",
        lens="AF-S Micro NIKKOR 60mm f/2.8G ED",
        exposure=Fraction(1, 125),
        f_number=Fraction(8),
        iso=100,
        focal=60,
        gps=(latitude, longitude, float(rng.uniform(420, 900))),
        place=("Schierke", "Germany"),
        tags=(("Species", plant.family, species), ("Place", "Germany", "Harz")),
        words=("herbarium",),
        rating=int(rng.choice((0, 3, 3, 4, 4, 5))),
        colour="Green" if number % 3 == 0 else None,
        iptc=number % 2 == 0,
    )  # fmt: skip


def cell(rng: np.random.Generator, number: int) -> Label:
    """What a micrograph says."""
    line = ("HeLa", "U2OS", "NIH 3T3")[number % 3]
    dose = (0, 5, 20)[number // 3 % 3]
    return Label(
        title=f"{line}, {dose} nM, field {number + 1}",
        description=f"{line} cells, {dose} nM, 24 h; DAPI, phalloidin, MitoTracker; 40x/1.30 oil",
        creator="I. Okafor",
        rights=OPEN,
        taken=_moment(rng, datetime(2021, 2, 8, 14), number // 4),
        offset="+01:00",
        make="Leica Microsystems",
        model="DMi8",
        lens="HC PL FLUOTAR 40x/1.30 OIL",
        exposure=Fraction(1, 20),
        tags=(("Cell line", line), *(("Stain", stain) for stain in STAINS)),
        words=("screen-7",),
        rating=int(rng.choice((0, 0, 2, 4, 5))),
        colour="Red" if number % 5 == 3 else None,
    )


def letter(rng: np.random.Generator, number: int) -> Label:
    """What the scan of a letter says."""
    to, about, date, city = LETTERS[number % len(LETTERS)]
    return Label(
        title=f"Letter to {to}, {date}",
        description=f"Letter to {to} about {about}; box 12, folder {number % 4 + 1}",
        creator="Archivum Iani",
        rights="Public domain",
        taken=_moment(rng, datetime(2019, 10, 3, 10), number // 4),
        make="EPSON",
        model="Perfection V850",
        made_on=date,
        place=(city, "Netherlands" if city == "Leiden" else "Norway" if city == "Bergen" else "Germany"),
        tags=(("Document type", "Letter"), ("Person", to.removeprefix("the ")), ("Archive", "Box 12")),
        words=("correspondence",),
        iptc=True,
    )


def view(rng: np.random.Generator, number: int) -> tuple[str, Label]:
    """A mood, and what the landscape says."""
    mood, title, city, country, latitude, longitude, altitude, words = VIEWS[number % len(VIEWS)]
    make, model, lens, focal, f_number, iso = CAMERAS[number % len(CAMERAS)]
    night = mood == "night"
    return mood, Label(
        title=title,
        description=f"{title}; {city}, {country}",
        creator="M. Kessler" if number % 2 else "I. Okafor",
        rights=OPEN,
        taken=_moment(rng, datetime(2021, 6, 13, 23 if night else 17), number // 2),
        make=make,
        model=model,
        lens=lens,
        exposure=Fraction(15) if night else EXPOSURES[int(rng.integers(len(EXPOSURES)))],
        f_number=f_number,
        iso=3200 if night else iso,
        focal=focal,
        gps=(latitude, longitude, altitude),
        place=(city, country),
        tags=(("Place", country, city),),
        words=("landscape", *words),
        rating=int(rng.choice((2, 3, 4, 5, 5))),
        colour=("Green", "Yellow", None, None, "Blue")[number % 5],
        iptc=number % 3 == 0,
    )  # fmt: skip


def _moment(rng: np.random.Generator, first: datetime, day: int) -> datetime:
    return first + timedelta(days=day, seconds=int(rng.integers(0, 5400)), milliseconds=int(rng.integers(0, 99)) * 10)
