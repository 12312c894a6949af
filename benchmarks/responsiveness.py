"""How long the event loop is held while 500 real files are imported, and how much memory it takes.

python benchmarks/responsiveness.py [--json] [--quick]

The whole window runs offscreen with a heartbeat timer; memory is the sum over the process tree (PSS).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import _common

RUN = """
import json, sys, time
from PySide6.QtCore import QTimer
from janus_desktop.settings import Settings
from janus_desktop.ui import app as program
from janus_desktop.ui.heartbeat import Heartbeat
from janus_desktop.models import Library
folder, photos = sys.argv[1:3]
settings = Settings.load()
application = program.application(settings)
window, session = program.build(settings)
window.resize(1280, 800)
window.show()
library = Library.open(folder)
session.show_signed_in(library, library.sign_in("bench", "a bench to sit upon"))
program.settle(session, 20)
heart = Heartbeat()
heart.start()
begun = time.monotonic()
found = []
def ended(job):
    QTimer.singleShot(900, lambda: found.append(session.bench.model.count))
    QTimer.singleShot(1000, application.quit)
session.workshop.job_ended.connect(ended)
session.bench.grid.dropped.emit([photos])
QTimer.singleShot(170_000, application.quit)
application.exec()
heart.stop()
print(json.dumps({"seconds": time.monotonic() - begun, "worst": heart.worst, "p999": heart.percentile(0.999),
                  "within": heart.share_within(16), "beats": len(heart.gaps), "images": found[-1]}), flush=True)
session.discard()
program.take_down(application)
"""


def tree_memory(pid: int) -> int:
    """Bytes of the process and all below it, shared pages counted once (PSS)."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text("ascii")
            total += int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1]) * 1024
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text("ascii").split())
        except (OSError, StopIteration):
            continue
    return total


def main() -> None:
    asked = _common.options(__doc__)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ |= {"JANUS_HOME": f"{scratch}/home", "JANUS_NO_KEYRING": "1", "QT_QPA_PLATFORM": "offscreen"}
        from janus_desktop.models import Library, make_pictures

        notes = []
        if (_common.CORPUS / "good").is_dir():
            photos = _common.CORPUS / "good"
        else:
            photos = Path(scratch) / "photos"
            make_pictures(photos, 60 if asked.quick else 500)
            notes.append("the collection of real files is absent; made pictures were imported")
        folder = Path(scratch) / "library"
        Library.create(folder, username="bench", email="b@example.org", password="a bench to sit upon").close()
        child = subprocess.Popen(
            [sys.executable, "-c", RUN, str(folder), str(photos)], stdout=subprocess.PIPE, text=True
        )
        most = 0
        while child.poll() is None:
            most = max(most, tree_memory(child.pid))
            time.sleep(0.1)
        assert child.stdout is not None
        answer = json.loads(child.stdout.read().strip().splitlines()[-1])
    notes.append(f"{answer['images']} images, {answer['beats']} beats in {answer['seconds']:.1f} s")
    figures = {
        "99.9 % of the event loop's gaps": _common.figure(answer["p999"], "ms", "<= 16"),
        "worst gap of the event loop": _common.figure(answer["worst"], "ms", "<= 50"),
        "memory of the whole process tree": _common.figure(most / 1e6, "MB", "<= 500"),
    }
    _common.tell(figures, asked, notes)


if __name__ == "__main__":
    main()
