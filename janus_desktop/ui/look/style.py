"""Puts an appearance in force: Fusion, our palette for Qt, and one style sheet."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from janus_desktop.paths import resource
from janus_desktop.ui.look import icons
from janus_desktop.ui.look.palette import DARK, LIGHT, Palette, look, mixed, qt_palette
from janus_desktop.ui.look.sizes import TEXT

Appearance = Literal["system", "light", "dark"]

_ICON: Final = re.compile(r"\$icon\(([a-z-]+),([a-z_]+)\)")
_NAME: Final = re.compile(r"\$([a-z_]+)")


class _Follower(QObject):
    """Knows what was asked for, and hears when the desktop changes between light and dark."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.appearance: Appearance = "system"
        hints = app.styleHints()
        #: For desktops that do not say: what their own colours look like before ours are set.
        self.first_dark = app.palette().window().color().lightness() < 128
        hints.colorSchemeChanged.connect(self._heard)

    def _heard(self) -> None:
        app = QApplication.instance()
        if self.appearance == "system" and isinstance(app, QApplication):
            _set(app, self.wanted())

    def wanted(self) -> Palette:
        if self.appearance != "system":
            return DARK if self.appearance == "dark" else LIGHT
        scheme = QGuiApplication.styleHints().colorScheme()
        if scheme == Qt.ColorScheme.Unknown:
            return DARK if self.first_dark else LIGHT
        return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def apply(app: QApplication, appearance: Appearance = "system") -> None:
    """Dress `app`, also while it runs. `system` follows the desktop from now on."""
    follower = app.findChild(_Follower)
    if follower is None:
        app.setStyle("Fusion")
        app.setFont(text_font(app.font()))
        follower = _Follower(app)
    follower.appearance = appearance
    _tell_the_desktop(app, appearance)
    _set(app, follower.wanted())


def _tell_the_desktop(app: QApplication, appearance: Appearance) -> None:
    """So that frames and dialogs which the desktop draws go with ours, where it can do that."""
    hints = app.styleHints()
    if appearance == "system":
        hints.unsetColorScheme()
    else:
        hints.setColorScheme(Qt.ColorScheme.Dark if appearance == "dark" else Qt.ColorScheme.Light)


def _set(app: QApplication, colours: Palette) -> None:
    if look().palette is colours and app.styleSheet():
        return
    app.setPalette(qt_palette(colours))
    app.setStyleSheet(sheet(colours))
    look().use(colours)
    for window in app.topLevelWidgets():
        window.update()


def text_font(base: QFont) -> QFont:
    """The system's font at our size, its figures all of one width."""
    font = QFont(base)
    font.setPixelSize(TEXT)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def sized(base: QFont, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """`base` in another size and weight, for what is painted by hand."""
    font = QFont(base)
    font.setPixelSize(pixels)
    font.setWeight(weight)
    return font


def ground(widget: QWidget, name: str) -> None:
    """Give `widget` the ground `name` (bg, panel, well, raised, viewer, accent), whatever its class."""
    widget.setProperty("ground", name)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    repolish(widget)


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set the property `name` that the style sheet looks at (`role`, `invalid`, …), and show it."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        repolish(widget)


def repolish(widget: QWidget) -> None:
    """Let `widget` look at its properties again; Qt does it only once by itself."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def sheet(colours: Palette) -> str:
    """The style sheet (`resources/style/janus.qss`) in `colours`."""
    extra = {
        "hover": colours.hover,
        "pressed": colours.pressed,
        "accent_hover": colours.accent_hover,
        "off": mixed(colours.panel, colours.text, 0.42),
        "on_bad": colours.on_accent,
        "ring": mixed(colours.accent, colours.text, 0.55),
        "thumb": mixed(colours.bg, colours.text, 0.24),
        "thumb_hover": mixed(colours.bg, colours.text, 0.42),
    }

    def colour(name: str) -> str:
        return (extra[name] if name in extra else colours.colour(name)).name()

    drawn = _ICON.sub(lambda hit: f'"{_tinted(hit[1], colour(hit[2]))}"', _written())
    return _NAME.sub(lambda hit: colour(hit[1]), drawn)


@cache
def _written() -> str:
    return resource("style/janus.qss").read_text(encoding="utf-8")


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="janus-look-")


@cache
def _tinted(name: str, colour: str) -> str:
    """A file of the icon in `colour`: style sheets take pictures from files only."""
    file = Path(_folder().name) / f"{name}-{QColor(colour).name()[1:]}.svg"
    file.write_bytes(icons.source(name).replace(b"#000", colour.encode()))
    return file.as_posix()
