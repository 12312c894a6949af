"""One labelled field: caption at the left, where the value is from at the right, the error below.

A field shows a value that all images of a selection share, or in how many they differ. What a person
types is *unsaved* until it is committed; nothing that comes from outside overwrites unsaved typing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.models import Common
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import mark
from janus_desktop.ui.look.sizes import GAP_S, GAP_XS
from janus_desktop.ui.panels import formats
from janus_desktop.ui.panels.editors import Line, Text

Seen = Mapping[int, int]


def plain(text: str = "", role: str | None = None, *, wrap: bool = False) -> QLabel:
    """A label that shows `text` as it is, never as HTML."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(wrap)
    if role is not None:
        label.setProperty("role", role)
    return label


def different(count: int) -> str:
    """What stands in a field whose images differ."""
    return tr("{n} different values", n=count)


def differing(count: int) -> str:
    """The same in half the width."""
    return tr("{n} different", n=count)


class Field(QWidget):
    """What every field has: `set_common`, `set_read_only`, `set_error`; `committed(name, value)`.

    `seen` are the versions of the images whose value is shown: what an edit has to be based on.
    """

    committed = Signal(str, object)

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.seen: Seen = {}
        self._later: tuple[Common | None, Seen] | None = None
        self.caption = plain(caption, "caption")
        self.source = plain("", "caption")
        self.error = plain("", "bad", wrap=True)
        self.error.hide()
        self.editor_widget: QWidget | None = None
        self.source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.source.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head = QHBoxLayout()
        head.setSpacing(GAP_S)
        head.addWidget(self.caption)
        head.addWidget(self.source, 1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(GAP_XS)
        self._box.addLayout(head)
        self._box.addWidget(self.error)

    def hold_editor(self, editor: QWidget) -> None:
        """Put the editor between caption and error, and name it for assistive technology."""
        self.editor_widget = editor
        self._box.insertWidget(1, editor)
        editor.setAccessibleName(self.caption.text())
        self.caption.setBuddy(editor)

    def stops(self) -> list[QWidget]:
        """Where the Tab key stops within this field, in order."""
        return [self.editor_widget] if self.editor_widget is not None else []

    @property
    def unsaved(self) -> bool:
        """Whether a person typed here what is not yet committed."""
        return False

    def commit(self) -> None:
        """Hand on what was typed, if anything was."""

    def restore(self) -> None:
        """Show again what is stored, dropping what was typed."""

    def set_common(self, common: Common | None, seen: Seen) -> None:
        """Show what the images have in common (None: nothing); unsaved typing stays as it is."""
        if self.unsaved:
            self._later = (common, seen)
            return
        self.seen, self._later = seen, None
        self.set_error("")
        self.set_source(common)
        self.show_common(common)

    def set_source(self, common: Common | None) -> None:
        """Say where the shared value is from."""
        from_where = common is not None and not common.mixed and common.value not in (None, "")
        self.source.setText(formats.source(common.source) if common is not None and from_where else "")
        by_hand = common is not None and from_where and common.source == "person"
        self.caption.setToolTip(tr("Entered by a person") if by_hand else "")

    def show_common(self, common: Common | None) -> None:
        """Show the value in the editor."""
        raise NotImplementedError

    def set_read_only(self, read_only: bool) -> None:
        """Whether the value can only be looked at."""
        raise NotImplementedError

    def set_error(self, text: str) -> None:
        """Say below the field why its value was refused; an empty text takes it away."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        if self.editor_widget is not None:
            mark(self.editor_widget, "invalid", bool(text))


class TextField(Field):
    """A text: committed by Enter (several lines: Ctrl+Enter) and when it is left, restored by Escape.

    `shown` makes the text to look at out of a value, `edited` the one to edit, `read` the value out of
    what was typed.
    """

    def __init__(
        self,
        name: str,
        caption: str,
        *,
        lines: bool = False,
        shown: Callable[[str], str] = str,
        edited: Callable[[str], str] = str,
        read: Callable[[str], str] = str.strip,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, caption, parent)
        self.editor: Line | Text = Text() if lines else Line()
        self._shown, self._edited, self._read = shown, edited, read
        self._common: Common | None = None
        self._typed = False
        self._refused: str | None = None
        self.hold_editor(self.editor)
        self.editor.typed.connect(self._begin)
        self.editor.left.connect(self._leave)
        self.editor.cleared.connect(lambda: self.committed.emit(self.name, None))
        self.editor.installEventFilter(self)

    @property
    def unsaved(self) -> bool:
        """Whether a person typed here what is not yet committed, or was refused."""
        return self._typed or self._refused is not None

    def typed(self) -> str:
        """What stands in the editor."""
        return self.editor.content()

    def commit(self) -> None:
        """Emit `committed` where what was typed differs from what is stored."""
        if not self.unsaved:
            return
        if self._later is not None:
            self._common = self._later[0]
        value = self._read(self.typed()) or None
        same = self._common is not None and not self._common.mixed and value == (self._stored() or None)
        empty = self._common is not None and self._common.mixed and value is None
        if same or empty:
            self.restore()
            return
        self._typed, self._refused = False, None
        self.committed.emit(self.name, value)

    def refuse(self, text: str) -> None:
        """What was typed cannot be: keep it, and say why."""
        self._refused = self.typed()
        self.set_error(text)

    def restore(self) -> None:
        """Show again what is stored."""
        self._typed, self._refused = False, None
        if self._later is not None:
            self.set_common(*self._later)
            return
        self.set_error("")
        self.show_common(self._common)

    def show_common(self, common: Common | None) -> None:
        """The shared value, or in how many values the images differ."""
        self._common = common
        mixed = common is not None and common.mixed
        self.editor.clearable = mixed
        text = self._stored()
        self.editor.fill(
            self._edited(text) if self.editor.hasFocus() else self._shown(text),
            different(common.distinct) if common is not None and mixed else "",
        )

    def set_read_only(self, read_only: bool) -> None:
        """Whether the value can only be looked at and copied."""
        self.editor.setReadOnly(read_only)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter commits, Escape restores; on entering, the text to edit stands there."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if event.type() == QEvent.Type.FocusIn and not self.unsaved and not self.editor.isReadOnly():
            text = self._edited(self._stored())
            if text != self.typed():
                self.editor.fill(text, self.editor.placeholderText())
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if enter and (held or isinstance(self.editor, Line)):
            self.commit()
            return True
        if event.key() == Qt.Key.Key_Escape and self.unsaved:
            self.restore()
            return True
        return False

    def _begin(self) -> None:
        self._typed, self._refused = True, None
        self.set_error("")

    def _leave(self) -> None:
        if self._refused is not None:  # said once; it stays until it is changed or restored
            return
        if self._typed:
            self.commit()
        if not self.unsaved and not self.error.text():
            text = self.typed() if self._common is None else None
            if text is None and self._edited(self._stored()) == self.typed():
                self.editor.fill(self._shown(self._stored()), self.editor.placeholderText())

    def _stored(self) -> str:
        common = self._common
        return "" if common is None or common.mixed or common.value is None else str(common.value)
