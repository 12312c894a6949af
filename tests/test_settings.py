"""Settings: declared once, kept whole, never a crash."""

from __future__ import annotations

import logging
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from janus_desktop.errors import BadValue
from janus_desktop.settings import RECENT, SETTINGS, Settings

ANYTHING = (
    strategies.none()
    | strategies.booleans()
    | strategies.integers()
    | strategies.floats()
    | strategies.text()
    | strategies.lists(strategies.text() | strategies.integers())
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def test_every_setting_holds_its_own_default_and_has_words() -> None:
    for name, each in SETTINGS.items():
        assert name == each.name
        assert each.checked(each.default) == each.default
        assert str(each.label) and str(each.help).endswith(".")
        assert (each.low is None) == (each.high is None) == (each.kind is not int)


def test_without_a_file_the_defaults_hold_and_nothing_is_written(file: Path) -> None:
    loaded = Settings.load(file)
    assert loaded.problem is None
    assert {name: loaded.get(name) for name in SETTINGS} == {n: s.default for n, s in SETTINGS.items()}
    loaded.save()
    assert not file.exists()


def test_the_default_place_is_the_config_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JANUS_HOME", str(tmp_path))
    monkeypatch.delenv("JANUS_CONFIG", raising=False)
    loaded = Settings.load()
    loaded.set("appearance", "dark")
    loaded.save()
    assert tomllib.loads((tmp_path / "config" / "settings.toml").read_text()) == {"appearance": "dark"}


def test_what_is_saved_is_there_again(file: Path) -> None:
    first = Settings.load(file)
    first.set("thumbnail_size", 256)
    first.set("import_subfolders", False)
    first.set("recent_libraries", ["/data/Herbarium 2021", "/home/m/“Zettel” \\ 1\t"])
    first.save()
    again = Settings.load(file)
    assert again.get("thumbnail_size") == 256
    assert again.get("import_subfolders") is False
    assert again.get("recent_libraries") == ("/data/Herbarium 2021", "/home/m/“Zettel” \\ 1\t")
    assert [each.name for each in file.parent.iterdir()] == ["settings.toml"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("thumbnail_size", 95),
        ("thumbnail_size", 321),
        ("thumbnail_size", True),
        ("thumbnail_size", "128"),
        ("thumbnail_size", 128.0),
        ("appearance", "purple"),
        ("appearance", None),
        ("import_subfolders", 1),
        ("recent_libraries", "/one"),
        ("recent_libraries", [1]),
        ("last_library", os.fsdecode(b"/data/\xff")),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_changes_nothing(file: Path, name: str, value: object) -> None:
    loaded = Settings.load(file)
    with pytest.raises(BadValue) as caught:
        loaded.set(name, value)
    assert caught.value.field == name
    assert str(SETTINGS[name].label) in str(caught.value)
    assert loaded.get(name) == SETTINGS[name].default


def test_a_name_that_is_no_setting_is_a_key_error(file: Path) -> None:
    with pytest.raises(KeyError):
        Settings.load(file).get("no_such")
    with pytest.raises(KeyError):
        Settings.load(file).set("no_such", 1)


def test_subscribers_hear_of_changes_until_they_end_it(file: Path) -> None:
    loaded, heard = Settings.load(file), []
    end = loaded.subscribe(lambda name, value: heard.append((name, value)))
    loaded.set("thumbnail_size", 200)
    loaded.set("thumbnail_size", 200)
    end()
    end()
    loaded.set("thumbnail_size", 96)
    assert heard == [("thumbnail_size", 200)]


@pytest.mark.parametrize(
    "rubbish",
    [b"\x00\xff\xfe rubbish", b"appearance = ", b"= 1", b"a" * 100_000, b"x = " + b"[" * 5_000],
    ids=["bytes", "half a line", "no key", "a long word", "deep"],
)
def test_rubbish_gives_defaults_one_warning_and_is_set_aside_on_saving(
    file: Path, rubbish: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    file.parent.mkdir()
    file.write_bytes(rubbish)
    with caplog.at_level(logging.WARNING):
        loaded = Settings.load(file)
    assert loaded.problem is not None and str(file) in str(loaded.problem)
    assert len(caplog.records) == 1
    assert loaded.get("appearance") == "system"
    loaded.set("appearance", "light")
    loaded.save()
    assert Settings.load(file).get("appearance") == "light"
    assert file.with_name("settings.toml.bad").read_bytes() == rubbish


def test_one_wrong_value_costs_only_itself(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.parent.mkdir()
    file.write_text('thumbnail_size = 9999\nappearance = "dark"\nlanguage = 3\n')
    loaded = Settings.load(file)
    assert loaded.get("appearance") == "dark"
    assert loaded.get("thumbnail_size") == 118
    assert "language, thumbnail_size" in str(loaded.problem)
    assert len(caplog.records) == 1


def test_unknown_keys_and_tables_are_kept(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('from_the_future = 2030-01-01\nappearance = "dark"\n[plugin.x]\nlevel = [1, 2.5]\n')
    loaded = Settings.load(file)
    loaded.set("appearance", "light")
    loaded.save()
    kept = tomllib.loads(file.read_text())
    assert str(kept["from_the_future"]) == "2030-01-01"
    assert kept["plugin"] == {"x": {"level": [1, 2.5]}}
    assert kept["appearance"] == "light"


def test_two_windows_do_not_undo_each_other(file: Path) -> None:
    one, two = Settings.load(file), Settings.load(file)
    one.set("appearance", "dark")
    two.set("thumbnail_size", 300)
    one.save()
    two.save()
    again = Settings.load(file)
    assert (again.get("appearance"), again.get("thumbnail_size")) == ("dark", 300)


def test_recent_libraries_are_few_newest_first_and_once_each(file: Path, tmp_path: Path) -> None:
    loaded = Settings.load(file)
    for number in [*range(RECENT + 3), 5]:
        loaded.remember_library(tmp_path / str(number))
    recent = loaded.get("recent_libraries")
    assert len(recent) == len(set(recent)) == RECENT
    assert recent[0] == loaded.get("last_library") == str(tmp_path / "5")
    loaded.remember_library(Path(os.fsdecode(b"/data/\xff")))
    assert loaded.get("recent_libraries") == recent


def test_a_folder_that_cannot_be_written_raises_and_leaves_no_crumbs(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    loaded = Settings.load(tmp_path / "taken" / "settings.toml")
    loaded.set("appearance", "dark")
    with pytest.raises(OSError, match="taken"):
        loaded.save()
    assert loaded.get("appearance") == "dark"
    assert [each.name for each in tmp_path.iterdir()] == ["taken"]


def test_a_pipe_in_its_place_does_not_hang(file: Path) -> None:
    file.parent.mkdir()
    os.mkfifo(file)
    assert Settings.load(file).problem is not None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rubbish=strategies.dictionaries(strategies.sampled_from(sorted(SETTINGS)), ANYTHING))
def test_whatever_is_set_is_held_or_refused_and_survives_saving(tmp_path: Path, rubbish: dict[str, Any]) -> None:
    file = tmp_path / "settings.toml"
    file.unlink(missing_ok=True)
    loaded = Settings.load(file)
    for name, value in rubbish.items():
        try:
            loaded.set(name, value)
        except BadValue:
            continue
    loaded.save()
    again = Settings.load(file)
    assert again.problem is None
    assert {name: again.get(name) for name in SETTINGS} == {name: loaded.get(name) for name in SETTINGS}
