"""The only mouth, the bridge, and what happens to a fault nobody caught."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from janus_desktop.errors import Conflict, Stopped, words
from janus_desktop.models import Catalogue, Change, Library
from janus_desktop.ui.bridge import Bridge
from janus_desktop.ui.idle import IdleWatch, slept
from janus_desktop.ui.messages import Messages
from janus_desktop.ui.workers import Workshop
from tests.conftest import ADMIN, PASSWORD, make_picture


@pytest.fixture
def messages(qtbot: QtBot) -> Messages:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return Messages(window)


@pytest.fixture
def workshop(qtbot: QtBot) -> Iterator[Workshop]:
    made = Workshop()
    yield made
    assert made.close()


def press(box: QMessageBox, text: str) -> None:
    QTest.mouseClick(next(each for each in box.buttons() if text in each.text()), Qt.MouseButton.LeftButton)


def test_a_dangerous_question_is_no_by_default(messages: Messages) -> None:
    done: list[str] = []
    box = messages.ask("Remove <b>3</b> images?", "&Remove", lambda: done.append("yes"), danger=True)
    assert box.textFormat() == Qt.TextFormat.PlainText
    assert "Cancel" in box.defaultButton().text()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert done == []
    press(messages.ask("Remove 3 images?", "&Remove", lambda: done.append("yes"), danger=True), "Remove")
    assert done == ["yes"]
    box = messages.ask("Go on?", "&Go on", lambda: done.append("no"), otherwise=lambda: done.append("otherwise"))
    assert "Go on" in box.defaultButton().text()
    press(box, "Cancel")
    assert done == ["yes", "otherwise"]


def test_errors_are_sentences_and_withdrawn_questions_silent(messages: Messages) -> None:
    assert messages.error(Stopped(words("Withdrawn."))) is None
    box = messages.error(Conflict(words("Somebody changed {n} images since.", n=3)))
    assert box is not None
    assert box.text() == "Somebody changed 3 images since."
    box.close()


def test_a_change_of_another_process_arrives(
    qtbot: QtBot, workshop: Workshop, library: Library, catalogue: Catalogue, tmp_path: Path
) -> None:
    bridge = Bridge(library, workshop)
    heard: list[Change] = []
    bridge.changed.connect(heard.append)
    qtbot.waitUntil(lambda: not bridge._looking, timeout=5000)
    other = Library.open(library.folder)
    for _ in other.sign_in(ADMIN, PASSWORD).imports.files([make_picture(tmp_path / "leaf.jpg", 3)]):
        pass
    qtbot.waitUntil(lambda: any("members" in change.topics for change in heard), timeout=10_000)
    assert not any(change.ours for change in heard)
    heard.clear()
    image = other.sign_in(ADMIN, PASSWORD).images.by_name("leaf.jpg")
    assert image is not None
    catalogue.images.edit([image], {"title": "A leaf"})
    qtbot.waitUntil(lambda: any(change.ours and "images" in change.topics for change in heard), timeout=10_000)
    bridge.close()
    other.close()


def test_idleness_is_noticed_and_touches_count(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    watch = IdleWatch(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    watch.set_minutes(1)
    watch._timer.setInterval(400)
    for _ in range(6):
        QTest.mouseMove(window)
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
        assert watch.running
        QTest.qWait(100)
    with qtbot.waitSignal(watch.idle, timeout=3000):
        pass
    watch.set_minutes(0)
    assert not watch.running


def test_a_fault_that_nobody_caught_is_logged_shown_once_and_survived(home: Path) -> None:
    program = """
        import threading
        from PySide6.QtCore import QTimer
        from PySide6.QtTest import QTest
        from janus_desktop import log
        from janus_desktop.settings import Settings
        from janus_desktop.ui import app
        settings = Settings.load()
        log.start("info")
        application = app.application(settings)
        window, session = app.build(settings)
        session.messages.install_hooks()
        window.show()
        QTimer.singleShot(0, lambda: 1 / 0)
        threading.Thread(target=lambda: {}["missing"]).start()
        QTest.qWait(300)
        dialog = session.messages._crash
        print("ZeroDivisionError" in dialog.details.toPlainText(), "KeyError" in dialog.details.toPlainText())
        dialog.reject()
        window.close()
        print("alive")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.split("\n")[:2] == ["True True", "alive"], done.stderr
    assert done.returncode == 0
    written = (home / "state" / "janus.log").read_text()
    assert "ZeroDivisionError" in written
    assert "KeyError" in written


def test_waking_up_locks(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    watch = IdleWatch(window)
    with qtbot.waitSignal(watch.idle):
        watch.look_for_sleep(slept() + 60)
    with qtbot.assertNotEmitted(watch.idle):
        watch.look_for_sleep(slept() + 62)
        watch.look_for_sleep()
