"""What one operation of the history changed: before and after."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from janus_desktop.models import Operation
from janus_desktop.ui.language import tr
from janus_desktop.ui.look import ground, icon
from janus_desktop.ui.look.sizes import GAP_M, GAP_S, GAP_XS
from janus_desktop.ui.panels import formats
from janus_desktop.ui.panels.entries import sentence, under
from janus_desktop.ui.panels.fields import plain


class Details(QWidget):
    """One operation: before and after of what it changed, and the button that takes it back."""

    undo_asked = Signal(object)  # Operation

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.operation: Operation | None = None
        ground(self, "panel")
        self.head = plain("", None, wrap=True)
        self.who = plain("", "caption", wrap=True)
        self.undo = QPushButton(tr("Undo this"))
        self.undo.setIcon(icon("undo"))
        self.undo.clicked.connect(lambda: self.undo_asked.emit(self.operation))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(GAP_S)
        box = QVBoxLayout(self)
        box.setContentsMargins(GAP_M, GAP_M, GAP_M, GAP_M)
        box.setSpacing(GAP_XS)
        box.addWidget(self.head)
        box.addWidget(self.who)
        box.addLayout(self._lines)
        box.addSpacing(GAP_S)
        box.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)

    def show_operation(self, operation: Operation, names: dict[int, str], tags: dict[int, str], may: bool) -> None:
        """Say what `operation` changed. `names` are of images by id, `tags` of tags."""
        self.operation = operation
        self.head.setText(sentence(operation))
        self.who.setText(under(operation))
        self.undo.setVisible(operation.undoable)
        self.undo.setEnabled(may)
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for name, text in lines_of(operation, names, tags):
            line = plain(f"{name}\n{text}" if name else text, None, wrap=True)
            line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._lines.addWidget(line)


def lines_of(operation: Operation, names: dict[int, str], tags: dict[int, str]) -> list[tuple[str, str]]:
    """What an operation changed: (image, sentences), one for each image it tells of."""
    by_image: dict[int, list[str]] = {}
    for change in operation.changes:
        if change.field.isdigit():
            tag = tags.get(int(change.field), tr("a tag that is no more"))
            text = tr("Tag {tag} removed", tag=tag) if change.after is None else tr("Tag {tag} added", tag=tag)
        elif change.field == "trashed_at":
            text = tr("to the trash") if change.after is not None else tr("back from the trash")
        else:
            text = tr(
                "{field}: {before} → {after}",
                field=formats.field(change.field),
                before=formats.shown(change.field, change.before),
                after=formats.shown(change.field, change.after),
            )
        by_image.setdefault(change.record, []).append(text)
    found = [(names.get(image, ""), "\n".join(texts)) for image, texts in by_image.items()]
    rest = operation.images - len(by_image)
    if by_image and rest > 0:
        found.append(("", tr("and {n} more images", one="and {n} more image", n=rest)))
    return found
