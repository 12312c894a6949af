"""Where the grid's cells are, what of them is painted, and what is asked for to paint them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from janus_desktop.ui.grid import words
from janus_desktop.ui.grid.cells import Cells
from janus_desktop.ui.grid.delegate import CellState
from janus_desktop.ui.grid.layout import HEAD, Group, Layout, arrange
from janus_desktop.ui.grid.model import GridModel
from janus_desktop.ui.grid.selection import Selection
from janus_desktop.ui.grid.thumbnail_feed import Pictures
from janus_desktop.ui.look import look
from janus_desktop.ui.look.sizes import GAP_M, GAP_S, THUMB_DEFAULT, THUMB_MAX, THUMB_MIN


class Surface(QAbstractScrollArea):
    """Cells computed from the index, painted from what is at hand; keeps what is seen in its place."""

    thumbnail_size_changed = Signal(int)

    def __init__(
        self, model: GridModel, selection: Selection, pictures: Pictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.model = model
        self.selection = selection
        self.pictures = pictures
        self._thumbnail = THUMB_DEFAULT
        self._collapsed: set[str] = set()
        self._cells = Cells(self.font())
        self._shown_ids = model.ids
        self._layout = arrange(0, (), (), 0, self._thumbnail)
        self._anchor: tuple[int, int] | None = None  # id and its distance from the top, while nobody scrolls
        self._placing = False
        self._downwards = True
        self._hovered: int | None = None
        self._band: QRect | None = None
        self._ring = False
        self._look_soon = QTimer(self)
        self._look_soon.setSingleShot(True)
        self._look_soon.setInterval(0)
        self._look_soon.timeout.connect(self._ask_for_what_is_seen)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        pictures.arrived.connect(self.repaint_ids)
        look().changed.connect(self.viewport().update)

    # sizes and groups

    @property
    def arrangement(self) -> Layout:
        """Where the cells lie now."""
        return self._layout

    @property
    def thumbnail_size(self) -> int:
        """The longest edge of a picture, 96–320 device-independent pixels."""
        return self._thumbnail

    def set_thumbnail_size(self, size: int) -> None:
        """Show pictures of another size; what is seen stays where it is."""
        size = max(THUMB_MIN, min(THUMB_MAX, size))
        if size == self._thumbnail:
            return
        self._thumbnail = size
        self.arrange()
        self.thumbnail_size_changed.emit(size)

    def set_collapsed(self, key: str, collapsed: bool = True) -> None:
        """Close or open the group with `key`."""
        if (key in self._collapsed) == collapsed:
            return
        (self._collapsed.add if collapsed else self._collapsed.discard)(key)
        self.arrange()

    def collapse_all(self) -> None:
        """Close all groups."""
        self._collapsed = {key for _, key in self.model.runs}
        self.arrange()

    def expand_all(self) -> None:
        """Open all groups."""
        self._collapsed.clear()
        self.arrange()

    # where things are

    @property
    def scroll_y(self) -> int:
        """The pixel of the whole that is at the top of the viewport."""
        return self.verticalScrollBar().value()

    def rect_of(self, row: int) -> QRect | None:
        """The cell of `row` in the viewport's coordinates."""
        rect = self._layout.rect(row)
        return rect.translated(0, -self.scroll_y) if rect is not None else None

    def row_at(self, point: QPoint) -> int | None:
        """The row at `point` of the viewport; heads lie above cells."""
        if self.head_at(point) is not None:
            return None
        return self._layout.row_at(point + QPoint(0, self.scroll_y))

    def head_at(self, point: QPoint) -> Group | None:
        """The group whose head, pinned or not, is at `point` of the viewport."""
        for group, rect, _ in self._heads():
            if rect.contains(point):
                return group
        return None

    def visible_rows(self) -> list[int]:
        """The rows that are on screen, in order."""
        top = self.scroll_y
        return [
            row
            for _, first, last in self._layout.visible(top, top + self.viewport().height())
            for row in range(first, last)
        ]

    def visible_ids(self) -> list[int]:
        """The ids that are on screen, in order."""
        return [self.model.ids[row] for row in self.visible_rows()]

    def show_row(self, row: int) -> None:
        """Scroll as little as is needed to see the whole cell of `row`; opens its group if need be."""
        group = self._layout.group_of(row)
        if group is not None and group.collapsed:
            self.set_collapsed(group.key, False)
        rect = self._layout.rect(row)
        if rect is None:
            return
        head = HEAD if group is not None and group.headed else GAP_M
        top, bottom = rect.top() - head, rect.bottom() + GAP_S
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if top < bar.value():
            bar.setValue(top)
        elif bottom > bar.value() + height:
            bar.setValue(min(top, bottom - height))

    def show_id(self, image: int) -> None:
        """Scroll to `image`, if it is shown at all."""
        if (row := self.model.row_of(image)) is not None:
            self.show_row(row)

    def _heads(self) -> list[tuple[Group, QRect, bool]]:
        """The heads on screen in the viewport's coordinates, the pinned one first."""
        top, width, height = self.scroll_y, self.viewport().width(), self.viewport().height()
        heads: list[tuple[Group, QRect, bool]] = []
        for group, _, _ in self._layout.visible(top, top + height):
            if not group.headed:
                return []
            rect = self._layout.head_rect(group, width).translated(0, -top)
            pinned = rect.top() < 0
            if pinned:
                below = self._layout.next_group(group)
                rect.moveTop(min(0, below.top - top - HEAD) if below is not None else 0)
            if rect.bottom() >= 0:
                heads.append((group, rect, pinned))
        return heads

    def set_hovered(self, row: int | None) -> None:
        """Show that the pointer is over `row`."""
        if row != self._hovered:
            before, self._hovered = self._hovered, row
            self.repaint_row(before)
            self.repaint_row(row)

    def set_band(self, band: QRect | None) -> None:
        """Show a rubber band, in pixels from the top of the whole."""
        self._band = band
        self.viewport().update()

    # keeping the place

    def arrange(self) -> None:
        """Lay out anew; what was seen stays where it was."""
        anchor = self._anchor or self._find_anchor()
        self._shown_ids = self.model.ids
        width = self.contentsRect().width() - self.verticalScrollBar().sizeHint().width() + GAP_S
        self._layout = arrange(self.model.count, self.model.runs, self._collapsed, width, self._thumbnail)
        bar = self.verticalScrollBar()
        page = self.viewport().height()
        self._placing = True
        try:
            bar.setRange(0, max(0, self._layout.height - page))
            bar.setPageStep(max(1, page - self._layout.line_pitch // 2))
            bar.setSingleStep(max(1, self._layout.line_pitch // 6))
            if anchor is not None:
                self._place(anchor)
        finally:
            self._placing = False
        self._anchor = anchor
        self._hovered = None
        self.viewport().update()
        self._look_soon.start()

    def _find_anchor(self) -> tuple[int, int] | None:
        """The image that has to stay where it is: the current one if seen, else the first that is."""
        top = self.scroll_y
        rows = [row for row in self.visible_rows() if row < len(self._shown_ids)]
        if not rows:
            return None
        row = rows[0]
        current = self.selection.current
        if current is not None and current in (seen := [self._shown_ids[each] for each in rows]):
            row = rows[seen.index(current)]
        elif top == 0:
            return None
        rect = self._layout.rect(row)
        return (self._shown_ids[row], rect.top() - top) if rect is not None else None

    def _place(self, anchor: tuple[int, int]) -> None:
        image, distance = anchor
        row = self.model.row_of(image)
        rect = self._layout.rect(row) if row is not None else None
        if rect is not None:
            self.verticalScrollBar().setValue(rect.top() - distance)

    # what is asked for

    def _ask_for_what_is_seen(self) -> None:
        """Cards and pictures of what is seen, then of the next screen in the direction of scrolling."""
        if not self.isVisible() or not self.model.count:
            return
        rows = self.visible_rows()
        if not rows:
            return
        page = len(rows)
        after = range(rows[-1] + 1, min(rows[-1] + 1 + page, self.model.count))
        before = range(rows[0] - 1, max(-1, rows[0] - 1 - page), -1)
        ahead, behind = (after, before) if self._downwards else (before, after)
        ids = self.model.ids
        near = [ids[row] for row in ahead]
        seen = [ids[row] for row in rows]
        self.model.want([*seen, *near, *(ids[row] for row in behind)])
        cell = self._layout.cell
        box = QSize(cell.thumbnail, cell.picture_height)
        self.pictures.wish([*seen, *near], box, self.devicePixelRatioF())

    def repaint_ids(self, ids: frozenset[int]) -> None:
        """Paint the cells of `ids` that are on screen again, soon."""
        for row in self.visible_rows():
            if self.model.ids[row] in ids:
                self.repaint_row(row)

    def repaint_row(self, row: int | None) -> None:
        """Paint the cell of `row` again, soon."""
        rect = self.rect_of(row) if row is not None else None
        if rect is not None:
            self.viewport().update(rect)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is on screen, from what is at hand."""
        painter = QPainter(self.viewport())
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        dirty = event.rect()
        painter.fillRect(dirty, look().palette.bg)
        top, ids = self.scroll_y, self.model.ids
        current = self.selection.current if self.hasFocus() and self._ring else None
        for group, first, last in self._layout.visible(top + dirty.top(), top + dirty.bottom() + 1):
            for row in range(first, last):
                rect = self._layout.rect_in(group, row)
                self._paint_cell(painter, rect.translated(0, -top), ids[row], row, current)
        group_by = self.model.question.group if self.model.question is not None else ""
        for group, rect, pinned in reversed(self._heads()):
            title = words.group_title(group.key, group_by, self.model.group_names)
            more = words.group_count(group.rows)
            self._cells.delegate.paint_head(painter, rect, title, more, group.collapsed, pinned)
        self._paint_band(painter)
        self.paint_over(painter)
        painter.end()

    def paint_over(self, painter: QPainter) -> None:
        """Draw what floats over the cells."""

    def _paint_cell(self, painter: QPainter, rect: QRect, image: int, row: int, current: int | None) -> None:
        selected = self.selection.contains(image)
        state = CellState(
            selected=selected,
            hovered=row == self._hovered,
            focused=image == current and not (selected and self.selection.count == 1),
            lacking=self.pictures.lacks(image),
        )
        card, picture = self.model.card(image), self.pictures.picture(image)
        self._cells.draw(painter, rect, image, self._layout.cell, card, picture, state)

    def _paint_band(self, painter: QPainter) -> None:
        band = self._band
        if band is not None:
            accent = QColor(look().palette.accent)
            painter.setPen(QPen(accent, 1))
            accent.setAlpha(36)
            painter.setBrush(accent)
            painter.drawRect(QRectF(band.translated(0, -self.scroll_y)).adjusted(0.5, 0.5, -0.5, -0.5))
