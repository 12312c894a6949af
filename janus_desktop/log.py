"""One rotating log file, one format, safe to read and safe to show.

A record is one line: time in UTC, level, logger, process and thread, message. A traceback follows as lines
that begin with `  | `. Nothing that comes from outside can forge a line (control characters are escaped),
and what looks like a password, a token or a password hash is blotted out. Several processes may write to
the same file: whoever finds it full moves it aside under a lock, the others notice and open the new one.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import logging.handlers
import os
import re
import sys
import time
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from janus_desktop import paths

MAX_BYTES: Final = 1_000_000
#: Files in all: `janus.log`, `janus.log.1` … `janus.log.4`.
FILES: Final = 5
LEVELS: Final = ("debug", "info", "warning", "error")
#: Environment variables whose very value must never be written.
SECRETS: Final = ("JANUS_PASSWORD", "JANUS_NEW_PASSWORD")
#: A shorter one is no password we accept, and blotting it out would blot out half the log.
SHORTEST_SECRET: Final = 6

_BLOT: Final = "•••"
# C0, DEL, C1, line and paragraph separators, marks that turn the direction of text, lone surrogates.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SECRET_PATTERNS: Final = (
    # password=…, "passphrase": "…", token: …
    re.compile(r"(?i)((?:pass(?:word|phrase|wd)|secret|token)s?['\"]?\s*[:=]\s*)(\"[^\"]*\"|'[^']*'|\S+)"),
    re.compile(r"(?i)(://[^/\s:@]*:)([^@\s]+)(?=@)"),  # postgresql://name:password@host
    re.compile(r"(\$argon2)([a-z]{1,2}\$[^\s'\"]+)"),
    re.compile(r"\b(jns_)([A-Za-z0-9_\-]{8,})"),
)


class _Held:
    """What is open, for the whole process."""

    handler: _SharedFile | None = None
    crash: TextIOWrapper | None = None


def start(level: str = "info") -> None:
    """Begin to log, from `level` (one of `LEVELS`) upwards.

    Called again it only changes the level. Where the file cannot be opened, warnings go to stderr
    instead and the program goes on. What kills the interpreter is written to `crash.log` beside it.
    """
    root = logging.getLogger()
    root.setLevel(level.upper())
    if _Held.handler is not None:
        return
    logging.captureWarnings(True)
    try:
        _Held.handler = _SharedFile(log_path())
    except OSError as error:
        logging.getLogger(__name__).warning("The log can’t be written: %s", error)
        return
    root.addHandler(_Held.handler)
    _watch_for_crashes()


def stop() -> None:
    """Close the files; for the end of a test, or before the state folder goes away."""
    if _Held.handler is not None:
        logging.getLogger().removeHandler(_Held.handler)
        _Held.handler.close()
        _Held.handler = None
    if _Held.crash is not None:
        faulthandler.disable()
        _Held.crash.close()
        _Held.crash = None


def log_path() -> Path:
    """The log file, for Help ▸ Show log; it exists once something was logged."""
    return paths.log_file()


def one_line(text: str) -> str:
    """`text` with every control character written as an escape, so that it can forge no line."""
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def without_secrets(text: str) -> str:
    """`text` with passwords, tokens and password hashes blotted out."""
    for name in SECRETS:
        value = os.environ.get(name, "")
        if len(value) >= SHORTEST_SECRET:
            text = text.replace(value, _BLOT)
    for pattern in _SECRET_PATTERNS:
        text = pattern.sub(rf"\1{_BLOT}", text)
    return text


class _OneLine(logging.Formatter):
    """The one format."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s.%(msecs)03dZ %(levelname)-7s %(name)s [%(process)d %(threadName)s] %(message)s")
        self.converter = time.gmtime
        self.datefmt = "%Y-%m-%dT%H:%M:%S"

    def format(self, record: logging.LogRecord) -> str:
        """The line, made harmless; then the traceback or stack, every line marked as part of one."""
        record.message = record.getMessage()
        record.asctime = self.formatTime(record, self.datefmt)
        parts = [one_line(without_secrets(self.formatMessage(record)))]
        # Not `record.exc_text`: another handler's formatter may have filled that, unmarked.
        if record.exc_info:
            parts.append(_marked(self.formatException(record.exc_info)))
        if record.stack_info:
            parts.append(_marked(record.stack_info))
        return "\n".join(parts)


def _marked(text: str) -> str:
    return "\n".join("  | " + one_line(line) for line in without_secrets(text).split("\n"))


class _SharedFile(logging.handlers.RotatingFileHandler):
    """A rotating file that several processes write to."""

    def __init__(self, where: Path) -> None:
        self._lock_file = where.with_name(where.name + ".lock")
        self._said_broken = False
        super().__init__(where, maxBytes=MAX_BYTES, backupCount=FILES - 1, encoding="utf-8", errors="backslashreplace")
        self.setFormatter(_OneLine())

    def _open(self) -> TextIOWrapper:
        """Open for appending, readable by this person only."""
        return open(self.baseFilename, "a", encoding="utf-8", errors="backslashreplace", opener=_private)

    def emit(self, record: logging.LogRecord) -> None:
        """Write `record`, after looking whether another process moved the file aside."""
        if self.stream is not None and self._moved_aside(self.stream):
            self.stream.close()
            self.stream = None  # the base class opens it again
        super().emit(record)

    def _moved_aside(self, stream: TextIOWrapper) -> bool:
        try:
            there, ours = Path(self.baseFilename).stat(), os.fstat(stream.fileno())
        except (OSError, ValueError):
            return True
        return (there.st_dev, there.st_ino) != (ours.st_dev, ours.st_ino)

    def doRollover(self) -> None:
        """Move the files on by one, unless another process did so while we waited for the lock."""
        with _locked(self._lock_file):
            if Path(self.baseFilename).stat().st_size * 2 > MAX_BYTES:
                super().doRollover()
            elif self.stream is not None:
                self.stream.close()
                self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:
        """A disk that is full must not fill the screen as well: said once."""
        if not self._said_broken:
            self._said_broken = True
            error = sys.exc_info()[1]
            with contextlib.suppress(OSError, ValueError, AttributeError):
                sys.stderr.write(f"janus: the log {self.baseFilename} can’t be written: {error}\n")


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


@contextlib.contextmanager
def _locked(file: Path) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with open(file, "a", encoding="ascii", opener=_private) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _watch_for_crashes() -> None:
    where = paths.crash_file()
    with contextlib.suppress(OSError):
        full = where.exists() and where.stat().st_size > MAX_BYTES
        _Held.crash = open(where, "w" if full else "a", encoding="utf-8", opener=_private)  # noqa: SIM115
        faulthandler.enable(_Held.crash)
