"""Under a real X server with a window manager: files dragged over from another program."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from janus_desktop.models import Library
from tests.conftest import ADMIN, PASSWORD

TOOLS = ("Xvfb", "openbox", "xdotool")
pytestmark = [
    pytest.mark.x11,
    pytest.mark.skipif(
        any(shutil.which(tool) is None for tool in TOOLS), reason=f"needs {', '.join(TOOLS)} to be installed"
    ),
]
ROOT = Path(__file__).resolve().parents[2]

SOURCE = """
    import sys
    from PySide6.QtCore import QMimeData, Qt, QUrl
    from PySide6.QtGui import QDrag
    from PySide6.QtWidgets import QApplication, QLabel

    class Source(QLabel):
        def mouseMoveEvent(self, event):
            mime = QMimeData()
            mime.setUrls([QUrl.fromLocalFile(path) for path in sys.argv[1:]])
            drag = QDrag(self)
            drag.setMimeData(mime)
            print("dragged", drag.exec(Qt.DropAction.CopyAction), flush=True)

    app = QApplication([])
    source = Source("drag me")
    source.setWindowTitle("janus-drag-source")
    source.setGeometry(1000, 40, 200, 120)
    source.show()
    app.exec()
"""


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    """An X server of our own with a window manager; the environment for programs on it."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as numbers:
        number = numbers.readline().strip()
    assert number, "the X server did not start"
    environment = dict(os.environ, DISPLAY=f":{number}", QT_QPA_PLATFORM="xcb")
    environment.pop("WAYLAND_DISPLAY", None)
    manager = subprocess.Popen(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield environment
    for process in (manager, server):
        process.terminate()
        process.wait(10)


def xdotool(environment: dict[str, str], *words: str) -> str:
    """What xdotool answers."""
    done = subprocess.run(["xdotool", *words], env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout.strip()


def until(what: Callable[[], object], seconds: float) -> object:
    """Ask again and again; other programs send us no signals."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := what():
            return answer
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def test_files_are_dragged_from_another_program(
    display: dict[str, str], home: Path, tmp_path: Path, pictures: Callable[..., list[Path]]
) -> None:
    files = pictures(4, "with space and ä")
    folder = tmp_path / "library"
    library = Library.create(folder, username=ADMIN, email="ada@example.org", password=PASSWORD)
    library.sign_in(ADMIN, PASSWORD, stay=True)
    library.close()
    environment = dict(display, JANUS_HOME=str(home), JANUS_NO_KEYRING="1", PYTHONPATH=str(ROOT))
    source_log = tmp_path / "source.txt"
    with source_log.open("w") as log:
        window = subprocess.Popen([sys.executable, "-m", "janus_desktop", "--library", str(folder)], env=environment)
        source = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(SOURCE), *map(str, files)], env=environment, stdout=log
        )
    try:
        until(lambda: xdotool(environment, "search", "--name", "library – Janus"), 60)
        there = str(until(lambda: xdotool(environment, "search", "--name", "janus-drag-source"), 30))
        xdotool(environment, "windowactivate", "--sync", there.split(maxsplit=1)[0])
        time.sleep(2)  # let the grid be there: nothing outside the window can be asked for that
        drag(environment)
        until(lambda: "Copy" in source_log.read_text(), 20)
        until(lambda: count(folder) == 4, 60)
        window.send_signal(signal.SIGTERM)
        assert window.wait(10) == 0
    finally:
        for process in (window, source):
            if process.poll() is None:
                process.terminate()
            process.wait(20)


def drag(environment: dict[str, str]) -> None:
    """Press on the source, move over the grid in steps that Qt takes for a drag, let go."""
    xdotool(environment, "mousemove", "1100", "110", "mousedown", "1")
    for step in ("3", "6"):
        time.sleep(0.15)
        xdotool(environment, "mousemove_relative", "--sync", "--", f"-{step}", step)
    for x, y in ((1000, 200), (900, 260), (800, 320), (700, 380), (600, 420), (560, 440)):
        time.sleep(0.15)
        xdotool(environment, "mousemove", str(x), str(y))
    time.sleep(0.3)
    xdotool(environment, "mousemove_relative", "--", "2", "2")
    time.sleep(0.3)
    xdotool(environment, "mouseup", "1")


def count(folder: Path) -> int:
    """How many images the library holds, asked beside the window that has it open."""
    done = subprocess.run(
        [sys.executable, "-m", "janus_desktop", "find", "*", "--count", "--json", "--library", str(folder)],
        env=dict(os.environ, JANUS_USER=ADMIN, JANUS_PASSWORD=PASSWORD, PYTHONPATH=str(ROOT)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return int(json.loads(done.stdout)["count"]) if done.returncode == 0 else -1
