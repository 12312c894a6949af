"""A second look at sources: new, moved, changed, vanished and back; what is passed over; watched or not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from janus_desktop.cancel import Cancel
from janus_desktop.errors import BadValue, NotFound
from janus_desktop.models import Catalogue, ImportOptions, Question
from tests.models.conftest import finish, picture


@pytest.fixture
def root(filled: Catalogue, pictures: list[Path]) -> Path:
    return pictures[0].parent.parent


def source(catalogue: Catalogue) -> int:
    return catalogue.sources.tree()[0].id


def states(catalogue: Catalogue) -> dict[str, str]:
    found = catalogue.images.cards(list(catalogue.search.find(Question()).ids))
    return {card.filename: card.state for card in found.values()}


def test_nothing_new_changes_nothing(filled: Catalogue, root: Path) -> None:
    report = finish(filled.sources.rescan())
    assert (report.looked, report.added, report.moved, report.changed, report.missing, report.back) == (
        6,
        0,
        0,
        0,
        0,
        0,
    )


def test_new_changed_vanished_and_back(filled: Catalogue, root: Path, pictures: list[Path], tmp_path: Path) -> None:
    here = source(filled)
    picture(root / "new" / "new.jpg", 77)
    picture(pictures[0], 88)
    shutil.move(pictures[1], tmp_path / "away.jpg")
    report = finish(filled.sources.rescan([here]))
    assert (report.added, report.changed, report.missing, report.moved) == (1, 1, 1, 0)
    assert states(filled)[pictures[0].name] == "changed" and states(filled)[pictures[1].name] == "missing"
    again = finish(filled.sources.rescan([here]))
    assert (again.added, again.changed, again.missing) == (0, 0, 0)
    shutil.move(tmp_path / "away.jpg", pictures[1])
    assert finish(filled.sources.rescan([here])).back == 1
    assert states(filled)[pictures[1].name] == "present"
    assert {notice.kind for notice in filled.attention.all()} == {"changed"}


def test_a_move_is_one_move(filled: Catalogue, root: Path, pictures: list[Path], ids: list[int]) -> None:
    filled.images.edit(ids, {"title": "kept"})
    (root / "elsewhere").mkdir()
    for old in pictures[:3]:
        shutil.move(old, root / "elsewhere" / f"renamed {old.name}")
    report = finish(filled.sources.rescan([source(filled)]))
    assert (report.moved, report.added, report.missing) == (3, 0, 0)
    assert set(states(filled).values()) == {"present"} and len(states(filled)) == 6
    record = filled.images.record(filled.images.by_name(pictures[0].name))
    assert record.path == str(root / "elsewhere" / f"renamed {pictures[0].name}")
    assert len(record.places) == 1 and record.fields["title"] == "kept"
    names = {folder.name: folder.images for folder in filled.sources.tree()[0].folders}
    assert names["elsewhere"] == 3


def test_a_move_that_was_noticed_as_missing_first(
    filled: Catalogue, root: Path, pictures: list[Path], tmp_path: Path
) -> None:
    shutil.move(pictures[0], tmp_path / "held.jpg")
    finish(filled.sources.check())
    assert [notice.kind for notice in filled.attention.all()] == ["missing"]
    shutil.move(tmp_path / "held.jpg", root / "found.jpg")
    assert finish(filled.sources.rescan([source(filled)])).moved == 1
    assert filled.attention.all() == []


def test_only_watched_sources_take_in_by_themselves(filled: Catalogue, root: Path) -> None:
    picture(root / "new.jpg", 77)
    assert finish(filled.sources.rescan()).added == 0
    filled.sources.watch(source(filled), True)
    (watched,) = filled.sources.watched()
    assert watched.root == bytes(root) and not watched.network
    assert filled.sources.tree()[0].watched
    assert finish(filled.sources.rescan()).added == 1
    filled.sources.watch(source(filled), False)
    assert filled.sources.watched() == []
    with pytest.raises(NotFound):
        filled.sources.watch(999, True)
    with pytest.raises(NotFound):
        finish(filled.sources.rescan([999]))


def test_what_is_still_written_to_waits(filled: Catalogue, root: Path) -> None:
    picture(root / "new.jpg", 77)
    report = finish(filled.sources.rescan([source(filled)], settle=3600))
    assert (report.added, report.waiting) == (0, 1)
    assert finish(filled.sources.rescan([source(filled)])).added == 1


def test_a_root_that_is_gone_is_offline_and_comes_back(filled: Catalogue, root: Path) -> None:
    root.rename(root.with_name("unplugged"))
    finish(filled.sources.rescan())
    assert set(states(filled).values()) == {"offline"} and not filled.sources.tree()[0].online
    root.with_name("unplugged").rename(root)
    assert finish(filled.sources.rescan()).back == 6
    assert set(states(filled).values()) == {"present"}


def test_a_cancelled_rescan_notes_nothing_half(filled: Catalogue, root: Path) -> None:
    shutil.rmtree(root / "box")
    cancel = Cancel()
    cancel()
    assert finish(filled.sources.rescan(cancel=cancel)).cancelled
    assert set(states(filled).values()) == {"present"}


def test_ignore_patterns_and_files(catalogue: Catalogue, tmp_path: Path) -> None:
    top = tmp_path / "photos"
    for number, name in enumerate(
        ("a.jpg", "b_edited.jpg", "keep_edited.jpg", "backup/c.jpg", "sub/d.jpg", "sub/e.jpg")
    ):
        picture(top / name, number)
    (top / "sub" / ".janusignore").write_text("# own\n/e.jpg\n!d.jpg\n")
    options = ImportOptions(ignore=("*_edited.jpg", "!keep_*", "backup/", "d.jpg"))
    assert finish(catalogue.imports.files([top], options)).added == 3
    assert set(states(catalogue)) == {"a.jpg", "keep_edited.jpg", "d.jpg"}
    os.symlink(top / "sub" / "e.jpg", tmp_path / "link.jpg")
    assert finish(catalogue.imports.files([top / "sub" / "e.jpg"], options)).added == 1  # named is always tried


def test_values_and_tags_for_all_and_for_going_on(catalogue: Catalogue, tmp_path: Path) -> None:
    for number in range(4):
        picture(tmp_path / "photos" / f"{number}.jpg", number, "own")
    options = ImportOptions(values={"creator": "M. Kessler"}, tags=("Trip/2021", "field"), ignore=("3.jpg",))
    cancel = Cancel()
    cancel.closing = True
    steps = catalogue.imports.files([tmp_path / "photos"], options, cancel)
    next(steps)
    cancel()
    assert finish(steps).cancelled
    (notice,) = catalogue.attention.all()
    assert notice.kind == "interrupted"
    assert finish(catalogue.attention.retry([notice.id])).added == 3
    for image in catalogue.search.find(Question()).ids:
        record = catalogue.images.record(image)
        assert (record.fields["creator"], record.sources["creator"]) == ("M. Kessler", "person")
        assert {"|".join(tag.path) for tag in record.tags} == {"Trip|2021", "field"}
        assert record.fields["description"] == "own"
    assert catalogue.attention.all() == []


def test_patterns_and_tags_that_are_none(catalogue: Catalogue, tmp_path: Path) -> None:
    for options in (ImportOptions(tags=("",)), ImportOptions(values={"rating": 9})):
        with pytest.raises(BadValue):
            finish(catalogue.imports.files([tmp_path], options))


@pytest.mark.parametrize("stage", ["import", "thumbnails"])
def test_both_stages_can_be_held_and_go_on(catalogue: Catalogue, tmp_path: Path, stage: str) -> None:
    import threading

    for number in range(3):
        picture(tmp_path / "photos" / f"{number}.jpg", number)
    cancel, ended, stages = Cancel(), threading.Event(), []

    def work() -> None:
        for step in catalogue.imports.files([tmp_path / "photos"], cancel=cancel):
            stages.append(step.stage)
            if step.stage == stage and not ended.is_set() and not cancel.paused and stages.count(stage) == 1:
                cancel.pause()
                held.set()
        ended.set()

    held = threading.Event()
    thread = threading.Thread(target=work)
    thread.start()
    assert held.wait(30)
    assert not ended.wait(0.5)  # it stands still
    assert stages[-1] == stage
    cancel.resume()
    assert ended.wait(30)
    thread.join()
    assert catalogue.search.count(Question()) == 3
    assert len(catalogue.thumbnails.get(list(catalogue.search.find(Question()).ids))) == 3


def test_the_analysis_is_kept_with_the_metadata_and_not_in_the_trail(filled: Catalogue, ids: list[int]) -> None:
    operations = len(filled.history.recent())
    version = filled.images.record(ids[0]).version
    finish(filled.thumbnails.fill())
    found = filled.images.record(ids[0]).metadata["Analysis"]
    assert found.keys() >= {"mean", "clipped", "sharpness", "colours", "perceptual_hash"}
    assert 0 <= found["mean"] <= 255 and len(found["perceptual_hash"]) == 16
    assert "Exif" in filled.images.record(ids[0]).metadata
    assert len(filled.history.recent()) == operations and filled.images.record(ids[0]).version == version


def test_the_preview_in_the_file_is_the_first_picture(catalogue: Catalogue, tmp_path: Path) -> None:
    from tests.imaging.test_metadata import with_preview

    path = with_preview(tmp_path / "a.jpg", (30, 20))
    finish(catalogue.imports.files([path], ImportOptions(thumbnails=False)))
    (image,) = catalogue.search.find(Question()).ids
    preview = catalogue.thumbnails.get([image])[image]
    assert finish(catalogue.thumbnails.fill()) == 1
    assert catalogue.thumbnails.get([image])[image] != preview
