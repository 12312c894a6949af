"""Where things live, and who may look."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from janus_desktop import paths

KINDS = ("data", "cache", "config", "state")


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "DATA", "CACHE", "CONFIG", "STATE"):
        monkeypatch.delenv(f"JANUS_{name}", raising=False)


def test_one_variable_puts_everything_below_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JANUS_HOME", str(tmp_path / "new" / "home"))
    found = [paths.data_dir(), paths.cache_dir(), paths.config_dir(), paths.state_dir()]
    assert [each.relative_to(tmp_path / "new" / "home").as_posix() for each in found] == list(KINDS)
    assert paths.log_file().parent == paths.state_dir() == paths.crash_file().parent
    assert paths.settings_file().parent == paths.config_dir()
    assert paths.default_library().parent == paths.data_dir()
    assert not paths.default_library().exists()


def test_one_place_can_be_moved_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JANUS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JANUS_CACHE", str(tmp_path / "fast disk"))
    assert paths.cache_dir() == tmp_path / "fast disk"
    assert paths.data_dir() == tmp_path / "home" / "data"


def test_folders_are_for_this_person_alone_whatever_the_umask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JANUS_HOME", str(tmp_path / "a" / "b"))
    before = os.umask(0)
    try:
        folder = paths.state_dir()
    finally:
        os.umask(before)
    for each in (folder, folder.parent, folder.parent.parent):
        assert stat.S_IMODE(each.stat().st_mode) == 0o700


def test_without_variables_the_desktop_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KINDS:
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(tmp_path / name))
    assert paths.data_dir() == tmp_path / "data" / "janus-desktop"
    assert paths.cache_dir() == tmp_path / "cache" / "janus-desktop"
    assert paths.config_dir() == tmp_path / "config" / "janus-desktop"
    assert paths.state_dir() == tmp_path / "state" / "janus-desktop"


def test_a_place_that_is_a_file_is_an_os_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "taken").write_text("no folder")
    monkeypatch.setenv("JANUS_STATE", str(tmp_path / "taken"))
    with pytest.raises(OSError, match="taken"):
        paths.log_file()


def test_resources_are_found() -> None:
    assert paths.resource("icons/app/janus.svg").is_file()
    assert paths.resource(f"desktop/{paths.DESKTOP_ID}.desktop").is_file()
    assert not paths.resource("icons/no-such.svg").exists()
