"""People and the trail: signing in, the activity page, verifying the chain, what checking rights costs.

    python benchmarks/people.py [--json] [--quick]

The limits are those that the project promises; `--quick` takes a tenth of the rows, and a tenth of the limit for the chain.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from janus_desktop.models import LEAST_COST, Catalogue, Library, LogQuery, Right
from janus_desktop.models.chain import canonical
from janus_desktop.models.passwords import verify

PASSWORD = "a bench to sit upon"
ACTIONS = ("images.edit", "tags.add", "images.rate", "imports.files", "images.trash")


def rows(count: int, sequence: int, previous: bytes) -> Iterator[tuple[Any, ...]]:
    """Log rows as the door writes them, one a second, chained to what is there."""
    at = datetime.now(UTC) - timedelta(seconds=count)
    for number in range(sequence + 1, sequence + count + 1):
        action, moment = ACTIONS[number % len(ACTIONS)], at + timedelta(seconds=number)
        meta = canonical({"n": number % 50, "topics": ["images"], "fields": ["title"]})
        salt = number.to_bytes(16, "big")
        payload = sha256(salt + meta.encode()).digest()
        text = f"{number}\0{number}\0{1}\0{action}\0{moment:%Y-%m-%dT%H:%M:%S.%f}"
        previous = sha256(previous + text.encode() + payload).digest()
        yield (
            number, 1, action, action.partition(".")[0], "INFO", meta, f"{moment:%Y-%m-%d %H:%M:%S.%f}",
            f"operation {number}", 1, "done", "bench", number, salt, payload, previous,
        )  # fmt: skip


def fill(library: Library, count: int) -> None:
    """Put `count` rows into the log; faster than by the door, and just as chained."""
    with library.store.write() as connection:
        last = connection.exec_driver_sql("SELECT sequence, link FROM logs ORDER BY sequence DESC LIMIT 1").first()
        connection.connection.cursor().executemany(
            "INSERT INTO logs (id, user_id, action, module, level, meta_data, timestamp, operation, part, state, session,"
            " sequence, salt, payload_digest, link) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            rows(count, *(tuple(last) if last else (0, bytes(32)))),
        )


def timed(call: Callable[[], object], rounds: int = 5) -> float:
    """The median of some rounds, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def finish(steps: Any) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def limit(ours: float, most: float, unit: str) -> dict[str, Any]:
    return {
        "ours": round(ours, 4), "against": most, "ratio": round(ours / most, 3), "unit": unit,
        "goal": f"<= {most:g} {unit}", "met": ours <= most,
    }  # fmt: skip


def signing_in(folder: Path) -> dict[str, Any]:
    """A library whose cost was measured here, as the first run does it."""
    library = Library.create(folder / "measured", username="bench", email="b@example.org", password=PASSWORD)
    try:
        whole = timed(lambda: library.sign_in("bench", PASSWORD))
        with library.store.read() as connection:
            kept = connection.exec_driver_sql("SELECT password_hash FROM users").scalar()
        argon = timed(lambda: verify(str(kept), PASSWORD, library.cost))

        def wrong(name: str) -> float:
            start = time.perf_counter()
            try:
                library.sign_in(name, "not the password at all")
            except Exception:
                return time.perf_counter() - start
            raise AssertionError("nobody may come in so")

        known, unknown = ([wrong(name) for _ in range(4)] for name in ("bench", "nobody"))
        apart = abs(statistics.median(known) - statistics.median(unknown)) / statistics.median(known)
    finally:
        library.close()
    share = {
        "ours": round(argon / whole, 3),
        "against": 0.5,
        "ratio": None,
        "unit": "",
        "goal": ">= 0.5",
        "met": argon / whole >= 0.5,
    }
    return {
        "signing in": limit(whole, 0.5, "s"),
        "of it Argon2id": share,
        "wrong password and unknown name, difference": limit(100 * apart, 10, "%"),
    }


def activity(view: Catalogue, count: int) -> dict[str, Any]:
    """The first page, a page deep down, and filters; each as the dialog asks it."""
    trail, deep = view.trail, count // 2
    week = datetime.now(UTC) - timedelta(seconds=deep)
    asked = {
        "opening the activity page": lambda: trail.logs(200),
        "a page deep down": lambda: trail.logs(200, before=deep),
        "one person": lambda: trail.logs(200, LogQuery(user=1)),
        "one action": lambda: trail.logs(200, LogQuery(action="images.trash")),
        "a person without entries": lambda: trail.logs(200, LogQuery(user=999)),
        "an hour long ago": lambda: trail.logs(200, LogQuery(since=week, until=week + timedelta(hours=1))),
        "words that occur": lambda: trail.logs(200, LogQuery(text="trash")),
    }
    return {f"{name}, {count:,} rows": limit(1000 * timed(call), 300, "ms") for name, call in asked.items()}


def rights(view: Catalogue) -> dict[str, Any]:
    """What one check costs against one part of a bulk edit (250 ms at most, 5,000 records at best)."""
    with view.library.store.read() as connection:
        view.door.rights_now(connection)
        check = timed(lambda: Right.EDIT in view.door.rights_now(connection), 200)
    return {"checking a right, of a part of 250 ms": limit(100 * check / 0.25, 2, "%")}


def measure(folder: Path, quick: bool) -> dict[str, Any]:
    count = 100_000 if quick else 1_000_000
    figures = signing_in(folder)
    library = Library.create(
        folder / "library", username="bench", email="b@example.org", password=PASSWORD, cost=LEAST_COST
    )
    try:
        view = library.sign_in("bench", PASSWORD)
        fill(library, count)
        figures |= activity(view, count) | rights(view)
        start = time.perf_counter()
        report = finish(view.trail.verify())
        took = time.perf_counter() - start
        assert report.whole, report
        assert report.rows >= count
        figures[f"verifying a chain of {count:,} rows"] = limit(took, 10 * count / 1_000_000, "s")
    finally:
        library.close()
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ["JANUS_HOME"], os.environ["JANUS_NO_KEYRING"] = place, "1"
        figures = measure(Path(place), options.quick)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    if options.json:
        print(json.dumps({"machine": machine, "figures": figures}))
        return
    print(machine)
    for name, row in figures.items():
        met = "met" if row["met"] else "NOT met"
        print(f"{name:52} {row['ours']:>9} {row['against']:>9} {row['unit']:3} {row['goal']}  {met}")


if __name__ == "__main__":
    main()
