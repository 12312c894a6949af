"""Made cards and answers for the tests of the grid, and pictures without a store."""

from array import array
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QPixmap

from janus_desktop.models import Card, Found, Question

WHEN = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


def card(image: int, **values) -> Card:
    known = {
        "filename": f"IMG_{image:04}.jpg",
        "title": None,
        "format": "JPEG",
        "width": 4000,
        "height": 3000,
        "orientation": 1,
        "pages": 1,
        "taken": "2021-06-12T10:00:00",
        "camera": "Canon EOS R5",
        "rating": None,
        "label": None,
        "flag": None,
        "tags": 0,
        "state": "present",
        "size": 5_000_000,
        "trashed": False,
        "pixels": True,
        "imported_at": WHEN,
        "version": 1,
        "path": f"/pictures/IMG_{image:04}.jpg",
    }
    return Card(id=image, **(known | values))


def found(ids, runs=(), **question) -> Found:
    if runs:
        question.setdefault("group", "day")
    return Found(Question(**question), array("q", ids), tuple(runs))


class PlainPictures(QObject):
    """Pictures of one colour, at hand at once: what the view needs of a feed."""

    arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.wishes: list[list[int]] = []
        self.box = QSize()
        self.scale = 0.0
        self.none_of: set[int] = set()

    def picture(self, image: int) -> QPixmap | None:
        if image in self.none_of:
            return None
        made = QPixmap(90, 60)
        made.fill(QColor.fromHsv(image * 40 % 360, 160, 200))
        return made

    def lacks(self, image: int) -> bool:
        return image in self.none_of

    def wish(self, ids, box, scale) -> None:
        self.wishes.append(list(ids))
        self.box, self.scale = box, scale
