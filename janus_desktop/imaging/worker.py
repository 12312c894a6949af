"""A thread that keeps one child busy."""

from __future__ import annotations

import logging
import threading
import time

from janus_desktop.errors import JanusError
from janus_desktop.imaging import wire
from janus_desktop.imaging.dispatch import Dispatch
from janus_desktop.imaging.limits import Limits
from janus_desktop.imaging.supervisor import Child, Job, Lost, converse, explain

log = logging.getLogger(__name__)


class Worker(threading.Thread):
    """Takes jobs from `dispatch` and has them done; the worker's number is its place in the pool."""

    def __init__(self, dispatch: Dispatch, limits: Limits, number: int) -> None:
        super().__init__(daemon=True, name=f"imaging-{number}")
        self._dispatch = dispatch
        self._limits = limits
        self._number = number
        self.child: Child | None = None

    def run(self) -> None:
        """Take jobs until the pool closes; a child without work for a while is let go."""
        while not self._closing():
            job = self._dispatch.take(self._number, self._limits.idle)
            if job is None:
                self.kill()
            elif not job.withdrawn:
                self._serve(job)
                self._dispatch.finish(job)
        self.kill()

    def _closing(self) -> bool:
        return self._dispatch.closed

    def _serve(self, job: Job) -> None:
        """Fill in the answer: from the child, from a fresh one, or the reason why there is none."""
        for again in (False, True):
            try:
                if self._attempt(job, fresh=again) or again:
                    return
            except Lost as lost:
                self.kill()
                if again or not lost.again or job.withdrawn or self._closing():
                    job.failure = explain(job.path, "stopped" if self._closing() else lost.kind)
                    self._salvage(job)
                    return
            except JanusError as error:
                job.error = error
                return

    def _attempt(self, job: Job, fresh: bool) -> bool:
        """Ask the child; answers False where only a fresh child can tell more. Raises `Lost`."""
        child = self._ready(fresh)
        grown = child.rss - child.rss_at_start
        converse(child, job, self._limits, self._closing)
        job.failure = None
        refusal = job.reply.get("unreadable")
        try:
            if refusal is None:
                job.value = job.decode(job)
            else:
                job.failure = wire.unreadable_in(refusal, job.path)
                if "trace" in job.reply:
                    log.warning("%s: %s", wire.shown_name(job.path), job.reply["trace"])
        except (KeyError, ValueError, TypeError, IndexError) as error:
            log.warning("Child %d answered nonsense: %r", child.pid, error)
            raise Lost("crashed", again=True) from error
        if job.failure is not None and job.failure.kind == "too large":
            self.kill()  # what it lacked may have gone to files before this one
            return grown < self._limits.growth / 4
        self._after(child, job)
        return True

    def _salvage(self, job: Job) -> None:
        """Where pixels cost a child, what the file says of itself may still be had without them."""
        if job.request["op"] != "take_in" or job.withdrawn or self._closing():
            return
        failure = job.failure
        facts = Job(job.path, {**job.request, "op": "inspect"}, lambda _: None)
        try:
            if not self._attempt(facts, fresh=True) or facts.failure is not None or failure is None:
                return
            facts.reply = {**facts.reply, "facts_blobs": len(facts.blobs)}
            facts.reply["no_thumbnails"] = wire.unreadable_out(failure)
            job.value, job.failure = job.decode(facts), None
        except (Lost, JanusError):
            self.kill()

    def _ready(self, fresh: bool) -> Child:
        child = self.child
        if child is not None and (fresh or not child.alive):
            self.kill()
            child = None
        if child is None:
            started = time.monotonic()
            child = self.child = Child(self._limits)
            log.debug("Child %d started in %.0f ms", child.pid, 1000 * (time.monotonic() - started))
            if self._closing():
                raise Lost("stopped")
        return child

    def _after(self, child: Child, job: Job) -> None:
        grown = child.rss - child.rss_at_start - int(job.reply.get("held", 0))
        if child.files >= self._limits.files_per_child or grown > self._limits.growth:
            self.kill()
        elif job.reply.get("kept"):
            self._dispatch.remember(job, self._number)

    def kill(self) -> None:
        """End the child, if there is one; from any thread."""
        child, self.child = self.child, None
        if child is not None:
            child.kill()
