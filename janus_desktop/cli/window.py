"""The window, open, screenshot, demo."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

from janus_desktop.cli.files import absolute
from janus_desktop.cli.output import path_keys
from janus_desktop.cli.run import Run
from janus_desktop.errors import CannotStart, words

_NEEDS = "apt install libglib2.0-0 libegl1 libgl1 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libxcb-cursor0"


def open_(run: Run) -> int:
    """Open the window, and import what is named."""
    named = [absolute(each) for each in run.args.paths]
    library = run.named_folder.absolute() if run.named_folder else None
    user = run.user
    _display_or_fail()
    app = _qt()
    code: int = app.run(named, library, user)
    return code


def screenshot(run: Run) -> int:
    """Draw the main window into a file, without a display."""
    args = run.args
    target = Path(args.out).absolute()
    if not target.parent.is_dir():
        raise CannotStart(words("There is no folder {folder}.", folder=os.fspath(target.parent)))
    run.catalogue()  # says what is wrong before Qt is loaded
    folder, user, password = run.library().folder, run.user, run.typed
    run.close()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = _qt()
    app.screenshot(folder, target, size=args.size, dark=args.dark, user=user, password=password)
    keys = path_keys(os.fspath(target))
    run.out.item({**keys, "width": args.size[0], "height": args.size[1], "dark": args.dark}, keys["path"])
    return 0


def demo(run: Run) -> int:
    """Make a library of made pictures."""
    from janus_desktop.demo import make_demo

    given = os.environ.get("JANUS_PASSWORD") or None
    folder = Path(run.args.folder).absolute()
    made = make_demo(folder, given, run.out.progress)
    keys = path_keys(os.fspath(made.folder))
    how = f"janus --library {_quoted(keys['path'])}"
    text = [f"The library {keys['path']} holds {made.images} images of {' and '.join(made.people)}."]
    if given is None:
        text.append(f"The password of both is {made.password}")
    text.append(f"Open it with: {how}")
    data = {"library": keys["path"], **keys, "people": made.people, "images": made.images, "open": how}
    run.out.item(data | ({} if given else {"password": made.password}), "\n".join(text))
    return 0


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)


def _qt() -> ModuleType:
    """The window's module; `CannotStart` where a system library that Qt needs is missing."""
    try:
        from janus_desktop.ui import app
    except ImportError as error:
        raise CannotStart(
            words("Qt can’t be loaded: {reason}. On Debian or Ubuntu: {how}", reason=str(error), how=_NEEDS)
        ) from error
    return app


def _display_or_fail() -> None:
    """Raise `CannotStart` where Qt would find no display: it would not raise, but abort the process."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if not sys.platform.startswith("linux") or platform not in ("", "xcb"):
        return
    wayland, x11 = os.environ.get("WAYLAND_DISPLAY"), os.environ.get("DISPLAY")
    if wayland and not platform:
        return
    if not x11:
        raise CannotStart(
            words(
                "There is no display to open a window on (DISPLAY and WAYLAND_DISPLAY are not set). "
                "“janus --help” lists what works without."
            )
        )
    _x_or_fail(x11)


def _x_or_fail(display: str) -> None:
    """Ask the X server, and load what Qt's plug-in for it needs, before Qt tries and aborts."""
    import ctypes
    import importlib.util

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
        xcb.xcb_connect.restype = ctypes.c_void_p
        connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
        refused = xcb.xcb_connection_has_error(connection)
        xcb.xcb_disconnect(connection)
        found = importlib.util.find_spec("PySide6")
        for place in (found.submodule_search_locations or []) if found else []:
            plugin = Path(place, "Qt", "plugins", "platforms", "libqxcb.so")
            if not refused and plugin.is_file():
                ctypes.CDLL(str(plugin))
    except OSError as error:
        raise CannotStart(
            words(
                "Qt can’t use the display: {reason}. On Debian or Ubuntu: {how}",
                reason=str(error),
                how=_NEEDS,
            )
        ) from error
    if refused:
        raise CannotStart(words("The display {display} can’t be reached.", display=display))
