"""The viewer: one image at a time, the next ones ready, in the order of the grid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from janus_desktop.errors import NotFound
from janus_desktop.imaging.pixels import TILE
from janus_desktop.imaging.render import ViewSettings
from janus_desktop.models import Card, Change
from janus_desktop.ui.grid.model import GridModel
from janus_desktop.ui.grid.thumbnail_feed import ThumbnailFeed
from janus_desktop.ui.language import say, tr
from janus_desktop.ui.viewer.adjust import ViewPanel
from janus_desktop.ui.viewer.bar import ViewerBar
from janus_desktop.ui.viewer.canvas import Canvas
from janus_desktop.ui.viewer.facts import Facts, facts
from janus_desktop.ui.viewer.filmstrip import Filmstrip
from janus_desktop.ui.viewer.frame import STEP, Turn
from janus_desktop.ui.viewer.overlay import value_words
from janus_desktop.ui.viewer.source import Look, PixelFeed

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue
    from janus_desktop.ui.workers import Workshop

#: Milliseconds: images that are only passed by are not decoded; settings and values wait for a rest.
PASSING, RESTING, KEEPING = 60, 250, 600
#: Milliseconds that a picture of a slideshow is shown.
SLIDE = 4000
#: The least size that is asked for, whatever the window.
LEAST = 64


class Viewer(QWidget):
    """Shows images of a `GridModel`. Its `bar`, `strip` and `panel` are laid out by whoever shows it.

    `left` when it is to be closed, `showing(id)` when another image is shown, `menu` at a global position,
    `slides(on)` when a slideshow begins or ends.
    """

    left = Signal()
    showing = Signal(object)
    menu = Signal(QPoint)
    slides = Signal(bool)

    def __init__(
        self, catalogue: Catalogue, workshop: Workshop, model: GridModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._workshop = workshop
        self._model = model
        self.image: int | None = None
        self.page = 0
        self._row = 0
        self._facts: Facts | None = None
        self._unkept: tuple[int, ViewSettings] | None = None
        self._with_info = False
        self._at = (-1, -1)
        self.feed = PixelFeed(catalogue, workshop, self)
        self.bar = ViewerBar()
        self.canvas = Canvas()
        self.strip = Filmstrip(model, ThumbnailFeed(catalogue, workshop, self, budget=16 * 1024 * 1024))
        self.panel = ViewPanel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas)
        self.setFocusProxy(self.canvas)
        self._pass = self._timer(PASSING, self._ask)
        self._rest = self._timer(RESTING, self._want_exact)
        self._keep = self._timer(KEEPING, self.keep)
        self._slide = self._timer(SLIDE, self._next_slide)
        self._said = self._timer(RESTING, self._unsay)
        self._connect()

    def _timer(self, milliseconds: int, call: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(call)
        return timer

    def _connect(self) -> None:
        canvas, bar = self.canvas, self.bar
        canvas.moved.connect(self._moved)
        canvas.pointed.connect(self._pointed)
        canvas.left.connect(self.leave)
        canvas.menu.connect(self.menu)
        canvas.zoom_toggled.connect(self.toggle_zoom)
        bar.back.connect(self.left)
        bar.fit.connect(self.fit)
        bar.fill.connect(self.fill)
        bar.actual.connect(self.actual)
        self.strip.chosen.connect(self.open)
        self.panel.changed.connect(self.set_settings)
        self.panel.page_chosen.connect(self.set_page)
        self.feed.changed.connect(self._came)
        self.feed.thumbs_came.connect(self._show)
        self._model.cards_changed.connect(lambda _: self._show_card())
        self._model.reset.connect(self._model_changed)

    # which image

    def open(self, image: int) -> None:
        """Show this image."""
        row = self._model.row_of(image, self._row)
        if row is None:
            return
        self.keep()
        self._row, self.image, self.page = row, image, 0
        self._facts = None
        self._at = (-1, -1)
        canvas = self.canvas
        canvas.forget_ruler()
        canvas.read_out, canvas.size_of_pixel, canvas.info = "", None, ()
        if canvas.frame.mode == "free":
            canvas.frame.set_mode("fit")
        self._model.want([image])
        self.strip.set_row(row)
        around = [self._model.ids[at] for at in self._near()]
        self.feed.only([(image, 0), *((each, 0) for each in around)])
        self.feed.want_thumbs([image, *around])
        if self.feed.look(image, 0) is not None:
            self._ask()
        else:  # the thumbnail is seen meanwhile
            self._pass.start()
        self._show_card()
        self._show()
        self.showing.emit(image)
        if self._slide.isActive():
            self._slide.start()

    def close_image(self) -> None:
        """Show nothing any more; what was set is kept."""
        self.stop_slides()
        self.keep()
        self._pass.stop()
        self.feed.only([])
        self.image = None
        self.canvas.show_look(None, Turn(1, 1), None)

    def _near(self) -> list[int]:
        """The rows that are made ready: the next, then the one before."""
        return [row for row in (self._row + 1, self._row - 1) if 0 <= row < self._model.count]

    def step(self, by: int) -> None:
        """Show the next image, or the one before."""
        row = self._row + by
        if self.image is not None and 0 <= row < self._model.count:
            self.open(self._model.ids[row])

    def end(self, which: int) -> None:
        """Show the first image (0) or the last (-1)."""
        if self.image is not None and self._model.count:
            self.open(self._model.ids[which])

    def set_page(self, page: int) -> None:
        """Show another page, frame or plane of the image."""
        if self.image is None or page == self.page:
            return
        self.page = page
        self._ask()
        self._show()

    def step_page(self, by: int) -> None:
        """Show the next page, or the one before."""
        if self.panel.page.isEnabled():
            self.panel.page.setValue(self.panel.page.value() + by)

    def _model_changed(self) -> None:
        """Another answer: the image may be in another row, or no longer there."""
        if self.image is None:
            return
        row = self._model.row_of(self.image, self._row)
        if row is not None:
            self._row = row
            self.strip.set_row(row)
            self._show_card()
        elif self._model.count:
            self.open(self._model.ids[min(self._row, self._model.count - 1)])
        else:
            self.left.emit()

    def refresh(self, change: Change) -> None:
        """Something was committed: a file may be there again, or described otherwise."""
        if self.image is None or (change.ids and self.image not in change.ids):
            return
        look = self.feed.look(self.image, self.page)
        # Every failed page is worth another try then; an opened one only where its file may be another one.
        if (look is not None and look.error is not None) or change.topics & {"sources", "attention", "places"}:
            self.feed.forget(self.image)
            self._ask()
            self.feed.want_thumbs([self.image])
        elif change.topics & {"images"}:
            self._ask_facts()

    # pixels

    def _ask(self) -> None:
        """Ask for the pixels of the image, and for what its record says."""
        if self.image is None:
            return
        self._pass.stop()
        self.feed.open(self.image, self.page, self._longest())
        self._ask_facts()
        self._came(self.image)

    def _longest(self) -> int:
        """How many pixels of the screen the longer edge of the image takes."""
        frame = self.canvas.frame
        return max(LEAST, round(max(frame.width, frame.height) * frame.fitting), 1) if frame.width > 1 else 2048

    def _look(self) -> Look | None:
        return None if self.image is None else self.feed.look(self.image, self.page)

    def _came(self, image: int) -> None:
        """Something came for an image."""
        if image != self.image:
            return
        self._show()
        look = self._look()
        if look is not None and look.opened is not None:
            self._want()
            if self.canvas.sharp:
                self._prepare()
        elif look is not None and look.error is not None:
            self._prepare()

    def _prepare(self) -> None:
        """Make the neighbours ready, now that this one is shown."""
        for row in self._near():
            self.feed.open(self._model.ids[row], 0, self._longest())

    def _want(self) -> None:
        look = self._look()
        if look is not None and look.opened is not None:
            self.feed.want(look, self.canvas.wanted())

    def _want_exact(self) -> None:
        """The pointer rests: its pixel is to be told exactly."""
        look = self._look()
        picture = look.picture if look is not None else None
        if look is None or picture is None or self._at[0] < 0:
            return
        if picture.levels[0] == (picture.width, picture.height):
            self.feed.want(look, [*self.canvas.wanted(), (0, self._at[0] // TILE, self._at[1] // TILE)])

    def _moved(self) -> None:
        self.bar.show_zoom(self.canvas.frame.scale, self.canvas.frame.mode)
        self._want()
        self._describe()

    # what is seen

    def _card(self) -> Card | None:
        return self._model.card(self.image) if self.image is not None else None

    def _turn(self, look: Look | None) -> Turn:
        """Size and direction of the page, from the best that is known of it."""
        settings = look.settings if look is not None else ViewSettings()
        picture = look.picture if look is not None else None
        card = self._card()
        thumb = self.feed.thumb(self.image) if self.image is not None else None
        if picture is not None:
            wide, high = picture.width, picture.height
        elif card is not None and card.width and card.height and self.page == 0:
            wide, high = (card.height, card.width) if card.orientation >= 5 else (card.width, card.height)
        elif thumb is not None:
            wide, high = thumb.width() * 8, thumb.height() * 8
        else:
            wide, high = self.canvas.turn.width, self.canvas.turn.height
        return Turn(wide, high, settings.turn, settings.mirror)

    def _show(self) -> None:
        """Bring canvas and panel up to what is here."""
        if self.image is None:
            return
        look, canvas = self._look(), self.canvas
        thumb = self.feed.thumb(self.image) if self.page == 0 else None
        plain = look is None or look.settings == ViewSettings()
        turn = self._turn(look)
        canvas.show_look(look, turn, thumb if plain else None)
        picture = look.picture if look is not None else None
        settings = look.settings if look is not None else ViewSettings()
        if picture is not None or self.panel.isEnabled():
            self.panel.show_page(picture, settings, self.page)
        canvas.message, canvas.notice = self._words(look, thumb is not None)
        canvas.size_of_pixel = self._facts.size if self._facts is not None else None
        canvas.info = self._facts.lines if self._with_info and self._facts is not None else ()
        self._say_value()
        self.bar.show_zoom(canvas.frame.scale, canvas.frame.mode)
        self._describe()

    def _words(self, look: Look | None, has_thumb: bool) -> tuple[str, str]:
        """What has to be said in place of the picture, and above it."""
        if look is None or (look.error is None and look.opened is None):
            return "", ""
        if look.error is not None:
            sentence = say(look.error.words)
            if has_thumb and isinstance(look.error, NotFound):
                return "", tr("{reason} This is its stored thumbnail.", reason=sentence)
            return sentence, ""
        picture = look.picture
        assert look.opened is not None and picture is not None
        name = card.filename if (card := self._card()) is not None else ""
        if look.opened.changed:
            return "", tr("“{name}” is no longer the file that was imported.", name=name)
        if picture.levels[0][0] < picture.width:
            wide, high = picture.levels[0]
            return "", tr(
                "Shown at most at {width} × {height}: the whole is too large to decode.", width=wide, height=high
            )
        if not self.canvas.wanted():
            return "", tr("“{name}” stores no smaller versions of itself: zoom in to see its pixels.", name=name)
        return "", ""

    def say(self, text: str, milliseconds: int) -> None:
        """Show a sentence over the picture for a while."""
        self.canvas.said = text
        self._said.start(milliseconds)
        self.canvas.update()

    def _unsay(self) -> None:
        self.canvas.said = ""
        self.canvas.update()

    def _show_card(self) -> None:
        card = self._card()
        if self.image is not None:
            self.bar.show_image(card.filename if card is not None else "", self._row, self._model.count)
            self._describe()

    def _describe(self) -> None:
        """The same in words, for assistive technology."""
        if self.image is None:
            return
        card, canvas = self._card(), self.canvas
        name = card.filename if card is not None else ""
        canvas.setAccessibleName(tr("Picture {name}", name=name))
        said = canvas.message or canvas.notice
        zoom = tr("Shown at {percent} %.", percent=f"{canvas.frame.scale * 100:.0f}")
        canvas.setAccessibleDescription(f"{said} {zoom}".strip())

    # facts and values

    def _ask_facts(self) -> None:
        image, images = self.image, self._catalogue.images
        if image is not None:
            self._workshop.ask(
                lambda: facts(images.record(image)), self._told, key="viewer facts", failed=lambda _: None
            )

    def _told(self, told: Facts) -> None:
        if told.image == self.image:
            self._facts = told
            self._show()

    def show_info(self, on: bool) -> None:
        """Show what the file says over the picture, or no longer."""
        self._with_info = on
        self._show()

    def _pointed(self, x: int, y: int) -> None:
        self._at = (x, y)
        self._say_value()
        self.canvas.update()
        self._rest.start()

    def _say_value(self) -> None:
        look = self._look()
        picture = look.picture if look is not None else None
        found = self.canvas.value_at(*self._at) if self._at[0] >= 0 else None
        if picture is None or found is None:
            self.canvas.read_out = ""
        else:
            self.canvas.read_out = value_words(*self._at, *found, picture)

    # settings

    @property
    def settings(self) -> ViewSettings:
        """How the image is looked at."""
        look = self._look()
        return look.settings if look is not None else ViewSettings()

    def set_settings(self, settings: ViewSettings) -> None:
        """Look at the image otherwise, and keep that for this person."""
        look = self._look()
        if self.image is None or look is None or look.opened is None or settings == look.settings:
            return
        self.feed.set_settings(self.image, settings, self.canvas.wanted(), self.page)
        self._unkept = (self.image, settings)
        self._keep.start()
        self._came(self.image)

    def turn(self, degrees: int) -> None:
        """Turn the view clockwise."""
        self.set_settings(replace(self.settings, turn=(self.settings.turn + degrees) % 360))

    def mirror(self) -> None:
        """Mirror what is seen, left to right."""
        now = self.settings
        self.set_settings(replace(now, mirror=not now.mirror, turn=(360 - now.turn) % 360))

    def invert(self) -> None:
        """Light as dark, dark as light."""
        self.set_settings(replace(self.settings, invert=not self.settings.invert))

    def reset(self) -> None:
        """As the file has it."""
        self.set_settings(ViewSettings())

    def keep(self) -> None:
        """Keep what was set, if anything was."""
        self._keep.stop()
        unkept, self._unkept = self._unkept, None
        if unkept is not None:
            image, settings = unkept
            pictures = self._catalogue.pictures
            self._workshop.ask(lambda: pictures.keep(image, settings.to_json()), lane="write")

    # zoom

    def zoom_in(self) -> None:
        """Larger, at the pointer if it is over the picture."""
        self.canvas.zoom_by(STEP, self.canvas.pointer())

    def zoom_out(self) -> None:
        """Smaller."""
        self.canvas.zoom_by(1 / STEP, self.canvas.pointer())

    def fit(self) -> None:
        """See all of it."""
        self.canvas.fit()

    def fill(self) -> None:
        """Leave no ground."""
        self.canvas.fill()

    def actual(self) -> None:
        """Pixel for pixel."""
        self.canvas.zoom_to(1.0, self.canvas.pointer())

    def toggle_zoom(self) -> None:
        """Between all of it and pixel for pixel."""
        if self.canvas.frame.mode == "fit":
            self.actual()
        else:
            self.fit()

    # slideshow

    @property
    def sliding(self) -> bool:
        """Whether a slideshow runs."""
        return self._slide.isActive()

    def toggle_slides(self) -> None:
        """Begin a slideshow here, or end it."""
        if self.sliding:
            self.stop_slides()
        elif self.image is not None:
            self._slide.start()
            self.slides.emit(True)

    def stop_slides(self) -> None:
        """End the slideshow."""
        if self._slide.isActive():
            self._slide.stop()
            self.slides.emit(False)

    def _next_slide(self) -> None:
        if self._row + 1 >= self._model.count:
            self.slides.emit(False)
            return
        look = self.feed.look(self._model.ids[self._row + 1], 0)
        ready = look is not None and (look.opened is not None or look.error is not None)
        self._slide.start(SLIDE if ready else 200)
        if ready:
            self.step(1)

    def leave(self) -> None:
        """Escape: the slideshow ends first, then the viewer."""
        if self.sliding:
            self.stop_slides()
        else:
            self.left.emit()
