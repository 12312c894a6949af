"""Pixels for the canvas: opened pages, their tiles, and what they look like with a person's settings.

Everything is asked on the lane `pixels`; `QImage`s are made there too. Pages are kept up to a budget of bytes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QObject, Signal
from PySide6.QtGui import QImage

from janus_desktop.cancel import Cancel
from janus_desktop.errors import JanusError, Stopped
from janus_desktop.imaging.pixels import Picture, Tile
from janus_desktop.imaging.render import ViewSettings, shown

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue, OpenPicture
    from janus_desktop.ui.workers import Workshop

Key = tuple[int, int, int]  # level, column, row

#: Bytes of tiles and of their images that are kept.
BUDGET: Final = 128 * 1024 * 1024
#: Tiles of one question: few, so that the first are seen soon.
BATCH: Final = 6
#: Thumbnails that are kept for the moment before pixels come.
THUMBS: Final = 24
LANE: Final = "pixels"


@dataclass(eq=False, slots=True)
class Look:
    """One page of one image, as far as it is here."""

    image: int
    page: int
    opened: OpenPicture | None = None
    settings: ViewSettings = field(default_factory=ViewSettings)
    tiles: dict[Key, Tile] = field(default_factory=dict)
    images: dict[Key, QImage] = field(default_factory=dict)
    #: counts changes of `settings`, so that late images of older ones are not taken for newer
    turn: int = 0
    error: JanusError | None = None
    cancel: Cancel | None = None
    reading: bool = False
    #: the `turn` of which images are being made, -1 for none
    rendering: int = -1
    wish: tuple[Key, ...] = ()

    @property
    def picture(self) -> Picture | None:
        """What the page is; None until it was opened."""
        return self.opened.picture if self.opened is not None else None

    @property
    def weight(self) -> int:
        """Bytes that are kept for it."""
        return sum(len(tile.data) for tile in self.tiles.values()) + sum(
            image.sizeInBytes() for image in self.images.values()
        )


def image_of(tile: Tile, picture: Picture, settings: ViewSettings) -> QImage:
    """A tile as it is painted. For the lane: it costs milliseconds."""
    made = shown(tile, picture, settings)
    form = QImage.Format.Format_Grayscale8 if made.ndim == 2 else QImage.Format.Format_RGB888
    image = QImage(made.data, made.shape[1], made.shape[0], made.strides[0], form)
    return image.convertToFormat(QImage.Format.Format_RGB32)  # which owns its bytes


class PixelFeed(QObject):
    """Serves pages and tiles out of `catalogue.pictures`.

    `changed(image)`: a page was opened, tiles came, or it cannot be read; `thumbs_came`.
    """

    changed = Signal(int)
    thumbs_came = Signal()

    def __init__(
        self, catalogue: Catalogue, workshop: Workshop, parent: QObject | None = None, *, budget: int = BUDGET
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._workshop = workshop
        self._budget = budget
        self._looks: OrderedDict[tuple[int, int], Look] = OrderedDict()
        self._thumbs: OrderedDict[int, QImage] = OrderedDict()

    # pages

    def look(self, image: int, page: int = 0) -> Look | None:
        """What is here of a page."""
        return self._looks.get((image, page))

    def open(self, image: int, page: int, longest: int) -> Look:
        """Want a page, shown `longest` pixels long; asks unless it was asked already."""
        key = (image, page)
        look = self._looks.get(key)
        if look is None:
            look = self._looks[key] = Look(image, page)
        self._looks.move_to_end(key)
        if look.opened is None and look.cancel is None and look.error is None:
            self._ask(look, longest)
        return look

    def only(self, wanted: Iterable[tuple[int, int]]) -> None:
        """Withdraw what was asked for other pages than these."""
        kept = set(wanted)
        for key, look in list(self._looks.items()):
            if key not in kept and look.cancel is not None:
                self._workshop.drop(_name(look))
                look.cancel, look.reading = None, False
                if look.opened is None:
                    del self._looks[key]

    def forget(self, image: int | None = None) -> None:
        """The file changed, or is to be tried again: nothing that is here of it counts."""
        for key in [key for key in self._looks if image is None or key[0] == image]:
            look = self._looks.pop(key)
            if look.cancel is not None:
                self._workshop.drop(_name(look))
        if image is not None:
            self._thumbs.pop(image, None)
        else:
            self._thumbs.clear()

    def _ask(self, look: Look, longest: int) -> None:
        catalogue, image, page, cancel = self._catalogue, look.image, look.page, Cancel()
        look.cancel = cancel

        def work() -> tuple[OpenPicture, ViewSettings, dict[Key, QImage]]:
            opened = catalogue.pictures.open(image, page, longest=longest, cancel=cancel)
            settings = ViewSettings.from_json(catalogue.pictures.settings(image))
            return opened, settings, {_key(tile): image_of(tile, opened.picture, settings) for tile in opened.tiles}

        self._workshop.ask(
            work,
            lambda answer: self._opened(look, *answer),
            lane=LANE,
            key=_name(look),
            cancel=cancel,
            failed=lambda error: self._failed(look, error),
        )

    def _opened(self, look: Look, opened: OpenPicture, settings: ViewSettings, images: dict[Key, QImage]) -> None:
        look.cancel, look.opened = None, opened
        other = self._settings_of(look.image, look)
        look.tiles = {_key(tile): tile for tile in opened.tiles}
        if other is None or other == settings:
            look.settings, look.images = settings, images
        else:  # set on another page meanwhile
            look.settings = other
            self._render(look, tuple(look.tiles))
        self._trim()
        self.changed.emit(look.image)

    def _failed(self, look: Look, error: JanusError) -> None:
        look.cancel, look.reading = None, False
        if not isinstance(error, Stopped):
            look.error = error
            self.changed.emit(look.image)
        elif look.opened is None:
            self._looks.pop((look.image, look.page), None)

    def _settings_of(self, image: int, but: Look) -> ViewSettings | None:
        return next(
            (
                look.settings
                for look in reversed(self._looks.values())
                if look.image == image and look is not but and look.opened is not None
            ),
            None,
        )

    # tiles

    def want(self, look: Look, keys: Sequence[Key]) -> None:
        """Want these tiles, the first most; what an earlier wish named and is not begun is withdrawn."""
        look.wish = tuple(keys)
        self._looks.move_to_end((look.image, look.page))
        self._go_on(look)

    def _go_on(self, look: Look) -> None:
        opened = look.opened
        if opened is None or look.reading or look.error is not None or self._workshop.closed:
            return
        stale = tuple(key for key in look.wish if key in look.tiles and key not in look.images)
        missing = [key for key in look.wish if key not in look.tiles]
        if stale and look.rendering != look.turn:
            self._render(look, stale)
        if not missing:
            return
        level = missing[0][0]
        places = [key[1:] for key in missing if key[0] == level][:BATCH]
        settings, turn, cancel = look.settings, look.turn, Cancel()
        look.reading, look.cancel = True, cancel

        def work() -> tuple[list[Tile], dict[Key, QImage]]:
            tiles = opened.read(level, places, cancel=cancel)
            return tiles, {_key(tile): image_of(tile, opened.picture, settings) for tile in tiles}

        def then(answer: tuple[list[Tile], dict[Key, QImage]]) -> None:
            look.reading, look.cancel = False, None
            tiles, images = answer
            look.tiles.update((_key(tile), tile) for tile in tiles)
            if look.turn == turn:
                look.images.update(images)
            if len(tiles) < len(places):  # what there is not is not asked for again
                look.wish = ()
            self._trim()
            self.changed.emit(look.image)
            self._go_on(look)

        self._workshop.ask(
            work, then, lane=LANE, key=_name(look), cancel=cancel, failed=lambda error: self._failed(look, error)
        )

    # settings

    def set_settings(self, image: int, settings: ViewSettings, seen: Sequence[Key], page: int) -> None:
        """Show an image otherwise: what is seen is drawn again at once, the rest when it is wanted."""
        for look in self._looks.values():
            if look.image == image and look.settings != settings:
                same_shape = (look.settings.turn, look.settings.mirror) == (settings.turn, settings.mirror)
                look.settings = settings
                look.turn += 1
                if look.page != page or not same_shape:
                    look.images.clear()
                else:  # older images stand in until the new ones come
                    look.images = {key: made for key, made in look.images.items() if key in seen}
                if look.page == page:
                    self._render(look, tuple(key for key in seen if key in look.tiles))

    def _render(self, look: Look, keys: tuple[Key, ...]) -> None:
        opened, settings, turn = look.opened, look.settings, look.turn
        if opened is None or not keys:
            return
        tiles = [look.tiles[key] for key in keys]
        look.rendering = turn

        def work() -> dict[Key, QImage]:
            return {_key(tile): image_of(tile, opened.picture, settings) for tile in tiles}

        def then(images: dict[Key, QImage]) -> None:
            if look.turn == turn:
                look.rendering = -1
                look.images.update(images)
                self.changed.emit(look.image)

        self._workshop.ask(work, then, lane=LANE, key=f"render {look.image} {look.page}")

    # thumbnails, for the moment before

    def thumb(self, image: int) -> QImage | None:
        """The stored thumbnail, if it is at hand."""
        return self._thumbs.get(image)

    def want_thumbs(self, ids: Sequence[int]) -> None:
        """Want the stored thumbnails of these."""
        missing = [image for image in ids if image not in self._thumbs]
        if not missing:
            return
        thumbnails = self._catalogue.thumbnails

        def work() -> dict[int, QImage]:
            found = {image: _decoded(jpeg) for image, jpeg in thumbnails.get(missing, 512).items()}
            return {image: made for image, made in found.items() if not made.isNull()}

        self._workshop.ask(work, self._thumbed, lane="thumbs", key="viewer thumbs", failed=lambda _: None)

    def _thumbed(self, images: dict[int, QImage]) -> None:
        self._thumbs.update(images)
        while len(self._thumbs) > THUMBS:
            self._thumbs.popitem(last=False)
        self.thumbs_came.emit()

    # memory

    @property
    def bytes_kept(self) -> int:
        """Bytes of all tiles and images."""
        return sum(look.weight for look in self._looks.values())

    def _trim(self) -> None:
        """Let go of whole pages, the longest unseen first; then of the tiles of the page that nobody wishes."""
        while len(self._looks) > 1 and self.bytes_kept > self._budget:
            key, look = next(iter(self._looks.items()))
            if look.cancel is not None:
                self._workshop.drop(_name(look))
            del self._looks[key]
        last = next(reversed(self._looks.values()), None)
        if last is not None and last.weight > self._budget:
            kept = set(last.wish)
            last.tiles = {key: tile for key, tile in last.tiles.items() if key in kept}
            last.images = {key: image for key, image in last.images.items() if key in kept}


def _name(look: Look) -> str:
    return f"pixels {look.image} {look.page}"


def _key(tile: Tile) -> Key:
    return tile.level, tile.x, tile.y


def _decoded(jpeg: bytes) -> QImage:
    """One of our own thumbnails."""
    image = QImage.fromData(QByteArray(jpeg), "JPEG")  # type: ignore[arg-type]  # the stub is wrong
    return image.convertToFormat(QImage.Format.Format_RGB32)
