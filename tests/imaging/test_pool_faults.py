"""What a hostile or broken file may cost: itself, and nothing else."""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from janus_desktop.cancel import Cancel
from janus_desktop.imaging.facts import ImageFacts, Thumbnails, Unreadable
from janus_desktop.imaging.limits import MIB, Limits
from janus_desktop.imaging.pool import Pool

BAD = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "bad"
corpus = pytest.mark.skipif(not BAD.is_dir(), reason="the collection of bad files is not beside the project")
posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")


@pytest.fixture
def picture(tmp_path: Path) -> bytes:
    path = tmp_path / "good.jpg"
    Image.effect_noise((1200, 800), 60).convert("RGB").save(path)
    return os.fsencode(path)


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(2)
    yield made
    made.close()


def bits(path: Path, width: int, height: int) -> bytes:
    """A black-and-white PNG of any size, small on disk."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pack = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    data = b"".join(pack.compress(row) for _ in range(height)) + pack.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b""))
    return os.fsencode(path)


@posix
def test_children_killed_at_work_cost_nothing(pool: Pool, picture: bytes) -> None:
    found = []
    for number, (facts, thumbnails) in enumerate(pool.take_in([picture] * 60)):
        found.append((facts, thumbnails))
        if number in (3, 20):
            for pid in pool.pids:
                os.kill(pid, signal.SIGKILL)
    assert len(found) == 60
    assert all(isinstance(f, ImageFacts) and isinstance(t, Thumbnails) for f, t in found)


@posix
def test_a_file_that_always_kills_its_reader(picture: bytes) -> None:
    pool = Pool(1)
    done = threading.Event()

    def kill() -> None:
        while not done.is_set():
            for pid in pool.pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    try:
        killer.start()
        made = pool.shrink(picture)
    finally:
        done.set()
        killer.join()
    try:
        assert isinstance(made, Unreadable)
        assert made.kind == "crashed"
        assert "good.jpg" in str(made.reason)
        assert isinstance(pool.shrink(picture), Thumbnails)
    finally:
        pool.close()


@posix
def test_a_child_that_stands_still_is_replaced(picture: bytes) -> None:
    pool = Pool(1, Limits(stall_local=0.3, stall_network=0.3))
    try:
        assert isinstance(pool.shrink(picture), Thumbnails)
        (pid,) = pool.pids
        os.kill(pid, signal.SIGSTOP)
        stuck = pool.shrink(picture)
        assert isinstance(stuck, Unreadable)
        assert stuck.kind == "too slow"
        assert isinstance(pool.shrink(picture), Thumbnails)
        assert pool.pids != [pid]
    finally:
        pool.close()


@posix
def test_cancel_does_not_wait_for_a_stuck_child(picture: bytes) -> None:
    pool = Pool(1)
    try:
        assert isinstance(pool.shrink(picture), Thumbnails)
        (pid,) = pool.pids
        os.kill(pid, signal.SIGSTOP)
        cancel = Cancel()
        threading.Timer(0.05, cancel).start()
        stopped = pool.shrink(picture, cancel=cancel)
        assert isinstance(stopped, Unreadable)
        assert stopped.kind == "stopped"
        # the stuck child is let go after a moment's grace, long before it would count as stalled
        assert isinstance(pool.shrink(picture), Thumbnails)
    finally:
        pool.close()


@posix
def test_close_does_not_wait_for_a_stuck_child(picture: bytes) -> None:
    pool = Pool(1)
    assert isinstance(pool.shrink(picture), Thumbnails)
    (pid,) = pool.pids
    os.kill(pid, signal.SIGSTOP)
    answers: list[object] = []
    thread = threading.Thread(target=lambda: answers.append(pool.shrink(picture)))
    thread.start()
    pool.close()
    thread.join(60)
    assert len(answers) == 1
    assert isinstance(answers[0], Unreadable)
    assert answers[0].kind == "stopped"


@posix
def test_an_idle_child_that_died_is_replaced(picture: bytes) -> None:
    pool = Pool(1)
    try:
        assert isinstance(pool.shrink(picture), Thumbnails)
        os.kill(pool.pids[0], signal.SIGKILL)
        assert isinstance(pool.shrink(picture), Thumbnails)
    finally:
        pool.close()


@posix
def test_only_regular_files_are_opened(pool: Pool, tmp_path: Path, picture: bytes) -> None:
    os.mkfifo(tmp_path / "fifo.jpg")
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "loop.jpg").symlink_to("loop.jpg")
    (tmp_path / "device.jpg").symlink_to("/dev/zero")
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "nowhere.jpg").symlink_to("not there.jpg")
    names = {
        "fifo.jpg": "not a file",
        "folder.jpg": "not a file",
        "loop.jpg": "not a file",
        "device.jpg": "not a file",
        "empty.jpg": "empty",
        "nowhere.jpg": "missing",
        "absent.jpg": "missing",
    }
    paths = [os.fsencode(tmp_path / name) for name in names]
    found = {facts.path: facts for facts in pool.inspect_many([*paths, picture])}
    assert isinstance(found.pop(picture), ImageFacts)
    kinds = {os.path.basename(path).decode(): getattr(facts, "kind", "readable") for path, facts in found.items()}
    assert kinds == names


def test_a_picture_too_large_to_decode_says_so(pool: Pool, tmp_path: Path, picture: bytes) -> None:
    path = bits(tmp_path / "wall.png", 30_000, 30_000)
    ((facts, thumbnails),) = pool.take_in([path])
    assert isinstance(facts, ImageFacts)
    assert (facts.width, facts.height) == (30_000, 30_000)
    assert isinstance(thumbnails, Unreadable)
    assert thumbnails.kind == "too large"
    assert "wall.png" in str(thumbnails.reason)
    assert isinstance(pool.shrink(picture), Thumbnails)


def test_the_pixel_limit_is_a_setting(tmp_path: Path) -> None:
    path = bits(tmp_path / "small.png", 3000, 2000)
    strict, lax = Pool(1, Limits(max_pixels=5_000_000)), Pool(1)
    try:
        refused = strict.shrink(path)
        assert isinstance(refused, Unreadable)
        assert refused.kind == "too large"
        assert isinstance(lax.shrink(path), Thumbnails)
    finally:
        strict.close()
        lax.close()


def test_memory_is_asked_for_before_decoding(tmp_path: Path, picture: bytes) -> None:
    import imagecodecs
    import numpy as np

    path = tmp_path / "plain.jxl"
    path.write_bytes(imagecodecs.jpegxl_encode(np.zeros((9000, 9000, 3), np.uint8), effort=1))
    pool = Pool(1, Limits(memory=600 * MIB))
    try:
        made = pool.shrink(os.fsencode(path))
        assert isinstance(made, Unreadable)
        assert made.kind == "too large"
        assert isinstance(pool.shrink(picture), Thumbnails)
    finally:
        pool.close()


@corpus
@posix
def test_memory_that_no_header_announces_is_bounded(picture: bytes) -> None:
    pool = Pool(1)
    try:
        made = pool.shrink(os.fsencode(BAD / "bombs" / "dcm_deflated_1GiB.dcm"))
        assert isinstance(made, Unreadable)
        assert made.kind == "too large"
        assert isinstance(pool.shrink(picture), Thumbnails)
    finally:
        pool.close()


@corpus
@posix
def test_what_the_file_says_survives_pixels_that_take_too_long() -> None:
    path = BAD / "bombs" / "jpeg_progressive_2000_scans_4096.jpg"
    pool = Pool(1, Limits(cpu_seconds=1, cpu_per_megapixel=0))
    try:
        ((facts, thumbnails),) = pool.take_in([os.fsencode(path)])
        assert isinstance(facts, ImageFacts)
        assert facts.width == 4096
        assert isinstance(thumbnails, Unreadable)
        assert thumbnails.kind == "too slow"
    finally:
        pool.close()


@corpus
@pytest.mark.corpus
def test_every_bad_file_ends_in_a_reason_or_a_result(picture: bytes) -> None:
    paths = [os.fsencode(path) for path in sorted(BAD.rglob("*")) if path.is_file()]
    pool = Pool(2, Limits(cpu_seconds=3))
    try:
        seen = []
        for facts, thumbnails in pool.take_in(paths):
            seen.append(facts.path)
            for answer in (facts, thumbnails):
                if isinstance(answer, Unreadable):
                    name = os.path.basename(facts.path).decode()
                    assert name in str(answer.reason)
        assert sorted(seen) == sorted(paths)
        assert isinstance(pool.shrink(picture), Thumbnails)
    finally:
        pool.close()
