"""Thumbnails for whoever paints: newest wish first, withdrawn when nobody looks there any more.

The store is read and JPEG is decoded on the `thumbs` lane, into a `QImage` of just the size that is painted;
a `QPixmap` is made of it on the window's thread. Pictures are kept up to a budget of bytes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QImage, QPixmap

from janus_desktop.cancel import Cancel
from janus_desktop.errors import JanusError, Stopped
from janus_desktop.models import Catalogue
from janus_desktop.ui.workers import Workshop

#: Bytes of pixels that are kept: some fifteen screens.
BUDGET: Final = 128 * 1024 * 1024
#: Pictures of one question to the store: few, so that a newer wish does not wait for long.
BATCH: Final = 16
#: The sizes that the store keeps; the smaller is decoded where it has enough pixels.
SMALL, LARGE = 256, 512
_REMEMBERED: Final = 50_000


class Pictures(Protocol):
    """What the grid needs of a feed."""

    @property
    def arrived(self) -> SignalInstance:
        """Tells the ids whose pictures came."""

    def picture(self, image: int) -> QPixmap | None:
        """The picture of `image`, if it is at hand."""

    def lacks(self, image: int) -> bool:
        """Whether no picture of `image` can be had."""

    def wish(self, ids: Sequence[int], box: QSize, scale: float) -> None:
        """Say what is looked at now, the most wanted first."""


@dataclass(slots=True)
class _Kept:
    pixmap: QPixmap
    box: QSize
    stale: bool = False


@dataclass(slots=True)
class _Asked:
    """What the lane works on, how to tell it that nobody wants it, and what changed meanwhile."""

    ids: tuple[int, ...]
    cancel: Cancel
    outdated: set[int] = field(default_factory=set)


class ThumbnailFeed(QObject):
    """Serves pictures out of `catalogue.thumbnails`, one question at a time, and keeps the latest."""

    arrived = Signal(object)  # frozenset of ids

    def __init__(
        self, catalogue: Catalogue, workshop: Workshop, parent: QObject | None = None, *, budget: int = BUDGET
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._workshop = workshop
        self._budget = budget
        self._bytes = 0
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._lacking: set[int] = set()
        self._unstored: set[int] = set()
        self._wanted: tuple[int, ...] = ()
        self._box = QSize(SMALL, SMALL)
        self._scale = 1.0
        self._asked: _Asked | None = None

    def picture(self, image: int) -> QPixmap | None:
        """The picture of `image`, perhaps of another size than is wished, or None. Never waits."""
        kept = self._kept.get(image)
        if kept is None:
            return None
        self._kept.move_to_end(image)
        return kept.pixmap

    def lacks(self, image: int) -> bool:
        """Whether no picture of `image` can be had."""
        return image in self._lacking

    @property
    def bytes_kept(self) -> int:
        """Bytes of all pictures that are kept."""
        return self._bytes

    @property
    def idle(self) -> bool:
        """Whether nothing is being fetched."""
        return self._asked is None

    def wish(self, ids: Sequence[int], box: QSize, scale: float) -> None:
        """Want the pictures of `ids`, the first most, to fit `box` (device-independent) on a screen of `scale`.

        What an earlier wish named and this one does not is withdrawn.
        """
        self._wanted = tuple(ids)
        self._box = QSize(round(box.width() * scale), round(box.height() * scale))
        self._scale = scale
        if self._asked is not None and not set(self._asked.ids) & set(self._wanted):
            self._asked.cancel()
        self._go_on()

    def forget(self, ids: Iterable[int] | None = None) -> None:
        """The pictures of `ids` (None: all) changed or were made: fetch them again when wished.

        The old ones are shown until then.
        """
        gone = set(self._kept) | self._lacking | self._unstored if ids is None else set(ids)
        self._lacking -= gone
        self._unstored -= gone
        for image in gone & self._kept.keys():
            self._kept[image].stale = True
        if self._asked is not None:
            self._asked.outdated.update(self._asked.ids if ids is None else gone)
        self._go_on()

    def clear(self) -> None:
        """Keep nothing and want nothing: another catalogue is shown."""
        self._wanted = ()
        self._kept.clear()
        self._lacking.clear()
        self._unstored.clear()
        self._bytes = 0
        if self._asked is not None:
            self._asked.cancel()

    # fetching

    def _good(self, image: int) -> bool:
        kept = self._kept.get(image)
        return kept is not None and not kept.stale and kept.box == self._box

    def _go_on(self) -> None:
        """Ask for the next of what is wanted, unless something is under way."""
        if self._asked is not None or self._workshop.closed:
            return
        missing = [image for image in self._wanted if image not in self._lacking and not self._good(image)]
        stored = [image for image in missing if image not in self._unstored][:BATCH]
        if stored:
            self._ask(tuple(stored), self._stored)
        elif missing:
            self._ask((missing[0],), self._made)

    def _ask(self, ids: tuple[int, ...], how: Callable[[_Asked, QSize], dict[int, QImage | None]]) -> None:
        asked, box = _Asked(ids, Cancel()), QSize(self._box)
        self._asked = asked
        self._workshop.ask(
            lambda: how(asked, box),
            lambda images: self._take(asked, images, box, how == self._made),
            lane="thumbs",
            failed=lambda error: self._failed(asked, error),
        )

    def _stored(self, asked: _Asked, box: QSize) -> dict[int, QImage | None]:
        """On the lane: what the store has of `asked`."""
        images: dict[int, QImage | None] = {}
        try:
            found = self._catalogue.thumbnails.get(asked.ids, _stored_size(box))
        except Stopped:
            return images
        for image in asked.ids:
            if asked.cancel.asked:
                break
            jpeg = found.get(image)
            images[image] = _decoded(jpeg, box) if jpeg is not None else None
        return images

    def _made(self, asked: _Asked, box: QSize) -> dict[int, QImage | None]:
        """On the lane: make what the store has not."""
        images: dict[int, QImage | None] = {}
        try:
            for image, jpeg in self._catalogue.thumbnails.make(asked.ids, asked.cancel, _stored_size(box)):
                images[image] = _decoded(jpeg, box) if jpeg is not None else None
        except Stopped:
            pass
        if not asked.cancel.asked:
            images.update({image: None for image in asked.ids if image not in images})
        return images

    # on the window's thread

    def _take(self, asked: _Asked, images: dict[int, QImage | None], box: QSize, made: bool) -> None:
        if self._asked is asked:
            self._asked = None
        for image, decoded in images.items():
            if image in asked.outdated:
                continue
            if decoded is not None:
                self._keep(image, QPixmap.fromImage(decoded), box)
            elif made and not asked.cancel.asked:
                self._lacking.add(image)
            else:
                self._unstored.add(image)
        if len(self._lacking) + len(self._unstored) > _REMEMBERED:
            self._lacking.clear()
            self._unstored.clear()
        news = frozenset(image for image in images if image in self._kept or image in self._lacking)
        if news:
            self.arrived.emit(news)
        self._go_on()

    def _failed(self, asked: _Asked, error: JanusError) -> None:
        """A cache that cannot be read is no reason to trouble anybody: those cells stay without a picture."""
        if self._asked is asked:
            self._asked = None
        self._lacking.update(asked.ids)
        self.arrived.emit(frozenset(asked.ids))
        self._go_on()

    def _keep(self, image: int, pixmap: QPixmap, box: QSize) -> None:
        pixmap.setDevicePixelRatio(self._scale)
        before = self._kept.pop(image, None)
        if before is not None:
            self._bytes -= _weight(before.pixmap)
        self._kept[image] = _Kept(pixmap, box)
        self._unstored.discard(image)
        self._lacking.discard(image)
        self._bytes += _weight(pixmap)
        while self._bytes > self._budget and len(self._kept) > 1:
            self._bytes -= _weight(self._kept.popitem(last=False)[1].pixmap)


def _stored_size(box: QSize) -> int:
    return SMALL if max(box.width(), box.height()) <= SMALL else LARGE


def _weight(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4


def _decoded(jpeg: bytes, box: QSize) -> QImage | None:
    """`jpeg` (one of our own) as an image that fits `box` in pixels; None for rubbish."""
    image = QImage.fromData(QByteArray(jpeg), "JPEG")  # type: ignore[arg-type]  # the stub is wrong
    if image.isNull():
        return None
    if image.width() > box.width() or image.height() > box.height():
        image = image.scaled(box, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return image.convertToFormat(QImage.Format.Format_RGB32)
