"""sidecar write, sidecar read."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from janus_desktop.cli.images import must_exist
from janus_desktop.cli.run import Run, stopping
from janus_desktop.log import one_line

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue, SidecarReport


def write(run: Run) -> int:
    """Write the sidecars of images; one that another program changed stays, unless told otherwise."""
    args, catalogue = run.args, run.catalogue()
    style = args.style or run.settings.get("sidecar_name")
    ids = _ids(run, catalogue)
    with stopping() as cancel:
        steps = catalogue.sidecars.write(ids, cancel, style=style, overwrite=args.overwrite)
        return _told(run, steps, "Writing sidecars", "written")


def read(run: Run) -> int:
    """Take over what other programs changed in the sidecars of images."""
    catalogue = run.catalogue()
    ids = _ids(run, catalogue)
    with stopping() as cancel:
        return _told(run, catalogue.sidecars.read_again(ids, cancel), "Reading sidecars", "read")


def automatic(run: Run, catalogue: Catalogue, ids: list[int]) -> None:
    """Write the sidecars of what was just changed, where the person's settings say so; what stayed is said."""
    if not run.settings.get("sidecars_automatic"):
        return
    report = _drained(run, catalogue.sidecars.write(ids, style=run.settings.get("sidecar_name")), "Writing sidecars")
    for line in report.lines:
        run.out.warn(f"{line.path}: {line.reason}")


def _ids(run: Run, catalogue: Catalogue) -> list[int]:
    ids = list(dict.fromkeys(run.args.ids))
    must_exist(catalogue, ids)
    return ids


def _drained(run: Run, steps: Generator[Any, None, SidecarReport], title: str) -> SidecarReport:
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            report: SidecarReport = end.value
            return report
        run.out.progress(title, step.done, step.total)


def _told(run: Run, steps: Generator[Any, None, SidecarReport], title: str, done: str) -> int:
    """A line for each image that was not simply done, then the summary; the exit code."""
    report, out = _drained(run, steps, title), run.out
    for line in report.lines:
        data = {"id": line.id, "path": line.path, "status": line.status, "reason": line.reason}
        out.item(data, f"{line.status:<10} {line.id:>6}  {one_line(line.path)}  ({one_line(str(line.reason))})")
    numbers = {done: report.done, "conflict": report.conflict, "failed": report.failed}
    summary = numbers | {"cancelled": report.cancelled, "operation": report.operation}
    out.item({"summary": summary}, ", ".join(f"{count:,} {name}" for name, count in numbers.items()) + ".")
    if report.cancelled:
        return 130
    return 1 if report.conflict or report.failed else 0
