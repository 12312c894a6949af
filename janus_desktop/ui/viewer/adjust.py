"""The tab “View”: histogram, black and white points, channels, curve, turning, pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.errors import Words, words
from janus_desktop.imaging.pixels import Picture
from janus_desktop.imaging.render import CHANNELS, GAMMA, ViewSettings, auto_window
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import ground, mark
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S, GAP_XS
from janus_desktop.ui.viewer.histogram import Histogram

#: The sliders: field, name, least, most. Gamma is shown in hundredths of its logarithm.
_SLIDERS: Final[tuple[tuple[str, Words, int, int], ...]] = (
    ("brightness", words("Brightness"), -100, 100),
    ("contrast", words("Contrast"), -100, 100),
    ("gamma", words("Gamma"), -100, 100),
    ("saturation", words("Saturation"), -100, 100),
)
_CHANNEL_WORDS: Final = {
    "all": (words("All"), words("All channels")),
    "red": (words("R"), words("Red channel only")),
    "green": (words("G"), words("Green channel only")),
    "blue": (words("B"), words("Blue channel only")),
}


class ViewPanel(QScrollArea):
    """Shows and changes `ViewSettings`. `changed(settings)` at every step, `page_chosen(page)` from 0."""

    changed = Signal(object)
    page_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settings = ViewSettings()
        self._picture: Picture | None = None
        self._sliders: dict[str, QSlider] = {}
        self._values: dict[str, QLabel] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("View"))
        inside = QWidget()
        ground(inside, "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(GAP_M, GAP_M, GAP_M, GAP_L)
        column.setSpacing(GAP_S)
        self._add_window(column)
        column.addLayout(self._channels())
        column.addLayout(self._curve())
        column.addLayout(self._turning())
        self._sentence = QLabel(tr("View only: the file is never changed."))
        mark(self._sentence, "role", "caption")
        self._sentence.setWordWrap(True)
        column.addWidget(self._sentence)
        column.addWidget(self._pages())
        column.addStretch(1)
        self.setWidget(inside)
        self.show_page(None, ViewSettings(), 0)

    # parts

    def _add_window(self, column: QVBoxLayout) -> None:
        self.histogram = Histogram()
        self.histogram.moved.connect(self._window_moved)
        self.black, self.white = QLabel(), QLabel()
        row = QHBoxLayout()
        for each in (self.black, self.white):
            mark(each, "role", "caption")
        row.addWidget(self.black)
        row.addStretch(1)
        row.addWidget(self.white)
        column.addWidget(self.histogram)
        column.addLayout(row)

    def _channels(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP_XS)
        self.channel_buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        for name in CHANNELS:
            short, long = _CHANNEL_WORDS[name]
            button = _chip(say(short), say(long))
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, name=name: self._set(channel=name))
            group.addButton(button)
            self.channel_buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)
        self.auto = _chip(tr("Auto"), tr("Set black and white points by what the image holds"))
        self.auto.clicked.connect(self._auto)
        row.addWidget(self.auto)
        return row

    def _curve(self) -> QGridLayout:
        rows = QGridLayout()
        rows.setHorizontalSpacing(GAP_S)
        rows.setVerticalSpacing(GAP_S)
        rows.setColumnStretch(1, 1)
        rows.setColumnMinimumWidth(2, 40)
        for at, (name, title, least, most) in enumerate(_SLIDERS):
            text = QLabel(say(title))
            mark(text, "role", "dim")
            slider = _Slider(Qt.Orientation.Horizontal)
            slider.setRange(least, most)
            slider.setPageStep(10)
            slider.setAccessibleName(say(title))
            slider.setToolTip(tr("Double click for the usual value"))
            slider.valueChanged.connect(lambda value, name=name: self._slid(name, value))
            text.setBuddy(slider)
            value = QLabel()
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._sliders[name], self._values[name] = slider, value
            rows.addWidget(text, at, 0)
            rows.addWidget(slider, at, 1)
            rows.addWidget(value, at, 2)
        return rows

    def _turning(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        self.rotate = QPushButton(tr("Rotate"))
        self.rotate.setToolTip(tr("Turn the view a quarter to the right"))
        self.rotate.clicked.connect(lambda: self._set(turn=(self.settings.turn + 90) % 360))
        self.flip = QPushButton(tr("Flip"))
        self.flip.setToolTip(tr("Mirror the view left to right"))
        self.flip.setCheckable(True)
        self.flip.clicked.connect(self._mirror)
        self.invert = QPushButton(tr("Invert"))
        self.invert.setToolTip(tr("Show light as dark and dark as light"))
        self.invert.setCheckable(True)
        self.invert.clicked.connect(lambda on: self._set(invert=on))
        self.reset = QPushButton(tr("Reset"))
        self.reset.setToolTip(tr("Show the image as the file has it"))
        mark(self.reset, "flat", True)
        self.reset.clicked.connect(lambda: self._apply(ViewSettings()))
        for button in (self.rotate, self.flip, self.invert):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.reset)
        return row

    def _pages(self) -> QWidget:
        self.pages = QWidget()
        column = QVBoxLayout(self.pages)
        column.setContentsMargins(0, GAP_S, 0, 0)
        column.setSpacing(GAP_S)
        line = QFrame()
        mark(line, "role", "line")
        head = QLabel(tr("Pages"))
        mark(head, "role", "head")
        row = QHBoxLayout()
        row.setSpacing(GAP_S)
        text = QLabel(tr("Page"))
        mark(text, "role", "dim")
        self.page = QSlider(Qt.Orientation.Horizontal)
        self.page.setAccessibleName(tr("Page"))
        self.page.valueChanged.connect(self._page_moved)
        self.page_words = QLabel()
        self.page_words.setMinimumWidth(48)
        self.page_words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(text)
        row.addWidget(self.page, 1)
        row.addWidget(self.page_words)
        column.addWidget(line)
        column.addWidget(head)
        column.addLayout(row)
        return self.pages

    # what is shown

    def show_page(self, picture: Picture | None, settings: ViewSettings, page: int) -> None:
        """Show the settings of this page; None while there is none."""
        self._picture, self.settings = picture, settings
        widget = self.widget()
        if widget is not None:
            widget.setEnabled(picture is not None)
        colour = picture is not None and picture.channels == 3
        for name, button in self.channel_buttons.items():
            with QSignalBlocker(button):
                button.setChecked(name == settings.channel if colour else name == "all")
            button.setEnabled(colour or name == "all")
        for name, slider in self._sliders.items():
            value = getattr(settings, name)
            with QSignalBlocker(slider):
                slider.setValue(_to_slider(value) if name == "gamma" else value)
            self._say_value(name, value)
        self._sliders["saturation"].setEnabled(colour)
        self.flip.setChecked(settings.mirror)
        self.invert.setChecked(settings.invert)
        self.reset.setEnabled(settings != ViewSettings())
        pages = picture.pages if picture is not None else 1
        with QSignalBlocker(self.page):
            self.page.setRange(1, max(pages, 1))
            self.page.setValue(page + 1)
        self.page.setEnabled(pages > 1)
        self.page_words.setText(tr("{page} / {pages}", page=page + 1, pages=pages))
        if picture is not None:
            self.histogram.set_counts(picture.histogram, settings.channel, picture.least, picture.most)
            self.histogram.set_window(*settings.window(picture, settings.channel))
        self._say_window()

    def _say_window(self) -> None:
        self.black.setText(tr("Black {value}", value=self._number(self.histogram.black)))
        self.white.setText(tr("White {value}", value=self._number(self.histogram.white)))

    def _number(self, value: float) -> str:
        deep = self._picture is not None and self._picture.kind == "f4"
        return QLocale().toString(value, "g", 5) if deep else QLocale().toString(round(value))

    def _say_value(self, name: str, value: float) -> None:
        locale = QLocale()
        if name == "gamma":
            text = locale.toString(value, "f", 2)
        else:
            text = f"+{locale.toString(int(value))}" if value > 0 else locale.toString(int(value)).replace("-", "−")
        self._values[name].setText(text)

    # what is changed

    def _set(self, **values: object) -> None:
        self._apply(replace(self.settings, **values))  # type: ignore[arg-type]  # fields by name

    def _apply(self, settings: ViewSettings) -> None:
        if settings != self.settings and self._picture is not None:
            self.show_page(self._picture, settings, self.page.value() - 1)
            self.changed.emit(settings)

    def _mirror(self) -> None:
        """Mirror what is seen: a picture that lies on its side is mirrored left to right all the same."""
        turn = self.settings.turn
        self._set(mirror=not self.settings.mirror, turn=(360 - turn) % 360)

    def _slid(self, name: str, value: int) -> None:
        self._set(**{name: _from_slider(value) if name == "gamma" else value})

    def _window_moved(self, black: float, white: float) -> None:
        self._set_window((black, white))

    def _auto(self) -> None:
        if self._picture is not None:
            self._set_window(auto_window(self._picture, self.settings.channel))

    def _set_window(self, ends: tuple[float, float]) -> None:
        self._set(windows={**self.settings.windows, self.settings.channel: ends})

    def _page_moved(self, value: int) -> None:
        self.page_words.setText(tr("{page} / {pages}", page=value, pages=self.page.maximum()))
        self.page_chosen.emit(value - 1)


class _Slider(QSlider):
    """A slider whose usual value is 0; a double click goes there."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The usual value."""
        self.setValue(0)


def _chip(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    mark(button, "chip", True)
    return button


def _from_slider(value: int) -> float:
    """-100 … 0 … 100 to a gamma from 0.1 over 1 to 5."""
    end = GAMMA[1] if value >= 0 else 1 / GAMMA[0]
    gamma: float = end ** (abs(value) / 100)
    return round(gamma if value >= 0 else 1 / gamma, 2)


def _to_slider(gamma: float) -> int:
    import math

    end = math.log(GAMMA[1]) if gamma >= 1 else -math.log(GAMMA[0])
    return round(100 * math.log(gamma) / end)
