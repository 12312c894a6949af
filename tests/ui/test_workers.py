"""The workshop: lanes, keyed questions, jobs, and taking everything down again."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from collections.abc import Generator, Iterator

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from janus_desktop.cancel import Cancel
from janus_desktop.errors import JanusError, Stopped, words
from janus_desktop.models import Step
from janus_desktop.ui.heartbeat import Heartbeat
from janus_desktop.ui.workers import Job, Workshop


@pytest.fixture
def workshop(qtbot: QtBot) -> Iterator[Workshop]:
    made = Workshop()
    yield made
    assert made.close()


def test_an_answer_comes_on_the_windows_thread(qtbot: QtBot, workshop: Workshop) -> None:
    here = threading.get_ident()
    heard: list[tuple[int, int]] = []
    workshop.ask(threading.get_ident, lambda there: heard.append((there, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(heard))
    there, back = heard[0]
    assert there != here
    assert back == here
    assert not workshop.busy


def test_the_write_lane_keeps_the_order(qtbot: QtBot, workshop: Workshop) -> None:
    done: list[int] = []
    answers: list[int] = []
    for number in range(50):
        workshop.ask(lambda number=number: done.append(number) or number, answers.append, lane="write")
    qtbot.waitUntil(lambda: len(answers) == 50)
    assert done == answers == list(range(50))


def test_two_reads_run_at_once(qtbot: QtBot, workshop: Workshop) -> None:
    both = threading.Barrier(2)
    answers: list[int] = []
    for _ in range(2):
        workshop.ask(lambda: both.wait(5), answers.append)
    qtbot.waitUntil(lambda: len(answers) == 2)


def test_a_newer_question_drops_the_older(qtbot: QtBot, workshop: Workshop) -> None:
    began, cancel, heard = threading.Event(), Cancel(), list[str]()

    def slow() -> str:
        began.set()
        cancel.wait(30)
        raise Stopped(words("Stopped."))

    workshop.ask(slow, heard.append, key="find", cancel=cancel, failed=lambda error: heard.append(str(error)))
    assert began.wait(5)
    workshop.ask(lambda: "new", heard.append, key="find")
    qtbot.waitUntil(lambda: bool(heard))
    assert cancel.asked
    assert heard == ["new"]


def test_a_dropped_question_that_has_not_begun_is_never_asked(qtbot: QtBot, workshop: Workshop) -> None:
    go, ran = threading.Event(), list[int]()
    workshop.ask(lambda: go.wait(5), lane="thumbs")
    for number in range(10):
        workshop.ask(lambda number=number: ran.append(number), lane="thumbs", key="same")
    go.set()
    qtbot.waitUntil(lambda: not workshop.busy)
    assert ran == [9]


def test_errors_go_to_who_asked_or_to_everybody(qtbot: QtBot, workshop: Workshop) -> None:
    def wrong() -> None:
        raise JanusError(words("No."))

    mine: list[JanusError] = []
    workshop.ask(wrong, failed=mine.append)
    qtbot.waitUntil(lambda: bool(mine))
    assert str(mine[0]) == "No."
    with qtbot.waitSignal(workshop.failed) as signal:
        workshop.ask(wrong)
    assert str(signal.args[0]) == "No."


def test_a_fault_of_ours_is_reported_and_the_asker_is_told(qtbot: QtBot, workshop: Workshop) -> None:
    mine: list[JanusError] = []
    with qtbot.waitSignal(workshop.crashed) as signal:
        workshop.ask(lambda: 1 / 0, failed=mine.append)
    assert isinstance(signal.args[0], ZeroDivisionError)
    assert "fault in Janus" in str(mine[0])
    answers: list[int] = []  # and the lane lives on
    workshop.ask(lambda: 7, answers.append)
    qtbot.waitUntil(lambda: answers == [7])


def counting(total: int, gate: threading.Event | None = None) -> object:
    def steps(cancel: Cancel) -> Generator[Step, None, str]:
        for number in range(total):
            if cancel.asked:
                return f"stopped at {number}"
            if gate is not None and number == 5:
                gate.wait(5)
            yield Step(number + 1, total, "counting", ids=(number,))
        return "counted"

    return steps


def test_a_job_steps_and_loses_no_id(qtbot: QtBot, workshop: Workshop) -> None:
    ids: list[int] = []
    results: list[str] = []
    job = workshop.start("Counting", counting(2000), results.append)
    job.stepped.connect(lambda step: ids.extend(step.ids))
    with qtbot.waitSignal(job.finished):
        assert workshop.jobs == [job]
        assert job.state == "running"
    qtbot.waitUntil(lambda: bool(results))
    assert results == ["counted"]
    assert ids == list(range(2000))
    assert job.state == "done"
    assert job.result == "counted"
    assert job.step is not None
    assert job.step.done == 2000
    assert workshop.jobs == []


def test_a_cancelled_job_says_what_it_did(qtbot: QtBot, workshop: Workshop) -> None:
    gate, results = threading.Event(), list[str]()
    job = workshop.start("Counting", counting(100, gate), results.append)
    qtbot.waitUntil(lambda: job.step is not None)
    job.cancel()
    assert job.cancelling
    gate.set()
    qtbot.waitUntil(lambda: bool(results))
    assert job.state == "cancelled"
    assert results[0].startswith("stopped at")


def test_a_held_job_goes_on(qtbot: QtBot, workshop: Workshop) -> None:
    gate = threading.Event()
    job = workshop.start("Counting", counting(100, gate))
    qtbot.waitUntil(lambda: job.step is not None)
    job.pause()
    assert job.paused
    gate.set()
    job.resume()
    assert not job.paused
    qtbot.waitUntil(lambda: job.state == "done")


def test_a_failed_job_says_so(qtbot: QtBot, workshop: Workshop) -> None:
    def steps(cancel: Cancel) -> Generator[Step, None, None]:
        yield Step(1, 2, "one")
        raise JanusError(words("The disk is full."))

    errors: list[JanusError] = []
    job: Job = workshop.start("Failing", steps, failed=errors.append)
    qtbot.waitUntil(lambda: job.state == "failed")
    assert [str(error) for error in errors] == ["The disk is full."]
    assert job.error is errors[0]


def test_closing_ends_every_thread_and_does_the_writes(qtbot: QtBot) -> None:
    workshop = Workshop()
    written: list[int] = []
    go, cancel = threading.Event(), Cancel()
    workshop.ask(lambda: cancel.wait(30), cancel=cancel)
    workshop.ask(lambda: go.wait(1), lane="write")
    for number in range(20):
        workshop.ask(lambda number=number: written.append(number), lane="write")
    job = workshop.start("Counting", counting(1_000_000))
    go.set()
    assert workshop.close(last=lambda: written.append(-1))
    assert written.pop() == -1
    assert written == list(range(20))
    assert not any(thread.isRunning() for thread in workshop.findChildren(QThread))
    assert job.cancelling
    workshop.ask(lambda: written.append(99), lane="write")
    assert workshop.start("Late", counting(3)).state == "cancelled"


def test_a_stuck_thread_does_not_abort_the_process() -> None:
    program = """
        import os, threading, time
        from PySide6.QtCore import QCoreApplication
        from janus_desktop.ui.workers import Workshop
        app = QCoreApplication([])
        workshop = Workshop()
        began = threading.Event()
        workshop.ask(lambda: began.set() or time.sleep(60))
        began.wait(5)
        well = workshop.close(0.2)
        print("ended" if well else "stuck", flush=True)
        os._exit(0)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=30)
    assert done.stdout == "stuck\n"
    assert done.returncode == 0, done.stderr


def test_the_heartbeat_sees_a_held_loop(qtbot: QtBot) -> None:
    heart = Heartbeat()
    heart.start()
    qtbot.waitUntil(lambda: len(heart.gaps) > 3)
    until = threading.Event()
    until.wait(0.08)  # hold the loop: that is what is measured
    heart.stop()
    assert heart.worst >= 50
    assert heart.percentile(1.0) == heart.worst
    assert heart.share_within(40) < 1
