"""import and inspect, on good files and on everything else."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from .conftest import OWNER, PASSWORD, RUN, Janus, clean_environment, picture

HOSTILE = [
    b"two\nlines.jpg",
    b"quote ' and \" double.jpg",
    "emoji 🌿 leaf.jpg".encode(),
    "שלום עולם.jpg".encode(),
    "\u202egpj.exe.jpg".encode(),
    b" leading and trailing .jpg",
    b"-dash.jpg",
    b"back\\slash.jpg",
    b"percent %s {n} $HOME.jpg",
    b"\xff\xfe no utf-8 \xe9.jpg",
    b"\x1b[31mred.jpg",
    b"x" * 251 + b".jpg",
    "e\u0301 and \u00e9.jpg".encode(),
    b"line\xe2\x80\xa8separator.jpg",
]


def _hostile(folder: Path) -> list[bytes]:
    paths = []
    for number, name in enumerate(HOSTILE, 10):
        path = os.path.join(os.fsencode(folder), name)
        shutil.move(picture(folder / "plain.jpg", number), path)
        paths.append(path)
    return paths


def _summary(lines: list[dict[str, object]]) -> dict[str, object]:
    return lines[-1]["summary"]  # type: ignore[return-value]


def test_a_line_for_each_file_then_the_summary(marta: Janus, pictures: Path, tmp_path: Path) -> None:
    picture(tmp_path / "in" / "new.jpg", 200)
    shutil.copy(pictures / "leaf 0.jpg", tmp_path / "in" / "copy of leaf.jpg")
    (tmp_path / "in" / "letter.jpg").write_text("Dear Anna,")
    (tmp_path / "in" / "empty.jpg").touch()
    whole = picture(tmp_path / "cut.jpg", 201, (800, 600)).read_bytes()
    (tmp_path / "in" / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n" + whole[:40])
    said = marta("import", "--json", tmp_path / "in")
    assert said.code == 1, said.err
    by_name = {Path(each["path"]).name: each for each in said.lines[:-1]}
    assert {name: each["status"] for name, each in by_name.items()} == {
        "new.jpg": "added",
        "copy of leaf.jpg": "duplicate",
        "letter.jpg": "unreadable",
        "empty.jpg": "unreadable",
        "cut.png": "unreadable",
    }
    assert by_name["copy of leaf.jpg"]["id"] == 1
    assert by_name["new.jpg"]["id"] == 6 and by_name["new.jpg"]["reason"] is None
    assert all(each["reason"] for each in by_name.values() if each["status"] == "unreadable")
    assert all(Path(each["path"]).is_absolute() for each in by_name.values())
    counts = {"added": 1, "duplicate": 1, "unreadable": 3, "skipped": 0, "cancelled": False}
    assert counts.items() <= _summary(said.lines).items()


def test_text_says_the_same(marta: Janus, tmp_path: Path) -> None:
    picture(tmp_path / "new.jpg", 202)
    said = marta("import", tmp_path / "new.jpg")
    assert said.code == 0 and not said.err
    first, last = said.out.splitlines()
    assert first.split()[:2] == ["added", "6"] and first.endswith("new.jpg")
    assert last == "1 added, 0 duplicate, 0 unreadable, 0 skipped."


def test_copy_and_no_recurse(marta: Janus, library: Path, tmp_path: Path) -> None:
    picture(tmp_path / "in" / "top.jpg", 203)
    picture(tmp_path / "in" / "below" / "deep.jpg", 204)
    said = marta("import", "--copy", "--no-recurse", "--json", tmp_path / "in")
    assert [Path(each["path"]).name for each in said.lines[:-1]] == ["top.jpg"]
    shown = marta("show", str(said.lines[0]["id"]), "--json").data
    assert any(Path(each["path"]).is_relative_to(library / "managed") for each in shown["places"])


def test_what_is_not_there(marta: Janus, pictures: Path, tmp_path: Path) -> None:
    alone = marta("import", tmp_path / "gone.jpg")
    assert alone.code == 4
    assert "gone.jpg" in alone.out and "Traceback" not in alone.err
    with_other = marta("import", tmp_path / "gone.jpg", pictures / "leaf 0.jpg", "--json")
    assert with_other.code == 1
    assert {each["status"] for each in with_other.lines[:-1]} == {"unreadable", "duplicate"}


def test_hostile_names_go_in_and_come_out(marta: Janus, inside: Janus, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    paths = _hostile(tmp_path / "in")
    said = marta("import", "--json", tmp_path / "in")
    assert said.code == 0, said.out + said.err
    added = [each for each in said.lines[:-1] if each["status"] == "added"]
    assert len(added) == len(paths)
    raw = {bytes.fromhex(each["path_bytes"]) if "path_bytes" in each else each["path"].encode() for each in added}
    assert raw == set(paths)
    for each in added:
        shown = inside("show", str(each["id"]), "--json")
        assert shown.code == 0
        assert inside("show", "--json", "--", shown.data["filename"]).data["id"] == each["id"]
    found = inside("find", "*", "--json")
    assert len(found.lines) == 5 + len(paths)
    text = inside("find", "*").out
    assert len(text.splitlines()) == 1 + 5 + len(paths)
    assert "\x1b" not in text and "\u202e" not in text
    again = marta("import", "--json", *paths)
    assert {each["status"] for each in again.lines[:-1]} == {"duplicate"}


def test_inspect_hostile_names(janus: Janus, tmp_path: Path) -> None:
    paths = _hostile(tmp_path)
    said = janus("inspect", "--json", "--", *paths)
    assert said.code == 0, said.err
    assert len(said.lines) == len(paths)
    assert {(each["width"], each["height"], each["format"]) for each in said.lines} == {(64, 48, "JPEG")}
    lossy = [each for each in said.lines if "path_bytes" in each]
    assert [bytes.fromhex(each["path_bytes"]) for each in lossy] == [each for each in paths if b"\xff" in each]


def test_facts_in_order(janus: Janus, tmp_path: Path) -> None:
    picture(tmp_path / "leaf.jpg", 7)
    said = janus("inspect", "--json", tmp_path)
    (facts,) = said.lines
    assert list(facts)[:21] == [
        "path", "width", "height", "format", "make", "model", "lens", "datetime_original", "exposure_time",
        "f_number", "iso", "focal_length", "gps_lat", "gps_lon", "orientation", "artist", "copyright",
        "description", "keywords", "rating", "metadata",
    ]  # fmt: skip
    assert facts["path"] == str(tmp_path / "leaf.jpg")
    assert facts["make"] == "Canon" and facts["iso"] == 800 and facts["artist"] == "M. Kessler"
    assert facts["datetime_original"] == "2021-06-08T09:30:00"
    assert facts["lens"] is None and facts["gps_lat"] is None
    assert any("Model" in tag for tags in facts["metadata"].values() for tag in tags)
    assert "Canon EOS R5" in janus("inspect", tmp_path).out


def test_inspect_says_what_it_cannot_read(janus: Janus, tmp_path: Path) -> None:
    picture(tmp_path / "good.jpg", 1)
    (tmp_path / "bad.jpg").write_text("no picture")
    said = janus("inspect", "--json", tmp_path, tmp_path / "gone.jpg")
    assert said.code == 1
    errors = {Path(each["path"]).name for each in said.lines if "error" in each}
    assert errors == {"bad.jpg", "gone.jpg"}
    assert janus("inspect", tmp_path / "gone.jpg").code == 4


def test_links_are_not_resolved(janus: Janus, tmp_path: Path) -> None:
    picture(tmp_path / "real" / "leaf.jpg", 1)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    said = janus("inspect", "--json", tmp_path / "link" / "leaf.jpg")
    assert said.data["path"] == str(tmp_path / "link" / "leaf.jpg")


def test_what_is_no_regular_file(marta: Janus, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "zero.jpg").symlink_to("/dev/zero")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "nowhere.jpg").symlink_to(tmp_path / "gone")
    picture(tmp_path / "good.jpg", 210)
    said = marta("import", "--json", tmp_path)
    assert said.code == 1
    by_name = {Path(each["path"]).name: each["status"] for each in said.lines[:-1]}
    assert by_name.pop("good.jpg") == "added"
    assert by_name == dict.fromkeys(["pipe.jpg", "zero.jpg", "nowhere.jpg"], "unreadable")
    assert marta("inspect", tmp_path / "pipe.jpg").code == 1


@pytest.mark.skipif(
    os.geteuid() == 0 and shutil.which("setpriv") is None, reason="root reads everything, and setpriv is absent"
)
def test_a_folder_that_cannot_be_read(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    picture(folder / "good.jpg", 1)
    picture(folder / "locked" / "hidden.jpg", 2)
    (folder / "locked").chmod(0)
    command = [*RUN, "inspect", "--json", str(folder)]
    if os.geteuid() == 0:
        # Still root, but no longer above permissions.
        command = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *command]
    try:
        done = subprocess.run(command, env=clean_environment(home), capture_output=True, timeout=60)
    finally:
        (folder / "locked").chmod(0o700)
    lines = [json.loads(each) for each in done.stdout.splitlines()]
    assert done.returncode == 1, done.stderr
    assert [Path(each["path"]).name for each in lines if "error" not in each] == ["good.jpg"]
    (wrong,) = [each for each in lines if "error" in each]
    assert wrong["path"] == str(folder / "locked")


def test_a_file_that_vanishes_while_it_is_imported(home: Path, library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for number in range(120):
        picture(folder / f"{number:03d}.jpg", number + 300, (400, 300))
    env = clean_environment(home) | {"JANUS_USER": OWNER, "JANUS_PASSWORD": PASSWORD}
    process = subprocess.Popen(
        [*RUN, "--library", str(library), "import", "--json", str(folder)],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    (folder / "119.jpg").unlink(missing_ok=True)
    rest, err = process.communicate(timeout=120)
    lines = [json.loads(each) for each in (first + rest).splitlines()]
    assert b"Traceback" not in err
    assert process.returncode in (0, 1)
    assert sum(each.get("status") == "added" for each in lines) >= 119


def test_ctrl_c_keeps_what_was_done(home: Path, library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for number in range(150):
        picture(folder / f"{number:03d}.jpg", number + 500, (1200, 900))
    env = clean_environment(home) | {
        "JANUS_LIBRARY": str(library), "JANUS_USER": OWNER, "JANUS_PASSWORD": PASSWORD,
    }  # fmt: skip
    process = subprocess.Popen(
        [*RUN, "import", "--json", str(folder)],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to the children as well
    rest, err = process.communicate(timeout=60)
    lines = [json.loads(each) for each in (first + rest).splitlines()]
    assert process.returncode == 130, err
    assert b"Traceback" not in err
    added = sum(each.get("status") == "added" for each in lines)
    assert lines[-1]["summary"]["cancelled"] is True
    assert 0 < added == lines[-1]["summary"]["added"] < 150
    count = subprocess.run([*RUN, "find", "*", "--count"], env=env, capture_output=True, check=True)
    assert int(count.stdout) == 5 + added


CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the collection of real files is not beside the project")
def test_real_files_are_described(janus: Janus) -> None:
    some = sorted((CORPUS / "good").rglob("*.jpg"))[:12] + sorted((CORPUS / "bad").glob("*.jpg"))[:6]
    said = janus("inspect", "--json", *some)
    assert said.code in (0, 1) and not said.err
    assert {each["path"] for each in said.lines} == {str(each) for each in some}
    good = [each for each in said.lines if "/good/" in each["path"]]
    assert all(each["width"] and each["height"] for each in good if "error" not in each)
