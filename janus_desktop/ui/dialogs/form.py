"""What the dialogs are made of: labelled fields with their errors below them, and buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from janus_desktop.errors import BadValue, JanusError
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import icon, mark
from janus_desktop.ui.look.icons import pixmap
from janus_desktop.ui.look.sizes import GAP_L, GAP_S, GAP_XL, GAP_XS

#: A password that is shorter is refused.
SHORTEST_PASSWORD = 12


def label(text: str = "", role: str = "", *, wrap: bool = False, buddy: QWidget | None = None) -> QLabel:
    """A label that shows `text` as it is, never as markup."""
    made = QLabel(text)
    # A mnemonic needs Qt to look at the text; what comes from data has none, and no buddy.
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        mark(made, "role", role)
    if buddy is not None:
        made.setBuddy(buddy)
    return made


def line() -> QWidget:
    """A line between two parts."""
    from PySide6.QtWidgets import QFrame

    made = QFrame()
    mark(made, "role", "line")
    return made


def bare(text: str) -> str:
    """`text` without the ampersand of its mnemonic, for names that are read out."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…:")


class Notice(QWidget):
    """One sentence with a sign before it (never colour alone); hidden while it is empty."""

    def __init__(self, role: str = "bad") -> None:
        super().__init__()
        self._role = role
        self._sign = QLabel()
        self._text = label(role=role, wrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.hide()

    def say(self, text: str) -> None:
        """Show `text`; nothing hides the row."""
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self._sign.setPixmap(pixmap("warning", self._role, 16, self.devicePixelRatioF()))
        self.setVisible(bool(text))

    def text(self) -> str:
        """What is shown."""
        return self._text.text()


class Form(QWidget):
    """Fields one below the other, each with its caption, perhaps a hint, and its error."""

    def __init__(self) -> None:
        super().__init__()
        self._fields: dict[str, QWidget] = {}
        self._errors: dict[str, Notice] = {}
        self._hints: dict[str, QLabel] = {}
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(0)

    def add(self, name: str, caption: str, field: QWidget, *, hint: str = "", beside: QWidget | None = None) -> None:
        """Put `field` under its `caption` (with a mnemonic); `beside` stands at its right."""
        if self._fields:
            self.rows.addSpacing(GAP_L - GAP_XS)
        field.setAccessibleName(bare(caption))
        self.rows.addWidget(label(caption, "caption", buddy=field))
        self.rows.addSpacing(GAP_XS)
        if beside is None:
            self.rows.addWidget(field)
        else:
            row = QHBoxLayout()
            row.setSpacing(GAP_S)
            row.addWidget(field, 1)
            row.addWidget(beside)
            self.rows.addLayout(row)
        below = self._hints[name] = label(hint, "caption", wrap=True)
        below.setVisible(bool(hint))
        error = self._errors[name] = Notice()
        for each in (below, error):
            each.setContentsMargins(0, GAP_XS, 0, 0)
            self.rows.addWidget(each)
        self._fields[name] = field
        if isinstance(field, QLineEdit):
            field.textEdited.connect(lambda: self.complain(name, ""))

    def hint(self, name: str, text: str) -> None:
        """Change what stands below a field."""
        self._hints[name].setText(text)
        self._hints[name].setVisible(bool(text))

    def complain(self, name: str, text: str) -> None:
        """Say below the field what is wrong with it; nothing takes that back."""
        self._errors[name].say(text)
        mark(self._fields[name], "invalid", bool(text))
        self._fields[name].setAccessibleDescription(text)
        if text:
            self._fields[name].setFocus()

    def complaint(self, name: str) -> str:
        """What is said below a field."""
        return self._errors[name].text()

    def take_back(self) -> None:
        """Take back every complaint."""
        for name in self._fields:
            self.complain(name, "")

    def blame(self, error: JanusError, otherwise: str) -> None:
        """Say `error` beside the field that it names, or that called `otherwise`."""
        named = error.field if isinstance(error, BadValue) else otherwise
        self.complain(named if named in self._fields else otherwise, say(error.words))


class FormDialog(QDialog):
    """A dialog around a `Form`: title, sentence, fields, buttons. Enter is `go`, Escape closes."""

    def __init__(self, parent: QWidget | None, title: str, go: str, *, intro: str = "", width: int = 420) -> None:
        super().__init__(parent)
        self.setWindowTitle(bare(title))
        self.setMinimumWidth(width)
        self.resize(width, 0)
        self.form = Form()
        self.body = QVBoxLayout()
        self.body.setSpacing(GAP_L)
        if intro:
            self.body.addWidget(label(intro, "dim", wrap=True))
        self.body.addWidget(self.form)
        self.buttons = QDialogButtonBox()
        self.go: QPushButton = self.buttons.addButton(go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.stay: QPushButton = self.buttons.addButton(tr("&Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.submit)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP_XL, GAP_XL, GAP_XL, GAP_L)
        layout.setSpacing(GAP_XL)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        layout.addLayout(self.body)
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self.go.setDefault(True)  # only now does the dialog hear of it

    def event(self, event: QEvent) -> bool:
        """Grow with what is said below the fields: sentences wrap, so their height follows from the width."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            layout = self.layout()
            if layout is not None:
                height = layout.totalHeightForWidth(self.width())
                self.setMinimumHeight(height)
                if self.height() < height or not self.isVisible():
                    self.resize(self.width(), height)
        return done

    def submit(self) -> None:
        """What Enter does; subclasses check the fields and ask the library."""
        self.accept()

    def set_busy(self, busy: bool) -> None:
        """While the library is asked, nothing can be changed or sent twice."""
        self.form.setEnabled(not busy)
        self.go.setEnabled(not busy)
        self.setCursor(Qt.CursorShape.BusyCursor if busy else Qt.CursorShape.ArrowCursor)


class PasswordLine(QLineEdit):
    """A field for a password, with an eye to look at it."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(1024)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhHiddenText
        )
        self._eye = self.addAction(icon("eye", "dim", on="accent"), QLineEdit.ActionPosition.TrailingPosition)
        self._eye.setCheckable(True)
        self._eye.setText(tr("Show password"))
        self._eye.setToolTip(tr("Show password"))
        self._eye.toggled.connect(self._show)

    def hide_again(self) -> None:
        """Show dots again."""
        self._eye.setChecked(False)

    def _show(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


def strength(password: str, *personal: str) -> str:
    """How good `password` is, in words, for below its field; `personal` is what it must not contain."""
    if not password:
        return tr("At least {n} characters; several words are easier to keep in mind.", n=SHORTEST_PASSWORD)
    if len(password) < SHORTEST_PASSWORD:
        return tr(
            "Too short: {n} characters more.",
            one="Too short: {n} character more.",
            n=SHORTEST_PASSWORD - len(password),
        )
    folded = password.casefold()
    if any(len(each) > 2 and each.casefold() in folded for each in personal):
        return tr("Weak: it contains your name.")
    kinds = len(set(password))
    if kinds < 6:
        return tr("Weak: always the same characters.")
    if len(password) >= 20 and kinds >= 10:
        return tr("Very strong.")
    return tr("Strong.") if len(password) >= 16 or kinds >= 12 else tr("Good.")
