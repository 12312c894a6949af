"""Fields of few values: the colour label and the flag. A choice is committed at once."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from janus_desktop.models import FLAGS, LABELS, Common
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import icon, look
from janus_desktop.ui.look.palette import LABEL_COLOURS
from janus_desktop.ui.look.sizes import CONTROL, GAP_XS, ICON
from janus_desktop.ui.panels import formats
from janus_desktop.ui.panels.fields import Field, different, differing


def square(colour: QColor | None) -> QIcon:
    """A small coloured square, hollow where there is no colour."""
    made = QIcon()
    for scale in (1, 2, 3):
        pixmap = QPixmap(ICON * scale, ICON * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen if colour is not None else look().palette.faint)
        painter.setBrush(colour if colour is not None else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(3, 3, 10, 10, 2, 2)
        painter.end()
        made.addPixmap(pixmap)
    return made


class _Box(QComboBox):
    """A chooser that a scrolling wheel passes by."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel."""
        event.ignore()


class LabelField(Field):
    """The colour label, with its word: colour is never the only sign."""

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(name, caption, parent)
        self.box = _Box()
        self.box.setIconSize(QSize(ICON, ICON))
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.box.addItem(square(None), tr("None"), None)
        for each in LABELS:
            self.box.addItem(square(LABEL_COLOURS[each]), formats.label(each), each)
        self._ours = self.box.count()
        self.hold_editor(self.box)
        self.box.view().setAccessibleName(caption)
        self.box.activated.connect(self._activated)
        look().changed.connect(self._redraw)

    def show_common(self, common: Common | None) -> None:
        """The shared label; one that other programs wrote is shown by its own word."""
        while self.box.count() > self._ours:
            self.box.removeItem(self._ours)
        mixed = common is not None and common.mixed
        self.box.setPlaceholderText(differing(common.distinct) if common is not None and mixed else "")
        if common is None or mixed:
            self.box.setCurrentIndex(-1)
            return
        value = common.value or None
        at = 0 if value is None else self.box.findData(str(value).casefold())
        if at < 0:
            self.box.addItem(square(look().palette.faint), str(value), str(value))
            at = self._ours
        self.box.setCurrentIndex(at)

    def set_read_only(self, read_only: bool) -> None:
        """Whether the label can only be looked at."""
        self.box.setEnabled(not read_only)

    def _redraw(self) -> None:
        self.box.setItemIcon(0, square(None))

    def _activated(self, at: int) -> None:
        if at < self._ours:
            self.committed.emit(self.name, self.box.itemData(at))


class FlagField(Field):
    """Pick, reject, or neither: three buttons of which one is down."""

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(name, caption, parent)
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP_XS)
        self.buttons: dict[str | None, QToolButton] = {}
        self._group = QButtonGroup(self)
        pictures = {"pick": "flag", "reject": "reject", None: "minus"}
        for value in (*FLAGS, None):
            button = QToolButton()
            button.setText(formats.flag(value) if value else tr("None"))
            button.setIcon(icon(pictures[value], "dim", on="accent"))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setFixedHeight(CONTROL)
            button.setCheckable(True)
            button.setAccessibleName(f"{caption}: {button.text()}")
            button.clicked.connect(lambda _on=False, value=value: self.committed.emit(self.name, value))
            self.buttons[value] = button
            self._group.addButton(button)
            layout.addWidget(button)
        self.hold_editor(row)

    def stops(self) -> list[QWidget]:
        """Each button."""
        return list(self.buttons.values())

    def show_common(self, common: Common | None) -> None:
        """The shared flag; where the images differ no button is down and the caption says so."""
        mixed = common is not None and common.mixed
        self._group.setExclusive(False)
        value = common.value if common is not None and not mixed else None
        for each, button in self.buttons.items():
            button.setChecked(common is not None and not mixed and each == (value or None))
        self._group.setExclusive(True)
        if common is not None and mixed:
            self.source.setText(different(common.distinct))

    def set_read_only(self, read_only: bool) -> None:
        """Whether the flag can only be looked at."""
        for button in self.buttons.values():
            button.setEnabled(not read_only)
