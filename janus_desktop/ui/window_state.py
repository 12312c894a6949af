"""What the window remembers by itself: geometry, panels, and for each library where the person was.

It lies in `window.json` in the state folder. A file with rubbish in it costs the memory, never the start.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import logging
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray

from janus_desktop import paths

logger = logging.getLogger(__name__)

#: A selection that is larger is not remembered.
MOST_SELECTED = 10_000
#: Of so many libraries the place is remembered.
MOST_LIBRARIES = 50
#: A larger file is none of ours.
MOST_BYTES = 4 << 20


@dataclass(slots=True)
class Place:
    """Where the person was in one library. `stopped` counts the files of an import that closing ended."""

    sort: str = "taken"
    descending: bool = True
    group: str = "day"
    text: str = ""
    where: dict[str, Any] = field(default_factory=dict)
    selection: list[int] = field(default_factory=list)
    current: int = 0
    scroll: int = 0
    user: str = ""
    stopped: list[int] = field(default_factory=list)


@dataclass(slots=True)
class WindowState:
    """The whole memory. Sizes are in pixels; `geometry` is what Qt saved, in base64; `dark` is what
    the ground was, to be painted again before anything is loaded."""

    geometry: str = ""
    side_width: int = 0
    panel_width: int = 0
    side_shown: bool = True
    panel_shown: bool = True
    tab: str = "describe"
    dark: bool = False
    thumbnail: int = 0
    folder: str = ""
    libraries: dict[str, Place] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None = None) -> WindowState:
        """The memory in `path` (the usual place, if None); what can't be used is as if never kept."""
        try:
            file = path or state_file()
            if file.stat().st_size > MOST_BYTES:
                raise ValueError("too large")
            raw = json.loads(file.read_bytes())
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, RecursionError) as error:
            logger.warning("The window’s memory can’t be read, and begins anew: %s", error)
            return cls()
        made: WindowState = _filled(cls, raw)
        return made

    def save(self, path: Path | None = None) -> None:
        """Write the memory, whole or not at all; a disk that is full or read-only is only logged."""
        while len(self.libraries) > MOST_LIBRARIES:
            del self.libraries[next(iter(self.libraries))]
        import tempfile  # not needed before the first paint

        name = ""
        try:
            file = path or state_file()
            handle, name = tempfile.mkstemp(prefix=file.name, suffix=".part", dir=file.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(asdict(self), out)
            Path(name).replace(file)
        except OSError as error:
            logger.warning("The window’s memory can’t be written: %s", error)
            if name:
                with contextlib.suppress(OSError):
                    Path(name).unlink()

    def place(self, library: str) -> Place:
        """The place in the library with this UUID; made if new, and now the newest."""
        place = self.libraries.pop(library, None) or Place()
        self.libraries[library] = place
        return place

    def keep_geometry(self, geometry: QByteArray) -> None:
        """Remember what `QWidget.saveGeometry` gave."""
        self.geometry = base64.b64encode(geometry.data()).decode("ascii")

    def kept_geometry(self) -> QByteArray:
        """What `keep_geometry` was given; empty if nothing."""
        try:
            return QByteArray(base64.b64decode(self.geometry, validate=True))
        except (binascii.Error, ValueError):
            return QByteArray()


def state_file() -> Path:
    """Where the memory lies."""
    return paths.state_dir() / "window.json"


def _filled(kind: type[Any], raw: object) -> Any:
    """A `kind` with those values of `raw` that are of the right type."""
    made = kind()
    if not isinstance(raw, dict):
        return made
    for each in fields(kind):
        value, usual = raw.get(each.name), getattr(made, each.name)
        if each.name == "libraries":
            if isinstance(value, dict):
                made.libraries = {str(key): _filled(Place, place) for key, place in value.items()}
        elif type(value) is type(usual) and _sane(value):
            setattr(made, each.name, value)
    return made


def _sane(value: object) -> bool:
    if isinstance(value, int):
        return -(2**31) < value < 2**31
    if isinstance(value, list):
        return len(value) <= MOST_SELECTED and all(type(each) is int and 0 <= each < 2**63 for each in value)
    return True
