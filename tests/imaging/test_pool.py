"""The pool with real child processes: answers, order, threads, cancelling, closing."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

import janus_desktop
from janus_desktop.cancel import Cancel
from janus_desktop.imaging.facts import ImageFacts, Thumbnails, Unreadable
from janus_desktop.imaging.limits import Limits
from janus_desktop.imaging.pool import LOOK_AHEAD, Pool

needs_proc = pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="needs Linux's /proc")


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(2)
    yield made
    made.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("pictures")
    paths = []
    for number in range(12):
        exif = Image.Exif()
        exif[0x010F] = f"Maker {number}"
        path = folder / f"{number}.jpg"
        Image.new("RGB", (900 + number, 600), (number * 20, 90, 120)).save(path, exif=exif)
        paths.append(os.fsencode(path))
    return paths


def one(path: Path, size: tuple[int, int] = (40, 30), colour: str = "red") -> bytes:
    Image.new("RGB", size, colour).save(path)
    return os.fsencode(path)


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def test_every_file_is_answered_once(pool: Pool, files: list[bytes]) -> None:
    found = list(pool.inspect_many(iter(files)))
    assert sorted(facts.path for facts in found) == sorted(files)
    for facts in found:
        assert isinstance(facts, ImageFacts)
        assert facts.width == 900 + files.index(facts.path)
        assert facts.make == f"Maker {files.index(facts.path)}"
        assert facts.format == "JPEG"


def test_metadata_stays_text_until_asked_for(pool: Pool, files: list[bytes]) -> None:
    (facts,) = pool.inspect_many(files[:1])
    assert isinstance(facts, ImageFacts)
    assert facts.metadata_json is not None
    assert facts.all_metadata() == json.loads(facts.metadata_json)
    assert "Maker 0" in facts.metadata_json.decode()
    assert facts.metadata == {}


def test_take_in_reads_once_and_gives_both(pool: Pool, files: list[bytes]) -> None:
    found = list(pool.take_in(files))
    assert len(found) == len(files)
    for facts, thumbnails in found:
        assert isinstance(facts, ImageFacts)
        assert isinstance(thumbnails, Thumbnails)
        assert thumbnails.content_hash == facts.content_hash
        assert set(thumbnails.pictures) == {256, 512}


def test_a_bad_file_costs_only_itself(pool: Pool, files: list[bytes], tmp_path: Path) -> None:
    text = tmp_path / "no picture.jpg"
    text.write_text("only words")
    found = dict(pool.shrink_many((path, None) for path in [files[0], os.fsencode(text), files[1]]))
    assert isinstance(found[files[0]], Thumbnails)
    assert isinstance(found[files[1]], Thumbnails)
    bad = found[os.fsencode(text)]
    assert isinstance(bad, Unreadable)
    assert "no picture.jpg" in str(bad.reason)
    assert [(type(f), t) for f, t in pool.take_in([os.fsencode(text)])] == [(Unreadable, None)]


def test_relative_paths_come_back_as_given(pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one(tmp_path / "here.png")
    monkeypatch.chdir(tmp_path)
    (facts,) = pool.inspect_many([b"here.png"])
    assert isinstance(facts, ImageFacts)
    assert facts.path == b"here.png"


@pytest.mark.parametrize(
    "name",
    [
        b"a b.png",
        b"line\nbreak.png",
        "😀 שלום.png".encode(),
        b"\xff\xfe\x80.png",
        b"'\"%s{x}.png",
        b"x" * 251 + b".png",
    ],
)
def test_odd_names(pool: Pool, tmp_path: Path, name: bytes) -> None:
    path = os.path.join(os.fsencode(tmp_path), name)
    Image.new("RGB", (8, 8)).save(os.fsdecode(path), "PNG")
    ((facts, thumbnails),) = pool.take_in([path])
    assert isinstance(facts, ImageFacts)
    assert facts.path == path
    assert isinstance(thumbnails, Thumbnails)
    os.truncate(path, 30)
    ((bad, _),) = pool.take_in([path])
    if isinstance(bad, Unreadable):
        assert str(bad.reason)


def test_wishes_know_what_they_expect(pool: Pool, files: list[bytes]) -> None:
    (facts,) = pool.inspect_many(files[:1])
    assert isinstance(facts, ImageFacts)
    ((_, same),) = pool.shrink_many([(files[0], facts.content_hash)])
    assert isinstance(same, Thumbnails)
    ((_, other),) = pool.shrink_many([(files[0], bytes(32))])
    assert isinstance(other, Unreadable)
    assert other.kind == "changed"


def test_sizes_can_be_chosen(pool: Pool, files: list[bytes]) -> None:
    made = pool.shrink(files[0], (128,))
    assert isinstance(made, Thumbnails)
    assert set(made.pictures) == {128}


def test_paths_are_pulled_as_needed(pool: Pool, files: list[bytes]) -> None:
    pulled = 0

    def endless() -> Iterator[bytes]:
        nonlocal pulled
        for path in itertools.cycle(files):
            pulled += 1
            yield path

    stream = pool.inspect_many(endless())
    for _ in range(30):
        next(stream)
    assert pulled <= 30 + LOOK_AHEAD * pool.workers
    stream.close()
    assert isinstance(pool.shrink(files[0]), Thumbnails)


def test_cancel_ends_the_stream(pool: Pool, files: list[bytes]) -> None:
    cancel = Cancel()
    count = 0
    for _ in pool.take_in(itertools.cycle(files), cancel):
        count += 1
        if count == 5:
            cancel()
    assert count == 5
    assert list(pool.inspect_many(files, cancel=cancel)) == []
    stopped = pool.shrink(files[0], cancel=cancel)
    assert isinstance(stopped, Unreadable)
    assert stopped.kind == "stopped"


def test_several_threads_at_once(pool: Pool, files: list[bytes]) -> None:
    got: list[int] = []

    def ask() -> None:
        got.append(sum(isinstance(facts, ImageFacts) for facts in pool.inspect_many(files)))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [len(files)] * 4


def test_a_single_picture_does_not_wait_for_bulk_work(files: list[bytes]) -> None:
    pool = Pool(1)
    try:
        bulk = pool.take_in(itertools.cycle(files))
        next(bulk)
        assert isinstance(pool.shrink(files[3]), Thumbnails)
        next(bulk)
    finally:
        pool.close()


def test_bytes_just_read_are_not_read_again(tmp_path: Path) -> None:
    pool = Pool(2)
    try:
        path = tmp_path / "kept.bmp"
        one(path, colour="red")
        (facts,) = pool.inspect_many([os.fsencode(path)])
        assert isinstance(facts, ImageFacts)
        one(path, colour="blue")  # the same size; with the same time it looks untouched
        os.utime(path, ns=(facts.mtime_ns, facts.mtime_ns))
        first = pool.shrink(os.fsencode(path))
        again = pool.shrink(os.fsencode(path))
        assert isinstance(first, Thumbnails)
        assert isinstance(again, Thumbnails)
        assert first.content_hash == facts.content_hash
        assert again.content_hash != facts.content_hash
    finally:
        pool.close()


def test_what_is_kept_is_dropped_when_the_file_changes(tmp_path: Path) -> None:
    pool = Pool(1)
    try:
        path = tmp_path / "changed.bmp"
        one(path)
        (facts,) = pool.inspect_many([os.fsencode(path)])
        one(path, size=(50, 30))
        made = pool.shrink(os.fsencode(path))
        assert isinstance(facts, ImageFacts)
        assert isinstance(made, Thumbnails)
        assert made.content_hash != facts.content_hash
    finally:
        pool.close()


def test_children_are_replaced_after_a_while(files: list[bytes]) -> None:
    pool = Pool(1, Limits(files_per_child=3))
    try:
        pids = set()
        for _ in pool.inspect_many(files):
            pids.update(pool.pids)
        assert len(pids) >= 3
    finally:
        pool.close()


def test_close_ends_children_and_streams(files: list[bytes]) -> None:
    pool = Pool(2)
    started, ended = threading.Event(), threading.Event()

    def work() -> None:
        for _ in pool.take_in(itertools.cycle(files)):
            started.set()
        ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert started.wait(60)
    pids = pool.pids
    assert pids
    pool.close()
    thread.join(60)
    assert ended.is_set()
    assert pool.pids == []
    assert all(gone(pid) for pid in pids)
    pool.close()
    assert list(pool.inspect_many(files)) == []


def test_a_child_knows_neither_store_nor_window(pool: Pool, files: list[bytes]) -> None:
    pool.shrink(files[0])
    modules = pool.child_modules()
    assert "PIL.Image" in modules
    banned = ("PySide6", "shiboken6", "sqlalchemy", "sqlite3", "pysqlite3", "alembic")
    ours = ("janus_desktop.models", "janus_desktop.ui", "janus_desktop.imaging.pool")
    assert not [name for name in modules if name.partition(".")[0] in banned or name.startswith(ours)]


def test_probe_names_the_readers(pool: Pool) -> None:
    readers = pool.probe()
    assert readers["pillow"] if "pillow" in readers else readers["Pillow"]
    assert readers["exiv2"]
    assert "Pillow: libjpeg_turbo" in readers


@needs_proc
def test_a_child_is_bounded_and_knows_no_secrets(monkeypatch: pytest.MonkeyPatch, files: list[bytes]) -> None:
    monkeypatch.setenv("JANUS_PASSWORD", "correct horse")
    pool = Pool(1)
    try:
        pool.shrink(files[0])
        (pid,) = pool.pids
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        assert b"correct horse" not in environment
        assert b"OMP_NUM_THREADS=1" in environment
        limits = Path(f"/proc/{pid}/limits").read_text()
        (space,) = [line for line in limits.splitlines() if line.startswith("Max address space")]
        assert str(Limits().memory) in space
    finally:
        pool.close()


@needs_proc
def test_children_end_with_a_supervisor_that_was_killed(files: list[bytes]) -> None:
    script = (
        "import os, sys, signal; from janus_desktop.imaging.pool import Pool; pool = Pool(1);"
        "pool.shrink(os.fsencode(sys.argv[1])); print(*pool.pids, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    home = str(Path(janus_desktop.__file__).parents[1])
    path = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "-P", "-c", script, os.fsdecode(files[0])],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    pid = int(done.stdout)
    pause = Cancel()
    for _ in range(600):
        if gone(pid):
            break
        pause.wait(0.05)
    assert gone(pid)
