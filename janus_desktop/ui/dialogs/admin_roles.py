"""Roles and rights: the one table of the rights, in words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from janus_desktop.errors import Words, words
from janus_desktop.models import Right, rights_of
from janus_desktop.ui.dialogs.form import label
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import look
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_XL

#: The roles in rising order: stored role, level, words, what may be done and what not, in a sentence.
ROLES: tuple[tuple[str, str | None, Words, Words], ...] = (
    ("viewer", None, words("Viewer"), words("May browse, search and export. May not change anything.")),
    (
        "user",
        None,
        words("Researcher"),
        words("May import, describe, tag and collect. May not see logs or people."),
    ),
    (
        "admin",
        "moderator",
        words("Moderator"),
        words("May do what researchers do, empty the trash, see the log, and look after their accounts."),
    ),
    ("admin", "superadmin", words("Superadmin"), words("May do everything, also with admins and backups.")),
)


def role_words(role: str, level: str | None) -> str:
    """A role in words."""
    for each, its_level, text, _ in ROLES:
        if (each, its_level) == (role, level):
            return say(text)
    return role


class RolesSection(QWidget):
    """What each role may do."""

    def __init__(self) -> None:
        super().__init__()
        table = QTableWidget(len(Right), len(ROLES) + 1)
        table.setAccessibleName(tr("Rights of the roles"))
        table.setHorizontalHeaderLabels(["", *(say(each[2]) for each in ROLES)])
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(30)
        head = table.horizontalHeader()
        head.setHighlightSections(False)
        first = QTableWidgetItem(tr("May"))
        first.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setHorizontalHeaderItem(0, first)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, len(ROLES) + 1):
            head.resizeSection(column, 104)
        for row, right in enumerate(Right):
            text = say(right.words)
            table.setItem(row, 0, QTableWidgetItem(text[:1].upper() + text[1:]))
            for column, (role, level, _, _) in enumerate(ROLES, 1):
                table.setItem(row, column, self._mark(right in rights_of(role, level)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP_XL, GAP_L, GAP_XL, GAP_L)
        layout.setSpacing(GAP_M)
        layout.addWidget(label(tr("Roles and rights"), "title"))
        layout.addWidget(table, 1)
        layout.addWidget(
            label(
                tr(
                    "Roles prevent mistakes and record who did what. Whoever may open the library’s files "
                    "with an account of this computer is not stopped by them."
                ),
                "caption",
                wrap=True,
            )
        )

    def _mark(self, held: bool) -> QTableWidgetItem:
        item = QTableWidgetItem()
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, tr("yes") if held else tr("no"))
        item.setText("✓" if held else "–")
        item.setForeground(look().palette.accent if held else look().palette.faint)
        return item
