"""Administration: one dialog with its sections at the left; only those that the person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.models import Right
from janus_desktop.ui.dialogs.admin_people import PeopleSection
from janus_desktop.ui.dialogs.admin_roles import RolesSection
from janus_desktop.ui.dialogs.admin_settings import SettingsSection
from janus_desktop.ui.dialogs.admin_trail import ActivitySection, SecuritySection
from janus_desktop.ui.dialogs.form import label, line
from janus_desktop.ui.dialogs.trail_state import TrailState
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import ground, icon
from janus_desktop.ui.look.sizes import GAP_L, GAP_S, ICON
from janus_desktop.ui.messages import Messages
from janus_desktop.ui.workers import Workshop

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue

#: Width of the list of sections.
NAVIGATION = 200


class AdminDialog(QDialog):
    """People, Roles and rights, Library settings, Activity, Security; the state of the trail at the foot.

    `people_changed` after any account did; `images_wanted(ids)` when an entry's images shall be shown.
    """

    people_changed = Signal()
    images_wanted = Signal(list)

    def __init__(self, parent: QWidget | None, workshop: Workshop, catalogue: Catalogue, messages: Messages) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Administration"))
        self.resize(1080, 640)
        self.setSizeGripEnabled(True)
        self._navigation = QListWidget()
        self._navigation.setAccessibleName(tr("Sections of the administration"))
        self._navigation.setIconSize(QSize(ICON, ICON))
        self._pages = QStackedWidget()
        self.people = PeopleSection(workshop, catalogue, messages)
        self.people.changed.connect(self.people_changed)
        self._add(tr("People"), "people", self.people)
        self._add(tr("Roles and rights"), "shield", RolesSection())
        self.settings = SettingsSection(workshop, catalogue)
        self._add(tr("Library settings"), "gear", self.settings)
        self.activity = ActivitySection(workshop, catalogue)
        self._activity_row = self._pages.count()
        self._add(tr("Activity"), "document", self.activity)
        self.activity.detail.images_wanted.connect(self._show_images)
        if catalogue.may(Right.SEE_SECURITY):
            self.security = SecuritySection(workshop, catalogue)
            self._add(tr("Security"), "lock", self.security)
            self.people.listed.connect(self.security.set_people)
        self.trail = TrailState(workshop, catalogue, messages)
        self.trail.accepted.connect(self.people_changed)
        self.people.activity_of.connect(self._show_activity)
        self.people.listed.connect(self.activity.set_people)
        self._navigation.currentRowChanged.connect(self._pages.setCurrentIndex)
        self._navigation.setCurrentRow(0)
        self._lay_out()
        self.people.search.setFocus()

    def _add(self, title: str, sign: str, page: QWidget) -> None:
        item = QListWidgetItem(icon(sign, "text"), title, self._navigation)
        item.setSizeHint(QSize(0, 32))
        self._pages.addWidget(page)

    def _lay_out(self) -> None:
        left = QWidget()
        left.setFixedWidth(NAVIGATION)
        ground(left, "bg")
        ground(self._navigation, "bg")
        self._navigation.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(left)
        column.setContentsMargins(10, GAP_L, 10, GAP_L)
        column.setSpacing(GAP_L - 4)
        title = label(tr("Administration"), "title")
        title.setContentsMargins(GAP_S, 0, 0, 0)
        column.addWidget(title)
        column.addWidget(self._navigation, 1)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(left)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._pages, 1)
        right.addWidget(line())
        right.addWidget(self.trail)
        both.addLayout(right, 1)

    def _show_images(self, ids: list[int]) -> None:
        self.accept()
        self.images_wanted.emit(ids)

    def _show_activity(self, ident: int) -> None:
        self.activity.show_user(ident)
        self._navigation.setCurrentRow(self._activity_row)
