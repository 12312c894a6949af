"""What runs in a child process: reads files and decodes them, one request after the other.

Started by `supervisor.Child` as `python -m janus_desktop.imaging.child`. Imports neither the store
nor the window, opens no network, and ends when its standard input closes.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from janus_desktop.errors import words
from janus_desktop.imaging import wire
from janus_desktop.imaging.facts import SIZES, ImageFacts, Thumbnails, Unreadable
from janus_desktop.imaging.limits import Limits, allow_cpu, bind, resident
from janus_desktop.imaging.wire import Message

#: attachments above this go through shared memory, where there is any
SHARE_FROM = 256 * 1024

Reply = tuple[Message, list[bytes]]


class Kept:
    """The files read last, so that thumbnails that follow at once need no second read."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._files: OrderedDict[bytes, Any] = OrderedDict()
        self._total = 0

    def put(self, path: bytes, file: Any) -> bool:
        """Keep `file` if it is small enough; answers whether it was."""
        if file.data is None or file.size > min(self._limits.keep_file, self._limits.keep_total):
            return False
        self.take(path)
        self._files[path] = file
        self._total += file.size
        while self._total > self._limits.keep_total:
            self._total -= self._files.popitem(last=False)[1].size
        return True

    def take(self, path: bytes) -> Any | None:
        """The file, which is then no longer kept; None if it is not here or changed since."""
        file = self._files.pop(path, None)
        if file is None:
            return None
        self._total -= file.size
        try:
            now = os.stat(path)
        except OSError:
            return None
        return file if (now.st_size, now.st_mtime_ns) == (file.size, file.mtime_ns) else None


class Session:
    """The requests of one supervisor, served in turn."""

    def __init__(self, requests: queue.SimpleQueue[Message], out: BinaryIO, limits: Limits, shared: int):
        self._requests = requests
        self._out = out
        self._limits = limits
        self._shared = shared
        self._kept = Kept(limits)
        self._said = 0.0
        self._looking: Any = None
        self._serves: dict[str, Callable[[Message], Reply]] = {
            "inspect": self._inspect,
            "take_in": self._take_in,
            "shrink": self._shrink,
            "picture": self._picture,
            "look": self._look,
            "sidecar": self._sidecar,
            "probe": self._probe,
            "modules": lambda _: ({"modules": sorted(sys.modules)}, []),
        }

    def serve(self) -> None:
        """Answer requests for ever; the listening thread ends the process."""
        while True:
            request = self._requests.get()
            answer, blobs = self._answer(request)
            allow_cpu(None)
            held = self._looking.held if self._looking is not None else 0
            self._send({**answer, "state": "done", "rss": resident(), "held": held}, blobs)

    def _answer(self, request: Message) -> Reply:
        path = wire.path_bytes(request.get("path", ""))
        try:
            return self._serves[request["op"]](request)
        except MemoryError:
            reason = words("“{name}” needs more memory than one image may take.", name=wire.shown_name(path))
            return self._refusal(Unreadable(path, reason, "too large")), []
        except Exception as error:  # noqa: BLE001  twenty kinds were seen; the reason goes to a person
            import traceback

            detail = f"{type(error).__name__}: {error}"[:200]
            name = wire.shown_name(path)
            reason = words("“{name}” could not be read ({detail}).", name=name, detail=detail)
            refusal = self._refusal(Unreadable(path, reason, "damaged"))
            # readers give their own reasons: what arrives here may be a fault of ours, so it is logged
            return {**refusal, "trace": traceback.format_exc(limit=-6)[-4000:]}, []

    @staticmethod
    def _refusal(value: Unreadable) -> Message:
        return {"unreadable": wire.unreadable_out(value)}

    # what is said while a request runs

    def _reading(self, count: int) -> None:
        """A sign of life while bytes come in, at most four a second."""
        now = time.monotonic()
        if now - self._said >= 0.25:
            self._said = now
            self._send({"state": "reading", "read": count}, [])

    def _decoding(self, pixels: int = 0) -> None:
        """From here on the processor counts: the kernel and the supervisor hold us to it."""
        allow_cpu(self._limits.cpu_for(pixels))
        self._send({"state": "decoding", "wall": self._limits.wall_for(pixels)}, [])

    def _send(self, message: Message, blobs: list[bytes]) -> None:
        if self._shared >= 0 and sum(map(len, blobs)) >= SHARE_FROM:
            message = {**message, "shared": [len(blob) for blob in blobs]}
            os.lseek(self._shared, 0, os.SEEK_SET)
            for blob in blobs:
                view = memoryview(blob)
                while view:
                    view = view[os.write(self._shared, view) :]
            blobs = []
        for piece in wire.pack(message, blobs):
            self._out.write(piece)
        self._out.flush()

    # the requests

    def _file(self, path: bytes) -> Any:
        from janus_desktop.imaging.inspect import read_file

        kept = self._kept.take(path)
        if kept is not None:
            return kept
        self._said = time.monotonic()
        file = read_file(path, self._reading)
        self._decoding()
        return file

    def _facts(self, request: Message) -> tuple[Any, ImageFacts | Unreadable]:
        from janus_desktop.imaging.inspect import facts_of

        file = self._file(wire.path_bytes(request["path"]))
        if isinstance(file, Unreadable):
            return None, file
        return file, facts_of(file, previews=request.get("previews", True))

    def _inspect(self, request: Message) -> Reply:
        file, facts = self._facts(request)
        if isinstance(facts, Unreadable):
            return self._refusal(facts), []
        message, blobs = wire.facts_out(facts)
        kept = bool(request.get("keep")) and self._kept.put(facts.path, file)
        return {"facts": message, "kept": kept}, blobs

    def _take_in(self, request: Message) -> Reply:
        file, facts = self._facts(request)
        if isinstance(facts, Unreadable):
            return self._refusal(facts), []
        message, blobs = wire.facts_out(facts)
        answer: Message = {"facts": message, "facts_blobs": len(blobs)}
        if facts.no_pixels is None:
            shrunk = self._thumbnails(file, request.get("sizes", SIZES))
            if isinstance(shrunk, Unreadable):
                answer["no_thumbnails"] = wire.unreadable_out(shrunk)
            else:
                answer["thumbnails"], pictures = wire.thumbnails_out(shrunk)
                blobs = blobs + pictures
        return answer, blobs

    def _thumbnails(self, file: Any, sizes: Iterable[int]) -> Thumbnails | Unreadable:
        from janus_desktop.imaging.thumbnails import make

        return make(file, sizes, self._limits, self._decoding)

    def _shrink(self, request: Message) -> Reply:
        file = self._file(wire.path_bytes(request["path"]))
        if isinstance(file, Unreadable):
            return self._refusal(file), []
        expected = request.get("expected")
        if expected is not None and file.content_hash.hex() != expected:
            reason = words("“{name}” is no longer what it was.", name=wire.shown_name(file.path))
            return self._refusal(Unreadable(file.path, reason, "changed")), []
        shrunk = self._thumbnails(file, request["sizes"])
        if isinstance(shrunk, Unreadable):
            return self._refusal(shrunk), []
        message, blobs = wire.thumbnails_out(shrunk)
        return {"thumbnails": message}, blobs

    def _picture(self, request: Message) -> Reply:
        from janus_desktop.imaging.thumbnails import picture

        path = wire.path_bytes(request["path"])
        file = self._file(path)
        if isinstance(file, Unreadable):
            return self._refusal(file), []
        self._kept.put(path, file)  # the next page, or the next size, is likely to be asked for
        made = picture(file, request["longest"], request["page"], self._limits, self._decoding)
        if isinstance(made, Unreadable):
            return self._refusal(made), []
        return {"picture": made.to_json()}, [bytes(made.data)]

    def _sidecar(self, request: Message) -> Reply:
        from janus_desktop.imaging import sidecars

        self._decoding()
        found = sidecars.read(wire.path_bytes(request["path"]), request["style"], request.get("values"))
        if isinstance(found, Unreadable):
            return self._refusal(found), []
        message, blobs = sidecars.to_message(found)
        return {"sidecar": message}, blobs

    def _look(self, request: Message) -> Reply:
        """A page for the viewer, and tiles of one of its levels: those named, else all of one that fits."""
        from dataclasses import asdict

        from janus_desktop.imaging import levels
        from janus_desktop.imaging.readers.raster import Refused
        from janus_desktop.imaging.thumbnails import because

        if self._looking is None:
            self._looking = levels.Looking(self._limits)
        path = wire.path_bytes(request["path"])
        longest = request["longest"]
        self._said = time.monotonic()
        try:
            page = self._looking.open(path, request["page"], longest, self._reading, self._decoding)
            if isinstance(page, Unreadable):
                return self._refusal(page), []
            picture = page.picture
            level = request["level"]
            if level is None:
                level = picture.level_for(longest / max(picture.width, picture.height))
            places = request["places"]
            if places is None:
                across, down = picture.grid(level)
                places = _all_places(across, down, request["most"])
            made = levels.tiles(page, level, places, self._decoding)
        except Refused as refused:
            return self._refusal(Unreadable(path, refused.reason, refused.kind)), []
        except Exception as error:  # noqa: BLE001  decoders raise twenty kinds; the reason goes to a person
            return self._refusal(because(path, wire.shown_name(path), error)), []
        heads = [tile.head() for tile in made]
        return {"look": asdict(picture), "tiles": heads, "kept": True}, [tile.data for tile in made]

    def _probe(self, _request: Message) -> Reply:
        from janus_desktop.imaging.decoders import versions

        return {"readers": versions()}, []


def _all_places(across: int, down: int, most: int) -> list[tuple[int, int]]:
    """Every tile of a level; none where that would be more than `most`."""
    if across * down > most:
        return []
    return [(x, y) for y in range(down) for x in range(across)]


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take the two pipes for ourselves, so that what a library prints cannot get in between."""
    inbox = os.fdopen(os.dup(0), "rb")
    outbox = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return inbox, outbox


def _listen(inbox: BinaryIO, requests: queue.SimpleQueue[Message]) -> None:
    """Pass requests on; when the supervisor is gone, so are we, whatever the main thread is at."""
    try:
        while (got := wire.read(inbox)) is not None:
            requests.put(got[0])
    finally:
        os._exit(0)


def main() -> None:
    """Serve the supervisor at the other end of standard input and output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the supervisor
    inbox, outbox = _own_pipes()
    requests: queue.SimpleQueue[Message] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(inbox, requests), daemon=True, name="listen").start()
    hello = requests.get()
    limits = Limits(**hello["limits"])
    bind(limits)
    for piece in wire.pack({"state": "ready", "rss": resident()}, []):
        outbox.write(piece)
    outbox.flush()
    Session(requests, outbox, limits, hello["shared"]).serve()


if __name__ == "__main__":
    main()
