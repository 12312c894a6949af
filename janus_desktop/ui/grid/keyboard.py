"""The grid by keyboard: moving, selecting, opening, and finding by the first letters of a name."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication

from janus_desktop.ui.grid import ids as many
from janus_desktop.ui.look import look
from janus_desktop.ui.look.sizes import CONTROL, GAP_L, GAP_M, RADIUS, TEXT
from janus_desktop.ui.look.style import sized

if TYPE_CHECKING:
    from janus_desktop.ui.grid.view import GridView

_KEY = Qt.Key
_MOVES: Final = frozenset(
    (_KEY.Key_Left, _KEY.Key_Right, _KEY.Key_Up, _KEY.Key_Down, _KEY.Key_Home, _KEY.Key_End,
     _KEY.Key_PageUp, _KEY.Key_PageDown)
)  # fmt: skip
#: How many cards are asked for, from the current image on, when somebody begins to type a name.
_AHEAD: Final = 3000


class Keyboard:
    """Answers the keys of one `GridView`."""

    def __init__(self, view: GridView) -> None:
        self._view = view
        self._text = ""
        self._typed_at = 0.0
        self._looking = False
        self._end = QTimer(view)
        self._end.setSingleShot(True)
        self._end.timeout.connect(self._end_typing)

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key was ours."""
        key, modifiers = _KEY(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if key in _MOVES and not modifiers & Qt.KeyboardModifier.AltModifier:
            self._move(key, shift, control)
        elif control:
            return self._with_control(key, shift)
        elif key in (_KEY.Key_Return, _KEY.Key_Enter) or (key == _KEY.Key_Space and not self._typing):
            self._activate()
        elif key == _KEY.Key_F10 and shift:
            self.ask_for_menu()
        elif key in (_KEY.Key_Plus, _KEY.Key_Minus) and not self._typing and self._view.model.runs:
            self._close_group(key == _KEY.Key_Minus)
        elif key == _KEY.Key_Escape and self._text:
            self._forget_text()
        elif self._is_letter(event):
            self._type(event.text())
        else:
            return False
        return True

    def wants(self, event: QKeyEvent) -> bool:
        """Whether the key belongs to a name that is being typed, and so is no shortcut."""
        return self._typing and (self._is_letter(event) or event.key() == _KEY.Key_Escape)

    def ask_for_menu(self) -> None:
        """Ask for the menu at the current cell, or in the middle."""
        view = self._view
        row = view.selection.current_row
        if row is not None:
            view.show_row(row)
            if not view.selection.contains(view.model.ids[row]):
                view.selection.select_only(view.model.ids[row])
        rect = view.rect_of(row) if row is not None else None
        where = rect.center() if rect is not None else view.viewport().rect().center()
        view.context_menu.emit(view.viewport().mapToGlobal(where))

    # moving

    def _move(self, key: Qt.Key, shift: bool, control: bool) -> None:
        view, selection = self._view, self._view.selection
        row = self._target(key)
        if row is None:
            return
        image = view.model.ids[row]
        view.show_ring(True)
        if shift:
            anchor = selection.anchor_row
            if anchor is None:
                anchor = selection.current_row if selection.current_row is not None else row
                selection.set_current(view.model.ids[anchor], anchor=True)
            selection.set_current(image)
            selection.set_range(anchor, row, keep=control)
        elif control:
            selection.set_current(image)
        else:
            selection.select_only(image)
        view.show_row(row)

    def _target(self, key: Qt.Key) -> int | None:
        view = self._view
        layout, count = view.arrangement, view.model.count
        if not count:
            return None
        row = view.selection.current_row
        if key == _KEY.Key_Home:
            return layout.shown_row(0, 1)
        if key == _KEY.Key_End:
            return layout.shown_row(count - 1, -1)
        if row is None:
            seen = view.visible_rows()
            return seen[0] if seen else layout.shown_row(0, 1)
        if key in (_KEY.Key_Left, _KEY.Key_Right):
            step = 1 if key == _KEY.Key_Right else -1
            target = layout.shown_row(max(0, min(count - 1, row + step)), step)
            return target if target is not None else row
        page = max(1, (view.viewport().height() - GAP_L) // layout.line_pitch)
        lines = {
            _KEY.Key_Up: -1, _KEY.Key_Down: 1, _KEY.Key_PageUp: -page, _KEY.Key_PageDown: page
        }[key]  # fmt: skip
        return layout.step(row, lines)

    def _with_control(self, key: Qt.Key, shift: bool) -> bool:
        view = self._view
        if key == _KEY.Key_A:
            (view.select_none if shift else view.select_all)()
        elif key == _KEY.Key_I and not shift:
            view.invert()
        elif key == _KEY.Key_Space and view.selection.current is not None:
            view.show_ring(True)
            view.selection.toggle(view.selection.current)
        else:
            return False
        return True

    def _activate(self) -> None:
        if self._view.selection.current is not None:
            self._view.activated.emit(self._view.selection.current)

    def _close_group(self, closed: bool) -> None:
        view = self._view
        row = view.selection.current_row
        if row is None:
            row = next(iter(view.visible_rows()), 0)
        group = view.arrangement.group_of(row)
        if group is not None:
            view.set_collapsed(group.key, closed)

    # finding by name

    @property
    def _typing(self) -> bool:
        return bool(self._text) and time.monotonic() - self._typed_at < self._patience()

    @staticmethod
    def _patience() -> float:
        return max(1000, QApplication.keyboardInputInterval() * 3) / 1000

    def _is_letter(self, event: QKeyEvent) -> bool:
        with_alt = event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
        )
        text = event.text()
        if with_alt or not text or not text.isprintable():
            return False
        # A digit alone is a rating; within a name it is a part of it.
        return self._typing or not (text.isdigit() or text.isspace())

    def _type(self, text: str) -> None:
        self._text = self._text + text if self._typing else text
        self._typed_at = time.monotonic()
        self._looking = True
        self._end.start(round(self._patience() * 1000))
        view = self._view
        row = view.selection.current_row or 0
        view.model.want(list(view.model.ids[row : row + _AHEAD]))
        if self._looking:  # the cards may have come at once
            self._find()
        view.viewport().update()

    def cards_came(self) -> None:
        """Look again, if a name that was typed was not among what was known."""
        if self._looking and self._typing:
            self._find()

    def _find(self) -> None:
        """Go to the next image from here on whose name begins with what was typed."""
        view, wanted = self._view, self._text.casefold()
        current = view.selection.current_row or 0
        named = (card.id for card in view.model.cards() if card.filename.casefold().startswith(wanted))
        hits = many.rows(many.ordered(named), view.model.ids)
        # With one letter typed again and again, go on from the next one.
        here = current + 1 if len(self._text) == 1 and view.selection.current is not None else current
        row = next((hit for hit in hits if hit >= here), hits[0] if hits else None)
        if row is None:
            return
        self._looking = False
        view.show_ring(True)
        view.selection.select_only(view.model.ids[row])
        view.show_row(row)

    def _end_typing(self) -> None:
        """Nobody types any more: what was not found here may be found elsewhere."""
        text, looking = self._text, self._looking
        self._forget_text()
        if looking:
            self._view.typed.emit(text)

    def _forget_text(self) -> None:
        self._text = ""
        self._looking = False
        self._end.stop()
        self._view.viewport().update()

    def paint(self, painter: QPainter) -> None:
        """The text that is being typed, at the bottom."""
        if not self._typing:
            return
        colours, view = look().palette, self._view
        font = sized(view.font(), TEXT)
        width = QFontMetrics(font).horizontalAdvance(self._text) + 2 * GAP_M
        corner = QPoint(GAP_L, view.viewport().height() - CONTROL - GAP_L)
        place = QRect(corner.x(), corner.y(), width, CONTROL)
        painter.setPen(QPen(colours.line, 1))
        painter.setBrush(colours.raised)
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setFont(font)
        painter.setPen(colours.text)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._text)
