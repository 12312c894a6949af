from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from janus_desktop.models import LEAST_COST, Catalogue, Library, Question

PASSWORD = "correct horse stable"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JANUS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JANUS_NO_KEYRING", "1")
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library made once and closed, so that not every test pays for making one."""
    place = tmp_path_factory.mktemp("template") / "library"
    Library.create(
        place, username="marta", email="marta@example.org", password=PASSWORD, name="Herbarium", cost=LEAST_COST
    ).close()
    return place


@pytest.fixture
def library(request: pytest.FixtureRequest, folder: Path, home: Path) -> Iterator[Library]:
    """A library of this test's own: with six pictures for who wants `filled`, else empty.

    Who wants `pictures` too is going to move or change them, and imports them afresh.
    """
    wanted = set(request.fixturenames)
    name = "filled_template" if "filled" in wanted and "pictures" not in wanted else "template"
    shutil.copytree(request.getfixturevalue(name), folder)
    opened = Library.open(folder)
    yield opened
    opened.close()


@pytest.fixture
def catalogue(library: Library) -> Catalogue:
    return library.sign_in("marta", PASSWORD)


def picture(path: Path, number: int, title: str | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Canon", "Canon EOS R5"
    exif.get_ifd(0x8769)[0x9003] = f"2021:06:{1 + number % 28:02d} 10:00:00"
    if title:
        exif[0x010E] = title
    Image.new("RGB", (64 + number, 48), (number * 37 % 256, number * 91 % 256, 90)).save(path, exif=exif)
    return path


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    return [picture(tmp_path / "photos" / "box" / f"leaf_{i:02d}.jpg", i, f"leaf number {i}") for i in range(6)]


def finish(steps: Generator[Any, None, Any]) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="session")
def filled_template(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with six pictures imported; tests that move or change the files import their own."""
    place = tmp_path_factory.mktemp("filled")
    shutil.copytree(template, place / "library")
    for i in range(6):
        picture(place / "photos" / "box" / f"leaf_{i:02d}.jpg", i, f"leaf number {i}")
    opened = Library.open(place / "library")
    assert finish(opened.sign_in("marta", PASSWORD).imports.files([place / "photos"])).added == 6
    opened.close()
    return place / "library"


@pytest.fixture
def filled(request: pytest.FixtureRequest, library: Library) -> Catalogue:
    view = library.sign_in("marta", PASSWORD)
    if "pictures" in request.fixturenames:
        pictures = request.getfixturevalue("pictures")
        assert finish(view.imports.files([pictures[0].parent.parent])).added == len(pictures)
    return view


@pytest.fixture
def ids(filled: Catalogue) -> list[int]:
    return sorted(filled.search.find(Question()).ids)


@pytest.fixture
def signed_in(library: Library) -> Callable[..., Catalogue]:
    """Make an account and sign in with it."""
    boss = library.sign_in("marta", PASSWORD)

    def make(name: str, role: str, level: str | None = None) -> Catalogue:
        new = boss.people.add(name, f"{name}@example.org", role, level)
        view = library.sign_in(name, new.password)
        view.people.change_password(new.password, f"a good password for {name[::-1]}!")
        view.refresh()
        return view

    return make


def unprivileged() -> bool:
    return os.getuid() != 0
