"""About: versions and licences of everything that is running here, to be copied into a report."""

from __future__ import annotations

import platform
import re
import sys
from importlib import metadata

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

import janus_desktop
from janus_desktop import paths
from janus_desktop.ui.dialogs.form import label
from janus_desktop.ui.language import tr
from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_XL


def components() -> list[tuple[str, str, str]]:
    """Name, version and licence of what Janus declares to need and what is installed of it."""
    try:
        declared = metadata.requires("janus-desktop") or []
    except metadata.PackageNotFoundError:
        declared = []
    names = {match[0] for each in declared if (match := re.match(r"[\w.-]+", each)) and "'dev'" not in each}
    found = []
    for name in sorted(names | {"shiboken6"}, key=str.casefold):
        if 'extra == "dev"' in next((each for each in declared if each.startswith(name)), ""):
            continue
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        found.append((str(about["Name"]), metadata.version(name), _licence(about)))
    return found


def _licence(about: metadata.PackageMetadata) -> str:
    said = _said(about, "License-Expression")
    if not said:
        marks = [each for each in about.get_all("Classifier") or [] if each.startswith("License ::")]
        said = ", ".join(each.rsplit(" :: ", 1)[-1] for each in marks)
    if not said:
        said = _said(about, "License").strip().split("\n", 1)[0][:80]
    return said or tr("not said")


def _said(about: metadata.PackageMetadata, name: str) -> str:
    return str(about[name]) if name in about else ""


class AboutDialog(QDialog):
    """Versions, licences, places."""

    def __init__(self, parent: QWidget | None, library: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Janus"))
        self.resize(560, 480)
        self._facts = [
            ("Janus Desktop", janus_desktop.__version__, "GPL-3.0-or-later"),
            ("Python", platform.python_version(), "PSF-2.0"),
            ("Qt", qVersion(), "LGPL-3.0-only"),
            *components(),
        ]
        self._places = [
            (tr("System"), platform.platform()),
            (tr("Window system"), QGuiApplication.platformName()),
            (tr("Python"), sys.executable),
            (tr("Library"), library or tr("none")),
            (tr("Settings"), str(paths.settings_file())),
            (tr("Log"), str(paths.log_file())),
            (tr("Thumbnails"), str(paths.cache_dir())),
        ]
        tabs = QTabWidget()
        tabs.addTab(self._tree((tr("Part"), tr("Version"), tr("Licence")), self._facts), tr("&Versions and licences"))
        tabs.addTab(self._tree((tr("What"), tr("Where")), self._places), tr("&This computer"))
        buttons = QDialogButtonBox()
        copy = buttons.addButton(tr("Cop&y"), QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton(tr("&Close"), QDialogButtonBox.ButtonRole.RejectRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP_XL, GAP_XL, GAP_XL, GAP_L)
        layout.setSpacing(GAP_L)
        layout.addLayout(self._head())
        layout.addWidget(tabs, 1)
        layout.addWidget(buttons)
        close.setDefault(True)
        close.setFocus()

    def text(self) -> str:
        """Everything, a line each."""
        facts = [f"{name} {version} ({licence})" for name, version, licence in self._facts]
        return "\n".join([*facts, "", *(f"{name}: {where}" for name, where in self._places)])

    def _head(self) -> QHBoxLayout:
        sign = QLabel()
        shown = QIcon(str(paths.resource("icons/app/janus.svg")))
        sign.setPixmap(shown.pixmap(QSize(48, 48), self.devicePixelRatioF()))
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(f"Janus Desktop {janus_desktop.__version__}", "title"))
        texts.addWidget(
            label(
                tr(
                    "The image catalogue for researchers. Free software under the GNU General Public "
                    "License, version 3 or later; it comes without any warranty."
                ),
                "dim",
                wrap=True,
            )
        )
        head = QHBoxLayout()
        head.setSpacing(GAP_M)
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(texts, 1)
        return head

    def _tree(
        self,
        heads: tuple[str, ...],
        rows: list[tuple[str, ...]] | list[tuple[str, str]] | list[tuple[str, str, str]],
    ) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setHeaderLabels(list(heads))
        tree.setAccessibleName(heads[0])
        for row in rows:
            item = QTreeWidgetItem(tree, list(row))
            item.setToolTip(len(row) - 1, row[-1])
        for column in range(len(heads) - 1):
            tree.resizeColumnToContents(column)
        return tree
