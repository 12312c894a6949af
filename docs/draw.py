"""Draws `modules.md`: every module of the package with the first sentence of its docstring."""

from __future__ import annotations

import ast
from pathlib import Path

DOCS = Path(__file__).resolve().parent
PACKAGE = DOCS.parent / "janus_desktop"


def main() -> None:
    """Write the page."""
    lines = [
        "# Modules",
        "",
        "Drawn from the docstrings by `make docs`. How they hang together: [architecture](architecture.md).",
    ]
    folder = None
    for path in sorted(PACKAGE.rglob("*.py"), key=lambda each: (each.parent.as_posix(), each.name)):
        if "versions" in path.parts:
            continue
        if path.parent != folder:
            folder = path.parent
            lines += ["", f"## {folder.relative_to(PACKAGE.parent).as_posix()}", "", "| module | |", "|---|---|"]
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        first = " ".join(text.split("\n\n")[0].split()).replace("|", "\\|")
        lines.append(f"| `{path.name}` | {first} |")
    (DOCS / "modules.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
