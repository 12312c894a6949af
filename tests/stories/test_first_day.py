"""A researcher's first day, and the next: through the widgets of the window alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from janus_desktop.ui.dialogs.first_run import FirstRunDialog
from janus_desktop.ui.dialogs.import_summary import ImportSummary
from tests.conftest import ADMIN, PASSWORD, House
from tests.stories.acting import click, dialog, drop, sign_in, signed_in


def test_the_first_day_and_the_next(
    new_house: Callable[[], House], pictures: Callable[..., list[Path]], tmp_path: Path
) -> None:
    house = new_house()
    house.session.begin(None)
    first = dialog(house, FirstRunDialog)
    first.name.setText("Herbarium 2021")
    first.place.setText(str(tmp_path / "libraries"))
    first.username.setText(ADMIN)
    first.email.setText("ada@example.org")
    first.password.setText(PASSWORD)
    first.again.setText("something else")
    click(first.go)
    assert "differ" in first.form.complaint("again")
    first.again.setText(PASSWORD)
    click(first.go)
    signed_in(house)
    bench = house.bench
    assert house.window.windowTitle().startswith("Herbarium 2021")
    assert "No images yet" in bench.status_bar.text.text()

    files = pictures(27)
    folder = files[0].parent
    (folder / "letter.jpg").write_text("this is no picture")
    (folder / "broken.jpg").write_bytes(files[0].read_bytes()[:20])
    shutil.copy(files[3], folder / "the same leaf.jpg")
    originals = {path: path.read_bytes() for path in folder.iterdir()}
    drop(bench.grid.viewport(), [folder])
    summary = dialog(house, ImportSummary)
    report = summary.report
    assert (report.added, report.duplicate, report.unreadable) == (27, 1, 2)
    listed = summary.text()
    for name in ("letter.jpg", "broken.jpg", "the same leaf.jpg"):
        assert name in listed
    summary.reject()
    house.settle()
    assert bench.model.count == 27
    assert all(bench.feed.picture(image) is not None for image in bench.grid.visible_ids())

    ids = [bench.model.ids[row] for row in (1, 3, 5)]
    viewport, grid = bench.grid.viewport(), bench.grid
    for number, row in enumerate((1, 3, 5)):
        rect = grid.rect_of(row)
        assert rect is not None
        held = Qt.KeyboardModifier.ControlModifier if number else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, held, rect.center())
    house.settle()
    assert sorted(bench.browsing.chosen_ids()) == sorted(ids)
    assert "3 selected" in bench.status_bar._counts

    creator = bench.describe.fields["creator"].editor_widget
    assert creator is not None
    creator.setFocus()
    QTest.keyClicks(creator, "M. Kessler")
    QTest.keyClick(creator, Qt.Key.Key_Return)
    house.settle()
    catalogue = bench.catalogue

    def creators() -> list[object]:
        heard: list[list[object]] = []
        bench.workshop.ask(
            lambda: [catalogue.images.record(image).fields.get("creator") for image in ids], heard.append
        )
        house.qtbot.waitUntil(lambda: bool(heard))
        return heard[0]

    assert creators() == ["M. Kessler"] * 3
    undo, redo = bench.actions_["undo"], bench.actions_["redo"]
    house.qtbot.waitUntil(undo.isEnabled)
    assert undo.text().replace("&", "") == "Undo edit of 3 images"
    undo.trigger()
    house.settle()
    assert creators() == [None] * 3
    house.qtbot.waitUntil(redo.isEnabled)
    redo.trigger()
    house.settle()
    assert creators() == ["M. Kessler"] * 3
    house.close()

    later = new_house()
    later.session.begin(None)
    later.qtbot.waitUntil(lambda: later.session._page is not None)
    page = later.session._page
    assert page is not None
    later.qtbot.waitUntil(lambda: page.username.text() == ADMIN)
    sign_in(later, ADMIN, PASSWORD)
    signed_in(later)
    assert later.bench.model.count == 27
    assert sorted(later.bench.browsing.chosen_ids()) == sorted(ids)
    assert later.bench.describe.fields["creator"].typed() == "M. Kessler"
    assert {path: path.read_bytes() for path in folder.iterdir()} == originals
