"""The description of what is selected, to read and to write, and in short what the files say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from janus_desktop.errors import BadValue, Conflict, JanusError, words
from janus_desktop.models import Catalogue, Change, Chosen, Done, Matching, Right, Selected, Tag, Value
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import ground
from janus_desktop.ui.look.sizes import GAP_M, GAP_S
from janus_desktop.ui.panels import formats
from janus_desktop.ui.panels.chips import TagField
from janus_desktop.ui.panels.choices import FlagField, LabelField
from janus_desktop.ui.panels.fields import Field, Seen, TextField, plain
from janus_desktop.ui.panels.notice import Notice, Offer
from janus_desktop.ui.panels.stars import RatingField
from janus_desktop.ui.panels.summary import Summary
from janus_desktop.ui.workers import Workshop

#: Milliseconds after which the values of the last selection are taken away while new ones are loaded.
PATIENCE = 150


@dataclass(frozen=True, slots=True)
class _Edit:
    """One edit on its way: what was asked, for which images, and when."""

    chosen: Chosen
    name: str
    value: Value
    turn: int


def concerned(change: Change, chosen: Chosen | None) -> bool:
    """Whether what `change` says may show in a panel about `chosen`."""
    if chosen is None or not change.topics & {"images", "members", "tags"}:
        return False
    if change.ids is None or isinstance(chosen, Matching) or "tags" in change.topics:
        return True
    return not set(change.ids).isdisjoint(chosen)


class DescribePanel(QWidget):
    """Shows and edits what the chosen images have in common.

    Slots: `show_chosen(chosen)`, `flush()` (commit what is typed), `refresh(change)`, `edit(name)` (put the
    cursor into a field). `edited(Done)` follows each edit that was done.
    """

    edited = Signal(object)

    def __init__(self, catalogue: Catalogue, workshop: Workshop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._workshop = workshop
        self._chosen: Chosen | None = None
        self._turn = 0
        self._busy: Counter[str] = Counter()
        self._tags_known = False
        self.setAccessibleName(tr("Describe"))
        ground(self, "panel")
        self._head = plain("", "dim", wrap=True)
        self.notice = Notice()
        self._reason = plain("", "faint", wrap=True)
        self.fields: dict[str, Field] = {field.name: field for field in _make_fields()}
        self.tags = TagField("tags", tr("Tags"))
        self.summary = Summary()
        self._build()
        self._blank = QTimer(self)
        self._blank.setSingleShot(True)
        self._blank.setInterval(PATIENCE)
        self._blank.timeout.connect(lambda: self._fill(None))
        for field in self.fields.values():
            field.committed.connect(partial(self._commit, field))
        self.tags.added.connect(self._add_tags)
        self.tags.removed.connect(self._remove_tags)
        self._show_rights()
        self.show_chosen(None)

    def show_chosen(self, chosen: Chosen | None) -> None:
        """Describe `chosen`; what is typed but not committed goes to the images it was typed for."""
        self.flush()
        self._turn += 1
        self._busy.clear()
        for field in self.fields.values():
            field.restore()
        nothing = chosen is None or (not isinstance(chosen, Matching) and len(chosen) == 0)
        self._chosen = None if nothing else chosen
        self._body.setVisible(not nothing)
        if self._chosen is None:
            self._workshop.drop(self._key)
            self._blank.stop()
            self._fill(None)
            self._head.setText(tr("Select images to describe them."))
            return
        self._blank.start()
        self._load()

    def flush(self) -> None:
        """Commit every field that holds unsaved typing."""
        if self._chosen is None:
            return
        for field in (*self.fields.values(), self.tags):
            if field.unsaved:
                field.commit()

    def refresh(self, change: Change | None) -> None:
        """Look again, where `change` concerns what is shown (None: in any case)."""
        if change is None or "people" in change.topics:
            self._show_rights()
        if change is None or change.topics & {"tags", "members"}:
            self._tags_known = False
        if change is None or concerned(change, self._chosen):
            self._load()

    def edit(self, name: str = "title") -> None:
        """Put the cursor into a field: one of `EDITABLE`, or `tags`."""
        field = self.tags if name == "tags" else self.fields[name]
        editor = field.editor_widget
        if editor is not None and self._chosen is not None:
            self._area.ensureWidgetVisible(field)
            editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def _key(self) -> str:
        return f"describe {id(self)}"

    def _build(self) -> None:
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        described = QVBoxLayout()
        described.setContentsMargins(GAP_M, 0, GAP_M, GAP_M)
        described.setSpacing(GAP_S + 1)
        described.addWidget(self._reason)
        for name in ("title", "description", "creator", "taken"):
            described.addWidget(self.fields[name])
        pair = QHBoxLayout()
        pair.setSpacing(GAP_S + 1)
        pair.addWidget(self.fields["rating"], 1)
        pair.addWidget(self.fields["label"], 1)
        described.addLayout(pair)
        for field in (self.fields["flag"], self.tags, self.fields["rights"], self.fields["notes"]):
            described.addWidget(field)
        column.addLayout(described)
        column.addWidget(self.summary)
        inner = QWidget()
        ground(inner, "panel")
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, GAP_M, 0, 0)
        box.setSpacing(GAP_S)
        self._head.setContentsMargins(GAP_M, 0, GAP_M, 0)
        box.addWidget(self._head)
        box.addWidget(self._body)
        box.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.notice)
        outer.addWidget(self._area, 1)
        names = ("title", "description", "creator", "taken", "rating", "label", "flag", "tags", "rights", "notes")
        stops = [stop for name in names for stop in (self.fields.get(name) or self.tags).stops()]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _show_rights(self) -> None:
        may_edit, may_tag = self._catalogue.may(Right.EDIT), self._catalogue.may(Right.TAG)
        for field in self.fields.values():
            field.set_read_only(not may_edit)
        self.tags.set_read_only(not may_tag)
        missing = Right.EDIT if not may_edit else Right.TAG if not may_tag else None
        self._reason.setVisible(missing is not None)
        if missing is not None:
            self._reason.setText(
                say(words("Your role does not allow you to {right}; you can look at all values.", right=missing.words))
            )

    def _load(self) -> None:
        chosen, turn = self._chosen, self._turn
        if chosen is None:
            return
        known = self._tags_known

        def read() -> tuple[Selected, str, list[Tag] | None]:
            selected = self._catalogue.images.selected(chosen)
            name = ""
            if selected.count == 1:
                card = next(iter(self._catalogue.images.cards(list(selected.versions)).values()), None)
                name = card.filename if card is not None else ""
            return selected, name, None if known else self._catalogue.tags.all()

        self._workshop.ask(read, partial(self._loaded, turn), key=self._key, failed=self._unread)

    def _loaded(self, turn: int, answer: tuple[Selected, str, list[Tag] | None]) -> None:
        if turn != self._turn:
            return
        self._blank.stop()
        selected, name, tags = answer
        self._busy.clear()
        if tags is not None:
            self._tags_known = True
            self.tags.set_known(tags)
        self._fill(selected)
        images = tr("{n} images selected", one="{n} image selected", n=selected.count)
        self._head.setText(name or images)

    def _unread(self, error: JanusError) -> None:
        self.notice.say(say(error.words), (tr("Try again"), self._load))

    def _fill(self, selected: Selected | None) -> None:
        for name, field in self.fields.items():
            common = selected.fields.get(name) if selected is not None else None
            field.set_common(common, selected.versions if selected is not None else {})
        self.tags.set_tags(selected.tags if selected is not None else (), selected.count if selected is not None else 0)
        self.summary.show_selected(selected)

    def _commit(self, field: Field, name: str, value: Value) -> None:
        if self._chosen is None:
            return
        edit = _Edit(self._chosen, name, value, self._turn)
        # an own edit of the same field that is still on its way is no conflict
        seen: Seen | None = None if self._busy[name] else field.seen or None
        self._busy[name] += 1
        self._write(
            lambda: self._catalogue.images.edit(edit.chosen, {edit.name: edit.value}, seen=seen),
            partial(self._refused, edit),
        )

    def _add_tags(self, names: list[str]) -> None:
        if (chosen := self._chosen) is not None:
            edit = _Edit(chosen, "tags", ", ".join(names), self._turn)
            self._write(lambda: self._catalogue.tags.add(chosen, names), partial(self._refused, edit))

    def _remove_tags(self, ids: list[int]) -> None:
        if (chosen := self._chosen) is not None:
            edit = _Edit(chosen, "tags", None, self._turn)
            self._write(lambda: self._catalogue.tags.remove(chosen, ids), partial(self._refused, edit))

    def _write(self, call: Callable[[], Done], failed: Callable[[JanusError], None]) -> None:
        self._workshop.ask(call, self._done, lane="write", failed=failed)

    def _done(self, done: Done) -> None:
        self._tags_known = False
        self._load()
        self.edited.emit(done)

    def _refused(self, edit: _Edit, error: JanusError) -> None:
        self._busy[edit.name] = 0
        field = self.fields.get(edit.name)
        here = edit.turn == self._turn
        if here and isinstance(error, BadValue):
            if isinstance(field, TextField):
                field.refuse(say(error.words))
            elif (shown := field or self.tags) is not None:
                shown.set_error(say(error.words))
            return
        offers: list[Offer] = []
        if isinstance(edit.value, str) and edit.value:
            offers.append((tr("Copy what was typed"), partial(_copy, edit.value)))
        if here and isinstance(error, Conflict):
            offers.insert(0, (tr("Show the new values"), self._load))
        sentence = tr("{field}: {reason}", field=formats.field(edit.name), reason=error.words)
        self.notice.say(sentence, *offers)
        if here:
            self._load()


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def _make_fields() -> list[Field]:
    taken = TextField(
        "taken",
        formats.field("taken"),
        shown=formats.moment,
        edited=lambda text: text.replace("T", " ", 1),
        read=formats.typed_date,
    )
    return [
        TextField("title", formats.field("title")),
        TextField("description", formats.field("description"), lines=True),
        TextField("creator", formats.field("creator")),
        taken,
        RatingField("rating", formats.field("rating")),
        LabelField("label", formats.field("label")),
        FlagField("flag", formats.field("flag")),
        TextField("rights", formats.field("rights")),
        TextField("notes", formats.field("notes"), lines=True),
    ]
