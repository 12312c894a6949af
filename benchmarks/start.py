"""Start-up: first paint against a bare PySide6 window, and a library of 10,000 images until it is usable.

python benchmarks/start.py [--json] [--quick]

Every run is a process of its own; the clock starts when it is spawned. Offscreen, taken in turns, medians.
"Usable" is with a kept session, when all the thumbnails of the first screen are drawn.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import _common

BARE = """
import sys, time
from PySide6.QtCore import QObject, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class See(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            print('{"first": %f}' % (time.monotonic() - float(sys.argv[1])), flush=True)
            QTimer.singleShot(0, app.quit)
        return False
app = QApplication(sys.argv[:1])
window = QMainWindow()
window.resize(1280, 800)
see = See()
window.installEventFilter(see)
window.show()
app.exec()
"""
OURS = """
import json, sys, time
begun = float(sys.argv[1])
seen = {}
from PySide6.QtCore import QTimer
from janus_desktop.ui import app
plain = app.lead
def lead(window, settings):
    # called by the signal that the frame is painted, before anything else is imported
    seen["first"] = time.monotonic() - begun
    seen["sqlalchemy"] = "sqlalchemy" in sys.modules
    session = plain(window, settings)
    def look():
        bench = session.bench
        ids = bench.grid.visible_ids() if bench is not None else []
        if len(ids) and all(bench.feed.picture(one) is not None or bench.feed.lacks(one) for one in ids):
            window.repaint()
            seen["usable"] = time.monotonic() - begun
        if "usable" in seen or time.monotonic() - begun > 30:
            timer.stop()
            window.close()
    timer = QTimer(window)
    timer.timeout.connect(look)
    timer.start(5)
    return session
app.lead = lead
app.run([], None)
print(json.dumps(seen), flush=True)
"""


def once(code: str) -> dict[str, float]:
    """What one process saw, by its own account."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "JANUS_NO_KEYRING": "1"}
    begun = str(time.monotonic())
    done = subprocess.run(
        [sys.executable, "-c", code, begun], env=environment, capture_output=True, text=True, check=True
    )
    answer: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def main() -> None:
    asked = _common.options(__doc__)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["JANUS_HOME"] = f"{scratch}/home"
        os.environ["JANUS_NO_KEYRING"] = "1"
        import make_library

        from janus_desktop.settings import Settings

        library = make_library.make(Path(scratch) / "library", 10_000, thumbnails=10_000)
        library.sign_in(make_library.USER, make_library.PASSWORD, stay=True)
        settings = Settings.load()
        settings.remember_library(library.folder)
        settings.save()
        library.close()
        bare, first, usable, early = [], [], [], []
        for turn in range(4 if asked.quick else 12):
            seen = {"bare": once(BARE)["first"], **once(OURS)}
            if turn:  # the first turn warms the disk's cache
                bare.append(seen["bare"])
                first.append(seen["first"])
                usable.append(seen.get("usable", 30.0))
                early.append(seen["sqlalchemy"])
    middle = statistics.median
    figures = {
        "first paint, against a bare window": _common.figure(middle(first), "s", "<= 1.3", middle(bare)),
        "usable with 10,000 images": _common.figure(middle(usable), "s", "<= 1.0"),
        "usable with 10,000 images, against a bare window": _common.figure(middle(usable), "s", "<= 5", middle(bare)),
        "SQLAlchemy imported before the first paint": _common.figure(float(any(early)), "runs", "<= 0"),
    }
    _common.tell(figures, asked)


if __name__ == "__main__":
    main()
