"""What scripts rely on: streams, exit codes, options anywhere, quick starts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from janus_desktop.cli import parser

from .conftest import OWNER, PASSWORD, ROOT, RUN, Janus, clean_environment

EVERY = sorted(parser.build()[1].keys() - {"window"})


def _modules(home: Path, *args: str, **env: str) -> set[str]:
    """The modules that a command imported."""
    code = (
        "import sys; from janus_desktop.cli import main; code = main(sys.argv[1:]); "
        "print(*sys.modules, file=sys.stderr, sep='\\n'); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *args], env=clean_environment(home) | env, capture_output=True, check=True
    )
    return set(done.stderr.decode().split())


def test_help_imports_nothing_but_the_standard_library(home: Path) -> None:
    found = {name.partition(".")[0] for name in _modules(home, "--help")}
    ours = {"janus_desktop", "__main__"}
    # .pth files of the environment itself may bring their own finders
    other = found - set(sys.stdlib_module_names) - ours
    assert not {name for name in other if not name.startswith(("_", "sitecustomize", "__editable__"))}


def test_find_imports_no_qt(home: Path, library: Path) -> None:
    env = {"JANUS_USER": OWNER, "JANUS_PASSWORD": PASSWORD}
    found = _modules(home, "--library", str(library), "find", "*", **env)
    assert "sqlalchemy" in found
    assert not {name for name in found if name.startswith(("PySide6", "shiboken6"))}
    assert not {name for name in found if name.split(".")[0] in ("PIL", "exiv2", "numpy", "tifffile")}


@pytest.mark.parametrize("command", EVERY)
def test_each_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    from janus_desktop.cli import main

    assert main([command, "--help"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"usage: janus {command}")
    assert not said.err


def test_version(janus: Janus) -> None:
    from janus_desktop import __version__

    said = janus("--version")
    assert (said.code, said.out, said.err) == (0, f"janus {__version__}\n", "")


@pytest.mark.parametrize(
    "args",
    [
        ("find",),
        ("find", "*", "--limit", "few"),
        ("find", "*", "--limit", "-1"),
        ("find", "*", "--sort", "nothing"),
        ("show",),
        ("edit", "1"),
        ("edit", "title=x"),
        ("edit", "1", "colour=red"),
        ("edit", "1", "rating=12"),
        ("edit", "1", "label=mauve"),
        ("tag", "1"),
        ("tag", "1", "leaf"),
        ("tag", "+leaf"),
        ("trash", "all"),
        ("thumbnail", "1"),
        ("thumbnail", "1", "--size", "0", "--out", "x.jpg"),
        ("screenshot", "--out", "x.png", "--size", "huge"),
        ("people",),
        ("people", "add", "x"),
        ("people", "role", OWNER),
        ("people", "role", OWNER, "king"),
        ("people", "role", OWNER, "viewer", "--level", "moderator"),
        ("verify",),
        ("--nonsense",),
        ("find", "--nonsense", "*"),
        ("fnid", "*"),
    ],
)
def test_usage(inside: Janus, args: tuple[str, ...]) -> None:
    said = inside(*args)
    assert said.code == 2
    assert not said.out
    assert said.err.startswith("janus: ")
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "args",
    [
        ("--library", "{}", "--json", "--user", OWNER, "find", "*", "--limit", "1"),
        ("find", "--library={}", "*", "--limit", "1", "--json", f"--user={OWNER}"),
        ("find", "--json", "*", "--user", OWNER, "--library", "{}", "--limit=1"),
        ("--json", "find", "--library", "{}", "--limit", "1", "--user", OWNER, "--", "*"),
    ],
)
def test_options_stand_anywhere(janus: Janus, library: Path, args: tuple[str, ...]) -> None:
    said = janus(*(each.format(library) for each in args), JANUS_PASSWORD=PASSWORD)
    assert said.code == 0, said.err
    assert len(said.lines) == 1


def test_a_reader_that_goes_away_is_no_error(home: Path, library: Path) -> None:
    env = clean_environment(home) | {"JANUS_USER": OWNER, "JANUS_PASSWORD": PASSWORD}
    process = subprocess.Popen(
        [*RUN, "--library", str(library), "find", "--json", "*"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(60), said) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's way to close a stream")
def test_streams_that_were_never_open(home: Path, library: Path) -> None:
    env = clean_environment(home) | {"JANUS_USER": OWNER, "JANUS_PASSWORD": PASSWORD}
    for closing in (">&-", "2>&-", ">&- 2>&-", "<&-"):
        command = ["sh", "-c", f'exec "$@" {closing}', "sh", *RUN, "--library", str(library), "find", "*"]
        done = subprocess.run(command, env=env, capture_output=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, b""), closing
        assert bool(done.stdout) is (not closing.startswith(">"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_output_that_cannot_be_written_is_said(home: Path, library: Path) -> None:
    env = clean_environment(home) | {"JANUS_USER": OWNER, "JANUS_PASSWORD": PASSWORD}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*RUN, "--library", str(library), "find", "*"], env=env, stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 1
    assert done.stderr.decode() == "janus: The output can’t be written: No space left on device.\n"


def test_json_is_utf8_whatever_the_locale_says(marta: Janus) -> None:
    title = "Übersicht 漢字 🌿"
    assert marta("edit", "1", f"title={title}").code == 0
    said = marta("show", "1", "--json", PYTHONIOENCODING="latin-1", LC_ALL="C", PYTHONCOERCECLOCALE="0")
    assert said.data["title"] == title


def test_text_on_a_narrow_locale_does_not_fail(home: Path, marta: Janus) -> None:
    assert marta("edit", "1", "title=漢字").code == 0
    said = marta("find", "*", PYTHONIOENCODING="ascii")
    assert said.code == 0
    assert "\\u6f22\\u5b57" in said.out


def test_quiet_keeps_the_answer(marta: Janus) -> None:
    said = marta("-q", "logs", "--limit", "1")
    assert said.code == 0 and said.out and not said.err
    assert "--limit" in marta("logs", "--limit", "1").err


def test_a_path_means_open_and_needs_a_display(janus: Janus, tmp_path: Path) -> None:
    (tmp_path / "picture.jpg").touch()
    for args in ((), (tmp_path / "picture.jpg",), ("open", tmp_path), ("--", tmp_path)):
        said = janus(*args)
        assert said.code == 3
        assert "display" in said.err and "Traceback" not in said.err
        assert not said.out


def test_a_display_that_is_not_there(janus: Janus) -> None:
    said = janus("open", DISPLAY=":7654")
    assert said.code == 3
    assert len(said.err.splitlines()) == 1 and ":7654" in said.err


def test_a_word_that_is_nothing(janus: Janus) -> None:
    said = janus("holiday.jpg")
    assert said.code == 2
    assert "“holiday.jpg” is neither a command nor a file" in said.err


def test_completion_knows_every_command_and_option() -> None:
    text = (ROOT / "resources" / "completions" / "janus").read_text()
    for name, command in parser.build()[1].items():
        if name == "window":
            continue
        assert re.search(rf"\b{name}\b", text), name
        for option in re.findall(r"--[a-z-]+", command.format_help()):
            assert option in text, (name, option)


def test_the_manual_knows_every_command() -> None:
    text = (ROOT / "docs" / "command-line.md").read_text()
    missing = [name for name in EVERY if not re.search(rf"(janus |`){name}\b", text)]
    assert not missing


def test_what_goes_wrong_inside_is_one_sentence(inside: Janus, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from janus_desktop.cli import images

    def broken(_run: object) -> int:
        raise ZeroDivisionError("secret reasons")

    monkeypatch.setattr(images, "find", broken)
    said = inside("find", "*")
    assert said.code == 1
    assert len(said.err.splitlines()) == 1 and "ZeroDivisionError" in said.err
    assert "secret reasons" in (home / "state" / "janus.log").read_text()


def test_one_json_line_is_one_line() -> None:
    from janus_desktop.cli.output import as_json

    name = "a\u2028b\u0085c\nd\x1ce\udcff"
    line = as_json({"name": name, "number": float("nan"), "bytes": b"\xff"})
    assert len(line.splitlines()) == 1
    assert json.loads(line) == {"name": name.replace("\udcff", "\ufffd"), "number": None, "bytes": "ff"}


def test_tables_are_aligned_and_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    from janus_desktop.cli.output import Out

    rows = [{"id": 1, "name": "漢字"}, {"id": 20, "name": "a\nb\x1b[31m"}]
    Out().table((("name", "Name"), ("id", "ID>")), rows)
    assert capsys.readouterr().out.splitlines() == [
        "Name          ID",
        "漢字           1",
        "a\\nb\\x1b[31m  20",
    ]


def test_paths_are_absolute_and_links_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from janus_desktop.cli.files import absolute

    (tmp_path / "far" / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "far" / "deep")
    monkeypatch.chdir(tmp_path)
    here = os.fspath(tmp_path)
    assert absolute("./link//x") == f"{here}/link/x"
    assert absolute("far/../link") == f"{here}/link"
    assert absolute("link/../deep") == f"{here}/link/../deep"  # tidied, it would be another file
