"""Where each cell lies: computed from its row, with a table of the groups and nothing else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from PySide6.QtCore import QPoint, QRect

from janus_desktop.ui.look.sizes import GAP_L, GAP_M, GAP_S, GAP_XS

#: Inside a cell: around everything, between picture and words, and the two lines of words.
PAD: Final = 6
WORDS_GAP: Final = 5
LINE: Final = 16
HEAD: Final = 40
#: Between cells, and around all of them.
GAP: Final = GAP_M
MARGIN: Final = GAP_L
#: Cells are spread over the width, but not farther apart than this.
GAP_MOST: Final = 48


@dataclass(frozen=True, slots=True)
class CellSize:
    """How large a cell is for a thumbnail size (the longest edge of a picture, 96–320)."""

    thumbnail: int

    @property
    def picture_height(self) -> int:
        """The box of the picture is a little wider than high: most pictures are."""
        return self.thumbnail * 14 // 15

    @property
    def width(self) -> int:
        """The whole cell, with the ring of a selected one."""
        return self.thumbnail + 2 * PAD

    @property
    def height(self) -> int:
        """Picture, name and the dim line."""
        return self.picture_height + WORDS_GAP + 2 * LINE + 2 * PAD

    def picture_box(self, cell: QRect) -> QRect:
        """Where in `cell` the picture may be."""
        return QRect(cell.x() + PAD, cell.y() + PAD, self.thumbnail, self.picture_height)


class Group(NamedTuple):
    """A run of rows under one head. `top` is the head's; rows of a collapsed group have no place."""

    key: str
    start: int
    rows: int
    top: int
    collapsed: bool
    headed: bool

    @property
    def end(self) -> int:
        """The row after the last."""
        return self.start + self.rows


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of all cells, in pixels from the top of the first. Made anew when anything changes."""

    count: int
    cell: CellSize
    columns: int
    pitch: int
    left: int
    height: int
    headed: bool
    _keys: Sequence[str] = field(repr=False)
    _starts: Sequence[int] = field(repr=False)
    _tops: Sequence[int] = field(repr=False)
    _collapsed: Collection[str] = field(repr=False)

    @property
    def line_pitch(self) -> int:
        """From the top of a line to the top of the next."""
        return self.cell.height + GAP

    def _group(self, at: int) -> Group:
        start = self._starts[at]
        end = self._starts[at + 1] if at + 1 < len(self._starts) else self.count
        key = self._keys[at]
        return Group(key, start, end - start, self._tops[at], self.headed and key in self._collapsed, self.headed)

    def group_of(self, row: int) -> Group | None:
        """The group that `row` is in."""
        at = bisect_right(self._starts, row) - 1
        return self._group(at) if at >= 0 and row < self.count else None

    def group_at(self, y: int) -> Group | None:
        """The group whose head or cells are at `y`; the last one below all."""
        at = bisect_right(self._tops, y) - 1
        return self._group(at) if at >= 0 else None

    def next_group(self, group: Group) -> Group | None:
        """The group below `group`."""
        at = bisect_right(self._starts, group.start)
        return self._group(at) if at < len(self._starts) else None

    def body_top(self, group: Group) -> int:
        """Where the first line of `group` begins."""
        return group.top + (HEAD if group.headed else GAP_M)

    def lines(self, group: Group) -> int:
        """How many lines of cells `group` shows."""
        return 0 if group.collapsed else -(-group.rows // self.columns)

    def rect(self, row: int) -> QRect | None:
        """The cell of `row`; None while its group is collapsed."""
        group = self.group_of(row)
        return self.rect_in(group, row) if group is not None and not group.collapsed else None

    def rect_in(self, group: Group, row: int) -> QRect:
        """The cell of `row`, which is in `group`, an open one."""
        line, column = divmod(row - group.start, self.columns)
        x = self.left + column * self.pitch
        y = self.body_top(group) + line * self.line_pitch
        return QRect(x, y, self.cell.width, self.cell.height)

    def head_rect(self, group: Group, width: int) -> QRect:
        """The head of `group` over `width`."""
        return QRect(0, group.top, width, HEAD if group.headed else 0)

    def row_at(self, point: QPoint) -> int | None:
        """The row whose cell is at `point`."""
        group = self.group_at(point.y())
        if group is None or group.collapsed:
            return None
        below = point.y() - self.body_top(group)
        line, inside_y = divmod(below, self.line_pitch)
        column = (point.x() - self.left) // self.pitch
        inside_x = point.x() - self.left - column * self.pitch
        row = group.start + line * self.columns + column
        hit = (
            below >= 0
            and point.x() >= self.left
            and column < self.columns
            and inside_x < self.cell.width
            and inside_y < self.cell.height
            and row < group.end
        )
        return row if hit else None

    def visible(self, top: int, bottom: int) -> Iterator[tuple[Group, int, int]]:
        """Each group between `top` and `bottom` with its first row there and the one after its last."""
        at = max(0, bisect_right(self._tops, top) - 1)
        for each in range(at, len(self._starts)):
            group = self._group(each)
            if group.top >= bottom:
                return
            if group.collapsed:
                yield group, group.start, group.start
                continue
            body = self.body_top(group)
            first = max(0, (top - body) // self.line_pitch)
            last = max(0, -(-(bottom - body) // self.line_pitch))
            start, end = group.start, group.end
            yield group, min(start + first * self.columns, end), min(start + last * self.columns, end)

    def inside(self, box: QRect) -> Iterator[tuple[int, int]]:
        """Runs of rows (first, one after the last) whose cells `box` touches, a line each."""
        low = max(0, (box.left() - self.left - self.cell.width) // self.pitch + 1)
        high = min(self.columns - 1, (box.right() - self.left) // self.pitch)
        if low > high:
            return
        for group, start, end in self.visible(box.top(), box.bottom() + 1):
            row = start
            while row < end:
                line = (row - group.start) // self.columns
                y = self.body_top(group) + line * self.line_pitch
                line_start = group.start + line * self.columns
                if y <= box.bottom() and y + self.cell.height > box.top():
                    run = (line_start + low, min(line_start + high + 1, group.end))
                    if run[0] < run[1]:
                        yield run
                row = line_start + self.columns

    def step(self, row: int, lines: int) -> int:
        """The row `lines` below (or above, if negative) `row`, in the same column where there is one."""
        group = self.group_of(row)
        if group is None:
            return row
        column = (row - group.start) % self.columns
        line = (row - group.start) // self.columns if not group.collapsed else 0
        at = bisect_right(self._starts, row) - 1
        line += lines
        step = 1 if lines > 0 else -1
        while not 0 <= line < self.lines(group):
            if not 0 <= at + step < len(self._starts):
                return self._edge(step, row, column)
            line -= self.lines(group) if step > 0 else 0
            at += step
            group = self._group(at)
            line += self.lines(group) if step < 0 else 0
        return min(group.start + line * self.columns + column, group.end - 1)

    def _edge(self, step: int, row: int, column: int) -> int:
        """The last line that is shown (the first for a negative `step`), seen from `row`."""
        edge = self.shown_row(self.count - 1 if step > 0 else 0, -step)
        group = self.group_of(edge) if edge is not None else None
        if group is None:
            return row
        line = self.lines(group) - 1 if step > 0 else 0
        return min(group.start + line * self.columns + column, group.end - 1)

    def shown_row(self, row: int, step: int) -> int | None:
        """`row`, or the next in the direction of `step` whose group is not collapsed."""
        at = bisect_right(self._starts, row) - 1
        while 0 <= at < len(self._starts):
            group = self._group(at)
            if not group.collapsed:
                return max(group.start, min(row, group.end - 1))
            at += 1 if step >= 0 else -1
        return None


def arrange(
    count: int, runs: Sequence[tuple[int, str]], collapsed: Collection[str], width: int, thumbnail: int
) -> Layout:
    """Lay out `count` rows in `width` pixels. `runs` are (first row, key), empty for no groups."""
    cell = CellSize(thumbnail)
    room = max(cell.width, width - 2 * MARGIN)
    columns = max(1, (room + GAP_S) // (cell.width + GAP_S))
    spread = (room - columns * cell.width) // (columns - 1) if columns > 1 else 0
    pitch = cell.width + min(spread, GAP_MOST)
    headed = bool(runs)
    starts = [start for start, _ in runs] or [0]
    keys = [key for _, key in runs] or [""]
    head, line_pitch = (HEAD if headed else GAP_M), cell.height + GAP
    tops: list[int] = []
    top = 0
    for at, (start, end) in enumerate(zip(starts, [*starts[1:], count], strict=True)):
        tops.append(top)
        closed = headed and bool(collapsed) and keys[at] in collapsed
        lines = 0 if closed else -(-(end - start) // columns)
        top += head + lines * line_pitch - (GAP if lines else 0)
    left = MARGIN if columns > 1 or width > cell.width + 2 * MARGIN else max(GAP_XS, (width - cell.width) // 2)
    height = top + MARGIN if count else 0
    return Layout(count, cell, columns, pitch, left, height, headed, keys, starts, tops, frozenset(collapsed))
