"""Where everything that is kept on this computer lives.

The places are those the desktop prescribes (`platformdirs`). For tests, and for whoever wants another
place, environment variables go before them: `JANUS_HOME` puts all of them below one folder;
`JANUS_DATA`, `JANUS_CACHE`, `JANUS_CONFIG` and `JANUS_STATE` each name one. Every function makes the
folder it names, for this person alone (0700), and raises `OSError` where that cannot be done.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal

APPLICATION: Final = "janus-desktop"
#: The name by which the desktop knows us: the .desktop file, the icon and the AppStream record bear it.
DESKTOP_ID: Final = "io.github.janus_desktop.Janus"

Kind = Literal["data", "cache", "config", "state"]


def data_dir() -> Path:
    """What must not be lost: libraries that were given no other place, plugins."""
    return _folder("data")


def cache_dir() -> Path:
    """What can be made again: thumbnails. Safe to delete at any time."""
    return _folder("cache")


def config_dir() -> Path:
    """What the person chose: `settings.toml`."""
    return _folder("config")


def state_dir() -> Path:
    """What the program remembers by itself: window state, log, crash record."""
    return _folder("state")


def default_library() -> Path:
    """The folder offered for the first library. It is not made here: `Library.create` does that."""
    return data_dir() / "library"


def settings_file() -> Path:
    """The file of the settings; it need not exist."""
    return config_dir() / "settings.toml"


def log_file() -> Path:
    """The file that the log is written to; it need not exist."""
    return state_dir() / "janus.log"


def crash_file() -> Path:
    """Where the interpreter writes its last words when the process dies; it need not exist."""
    return state_dir() / "crash.log"


def resource(name: str) -> Path:
    """The file or folder `name` of `resources/`, in an installed package as well as in a checkout.

    `name` is relative, with slashes (`icons/app/janus.svg`). The path is answered whether or not it
    exists, so that a missing icon can be reported by whoever wanted it.
    """
    package = Path(__file__).resolve().parent
    packed = package / "resources"
    return (packed if packed.is_dir() else package.parent / "resources") / name


def _folder(kind: Kind) -> Path:
    folder = _place(kind)
    # One by one: `parents=True` would leave the folders above open to others.
    for missing in [step for step in reversed((folder, *folder.parents)) if not step.is_dir()]:
        missing.mkdir(mode=0o700, exist_ok=True)
    return folder


def _place(kind: Kind) -> Path:
    if named := os.environ.get(f"JANUS_{kind.upper()}"):
        return Path(named).expanduser().absolute()
    if home := os.environ.get("JANUS_HOME"):
        return Path(home).expanduser().absolute() / kind
    import platformdirs

    where = platformdirs.PlatformDirs(APPLICATION, appauthor=False, roaming=False)
    return {
        "data": where.user_data_path,
        "cache": where.user_cache_path,
        "config": where.user_config_path,
        "state": where.user_state_path,
    }[kind]
