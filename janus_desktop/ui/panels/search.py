"""The search field in the tool bar: asks while one types, completes, points at what is wrong, remembers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QInputMethodEvent, QKeyEvent, QMoveEvent, QTextCharFormat
from PySide6.QtWidgets import QLineEdit, QMenu, QSizePolicy, QWidget

from janus_desktop.cancel import Cancel
from janus_desktop.models import Catalogue, Change, Completion
from janus_desktop.search.fields import field as field_called
from janus_desktop.search.tree import Trouble
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import icon, look
from janus_desktop.ui.panels.suggestions import Suggestions, lines
from janus_desktop.ui.workers import Workshop

WIDTH = 560
#: Milliseconds after the last key until the question is asked.
DELAY = 120
#: Milliseconds after the last key until suggestions are asked for.
SUGGEST = 60
MOST_REMEMBERED = 20


class SearchField(QLineEdit):
    """`asked(text)` shortly after typing, at once on Enter; Escape clears, Down shows what was asked before.

    While one types, fields and values are suggested: Down marks one, Tab or Enter takes it, Escape puts
    them away. What cannot be understood is underlined, and the suggestions and the tool tip say what was expected.

    `set_text(text)` shows words without asking; `state()` and `restore(dict)` keep the history.
    """

    asked = Signal(str)
    left = Signal()

    def __init__(self, catalogue: Catalogue, workshop: Workshop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue, self._workshop = catalogue, workshop
        self.suggestions = Suggestions(self)
        self._key = f"suggest {id(self)}"
        self.troubles: tuple[Trouble, ...] = ()
        self.history: list[str] = []
        self._said = ""
        self.setPlaceholderText(tr("Search words, or camera: taken: tag: rating:"))
        self.setAccessibleName(tr("Search"))
        self.setClearButtonEnabled(True)
        self.setMaximumWidth(WIDTH)
        self.setMinimumWidth(160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.addAction(icon("search", "dim"), QLineEdit.ActionPosition.LeadingPosition)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(DELAY)
        self._soon.timeout.connect(self._ask)
        self.suggestions.chosen.connect(self.take)
        self._suggest_soon = QTimer(self)
        self._suggest_soon.setSingleShot(True)
        self._suggest_soon.setInterval(SUGGEST)
        self._suggest_soon.timeout.connect(self._suggest)
        self.textChanged.connect(self._text_changed)
        self.textEdited.connect(lambda _text: self._suggest_soon.start())
        self.returnPressed.connect(self._enter)
        look().changed.connect(self._underline)

    def sizeHint(self) -> QSize:
        """As wide as it may be."""
        return QSize(WIDTH, super().sizeHint().height())

    def refresh(self, change: Change | None) -> None:
        """Nothing in the catalogue concerns the field."""

    def set_text(self, text: str) -> None:
        """Show `text`, which is already being asked."""
        self._said = text.strip()
        self.setText(text)
        self._soon.stop()
        self._check()

    def state(self) -> dict[str, Any]:
        """What to remember."""
        return {"history": list(self.history)}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what `state` remembered; rubbish is passed over."""
        kept = state.get("history")
        if isinstance(kept, list):
            self.history = [each for each in kept if isinstance(each, str) and each.strip()][:MOST_REMEMBERED]

    def event(self, event: QEvent) -> bool:
        """Tab takes the suggestion that is marked, instead of leaving the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
            taken = self.suggestions.current if self.suggestions.isVisible() else None
            if taken is not None:
                self.take(taken)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape clears, and leaves where there is nothing to clear; Down opens the history."""
        offered = self.suggestions.isVisible()
        if offered and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.suggestions.move_mark(1 if event.key() == Qt.Key.Key_Down else -1)
        elif offered and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.suggestions.current is not None:
            self.take(self.suggestions.current)
        elif offered and event.key() == Qt.Key.Key_Escape:
            self._put_away()
        elif event.key() == Qt.Key.Key_Escape:
            if self.text():
                self._remember()
                self.clear()
                self._ask()
            else:
                self.left.emit()
        elif event.key() == Qt.Key.Key_Down and self.history:
            self._show_history()
        elif event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._suggest()
        else:
            super().keyPressEvent(event)

    def take(self, choice: Completion) -> None:
        """Put what was chosen in the place of the letters that it completes."""
        text = self.text()
        rest = text[choice.end :]
        more = "" if choice.kind == "field" or rest.startswith(" ") else " "
        self.setText(text[: choice.start] + choice.text + more + rest)
        self.setCursorPosition(choice.start + len(choice.text) + (1 if choice.kind != "field" else 0))
        self._put_away()
        if choice.kind == "field":
            self._suggest()
        else:
            self._ask()

    def _text_changed(self) -> None:
        self._soon.start()
        if self.troubles:
            self.troubles = ()
            self.setToolTip("")
            self.setAccessibleDescription("")
            self._underline()
        if not self.text():
            self._put_away()

    def _check(self) -> None:
        """Ask what is wrong with a text that was not typed."""
        text, catalogue = self.text(), self._catalogue
        if not text.strip():
            return
        self._workshop.ask(
            lambda: catalogue.search.troubles(text),
            lambda troubles: self._show_troubles(text, troubles),
            key=f"{self._key} troubles",
            failed=lambda _error: None,
        )

    def _suggest(self) -> None:
        text, cursor, cancel, catalogue = self.text(), self.cursorPosition(), Cancel(), self._catalogue
        self._check()
        if not text.strip():
            return
        self._workshop.ask(
            lambda: catalogue.search.complete(text, cursor, cancel),
            lambda choices: self._show_choices(text, cursor, choices),
            key=self._key,
            cancel=cancel,
            failed=lambda _error: None,
        )

    def _show_choices(self, text: str, cursor: int, choices: tuple[Completion, ...]) -> None:
        if not self.hasFocus() or (text, cursor) != (self.text(), self.cursorPosition()):
            return
        name = text[:cursor].rpartition(":")[0].rpartition(" ")[2].strip('-("')
        info = field_called(name)
        notes = tuple(self._note(trouble) for trouble in self.troubles)
        self.suggestions.show_lines(lines(choices, info.name if info is not None else name, notes), self)

    def _show_troubles(self, text: str, troubles: tuple[Trouble, ...]) -> None:
        if text != self.text():
            return
        self.troubles = troubles
        notes = tuple(self._note(trouble) for trouble in troubles)
        self.setToolTip("\n".join(notes))
        self.setAccessibleDescription(" ".join(notes))
        self._underline()
        if self.suggestions.isVisible():
            kept = [line for line in self.suggestions.lines if line.kind != "note"]
            self.suggestions.show_lines([*kept, *lines((), "", notes)], self)
        elif notes and self.hasFocus() and self._suggest_wanted():
            self.suggestions.show_lines(lines((), "", notes), self)

    def _suggest_wanted(self) -> bool:
        """Whether what is wrong lies before what is being typed, so that saying so does not interrupt."""
        return any(trouble.end < self.cursorPosition() for trouble in self.troubles)

    def _note(self, trouble: Trouble) -> str:
        part = self.text()[trouble.start : trouble.end].strip()
        expected = say(trouble.expected)
        return tr("“{part}”: {expected}", part=part[:40], expected=expected) if part else expected

    def _underline(self) -> None:
        """Wavy lines below what is not understood, as spelling mistakes have them."""
        attributes = []
        wrong = QTextCharFormat()
        wrong.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wrong.setUnderlineColor(look().palette.bad)
        for trouble in self.troubles:
            if trouble.end > trouble.start:
                attributes.append(
                    QInputMethodEvent.Attribute(
                        QInputMethodEvent.AttributeType.TextFormat,
                        trouble.start - self.cursorPosition(),
                        trouble.end - trouble.start,
                        wrong,
                    )
                )
        QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))

    def _put_away(self) -> None:
        self._suggest_soon.stop()
        self._workshop.drop(self._key)
        self.suggestions.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """The suggestions go with the field."""
        super().hideEvent(event)
        self.suggestions.hide()

    def moveEvent(self, event: QMoveEvent) -> None:
        """The suggestions hang from the field; they do not stay behind."""
        super().moveEvent(event)
        self.suggestions.hide()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was asked and is left standing is remembered."""
        super().focusOutEvent(event)
        self._put_away()
        self._remember()

    def history_menu(self) -> QMenu:
        """What was asked before, newest first."""
        menu = QMenu(self)
        for words in self.history:
            menu.addAction(icon("clock", "dim"), words.replace("&", "&&"), lambda words=words: self._again(words))
        menu.addSeparator()
        menu.addAction(tr("Clear history"), self.history.clear)
        return menu

    def _show_history(self) -> None:
        menu = self.history_menu()
        menu.setMinimumWidth(self.width())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))
        menu.setActiveAction(menu.actions()[0])

    def _again(self, words: str) -> None:
        self.setText(words)
        self._enter()

    def _enter(self) -> None:
        self._put_away()
        self._remember()
        self._ask()

    def _remember(self) -> None:
        words = self.text().strip()
        if words:
            self.history = [words, *(each for each in self.history if each != words)][:MOST_REMEMBERED]

    def _ask(self) -> None:
        self._soon.stop()
        words = self.text().strip()
        if words != self._said:
            self._said = words
            self.asked.emit(words)
