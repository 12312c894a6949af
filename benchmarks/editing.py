"""Bulk edits with their history: 10,000 images described at once, undone, tagged, untagged.

python benchmarks/editing.py [--json] [--quick]

Wall-clock seconds, median of three (one with --quick), revisions, full text and the log included.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import _common

COUNT = 10_000


def seconds(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def main() -> None:
    asked = _common.options(__doc__)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["JANUS_HOME"] = f"{scratch}/home"
        import make_library

        from janus_desktop.models import Question

        library = make_library.make(Path(scratch) / "library", COUNT, thumbnails=0)
        view = library.sign_in(make_library.USER, make_library.PASSWORD)
        ids = list(view.search.find(Question()).ids)
        times: dict[str, list[float]] = {}
        for turn in range(1 if asked.quick else 3):
            for name, call in (
                (
                    "edit of 10,000 images",
                    lambda turn=turn: view.images.edit(ids, {"title": f"title {turn}", "creator": "x"}),
                ),
                ("undo of that edit", view.history.undo),
                ("redo of that edit", view.history.redo),
                ("tagging 10,000 images", lambda turn=turn: view.tags.add(ids, [f"bench|tag {turn}"])),
                ("undo of the tagging", view.history.undo),
                ("moving 10,000 images to the trash", lambda: view.images.trash(ids)),
                ("undo of that", view.history.undo),
            ):
                times.setdefault(name, []).append(seconds(call))
        library.close()
    figures = {name: _common.figure(statistics.median(taken), "s", "<= 1.0") for name, taken in times.items()}
    _common.tell(figures, asked)


if __name__ == "__main__":
    main()
