"""The person's settings on this computer: each declared once, with its type, default, range and words.

They lie in `settings.toml`. What is wrong in that file costs only itself: a value that cannot be used is
replaced by its default and said once, a file that is no TOML at all is set aside as `settings.toml.bad`.
Keys that this version does not know are kept.
"""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
import threading
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from janus_desktop import paths
from janus_desktop.errors import BadValue, Words, words

logger = logging.getLogger(__name__)

#: How many recent libraries are remembered.
RECENT: Final = 10
_NO_CHOICES: Final[Mapping[str, Words]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `page` is where the settings dialog shows it; None means that it has no place there.

    `kind` is `bool`, `int`, `str` or `list` (of strings). `low` and `high` bound an `int`, both
    included; `choices` are the values that a `str` may have, with their words; `unit` follows the number.
    """

    name: str
    kind: type[bool] | type[int] | type[str] | type[list[str]]
    default: bool | int | str | tuple[str, ...]
    label: Words
    help: Words
    page: Literal["general", "import", "security", "storage", "advanced"] | None = None
    low: int | None = None
    high: int | None = None
    unit: Words | None = None
    choices: Mapping[str, Words] = field(default_factory=lambda: _NO_CHOICES)
    #: whether it takes effect only when the program is started again
    restart: bool = False

    def checked(self, value: object) -> Any:
        """`value` as the setting holds it (lists become tuples); raises `BadValue` where it can't be."""
        if self.kind is list:
            return self._texts(value)
        if type(value) is not self.kind:  # a bool is no int here
            raise BadValue(self.name, words("“{name}” can’t be {value}.", name=self.label, value=repr(value)))
        if isinstance(value, int) and not self._in_range(value):
            raise BadValue(
                self.name,
                words(
                    "“{name}” must be between {low} and {high}, not {value}.",
                    name=self.label,
                    low=self.low,
                    high=self.high,
                    value=value,
                ),
            )
        if self.choices and value not in self.choices:
            raise BadValue(self.name, words("“{name}” can’t be {value}.", name=self.label, value=repr(value)))
        if isinstance(value, str):
            self._keepable(value)
        return value

    def _in_range(self, value: int) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def _texts(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
            raise BadValue(self.name, words("“{name}” must be a list of texts.", name=self.label))
        for each in value:
            self._keepable(each)
        return tuple(value)

    def _keepable(self, value: str) -> None:
        try:
            value.encode()
        except UnicodeEncodeError:
            raise BadValue(
                self.name, words("“{name}” can’t keep a name that is not valid UTF-8.", name=self.label)
            ) from None


def _languages() -> Mapping[str, Words]:
    """English, and every language that `resources/translations` has, each by its own name."""
    found = {"system": words("As the system says"), "en": words("English")}
    own_names = {"de": "Deutsch", "es": "Español", "fr": "Français", "it": "Italiano", "nl": "Nederlands"}
    for file in sorted(paths.resource("translations").glob("janus_*.qm")):
        code = file.stem.removeprefix("janus_")
        found.setdefault(code, Words(own_names.get(code, code)))
    return MappingProxyType(found)


_DECLARED: Final = (
    Setting(
        "appearance",
        str,
        "system",
        words("Appearance"),
        words("Light or dark; a picture in the viewer always stands on dark."),
        page="general",
        choices={
            "system": words("As the system says"),
            "light": words("Light"),
            "dark": words("Dark"),
        },
    ),
    Setting(
        "language",
        str,
        "system",
        words("Language"),
        words("The language of menus and messages. It changes when Janus is started again."),
        page="general",
        choices=_languages(),
        restart=True,
    ),
    Setting(
        "thumbnail_size",
        int,
        118,
        words("Thumbnail size"),
        words("How large the pictures in the grid are, measured along the longer edge."),
        page="general",
        low=96,
        high=320,
        unit=words("px"),
    ),
    Setting(
        "import_mode",
        str,
        "link",
        words("When importing"),
        words("Files stay where they are, or are copied into the library’s own folder."),
        page="import",
        choices={
            "link": words("Leave files where they are"),
            "copy": words("Copy files into the library"),
        },
    ),
    Setting(
        "import_subfolders",
        bool,
        True,
        words("Include subfolders"),
        words("A folder that is imported brings everything below it."),
        page="import",
    ),
    Setting(
        "import_ask",
        str,
        "menu",
        words("Ask how to import"),
        words("Otherwise, the choices that were made last are used."),
        page="import",
        choices={
            "menu": words("When files are chosen from the menu"),
            "always": words("Always, also when files are dropped"),
            "never": words("Never"),
        },
    ),
    Setting("import_ignore", list, (), words("Pass over"), words("Patterns of files that imports pass over.")),
    Setting("import_tags", list, (), words("Tags for all"), words("Tags that every imported image gets.")),
    Setting("import_creator", str, "", words("Creator for all"), words("What every imported image gets.")),
    Setting("import_rights", str, "", words("Rights for all"), words("What every imported image gets.")),
    Setting("import_description", str, "", words("Description for all"), words("What every imported image gets.")),
    Setting(
        "sidecars_automatic",
        bool,
        False,
        words("Write sidecars automatically"),
        words("Each change is also written into an XMP file beside the picture, for other programs to read."),
        page="import",
    ),
    Setting(
        "sidecar_name",
        str,
        "full",
        words("Name of new sidecars"),
        words("An XMP file that is there already keeps its name."),
        page="import",
        choices={"full": words("photo.jpg.xmp"), "short": words("photo.xmp")},
    ),
    Setting(
        "lock_after_minutes",
        int,
        10,
        words("Lock the window after"),
        words("Minutes without a key or the mouse after which the password is asked again; 0 is never."),
        page="security",
        low=0,
        high=240,
        unit=words("min"),
    ),
    Setting(
        "cache_limit_mb",
        int,
        4096,
        words("Space for thumbnails"),
        words("What was not looked at for longest is removed first, and made again when wanted."),
        page="storage",
        low=256,
        high=65536,
        unit=words("MB"),
    ),
    Setting(
        "max_megapixels",
        int,
        500,
        words("Largest picture"),
        words("A larger picture is listed under Needs attention, unless it can be read piece by piece."),
        page="advanced",
        low=10,
        high=100_000,
        unit=words("megapixels"),
    ),
    Setting(
        "worker_processes",
        int,
        0,
        words("Processes that read pictures"),
        words("0 chooses by the number of processors."),
        page="advanced",
        low=0,
        high=32,
        restart=True,
    ),
    Setting(
        "log_level",
        str,
        "info",
        words("Log"),
        words("How much is written to the log file (Help ▸ Show log)."),
        page="advanced",
        choices={
            "debug": words("Everything"),
            "info": words("What is done"),
            "warning": words("Warnings"),
            "error": words("Errors only"),
        },
    ),
    Setting(
        "last_library",
        str,
        "",
        words("Last library"),
        words("The library that is opened when none is named."),
    ),
    Setting(
        "recent_libraries",
        list,
        (),
        words("Recent libraries"),
        words("Newest first; File ▸ Open recent offers them."),
    ),
)

SETTINGS: Final[Mapping[str, Setting]] = MappingProxyType({each.name: each for each in _DECLARED})


class Settings:
    """The values in use, and the file they came from. Safe to use from several threads.

    `problem` is a sentence when something in the file could not be used, else None.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problem: Words | None = None
        self._values: dict[str, Any] = {}
        self._changed: set[str] = set()
        self._listeners: list[Callable[[str, Any], None]] = []
        self._lock = threading.RLock()

    @classmethod
    def load(cls, path: Path | None = None) -> Settings:
        """The settings of `path` (`settings.toml` where the desktop keeps such files, if None).

        Never fails: what can't be used is replaced by the default and said in `problem` and the log.
        """
        if path is None:
            try:
                path = paths.settings_file()
            except OSError:
                path = Path("settings.toml").absolute()
        settings = cls(path)
        settings._values, settings.problem = _usable(settings.path)
        if settings.problem is not None:
            logger.warning("%s", settings.problem)
        return settings

    def get(self, name: str) -> Any:
        """The value of `name`: as its `Setting.kind` says, lists as tuples. `KeyError` for no setting."""
        with self._lock:
            return self._values.get(name, SETTINGS[name].default)

    def set(self, name: str, value: object) -> None:
        """Use `value` from now on, and tell the subscribers; raises `BadValue`. `save` writes it."""
        checked = SETTINGS[name].checked(value)
        with self._lock:
            if checked == self.get(name):
                return
            self._values[name] = checked
            self._changed.add(name)
            listeners = tuple(self._listeners)
        for tell in listeners:
            tell(name, checked)

    def remember_library(self, folder: Path) -> None:
        """Put `folder` at the head of the recent libraries, and make it the one opened next time.

        A name that is no UTF-8 can't be kept, and is not.
        """
        text = str(folder.absolute())
        others = [each for each in self.get("recent_libraries") if each != text]
        try:
            self.set("recent_libraries", [text, *others][:RECENT])
        except BadValue as error:
            logger.info("%s", error)
            return
        self.set("last_library", text)

    def subscribe(self, call: Callable[[str, Any], None]) -> Callable[[], None]:
        """`call(name, value)` after each change, on the changing thread. Answers how to end that."""
        with self._lock:
            self._listeners.append(call)

        def end() -> None:
            with self._lock, contextlib.suppress(ValueError):
                self._listeners.remove(call)

        return end

    def save(self) -> None:
        """Write what was changed here, whole or not at all; raises `OSError`.

        Only that: what another window wrote meanwhile, and keys we don't know, stay as they are.
        """
        with self._lock:
            changed = {name: self._values[name] for name in self._changed}
            if not changed:
                return
            kept, problem = _read(self.path)
            if problem is not None and self.path.is_file():
                self.path.replace(self.path.with_name(self.path.name + ".bad"))
            plain = {name: list(each) if isinstance(each, tuple) else each for name, each in changed.items()}
            _write(self.path, kept | plain)
            self._changed.clear()


def _usable(path: Path) -> tuple[dict[str, Any], Words | None]:
    """The usable values of the file, and what is wrong with the others."""
    raw, problem = _read(path)
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for name in raw.keys() & SETTINGS.keys():
        try:
            values[name] = SETTINGS[name].checked(raw[name])
        except BadValue:
            wrong.append(name)
    if wrong:
        problem = words(
            "In {path}, the values of {names} can’t be used; the defaults are.",
            one="In {path}, the value of {names} can’t be used; the default is.",
            n=len(wrong),
            path=path,
            names=", ".join(sorted(wrong)),
        )
    return values, problem


def _read(path: Path) -> tuple[dict[str, Any], Words | None]:
    """Everything in the file, and why it could not be read."""
    try:
        if path.exists() and not path.is_file():  # a FIFO would hang us
            return {}, words("The settings {path} can’t be read: it is no file.", path=path)
        return tomllib.loads(path.read_bytes().decode()), None
    except FileNotFoundError:
        return {}, None
    except OSError as error:
        return {}, words("The settings {path} can’t be read: {reason}.", path=path, reason=error.strerror)
    except (ValueError, RecursionError):
        return {}, words("The settings {path} are damaged; the defaults are used.", path=path)


def _write(path: Path, values: Mapping[str, Any]) -> None:
    import tomli_w

    text = tomli_w.dumps({name: values[name] for name in sorted(values)})
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
