"""Cells computed from the index lie where they should, with groups, closed groups and none."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect

from janus_desktop.ui.grid.layout import HEAD, arrange


def layouts():
    @st.composite
    def made(draw):
        sizes = draw(st.lists(st.integers(1, 23), max_size=6))
        runs, start = [], 0
        for number, size in enumerate(sizes):
            runs.append((start, f"key {number}"))
            start += size
        closed = {key for _, key in runs if draw(st.booleans())}
        count = start if runs else draw(st.integers(0, 60))
        return arrange(count, runs, closed, draw(st.integers(100, 1400)), draw(st.integers(96, 320)))

    return made()


def is_open(layout, row):
    group = layout.group_of(row)
    return group is not None and not group.collapsed


@given(layouts())
def test_every_open_row_is_found_at_its_own_cell(layout):
    for row in range(layout.count):
        rect = layout.rect(row)
        assert (rect is None) == (not is_open(layout, row))
        if rect is not None:
            assert layout.row_at(rect.center()) == row
            assert layout.row_at(rect.topLeft()) == row
            assert layout.row_at(rect.bottomRight()) == row
            assert rect.bottom() < layout.height


@given(layouts())
def test_no_two_cells_touch(layout):
    rects = [rect for row in range(layout.count) if (rect := layout.rect(row)) is not None]
    for one, other in itertools.pairwise(rects):
        assert not one.intersects(other)


@given(layouts(), st.integers(0, 3000), st.integers(1, 900))
def test_what_is_visible_is_what_the_window_touches(layout, top, height):
    window = QRect(0, top, 2000, height)
    seen = {row for _, first, last in layout.visible(top, top + height) for row in range(first, last)}
    touched = {row for row in range(layout.count) if is_open(layout, row) and layout.rect(row).intersects(window)}
    assert touched <= seen
    assert len(seen) <= len(touched) + 2 * layout.columns


@given(layouts(), st.integers(-50, 1500), st.integers(-50, 2500), st.integers(1, 1500), st.integers(1, 1500))
def test_a_band_holds_the_cells_it_touches(layout, x, y, width, height):
    band = QRect(x, y, width, height)
    inside = {row for first, last in layout.inside(band) for row in range(first, last)}
    assert inside == {row for row in range(layout.count) if is_open(layout, row) and layout.rect(row).intersects(band)}


@given(layouts(), st.integers(-9, 9))
def test_steps_stay_in_what_is_shown(layout, lines):
    for row in range(layout.count):
        if is_open(layout, row):
            target = layout.step(row, lines)
            assert is_open(layout, target)
            if lines == 0:
                assert target == row


def test_down_keeps_the_column_across_a_group():
    layout = arrange(20, [(0, "one"), (7, "two")], (), 744, 120)
    assert layout.columns == 5
    assert layout.step(1, 1) == 6
    assert layout.step(6, 1) == 8
    assert layout.step(4, 1) == 6, "the line below is short: its last"
    assert layout.step(8, -1) == 6
    assert layout.step(0, -1) == 0
    assert layout.step(19, 1) == 19


def test_a_closed_group_takes_no_room_and_is_stepped_over():
    layout = arrange(20, [(0, "one"), (5, "two"), (10, "three")], {"two"}, 744, 120)
    assert layout.rect(5) is None
    assert layout.step(2, 1) == 12
    assert layout.step(12, -1) == 2
    assert layout.shown_row(7, 1) == 10
    assert layout.shown_row(7, -1) == 4
    assert layout.group_at(layout.rect(0).bottom() + HEAD // 2).key == "two"


def test_a_million_rows_are_laid_out_from_the_index():
    layout = arrange(1_000_000, (), (), 744, 120)
    rect = layout.rect(999_999)
    assert layout.row_at(rect.center()) == 999_999
    assert layout.height > 30_000_000


@pytest.mark.parametrize("width", [0, 40, 120, 5000])
def test_any_width_will_do(width):
    layout = arrange(10, (), (), width, 320)
    assert layout.columns >= 1
    assert layout.row_at(layout.rect(9).center()) == 9
    assert layout.row_at(QPoint(-5, -5)) is None


def test_nothing_is_laid_out_too():
    layout = arrange(0, (), (), 744, 120)
    assert layout.height == 0
    assert layout.row_at(QPoint(30, 30)) is None
    assert layout.shown_row(0, 1) in (None, -1, 0)
