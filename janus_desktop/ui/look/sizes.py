"""The measures of the window, in device-independent pixels. Every gap is one of these."""

from __future__ import annotations

from typing import Final

GAP_XS: Final = 4
GAP_S: Final = 8
GAP_M: Final = 12
GAP_L: Final = 16
GAP_XL: Final = 24

ROW: Final = 28
CONTROL: Final = 32
TOOL_BAR: Final = 48
STATUS_BAR: Final = 32
SIDE_BAR: Final = 228
PANEL: Final = 308

RADIUS: Final = 6
RADIUS_SMALL: Final = 4
RADIUS_DIALOG: Final = 10

ICON: Final = 16

#: Heights of text: values and labels, captions, small heads, titles.
TEXT: Final = 13
TEXT_CAPTION: Final = 12
TEXT_SMALL: Final = 11
TEXT_HEAD: Final = 11
TEXT_TITLE: Final = 16

#: What the thumbnail slider reaches.
THUMB_MIN: Final = 96
THUMB_MAX: Final = 320
THUMB_DEFAULT: Final = 120
