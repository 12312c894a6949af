"""What stands in the window when no library is open: why, and which could be."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from janus_desktop.ui.dialogs.form import Notice, label
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import ground, icon, mark
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S

#: Libraries that are offered.
MOST = 6


class StartPage(QWidget):
    """Offers to make or open a library. `wanted(folder)`, `new`, `other`."""

    wanted = Signal(str)
    new = Signal()
    other = Signal()

    def __init__(self) -> None:
        super().__init__()
        ground(self, "bg")
        card = QFrame()
        mark(card, "role", "card")
        card.setFixedWidth(440)
        self.error = Notice()
        self.make = QPushButton(tr("&New library…"))
        mark(self.make, "primary", True)
        self.make.clicked.connect(self.new)
        self.open = QPushButton(tr("&Open library…"))
        self.open.clicked.connect(self.other)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self._head = label(tr("Recent libraries"), "head")
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_S)
        buttons.addWidget(self.make)
        buttons.addWidget(self.open)
        buttons.addStretch(1)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(32, 28, 32, 28)
        inner.setSpacing(GAP_M)
        inner.addWidget(label(tr("No library is open"), "title"))
        inner.addWidget(self.error)
        inner.addWidget(label(tr("A library holds what Janus knows about your images."), "dim", wrap=True))
        inner.addLayout(buttons)
        inner.addSpacing(GAP_L)
        inner.addWidget(self._head)
        inner.addLayout(self._recent)
        outer = QVBoxLayout(self)
        outer.addStretch(3)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(4)

    def show_for(self, recent: tuple[str, ...], error: str = "") -> None:
        """Offer these libraries; `error` says why none is open."""
        self.error.say(error)
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for folder in recent[:MOST]:
            button = QPushButton(Path(folder).name.replace("&", "&&"))
            button.setIcon(icon("database", "accent"))
            button.setToolTip(folder)
            mark(button, "flat", True)
            button.clicked.connect(lambda _=False, folder=folder: self.wanted.emit(folder))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._head.setVisible(bool(recent))
        self.make.setFocus()
