"""What the grid says when it has nothing to show."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from janus_desktop.models import Found, Question
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import ground, icon, look, mark
from janus_desktop.ui.look.icons import pixmap
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S, GAP_XL


class _DropArea(QFrame):
    """A frame of dashes, when files may be dropped."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.inviting = True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dashes."""
        if not self.inviting:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(look().palette.faint, 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), GAP_M, GAP_M)
        painter.end()


class EmptyState(QWidget):
    """Covers the grid's viewport while there is nothing in it, and offers what to do next."""

    import_folder = Signal()
    import_files = Signal()
    clear_search = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        ground(self, "bg")
        self._area = _DropArea(self)
        self._picture = QLabel(self._area)
        self._title = _label(self._area, "title")
        self._text = _label(self._area, "dim")
        self._text.setWordWrap(True)
        self._folder = QPushButton(icon("import", "on_accent"), tr("Import folder…"), self._area)
        self._folder.setIconSize(QSize(22, 16))  # room between icon and words
        mark(self._folder, "primary", True)
        self._files = QPushButton(tr("Import files…"), self._area)
        self._clear = QPushButton(tr("Clear search"), self._area)
        self._folder.clicked.connect(self.import_folder)
        self._files.clicked.connect(self.import_files)
        self._clear.clicked.connect(self.clear_search)
        self._build()
        look().changed.connect(self._draw)
        self._draw()
        self.hide()

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_S)
        buttons.addStretch()
        for button in (self._folder, self._files, self._clear):
            buttons.addWidget(button)
        buttons.addStretch()
        inner = QVBoxLayout(self._area)
        inner.setContentsMargins(GAP_XL, GAP_XL, GAP_XL, GAP_XL)
        inner.setSpacing(GAP_S)
        inner.addStretch()
        for label in (self._picture, self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            inner.addWidget(label)
        inner.insertSpacing(2, GAP_M)
        inner.addSpacing(GAP_M)
        inner.addLayout(buttons)
        inner.addStretch()
        self._area.setMaximumSize(QSize(520, 300))
        outer = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        outer.setContentsMargins(GAP_L, GAP_L, GAP_L, GAP_L)
        outer.addWidget(self._area)

    def _draw(self) -> None:
        self._picture.setPixmap(pixmap("drop", "accent", 44, self.devicePixelRatioF()))

    def show_for(self, found: Found | None, importing: bool) -> None:
        """Say what fits `found`; nothing while it has images or no answer came yet."""
        if found is None or len(found.ids):
            self.hide()
            return
        question = found.question
        library = not question.trashed and question == _everything(question)
        searching = bool(question.text.strip()) and question.text.strip() != "*"
        self._title.setText(_title(question, library, importing))
        self._text.setText(_text(question, library, importing))
        self._text.setVisible(bool(self._text.text()))
        self._picture.setVisible(library)
        inviting = library and importing
        for button in (self._folder, self._files):
            button.setVisible(inviting)
        self._clear.setVisible(searching)
        self._area.inviting = inviting
        self.show()
        self.raise_()


def _everything(question: Question) -> Question:
    """The question for all images, in the order of `question`."""
    text = question.text if question.text.strip() in ("", "*") else ""
    return Question(text=text, sort=question.sort, descending=question.descending, group=question.group)


def _title(question: Question, library: bool, importing: bool) -> str:
    text = question.text.strip()
    if text and text != "*":
        return tr("Nothing found for “{text}”", text=text)
    if question.trashed:
        return tr("The trash is empty")
    if library:
        return tr("Drop pictures or folders here") if importing else tr("No images yet")
    return tr("No images here")


def _text(question: Question, library: bool, importing: bool) -> str:
    text = question.text.strip()
    if text and text != "*":
        place = (question.source, question.folder, question.tag, question.operation)
        if question.trashed:
            return tr("Only the trash was searched.")
        return tr("Only the place chosen at the left was searched.") if any(place) else ""
    if question.trashed:
        return tr("Images that you move to the trash wait here. Their files stay where they are.")
    if library and importing:
        return tr("They stay where they are. Janus never changes your files.")
    return tr("Ask somebody who may import to add some.") if library else ""


def _label(parent: QWidget, role: str) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    mark(label, "role", role)
    return label
