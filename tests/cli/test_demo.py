"""demo and screenshot."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from .conftest import PASSWORD, Answer, Janus, call


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Answer]:
    home = tmp_path_factory.mktemp("demo")
    return home, call(home, "demo", home / "lib", "--json")


def test_a_demo_is_a_library_that_tells_a_story(demo: tuple[Path, Answer]) -> None:
    home, made = demo
    assert made.code == 0, made.err
    answer = made.data
    assert answer["library"] == str(home / "lib") and answer["images"] >= 40
    named = {"JANUS_USER": "amara.obi", "JANUS_PASSWORD": answer["password"]}
    at = ("--library", home / "lib", "--json")
    assert call(home, *at, "find", "*", "--count", **named).data["count"] == answer["images"] - 1
    assert call(home, *at, "find", "*", "--trash", "--count").data == {"count": 1}  # still signed in
    people = call(home, *at, "people", "list").lines
    assert sorted(each["username"] for each in people) == ["amara.obi", "marta.kessler"]
    assert all(each["imported"] > 0 for each in people)
    logs = call(home, *at, "logs", "--limit", "0").lines or call(home, *at, "logs").lines
    assert {"marta.kessler", "amara.obi"} <= {each["user"] for each in logs}
    assert any(each["action"] == "history.undo" for each in logs)
    assert call(home, *at, "verify", "--chain").data["whole"] is True
    paths = {each["path"] for each in call(home, *at, "find", "*").lines}
    for part in ("Herbarium 2021/06 June", "Archive scans/Box 12", "Micrographs/Session 7", "Field 2021/Transect C"):
        assert any(f"/{part}/" in each for each in paths), part


def test_a_demo_takes_no_folder_with_something_in_it(janus: Janus, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("dear diary")
    said = janus("demo", tmp_path)
    assert said.code == 3 and "not empty" in said.err
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


def test_a_demo_with_a_weak_password_leaves_nothing(janus: Janus, tmp_path: Path) -> None:
    said = janus("demo", tmp_path / "new", JANUS_PASSWORD="weak")
    assert said.code == 2
    assert not any((tmp_path / "new").iterdir())


@pytest.mark.parametrize("dark", [False, True])
def test_a_screenshot_needs_no_display(demo: tuple[Path, Answer], tmp_path: Path, dark: bool) -> None:
    home, _ = demo
    args = ("screenshot", "--out", tmp_path / "shot.png", "--size", "1000x700", *(["--dark"] if dark else []))
    said = call(home, "--library", home / "lib", *args)
    assert said.code == 0, said.err
    with Image.open(tmp_path / "shot.png") as image:
        assert image.size == (1000, 700)
        assert len(image.convert("RGB").resize((200, 140)).getcolors(100_000) or []) > 100
        (brightness,) = image.convert("L").resize((1, 1)).tobytes()
        assert (brightness < 110) is dark


def test_a_screenshot_without_a_library(janus: Janus, tmp_path: Path) -> None:
    said = janus("--library", tmp_path, "screenshot", "--out", tmp_path / "x.png", JANUS_PASSWORD=PASSWORD)
    assert said.code == 3 and len(said.err.splitlines()) == 1
