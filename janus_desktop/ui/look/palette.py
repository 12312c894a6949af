"""The colours, light and dark, each under the name of what it is for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True)
class Palette:
    """All colours of one appearance.

    Grounds: `bg` (canvas of the grid, fields), `panel` (side bars, bars, dialogs), `raised` (buttons),
    `well` (troughs), `viewer` (dark in both). Text: `text`, `dim`, `faint` (never on a selection).
    A `QColor` can be changed: copy one (`QColor(…)`, or ask `colour`) before giving it another alpha.
    """

    bg: QColor
    panel: QColor
    raised: QColor
    well: QColor
    line: QColor
    text: QColor
    dim: QColor
    faint: QColor
    accent: QColor
    accent_ground: QColor
    on_accent: QColor
    warn: QColor
    bad: QColor
    good: QColor
    viewer: QColor
    dark: bool = False

    def colour(self, role: str) -> QColor:
        """The colour called `role`; a role that no palette has is a `KeyError`."""
        if role not in ROLES:
            raise KeyError(role)
        return QColor(getattr(self, role))

    @property
    def hover(self) -> QColor:
        """The ground of what the pointer is over, on panels."""
        return mixed(self.panel, self.text, 0.06)

    @property
    def pressed(self) -> QColor:
        """The ground of what is held down, on panels."""
        return mixed(self.panel, self.text, 0.11)

    @property
    def accent_hover(self) -> QColor:
        """The primary button under the pointer."""
        return mixed(self.accent, self.text, 0.12)


def mixed(ground: QColor, over: QColor, part: float) -> QColor:
    """`ground` with `part` (0…1) of `over` laid on it."""
    return QColor(
        *(
            round(a + (b - a) * part)
            for a, b in zip(ground.getRgb()[:3], over.getRgb()[:3], strict=True)  # type: ignore[index]
        )
    )


LIGHT: Final = Palette(
    bg=QColor("#f4f5f6"),
    panel=QColor("#ffffff"),
    raised=QColor("#ffffff"),
    well=QColor("#e9eaec"),
    line=QColor("#d9dbdf"),
    text=QColor("#1d2024"),
    dim=QColor("#5b616b"),
    faint=QColor("#666c77"),
    accent=QColor("#2f5fd0"),
    accent_ground=QColor("#e3ebfd"),
    on_accent=QColor("#ffffff"),
    warn=QColor("#9a5b00"),
    bad=QColor("#b3261e"),
    good=QColor("#1b7a3d"),
    viewer=QColor("#121315"),
)
DARK: Final = Palette(
    bg=QColor("#1b1c1f"),
    panel=QColor("#222428"),
    raised=QColor("#2b2e33"),
    well=QColor("#161719"),
    line=QColor("#36393f"),
    text=QColor("#e7e8eb"),
    dim=QColor("#a8adb7"),
    faint=QColor("#8f95a0"),
    accent=QColor("#7aa5ff"),
    accent_ground=QColor("#2a3757"),
    on_accent=QColor("#10131a"),
    warn=QColor("#f0b45a"),
    bad=QColor("#ff8a80"),
    good=QColor("#7bd69a"),
    viewer=QColor("#121315"),
    dark=True,
)
ROLES: Final = tuple(field.name for field in fields(Palette) if field.name != "dark")

#: Colour labels of images. A square beside the name, never the only sign: the tool tip has the word.
LABEL_COLOURS: Final = {
    "red": QColor("#d64545"),
    "yellow": QColor("#e0a92e"),
    "green": QColor("#35a35a"),
    "blue": QColor("#3f7fe0"),
    "purple": QColor("#8e5bd0"),
}


class Look(QObject):
    """The appearance that is in force. `changed` tells those who paint by themselves."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._palette = LIGHT

    @property
    def palette(self) -> Palette:
        """The colours in force."""
        return self._palette

    @property
    def dark(self) -> bool:
        """Whether the dark palette is in force."""
        return self._palette.dark

    def use(self, palette: Palette) -> None:
        """Put `palette` in force and tell everybody (`style.apply` calls this)."""
        if palette is not self._palette:
            self._palette = palette
            self.changed.emit()


class _Kept:
    look: Look | None = None


def look() -> Look:
    """The one `Look` of this process."""
    if _Kept.look is None:
        _Kept.look = Look()
    return _Kept.look


def qt_palette(colours: Palette) -> QPalette:
    """Qt's palette made of ours, for what no style sheet reaches."""
    palette = QPalette()
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    for name, colour in (
        (role.Window, colours.panel),
        (role.WindowText, colours.text),
        (role.Base, colours.bg),
        (role.AlternateBase, colours.panel),
        (role.Text, colours.text),
        (role.Button, colours.raised),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.bad),
        (role.ToolTipBase, colours.text),
        (role.ToolTipText, colours.panel),
        (role.PlaceholderText, colours.faint),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.Light, colours.raised),
        (role.Midlight, colours.line),
        (role.Mid, colours.line),
        (role.Dark, colours.line),
        (role.Shadow, colours.well),
    ):
        palette.setColor(name, colour)
    greyed = mixed(colours.panel, colours.text, 0.42)
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, name, greyed)
    palette.setColor(group.Disabled, role.Highlight, colours.line)
    palette.setColor(group.Disabled, role.HighlightedText, greyed)
    return palette
