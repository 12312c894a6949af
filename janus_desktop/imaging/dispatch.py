"""Who is served next: lanes of jobs, in turn, single pictures before bulk work."""

from __future__ import annotations

import queue
import threading
import time
from collections import OrderedDict, deque

from janus_desktop.imaging.supervisor import Job

_REMEMBERED = 256


class Lane:
    """The jobs of one asker; lanes of the same rank are served in turn."""

    def __init__(self, urgent: bool) -> None:
        self.urgent = urgent
        self.waiting: deque[Job] = deque()
        self.out: set[Job] = set()
        self.done: queue.SimpleQueue[Job | None] = queue.SimpleQueue()

    def wake(self) -> None:
        """Tell the asker to look up: cancelled, or the pool closes."""
        self.done.put(None)


class Dispatch:
    """The jobs that wait, and the workers that wait for jobs; every method may be called by any thread."""

    def __init__(self, look_for: int) -> None:
        self._look_for = look_for
        self._change = threading.Condition()
        self._lanes: deque[Lane] = deque()
        self._homes: dict[Job, Lane] = {}
        self._holds: OrderedDict[str, int] = OrderedDict()
        self._idle: set[int] = set()
        self.closed = False

    def open(self, lane: Lane) -> None:
        """Serve `lane` from now on."""
        with self._change:
            self._lanes.append(lane)

    def submit(self, lane: Lane, job: Job) -> bool:
        """Queue a job; answers whether more workers would be welcome."""
        with self._change:
            job.prefer = self._holds.get(job.request.get("path", ""))
            lane.out.add(job)
            lane.waiting.append(job)
            self._homes[job] = lane
            # only the one that holds the file takes the job, so it must be among those who wake
            self._change.notify(1 if job.prefer is None else len(self._idle) or 1)
            return sum(len(each.waiting) for each in self._lanes) > len(self._idle)

    def withdraw(self, lane: Lane) -> None:
        """Nobody wants the rest of `lane` any more."""
        now = time.monotonic()
        with self._change:
            self._lanes.remove(lane)
            lane.waiting.clear()
            for job in lane.out:
                job.withdrawn = now
                self._homes.pop(job, None)

    def take(self, number: int, patience: float) -> Job | None:
        """The next job for worker `number`; None after `patience` seconds without, or when closed."""
        until = time.monotonic() + patience
        with self._change:
            while not self.closed:
                job = self._choose(number)
                left = until - time.monotonic()
                if job is not None or left <= 0:
                    return job
                self._idle.add(number)
                self._change.wait(left)
                self._idle.discard(number)
        return None

    def _choose(self, number: int) -> Job | None:
        """The first job of the lane whose turn it is, looking out for files that this child holds."""
        for lane in sorted(self._lanes, key=lambda lane: not lane.urgent):
            job = self._from(lane, number)
            if job is not None:
                self._lanes.remove(lane)
                self._lanes.append(lane)
                return job
        return None

    def _from(self, lane: Lane, number: int) -> Job | None:
        """The next job of `lane` for this worker; None where its file is held by one that has nothing to do."""
        for at, job in enumerate(lane.waiting):
            if at == self._look_for:
                break
            if job.prefer in (None, number):
                del lane.waiting[at]
                return job
        if not lane.waiting:
            return None
        if lane.waiting[0].prefer in self._idle - {number}:
            self._change.notify_all()  # it may have looked when the job was too far back to be seen
            return None
        return lane.waiting.popleft()

    def finish(self, job: Job) -> None:
        """Hand a job back to its asker, if there still is one."""
        with self._change:
            lane = self._homes.pop(job, None)
        if lane is not None:
            lane.done.put(job)

    def remember(self, job: Job, number: int) -> None:
        """Note that a child holds a file, so that what follows goes to the same one."""
        with self._change:
            self._holds[job.request["path"]] = number
            self._holds.move_to_end(job.request["path"])
            while len(self._holds) > _REMEMBERED:
                self._holds.popitem(last=False)

    def close(self) -> None:
        """Wake everybody: no more jobs, no more answers."""
        with self._change:
            self.closed = True
            for lane in self._lanes:
                lane.wake()
            self._change.notify_all()
