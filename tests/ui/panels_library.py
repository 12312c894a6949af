"""A real library with made pictures, for the tests of the panels."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from janus_desktop.models import LEAST_COST, Catalogue, Library
from janus_desktop.ui.look import apply
from janus_desktop.ui.workers import Workshop

Ids = Callable[..., list[int]]
PASSWORD = "correct horse battery staple"


def picture(path: Path, shade: int, description: str = "", size: tuple[int, int] = (60, 40)) -> Path:
    """A small JPEG; its content differs by `shade`."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Canon", "Canon EOS R5"
    exif.get_ifd(0x8769).update(
        {0x9003: "2021:06:12 14:03:22", 0x829A: IFDRational(1, 250), 0x829D: IFDRational(8, 1), 0x8827: 400}
    )
    if description:
        exif[0x010E] = description
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, (shade, 90, 200)).save(path, exif=exif)
    return path


@pytest.fixture(scope="session")
def made_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of four images and one unreadable file, closed."""
    home = tmp_path_factory.mktemp("panels")
    for number in range(3):
        picture(home / "field" / f"p{number}.jpg", number * 60, "north slope")
    picture(home / "field" / "deep" / "p3.jpg", 240, "south slope")
    (home / "field" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 this is cut off")
    library = Library.create(
        home / "library", username="mk", email="mk@example.org", password=PASSWORD, cost=LEAST_COST
    )
    catalogue = library.sign_in("mk", PASSWORD)
    for _step in catalogue.imports.files([home / "field"]):
        pass
    library.close()
    return home


@pytest.fixture
def shelves(made_library: Path, tmp_path: Path) -> Generator[Library]:
    """A copy of the library of its own; the pictures stay where they are."""
    shutil.copytree(made_library / "library", tmp_path / "shelves")
    opened = Library.open(tmp_path / "shelves")
    yield opened
    opened.close()


@pytest.fixture
def shelf(shelves: Library) -> Catalogue:
    """The view of `mk`, its superadmin."""
    return shelves.sign_in("mk", PASSWORD)


@pytest.fixture
def workshop(qapp: QApplication) -> Generator[Workshop]:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    apply(qapp, "light")
    made = Workshop()
    yield made
    assert made.close()
    qapp.clipboard().clear()


@pytest.fixture
def ids(shelf: Catalogue) -> Ids:
    """The ids of images by their names."""

    def find(*names: str) -> list[int]:
        found = [shelf.images.by_name(name) for name in names]
        assert None not in found
        return [each for each in found if each is not None]

    return find


@pytest.fixture
def another(shelves: Library, shelf: Catalogue) -> Callable[[str, str], Catalogue]:
    """Signs in somebody else: (username, role) → their catalogue."""

    def sign_in(username: str, role: str) -> Catalogue:
        new = shelf.people.add(username, f"{username}@example.org", role)
        shelves.sign_in(username, new.password).people.change_password(new.password, PASSWORD)
        return shelves.sign_in(username, PASSWORD)

    return sign_in
