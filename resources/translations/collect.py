"""Collects every sentence of the program into `janus.ts`, and brings the languages beside it up to date.

Run by `make translations`; `make translations NEW=de` adds a language. A sentence is the literal first
argument of `words(…)` or `tr(…)`; where the call has `one=…`, it counts something and has plural forms. All
are in one context, `janus`.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NAMES = {"words", "tr"}
#: Where the sentence is handed on, not written.
PASSED_ON = {"janus_desktop/errors.py", "janus_desktop/ui/language.py"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One call of `words` or `tr`. `template` is None where it is no literal; `open` means `**` was used."""

    file: str
    line: int
    template: str | None
    one: str | None
    arguments: frozenset[str]
    open: bool


def sentences(root: Path = ROOT) -> Iterator[Sentence]:
    """Every sentence of the package below `root`, file by file."""
    for path in sorted((root / "janus_desktop").rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if name in PASSED_ON:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), name)):
            if isinstance(node, ast.Call) and node.args and _called(node.func) in NAMES:
                yield from _sentences(name, node)


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _sentences(file: str, call: ast.Call) -> Iterator[Sentence]:
    keywords = {each.arg: each.value for each in call.keywords if each.arg is not None}
    handed_on = any(each.arg is None for each in call.keywords)
    ones = _texts(keywords["one"]) if "one" in keywords else [None]
    for template in _texts(call.args[0]):
        yield Sentence(file, call.lineno, template, ones[0], frozenset(keywords) - {"one"}, handed_on)


def _texts(value: ast.expr) -> list[str | None]:
    """The literal, or both of `a if … else b`; None for what is none."""
    if isinstance(value, ast.IfExp):
        return [*_texts(value.body), *_texts(value.orelse)]
    return [value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None]


def main(new: list[str]) -> int:
    """Write the files, those of the `new` languages too; answers the exit code."""
    calls = [
        f'QCoreApplication.translate("janus", {each.template!r}, None{", 1" if each.one is not None else ""})'
        f"  # {each.file}"
        for each in sentences()
        if each.template is not None
    ]
    languages = {*HERE.glob("janus_*.ts"), *(HERE / f"janus_{code}.ts" for code in new)}
    files = [HERE / "janus.ts", *sorted(languages)]
    tool = Path(sys.executable).with_name("pyside6-lupdate")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "sentences.py"
        source.write_text("\n".join(calls) + "\n", encoding="utf-8")
        for file in files:
            command = [tool, source, "-silent", "-no-obsolete", "-locations", "none", "-ts", file]
            subprocess.run(command, check=True)
    print(f"{len(calls)} sentences in {', '.join(each.name for each in files)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
