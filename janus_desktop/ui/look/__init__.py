"""How everything looks: colours, sizes, icons, and the style sheet made of them."""

from janus_desktop.ui.look.icons import icon
from janus_desktop.ui.look.palette import DARK, LIGHT, Look, Palette, look
from janus_desktop.ui.look.style import apply, ground, mark

__all__ = ["DARK", "LIGHT", "Look", "Palette", "apply", "ground", "icon", "look", "mark"]
