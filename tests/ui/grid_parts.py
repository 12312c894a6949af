"""Made cards and answers for the tests of the grid, and pictures without a store."""

from array import array
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPixmap

from janus_desktop.models import Card, Found, Question
from janus_desktop.ui.grid.model import GridModel
from janus_desktop.ui.grid.selection import Selection
from janus_desktop.ui.grid.view import GridView

LEFT, NO = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

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


def make_grid(qtbot, ids, runs=(), **question):
    model = GridModel()
    view = GridView(model, Selection(model), PlainPictures())
    qtbot.addWidget(view)
    view.resize(744, 694)
    model.wanted_cards.connect(lambda wanted: model.put_cards({image: card(image) for image in wanted}))
    view.show()
    model.set_found(found(ids, runs, **question))
    seen(qtbot, view)
    return view


def seen(qtbot, view):
    """Wait until the view asked for what it shows."""
    qtbot.waitUntil(lambda: not view._look_soon.isActive())
    view.grab()


def middle(view, row):
    return view.rect_of(row).center()


def click(qtbot, view, row, modifiers=NO):
    qtbot.mouseClick(view.viewport(), LEFT, modifiers, middle(view, row))


def press(qtbot, view, key, modifiers=NO):
    qtbot.keyClick(view, key, modifiers)


def chosen(view):
    return view.selection.chosen()


def mouse(view, kind, where, buttons=LEFT, modifiers=NO):
    button = LEFT if kind != QEvent.Type.MouseMove else Qt.MouseButton.NoButton
    position = QPointF(where)
    event = QMouseEvent(kind, position, view.viewport().mapToGlobal(position), button, buttons, modifiers)
    {
        QEvent.Type.MouseButtonPress: view.mousePressEvent,
        QEvent.Type.MouseMove: view.mouseMoveEvent,
        QEvent.Type.MouseButtonRelease: view.mouseReleaseEvent,
    }[kind](event)
