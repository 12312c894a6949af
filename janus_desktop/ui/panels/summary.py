"""What the files of a selection say in short: camera, place, file. Only to look at and to copy."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from janus_desktop.models import Common, Selected
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import mark
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S
from janus_desktop.ui.panels import formats
from janus_desktop.ui.panels.fields import different, plain

Line = tuple[str, str, str, bool]  # section, label, text, whether the images differ

#: What the summary is made of; every other promoted column is left to the File panel.
EXPOSURE = ("exposure_time", "f_number", "iso", "focal_length")


def _one(fields: Mapping[str, Common], name: str) -> object:
    common = fields.get(name)
    return None if common is None or common.mixed else common.value


def _differs(fields: Mapping[str, Common], *names: str) -> str:
    counts = [fields[name].distinct for name in names if name in fields and fields[name].mixed]
    return different(max(counts)) if counts else ""


def lines_of(selected: Selected) -> list[Line]:
    """The lines of the summary that have something to say."""
    fields = selected.fields
    camera, place, file = tr("Camera"), tr("Place"), tr("File")
    body = _one(fields, "camera")
    if body is None:
        make, model = _one(fields, "make"), _one(fields, "model")
        body = formats.camera(str(make or ""), str(model or ""))
    setting = formats.exposure_line(*(_one(fields, name) for name in EXPOSURE))
    position = formats.coordinates(_one(fields, "gps_lat"), _one(fields, "gps_lon"))
    pixels = formats.dimensions(_one(fields, "width"), _one(fields, "height"))
    found = [
        (camera, tr("Camera"), body, ("camera", "make", "model")),
        (camera, tr("Lens"), _one(fields, "lens"), ("lens",)),
        (camera, tr("Exposure"), setting, EXPOSURE),
        (place, tr("Position"), position, ("gps_lat", "gps_lon")),
        (place, tr("Altitude"), _altitude(fields), ("gps_altitude",)),
        (file, tr("Format"), _one(fields, "format"), ("format",)),
        (file, tr("Pixels"), pixels, ("width", "height")),
        (file, tr("Pages"), _pages(fields), ("pages",)),
        (file, tr("Colours"), _one(fields, "color_space"), ("color_space",)),
        (file, tr("Size") if selected.count == 1 else tr("Size of all"), formats.size(selected.size), ()),
    ]
    lines = [
        (section, label, _differs(fields, *names) or str(text or ""), bool(_differs(fields, *names)))
        for section, label, text, names in found
    ]
    return [line for line in lines if line[2]]


def _altitude(fields: Mapping[str, Common]) -> str:
    metres = _one(fields, "gps_altitude")
    return tr("{metres} m", metres=formats.number(metres)) if isinstance(metres, int | float) else ""


def _pages(fields: Mapping[str, Common]) -> str:
    pages = _one(fields, "pages")
    return formats.number(pages) if isinstance(pages, int) and pages > 1 else ""


class Summary(QWidget):
    """The sections below the description, each under a line and a small head."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._values: dict[tuple[str, str], QLabel] = {}

    def show_selected(self, selected: Selected | None) -> None:
        """Say what `selected` has in common."""
        lines = lines_of(selected) if selected is not None else []
        if [line[:2] for line in lines] != list(self._values):
            self._build(lines)
        for section, label, text, mixed in lines:
            value = self._values[section, label]
            value.setText(text)
            mark(value, "role", "dim" if mixed else None)

    def _build(self, lines: list[Line]) -> None:
        while (item := self._box.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._values = {}
        for section in dict.fromkeys(line[0] for line in lines):
            self._box.addWidget(self._section(section, [line[1] for line in lines if line[0] == section]))

    def _section(self, title: str, labels: list[str]) -> QWidget:
        part = QWidget()
        box = QVBoxLayout(part)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        rule = QFrame()
        rule.setProperty("role", "line")
        box.addWidget(rule)
        form = QFormLayout()
        form.setContentsMargins(GAP_M, GAP_M, GAP_M, GAP_M)
        form.setHorizontalSpacing(GAP_L)
        form.setVerticalSpacing(GAP_S - 2)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(plain(title.upper(), "head"))
        for label in labels:
            name = plain(label, "dim")
            name.setMinimumWidth(96)
            name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
            value = plain("", None, wrap=True)
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            value.setAccessibleName(label)
            value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            form.addRow(name, value)
            self._values[title, label] = value
        box.addLayout(form)
        return part
