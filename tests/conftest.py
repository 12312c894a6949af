"""What all tests share. Qt draws offscreen, and nothing that is kept lands outside of the tests' own folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

# Before anything imports Qt or asks where things are kept.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.TemporaryDirectory(prefix="janus-tests-")
os.environ["JANUS_HOME"] = _HOME.name
os.environ["JANUS_NO_KEYRING"] = "1"
for _name in (
    "JANUS_LIBRARY",
    "JANUS_USER",
    "JANUS_PASSWORD",
    "JANUS_DATA",
    "JANUS_CACHE",
    "JANUS_CONFIG",
    "JANUS_STATE",
):
    os.environ.pop(_name, None)

import pytest  # noqa: E402

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from janus_desktop.models import Catalogue, Library
    from janus_desktop.ui.bench import Bench
    from janus_desktop.ui.main_window import MainWindow
    from janus_desktop.ui.session import Session

PASSWORD = "correct horse battery"
ADMIN = "ada"


@pytest.fixture(scope="session", autouse=True)
def _clean_end() -> Iterator[None]:
    """Data of ours on the offscreen clipboard would end the process by a segmentation fault."""
    yield
    import sys

    if "PySide6.QtGui" in sys.modules:
        from PySide6.QtGui import QGuiApplication

        if QGuiApplication.instance() is not None and QGuiApplication.platformName() == "offscreen":
            QGuiApplication.clipboard().clear()
    _HOME.cleanup()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of this test's own for settings, state and cache."""
    place = tmp_path / "home"
    monkeypatch.setenv("JANUS_HOME", str(place))
    return place


def make_picture(path: Path, number: int = 0, size: tuple[int, int] = (120, 80), **exif: object) -> Path:
    """A small JPEG that no other number gives, with Exif by tag name (`Artist`, `Model`, …)."""
    from PIL import ExifTags, Image, ImageDraw

    image = Image.new("RGB", size, ((number * 53) % 256, (number * 97) % 256, (number * 151) % 256))
    draw = ImageDraw.Draw(image)
    draw.ellipse((number % 40, 5, number % 40 + 50, 60), fill=((number * 31) % 256, 200, 90))
    draw.text((5, size[1] - 15), str(number), fill=(255, 255, 255))
    block = Image.Exif()
    names = {name: tag for tag, name in ExifTags.TAGS.items()}
    for name, value in exif.items():
        if name.startswith("DateTimeOriginal"):
            block.get_ifd(ExifTags.IFD.Exif)[names[name]] = value
        else:
            block[names[name]] = value
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, quality=88, exif=block)
    return path


@pytest.fixture
def pictures(tmp_path: Path) -> Callable[..., list[Path]]:
    """`pictures(n)` makes n small JPEGs in a folder and answers their paths."""

    def make(count: int, folder: str = "pictures", first: int = 0) -> list[Path]:
        return [
            make_picture(
                tmp_path / folder / f"leaf_{number:03}.jpg",
                number,
                Make="Canon",
                Model="Canon EOS R5",
                DateTimeOriginal=f"2021:06:{1 + number % 28:02} 10:{number % 60:02}:00",
            )
            for number in range(first, first + count)
        ]

    return make


@pytest.fixture
def library(home: Path, tmp_path: Path) -> Iterator[Library]:
    """A new library whose superadmin is `ada`."""
    from janus_desktop.models import LEAST_COST, Library

    made = Library.create(
        tmp_path / "library", username=ADMIN, email="ada@example.org", password=PASSWORD, cost=LEAST_COST
    )
    yield made
    made.close()


@pytest.fixture
def catalogue(library: Library) -> Catalogue:
    """The view of `ada`."""
    return library.sign_in(ADMIN, PASSWORD)


@dataclass
class House:
    """The running window: what leads it, and shortcuts to its parts."""

    window: MainWindow
    session: Session
    qtbot: QtBot

    @property
    def bench(self) -> Bench:
        """Where one works."""
        assert self.session.bench is not None
        return self.session.bench

    def settle(self, milliseconds: int = 20_000) -> None:
        """Let everything that was asked be answered and shown."""
        quiet = 0

        def still() -> bool:
            nonlocal quiet
            bench = self.session.bench
            waiting = bench is not None and (
                bench.browsing._soon.isActive()
                or bench.browsing._settle.isActive()
                or bench.side._soon.isActive()
                or bench.search._soon.isActive()
            )
            idle = not self.session.workshop.busy and not waiting and (bench is None or bench.feed.idle)
            quiet = quiet + 1 if idle else 0
            return quiet >= 4

        self.qtbot.waitUntil(still, timeout=milliseconds)

    def close(self) -> None:
        """Close the window as a person does."""
        self.window.close()
        assert self.session.ended_well


def open_house(qtbot: QtBot) -> House:
    """A window that nothing was opened in yet."""
    from janus_desktop.settings import Settings
    from janus_desktop.ui import app

    settings = Settings.load()
    app.application(settings)
    window, session = app.build(settings)
    qtbot.addWidget(window)
    window.show()
    return House(window, session, qtbot)


@pytest.fixture
def new_house(qtbot: QtBot, home: Path) -> Iterator[Callable[[], House]]:
    """`new_house()` opens a window; all of them are closed at the end."""
    made: list[House] = []

    def make() -> House:
        made.append(open_house(qtbot))
        return made[-1]

    yield make
    for house in made:
        house.window.close()
        assert house.session.ended_well


@pytest.fixture
def window(new_house: Callable[[], House], tmp_path: Path) -> House:
    """The window on a new library, with `ada` signed in."""
    from janus_desktop.models import LEAST_COST, Library

    made = Library.create(
        tmp_path / "library", username=ADMIN, email="ada@example.org", password=PASSWORD, cost=LEAST_COST
    )
    house = new_house()
    house.session.show_signed_in(made, made.sign_in(ADMIN, PASSWORD))
    house.settle()
    return house


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A file name that is no UTF-8 may stand in what a test logged; a report cannot carry it to another process."""
    report = yield
    report.sections = [
        (title, text.encode("utf-8", "backslashreplace").decode("utf-8")) for title, text in report.sections
    ]
    if isinstance(report.longrepr, str):
        report.longrepr = report.longrepr.encode("utf-8", "backslashreplace").decode("utf-8")
    return report
