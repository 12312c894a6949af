"""The tool bar above and the status bar below the pictures."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.errors import Words
from janus_desktop.models import Question
from janus_desktop.ui.action_table import SORT_WORDS
from janus_desktop.ui.dialogs.form import bare
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import ground, icon, mark
from janus_desktop.ui.look.icons import pixmap
from janus_desktop.ui.look.palette import look
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S, STATUS_BAR, THUMB_MAX, THUMB_MIN, TOOL_BAR

#: How the two directions of an order are called; the usual words are those of dates.
_DIRECTIONS: dict[str, tuple[str, str]] = {
    "filename": ("Z–A", "A–Z"),
    "title": ("Z–A", "A–Z"),
    "camera": ("Z–A", "A–Z"),
    "format": ("Z–A", "A–Z"),
}


def order_words(question: Question) -> str:
    """The order in words: `Taken, newest`."""
    name = bare(say(SORT_WORDS.get(question.sort, Words(question.sort))))
    if question.sort in _DIRECTIONS:
        end = _DIRECTIONS[question.sort][0 if question.descending else 1]
    elif question.sort == "rating":
        end = tr("best") if question.descending else tr("lowest")
    elif question.sort == "size":
        end = tr("largest") if question.descending else tr("smallest")
    else:
        end = tr("newest") if question.descending else tr("oldest")
    return tr("{field}, {end}", field=name, end=end)


class ToolBar(QFrame):
    """Import, the search field in the middle, the order, the person."""

    def __init__(self, import_menu: QMenu, search: QWidget, person: QWidget, sort: QMenu, group: QMenu) -> None:
        super().__init__()
        ground(self, "panel")
        self.setFixedHeight(TOOL_BAR)
        self.import_button = QPushButton(" " + tr("Import"))  # air between sign and word
        self.import_button.setIcon(icon("import", "on_accent"))
        self.import_button.setAccessibleName(tr("Import"))
        mark(self.import_button, "primary", True)
        self.import_button.setMenu(import_menu)
        self.import_button.setStyleSheet("QPushButton::menu-indicator { image: none; width: 0px; }")
        self.sort_button = QToolButton()
        self.sort_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.sort_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.sort_button.setIcon(icon("chevron-down"))
        self.sort_button.setIconSize(QSize(12, 12))
        self.sort_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the sign after the words
        self.sort_button.setAccessibleName(tr("Order"))
        self.sort_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.order_menu = QMenu(self)
        self.order_menu.addActions(sort.actions())
        self.order_menu.addSeparator()
        self.order_menu.addMenu(group)
        self.sort_button.setMenu(self.order_menu)
        left, right = QWidget(), QWidget()
        for side, parts in ((left, (self.import_button,)), (right, (self.sort_button, person))):
            side.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            row = QHBoxLayout(side)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(GAP_M)
            if side is right:
                row.addStretch(1)
            for part in parts:
                row.addWidget(part)
            if side is left:
                row.addStretch(1)
        whole = QHBoxLayout()
        whole.setContentsMargins(GAP_M, 0, GAP_M, 1)
        whole.setSpacing(GAP_M)
        whole.addWidget(left, 2)
        whole.addWidget(search, 5)
        whole.addWidget(right, 2)
        below = QFrame()
        mark(below, "role", "line")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(whole, 1)
        column.addWidget(below)

    def show_order(self, question: Question) -> None:
        """Name the order that is in force."""
        self.sort_button.setText(order_words(question))
        self.sort_button.setAccessibleName(tr("Order: {order}", order=order_words(question)))


class StatusBar(QFrame):
    """Counts and sentences at the left, running work at the right, and the size of thumbnails."""

    size_changed = Signal(int)

    def __init__(self, job_line: QWidget) -> None:
        super().__init__()
        ground(self, "panel")
        self.setFixedHeight(STATUS_BAR)
        self._counts = ""
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        mark(self.text, "role", "dim")
        self.sign = QLabel()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(THUMB_MIN, THUMB_MAX)
        self.slider.setSingleStep(8)
        self.slider.setPageStep(32)
        self.slider.setFixedWidth(110)
        self.slider.setAccessibleName(tr("Size of thumbnails"))
        self.slider.setToolTip(tr("Size of thumbnails"))
        self.slider.valueChanged.connect(self.size_changed)
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.timeout.connect(self._show_counts)
        above = QFrame()
        mark(above, "role", "line")
        row = QHBoxLayout()
        row.setContentsMargins(GAP_M, 0, GAP_M, 0)
        row.setSpacing(GAP_L)
        row.addWidget(self.text, 1)
        row.addWidget(job_line)
        row.addSpacing(GAP_S)
        row.addWidget(self.sign)
        row.addWidget(self.slider)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(above)
        column.addLayout(row, 1)
        look().changed.connect(self._draw)
        self._draw()

    def say(self, text: str, milliseconds: int) -> None:
        """Show `text` in place of the counts for a while."""
        self.text.setText(text)
        self.text.setAccessibleName(text)
        self._back.start(milliseconds)

    def show_counts(self, text: str) -> None:
        """Show how many images there are; waits for a sentence that is shown to be read."""
        self._counts = text
        if not self._back.isActive():
            self._show_counts()

    def _show_counts(self) -> None:
        self.text.setText(self._counts)
        self.text.setAccessibleName(self._counts)

    def _draw(self) -> None:
        self.sign.setPixmap(pixmap("grid", "dim", 16, self.devicePixelRatioF()))


def import_menu(parent: QWidget, actions: list[QAction]) -> QMenu:
    """What the primary button opens."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    menu.addActions(actions)
    menu.setMinimumSize(QSize(180, 0))
    return menu
