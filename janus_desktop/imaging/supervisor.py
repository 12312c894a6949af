"""One child process, and one thread that gives it work and watches over it."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from janus_desktop.errors import CannotStart, JanusError, Words, words
from janus_desktop.imaging import wire
from janus_desktop.imaging.facts import Unreadable
from janus_desktop.imaging.limits import MIB, Limits
from janus_desktop.imaging.wire import Message, shown_name

log = logging.getLogger(__name__)

#: how often a busy child is looked at, in seconds: for its deadlines, and for withdrawn work
_LOOK = 0.1
_START = 60.0
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_SECRET = ("JANUS_PASSWORD", "JANUS_NEW_PASSWORD")
_NO_START = words("The part of Janus that reads images cannot be started.")
#: words for the command line of a frozen program, where there is no `python -m`
CHILD_SWITCH = "--imaging-child"


@dataclass(eq=False, slots=True)
class Job:
    """One request, and its answer. `path` is as asked; the request holds the absolute one.

    `decode` makes the value that the asker gets from the child's reply.
    """

    path: bytes
    request: Message
    decode: Callable[[Job], Any]
    value: Any = None
    reply: Message = field(default_factory=dict)
    blobs: list[bytes] = field(default_factory=list)
    failure: Unreadable | None = None
    error: JanusError | None = None
    #: when the asker lost interest; 0.0 while it is wanted
    withdrawn: float = 0.0
    #: number of the worker whose child still holds the file
    prefer: int | None = None


class Lost(Exception):
    """The child did not answer. `again`: a fresh one may."""

    def __init__(self, kind: str, again: bool = False) -> None:
        super().__init__(kind)
        self.kind = kind
        self.again = again


class Child:
    """A child process and the pipe to it."""

    def __init__(self, limits: Limits) -> None:
        self.files = 0
        self.rss = self.rss_at_start = 0
        self._shared = _shared_memory()
        try:
            self._process = subprocess.Popen(
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                cwd=os.path.sep,
                pass_fds=() if self._shared is None else (self._shared.fileno(),),
            )
        except OSError as error:
            raise CannotStart(_NO_START) from error
        self.pid = self._process.pid
        self._messages: queue.SimpleQueue[tuple[Message, list[bytes]] | None] = queue.SimpleQueue()
        assert self._process.stdout is not None
        threading.Thread(
            target=self._listen, args=(self._process.stdout,), daemon=True, name=f"child-{self.pid}"
        ).start()
        shared = -1 if self._shared is None else self._shared.fileno()
        try:
            self.send({"limits": limits.to_json(), "shared": shared})
            first = self.next(_START)
        except Lost:
            first = None
        if first is None:
            self.kill()
            raise CannotStart(_NO_START)
        self.rss = self.rss_at_start = int(first[0]["rss"])

    def _listen(self, stream: BinaryIO) -> None:
        """Pass messages on; the end of the stream, or nonsense in it, is a None."""
        try:
            while (got := wire.read(stream)) is not None:
                message, blobs = got
                if "shared" in message:
                    blobs = self._from_shared(message["shared"])
                self._messages.put((message, blobs))
        except (wire.WireError, OSError, ValueError, TypeError) as error:
            log.warning("Child %d said something odd: %s", self.pid, error)
        finally:
            self._messages.put(None)
            stream.close()
            if self._shared is not None:
                self._shared.close()  # here and nowhere else: this thread alone uses it

    def _from_shared(self, sizes: list[int]) -> list[bytes]:
        """Copy attachments out, so that the child may reuse its shared memory at once."""
        if self._shared is None or sum(sizes) > wire.MAX_BLOBS:
            raise wire.WireError("no shared memory")
        blobs, place, fd = [], 0, self._shared.fileno()
        for size in sizes:
            blob = os.pread(fd, size, place)
            if len(blob) != size:
                raise wire.WireError("shared memory is too short")
            blobs.append(blob)
            place += size
        if place > 16 * MIB:
            os.ftruncate(fd, 0)
        return blobs

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def send(self, message: Message) -> None:
        """Hand over a request; raises `Lost` if nobody is there."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(b"".join(wire.pack(message, [])))
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise self._fate() from error

    def next(self, seconds: float) -> tuple[Message, list[bytes]] | None:
        """The next message, or None if none came in time; raises `Lost` if the child ended."""
        try:
            got = self._messages.get(timeout=seconds)
        except queue.Empty:
            return None
        if got is None:
            raise self._fate()
        return got

    def _fate(self) -> Lost:
        """Why the child ended."""
        try:
            code = self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            code = 0
        if code == -getattr(signal, "SIGXCPU", 0) and code != 0:
            return Lost("too slow")
        log.warning("Child %d ended with code %s", self.pid, code)
        return Lost("crashed", again=True)

    def kill(self) -> None:
        """End it now; never waits long, not even for one that the kernel holds on a dead mount."""
        self._process.kill()
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(0.5)
        except subprocess.TimeoutExpired:
            log.warning("Child %d does not end", self.pid)


def converse(child: Child, job: Job, limits: Limits, closing: Callable[[], bool]) -> None:
    """Give `job` to `child` and put its answer into it; raises `Lost`."""
    child.send(job.request)
    allowed = limits.stall_for(job.path)
    last = time.monotonic()
    while True:
        got = child.next(_LOOK)
        now = time.monotonic()
        if got is None:
            if closing() or (job.withdrawn and now - job.withdrawn > limits.grace):
                raise Lost("stopped")
            if now - last > allowed:
                raise Lost("too slow")
            continue
        message, blobs = got
        last = now
        if message.get("state") == "decoding":
            allowed = float(message["wall"])
        elif message.get("state") == "done":
            job.reply, job.blobs = message, blobs
            child.files += 1
            child.rss = int(message.get("rss", 0))
            return


def explain(path: bytes, kind: str) -> Unreadable:
    """The reason that a person is told for a file whose child was lost."""
    name = shown_name(path)
    sentences: dict[str, Words] = {
        "crashed": words("“{name}” made the image reader crash, twice.", name=name),
        "too slow": words("“{name}” took too long to read.", name=name),
        "stopped": words("“{name}” was not read, because the work was stopped.", name=name),
    }
    return Unreadable(path, sentences[kind], kind)


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_SWITCH]
    # -P: the folder that we happen to stand in must not be able to lend us its modules
    return [sys.executable, "-P", "-m", "janus_desktop.imaging.child"]


def _environment() -> dict[str, str]:
    """Ours without its secrets; one thread for each child; the package findable from anywhere."""
    env = {name: value for name, value in os.environ.items() if name not in _SECRET}
    env.update(dict.fromkeys(_ONE_THREAD, "1"))
    env["MALLOC_ARENA_MAX"] = "2"  # each arena reserves address space, which is bounded
    home = str(Path(__file__).absolute().parents[2])
    env["PYTHONPATH"] = os.pathsep.join(filter(None, (home, env.get("PYTHONPATH"))))
    return env


def _shared_memory() -> BinaryIO | None:
    """An anonymous piece of memory that both sides can reach, gone with the last of them."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("janus-pixels"), "w+b", buffering=0)
    if os.name == "posix":
        return tempfile.TemporaryFile(buffering=0)
    return None
