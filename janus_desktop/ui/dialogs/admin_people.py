"""People: the accounts in a table, and the chosen person at the right with what can be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.errors import JanusError
from janus_desktop.models import Right
from janus_desktop.ui.dialogs.add_person import AddPersonDialog, OneTimePassword
from janus_desktop.ui.dialogs.admin_roles import ROLES
from janus_desktop.ui.dialogs.edit_person import EditPersonDialog
from janus_desktop.ui.dialogs.form import Notice
from janus_desktop.ui.dialogs.people_table import PeopleDelegate, PeopleModel, full_name
from janus_desktop.ui.dialogs.person_detail import PersonDetail
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import icon, mark
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S
from janus_desktop.ui.messages import Messages
from janus_desktop.ui.workers import Workshop

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue, NewPassword, Person

#: Width of the part at the right.
DETAIL = 256


class _Filter(QSortFilterProxyModel):
    """Those whose name or e-mail has the text, with the role and in the state that is wanted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = ""
        self.role: tuple[str, str | None] | None = None
        self.active: bool | None = None

    def filterAcceptsRow(self, row: int, parent: object) -> bool:
        """Whether the person in `row` is shown."""
        model = self.sourceModel()
        assert isinstance(model, PeopleModel)
        person = model.people[row]
        said = f"{person.name} {person.username} {person.email}".casefold()
        return (
            all(word in said for word in self.text.casefold().split())
            and self.role in (None, (person.role, person.level))
            and self.active in (None, person.active)
        )

    def refilter(self) -> None:
        """Look again."""
        self.beginFilterChange()
        self.endFilterChange()


class PeopleSection(QWidget):
    """Lists people and does what the signed-in admin may do to them. `activity_of(id)`."""

    changed = Signal()
    listed = Signal(list)
    activity_of = Signal(int)

    def __init__(self, workshop: Workshop, catalogue: Catalogue, messages: Messages) -> None:
        super().__init__()
        self._workshop = workshop
        self._catalogue = catalogue
        self._messages = messages
        self.model = PeopleModel(self)
        self._filter = _Filter(self)
        self._filter.setSourceModel(self.model)
        self._filter.setSortRole(Qt.ItemDataRole.UserRole)
        self.table = self._table()
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Name or e-mail"))
        self.search.setAccessibleName(tr("Name or e-mail"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", "dim"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._refilter)
        self.roles, self.states = QComboBox(), QComboBox()
        self.add = QPushButton(tr("&Add person…"))
        self.why_not = Notice("warn")
        self._lay_out()
        self.show_people()

    def _lay_out(self) -> None:
        self.roles.setAccessibleName(tr("Role"))
        self.roles.addItem(tr("All roles"), None)
        for role, level, text, _ in ROLES:
            self.roles.addItem(say(text), (role, level))
        self.states.setAccessibleName(tr("State"))
        for shown, value in (
            (tr("All accounts"), None),
            (tr("Active"), True),
            (tr("Disabled"), False),
        ):
            self.states.addItem(shown, value)
        for box in (self.roles, self.states):
            box.currentIndexChanged.connect(self._refilter)
        mark(self.add, "primary", True)
        self.add.clicked.connect(self._add)
        may = self._catalogue.may(Right.MANAGE_PEOPLE)
        self.add.setEnabled(may)
        if not may:
            self.why_not.say(tr("Your role may not {what}.", what=Right.MANAGE_PEOPLE.words))
        bar = QHBoxLayout()
        bar.setContentsMargins(GAP_L, GAP_M + 2, GAP_L, GAP_M + 2)
        bar.setSpacing(GAP_S)
        bar.addWidget(self.search, 1)
        bar.addWidget(self.roles)
        bar.addWidget(self.states)
        bar.addWidget(self.add)
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addLayout(bar)
        middle.addWidget(self.table, 1)
        self.why_not.setContentsMargins(GAP_L, GAP_S, GAP_L, GAP_S)
        middle.addWidget(self.why_not)
        self.detail = PersonDetail(self._catalogue)
        self.detail.setFixedWidth(DETAIL)
        self.detail.wanted.connect(self._do)
        self.detail.role_wanted.connect(self._set_role)
        self.detail.revoke_wanted.connect(self._revoke)
        self.detail.activity_wanted.connect(self.activity_of)
        wall = QFrame()
        mark(wall, "role", "vline")
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addLayout(middle, 1)
        both.addWidget(wall)
        both.addWidget(self.detail)

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self._filter)
        table.setItemDelegate(PeopleDelegate(table))
        table.setAccessibleName(tr("People"))
        table.setShowGrid(False)
        table.setSortingEnabled(True)
        table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(41)
        head = table.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 116), (2, 112), (3, 124), (4, 78)):
            head.resizeSection(column, width)
        table.selectionModel().selectionChanged.connect(lambda *_: self._show_chosen())
        return table

    def show_people(self, choose: int | None = None) -> None:
        """Ask for the accounts anew, and choose one of them."""
        if choose is None and (person := self.chosen()) is not None:
            choose = person.id
        self._workshop.ask(
            self._catalogue.people.list,
            lambda people: self._show(list(people), choose),
            key="admin people",
            failed=lambda error: self.why_not.say(say(error.words)),
        )

    def chosen(self) -> Person | None:
        """The person who is chosen."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.people[self._filter.mapToSource(rows[0]).row()] if rows else None

    def choose(self, ident: int) -> None:
        """Choose the person with this id, if shown."""
        for row in range(self._filter.rowCount()):
            index = self._filter.index(row, 0)
            if self.model.people[self._filter.mapToSource(index).row()].id == ident:
                flags = QItemSelectionModel.SelectionFlag
                self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def _show(self, people: list[Person], choose: int | None) -> None:
        self.model.put(people)
        self.listed.emit(people)
        self.choose(choose if choose is not None else self._catalogue.me.id)
        self._show_chosen()

    def _show_chosen(self) -> None:
        person = self.chosen()
        self.detail.show_person(person)
        if person is not None and self._catalogue.may(Right.MANAGE_PEOPLE):
            self._workshop.ask(
                lambda: self._catalogue.people.record(person.id),
                self.detail.show_record,
                key="admin record",
                failed=self._refused_record,
            )

    def _refused_record(self, error: JanusError) -> None:
        self.detail.complain(say(error.words))

    def _revoke(self, session: int) -> None:
        self._workshop.ask(
            lambda: self._catalogue.people.revoke(session),
            lambda _: self._show_chosen(),
            lane="write",
            failed=self._refused,
        )

    def _refilter(self, *_: object) -> None:
        self._filter.text = self.search.text()
        self._filter.role = self.roles.currentData()
        self._filter.active = self.states.currentData()
        self._filter.refilter()

    def _add(self) -> None:
        dialog = AddPersonDialog(self, self._workshop, self._catalogue)
        dialog.added.connect(self._added)
        dialog.open()

    def _added(self, new: NewPassword) -> None:
        self.changed.emit()
        self.show_people(new.person.id)
        OneTimePassword(self, new).open()

    def _do(self, what: str) -> None:
        person = self.chosen()
        if person is None:
            return
        people = self._catalogue.people
        if what == "enable":
            self._ask(lambda: people.enable(person.id))
        elif what == "edit":
            dialog = EditPersonDialog(self, self._workshop, self._catalogue, person)
            dialog.changed.connect(self._done)
            dialog.open()
        elif what == "anonymise":
            self._messages.ask(
                tr("Make the account of {name} anonymous?", name=full_name(person)),
                tr("&Make anonymous"),
                lambda: self._ask(lambda: people.anonymise(person.id)),
                more=tr(
                    "Name, e-mail and sessions are taken out of the account, and what names the person out of the log. "
                    "This cannot be undone. Images and their descriptions stay."
                ),
                danger=True,
            )
        elif what == "disable":
            self._messages.ask(
                tr("Disable the account of {name}?", name=full_name(person)),
                tr("&Disable"),
                lambda: self._ask(lambda: people.disable(person.id)),
                more=tr("Nobody can sign in with it until it is enabled again. What was done with it stays."),
                danger=True,
            )
        else:
            self._messages.ask(
                tr("Give {name} a new one-time password?", name=full_name(person)),
                tr("&Reset password"),
                lambda: self._workshop.ask(
                    lambda: people.reset_password(person.id),
                    self._added,
                    lane="write",
                    failed=self._refused,
                ),
                more=tr("The password in use stops working at once."),
            )

    def _set_role(self, role: str, level: str) -> None:
        person = self.chosen()
        if person is not None:
            self._ask(lambda: self._catalogue.people.set_role(person.id, role, level or None))

    def _ask(self, call: Callable[[], Person]) -> None:
        self._workshop.ask(call, self._done, lane="write", failed=self._refused)

    def _done(self, person: Person) -> None:
        self.changed.emit()
        self.show_people(person.id)

    def _refused(self, error: JanusError) -> None:
        self._show_chosen()
        self.detail.complain(say(error.words))
