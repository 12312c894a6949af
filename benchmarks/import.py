"""Importing: ours against a bare decoder, ExifTool, hashlib and raw SQLite, and how much memory it takes.

    python benchmarks/import.py [--json] [--quick]

Whatever is compared is compared in turn, in one run, on files that the benchmark makes.
"""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from _common import figure, options, tell

from janus_desktop.models import Catalogue, ImportOptions, Library

PASSWORD = "correct horse stable"


def drain(steps: Generator[Any, None, Any]) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def library(folder: Path) -> Library:
    return Library.create(folder, username="bench", email="bench@example.org", password=PASSWORD)


def photo(path: Path, number: int, size: tuple[int, int], base: bytes | None = None) -> Path:
    """A JPEG of noise over a slope with a camera's Exif; `base` (its pixels) spares making them again."""
    from PIL import Image

    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x010E] = "Made", f"Camera {number % 7}", f"Sheet {number}"
    inner = exif.get_ifd(0x8769)
    inner[0x829A], inner[0x829D], inner[0x8827] = 1 / (30 + number % 900), 2.8, 100 + number % 3000
    inner[0x9003], inner[0x920A] = f"2024:05:{1 + number % 28:02} 12:00:{number % 60:02}", 50.0
    if base is None:
        noise = Image.effect_noise((size[0] // 4, size[1] // 4), 40).resize(size).convert("RGB")
        noise.save(path, "JPEG", quality=90, exif=exif)
    else:  # the same pixels with other Exif: another file, made in no time
        data = exif.tobytes()
        body = data if data.startswith(b"Exif\0\0") else b"Exif\0\0" + data
        segment = b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
        path.write_bytes(base[:2] + segment + base[2:])
    return path


def photos(folder: Path, count: int, size: tuple[int, int], kinds: int) -> list[Path]:
    """`count` photographs, of `kinds` different pictures."""
    from PIL import Image

    bases = []
    for number in range(kinds):
        noise = Image.effect_noise((size[0] // 4, size[1] // 4), 30 + number).resize(size).convert("RGB")
        noise.save(folder / "base.jpg", "JPEG", quality=90)
        bases.append((folder / "base.jpg").read_bytes())
    (folder / "base.jpg").unlink()
    return [photo(folder / "files" / f"{n // 200:02}" / f"{n:05}.jpg", n, size, bases[n % kinds]) for n in range(count)]


def processor() -> float:
    """CPU seconds of this process and of all its children that have ended."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def imported(place: Path, files: Path, *, thumbnails: bool) -> tuple[float, float, int]:
    """CPU seconds, wall seconds and number of images of one import into a new library."""
    opened = library(place)
    view = opened.sign_in("bench", PASSWORD)
    drain(view.imports.files([], ImportOptions()))
    cpu, wall = processor(), time.perf_counter()
    report = drain(view.imports.files([files], ImportOptions(thumbnails=thumbnails)))
    wall = time.perf_counter() - wall
    opened.close()  # the children's time counts once they have ended
    return processor() - cpu, wall, report.added


def large(folder: Path, quick: bool) -> dict[str, Any]:
    """Everything for photographs of 24 megapixels, in CPU, against decoding them alone to an eighth."""
    program = shutil.which("djpeg")
    if program is None:
        return {}
    count = 24 if quick else 48
    paths = photos(folder, count, (6000, 4000), 2)
    cpu = processor()
    for path in paths[: min(count, 16)]:
        subprocess.run([program, "-scale", "1/8", str(path)], stdout=subprocess.DEVNULL, check=True)
    floor = 1000 * (processor() - cpu) / min(count, 16)
    spent, _, added = imported(folder / "library", folder / "files", thumbnails=True)
    return {
        "24-megapixel JPEG, all of it, CPU": figure(1000 * spent / added, "ms", "<= 1.2", floor),
        "first stage of a 24-megapixel JPEG, against hashlib": first(folder, paths),
    }


def first(folder: Path, paths: list[Path]) -> dict[str, Any]:
    """Until the images are visible and searchable, against reading and hashing the same files."""
    ours, hashes = [], []
    for turn in range(3):
        begun = time.perf_counter()
        for path in paths:
            hashlib.sha256(path.read_bytes()).digest()
        hashes.append(time.perf_counter() - begun)
        ours.append(imported(folder / f"first {turn}", folder / "files", thumbnails=False)[1])
    many = 1000 / len(paths)
    return figure(many * statistics.median(ours), "ms", "<= 2.5", many * statistics.median(hashes))


def small(folder: Path, quick: bool) -> dict[str, Any]:
    """Everything for small JPEGs, by the clock, against ExifTool's metadata alone."""
    count = 200 if quick else 1000
    photos(folder, count, (640, 480), 8)
    figures = {}
    _, wall, added = imported(folder / "library", folder / "files", thumbnails=True)
    program = shutil.which("exiftool")
    if program is not None:
        begun = time.perf_counter()
        subprocess.run([program, "-q", "-r", "-json", str(folder / "files")], stdout=subprocess.DEVNULL, check=True)
        theirs = 1000 * (time.perf_counter() - begun) / count
        figures["small JPEG, all of it, against ExifTool’s metadata"] = figure(
            1000 * wall / added, "ms", "<= 0.667", theirs
        )
    return figures


def rows(folder: Path, quick: bool) -> dict[str, Any]:
    """Storing what was read, through our own store, against the same rows by a bare `executemany`."""
    from janus_desktop.imaging.inspect import inspect_file
    from janus_desktop.models import sqlite_driver
    from janus_desktop.models.rights import Right
    from janus_desktop.models.taking_in import Taker

    count, batch = (2000, 500) if quick else (20_000, 500)
    folder.mkdir()
    model = inspect_file(photo(folder / "model.jpg", 1, (64, 48)))
    opened = library(folder / "library")
    view = opened.sign_in("bench", PASSWORD)
    run = view.door.operation(Right.IMPORT, "imports.files")
    taker = Taker(run.id, view.me.id, opened.managed)
    import dataclasses

    facts = [
        dataclasses.replace(
            model, path=b"/bench/%05d/%07d.jpg" % (n // 1000, n), content_hash=hashlib.sha256(b"%d" % n).digest()
        )
        for n in range(count)
    ]
    begun = time.perf_counter()
    for start in range(0, count, batch):
        with run.part() as part:
            taker.store(part, [(one, b"/bench") for one in facts[start : start + batch]])
    ours = time.perf_counter() - begun
    run.finish()
    opened.close()
    spent = bare(sqlite_driver(), folder, batch)
    return {
        "row of an image with its places, metadata and index": figure(
            1e6 * ours / count, "µs", "<= 2", 1e6 * spent / count
        )
    }


def bare(module: Any, folder: Path, batch: int) -> float:
    """Seconds that the same rows of the same tables take by `executemany`, in commits of the same size."""
    source = module.connect(folder / "library" / "library.sqlite")
    target = module.connect(folder / "bare.sqlite", isolation_level=None)
    target.execute("PRAGMA journal_mode=WAL")
    target.execute("PRAGMA synchronous=FULL")
    tables = [
        "images", "image_metadata", "places", "revisions", "image_tags", "metadata_keys", "metadata_values",
    ]  # fmt: skip
    schema = source.execute(
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC"
    ).fetchall()
    data: dict[str, list[Any]] = {}
    for name, table, sql in schema:
        if table in tables:
            target.execute(sql)
            if name == table:
                data[table] = source.execute(f"SELECT * FROM {table}").fetchall()
    for _, _, sql in schema:
        if sql.startswith("CREATE VIRTUAL TABLE") and "fts5" in sql:
            target.execute(sql)
    count = len(data["images"])
    said = [
        (row[0], *row[1:])
        for row in source.execute("SELECT id, filename, title, description, creator, notes FROM images")
    ]
    begun = time.perf_counter()
    for start in range(0, count, batch):
        target.execute("BEGIN IMMEDIATE")
        for table, held in data.items():
            share = held[start * len(held) // count : (start + batch) * len(held) // count]
            if share:
                target.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(share[0]))})", share)
        index = [(row[0], " ".join(str(each) for each in row[1:] if each)) for row in said[start : start + batch]]
        first = target.execute("SELECT name FROM pragma_table_info('image_text') LIMIT 1").fetchone()
        if first is not None:
            target.executemany(f"INSERT INTO image_text(rowid, {first[0]}) VALUES (?, ?)", index)
        target.execute("COMMIT")
    spent = time.perf_counter() - begun
    target.close()
    source.close()
    return spent


def tree_memory() -> int:
    """Bytes of this process and all below it, shared pages counted in parts (Linux)."""
    total, wanted = 0, {os.getpid()}
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    grown = True
    while grown:
        below = {pid for pid, parent in parents.items() if parent in wanted}
        grown = not below <= wanted
        wanted |= below
    for pid in wanted:
        try:
            for line in (Path("/proc") / str(pid) / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        except OSError:
            continue
    return total


def memory(folder: Path, quick: bool) -> dict[str, Any]:
    """The most that an import takes, over the whole tree of processes."""
    if not Path("/proc/self/smaps_rollup").exists():
        return {}
    photos(folder, 200 if quick else 2000, (1200, 800), 4)
    most, ended = [0], threading.Event()

    def look() -> None:
        while not ended.wait(0.2):
            most[0] = max(most[0], tree_memory())

    looking = threading.Thread(target=look)
    looking.start()
    try:
        imported(folder / "library", folder / "files", thumbnails=True)
    finally:
        ended.set()
        looking.join()
    return {"memory of all processes during an import": figure(most[0] / 2**20, "MiB", "<= 600")}


def rescan(folder: Path, quick: bool) -> dict[str, Any]:
    """A second look at an unchanged source of 100,000 files (made rows; the files are empty)."""
    count = 10_000 if quick else 100_000
    opened = library(folder / "library")
    view = opened.sign_in("bench", PASSWORD)
    root = folder / "files"
    drain(view.imports.files([photo(root / "first.jpg", 1, (64, 48))], ImportOptions(thumbnails=False)))
    source = view.sources.tree()[0].id
    made = fill(view, source, root, count)
    begun = time.perf_counter()
    report = drain(view.sources.rescan([source]))
    spent = time.perf_counter() - begun
    opened.close()
    assert report.looked == made and report.added == report.missing == report.changed == 0, report
    name = f"rescan of {made - 1:,} unchanged files"
    return {name: figure(spent, "s", f"<= {10 * count / 100_000:g}")}


def fill(view: Catalogue, source: int, root: Path, count: int) -> int:
    """Empty files with places that fit them, all of the first image; answers how many places there are."""
    from sqlalchemy import insert, select

    from janus_desktop.models.placing import Roots
    from janus_desktop.models.tables import Place

    for number in range(count // 1000):
        (root / f"{number:03}").mkdir()
    with view.door.derive() as connection:
        place = dict(connection.execute(select(Place.__table__)).mappings().one())
        place.pop("id")
        roots, new = Roots(), []
        for number in range(count):
            path = b"%03d/%06d.jpg" % (number // 1000, number)
            file = os.path.join(os.fsencode(root), path)
            os.close(os.open(file, os.O_CREAT | os.O_WRONLY))
            times = os.stat(file)
            new.append(
                place | {"path": path, "display": path.decode(), "size": 0, "mtime_ns": times.st_mtime_ns,
                         "folder_id": roots.folder(connection, source, path[:3])}
            )  # fmt: skip
        connection.execute(insert(Place), new)
    return count + 1


def main() -> None:
    asked = options(__doc__ or "")
    parts: list[Callable[[Path, bool], dict[str, Any]]] = [large, small, rows, memory, rescan]
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="janus-bench-") as folder:
        os.environ["JANUS_HOME"] = str(Path(folder) / "home")
        os.environ["JANUS_NO_KEYRING"] = "1"
        for part in parts:
            place = Path(folder) / part.__name__
            if part is not rows:
                place.mkdir()
            figures |= part(place, asked.quick)
            shutil.rmtree(place, ignore_errors=True)
    absent = [f"{name} is not installed." for name in ("djpeg", "exiftool") if shutil.which(name) is None]
    tell(figures, asked, absent)


if __name__ == "__main__":
    main()
