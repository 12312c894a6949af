"""The selection: ids or all-but, kept across other answers."""

from array import array

import pytest
from grid_parts import found
from hypothesis import given
from hypothesis import strategies as st

from janus_desktop.models import Matching, Question
from janus_desktop.ui.grid import ids as many
from janus_desktop.ui.grid.model import GridModel
from janus_desktop.ui.grid.selection import Selection


@pytest.fixture
def model(qapp):
    model = GridModel()
    model.set_found(found(range(10, 20)))
    return model


@pytest.fixture
def selection(model):
    return Selection(model)


def selected(model, selection):
    return [image for image in model.ids if selection.contains(image)]


def test_nothing_is_selected_at_first(selection):
    assert selection.count == 0
    assert selection.chosen() == ()
    assert selection.current is None


def test_selecting_one_makes_it_current(model, selection, qtbot):
    with qtbot.waitSignals([selection.changed, selection.current_changed]):
        selection.select_only(13)
    assert selection.chosen() == (13,)
    assert (selection.current, selection.anchor) == (13, 13)
    assert selection.current_row == 3


def test_a_range_runs_either_way_and_may_add(model, selection):
    selection.set_range(5, 3)
    assert selection.chosen() == (13, 14, 15)
    selection.set_range(8, 9, keep=True)
    assert selection.chosen() == (13, 14, 15, 18, 19)
    selection.set_range(0, 1)
    assert selection.chosen() == (10, 11)


def test_toggling_adds_and_takes_out(selection):
    selection.toggle(12)
    selection.toggle(11)
    selection.toggle(12)
    assert selection.chosen() == (11,)


def test_all_is_the_question_with_what_is_left_out(model, selection):
    selection.select_all()
    assert selection.count == 10
    assert selection.all_selected
    assert selection.chosen() == Matching(Question())
    selection.toggle(15)
    assert selection.chosen() == Matching(Question(), frozenset({15}))
    assert selection.count == 9
    assert not selection.contains(15)
    selection.set_range(5, 5, keep=True)
    assert selection.chosen() == Matching(Question())


def test_inverting_goes_there_and_back(model, selection):
    selection.set_ids([11, 17])
    selection.invert()
    assert selection.count == 8
    assert selection.chosen() == Matching(Question(), frozenset({11, 17}))
    selection.invert()
    assert selection.chosen() == (11, 17)


def test_the_order_is_the_one_that_is_shown(model, selection):
    model.set_found(found([5, 9, 1, 7]))
    selection.set_ids([1, 5, 7])
    assert list(selection.in_order()) == [5, 1, 7]
    selection.invert()
    assert list(selection.in_order()) == [9]


def test_what_is_gone_drops_out(model, selection, qtbot):
    selection.set_ids([11, 12, 19])
    with qtbot.waitSignal(selection.changed):
        model.set_found(found([12, 19, 30]))
    assert selection.chosen() == (12, 19)


def test_another_order_changes_nothing(model, selection, qtbot):
    selection.set_ids([11, 12])
    selection.set_current(12)
    with qtbot.assertNotEmitted(selection.changed):
        model.set_found(found(reversed(range(10, 20)), sort="filename"))
    assert selection.chosen() == (11, 12)
    assert selection.current_row == 7


def test_all_but_stays_so_for_the_same_images(model, selection):
    selection.select_all()
    selection.toggle(12)
    model.set_found(found(range(5, 20), sort="filename"))
    assert selection.count == 14, "images that came in while everything was selected are selected"
    assert selection.chosen() == Matching(Question(sort="filename"), frozenset({12}))


def test_all_but_becomes_ids_for_another_question(model, selection):
    selection.select_all()
    selection.toggle(12)
    model.set_found(found([8, 11, 12, 13], text="moth"))
    assert selection.chosen() == (11, 13)


def test_when_the_current_image_is_gone_the_next_is_current(model, selection):
    selection.select_only(13)
    model.set_found(found([10, 11, 12, 14, 15]))
    assert selection.current == 14
    assert selection.count == 0
    model.set_found(found([99], text="another"))
    assert selection.current is None


def test_a_million_are_selected_without_a_list(qapp):
    model = GridModel()
    model.set_found(found(range(1_000_000)))
    selection = Selection(model)
    selection.select_all()
    selection.toggle(77)
    assert selection.count == 999_999
    assert selection.chosen() == Matching(Question(), frozenset({77}))
    selection.set_range(10, 900_000)
    assert selection.count == 899_991
    assert selection.contains(900_000)
    assert not selection.contains(9)
    model.set_found(found(range(500_000, 1_500_000)))
    assert selection.count == 400_001
    assert next(selection.in_order()) == 500_000


numbers = st.lists(st.integers(0, 60), max_size=40)


@given(numbers, numbers, st.booleans())
def test_arithmetic_of_ids_is_that_of_sets(one, other, large):
    before, many._MANY = many._MANY, 0 if large else 20_000
    try:
        first, second = many.ordered(array("q", one)), many.ordered(array("q", other))
        assert list(first) == sorted(set(one))
        assert list(many.union(first, second)) == sorted({*one, *other})
        assert list(many.common(first, second)) == sorted({*one} & {*other})
        assert list(many.without(first, second)) == sorted({*one} - {*other})
        shown = array("q", reversed(list(dict.fromkeys(other))))
        assert list(many.present(first, shown)) == sorted({*one} & {*other})
        assert list(many.in_order(first, shown)) == [image for image in shown if image in set(one)]
        assert many.rows(first, shown) == [row for row, image in enumerate(shown) if image in set(one)]
        for image in one:
            row = many.position(shown, image, 3)
            assert (row is None) == (image not in other)
            assert row is None or shown[row] == image
    finally:
        many._MANY = before
