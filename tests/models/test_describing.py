"""Editing, tagging, trash; undo and redo, also after a restart; conflicts."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from janus_desktop.errors import BadValue, Conflict, NotFound
from janus_desktop.models import Change, Library, Matching, Question
from tests.models.conftest import PASSWORD, finish


def fields(view, image: int) -> dict:
    return dict(view.images.record(image).fields)


def test_a_title_is_edited_undone_and_redone(filled, ids) -> None:
    one = ids[0]
    before = fields(filled, one)
    done = filled.images.edit([one], {"title": "Lycaena"})
    assert (done.images, str(done.words)) == (1, "edit of 1 image")
    assert fields(filled, one)["title"] == "Lycaena"
    assert filled.images.record(one).sources["title"] == "person"
    assert str(filled.history.next_undo().words) == "edit of 1 image"
    filled.history.undo()
    assert fields(filled, one) == before
    assert "title" not in filled.images.record(one).sources
    assert str(filled.history.next_redo().words) == "edit of 1 image"
    filled.history.redo()
    assert fields(filled, one)["title"] == "Lycaena"
    assert filled.history.next_redo() is None


def test_undo_goes_back_step_by_step_and_a_new_edit_clears_redo(filled, ids) -> None:
    for title in ("a", "b", "c"):
        filled.images.edit(ids, {"title": title})
    filled.history.undo()
    filled.history.undo()
    assert fields(filled, ids[0])["title"] == "a"
    filled.history.redo()
    assert fields(filled, ids[0])["title"] == "b"
    filled.history.undo()
    filled.images.edit(ids, {"title": "d"})
    with pytest.raises(NotFound, match="nothing to redo"):
        filled.history.redo()
    filled.history.undo()
    filled.history.undo()
    assert fields(filled, ids[0])["title"] is None


def test_undo_survives_a_restart(filled, ids) -> None:
    filled.images.edit(ids, {"creator": "M. Kessler"})
    folder = filled.library.folder
    filled.library.close()
    library = Library.open(folder)
    view = library.sign_in("marta", PASSWORD)
    assert view.history.next_undo() is None  # Ctrl+Z is for this window's session …
    assert view.history.recent()[0].undoable  # … the History panel reaches any
    view.history.undo(view.history.recent()[0].id)
    assert fields(view, ids[0])["creator"] is None
    library.close()


def test_what_somebody_changed_since_is_a_conflict_and_nothing_is_undone(filled, ids, signed_in) -> None:
    done = filled.images.edit(ids, {"title": "mine"})
    other = signed_in("amara", "user")
    other.images.edit(ids[:2], {"title": "theirs"})
    with pytest.raises(Conflict, match="amara changed 2") as raised:
        filled.history.undo(done.operation)
    assert set(raised.value.ids) == set(ids[:2]) and raised.value.free == len(ids) - 2
    assert fields(filled, ids[3])["title"] == "mine"
    assert filled.history.undo(done.operation, free_only=True).images == len(ids) - 2
    assert [fields(filled, i)["title"] for i in ids] == ["theirs", "theirs"] + [None] * (len(ids) - 2)


def test_a_step_in_the_middle_is_undone_when_nothing_touched_it_since(filled, ids) -> None:
    first = filled.images.edit(ids, {"title": "a title"})
    filled.images.edit(ids, {"creator": "somebody"})
    filled.history.undo(first.operation)
    assert (fields(filled, ids[0])["title"], fields(filled, ids[0])["creator"]) == (None, "somebody")


def test_an_edit_on_old_eyes_is_refused_only_for_the_same_field(filled, ids, signed_in) -> None:
    seen = filled.images.selected(ids).versions
    other = signed_in("amara", "user")
    other.images.edit(ids[:1], {"title": "theirs"})
    filled.images.edit(ids, {"creator": "no clash"}, seen=seen)
    with pytest.raises(Conflict, match="amara"):
        filled.images.edit(ids, {"title": "mine"}, seen=seen)
    assert fields(filled, ids[0])["title"] == "theirs" and fields(filled, ids[1])["title"] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("taken", "yesterday"), ("taken", "2021-02-30"), ("taken", "1893T10:00"), ("rating", 6), ("rating", "many"),
     ("label", "mauve"), ("flag", "maybe"), ("filename", "x.jpg"), ("title", "x" * 100_001)],
)  # fmt: skip
def test_what_a_field_cannot_hold(filled, ids, field: str, value: object) -> None:
    with pytest.raises(BadValue) as raised:
        filled.images.edit(ids, {field: value})
    assert raised.value.field == field
    assert filled.history.next_undo() is None


@pytest.mark.parametrize(
    "value",
    [
        "1893",
        "1893-05",
        "1893-05-17",
        "1931~",
        "1893?",
        "2021-06-12T10:20:30",
        "2021-06-12T10:20:30.25+02:00",
        "2021-06-12T10:20:00Z",
    ],
)
def test_dates_as_exact_as_they_are_known(filled, ids, value: str) -> None:
    filled.images.edit(ids[:1], {"taken": value})
    assert fields(filled, ids[0])["taken"] == value.replace("Z", "+00:00")


def test_what_a_selection_shares_and_where_it_differs(filled, ids) -> None:
    filled.images.edit(ids[:3], {"creator": "M. Kessler", "rating": 4})
    shared = filled.images.selected(ids[:3])
    assert (shared.count, shared.fields["creator"].value, shared.fields["creator"].mixed) == (3, "M. Kessler", False)
    assert shared.fields["creator"].source == "person"
    mixed = filled.images.selected(ids)
    assert mixed.fields["creator"].value is None and mixed.fields["creator"].distinct == 2
    assert mixed.fields["description"].distinct == len(ids)
    assert mixed.fields["camera"].value == "Canon EOS R5"


def test_tags_make_a_tree_and_are_undone(filled, ids) -> None:
    filled.tags.add(ids[:3], ["Species|Lycaena", "Place/Transect C"])
    tree = {tag.path: tag.images for tag in filled.tags.all()}
    assert tree == {("Place",): 3, ("Place", "Transect C"): 3, ("Species",): 3, ("Species", "Lycaena"): 3}
    filled.tags.add(ids[2:], ["species|lycaena"])
    assert {tag.path: tag.images for tag in filled.tags.all()}[("Species", "Lycaena")] == len(ids)
    share = {s.tag.name: s.images for s in filled.images.selected(ids).tags}
    assert share == {"Lycaena": len(ids), "Transect C": 3}
    filled.history.undo()
    assert {tag.path: tag.images for tag in filled.tags.all()}[("Species", "Lycaena")] == 3
    filled.tags.remove(ids, ["Place|Transect C"])
    assert "Transect C" not in {s.tag.name for s in filled.images.selected(ids).tags}
    filled.history.undo()
    assert filled.images.cards(ids[:1])[ids[0]].tags == 2


def test_the_trash_takes_and_gives_back_and_files_stay(filled, ids, pictures) -> None:
    filled.images.trash(ids[:2])
    assert filled.search.count(Question()) == len(ids) - 2
    assert filled.search.count(Question(trashed=True)) == 2
    filled.history.undo()
    assert filled.search.count(Question()) == len(ids)
    filled.images.trash(ids[:2])
    filled.images.restore(ids[:1])
    assert filled.images.empty_trash().images == 1
    assert filled.search.count(Question(trashed=True)) == 0
    assert all(path.exists() for path in pictures)
    with pytest.raises(NotFound):
        filled.images.record(ids[1])
    assert filled.history.next_undo().action == "images.restore"  # emptying is for good


def test_undoing_an_import_moves_its_images_to_the_trash_and_redo_brings_them_back(filled, ids) -> None:
    filled.history.undo()
    assert (filled.search.count(Question()), filled.search.count(Question(trashed=True))) == (0, len(ids))
    filled.history.redo()
    assert filled.search.count(Question()) == len(ids)


def test_operations_take_a_question_with_exceptions(filled, ids) -> None:
    filled.images.edit(Matching(Question(), frozenset(ids[:1])), {"label": "green"})
    assert [fields(filled, i)["label"] for i in ids] == [None] + ["green"] * (len(ids) - 1)


def test_everybody_is_told_what_changed(filled, ids) -> None:
    told: list[Change] = []
    leave = filled.library.subscribe(told.append)
    filled.images.edit(ids[:2], {"rating": 3})
    assert told[-1].ids == tuple(ids[:2]) and "images" in told[-1].topics
    leave()
    filled.images.edit(ids[:2], {"rating": 4})
    assert len(told) == 1


def test_another_window_sees_the_change(filled, ids) -> None:
    second = Library.open(filled.library.folder)
    assert second.watch() == []
    filled.images.edit(ids[:2], {"rating": 3})
    seen = second.watch()
    assert [change.ids for change in seen] == [tuple(ids[:2])] and not seen[0].ours
    assert second.watch() == [] and filled.library.watch() == []
    second.close()


def test_words_are_found_in_names_descriptions_tags_and_what_files_say(filled, ids) -> None:
    filled.images.edit(ids[:1], {"notes": "東京の港で撮影 — naïve résumé"})
    filled.tags.add(ids[1:2], ["Harbour"])
    count = filled.search.count
    assert count(Question("leaf_03")) == 1
    assert count(Question("eaf_0")) == len(ids)  # substring, for file names
    assert count(Question("京の")) == count(Question("撮影")) == count(Question("resume")) == 1
    assert count(Question("harb*")) == 1
    assert count(Question('"leaf number 2"')) == 1
    assert count(Question("canon leaf")) == len(ids)
    assert count(Question("*")) == count(Question("")) == len(ids)
    assert count(Question("nothing of the kind")) == 0


@pytest.mark.parametrize(
    "text",
    ["foo.jpg", "2024-01-02", "f/2.8", "C++", 'a"b', "AND OR NOT", "NEAR(", "'; DROP TABLE images; --", "%", "_", "*a", "(((", "-x", "a:b", "^", "\0",
     "😀", "x" * 10_000],
)  # fmt: skip
def test_any_text_searches_literally_and_never_fails(filled, text: str) -> None:
    filled.search.find(Question(text))


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_is_an_error(filled, text: str) -> None:
    filled.search.count(Question(text))


def test_groups_are_runs_of_the_order(filled, ids) -> None:
    found = filled.search.find(Question(group="day", sort="taken"))
    assert [key for _, key in found.runs] == [f"2021-06-{d:02d}" for d in range(6, 0, -1)]
    assert [start for start, _ in found.runs] == list(range(6))


@given(
    edits=st.lists(st.tuples(st.sampled_from(["title", "creator", "rating", "label"]), st.integers(0, 3)), max_size=6)
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_everything_leads_back_and_redoing_forward(filled, ids, edits) -> None:
    values = {
        "title": [None, "a", "b", "c"],
        "creator": [None, "x", "y", "z"],
        "rating": [None, 1, 2, 3],
        "label": [None, "red", "green", "blue"],
    }
    base = [fields(filled, i) for i in ids]
    for field, choice in edits:
        filled.images.edit(ids[: choice + 1], {field: values[field][choice]})
    made = [fields(filled, i) for i in ids]
    for _ in edits:
        filled.history.undo()
    assert [fields(filled, i) for i in ids] == base
    for _ in edits:
        filled.history.redo()
    assert [fields(filled, i) for i in ids] == made
    for _ in edits:
        filled.history.undo()
    assert finish(filled.verify_chain()).whole
