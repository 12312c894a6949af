"""The log: one line a record, no forged lines, no secrets, shared by several processes."""

from __future__ import annotations

import logging
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from janus_desktop import log

LINE = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (DEBUG|INFO|WARNING|ERROR|CRITICAL) +\S+ \[\d+ .+?\] .+$")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("JANUS_HOME", str(tmp_path))
    monkeypatch.delenv("JANUS_STATE", raising=False)
    level = logging.getLogger().level
    yield tmp_path / "state"
    log.stop()
    logging.captureWarnings(False)
    logging.getLogger().setLevel(level)


def lines() -> list[str]:
    return log.log_path().read_text(encoding="utf-8").splitlines()


def test_a_record_is_one_line_in_one_format(folder: Path) -> None:
    log.start()
    logging.getLogger("janus_desktop.models").info("Imported %d images", 3)
    logging.getLogger("janus_desktop.models").debug("too quiet")
    (line,) = lines()
    assert LINE.match(line)
    assert line.endswith("Imported 3 images")
    assert stat.S_IMODE(log.log_path().stat().st_mode) == 0o600


def test_starting_again_only_changes_the_level(folder: Path) -> None:
    log.start("error")
    log.start("debug")
    logging.getLogger("x").debug("now heard")
    assert len(lines()) == 1


def test_a_file_name_cannot_forge_a_line_or_turn_the_text(folder: Path) -> None:
    log.start()
    name = "a.jpg\n2026-01-01T00:00:00.000Z INFO forged\r\x1b[31m\u2028\u202egpj\udcff"
    logging.getLogger("x").warning("Can't read %s", name)
    (line,) = lines()
    assert r"a.jpg\n2026" in line
    assert not re.search(r"[\x00-\x1f\u2028\u202e]", line)


def test_a_traceback_follows_marked(folder: Path) -> None:
    log.start()
    try:
        raise ValueError("first\n2026-01-01T00:00:00.000Z INFO forged")
    except ValueError:
        logging.getLogger("x").exception("It broke")
    first, *rest = lines()
    assert LINE.match(first)
    assert rest and all(each.startswith("  | ") for each in rest)


@pytest.mark.parametrize(
    "text",
    [
        "password=Tr0ubadour&3",
        "{'password': 'Tr0ubadour&3', 'user': 'm'}",
        "postgresql://m.kessler:Tr0ubadour&3@db.example.org/janus",
        "the environment had Tr0ubadour&3 in it",
        "Passphrase: Tr0ubadour&3",
    ],
)
def test_passwords_are_never_written(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("JANUS_PASSWORD", "Tr0ubadour&3")
    log.start()
    logging.getLogger("x").error("Failed: %s", text)
    assert "Tr0ubadour" not in log.log_path().read_text(encoding="utf-8")


def test_hashes_and_tokens_are_never_written(folder: Path) -> None:
    log.start()
    logging.getLogger("x").error("row $argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaA, jns_abcdefghijklmnop")
    text = log.log_path().read_text(encoding="utf-8")
    assert "c2FsdHNhbHQ" not in text
    assert "abcdefghijklmnop" not in text


def test_what_looks_like_no_secret_stays(folder: Path) -> None:
    log.start()
    logging.getLogger("x").info("Opened /data/Password list/scan 1.tif at 12:30:01")
    assert lines()[0].endswith("Opened /data/Password list/scan 1.tif at 12:30:01")


def test_the_files_are_bounded(folder: Path) -> None:
    log.start()
    for number in range(700):
        logging.getLogger("x").info("%d %s", number, "x" * 10_000)
    files = sorted(folder.glob("janus.log*"))
    assert [each.name for each in files if each.suffix != ".lock"] == [
        "janus.log", "janus.log.1", "janus.log.2", "janus.log.3", "janus.log.4",
    ]  # fmt: skip
    assert all(each.stat().st_size <= log.MAX_BYTES for each in files)


def test_several_processes_share_it_and_lose_nothing(folder: Path) -> None:
    program = (
        "import logging, sys; from janus_desktop import log; log.start()\n"
        "for n in range(150): logging.getLogger('x').info('%s-%d %s', sys.argv[1], n, 'x' * 6000)"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, name]) for name in ("one", "two")]
    assert [each.wait(60) for each in running] == [0, 0]
    text = "".join(each.read_text(encoding="utf-8") for each in folder.glob("janus.log*"))
    assert len(re.findall(r"(one|two)-\d+ x", text)) == 300


def test_a_folder_that_cannot_be_written_is_said_and_survived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "state").write_text("a file is here")
    monkeypatch.setenv("JANUS_STATE", str(tmp_path / "state"))
    log.start()
    logging.getLogger("x").warning("still alive")
    assert "The log can’t be written" in caplog.text
    log.stop()


def test_a_crash_of_the_interpreter_leaves_its_last_words(folder: Path) -> None:
    program = "from janus_desktop import log; log.start(); import faulthandler; faulthandler._sigsegv()"
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)
    assert done.returncode < 0
    assert "Segmentation fault" in (folder / "crash.log").read_text(encoding="utf-8")
