"""Searching: first pages, pages at depth, counts and completion, with raw SQL through SQLite as the floor.

python benchmarks/search.py [--json] [--quick]

A library of 1,000,000 rows (20,000 with --quick, or as JANUS_BENCH_IMAGES says; a library made before is taken from
JANUS_BENCH_LIBRARY). Wall-clock milliseconds, median of five.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import _common

RUNS = 5


def milliseconds(call: Callable[[], object]) -> float:
    call()
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def vocabulary(library: Any) -> tuple[str, str, str, str]:
    """A very common word, a rarer one, a rare one, and the commonest tag."""
    with library.store.read() as connection:
        texts = connection.exec_driver_sql(
            "SELECT description FROM images WHERE description IS NOT NULL LIMIT 2000"
        ).scalars()
        words = [word for word, _ in Counter(word for text in texts for word in text.split()).most_common()]
        tag = connection.exec_driver_sql(
            "SELECT name FROM tags WHERE id = (SELECT tag_id FROM image_tags GROUP BY tag_id ORDER BY count(*) DESC LIMIT 1)"
        ).scalar_one()
    return words[0], words[40], words[-1], tag


def pages(view: Any, common: str, middle: str, rare: str, tag: str) -> dict[str, float]:
    from janus_desktop.models import Question

    queries = [
        "", "camera:canon", "camera:dji", "rating>=4", "taken:2010", "lens:macro", "iso:400 camera:nikon", "near:52.5,13.4,50km",
        "filename:0012", "is:portrait", "is:duplicate", "is:untagged", f'tag:"{tag}"', "folder:2010", "month:5 hour:3", "size>29.9MB",
        "camera:nothing", f"-{common}", middle, f"{common} {middle}", f"{rare} OR camera:dji",
        f'{common} camera:canon rating>=3 taken:2005..2015 -tag:"{tag}"',
    ]  # fmt: skip
    return {
        f"{text or 'everything'} by {sort}": milliseconds(partial(view.search.page, Question(text, sort=sort)))
        for text in queries
        for sort in ("taken", "filename", "imported", "title")
    }


def deep(view: Any, count: int) -> tuple[float, float]:
    """The first page, and the one that begins after 99 % of all."""
    from janus_desktop.models import Mark, Question

    question = Question(sort="filename", descending=False)
    last = view.search.find(question).ids[count * 99 // 100]
    mark = Mark(view.images.cards([last])[last].filename, last)
    return milliseconds(lambda: view.search.page(question)), milliseconds(lambda: view.search.page(question, 200, mark))


def main() -> None:
    asked = _common.options(__doc__)
    made = os.environ.get("JANUS_BENCH_LIBRARY")
    count = int(os.environ.get("JANUS_BENCH_IMAGES", "20000" if asked.quick else "1000000"))
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["JANUS_HOME"] = f"{scratch}/home"
        import make_library

        from janus_desktop.models import Library, Question

        library = (
            Library.open(Path(made)) if made else make_library.make(Path(scratch) / "library", count, thumbnails=0)
        )
        view = library.sign_in(make_library.USER, make_library.PASSWORD)
        count = view.search.count(Question())
        common, middle, rare, tag = vocabulary(library)
        times = pages(view, common, middle, rare, tag)
        ordered = sorted(times.values())

        def floor() -> None:
            with library.store.read() as connection:
                connection.exec_driver_sql(
                    "SELECT id FROM images WHERE trashed_at IS NULL ORDER BY taken DESC, id DESC LIMIT 200"
                ).all()

        raw, first = milliseconds(floor), milliseconds(lambda: view.search.page(Question()))
        shallow, far = deep(view, count)
        word = {
            name: milliseconds(partial(view.search.page, Question(text)))
            for name, text in (("rare", rare), ("two rare", f"{rare} {middle}"), ("common", common))
        }
        counts = max(
            milliseconds(partial(view.search.count, Question(t)))
            for t in (common, "camera:canon", f'tag:"{tag}"', "is:portrait")
        )
        key = milliseconds(lambda: view.search.page(Question("LensModel:nikkor")))
        complete = milliseconds(lambda: view.search.complete("camera:can", 10))
        library.close()
    figures = {
        "first page, 95 of 100 questions": _common.figure(ordered[int(len(ordered) * 0.95)], "ms", "<= 100"),
        f"first page, worst: {max(times, key=lambda name: times[name])}": _common.figure(ordered[-1], "ms", "<= 300"),
        "first page of everything, raw SQL beside it": _common.figure(first, "ms", "<= 20", raw),
        "page after 99 %, the first beside it": _common.figure(far, "ms", "<= 2", shallow),
        "a rare word": _common.figure(word["rare"], "ms", "<= 20"),
        "two words": _common.figure(word["two rare"], "ms", "<= 20"),
        "a very common word, newest first": _common.figure(word["common"], "ms", "<= 100"),
        "exact count, worst of four": _common.figure(counts, "ms", "<= 300"),
        "a common metadata key": _common.figure(key, "ms", "<= 300"),
        "suggestions for camera:can": _common.figure(complete, "ms", "<= 150"),
    }
    _common.tell(figures, asked, [f"{count:,} images"])


if __name__ == "__main__":
    main()
