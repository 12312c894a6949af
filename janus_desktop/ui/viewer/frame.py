"""Where a picture lies on the canvas: zoom, place, turn. Plain arithmetic in pixels of the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF

Mode = Literal["fit", "fill", "free"]

#: The largest zoom: screen pixels for one of the image.
MOST: Final = 32.0
#: How much of the size that fits the smallest zoom is.
LEAST: Final = 0.25
#: One step of the zoom keys.
STEP: Final = 1.25


@dataclass(frozen=True, slots=True)
class Turn:
    """From the upright page to how it is shown: mirrored first, then turned clockwise."""

    width: int
    height: int
    degrees: int = 0
    mirror: bool = False

    @property
    def shown(self) -> tuple[int, int]:
        """The size as it is shown."""
        return (self.height, self.width) if self.degrees % 180 else (self.width, self.height)

    def there(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page is shown."""
        if self.mirror:
            x = self.width - x
        match self.degrees:
            case 90:
                return self.height - y, x
            case 180:
                return self.width - x, self.height - y
            case 270:
                return y, self.width - x
        return x, y

    def back(self, u: float, v: float) -> tuple[float, float]:
        """Which point of the page is shown there."""
        x, y = u, v
        match self.degrees:
            case 90:
                x, y = v, self.height - u
            case 180:
                x, y = self.width - u, self.height - v
            case 270:
                x, y = self.width - v, u
        return (self.width - x if self.mirror else x), y

    def rect_there(self, rect: QRectF) -> QRectF:
        """Where a rectangle of the page is shown."""
        a, b = self.there(rect.left(), rect.top()), self.there(rect.right(), rect.bottom())
        return QRectF(QPointF(*a), QPointF(*b)).normalized()

    def rect_back(self, rect: QRectF) -> QRectF:
        """Which rectangle of the page is shown there."""
        a, b = self.back(rect.left(), rect.top()), self.back(rect.right(), rect.bottom())
        return QRectF(QPointF(*a), QPointF(*b)).normalized()


class Frame:
    """A picture of some size seen through a window of some size, at a zoom, around a point."""

    def __init__(self) -> None:
        self.mode: Mode = "fit"
        self.width = self.height = 1.0
        self.view_width = self.view_height = 1.0
        self.scale = 1.0
        self._x = self._y = 0.5  # what is in the middle, as a share of the picture

    # sizes

    def set_view(self, width: float, height: float) -> None:
        """The window has another size."""
        self.view_width, self.view_height = max(width, 1.0), max(height, 1.0)
        self._settle()

    def set_picture(self, width: float, height: float) -> None:
        """Another picture, or the same one turned; the mode stays, and a free zoom too."""
        self.width, self.height = max(width, 1.0), max(height, 1.0)
        self._settle()

    @property
    def fitting(self) -> float:
        """The zoom at which all of the picture is seen; a small picture is not enlarged beyond 8 times."""
        return min(self.view_width / self.width, self.view_height / self.height, 8.0)

    @property
    def filling(self) -> float:
        """The zoom at which the picture covers the window."""
        return min(max(self.view_width / self.width, self.view_height / self.height), MOST)

    @property
    def least(self) -> float:
        """The smallest zoom."""
        return min(self.fitting, 1.0) * LEAST

    # moving

    def set_mode(self, mode: Mode) -> None:
        """Fit or fill, and stay so."""
        self.mode = mode
        if mode != "free":
            self._x = self._y = 0.5
        self._settle()

    def zoom(self, scale: float, at: QPointF | None = None) -> None:
        """Zoom to `scale`; what is shown at `at` (else in the middle) stays there."""
        at = at if at is not None else QPointF(self.view_width / 2, self.view_height / 2)
        point = self.to_picture(at)
        self.mode = "free"
        self.scale = min(max(scale, self.least), MOST)
        self._x = (point.x() + (self.view_width / 2 - at.x()) / self.scale) / self.width
        self._y = (point.y() + (self.view_height / 2 - at.y()) / self.scale) / self.height
        self._settle()

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by so many pixels of the screen."""
        self._x -= dx / self.scale / self.width
        self._y -= dy / self.scale / self.height
        self._settle()

    def look_at(self, x: float, y: float) -> None:
        """Put a point of the picture into the middle, as far as its edges allow."""
        self._x, self._y = x / self.width, y / self.height
        self._settle()

    def _settle(self) -> None:
        """Follow the mode; show no ground where there could be picture."""
        if self.mode != "free":
            self.scale = self.fitting if self.mode == "fit" else self.filling
        self._x = _held(self._x, self.view_width / self.scale / self.width)
        self._y = _held(self._y, self.view_height / self.scale / self.height)

    # where things are

    @property
    def rect(self) -> QRectF:
        """Where the whole picture lies on the screen."""
        wide, high = self.width * self.scale, self.height * self.scale
        left = self.view_width / 2 - self._x * wide
        top = self.view_height / 2 - self._y * high
        if self.mode != "free" or self.scale == 1.0:
            left, top = round(left), round(top)
        return QRectF(left, top, wide, high)

    @property
    def visible(self) -> QRectF:
        """The part of the picture that is seen, in its own pixels."""
        corner = self.to_picture(QPointF(0, 0))
        seen = QRectF(corner.x(), corner.y(), self.view_width / self.scale, self.view_height / self.scale)
        return seen.intersected(QRectF(0, 0, self.width, self.height))

    def to_picture(self, point: QPointF) -> QPointF:
        """Which point of the picture is at this point of the screen."""
        rect = self.rect
        return QPointF((point.x() - rect.left()) / self.scale, (point.y() - rect.top()) / self.scale)

    def to_view(self, rect: QRectF) -> QRectF:
        """Where a part of the picture lies on the screen, its edges on whole pixels so that parts meet."""
        whole, scale = self.rect, self.scale
        left, right = (round(whole.left() + x * scale) for x in (rect.left(), rect.right()))
        top, bottom = (round(whole.top() + y * scale) for y in (rect.top(), rect.bottom()))
        return QRectF(left, top, max(1, right - left), max(1, bottom - top))


def _held(share: float, seen: float) -> float:
    """The middle, kept so that the picture fills the window if it can."""
    return 0.5 if seen >= 1 else min(max(share, seen / 2), 1 - seen / 2)
