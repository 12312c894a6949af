"""Our own icons: 16 px, a 1.4 px line, tinted with a colour of the palette in force.

An icon is drawn from its SVG when it is painted, at the pixels of the screen it is painted on. So it is
crisp at every scale, and takes the colours of a new appearance with the next repaint.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from janus_desktop.paths import resource
from janus_desktop.ui.look.palette import look, mixed
from janus_desktop.ui.look.sizes import ICON

_kept: dict[tuple[str, int, int, int], QPixmap] = {}
_clones: list[QIconEngine] = []
_MANY = 512


@cache
def source(name: str) -> bytes:
    """The SVG of the icon `name`, drawn in black; a name without a file is a `FileNotFoundError`."""
    return resource(f"icons/{name}.svg").read_bytes()


@cache
def _renderer(name: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(source(name)))


def drawn(name: str, colour: QColor, size: QSize) -> QPixmap:
    """The icon `name` in `colour`, at `size` in pixels of the screen, its proportions kept."""
    key = (name, colour.rgba(), size.width(), size.height())
    if (pixmap := _kept.get(key)) is not None:
        return pixmap
    renderer = _renderer(name)
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    natural = renderer.defaultSize().scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (size.width() - natural.width()) / 2, (size.height() - natural.height()) / 2
    renderer.render(painter, QRectF(left, top, natural.width(), natural.height()))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), colour)
    painter.end()
    if len(_kept) > _MANY:
        _kept.clear()
    _kept[key] = pixmap = QPixmap.fromImage(image)
    return pixmap


def pixmap(name: str, role: str = "text", size: int = ICON, scale: float = 1.0) -> QPixmap:
    """The icon `name` for a label: `size` in device-independent pixels on a screen of `scale`."""
    natural = _renderer(name).defaultSize()
    wide = round(size * natural.width() / natural.height() * scale)
    made = QPixmap(drawn(name, look().palette.colour(role), QSize(wide, round(size * scale))))
    made.setDevicePixelRatio(scale)
    return made


class _Engine(QIconEngine):
    """Draws one icon; asks the palette each time."""

    def __init__(self, name: str, role: str, on: str | None) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._on = on

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> QColor:
        colours = look().palette
        role = self._on if self._on is not None and state == QIcon.State.On else self._role
        colour = colours.colour(role)
        if mode == QIcon.Mode.Disabled:
            return mixed(colours.panel, colour, 0.42)
        return colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw into `rect`, at the pixels of what is painted on."""
        scale = painter.device().devicePixelRatio()
        made = QPixmap(drawn(self._name, self._colour(mode, state), rect.size() * scale))
        made.setDevicePixelRatio(scale)
        painter.drawPixmap(rect, made)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The icon at `size`, on a screen of scale 1."""
        return drawn(self._name, self._colour(mode, state), size)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """The icon at `size` (device-independent) on a screen of `scale`."""
        made = QPixmap(drawn(self._name, self._colour(mode, state), size * scale))
        made.setDevicePixelRatio(scale)
        return made

    def clone(self) -> QIconEngine:
        """Another engine of the same icon."""
        # Qt owns what this answers, but Python would end it with its last reference here.
        _clones.append(engine := _Engine(self._name, self._role, self._on))
        return engine

    def key(self) -> str:
        """The name by which Qt tells engines apart."""
        return "janus"


def icon(name: str, role: str = "text", *, on: str | None = None) -> QIcon:
    """The icon `name` (a file of `resources/icons/`) in the palette's colour `role`.

    `on` is the role while the button or action is checked. A name without a file is a
    `FileNotFoundError`: a slip of ours, found by any test that shows the window.
    """
    source(name)
    return QIcon(_Engine(name, role, on))
