"""The actions of the window, built from the table: menus, keys, and what is greyed out and why."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from janus_desktop.models import Right
from janus_desktop.ui.action_table import ACTIONS, MENUS, SUBMENUS, Spec
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.look import icon

logger = logging.getLogger(__name__)

_MODIFIED = ("Ctrl+", "Alt+", "Meta+")


def plain(key: str) -> bool:
    """Whether `key` is one that a text field would take: a letter, a digit, Delete, without Ctrl or Alt."""
    return not key.startswith(_MODIFIED) and (len(key) == 1 or key.endswith("Del"))


class Actions(QObject):
    """All `QAction`s by id. `connect` says who runs them, `refresh` which can be used now."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._grid_keys: list[QShortcut] = []
        self._viewer_keys: list[QShortcut] = []
        self._groups: dict[str, QActionGroup] = {}
        self._menus: dict[str, QMenu] = {}
        self._controllers: dict[str, object] = {}
        self.by_id: dict[str, QAction] = {spec.id: self._made(spec) for spec in ACTIONS}

    def __getitem__(self, name: str) -> QAction:
        return self.by_id[name]

    def connect_to(self, controllers: Mapping[str, object]) -> None:
        """From now on the actions run the methods of these (`{"editing": …}`); old ones are let go.

        A method that the table names and a controller lacks is an `AttributeError` here, not at the click.
        """
        for spec in ACTIONS:
            name, method = spec.runs.split(".")
            if name in controllers:
                getattr(controllers[name], method)
        self._controllers = dict(controllers)

    def bind_grid(self, grid: QWidget) -> None:
        """Let the plain keys work where `grid` has the focus, and nowhere else."""
        for shortcut in self._grid_keys:
            shortcut.deleteLater()
        self._grid_keys.clear()
        for spec in ACTIONS:
            action = self.by_id[spec.id]
            if self._in_grid(spec):
                grid.addAction(action)
            else:
                self._grid_keys += [self._shortcut(grid, key, action) for key in spec.keys if plain(key)]

    def bind_viewer(self, viewer: QWidget) -> None:
        """Let the viewer's own keys work where `viewer` has the focus, and those for images that it leaves free."""
        for shortcut in self._viewer_keys:
            shortcut.deleteLater()
        self._viewer_keys.clear()
        own = {QKeySequence(key).toString() for spec in ACTIONS if spec.viewer for key in spec.keys}
        for spec in ACTIONS:
            if spec.viewer:
                viewer.addAction(self.by_id[spec.id])
                continue
            for key in spec.keys:
                if (self._in_grid(spec) or plain(key)) and QKeySequence(key).toString() not in own:
                    self._viewer_keys.append(self._shortcut(viewer, key, self.by_id[spec.id]))

    def refresh(self, states: Iterable[str], may: Callable[[Right], bool] | None = None) -> None:
        """Enable what the window's `states` and the person's rights allow; the others say why not."""
        held = frozenset(states)
        for spec in ACTIONS:
            action = self.by_id[spec.id]
            allowed = spec.right is None or may is None or may(spec.right)
            action.setEnabled(allowed and spec.needs <= held)
            if not allowed and spec.right is not None:
                tip = tr("Your role may not {what}.", what=spec.right.words)
            else:
                tip = say(spec.help) if spec.help is not None else ""
            action.setToolTip(self._tip(action, tip))
            action.setStatusTip(tip)

    def fill(self, bar: QMenuBar) -> None:
        """Put every action into its menu."""
        for name, text in MENUS.items():
            menu = self._menu(name, bar.addMenu(say(text)))
            self._fill_menu(menu, [spec for spec in ACTIONS if spec.menu == name])

    def menu(self, name: str) -> QMenu:
        """A menu or submenu by its name in the table, after `fill`."""
        return self._menus[name]

    def context_menu(self, parent: QWidget, names: Iterable[str | None]) -> QMenu:
        """A menu of these actions; None is a line. Submenus are named like `rating`."""
        menu = QMenu(parent)
        menu.setToolTipsVisible(True)
        for name in names:
            if name is None:
                menu.addSeparator()
            elif name in SUBMENUS:
                inner = menu.addMenu(say(SUBMENUS[name]))
                self._fill_flat(inner, name)
            else:
                menu.addAction(self.by_id[name])
        return menu

    def _made(self, spec: Spec) -> QAction:
        action = QAction(say(spec.text), self._window)
        action.setObjectName(spec.id)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        in_grid = self._in_grid(spec)
        keys = [key for key in spec.keys if in_grid or spec.viewer or not plain(key)]
        action.setShortcuts([QKeySequence(key) for key in keys])
        if in_grid or spec.viewer:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        else:
            self._window.addAction(action)
        action.setAutoRepeat(spec.id in ("undo", "redo", "thumbs.larger", "thumbs.smaller") or spec.viewer)
        if spec.id == "quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        if spec.checkable:
            action.setCheckable(True)
            if spec.exclusive:
                self._group(spec.exclusive).addAction(action)
        action.triggered.connect(lambda on: self._run(spec, on))
        return action

    def _run(self, spec: Spec, on: bool) -> None:
        name, method = spec.runs.split(".")
        controller = self._controllers.get(name)
        if controller is None:
            return
        call: Callable[..., Any] = getattr(controller, method)
        if spec.argument is not None:
            call(spec.argument)
        elif spec.checkable:
            call(on)
        else:
            call()

    def _in_grid(self, spec: Spec) -> bool:
        return not spec.viewer and (spec.grid or (bool(spec.keys) and all(plain(key) for key in spec.keys)))

    def _shortcut(self, grid: QWidget, key: str, action: QAction) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), grid)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(action.trigger)
        return shortcut

    def _group(self, name: str) -> QActionGroup:
        if name not in self._groups:
            self._groups[name] = QActionGroup(self)
        return self._groups[name]

    def _menu(self, name: str, menu: QMenu) -> QMenu:
        menu.setToolTipsVisible(True)
        self._menus[name] = menu
        return menu

    def _fill_menu(self, menu: QMenu, specs: list[Spec]) -> None:
        section: int | None = None
        for spec in specs:
            if spec.submenu in self._menus:
                continue
            if section is not None and spec.section != section:
                menu.addSeparator()
            section = spec.section
            if spec.submenu:
                inner = self._menu(spec.submenu, menu.addMenu(say(SUBMENUS[spec.submenu])))
                self._fill_flat(inner, spec.submenu)
            else:
                menu.addAction(self.by_id[spec.id])

    def _fill_flat(self, menu: QMenu, submenu: str) -> None:
        inner: int | None = None
        for spec in (spec for spec in ACTIONS if spec.submenu == submenu):
            if inner is not None and spec.inner != inner:
                menu.addSeparator()
            inner = spec.inner
            menu.addAction(self.by_id[spec.id])

    def _tip(self, action: QAction, tip: str) -> str:
        text = action.text().replace("&", "").rstrip("…")
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        first = f"{text} ({keys})" if keys else text
        return f"{first}\n{tip}" if tip else first
