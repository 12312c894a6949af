"""The viewer: how soon the next image is seen, and how a picture larger than memory is panned.

    python benchmarks/viewer.py [--json] [--quick]

Draws offscreen. The next image is measured in the real viewer against a bare decode by Pillow in the same run;
the large picture is a tiled TIFF with stored levels that is made here (40,000 × 40,000; a quarter with --quick).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["JANUS_NO_KEYRING"] = "1"

PASSWORD = "correct horse battery"


def photographs(folder: Path, count: int) -> None:
    """JPEGs of 24 megapixels that compress as photographs do."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        rough = Image.effect_noise((750, 500), 60 + number).convert("RGB")
        rough.resize((6000, 4000)).save(folder / f"photo-{number:02}.jpg", quality=90)


def large_tiff(path: Path, edge: int) -> None:
    """A tiled TIFF whose halvings are stored beside it, the tiles repeated so that making it is quick."""
    import numpy as np
    import tifffile
    from PIL import Image

    base = np.asarray(Image.effect_noise((512, 512), 70).convert("RGB"))

    def tiles(size: int) -> Any:
        count = (-(-size // 512)) ** 2
        return (base for _ in range(count))

    sizes = [edge >> step for step in range(7)]
    with tifffile.TiffWriter(path, bigtiff=True) as out:
        for step, size in enumerate(sizes):
            extra: dict[str, Any] = {"subifds": len(sizes) - 1} if step == 0 else {"subfiletype": 1}
            out.write(
                tiles(size), shape=(size, size, 3), dtype=np.uint8, tile=(512, 512), compression="jpeg",
                photometric="rgb", **extra,
            )  # fmt: skip


def memory(pid: int) -> int:
    """Bytes that a process holds; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


class Bench:
    """A library, and a viewer on it."""

    def __init__(self, folder: Path, files: Path) -> None:
        from PySide6.QtWidgets import QApplication

        from janus_desktop.models import Library, Question
        from janus_desktop.ui.grid.model import GridModel
        from janus_desktop.ui.look import apply
        from janus_desktop.ui.viewer.view import Viewer
        from janus_desktop.ui.workers import Workshop

        existing = QApplication.instance()
        self.app = existing if isinstance(existing, QApplication) else QApplication([])
        apply(self.app, "dark")
        self.library = Library.create(folder, username="ada", email="ada@example.org", password=PASSWORD)
        catalogue = self.library.sign_in("ada", PASSWORD)
        for _step in catalogue.imports.files([files]):
            pass
        list(catalogue.thumbnails.fill())
        self.workshop = Workshop()
        self.model = GridModel()
        found = catalogue.search.find(Question(sort="filename", descending=False))
        cards = catalogue.images.cards(list(found.ids))
        self.model.set_found(found)
        self.model.put_cards(cards)
        self.viewer = Viewer(catalogue, self.workshop, self.model)
        self.viewer.resize(1280, 720)
        self.viewer.show()
        self.app.processEvents()

    def until(self, what: Any, seconds: float = 60) -> float:
        """Milliseconds until `what()` holds, the event loop going on."""
        start = time.perf_counter()
        while not what():
            self.app.processEvents()
            if time.perf_counter() - start > seconds:
                raise TimeoutError("the viewer did not come to rest")
        return (time.perf_counter() - start) * 1000

    def sharp(self) -> bool:
        return self.viewer.canvas.sharp

    def shown(self, image: int) -> float:
        """Milliseconds from asking for an image to its sharp picture on the canvas."""
        start = time.perf_counter()
        self.viewer.open(image)
        self.until(self.sharp)
        self.viewer.canvas.grab()
        return (time.perf_counter() - start) * 1000

    def close(self) -> None:
        self.viewer.close_image()
        self.workshop.close()
        self.library.close()
        self.viewer.deleteLater()
        self.app.processEvents()


def bare(path: Path) -> float:
    """Milliseconds of Pillow for the same file, whole."""
    from PIL import Image

    start = time.perf_counter()
    with Image.open(path) as image:
        image.load()
    return (time.perf_counter() - start) * 1000


def next_image(folder: Path, rounds: int) -> dict[str, dict[str, Any]]:
    """The next image when it was made ready, and when it was not."""
    files = folder / "photographs"
    photographs(files, 2 * rounds + 2)
    bench = Bench(folder / "library", files)
    ids, paths = list(bench.model.ids), sorted(files.iterdir())
    ready, cold, plain = [], [], []
    try:
        bench.shown(ids[0])
        for number in range(rounds):
            image = ids[number + 1]
            bench.until(lambda image=image: (look := bench.viewer.feed.look(image)) is not None and bool(look.images))
            ready.append(bench.shown(image))
            plain.append(bare(paths[number + 1]))
        for number in range(rounds):
            bench.viewer.feed.forget()
            bench.until(lambda: not bench.workshop.busy)
            cold.append(bench.shown(ids[-1 - number]))
            bench.viewer.close_image()
            plain.append(bare(paths[-1 - number]))
    finally:
        bench.close()
    decode = statistics.median(plain)
    return {
        "next image, made ready": row(statistics.median(ready), 30.0, "ms", "<= 30 ms", 1.0),
        "next image, not ready, against a bare decode": row(statistics.median(cold), decode, "ms", "<= 1.1", 1.1),
    }


def large(folder: Path, edge: int) -> dict[str, dict[str, Any]]:
    """A picture of `edge` × `edge`: preview, tiles at 100 %, and panning over it."""
    from janus_desktop.imaging.limits import MIB

    files = folder / "large"
    files.mkdir()
    large_tiff(files / "large.tif", edge)
    bench = Bench(folder / "large library", files)
    try:
        first = bench.shown(bench.model.ids[0])
        start = time.perf_counter()
        bench.viewer.actual()
        bench.until(bench.sharp)
        bench.viewer.canvas.grab()
        first += (time.perf_counter() - start) * 1000
        frames = []
        for _ in range(240):
            bench.viewer.canvas.frame.pan(-24, -16)
            bench.viewer.canvas.moved.emit()
            start = time.perf_counter()
            bench.viewer.canvas.repaint()
            bench.app.processEvents()
            frames.append((time.perf_counter() - start) * 1000)
            time.sleep(max(0.0, 0.016 - (time.perf_counter() - start)))
        used = memory(os.getpid()) + sum(map(memory, bench.library.pool.pids))
    finally:
        bench.close()
    pace = statistics.quantiles(frames, n=20)[-1]
    return {
        f"{edge:,} px square: preview and tiles at 100 %": row(first, 500.0, "ms", "<= 500 ms", 1.0),
        f"{edge:,} px square: frame while panning, p95": row(pace, 16.0, "ms", "<= 16 ms", 1.0),
        f"{edge:,} px square: memory of all processes": row(used / MIB, 500.0, "MiB", "<= 500 MiB", 1.0),
    }


def row(ours: float, against: float, unit: str, goal: str, most: float) -> dict[str, Any]:
    ratio = ours / against if against else 0.0
    return {
        "ours": round(ours, 2),
        "against": round(against, 2),
        "ratio": round(ratio, 3),
        "unit": unit,
        "goal": goal,
        "met": ratio <= most,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        os.environ["JANUS_HOME"] = str(folder / "home")
        figures = next_image(folder, 3 if options.quick else 6)
        figures |= large(folder, 10_240 if options.quick else 40_960)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    if options.json:
        print(json.dumps({"machine": machine, "figures": figures}))
        return
    print(machine)
    for name, each in figures.items():
        print(f"{name:48} {each['ours']:>9} {each['against']:>9} {each['unit']:4} {each['ratio']:>7}  {each['goal']}  "
              f"{'met' if each['met'] else 'NOT met'}")  # fmt: skip


if __name__ == "__main__":
    main()
