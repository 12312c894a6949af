"""Metadata of real files: ours against `exiftool -stay_open`, and how much of it is right.

    python benchmarks/metadata.py [--json] [--quick]

Takes the collection of real files beside the project where it is there, else files it makes.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from janus_desktop.imaging.inspect import QUICK, FileBytes, as_record, facts_of, inspect_file

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
SLICE = 50
ENDINGS = {".jpg", ".jpeg", ".mpo", ".tif", ".tiff", ".png", ".webp", ".heic", ".heif", ".avif", ".jp2", ".psd"}


def files(folder: Path, quick: bool) -> list[Path]:
    """The pictures to read: the collection's, or made ones."""
    good = CORPUS / "good"
    if good.is_dir():
        found = sorted(path for path in good.rglob("*") if path.suffix.lower() in ENDINGS)
        return found[:: 6 if quick else 1]
    return [make(folder, number) for number in range(40 if quick else 200)]


def make(folder: Path, number: int) -> Path:
    """A JPEG of 1200 by 800 pixels with the Exif of a camera."""
    from PIL import Image

    picture = Image.effect_noise((300, 200), 40 + number % 30).resize((1200, 800)).convert("RGB")
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Made", f"Camera {number % 7}", 1 + number % 8
    inner = exif.get_ifd(0x8769)
    inner[0x829A], inner[0x829D], inner[0x8827] = 1 / (30 + number), 2.8, 100 + number
    inner[0x9003], inner[0x920A] = f"2024:05:{1 + number % 28:02} 12:00:00", 50.0
    path = folder / f"made-{number}.jpg"
    picture.save(path, "JPEG", exif=exif)
    return path


@contextmanager
def exiftool() -> Iterator[Callable[[Path], Any] | None]:
    """A running ExifTool that answers for one file at a time; None where it is not installed."""
    program = shutil.which("exiftool")
    if program is None:
        yield None
        return
    process = subprocess.Popen(
        [program, "-stay_open", "True", "-@", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        errors="replace",
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    inbox, outbox = process.stdin, process.stdout

    def ask(path: Path) -> Any:
        inbox.write(f"-json\n-G1\n{path}\n-execute\n")
        inbox.flush()
        answer = io.StringIO()
        while not (line := outbox.readline()).startswith("{ready"):
            if not line:
                raise RuntimeError("ExifTool ended")
            answer.write(line)
        return answer.getvalue()

    try:
        yield ask
    finally:
        inbox.write("-stay_open\nFalse\n")
        inbox.flush()
        process.wait(10)


def metadata_only(path: Path) -> None:
    """What ExifTool does too: open the file and tell all its tags; no hash, no preview."""
    data = path.read_bytes()
    if data:
        facts_of(FileBytes(os.fsencode(path), len(data), 0, b"", b"", data[:QUICK], data), previews=False)


def timed(work: Callable[[Path], Any], paths: list[Path]) -> list[float]:
    """Milliseconds of each file, by the clock."""
    result = []
    for path in paths:
        start = time.perf_counter()
        work(path)
        result.append((time.perf_counter() - start) * 1000)
    return result


def speed(paths: list[Path], rounds: int) -> dict[str, dict[str, Any]]:
    """Both programs in turn, slice by slice, so that a busy machine slows both alike.

    Of each file the median over the rounds counts.
    """
    times: list[list[list[float]]] = [[], [], []]
    with exiftool() as ask:
        if ask is None:
            return {}
        timed(metadata_only, paths)  # what is loaded once is loaded now
        for _ in range(rounds):
            lines: list[list[float]] = [[], [], []]
            for start in range(0, len(paths), SLICE):
                for line, work in zip(lines, (metadata_only, inspect_file, ask), strict=True):
                    line.extend(timed(work, paths[start : start + SLICE]))
            for place, line in zip(times, lines, strict=True):
                place.append(line)
    ours, whole, theirs = ([statistics.median(turns) for turns in zip(*place, strict=True)] for place in times)
    middle, mean = statistics.median, statistics.fmean
    return {
        "metadata only, the median file": figure(middle(ours), middle(theirs), 25.0),
        "metadata only, mean of all files": figure(mean(ours), mean(theirs), 25.0),
        "whole inspection, hashes and preview": figure(middle(whole), middle(theirs), 15.0),
    }


def figure(ours: float, against: float, goal: float) -> dict[str, Any]:
    ratio = against / ours if ours else 0.0
    return {
        "ours": round(ours, 4),
        "against": round(against, 4),
        "ratio": round(ratio, 2),
        "unit": "ms",
        "goal": f">= {goal:g} times as fast",
        "met": ratio >= goal,
    }


def correctness() -> dict[str, dict[str, Any]]:
    """Recall, wrong answers and ghosts by the collection's own score."""
    place = CORPUS / "score.py"
    if not place.is_file():
        return {}
    spec = importlib.util.spec_from_file_location("score", place)
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    good = CORPUS / "good"
    results = {}
    for path in good.rglob("*"):
        if path.is_file():
            results[path.relative_to(good).as_posix()] = as_record(inspect_file(path))
    _, fields, _, _ = score.score(results)
    total = {name: sum(field[name] for field in fields.values()) for name in ("n", "ok", "wrong", "ghost")}
    recall, wrong = 100 * total["ok"] / total["n"], 100 * total["wrong"] / total["n"]

    def row(ours: float, against: float, unit: str, goal: str, met: bool) -> dict[str, Any]:
        ratio = round(ours / against, 4) if against else None
        return {"ours": round(ours, 3), "against": against, "ratio": ratio, "unit": unit, "goal": goal, "met": met}

    return {
        "recall (ExifTool 99.7 %)": row(recall, 99.7, "%", ">= 99.8 %", recall >= 99.8),
        "wrong answers": row(wrong, 0.05, "%", "<= 0.05 %", wrong <= 0.05),
        "ghosts": row(total["ghost"], 1, "values", "<= 1", total["ghost"] <= 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = files(Path(folder), options.quick)
        figures = speed(paths, 1 if options.quick else 3) | correctness()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    if options.json:
        print(json.dumps({"machine": machine, "figures": figures}))
        return
    print(machine)
    if not shutil.which("exiftool"):
        print("ExifTool is not installed: no speed is compared.")
    for name, row in figures.items():
        print(f"{name:42} {row['ours']:>9} {row['against']:>9} {row['unit']:6} {row['ratio']:>8}  {row['goal']}  "
              f"{'met' if row['met'] else 'NOT met'}")  # fmt: skip


if __name__ == "__main__":
    main()
