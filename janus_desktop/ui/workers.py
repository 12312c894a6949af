"""The only starter of threads in the window's process: questions on lanes, and long work as jobs.

A `Worker` is a `QThread` with its signals on itself; it lives on the window's thread and only its `run`
does not. What a question or a job answers is handed over on the window's thread, always through a
slot of the `Workshop`, so that a plain lambda may be given as `then`.
"""

from __future__ import annotations

import dataclasses
import itertools
import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal

from janus_desktop.cancel import Cancel
from janus_desktop.errors import JanusError, Stopped, words
from janus_desktop.ui.job import Job

if TYPE_CHECKING:
    from janus_desktop.models import Step

__all__ = ["Job", "Worker", "Workshop"]

T = TypeVar("T")
R = TypeVar("R")
logger = logging.getLogger(__name__)

#: How many threads each lane has. One write lane: edits are done in the order they were asked for.
LANES: Final = {"read": 2, "write": 1, "thumbs": 1, "pixels": 2}
#: Seconds between two `stepped` signals of a job: often enough for the eye, cheap for the event loop.
STEP_EVERY: Final = 0.05
#: Seconds that `Workshop.close` waits.
PATIENCE: Final = 3.0

Steps = Callable[[Cancel], Generator["Step", None, R]]


class Worker(QThread):
    """A thread of ours. Subclasses say in `work` what they do; an exception there is logged, never lost."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)

    def run(self) -> None:
        """Do the work, under a name that the log shows."""
        threading.current_thread().name = self.objectName()
        try:
            self.work()
        except Exception:
            logger.exception("The thread %s ended by an error", self.objectName())

    def work(self) -> None:
        """What runs on the thread."""
        raise NotImplementedError

    def stop(self) -> None:
        """Ask work that goes on for ever to end; from any thread."""


@dataclasses.dataclass(slots=True)
class _Question:
    """What was asked and is not yet answered; belongs to the window's thread."""

    lane: str
    key: str | None
    then: Callable[[Any], None] | None
    failed: Callable[[JanusError], None] | None
    cancel: Cancel | None


class _Queue:
    """What a lane still has to do. The workers take from it, the window's thread puts and withdraws."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, Callable[[], object]]] = deque()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, number: int, call: Callable[[], object]) -> None:
        with self._changed:
            self._waiting.append((number, call))
            self._changed.notify()

    def withdraw(self, number: int) -> bool:
        """Take a question out again; False when it has begun."""
        with self._changed:
            for each in self._waiting:
                if each[0] == number:
                    self._waiting.remove(each)
                    return True
        return False

    def take(self) -> tuple[int, Callable[[], object]] | None:
        """Wait for the next; None when the lane is closed and empty."""
        with self._changed:
            while not self._waiting:
                if self._closed:
                    return None
                self._changed.wait()
            return self._waiting.popleft()

    def close(self, *, drop: bool) -> None:
        with self._changed:
            self._closed = True
            if drop:
                self._waiting.clear()
            self._changed.notify_all()


class _LaneWorker(Worker):
    """Answers the questions of one lane, one after the other."""

    answered = Signal(int, object, object)  # number, answer, exception or None

    def __init__(self, name: str, queue: _Queue, parent: QObject) -> None:
        super().__init__(name, parent)
        self._queue = queue

    def work(self) -> None:
        while (taken := self._queue.take()) is not None:
            number, call = taken
            answer, error = _outcome(call)
            # Whatever `call` holds must die on the window's thread: it may be a widget.
            del call, taken
            self.answered.emit(number, answer, error)
            del answer, error


class _JobWorker(Worker):
    """Pulls the steps of one job."""

    stepped = Signal(int, object)  # number of the job, Step
    ended = Signal(int, object, object)  # number, answer, exception or None

    def __init__(self, number: int, steps: Steps[Any], cancel: Cancel, parent: QObject) -> None:
        super().__init__(f"job {number}", parent)
        self._number = number
        self._steps: Steps[Any] | None = steps
        self._cancel = cancel

    def work(self) -> None:
        answer, error = _outcome(self._pull)
        self._steps = None
        self.ended.emit(self._number, answer, error)

    def _pull(self) -> object:
        assert self._steps is not None
        generator = self._steps(self._cancel)
        held: Step | None = None
        said = -math.inf
        while True:
            self._cancel.hold()  # a pause; when stop was asked, the generator ends by itself
            try:
                step = next(generator)
            except StopIteration as end:
                if held is not None:
                    self.stepped.emit(self._number, held)
                return end.value
            held = step if held is None else _joined(held, step)
            now = time.monotonic()
            if now - said >= STEP_EVERY:
                self.stepped.emit(self._number, held)
                held, said = None, now


class _LastWorker(Worker):
    """Does the one thing that comes after everything else."""

    def __init__(self, call: Callable[[], object], parent: QObject) -> None:
        super().__init__("closing", parent)
        self._call = call

    def work(self) -> None:
        self._call()


def _joined(first: Step, second: Step) -> Step:
    """Two steps as one, so that no id and no line is lost when steps come faster than they are shown."""
    return dataclasses.replace(second, ids=first.ids + second.ids, lines=first.lines + second.lines)


def _outcome(call: Callable[[], object]) -> tuple[object, Exception | None]:
    """The boundary of a thread: an answer, or the exception that the window's thread will report."""
    try:
        return call(), None
    except Exception as error:  # noqa: BLE001  # reported by Workshop
        return None, error


@dataclasses.dataclass(slots=True)
class _JobParts:
    """What belongs to a job while it runs."""

    job: Job
    worker: _JobWorker
    then: Callable[[Any], None] | None
    failed: Callable[[JanusError], None] | None


class Workshop(QObject):
    """Starts every thread there is, hands answers over on the window's thread, and ends them all.

    `failed` carries a `JanusError` that nobody else took, `crashed` an exception that is a fault of ours.
    """

    job_started = Signal(object)
    job_ended = Signal(object)
    failed = Signal(object)
    crashed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs: list[Job] = []
        self._numbers = itertools.count(1)
        self._open: dict[int, _Question] = {}
        self._keys: dict[str, int] = {}
        self._queues: dict[str, _Queue] = {}
        self._workers: list[Worker] = []
        self._job_parts: dict[int, _JobParts] = {}
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether a question or a job is not yet answered."""
        return bool(self._open or self.jobs)

    @property
    def closed(self) -> bool:
        """Whether nothing more is taken."""
        return self._closed

    def ask(
        self,
        call: Callable[[], T],
        then: Callable[[T], None] | None = None,
        *,
        lane: str = "read",
        key: str | None = None,
        failed: Callable[[JanusError], None] | None = None,
        cancel: Cancel | None = None,
    ) -> None:
        """Run `call` on a lane, then `then(answer)` or `failed(error)` on the window's thread.

        Lanes are `read` and `pixels` (two threads each), `write` and `thumbs` (one each). A newer question
        with the same `key` drops the older one: neither its `then` nor its `failed` is called, and its `cancel` is.
        """
        if self._closed:
            return
        self.drop(key)
        number = next(self._numbers)
        self._open[number] = _Question(lane, key, then, failed, cancel)
        if key is not None:
            self._keys[key] = number
        self._lane(lane).put(number, call)

    def drop(self, key: str | None) -> None:
        """Withdraw the question with `key`, if there is one."""
        number = self._keys.pop(key, None) if key is not None else None
        question = self._open.pop(number, None) if number is not None else None
        if number is None or question is None:
            return
        if question.cancel is not None:
            question.cancel()
        self._queues[question.lane].withdraw(number)

    def start(
        self,
        title: str,
        steps: Steps[R],
        then: Callable[[R], None] | None = None,
        *,
        failed: Callable[[JanusError], None] | None = None,
    ) -> Job:
        """Begin long work on a thread of its own.

        `steps(cancel)` is a generator of `Step`s that ends soon after `cancel` is set and returns its
        result then too; `then(result)` is called in both cases (the job's `state` tells which).
        """
        cancel = Cancel()
        job = Job(title, cancel, self)
        if self._closed:
            job.state = "cancelled"
            return job
        number = next(self._numbers)
        worker = _JobWorker(number, steps, cancel, self)
        self._job_parts[number] = _JobParts(job, worker, then, failed)
        self.jobs.append(job)
        worker.stepped.connect(self._step, Qt.ConnectionType.QueuedConnection)
        worker.ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self.job_started.emit(job)
        worker.start()
        return job

    def keep(self, worker: Worker) -> None:
        """Start a worker that goes on until its `stop` is called, by `close` at the latest."""
        if self._closed:
            return
        self._workers.append(worker)
        worker.finished.connect(lambda: self._let_go(worker))
        worker.start()

    def _let_go(self, worker: Worker) -> None:
        if not self._closed and worker in self._workers:
            self._workers.remove(worker)
            worker.deleteLater()

    def close(self, patience: float = PATIENCE, last: Callable[[], object] | None = None) -> bool:
        """Take nothing more, interrupt what reads, let asked-for writes be done, and wait.

        Then `last` is run, on a thread too, if everything else has ended: that is the place to close the
        store. Answers whether every thread has ended within `patience` seconds. No `then` is called any more.
        """
        until = time.monotonic() + patience
        self._closed = True
        for job in self.jobs:
            job.cancel()
        for worker in self._workers:
            worker.stop()
        for question in self._open.values():
            if question.cancel is not None and question.lane != "write":
                question.cancel()
        for name, queue in self._queues.items():
            queue.close(drop=name != "write")
        self._open.clear()
        self._keys.clear()
        threads = [*self._workers, *(parts.worker for parts in self._job_parts.values())]
        well = self._wait(threads, until)
        if well and last is not None:
            closer = _LastWorker(last, self)
            closer.start()
            well = self._wait([closer], until)
        return well

    @staticmethod
    def _wait(threads: Sequence[Worker], until: float) -> bool:
        well = True
        for thread in threads:
            if not thread.wait(max(1, round((until - time.monotonic()) * 1000))):
                logger.error("The thread “%s” did not end in time", thread.objectName())
                thread.setParent(None)
                _STUCK.append(thread)
                well = False
        return well

    def _lane(self, name: str) -> _Queue:
        if name not in self._queues:
            queue = self._queues[name] = _Queue()
            for number in range(LANES[name]):
                worker = _LaneWorker(f"{name} {number + 1}", queue, self)
                worker.answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)
                self._workers.append(worker)
                worker.start()
        return self._queues[name]

    def _answer(self, number: int, answer: object, error: Exception | None) -> None:
        question = self._open.pop(number, None)
        if question is None or self._closed:
            return
        if question.key is not None and self._keys.get(question.key) == number:
            del self._keys[question.key]
        if error is not None:
            self._report(error, question.failed)
        elif question.then is not None:
            question.then(answer)

    def _report(self, error: Exception, failed: Callable[[JanusError], None] | None) -> JanusError | None:
        """Tell whoever asked, or everybody; answers what was told."""
        if isinstance(error, Stopped):
            return None
        if not isinstance(error, JanusError):
            logger.error("A thread failed", exc_info=error)
            self.crashed.emit(error)
            error = JanusError(words("That did not work because of a fault in Janus; the log says more."))
            if failed is None:
                return error
        if failed is not None:
            failed(error)
        else:
            self.failed.emit(error)
        return error

    def _step(self, number: int, step: Step) -> None:
        parts = self._job_parts.get(number)
        if parts is not None and not self._closed:
            parts.job.step = step
            parts.job.stepped.emit(step)

    def _end(self, number: int, answer: Any, error: Exception | None) -> None:
        if self._closed:
            return
        parts = self._job_parts.pop(number)
        parts.worker.wait()  # `run` is at its last line
        parts.worker.deleteLater()
        job = parts.job
        self.jobs.remove(job)
        job.end(answer, error)
        if error is not None:
            job.error = self._report(error, parts.failed)
        job.finished.emit(job)
        self.job_ended.emit(job)
        if error is None and parts.then is not None:
            parts.then(answer)


#: Threads that would not end: kept, since Qt aborts the process when a running one is destroyed.
_STUCK: list[QThread] = []
