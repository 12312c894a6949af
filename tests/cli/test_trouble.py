"""Libraries that cannot be opened, and what is said about them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import OWNER, PASSWORD, RUN, Answer, Janus, clean_environment, picture


def _one_sentence(said: Answer, code: int) -> str:
    assert said.code == code, said
    assert not said.out
    assert len(said.err.splitlines()) == 1, said.err
    assert "Traceback" not in said.err
    return said.err


def test_no_library(marta: Janus, tmp_path: Path) -> None:
    assert "nothing here" in _one_sentence(marta("--library", tmp_path / "nothing here", "find", "*"), 3)


def test_a_file_instead_of_a_folder(marta: Janus, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    _one_sentence(marta("--library", tmp_path / "file", "find", "*"), 3)
    _one_sentence(marta("--library", tmp_path / "file", "init", "--admin", "x", "--email", "x@example.org"), 3)


def test_a_newer_library(marta: Janus, library: Path) -> None:
    raw = sqlite3.connect(library / "library.sqlite")
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()
    before = (library / "library.sqlite").read_bytes()
    assert "newer" in _one_sentence(marta("find", "*"), 3)
    assert (library / "library.sqlite").read_bytes() == before


def test_a_file_that_is_no_library(marta: Janus, library: Path) -> None:
    (library / "library.sqlite").write_bytes(b"no database at all" * 500)
    _one_sentence(marta("find", "*"), 3)


def test_a_damaged_library(marta: Janus, library: Path) -> None:
    file = library / "library.sqlite"
    data = bytearray(file.read_bytes())
    for at in range(4096, len(data), 4096):
        data[at : at + 100] = os.urandom(100)
    file.write_bytes(data)
    _one_sentence(marta("find", "*"), 3)
    said = marta("doctor", "--json")
    assert said.code == 1 and said.data["healthy"] is False


@pytest.fixture
def no_capabilities() -> list[str]:
    """What to put before a command so that permissions hold for it."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and setpriv is absent")
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]


def test_a_library_in_a_read_only_folder(home: Path, library: Path, no_capabilities: list[str]) -> None:
    library.chmod(0o500)
    (library / "library.sqlite").chmod(0o400)
    env = clean_environment(home) | {"JANUS_USER": OWNER, "JANUS_PASSWORD": PASSWORD}
    command = [*no_capabilities, *RUN, "--library", str(library)]
    try:
        done = subprocess.run([*command, "find", "*"], env=env, capture_output=True, timeout=60)
        inner = [*command[:-1], str(library / "inner"), "init", "--admin", "x", "--email", "x@example.org"]
        made = subprocess.run(inner, env=env, capture_output=True, timeout=60)
    finally:
        library.chmod(0o700)
    for each in (done, made):
        said = Answer(each.returncode, each.stdout.decode(), each.stderr.decode())
        assert str(library) in _one_sentence(said, 3)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 12 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=12m,mode=700", "none", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("no small disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk(marta: Janus, library: Path, small_disk: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(library, small_disk / "library"))
    (place / "reserve").unlink(missing_ok=True)
    with (small_disk / "filler").open("wb") as filler:
        try:
            while True:
                filler.write(b"x" * 65536)
                filler.flush()
        except OSError:
            pass
    for number in range(3):
        picture(tmp_path / "in" / f"{number}.jpg", 700 + number)
    for args in (("find", "*"), ("edit", "1", "title=" + "x" * 90_000), ("import", tmp_path / "in")):
        said = marta("--library", place, *args)
        assert said.code in (0, 1, 3), (args, said)
        assert "Traceback" not in said.err
        if said.code:
            assert len(said.err.splitlines()) == 1 and "janus: " in said.err
    (small_disk / "filler").unlink()
    found = marta("--library", place, "find", "*", "--count")
    assert found.code == 0, found.err
    assert int(found.out) >= 5


def test_rubbish_in_the_settings(marta: Janus, home: Path) -> None:
    (home / "config").mkdir()
    (home / "config" / "settings.toml").write_bytes(b"\xff\x00 = rubbish [[[")
    said = marta("find", "*", "--count")
    assert (said.code, said.out) == (0, "5\n")
    assert "Traceback" not in said.err


def test_a_home_that_cannot_be_used(marta: Janus, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    said = marta("find", "*", JANUS_HOME=str(tmp_path / "file"))
    assert said.code in (0, 1, 3)
    assert "Traceback" not in said.err


def test_two_processes_at_once(home: Path, library: Path) -> None:
    env = clean_environment(home) | {"JANUS_USER": OWNER, "JANUS_PASSWORD": PASSWORD}
    command = [*RUN, "--library", str(library), "edit"]
    both = [
        subprocess.Popen(
            [*command, str(n), f"title=Number {n}"], env=env, stderr=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for n in (1, 2, 3)
    ]
    for process in both:
        _, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, b"")
    found = subprocess.run(
        [*RUN, "--library", str(library), "find", "Number", "--count"], env=env, capture_output=True, check=True
    )
    assert found.stdout == b"3\n"
