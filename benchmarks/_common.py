"""What the benchmarks share: their options, the machine's name, and how figures are told."""

from __future__ import annotations

import argparse
import json
import operator
import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
SIGNS = {"<=": operator.le, ">=": operator.ge}


def options(doc: str) -> argparse.Namespace:
    """`--json` and `--quick`."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one object")
    parser.add_argument("--quick", action="store_true", help="fewer and smaller runs")
    return parser.parse_args()


def machine() -> str:
    """The machine in one line."""
    model = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text("utf-8")) if os.name == "posix" else None
    name = model[1] if model else platform.machine()
    return f"{os.cpu_count()} × {name}, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def figure(ours: float, unit: str, goal: str, against: float | None = None) -> dict[str, Any]:
    """One figure; with `against`, the goal is for the ratio, else for the value itself."""
    sign, _, limit = goal.partition(" ")
    ratio = None if against is None else ours / against if against else float("inf")
    judged = ours if ratio is None else ratio
    return {
        "ours": round(ours, 4),
        "against": None if against is None else round(against, 4),
        "ratio": None if ratio is None else round(ratio, 3),
        "unit": unit,
        "goal": goal,
        "met": bool(SIGNS[sign](judged, float(limit))),
    }


def tell(figures: dict[str, dict[str, Any]], asked: argparse.Namespace, notes: Sequence[str] = ()) -> None:
    """Print the figures, as one object or as lines."""
    if asked.json:
        print(json.dumps({"machine": machine(), "figures": figures, **({"notes": list(notes)} if notes else {})}))
        return
    print(machine())
    for name, one in figures.items():
        ratio = "" if one["ratio"] is None else f"  against {one['against']} → {one['ratio']}"
        print(
            f"{name:52} {one['ours']:>10} {one['unit']}{ratio}  goal {one['goal']}  {'met' if one['met'] else 'MISSED'}"
        )
    for note in notes:
        print(note)
