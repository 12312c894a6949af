"""The bar over the viewer: back, name and place, zoom, adjustments."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from janus_desktop.ui.language import tr
from janus_desktop.ui.look import ground, icon, mark
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S, TOOL_BAR


class ViewerBar(QFrame):
    """Says what is shown and how large. `back`, `fit`, `fill`, `actual`, `adjust(on)` when pressed."""

    back = Signal()
    fit = Signal()
    fill = Signal()
    actual = Signal()
    adjust = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, "panel")
        self.setFixedHeight(TOOL_BAR)
        self.back_button = _button(tr("Grid"), tr("Back to the grid (Esc)"))
        self.back_button.setIcon(icon("chevron-left"))
        self.back_button.setIconSize(QSize(14, 14))
        self.back_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.back_button.clicked.connect(self.back)
        self.name = _Name()
        self.place = QLabel()
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        mark(self.place, "role", "dim")
        self.zoom = QLabel()
        self.zoom.setTextFormat(Qt.TextFormat.PlainText)
        mark(self.zoom, "role", "dim")
        self.fit_button = _button(tr("Fit"), tr("See all of the image (Ctrl+0)"))
        self.fill_button = _button(tr("Fill"), tr("Fill the window (Ctrl+9)"))
        self.actual_button = _button(tr("100 %"), tr("Pixel for pixel (Ctrl+1)"))
        self.adjust_button = _button(tr("Adjust"), tr("Show or hide the adjustments (F8)"))
        for button, signal in (
            (self.fit_button, self.fit),
            (self.fill_button, self.fill),
            (self.actual_button, self.actual),
        ):
            button.setCheckable(True)
            button.clicked.connect(signal)
        self.adjust_button.setCheckable(True)
        self.adjust_button.setIcon(icon("sliders", on="accent"))
        self.adjust_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.adjust_button.clicked.connect(self.adjust)
        self._lay_out()

    def _lay_out(self) -> None:
        whole = QWidget()
        whole.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        row = QHBoxLayout(whole)
        row.setContentsMargins(GAP_M, 0, GAP_M, 0)
        row.setSpacing(GAP_S)
        row.addWidget(self.back_button)
        row.addSpacing(GAP_S)
        row.addWidget(self.name)
        row.addWidget(self.place)
        row.addStretch(1)
        row.addWidget(self.zoom)
        row.addSpacing(GAP_S)
        for button in (self.fit_button, self.fill_button, self.actual_button):
            row.addWidget(button)
        line = QFrame()
        mark(line, "role", "vline")
        line.setFixedHeight(16)
        row.addSpacing(GAP_S)
        row.addWidget(line)
        row.addSpacing(GAP_S)
        row.addWidget(self.adjust_button)
        below = QFrame()
        mark(below, "role", "line")
        below.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(whole, 1)
        column.addWidget(below)

    def show_image(self, name: str, row: int | None, count: int) -> None:
        """Name the image and its place among those of the grid."""
        self.name.set_text(name)
        self.place.setText("" if row is None else tr("{row} of {count}", row=row + 1, count=count))

    def show_zoom(self, scale: float, mode: str) -> None:
        """Say how large it is shown."""
        percent = scale * 100
        text = QLocale().toString(percent, "f", 0 if percent >= 10 or percent == round(percent) else 1)
        self.zoom.setText(tr("{percent} %", percent=text))
        self.fit_button.setChecked(mode == "fit")
        self.fill_button.setChecked(mode == "fill")
        self.actual_button.setChecked(abs(scale - 1) < 1e-6)


class _Name(QLabel):
    """A name that gives way, its middle left out, where there is little room."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        font = self.font()
        font.setWeight(font.Weight.DemiBold)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(40)

    def set_text(self, text: str) -> None:
        self._text = " ".join(text.split())
        self.setToolTip(self._text if len(self._text) > 60 else "")
        self.setText(self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideMiddle, GAP_L * 24))


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(text)
    button.setAccessibleDescription(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setMinimumHeight(30)
    mark(button, "bar", True)
    return button
