"""The list of keys, drawn from the table of actions; and the first steps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QScrollArea,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.errors import Words, words
from janus_desktop.ui.action_table import ACTIONS, MENUS, SUBMENUS, Spec
from janus_desktop.ui.dialogs.form import bare, label
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import ground, icon
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_XL

#: Keys that no action has, since widgets know them by themselves.
_OWN: tuple[tuple[Words, str], ...] = (
    (words("Move in the grid"), "← → ↑ ↓"),
    (words("First and last image"), "Home, End"),
    (words("Select a range"), "Shift + ← → ↑ ↓"),
    (words("Context menu"), "Menu, Shift+F10"),
    (words("Keep what was typed in a field"), "Return"),
    (words("Take back what was typed in a field"), "Esc"),
)


def _keys(spec: Spec) -> str:
    return ", ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in spec.keys)


def _words(spec: Spec) -> str:
    text = bare(say(spec.text))
    return f"{bare(say(SUBMENUS[spec.submenu]))}: {text}" if spec.submenu else text


class ShortcutsDialog(QDialog):
    """All keys by menu, with a field to find one."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        self.resize(520, 560)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find an action or a key"))
        self.search.setAccessibleName(tr("Find an action or a key"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", "dim"), QLineEdit.ActionPosition.LeadingPosition)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(tr("Keys"))
        self.tree.setHeaderLabels([tr("Action"), tr("Keys")])
        self.tree.setUniformRowHeights(True)
        for name, title in MENUS.items():
            self._group(bare(say(title)), [(_words(s), _keys(s)) for s in ACTIONS if s.menu == name and s.keys])
        self._group(tr("Everywhere"), [(say(text), keys) for text, keys in _OWN])
        self.tree.expandAll()
        self.tree.resizeColumnToContents(0)
        self.search.textChanged.connect(self._filter)
        buttons = QDialogButtonBox()
        close = buttons.addButton(tr("&Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP_XL, GAP_XL, GAP_XL, GAP_L)
        layout.setSpacing(GAP_M)
        layout.addWidget(self.search)
        layout.addWidget(self.tree, 1)
        layout.addWidget(label(tr("Keys without Ctrl or Alt work while the grid has the focus."), "caption"))
        layout.addWidget(buttons)
        close.setDefault(True)
        self.search.setFocus()

    def _group(self, title: str, rows: list[tuple[str, str]]) -> None:
        head = QTreeWidgetItem(self.tree, [title])
        head.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = head.font(0)
        font.setBold(True)
        head.setFont(0, font)
        for text, keys in rows:
            QTreeWidgetItem(head, [text, keys])

    def _filter(self, text: str) -> None:
        wanted = text.casefold().split()
        for place in range(self.tree.topLevelItemCount()):
            head = self.tree.topLevelItem(place)
            if head is None:
                continue
            any_left = False
            for child in filter(None, map(head.child, range(head.childCount()))):
                said = f"{child.text(0)} {child.text(1)}".casefold()
                child.setHidden(not all(word in said for word in wanted))
                any_left |= not child.isHidden()
            head.setHidden(not any_left)


_STEPS: tuple[tuple[Words, Words], ...] = (
    (
        words("Bring images in"),
        words(
            "Drop files or folders on the window, or use the button Import. The files stay where they are "
            "and are never changed; a file that is in the catalogue already is not added twice."
        ),
    ),
    (
        words("Look at what is there"),
        words(
            "The left side shows where images come from; the slider at the bottom makes thumbnails larger. "
            "View ▸ Sort by and Group by put them in order. The File tab at the right shows what a file "
            "says about itself."
        ),
    ),
    (
        words("Describe"),
        words(
            "Select one image or many, and write in the Describe tab; Return keeps a value. Rate with "
            "the keys 0 to 5, label with 6 to 9, flag with P, X and U."
        ),
    ),
    (
        words("Find"),
        words("Type words in the search field (Ctrl+F). They are looked for in names, descriptions and tags."),
    ),
    (
        words("Change your mind"),
        words(
            "Ctrl+Z takes back what you did last, be it one image or a thousand. The History tab shows "
            "what was done before. Del moves images to the trash, where they stay until it is emptied."
        ),
    ),
    (
        words("What needs you"),
        words(
            "Files that could not be read, were moved or were changed by another program are listed under "
            "Needs attention, each with its reason and what can be done."
        ),
    ),
)


class FirstStepsDialog(QDialog):
    """How the main things are done, on one page."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("First steps"))
        self.resize(560, 640)
        inside = QWidget()
        ground(inside, "panel")
        column = QVBoxLayout(inside)
        column.setContentsMargins(GAP_XL, GAP_XL, GAP_XL, GAP_M)
        column.setSpacing(4)
        for title, text in _STEPS:
            column.addWidget(label(say(title), "title"))
            column.addWidget(label(say(text), wrap=True))
            column.addSpacing(GAP_L)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        buttons = QDialogButtonBox()
        close = buttons.addButton(tr("&Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, GAP_L)
        layout.addWidget(area, 1)
        feet = QVBoxLayout()
        feet.setContentsMargins(GAP_XL, 0, GAP_XL, 0)
        feet.addWidget(buttons)
        layout.addLayout(feet)
        close.setDefault(True)
        close.setFocus()
