"""Tags as chips: shared ones, ones that only some images carry, and a line to add more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from janus_desktop.models import Common, Tag, TagShare
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import look, mark
from janus_desktop.ui.look.icons import pixmap
from janus_desktop.ui.look.sizes import GAP_XS
from janus_desktop.ui.panels.fields import Field
from janus_desktop.ui.panels.flow import Flow
from janus_desktop.ui.panels.stars import paint_well

#: What stands between the names of a tag's path, for people.
ARROW = " › "
_CROSS = 14


def path_text(tag: Tag) -> str:
    """A tag with what it lies below: `Species › Lycaena`."""
    return ARROW.join(tag.path) or tag.name


def typed_tags(text: str, known: Sequence[Tag]) -> list[str]:
    """What was typed as tag paths for the catalogue (`A|B`): commas part tags, `›` and `|` levels.

    A name that only one known tag bears stands for that tag, wherever it lies.
    """
    wanted: list[str] = []
    for part in text.replace(";", ",").split(","):
        levels = [level.strip() for level in part.replace("›", "|").split("|") if level.strip()]
        if not levels:
            continue
        if len(levels) == 1:
            same = [tag for tag in known if tag.name.casefold() == levels[0].casefold()]
            if len(same) == 1:
                levels = list(same[0].path)
        path = "|".join(levels)
        if path not in wanted:
            wanted.append(path)
    return wanted


class Chip(QToolButton):
    """One tag: its × takes it away; where only some images carry it, a click gives it to all."""

    remove_asked = Signal(object)  # Tag
    spread_asked = Signal(object)  # Tag

    def __init__(self, share: TagShare, of: int, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tag = share.tag
        self._read_only = read_only
        self.partial = share.images < of
        name = path_text(share.tag)
        self.setText(tr("{tag} · {some} of {all}", tag=name, some=share.images, all=of) if self.partial else name)
        self.setProperty("chip", True)
        self.setProperty("partial", self.partial)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.text())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        if read_only:
            return
        self.setToolTip(tr("Click: add to all selected images") if self.partial else tr("Delete: remove"))
        if self.partial:
            self.clicked.connect(lambda: self.spread_asked.emit(self.tag))
            self._offer(tr("Add to all selected images"), self.spread_asked)
        self._offer(tr("Remove from the selected images"), self.remove_asked)

    def _offer(self, text: str, signal: object) -> None:
        action = QAction(text, self)
        action.triggered.connect(lambda: signal.emit(self.tag))  # type: ignore[attr-defined]
        self.addAction(action)

    def sizeHint(self) -> QSize:
        """The text and, where it can be removed, the cross."""
        wide = self.fontMetrics().horizontalAdvance(self.text()) + 2 * 7 + 2
        return QSize(wide + (0 if self._read_only else _CROSS + GAP_XS), 22)

    def minimumSizeHint(self) -> QSize:
        """A chip may be narrower than its text."""
        return QSize(40, 22)

    def cross(self) -> QRect:
        """Where the × is."""
        return QRect(self.width() - _CROSS - 5, (self.height() - _CROSS) // 2, _CROSS, _CROSS)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, elided text, ×."""
        colours, painter = look().palette, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colours.accent if self.hasFocus() else Qt.PenStyle.NoPen)
        still = colours.raised if colours.dark else colours.well
        painter.setBrush(colours.pressed if self.underMouse() and not self._read_only else still)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        painter.setPen(colours.dim if self.partial else colours.text)
        room = self.rect().adjusted(7, 0, -7 if self._read_only else -_CROSS - 7, 0)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        if not self._read_only:
            picture = pixmap("close", "dim" if self.partial else "text", _CROSS - 2, self.devicePixelRatioF())
            painter.drawPixmap(self.cross().topLeft() + QPoint(1, 1), picture)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the × removes; elsewhere it is the button's own."""
        if (
            event.button() == Qt.MouseButton.LeftButton
            and not self._read_only
            and self.cross().adjusted(-4, -4, 4, 4).contains(event.position().toPoint())
        ):
            self.setDown(False)
            self.remove_asked.emit(self.tag)
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Backspace remove; Left and Right go from chip to chip."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self._read_only:
            self.remove_asked.emit(self.tag)
        elif event.key() == Qt.Key.Key_Right:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Left:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)


class _AddLine(QLineEdit):
    """A bare line within the well; Backspace at its start goes back to the last chip."""

    back = Signal()
    entered = Signal()
    left = Signal()
    moved = Signal()  # the focus came or went

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell, unless it is only for the list of completions or another window."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left.emit()
        self.moved.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Let the well show its ring."""
        super().focusInEvent(event)
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter adds, Escape empties."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.back.emit()
        else:
            super().keyPressEvent(event)


class _Well(QWidget):
    """The ground on which the chips lie."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """As a field; the ring is there while the line has the focus."""
        painter = QPainter(self)
        line = self.findChild(_AddLine)
        paint_well(self, painter, line is not None and line.hasFocus())


class TagField(Field):
    """The tags of a selection. `added(paths)` and `removed(ids)` ask for changes; nothing changes by itself."""

    added = Signal(list)
    removed = Signal(list)

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(name, caption, parent)
        self.well = _Well()
        self.well.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._flow = Flow(self.well)
        self.line = _AddLine()
        self.line.setFrame(False)
        self.line.setStyleSheet(
            "QLineEdit, QLineEdit:focus { border: none; background: transparent; padding: 0; min-height: 20px; }"
        )
        self.line.setPlaceholderText(tr("Add tag"))
        self.line.setFixedHeight(22)
        self.line.setMinimumWidth(70)
        self._flow.addWidget(self.line)
        self.chips: list[Chip] = []
        self._known: tuple[Tag, ...] = ()
        self._read_only = False
        self._shown: tuple[tuple[TagShare, ...], int, bool] | None = None
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(10)
        if (popup := completer.popup()) is not None:
            popup.setAccessibleName(tr("Known tags"))
        # queued: the completer writes its text into the line after it has said what was chosen
        completer.activated.connect(self._completed, Qt.ConnectionType.QueuedConnection)
        self.line.setCompleter(completer)
        self.hold_editor(self.well)
        self.line.setAccessibleName(tr("Add tag"))
        self.line.entered.connect(self.commit)
        self.line.left.connect(self.commit)
        self.line.moved.connect(self.well.update)
        self.line.back.connect(lambda: self.chips and self.chips[-1].setFocus())
        self.well.setFocusProxy(self.line)
        look().changed.connect(self.well.update)

    @property
    def unsaved(self) -> bool:
        """Whether a tag was typed and not yet added."""
        return bool(self.line.text().strip())

    def stops(self) -> list[QWidget]:
        """The line; the chips put themselves before it."""
        return [self.line]

    def set_known(self, tags: Sequence[Tag]) -> None:
        """The tags that there are, for completion."""
        self._known = tuple(tags)
        self._names.setStringList(sorted((path_text(tag) for tag in tags), key=str.casefold))

    def set_tags(self, shares: Sequence[TagShare], count: int) -> None:
        """Show which tags the `count` images carry; those that all carry come first."""
        now = (tuple(shares), count, self._read_only)
        if now == self._shown:
            return
        self._shown = now
        focus = next((at for at, chip in enumerate(self.chips) if chip.hasFocus()), None)
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        order = sorted(shares, key=lambda share: (share.images < count, path_text(share.tag).casefold()))
        self.chips = [Chip(share, count, self._read_only) for share in order]
        for at, chip in enumerate(self.chips):
            self._flow.insert(at, chip)
            chip.remove_asked.connect(lambda tag: self.removed.emit([tag.id]))
            chip.spread_asked.connect(lambda tag: self.added.emit(["|".join(tag.path)]))
            chip.show()
        before = self.line.previousInFocusChain()
        while before is not None and before.focusPolicy() == Qt.FocusPolicy.NoFocus:
            before = before.previousInFocusChain()
        for chip in self.chips if before is not None else ():
            QWidget.setTabOrder(before or self.line, chip)
            before = chip
        if focus is not None:
            (self.chips[min(focus, len(self.chips) - 1)] if self.chips else self.line).setFocus()
        self.well.updateGeometry()
        self.updateGeometry()

    def show_common(self, common: Common | None) -> None:
        """Tags are shown by `set_tags`."""

    def set_read_only(self, read_only: bool) -> None:
        """Whether the tags can only be looked at."""
        self._read_only = read_only
        self.line.setVisible(not read_only)
        if self._shown is not None:
            self.set_tags(self._shown[0], self._shown[1])

    def commit(self) -> None:
        """Ask for the tags that stand in the line."""
        names = typed_tags(self.line.text(), self._known)
        self.line.clear()
        mark(self.well, "invalid", False)
        if names:
            self.added.emit(names)

    def restore(self) -> None:
        """Empty the line."""
        self.line.clear()

    def _completed(self, text: str) -> None:
        tag = next((tag for tag in self._known if path_text(tag) == text), None)
        self.line.clear()
        if tag is not None:
            self.added.emit(["|".join(tag.path)])
