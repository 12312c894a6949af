"""What a person does at the window, for the stories."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from tests.conftest import House

Kind = TypeVar("Kind", bound=QWidget)


def drop(target: QWidget, paths: list[Path]) -> None:
    """Let files go over the middle of `target`, as a file manager does."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at = target.rect().center()
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(at), Qt.DropAction.CopyAction, mime, buttons, keys)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    let_go = QDropEvent(QPointF(at), Qt.DropAction.CopyAction, mime, buttons, keys)
    QApplication.sendEvent(target, let_go)
    assert let_go.isAccepted()


def dialog(house: House, kind: type[Kind]) -> Kind:
    """The open dialog of this kind, once there is one."""
    found: list[Kind] = []

    def there() -> bool:
        found[:] = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
        return bool(found)

    house.qtbot.waitUntil(there, timeout=30_000)
    return found[0]


def answer(house: House, button: str) -> str:
    """Press the button with these words in the open box; answers what it said."""
    box = dialog(house, QMessageBox)
    said = f"{box.text()}\n{box.informativeText()}"
    for each in box.buttons():
        if each.text().replace("&", "") == button:
            QTest.mouseClick(each, Qt.MouseButton.LeftButton)
            return said
    raise AssertionError([each.text() for each in box.buttons()])


def click(button: QPushButton) -> None:
    """Press a button."""
    assert button.isEnabled(), button.toolTip()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def sign_in(house: House, name: str, password: str) -> None:
    """Type name and password into the page, and press Return."""
    house.qtbot.waitUntil(lambda: house.session._page is not None)
    page = house.session._page
    assert page is not None
    house.qtbot.waitUntil(lambda: page.go.isEnabled() and page.isVisible(), timeout=20_000)
    page.username.clear()
    QTest.keyClicks(page.username, name)
    page.password.clear()
    QTest.keyClicks(page.password, password)
    QTest.keyClick(page.password, Qt.Key.Key_Return)


def signed_in(house: House) -> None:
    """Wait until somebody can work."""
    house.qtbot.waitUntil(lambda: house.session.bench is not None, timeout=30_000)
    house.settle()
