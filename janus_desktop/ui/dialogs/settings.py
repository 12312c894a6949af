"""The settings: every one that has a page in the table of settings, applied as soon as it is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QScrollArea,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.errors import BadValue, Words, words
from janus_desktop.settings import SETTINGS, Setting, Settings
from janus_desktop.ui.dialogs.form import Form, label
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import ground, icon
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_XL, ICON

PAGES: dict[str, tuple[Words, str]] = {
    "general": (words("General"), "gear"),
    "import": (words("Import"), "import"),
    "security": (words("Security"), "lock"),
    "storage": (words("Storage"), "database"),
    "advanced": (words("Advanced"), "sliders"),
}


class SettingsDialog(QDialog):
    """One page for each group of settings. `save` is called after every change."""

    def __init__(self, parent: QWidget | None, settings: Settings, save: Callable[[], None]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self.resize(640, 480)
        self._settings = settings
        self._save = save
        self.editors: dict[str, QWidget] = {}
        self._forms: dict[str, Form] = {}
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Groups of settings"))
        self._list.setFixedWidth(168)
        self._list.setIconSize(QSize(ICON, ICON))
        self._pages = QStackedWidget()
        for name, (title, sign) in PAGES.items():
            self._list.addItem(say(title))
            self._list.item(self._list.count() - 1).setIcon(icon(sign))
            self._pages.addWidget(self._page(name, say(title)))
        self._list.currentRowChanged.connect(self._pages.setCurrentIndex)
        self._list.setCurrentRow(0)
        buttons = QDialogButtonBox()
        usual = buttons.addButton(tr("&Usual values"), QDialogButtonBox.ButtonRole.ResetRole)
        close = buttons.addButton(tr("&Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        usual.clicked.connect(self._reset)
        usual.setToolTip(tr("Put the settings of this page back to what they were at first"))
        self._lay_out(buttons)
        close.setDefault(True)
        self._list.setFocus()

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        left = QWidget()
        ground(left, "bg")
        ground(self._list, "bg")
        left_side = QVBoxLayout(left)
        left_side.setContentsMargins(10, GAP_L, 10, GAP_L)
        left_side.addWidget(self._list)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._pages, 1)
        feet = QVBoxLayout()
        feet.setContentsMargins(GAP_XL, GAP_M, GAP_XL, GAP_L)
        feet.addWidget(buttons)
        right.addLayout(feet)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(left)
        both.addLayout(right, 1)

    def _page(self, name: str, title: str) -> QWidget:
        form = self._forms[name] = Form()
        for setting in SETTINGS.values():
            if setting.page == name:
                self._add(form, setting)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(GAP_XL, GAP_XL, GAP_XL, GAP_M)
        column.setSpacing(GAP_L)
        column.addWidget(label(title, "title"))
        column.addWidget(form)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        ground(inside, "panel")
        return area

    def _add(self, form: Form, setting: Setting) -> None:
        editor = self._editor(setting)
        self.editors[setting.name] = editor
        hint = say(setting.help)
        if setting.restart and "again" not in setting.help.template:
            hint += " " + tr("It takes effect when Janus is started again.")
        form.add(setting.name, say(setting.label), editor, hint=hint)
        self._show(setting, self._settings.get(setting.name))

    def _editor(self, setting: Setting) -> QWidget:
        name = setting.name
        if setting.kind is bool:
            check = QCheckBox(say(setting.label))
            check.toggled.connect(lambda on: self._set(name, on))
            return check
        if setting.kind is int:
            number = QSpinBox()
            number.setRange(setting.low or 0, setting.high if setting.high is not None else 2**31 - 1)
            number.setSuffix(f" {say(setting.unit)}" if setting.unit is not None else "")
            number.setGroupSeparatorShown(True)
            number.setKeyboardTracking(False)
            number.valueChanged.connect(lambda value: self._set(name, value))
            return number
        choice = QComboBox()
        for value, text in setting.choices.items():
            choice.addItem(say(text), value)
        choice.currentIndexChanged.connect(lambda _: self._set(name, choice.currentData()))
        return choice

    def _show(self, setting: Setting, value: Any) -> None:
        editor = self.editors[setting.name]
        editor.blockSignals(True)
        if isinstance(editor, QCheckBox):
            editor.setChecked(value)
        elif isinstance(editor, QSpinBox):
            editor.setValue(value)
        elif isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(value))
        editor.blockSignals(False)

    def _set(self, name: str, value: object) -> None:
        setting = SETTINGS[name]
        form = self._forms[setting.page or "general"]
        try:
            self._settings.set(name, value)
        except BadValue as error:
            form.blame(error, name)
            return
        form.complain(name, "")
        self._save()

    def _reset(self) -> None:
        page = list(PAGES)[self._pages.currentIndex()]
        for setting in SETTINGS.values():
            if setting.page == page:
                self._settings.set(setting.name, setting.default)
                self._show(setting, setting.default)
        self._save()
