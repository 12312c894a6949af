"""What the command line prints: JSON or text on stdout, talk and progress on stderr."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import json
import math
import os
import shutil
import sys
import time
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TextIO

from janus_desktop.errors import Words
from janus_desktop.log import one_line

#: Seconds between two drawings of the progress line.
_REDRAW: Final = 0.1
_COLORS: Final = {"red": "31", "green": "32", "yellow": "33", "dim": "2", "bold": "1"}
#: Line ends of Unicode that JSON leaves alone, but that would cut a line in two for many a reader.
_LINE_ENDS: Final = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
_SURROGATES: Final = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


class Out:
    """Both streams. `broken` says that nobody reads stdout any more (`| head`)."""

    def __init__(self, *, as_json: bool = False, quiet: bool = False, color: bool = True) -> None:
        self.as_json = as_json
        self.quiet = quiet
        self.broken = sys.stdout is None  # closed from the beginning, as `janus >&-` does
        self._failed: OSError | None = None
        self._drawn = False
        self._next_draw = 0.0
        self._color = color and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        for stream in (sys.stdout, sys.stderr):
            _harmless(stream, utf8=as_json)

    # -- data ---------------------------------------------------------------------------------------

    def item(self, data: Mapping[str, Any], text: str) -> None:
        """One answer, or one line of a list: `data` as JSON, or `text` for people."""
        self.put(as_json(data) if self.as_json else text)

    def table(self, columns: Sequence[tuple[str, str]], rows: Iterable[Mapping[str, Any]]) -> None:
        """A list: one JSON object a line, or for people the `columns` (key, heading), aligned.

        A heading that ends in `>` is a column of numbers, aligned at the right.
        """
        if self.as_json:
            for row in rows:
                self.put(as_json(row))
            return
        cells = [[_cell(row.get(key)) for key, _ in columns] for row in rows]
        if not cells:
            return
        heads = [head.rstrip(">") for _, head in columns]
        rights = [head.endswith(">") for _, head in columns]
        sizes = [max(_width(line[at]) for line in (heads, *cells)) for at in range(len(columns))]
        for line in (heads, *cells):
            text = "  ".join(_pad(*each) for each in zip(line, sizes, rights, strict=True)).rstrip()
            self.put(self.paint(text, "bold") if line is heads else text)

    def put(self, text: str) -> None:
        """One line on stdout; nothing happens once its reader has gone."""
        if self.broken or self._failed:
            return
        self._wipe()
        with self._guard():
            print(text, file=sys.stdout)

    def put_bytes(self, data: bytes) -> None:
        """Binary data on stdout."""
        if self.broken:
            return
        with self._guard():
            sys.stdout.flush()
            sys.stdout.buffer.write(data)

    def flush(self) -> None:
        """Let the reader have what was printed so far."""
        if not self.broken and not self._failed:
            with self._guard():
                sys.stdout.flush()

    @contextlib.contextmanager
    def _guard(self) -> Any:
        try:
            yield
        except BrokenPipeError:
            self.broken = True
        except OSError as error:
            # A reader that went away is told to Windows programs as EINVAL.
            self.broken = sys.platform == "win32" and error.errno == errno.EINVAL
            self._failed = None if self.broken else error

    def end(self, code: int) -> int:
        """Flush; answers the exit code, which is 1 instead of 0 where the output could not be written."""
        self._wipe()
        self.flush()
        if self.broken or self._failed:
            # What is still buffered would make the interpreter complain when it ends.
            with contextlib.suppress(OSError, ValueError, AttributeError):
                null = os.open(os.devnull, os.O_WRONLY)
                os.dup2(null, sys.stdout.fileno())
                os.close(null)
        if self._failed:
            self.warn(f"The output can’t be written: {self._failed.strerror}.")
            return code or 1
        return code

    # -- talk ---------------------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """Something good to know, on stderr; not with `--quiet`."""
        if not self.quiet:
            self._talk(text)

    def warn(self, text: str) -> None:
        """What went wrong, on stderr."""
        self._talk(f"{self.paint('janus:', 'red', sys.stderr)} {one_line(text)}")

    def progress(self, title: str, done: int, total: int | None) -> None:
        """Where long work is: one line on stderr that is drawn over, only where stderr is a terminal."""
        if self.quiet or not _terminal(sys.stderr) or time.monotonic() < self._next_draw:
            return
        self._next_draw = time.monotonic() + _REDRAW
        text = f"{title}: {done:,} of {total:,}" if total else f"{title}: {done:,}"
        room = max(shutil.get_terminal_size().columns - 1, 10)
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write("\r\x1b[K" + one_line(text)[:room])
            sys.stderr.flush()
            self._drawn = True

    def paint(self, text: str, color: str, stream: TextIO | None = None) -> str:
        """`text` in a colour (or bold, or dim) where `stream` is a terminal that wants colours."""
        if not self._color or not _terminal(stream or sys.stdout):
            return text
        return f"\x1b[{_COLORS[color]}m{text}\x1b[0m"

    def _talk(self, text: str) -> None:
        self._wipe()
        with contextlib.suppress(OSError, ValueError):
            if sys.stderr is not None:  # print would take stdout instead
                print(text, file=sys.stderr, flush=True)

    def _wipe(self) -> None:
        if self._drawn:
            self._drawn = False
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.write("\r\x1b[K")
                sys.stderr.flush()


def as_json(data: Mapping[str, Any]) -> str:
    """`data` as one line of JSON: no NaN, no half characters, no line end of any kind."""
    return json.dumps(plain(data), ensure_ascii=False, allow_nan=False).translate(_LINE_ENDS)


def plain(value: Any) -> Any:
    """`value` as JSON can say it: times as ISO 8601 in UTC, bytes as hexadecimal, sentences in English."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value).translate(_SURROGATES)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Words):
        return plain(str(value))
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, Mapping):
        return {plain(str(key)): plain(each) for key, each in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, Iterable):
        return [plain(each) for each in value]
    return plain(str(value))


def moment(value: datetime) -> str:
    """A time as the store keeps it, in UTC: `2021-06-12T09:30:00Z`."""
    utc = value.astimezone(UTC) if value.tzinfo else value
    return utc.replace(tzinfo=None).isoformat() + "Z"


def display(path: str | bytes) -> str:
    """A path that can be printed anywhere: what is no UTF-8 becomes U+FFFD."""
    return os.fsdecode(path).translate(_SURROGATES)


def path_keys(path: str | bytes) -> dict[str, str]:
    """`path` for people and, where that loses something, `path_bytes` in hexadecimal."""
    shown = display(path)
    raw = os.fsencode(path)
    return {"path": shown} if os.fsencode(shown) == raw else {"path": shown, "path_bytes": raw.hex()}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = value if value.tzinfo else value.replace(tzinfo=UTC)
        return f"{local.astimezone():%Y-%m-%d %H:%M:%S}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return one_line(str(value))


def _width(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )


def _pad(text: str, size: int, right: bool) -> str:
    gap = " " * (size - _width(text))
    return gap + text if right else text + gap


def _terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except (ValueError, AttributeError):  # closed, or closed from the beginning
        return False


def _harmless(stream: TextIO, *, utf8: bool) -> None:
    """No name can make printing fail; JSON is UTF-8 whatever the locale says."""
    if stream is None or not hasattr(stream, "reconfigure"):
        return
    with contextlib.suppress(OSError, ValueError):
        stream.reconfigure(encoding="utf-8" if utf8 else None, errors="backslashreplace")
