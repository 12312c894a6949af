"""Libraries that can't be opened, names that no program likes, and rubbish in what is remembered."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from janus_desktop import paths
from janus_desktop.models import Library
from janus_desktop.ui.dialogs.first_run import FirstRunDialog
from janus_desktop.ui.dialogs.import_summary import ImportSummary
from janus_desktop.ui.dialogs.start import StartPage
from janus_desktop.ui.window_state import state_file
from tests.conftest import ADMIN, PASSWORD, House, make_picture
from tests.stories.acting import dialog, sign_in, signed_in

NewHouse = Callable[[], House]


def start_page(house: House) -> StartPage:
    """The page that says why no library is open."""
    house.qtbot.waitUntil(
        lambda: isinstance(house.window.pages.currentWidget(), StartPage) and not house.session.workshop.busy,
        timeout=20_000,
    )
    page = house.window.pages.currentWidget()
    assert isinstance(page, StartPage)
    return page


def test_a_library_that_is_gone_or_damaged_is_said(new_house: NewHouse, home: Path, tmp_path: Path) -> None:
    house = new_house()
    house.session.begin(tmp_path / "nowhere")
    assert str(tmp_path / "nowhere") in start_page(house).error.text()
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "library.sqlite").write_bytes(b"this is no database" * 400)
    house.session.open(broken)
    house.qtbot.waitUntil(lambda: str(broken) in start_page(house).error.text(), timeout=20_000)
    assert house.session.bench is None
    made = Library.create(tmp_path / "good", username=ADMIN, email="ada@example.org", password=PASSWORD)
    made.close()
    house.session.open(tmp_path / "good")
    sign_in(house, ADMIN, PASSWORD)
    signed_in(house)


@pytest.mark.parametrize("rubbish", [b"\x00\xff{{{", b"[libraries]\n"])
def test_rubbish_in_settings_and_state_does_not_keep_one_out(new_house: NewHouse, home: Path, rubbish: bytes) -> None:
    state_file().write_bytes(rubbish)
    paths.settings_file().write_bytes(rubbish)
    house = new_house()
    house.session.begin(None)
    dialog(house, FirstRunDialog).reject()
    assert start_page(house).make.isEnabled()


NAMES = [
    b"with space.jpg",
    b"new\nline.jpg",
    b"quo'te\"s.jpg",
    "émoji 🦎.jpg".encode(),
    "עברית.jpg".encode(),
    b"x" * 251 + b".jpg",
    b"no utf-8 \xff\xfe.jpg",
    b"<b>bold & %20 #1?.jpg",
]


def test_names_that_no_program_likes(window: House, tmp_path: Path) -> None:
    house, bench = window, window.bench
    folder = tmp_path / "odd"
    for number, name in enumerate(NAMES):
        made = make_picture(folder / "made.jpg", number)
        os.rename(os.fsencode(made), os.fsencode(folder) + b"/" + name)
    (folder / "empty.jpg").touch()
    files = [os.fsdecode(os.fsencode(folder) + b"/" + name) for name in NAMES]
    bench.importing.paths([*files, str(folder / "empty.jpg"), str(folder / "vanished.jpg")])
    summary = dialog(house, ImportSummary)
    assert summary.report.added == len(NAMES)
    listed = summary.text()
    assert "empty.jpg" in listed
    assert "vanished.jpg" in listed
    summary.reject()
    house.settle()
    assert bench.model.count == len(NAMES)
    bench.selection.select_all()
    house.settle()
    bench.actions_["copy.files"].trigger()
    bench.actions_["copy.text"].trigger()
    house.settle()
    bench.show_tab("file")
    for image in list(bench.model.ids):
        bench.selection.select_only(image)
        house.settle()
    assert not [each for each in house.window.findChildren(QMessageBox) if each.isVisible()]
