"""What the command line's tests share: an own home, a library to spoil, and `janus` as a process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

PASSWORD = "herbarium sheets in June"
OWNER = "marta"
RUN = (sys.executable, "-c", "import sys; from janus_desktop.cli import main; sys.exit(main())")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Answer:
    """What a process left behind."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Janus = Callable[..., Answer]


def clean_environment(home: Path) -> dict[str, str]:
    """The process's environment with a home of its own, nobody named and no display."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JANUS_", "XDG_", "QT_")) and name not in ("DISPLAY", "WAYLAND_DISPLAY")
    }
    return kept | {
        "JANUS_HOME": str(home),
        "JANUS_NO_KEYRING": "1",
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
    }


def call(home: Path, *args: str | bytes | Path, **env: str | None) -> Answer:
    """`janus args…` as a process; an environment variable of None is taken away."""
    around = {n: v for n, v in (clean_environment(home) | env).items() if v is not None}
    done = subprocess.run(
        [*RUN, *map(os.fsencode, args)], env=around, stdin=subprocess.DEVNULL, capture_output=True, timeout=120
    )
    return Answer(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def picture(path: Path, number: int, size: tuple[int, int] = (64, 48)) -> Path:
    """A small JPEG unlike every other number's, with something to say for itself."""
    image = Image.new("RGB", size, (number * 37 % 256, number * 91 % 256, number * 53 % 256))
    exif = Image.Exif()
    exif[271], exif[272], exif[315] = "Canon", "Canon EOS R5", "M. Kessler"
    exif[270] = f"Sheet {number}"
    exif.get_ifd(0x8769).update({0x9003: f"2021:06:{number % 28 + 1:02d} 09:30:00", 0x8827: 100 * (number + 1)})
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, "JPEG", exif=exif)
    return path


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of five pictures, one of them in a subfolder. Tests only read it."""
    folder = tmp_path_factory.mktemp("pictures")
    for number in range(4):
        picture(folder / f"leaf {number}.jpg", number)
    picture(folder / "sub" / "cell.jpg", 4, (100, 200))
    return folder


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, pictures: Path) -> Path:
    """A home with a library of the pictures: ids 1 to 5, in the order of their names."""
    home = tmp_path_factory.mktemp("template")
    made = call(
        home, "--library", home / "library", "init", "--admin", OWNER, "--email", "m@example.org",
        JANUS_PASSWORD=PASSWORD,
    )  # fmt: skip
    assert made.code == 0, made.err
    for number in range(4):
        one = call(home, "import", pictures / f"leaf {number}.jpg", JANUS_USER=OWNER, JANUS_PASSWORD=PASSWORD)
        assert one.code == 0, one.err
    last = call(home, "import", pictures / "sub", JANUS_USER=OWNER, JANUS_PASSWORD=PASSWORD)
    assert last.code == 0, last.err
    return home


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home without a library, not in the test's own folder."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def library(template: Path, home: Path) -> Path:
    """A copy of the template's library (closed, so that copying its files is safe)."""
    shutil.copytree(template / "cache", home / "cache")
    return Path(shutil.copytree(template / "library", home / "library"))


@pytest.fixture
def janus(home: Path) -> Janus:
    """`janus` as a process, as nobody."""

    def run(*args: str | bytes | Path, **env: str | None) -> Answer:
        return call(home, *args, **env)

    return run


@pytest.fixture
def marta(home: Path, library: Path) -> Janus:
    """`janus` as a process, as the superadmin of the library."""

    def run(*args: str | bytes | Path, **env: str | None) -> Answer:
        named = {"JANUS_LIBRARY": str(library), "JANUS_USER": OWNER, "JANUS_PASSWORD": PASSWORD}
        return call(home, *args, **(named | env))

    return run


@pytest.fixture
def inside(
    home: Path, library: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Janus]:
    """The same as `marta` within this process: quicker, for what needs no process of its own."""
    from janus_desktop import log
    from janus_desktop.cli import main

    for name in [name for name in os.environ if name.startswith("JANUS_")]:
        monkeypatch.delenv(name)
    for name, value in {
        "JANUS_HOME": str(home),
        "JANUS_NO_KEYRING": "1",
        "JANUS_LIBRARY": str(library),
        "JANUS_USER": OWNER,
        "JANUS_PASSWORD": PASSWORD,
    }.items():
        monkeypatch.setenv(name, value)

    def run(*args: str, **env: str | None) -> Answer:
        with monkeypatch.context() as here:
            for name, value in env.items():
                here.delenv(name) if value is None else here.setenv(name, value)
            capfd.readouterr()
            code = main([str(each) for each in args])
        out, err = capfd.readouterr()
        return Answer(code, out, err)

    yield run
    log.stop()
