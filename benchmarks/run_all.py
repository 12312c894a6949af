"""Runs every benchmark beside this file, and writes the tables of `docs/performance.md`.

python benchmarks/run_all.py [--quick] [NAME…]

With names only those are run, and only their tables are written anew. Ends with 1 where one failed.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "performance.md"
BEGIN, END = "<!-- figures: make bench writes between these two lines -->", "<!-- end of figures -->"
#: Tools for the others, not benchmarks.
TOOLS = {"run_all", "make_library"}


def names() -> list[str]:
    return sorted(each.stem for each in HERE.glob("[!_]*.py") if each.stem not in TOOLS)


def run(name: str, quick: bool) -> dict[str, Any] | None:
    """What the benchmark answers; None where it failed (it has said why on stderr)."""
    print(f"{name} …", file=sys.stderr, flush=True)
    command = [sys.executable, HERE / f"{name}.py", "--json", *(["--quick"] if quick else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        print(f"{name} failed with {done.returncode}.", file=sys.stderr)
        return None
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def shown(value: Any) -> str:
    return f"{value:,.3g}" if isinstance(value, float) else "–" if value is None else str(value)


def table(name: str, answer: dict[str, Any]) -> str:
    rows = [f"### {name}", "", f"{answer['machine']}", ""]
    rows += ["| figure | ours | against | ratio | unit | goal | met |", "|---|---|---|---|---|---|---|"]
    for what, figure in answer["figures"].items():
        cells = [shown(figure.get(part)) for part in ("ours", "against", "ratio", "unit", "goal")]
        met = {True: "yes", False: "**no**", None: "–"}[figure.get("met")]
        rows.append(f"| {what} | {' | '.join(cells)} | {met} |")
    return "\n".join(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*names(), []], metavar="NAME")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    old, _, after = rest.partition(END)
    tables = {part.partition("\n")[0]: f"### {part}".strip() for part in re.split(r"^### ", old, flags=re.M)[1:]}
    failed = False
    for name in options.names or names():
        answer = run(name, options.quick)
        failed |= answer is None
        if answer is not None:
            tables[name] = table(name, answer)
            print(tables[name], end="\n\n")
    text = "\n\n".join(tables[name] for name in sorted(tables) if name in names())
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}" if text else f"{before}{BEGIN}\n{END}{after}", "utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
