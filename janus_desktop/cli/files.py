"""import, inspect."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from janus_desktop.cli.output import Out, display, path_keys
from janus_desktop.cli.run import Run, stopping
from janus_desktop.errors import NotFound, UsageError, Words, words
from janus_desktop.log import one_line

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue

#: What `inspect` answers for each file, in this order; what a file does not say is null.
FACTS: Final = (
    "path",
    "width",
    "height",
    "format",
    "make",
    "model",
    "lens",
    "datetime_original",
    "exposure_time",
    "f_number",
    "iso",
    "focal_length",
    "gps_lat",
    "gps_lon",
    "orientation",
    "artist",
    "copyright",
    "description",
    "keywords",
    "rating",
)
_COLORS: Final = {"added": "green", "duplicate": "yellow", "unreadable": "red", "skipped": "dim"}


def absolute(path: str) -> str:
    """`path` made absolute and tidy, links not resolved; “..” stays where tidying would cross a link."""
    tidy = os.path.abspath(path)  # Path.absolute keeps every “.” and “..”
    if ".." not in Path(path).parts:
        return tidy
    try:
        same = Path(tidy).samefile(path)
    except OSError:
        same = not os.path.lexists(path)
    return tidy if same else os.fspath(Path(path).absolute())


def import_(run: Run) -> int:
    """Take files and folders in: a line for each file, then the summary."""
    from janus_desktop.cli.images import changes_of
    from janus_desktop.models import ImportOptions

    catalogue = run.catalogue()
    args, out = run.args, run.out
    named = [absolute(each) for each in args.paths]
    options = ImportOptions(
        copy=args.copy,
        recurse=not args.no_recurse,
        thumbnails=not args.no_thumbnails,
        values=changes_of(args.set),
        ignore=tuple(args.ignore),
        tags=tuple(args.tag),
    )
    with stopping() as cancel:
        steps = catalogue.imports.files(named, options, cancel)
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                report = end.value
                break
            for line in step.lines:
                _import_line(out, line)
            out.flush()
            out.progress("Importing", step.done, step.total)
    for line in report.lines:
        if line.status == "unreadable" and line.id is not None:  # its own line said "added", as it is
            out.warn(f"{line.path} is in the catalogue without a picture: {line.reason}")
    numbers = {name: getattr(report, name) for name in ("added", "duplicate", "unreadable", "skipped")}
    summary = numbers | {
        "cancelled": report.cancelled,
        "operation": report.operation,
        "seconds": round(report.seconds, 3),
    }
    out.item({"summary": summary}, ", ".join(f"{count:,} {name}" for name, count in numbers.items()) + ".")
    if report.cancelled:
        out.say("Stopped. What was taken in so far is kept; “janus undo” takes it back.")
        return 130
    if not any(map(os.path.lexists, named)):
        return 4
    return 1 if report.unreadable else 0


def rescan(run: Run) -> int:
    """Look again at sources; without a name at all of them, new files then coming from watched ones alone."""
    catalogue, out, args = run.catalogue(), run.out, run.args
    sources = [_source(catalogue, each) for each in args.sources]
    if args.watch:
        if not sources:
            raise UsageError(words("Say which source is to be watched."))
        for source in sources:
            catalogue.sources.watch(source, args.watch == "on")
    with stopping() as cancel:
        steps = catalogue.sources.rescan(sources or None, cancel)
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                report = end.value
                break
            for line in step.lines:
                _import_line(out, line)
            out.progress("Looking", step.done, step.total)
    numbers = {name: getattr(report, name) for name in ("added", "moved", "changed", "missing", "back")}
    out.item(
        {"summary": numbers | {"looked": report.looked, "cancelled": report.cancelled}},
        ", ".join(f"{count:,} {name}" for name, count in numbers.items()) + ".",
    )
    if report.cancelled:
        return 130
    return 1 if report.imported is not None and report.imported.unreadable else 0


def _source(catalogue: Catalogue, name: str) -> int:
    """The id of the source that a person names by its number or its folder."""
    tree = catalogue.sources.tree()
    path = absolute(name)
    found = next((node.id for node in tree if node.path == path or str(node.id) == name), None)
    if found is None:
        raise NotFound(words("There is no source “{name}” in this library.", name=name))
    return found


def _import_line(out: Out, line: Any) -> None:
    data: dict[str, Any] = path_keys(line.path_bytes or line.path)
    data |= {"status": line.status, "id": line.id, "reason": line.reason}
    number = f"{line.id}" if line.id is not None else "–"
    text = f"{out.paint(f'{line.status:<10}', _COLORS[line.status])} {number:>6}  {one_line(data['path'])}"
    out.item(data, f"{text}  ({one_line(str(line.reason))})" if line.reason else text)


def inspect(run: Run) -> int:
    """Say what files tell about themselves, one after the other, without a library."""
    from janus_desktop.models import inspect_files

    out = run.out
    named = [absolute(each) for each in run.args.paths]
    failed = 0
    for done, (path, answer) in enumerate(inspect_files(named, recurse=not run.args.no_recurse), 1):
        keys: dict[str, Any] = path_keys(path)
        if isinstance(answer, Words):
            failed += 1
            reason = one_line(str(answer))
            out.item(keys | {"error": answer}, out.paint(f"{one_line(keys['path'])}: {reason}", "red"))
        else:
            out.item(facts(keys, answer), _described(out, facts(keys, answer)))
        out.flush()
        out.progress("Inspecting", done, None)
        if out.broken:
            return 0
    if not any(map(os.path.lexists, named)):
        return 4
    return 1 if failed else 0


def facts(keys: dict[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in the order that the manual gives, then whatever else is known, then the metadata."""
    known = {name: answer.get(name) for name in FACTS} | keys
    others = {name: value for name, value in answer.items() if name not in known and name != "metadata"}
    return known | others | {"metadata": answer.get("metadata") or {}}


def _described(out: Out, data: Mapping[str, Any]) -> str:
    """One file for people: what is known, then the metadata by standard."""
    lines = [out.paint(one_line(data["path"]), "bold")]
    plain = {name: value for name, value in data.items() if name not in ("path", "path_bytes", "metadata")}
    lines += pairs(plain)
    for standard, tags in data["metadata"].items():
        lines += [f"  {standard}", *pairs(tags, "    ")]
    return "\n".join(lines)


def pairs(values: Mapping[str, Any], indent: str = "  ") -> list[str]:
    """`name: value` lines, aligned; what is absent is left out."""
    shown = {name: said(value) for name, value in values.items() if value not in (None, "", [], {}, ())}
    size = max((len(one_line(name)) for name in shown), default=0)
    return [f"{indent}{one_line(name):<{size}}  {text}" for name, text in shown.items()]


def said(value: Any) -> str:
    """A value in one harmless line; of a tag's raw value and its words, the words."""
    if isinstance(value, Mapping):
        if value.keys() == {"raw", "text"}:
            return said(value["text"])
        return "; ".join(f"{one_line(str(name))}: {said(each)}" for name, each in value.items())
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return "; ".join(said(each) for each in value)
    return one_line(display(value) if isinstance(value, str) else str(value))
