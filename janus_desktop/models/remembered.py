"""What this computer remembers of a library outside it: where its chains stood, and when they were checked."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from janus_desktop import paths


@dataclass(frozen=True, slots=True)
class Remembered:
    """Heads as (sequence, link in hex), None where none was seen yet; the id of the key it was sealed with here;
    the last check of the whole chain."""

    logs: tuple[int, str] | None = None
    security: tuple[int, str] | None = None
    sealed: str = ""
    checked_at: str | None = None
    checked_rows: int = 0
    checked_whole: bool = True

    @property
    def heads(self) -> dict[str, tuple[int, bytes]]:
        """The heads that were seen, by table."""
        both = {"logs": self.logs, "security": self.security}
        return {name: (each[0], bytes.fromhex(each[1])) for name, each in both.items() if each is not None}

    @property
    def checked(self) -> datetime | None:
        """When the chain was last checked from this computer."""
        return datetime.fromisoformat(self.checked_at) if self.checked_at else None


def recall(library: str) -> Remembered:
    """What is remembered; nothing where the file is not there or cannot be read."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        data = json.loads(_file(library).read_text("ascii"))
        for name in ("logs", "security"):
            data[name] = (int(data[name][0]), str(data[name][1])) if data.get(name) else None
        return Remembered(**data)
    return Remembered()


def keep(library: str, **news: object) -> None:
    """Remember `news` besides what is known; a disk that cannot be written is no error."""
    with contextlib.suppress(OSError):
        file = _file(library)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(asdict(replace(recall(library), **news)), out)  # type: ignore[arg-type]
        draft.replace(file)


def forget(library: str) -> None:
    """Forget everything: for whoever puts an older copy of a library in place, and says so in its trail."""
    with contextlib.suppress(OSError):
        _file(library).unlink()


def _file(library: str) -> Path:
    folder = paths.data_dir() / "seals"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{library}.json"
