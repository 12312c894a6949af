"""Where a computer keeps the token of "stay signed in": the system's keyring, else a file of 0600."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from janus_desktop import paths

SERVICE = "janus-desktop"
PATIENCE = 2.0
T = TypeVar("T")


def keep(library: str, token: str, *, keyring: bool) -> bool:
    """Keep `token` for a library; answers whether the keyring took it (else it lies in a file)."""
    forget(library, keyring=keyring)
    if keyring and _asked(lambda: _ring_set(library, token)):
        return True
    file = _file(library)
    temporary = file.with_suffix(".new")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(token)
    temporary.replace(file)
    return False


def recall(library: str, *, keyring: bool) -> str | None:
    """The kept token, None where there is none."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return _file(library).read_text("ascii").strip() or None
    return _asked(lambda: _ring_get(library)) if keyring else None


def forget(library: str, *, keyring: bool) -> None:
    """Drop the kept token."""
    with contextlib.suppress(OSError):
        _file(library).unlink()
    if keyring:
        _asked(lambda: _ring_delete(library))


def _file(library: str) -> Path:
    folder = paths.state_dir() / "sessions"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / library


def _asked(call: Callable[[], T]) -> T | None:
    """Ask the keyring with patience: a service that does not answer must not hold anybody up."""
    if os.environ.get("JANUS_NO_KEYRING") == "1" or (sys.platform == "linux" and not _has_bus()):
        return None
    answer: list[T] = []

    def ask() -> None:
        with contextlib.suppress(Exception):  # every keyring fails in its own way; then there is none
            answer.append(call())

    thread = threading.Thread(target=ask, daemon=True, name="keyring")
    thread.start()
    thread.join(PATIENCE)
    return answer[0] if answer else None


def _has_bus() -> bool:
    return bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS")) or Path(f"/run/user/{os.getuid()}/bus").exists()


def _ring_set(library: str, token: str) -> bool:
    import keyring

    keyring.set_password(SERVICE, library, token)
    return bool(keyring.get_password(SERVICE, library) == token)


def _ring_get(library: str) -> str | None:
    import keyring

    found = keyring.get_password(SERVICE, library)
    return str(found) if found else None


def _ring_delete(library: str) -> None:
    import keyring

    if keyring.get_password(SERVICE, library) is not None:
        keyring.delete_password(SERVICE, library)
