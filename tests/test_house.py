"""The house itself: what holds for every file, whoever wrote it."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import string
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from janus_desktop import paths

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 500
TEXT = {".py", ".md", ".toml", ".txt", ".xml", ".desktop", ".svg", ".ts", ".mako", ".yml", ".yaml", ""}


@cache
def files() -> list[Path]:
    """What belongs to the project: tracked by git or about to be; without git, what lies there."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
        found = [ROOT / os.fsdecode(name) for name in listed.split(b"\0") if name]
    except (OSError, subprocess.CalledProcessError):
        skipped = {".git", ".venv", "build", "dist", "__pycache__"}
        found = [each for each in ROOT.rglob("*") if not skipped & set(each.relative_to(ROOT).parts)]
    return sorted(each for each in found if each.is_file())


def sources() -> list[Path]:
    return [each for each in files() if each.suffix == ".py"]


def collect() -> ModuleType:
    """The collector of sentences, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("collect", ROOT / "resources/translations/collect.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["collect"] = module
    spec.loader.exec_module(module)
    return module


def python(program: str, **environment: str) -> str:
    """What `program` prints in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# Files


def test_no_file_is_too_long() -> None:
    lengths = {each.relative_to(ROOT): len(each.read_text("utf-8").splitlines()) for each in sources()}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_nothing_speaks_of_the_machine_it_was_made_on() -> None:
    # Put together here, so that this file does not hold them.
    words = [
        "/" + "work/",
        "/" + "root/",
        "/" + "opt/wheels",
        "/" + "opt/pypi",
        "/home/" + "runner",
        "files.python" + "hosted",
    ]
    found = {
        f"{each.relative_to(ROOT)}: {word}"
        for each in files()
        if each.suffix in TEXT and each.name != "LICENSE"
        for word in words
        if word in each.read_text("utf-8", errors="replace")
    }
    assert found == set()


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(
        r"#\s*(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b|coming " + "soon", re.IGNORECASE
    )
    found = [str(each.relative_to(ROOT)) for each in sources() if marks.search(each.read_text("utf-8"))]
    assert found == []


def test_links_in_the_documentation_lead_somewhere() -> None:
    broken = []
    drawn = (ROOT / "docs/images").is_dir()  # `make screenshots` draws them
    for page in (each for each in files() if each.suffix == ".md"):
        for target in re.findall(r"\]\(([^)\s#]+)[^)]*\)", page.read_text("utf-8")):
            elsewhere = "://" in target or target.startswith("mailto:") or (not drawn and "images/" in target)
            if not elsewhere and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


# Packages


def test_readme_and_ci_install_the_same_system_packages() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    line = re.search(r"apt-get install ((?:[^\n]|\\\n)*?[^\\])\n", readme)
    assert line is not None
    named = set(line[1].replace("\\\n", " ").split())
    script = (ROOT / ".ci/run").read_text("utf-8")
    listed = re.search(r"packages=\((.*?)\)", script, re.DOTALL)
    assert listed is not None
    assert {each for each in named if not each.startswith("-")} == set(listed[1].split())


def test_ci_can_be_run_and_names_no_package_host() -> None:
    assert os.access(ROOT / ".ci/run", os.X_OK)
    for name in (".ci/run", "Makefile", "pyproject.toml"):
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"index-url|find-links|https?://", text), name


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    names = {match[0] for each in wanted if (match := re.match(r"[\w.-]+", each))}
    page = (ROOT / "docs/dependencies.md").read_text("utf-8")
    assert {name for name in names if f"`{name}`" not in page} == set()


@pytest.mark.parametrize("module", ["janus_desktop", "janus_desktop.cli", "janus_desktop.models"])
def test_importing_the_front_rooms_imports_nothing_from_elsewhere(module: str) -> None:
    program = (
        "import json, sys; before = set(sys.modules)\n"
        f"import {module}\n"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "file = lambda name: getattr(sys.modules.get(name), '__file__', None) or ''\n"
        "print(json.dumps(sorted(name for name in new if 'site-packages' in file(name))))"
    )
    assert json.loads(python(program)) == []


def test_the_child_process_imports_neither_window_nor_store() -> None:
    program = "import sys, janus_desktop.imaging.child; print(*sys.modules)"
    loaded = python(program).split()
    assert not {"PySide6", "sqlalchemy", "sqlite3", "janus_desktop.models", "janus_desktop.ui"} & set(loaded)


def test_qt_does_not_eat_none() -> None:
    """PySide6 6.12.0 on Python 3.11 drops a reference to None at every call that answers nothing."""
    program = (
        "import sys; from PySide6.QtCore import QObject, Signal\n"
        "class Bell(QObject):\n    rung = Signal(int)\n"
        "bell = Bell(); heard = []; bell.rung.connect(heard.append)\n"
        "before = sys.getrefcount(None)\n"
        "for n in range(1000): bell.setObjectName(str(n)); bell.rung.emit(n)\n"
        "print(sys.getrefcount(None) - before, len(heard))"
    )
    change, heard = map(int, python(program).split())
    assert heard == 1000
    assert change > -100


# Words


def test_every_sentence_is_a_literal_whose_places_are_filled() -> None:
    wrong = []
    for each in collect().sentences():
        where = f"{each.file}:{each.line}"
        if each.template is None:
            if each.open:  # a template from a table, with what fills it
                continue
            wrong.append(f"{where}: not a literal, translators can’t find it")
            continue
        for template in (each.template, each.one or ""):
            try:
                places = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
            except ValueError as error:
                wrong.append(f"{where}: {error}")
                continue
            if any(not name.isidentifier() for name in places):
                wrong.append(f"{where}: {template!r} has a place without a name")
            elif each.arguments and not each.open and not places <= each.arguments:
                wrong.append(f"{where}: nothing given for {sorted(places - each.arguments)}")
        if each.one is not None and each.arguments and "n" not in each.arguments and not each.open:
            wrong.append(f"{where}: one= without n=")
    assert wrong == []


# The desktop


def test_the_desktop_knows_us_by_one_name() -> None:
    folder = paths.resource("desktop")
    entry = (folder / f"{paths.DESKTOP_ID}.desktop").read_text("utf-8")
    about = (folder / f"{paths.DESKTOP_ID}.metainfo.xml").read_text("utf-8")
    assert f"Icon={paths.DESKTOP_ID}\n" in entry
    assert f"<id>{paths.DESKTOP_ID}</id>" in about
    assert f"{paths.DESKTOP_ID}.desktop</launchable>" in about


@pytest.mark.parametrize(
    ("tool", "options", "ending"),
    [("desktop-file-validate", [], ".desktop"), ("appstreamcli", ["validate", "--no-net"], ".metainfo.xml")],
)
def test_the_desktop_files_are_valid(tool: str, options: list[str], ending: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    file = paths.resource("desktop") / f"{paths.DESKTOP_ID}{ending}"
    done = subprocess.run([tool, *options, file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_icon_is_svg_of_our_own() -> None:
    from lxml import etree

    icons = list(paths.resource("icons").rglob("*.svg"))
    assert icons
    for icon in icons:
        root = etree.parse(icon).getroot()
        assert root.tag == "{http://www.w3.org/2000/svg}svg", icon.name
        assert root.get("viewBox"), icon.name


# The wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if importlib.util.find_spec("hatchling") is None or importlib.util.find_spec("build") is None:
        pytest.skip("hatchling and build are not installed (the dev extra has them)")
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = out.glob("*.whl")
    return made


def test_the_wheel_holds_the_package_and_its_resources(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    packed = {each.relative_to(ROOT).as_posix() for each in files() if each.parts[len(ROOT.parts)] == "janus_desktop"}
    assert packed - names == set()
    resources = {
        "janus_desktop/" + each.relative_to(ROOT).as_posix()
        for each in files()
        if each.parts[len(ROOT.parts)] == "resources"
    }
    assert resources - names == set()
    shared = {name.partition(".data/data/")[2] for name in names}
    assert {
        f"share/applications/{paths.DESKTOP_ID}.desktop",
        f"share/metainfo/{paths.DESKTOP_ID}.metainfo.xml",
        f"share/icons/hicolor/scalable/apps/{paths.DESKTOP_ID}.svg",
    } <= shared
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "benchmarks/", "docs/")) for name in names)


def test_resources_are_found_in_the_wheel(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from janus_desktop import paths\n"
        "print(paths.__file__); print(paths.resource('icons/app/janus.svg').is_file())"
    )
    file, found = python(program).splitlines()
    assert Path(file).is_relative_to(tmp_path)
    assert found == "True"
