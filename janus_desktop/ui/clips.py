"""Out of the window: files and metadata to the clipboard, and a folder shown in the file manager."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from PySide6.QtCore import QMimeData, QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from janus_desktop.models import EDITABLE
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.panels import formats

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue, ImageRecord
    from janus_desktop.ui.browsing import Browsing
    from janus_desktop.ui.messages import Messages
    from janus_desktop.ui.workers import Workshop

#: Images whose metadata is copied at once; more would be no text that anybody reads.
MOST_DESCRIBED = 500


class Clips(QObject):
    """What is copied, and what is shown elsewhere."""

    def __init__(
        self, catalogue: Catalogue, workshop: Workshop, browsing: Browsing, messages: Messages, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._workshop = workshop
        self._browsing = browsing
        self._messages = messages

    def copy_files(self) -> None:
        """Copy the files of the selection, for a file manager, and their paths, for a text."""
        chosen = self._browsing.chosen()
        if chosen is not None:
            images = self._catalogue.images
            self._workshop.ask(lambda: images.paths(chosen), self._copy_paths, key="copy")

    def _copy_paths(self, paths: list[bytes]) -> None:
        if not paths:
            self._messages.status(tr("No file of these images is there."))
            return
        QGuiApplication.clipboard().setMimeData(files_mime(paths))
        self._messages.status(tr("{n} files copied.", one="{n} file copied.", n=len(paths)))

    def copy_metadata(self) -> None:
        """Copy what is known of the selection as text."""
        ids = self._browsing.chosen_ids()
        if len(ids) > MOST_DESCRIBED:
            self._messages.status(tr("That is too much for a text: {n} images at most.", n=MOST_DESCRIBED))
            return
        images = self._catalogue.images
        self._workshop.ask(
            lambda: "\n\n".join(described(images.record(image)) for image in ids), self._copy_text, key="copy"
        )

    def _copy_text(self, text: str) -> None:
        if text:
            QGuiApplication.clipboard().setText(text)
            self._messages.status(tr("Metadata copied."))

    def show_in_file_manager(self) -> None:
        """Show the file of the chosen image where it lies."""
        chosen = self._browsing.chosen()
        if chosen is not None:
            images = self._catalogue.images
            self._workshop.ask(lambda: images.paths(chosen), self._reveal, key="reveal")

    def _reveal(self, paths: list[bytes]) -> None:
        if paths:
            reveal(paths[0])
        else:
            self._messages.status(tr("The file is not there."))

    def reveal(self, path: object) -> None:
        """Show a file or folder; for signals of panels."""
        if isinstance(path, str | bytes):
            reveal(os.fsencode(path))


def files_mime(paths: list[bytes]) -> QMimeData:
    """Files as the clipboard of a desktop holds them; names that are no UTF-8 included."""
    uris = [b"file://" + quote(path).encode("ascii") for path in paths]
    mime = QMimeData()
    mime.setData("text/uri-list", b"\r\n".join(uris) + b"\r\n")
    mime.setData("x-special/gnome-copied-files", b"copy\n" + b"\n".join(uris))
    mime.setText("\n".join(path.decode(errors="replace") for path in paths))
    return mime


def described(record: ImageRecord) -> str:
    """An image in lines: file name, path, what was entered, what the file says."""
    lines = [record.filename]
    if record.path:
        lines.append(record.path)
    for name in EDITABLE:
        value = record.fields.get(name)
        if value not in (None, ""):
            lines.append(f"{formats.field(name)}: {formats.shown(name, value)}")
    if record.tags:
        lines.append(f"{formats.field('tags')}: {', '.join(' › '.join(tag.path) for tag in record.tags)}")
    if record.no_pixels is not None:
        lines.append(say(record.no_pixels))
    for standard, values in record.metadata.items():
        lines += [f"{standard}.{name}: {formats.one_line(value)}" for name, value in values.items()]
    return "\n".join(lines)


def reveal(path: bytes) -> None:
    """Ask the file manager to show `path`; where none listens, open the folder."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if bus.isConnected() and QGuiApplication.platformName() != "offscreen":
        message = QDBusMessage.createMethodCall(
            "org.freedesktop.FileManager1",
            "/org/freedesktop/FileManager1",
            "org.freedesktop.FileManager1",
            "ShowItems",
        )
        message.setArguments([["file://" + quote(path)], ""])
        if bus.send(message):
            return
    folder = Path(os.fsdecode(path))
    if not folder.is_dir():
        folder = folder.parent
    QDesktopServices.openUrl(QUrl.fromEncoded(b"file://" + quote(os.fsencode(folder)).encode()))
