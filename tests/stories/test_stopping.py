"""An import that is stopped in the middle: by its button, or by closing the window."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from janus_desktop.models import Library
from janus_desktop.ui.dialogs.import_summary import ImportSummary
from tests.conftest import ADMIN, PASSWORD, House
from tests.stories.acting import answer, dialog, drop, sign_in, signed_in


def test_an_import_is_cancelled_and_undone(window: House, pictures: Callable[..., list[Path]]) -> None:
    house, bench = window, window.bench
    folder = pictures(120)[0].parent
    drop(bench.side, [folder]) if bench.side.acceptDrops() else drop(house.window, [folder])
    job = bench.workshop.jobs[0]
    house.qtbot.waitUntil(lambda: job.step is not None and job.step.done > 0, timeout=30_000)
    job.cancel()
    summary = dialog(house, ImportSummary)
    report = summary.report
    assert job.state == "cancelled"
    assert report.cancelled
    house.settle()
    assert bench.model.count == report.added
    assert bench.status_bar._counts
    if report.added:
        summary._undo()
        house.settle()
        house.qtbot.waitUntil(lambda: bench.model.count == 0, timeout=10_000)
    else:
        summary.reject()


def test_the_window_is_closed_during_an_import(
    window: House, new_house: Callable[[], House], pictures: Callable[..., list[Path]]
) -> None:
    house, bench = window, window.bench
    folder = pictures(150)[0].parent
    drop(bench.grid.viewport(), [folder])
    job = bench.workshop.jobs[0]
    house.qtbot.waitUntil(lambda: job.step is not None and job.step.done > 0, timeout=30_000)
    library = bench.catalogue.library.folder
    began = time.monotonic()
    house.close()
    assert time.monotonic() - began < 5  # 3 s are promised; this machine may be busy

    opened = Library.open(library)
    kept = opened.sign_in(ADMIN, PASSWORD).sources.counts().images
    opened.close()
    assert 0 <= kept < 150
    later = new_house()
    later.session.begin(library)
    sign_in(later, ADMIN, PASSWORD)
    said = answer(later, "Close")
    assert "stopped when the window was closed" in said
    signed_in(later)
    assert later.bench.model.count == kept
    later.bench.importing.paths([folder])
    summary = dialog(later, ImportSummary)
    assert summary.report.added == 150 - kept
    summary.reject()
    later.settle()
    assert later.bench.model.count == 150
