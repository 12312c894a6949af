"""What drops down from the search field: fields, values with their counts, and what was expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QLocale, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from janus_desktop.models import Completion
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import look
from janus_desktop.ui.look.sizes import GAP_S, RADIUS, ROW
from janus_desktop.ui.look.style import sized

WIDTH: Final = 470
INNER: Final = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a head, something to choose, or a sentence about what is wrong."""

    kind: Literal["head", "choice", "note"]
    text: str
    choice: Completion | None = None


def lines(choices: tuple[Completion, ...], field: str, notes: tuple[str, ...]) -> list[Line]:
    """The lines to show, each group of choices under its head."""
    heads = {"field": tr("Fields"), "value": tr("Values of {field}", field=field), "instead": tr("Meant instead?")}
    found, last = list[Line](), ""
    for choice in choices:
        if choice.kind != last:
            last = choice.kind
            found.append(Line("head", heads[last]))
        text = (
            choice.label if choice.kind != "instead" or ":" in choice.text else tr("words “{text}”", text=choice.label)
        )
        found.append(Line("choice", text, choice))
    return [*found, *(Line("note", note) for note in notes)]


class Suggestions(QWidget):
    """The list. It never takes the keyboard: the field moves its mark with `move` and takes `current`."""

    chosen = Signal(object)

    def __init__(self, field: QWidget) -> None:
        super().__init__(field, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self._field = field
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Suggestions"))
        self.lines: list[Line] = []
        self._at = -1

    @property
    def current(self) -> Completion | None:
        """What is marked."""
        return self.lines[self._at].choice if 0 <= self._at < len(self.lines) else None

    def show_lines(self, lines: list[Line], below: QWidget) -> None:
        """Show `lines` below a widget, nothing marked; hide where there are none."""
        self.lines, self._at = lines, -1
        if not lines:
            self.hide()
            return
        corner = below.mapToGlobal(QPoint(min(38, below.width() // 4), below.height() + 4))
        width = min(WIDTH, max(240, below.width()))
        self.setGeometry(QRect(corner, QSize(width, 2 * INNER + sum(self._height(line) for line in lines))))
        self.show()
        self.update()

    def move_mark(self, steps: int) -> None:
        """Mark the next choice, or the one before; past the end nothing is marked."""
        choices = [-1, *(at for at, line in enumerate(self.lines) if line.kind == "choice")]
        self._at = choices[(choices.index(self._at) + steps) % len(choices)]
        self.setAccessibleDescription(self.lines[self._at].text if self._at >= 0 else "")
        self.update()

    def _height(self, line: Line) -> int:
        if line.kind != "note":
            return ROW
        width = min(WIDTH, max(240, self._field.width())) - 2 * (INNER + GAP_S)
        box = QFontMetrics(self.font()).boundingRect(0, 0, width, 400, Qt.TextFlag.TextWordWrap, line.text)
        return box.height() + GAP_S

    def _line_at(self, y: int) -> int:
        top = INNER
        for at, line in enumerate(self.lines):
            top += self._height(line)
            if y < top:
                return at if y >= INNER else -1
        return -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark what the pointer is over."""
        at = self._line_at(int(event.position().y()))
        if at >= 0 and self.lines[at].kind == "choice" and at != self._at:
            self._at = at
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take what is clicked."""
        at = self._line_at(int(event.position().y()))
        if at >= 0 and self.lines[at].choice is not None:
            self.chosen.emit(self.lines[at].choice)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, then line by line."""
        colours = look().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.line, 1))
        painter.setBrush(colours.raised)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        top = INNER
        for at, line in enumerate(self.lines):
            height = self._height(line)
            rect = QRect(INNER, top, self.width() - 2 * INNER, height)
            self._paint_line(painter, rect, line, marked=at == self._at)
            top += height

    def _paint_line(self, painter: QPainter, rect: QRect, line: Line, *, marked: bool) -> None:
        colours, inside = look().palette, rect.adjusted(GAP_S, 0, -GAP_S, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        if line.kind == "head":
            painter.setFont(sized(self.font(), 11, self.font().Weight.DemiBold))
            painter.setPen(colours.dim)
            painter.drawText(inside, middle | Qt.AlignmentFlag.AlignLeft, line.text)
            return
        painter.setFont(self.font())
        if line.kind == "note":
            painter.setPen(colours.warn)
            painter.drawText(inside, Qt.TextFlag.TextWordWrap | middle, line.text)
            return
        if marked:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.accent_ground)
            painter.drawRoundedRect(rect, RADIUS - 2, RADIUS - 2)
        metrics = QFontMetrics(self.font())
        aside = _aside(line.choice)
        room = inside.width() - GAP_S
        shown = metrics.elidedText(
            aside, Qt.TextElideMode.ElideRight, max(room - metrics.horizontalAdvance(line.text), room // 3)
        )
        painter.setPen(colours.dim)
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, shown)
        painter.setPen(colours.accent if marked else colours.text)
        left = room - metrics.horizontalAdvance(shown)
        painter.drawText(
            inside,
            middle | Qt.AlignmentFlag.AlignLeft,
            metrics.elidedText(line.text, Qt.TextElideMode.ElideMiddle, left),
        )


def _aside(choice: Completion | None) -> str:
    """What stands at the right: how many, or what a field is for."""
    if choice is None:
        return ""
    if choice.help is not None and ":" in choice.text:
        return say(choice.help)
    return QLocale().toString(choice.count) if choice.count is not None else ""
