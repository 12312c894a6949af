"""Imports: good files, bad files, duplicates, odd names, copies, cancelling, crashes."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from janus_desktop.cancel import Cancel
from janus_desktop.errors import NotAllowed
from janus_desktop.models import ImportOptions, Library, Question
from tests.models.conftest import PASSWORD, finish, picture


def test_a_folder_with_good_bad_and_double_files(catalogue, pictures) -> None:
    box = pictures[0].parent
    (box / "again.jpg").write_bytes(pictures[0].read_bytes())
    (box / "text.jpg").write_text("this is no picture")
    (box / "empty.png").touch()
    (box / "notes.txt").write_text("nothing to see")
    (box / ".hidden.jpg").write_bytes(pictures[1].read_bytes())
    report = finish(catalogue.imports.files([box]))
    assert (report.added, report.duplicate, report.unreadable, report.skipped) == (6, 1, 2, 1)
    by_name = {Path(line.path).name: line for line in report.lines}
    assert "text.jpg" in str(by_name["text.jpg"].reason) and "empty.png" in str(by_name["empty.png"].reason)
    assert {notice.path.split("/")[-1] for notice in catalogue.attention.all()} == {"text.jpg", "empty.png"}
    (double,) = (line for line in report.lines if line.status == "duplicate")
    places = catalogue.images.record(double.id).places
    assert len(places) == 2


def test_dropping_it_again_adds_nothing(filled, pictures) -> None:
    report = finish(filled.imports.files([pictures[0].parent]))
    assert (report.added, report.duplicate) == (0, 6)
    assert filled.search.count(Question()) == 6


def test_names_that_clash_get_a_number(catalogue, tmp_path) -> None:
    files = [picture(tmp_path / f"d{i}" / "IMG_0001.JPG", i) for i in range(4)]
    finish(catalogue.imports.files(files))
    ids = catalogue.search.find(Question(sort="filename", descending=False)).ids
    names = [card.filename for card in catalogue.images.cards(list(ids)).values()]
    assert sorted(names) == ["IMG_0001 (2).JPG", "IMG_0001 (3).JPG", "IMG_0001 (4).JPG", "IMG_0001.JPG"]


NAMES = [
    "with space.jpg", "new\nline.jpg", 'quo"te\'s.jpg', "emoji 😀.jpg", "עברית.jpg", "%#?&.jpg", "back\\slash.jpg", "<b>html<b>.jpg",
    "x" * 251 + ".jpg", "e\u0301 decomposed.jpg", "tab\t.jpg", "-dash.jpg", "x.jpg[shrink=8].jpg",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_taken_in_and_found_again(catalogue, tmp_path, name: str) -> None:
    file = picture(tmp_path / "odd" / name, 3)
    report = finish(catalogue.imports.files([file.parent]))
    assert report.added == 1, report.lines
    (image,) = catalogue.search.find(Question()).ids
    record = catalogue.images.record(image)
    assert record.filename == name and record.places[0].path_bytes == os.fsencode(file)
    assert catalogue.thumbnails.get([image])[image][:2] == b"\xff\xd8"


def test_a_name_that_is_no_utf8(catalogue, tmp_path) -> None:
    folder = os.fsencode(tmp_path / "bytes")
    os.mkdir(folder)
    name = os.path.join(folder, b"caf\xe9 \xff.jpg")
    with open(name, "wb") as out:
        Image.new("RGB", (20, 20), "red").save(out, "JPEG")
    assert finish(catalogue.imports.files([folder])).added == 1
    (image,) = catalogue.search.find(Question()).ids
    assert catalogue.images.record(image).places[0].path_bytes == name


def test_links_loops_pipes_and_devices_end(catalogue, tmp_path) -> None:
    top = tmp_path / "tree"
    picture(top / "one.jpg", 1)
    (top / "loop").symlink_to(top)
    (top / "gone.jpg").symlink_to(top / "nowhere.jpg")
    (top / "zero.jpg").symlink_to("/dev/zero")
    os.mkfifo(top / "pipe.jpg")
    report = finish(catalogue.imports.files([top]))
    assert (report.added, report.duplicate) == (1, 0)
    assert {Path(line.path).name for line in report.lines} == {"gone.jpg", "zero.jpg", "pipe.jpg"}
    assert all(line.reason for line in report.lines)


def test_what_is_not_there_is_said(catalogue, tmp_path) -> None:
    report = finish(catalogue.imports.files([tmp_path / "nowhere", tmp_path / "no.jpg"]))
    assert report.unreadable == 2 and all("not there" in str(line.reason) for line in report.lines)


def test_copies_go_to_the_managed_folder_and_originals_stay(catalogue, pictures) -> None:
    before = {path: hashlib.sha256(path.read_bytes()).digest() for path in pictures}
    report = finish(catalogue.imports.files([pictures[0].parent], ImportOptions(copy=True)))
    assert report.added == 6
    for image in catalogue.search.find(Question()).ids:
        (place,) = catalogue.images.record(image).places
        assert place.managed and place.path.startswith(str(catalogue.library.managed / "2021" / "06"))
    assert {path: hashlib.sha256(path.read_bytes()).digest() for path in pictures} == before
    again = finish(catalogue.imports.files([pictures[0].parent], ImportOptions(copy=True)))
    assert (again.added, again.duplicate) == (0, 6)


def test_values_for_all(catalogue, pictures) -> None:
    finish(catalogue.imports.files(pictures, ImportOptions(values={"creator": "M. Kessler", "rating": 3})))
    record = catalogue.images.record(next(iter(catalogue.search.find(Question()).ids)))
    assert (record.fields["creator"], record.fields["rating"], record.sources["creator"]) == ("M. Kessler", 3, "person")


def test_cancelling_keeps_what_was_taken_in_and_it_can_be_undone(catalogue, tmp_path) -> None:
    for number in range(400):
        picture(tmp_path / "many" / f"{number:03d}.jpg", number)
    cancel = Cancel()
    steps = catalogue.imports.files([tmp_path / "many"], cancel=cancel)
    while True:
        step = next(steps)
        if step.ids:
            cancel()
            break
    report = finish(steps)
    assert report.cancelled and 0 < catalogue.search.count(Question()) == report.added < 400
    assert catalogue.attention.all() == []
    catalogue.history.undo(report.operation)
    assert catalogue.search.count(Question()) == 0
    rest = finish(catalogue.imports.files([tmp_path / "many"]))
    assert rest.added == 400 and catalogue.search.count(Question()) == 400


def test_what_is_in_the_trash_comes_back_when_it_is_dropped_again(filled, ids, pictures) -> None:
    filled.images.trash(ids)
    report = finish(filled.imports.files(pictures))
    assert report.added == 6 and "trash" in str(report.lines[0].reason)
    assert filled.search.count(Question(trashed=True)) == 0


def test_a_viewer_may_not_import(signed_in, pictures) -> None:
    viewer = signed_in("petr", "viewer")
    with pytest.raises(NotAllowed):
        finish(viewer.imports.files(pictures))
    assert viewer.search.count(Question()) == 0


def test_missing_offline_changed_and_what_helps(filled, ids, pictures, tmp_path) -> None:
    top = pictures[0].parent.parent
    away = tmp_path / "away"
    top.rename(away)
    assert finish(filled.sources.check()) > 0
    assert {card.state for card in filled.images.cards(ids).values()} == {"offline"}
    assert filled.sources.tree()[0].online is False and filled.attention.all() == []
    away.rename(top)
    finish(filled.sources.check())
    assert {card.state for card in filled.images.cards(ids).values()} == {"present"}

    (top / "box").rename(top / "carton")
    finish(filled.sources.check())
    notices = filled.attention.all()
    assert len(notices) == 6 and {n.kind for n in notices} == {"missing"}
    filled.attention.locate(notices[0].id, top / "carton")
    assert filled.attention.all() == []
    assert {card.state for card in filled.images.cards(ids).values()} == {"present"}
    assert filled.images.record(ids[0]).path.startswith(str(top / "carton"))


def test_a_changed_file_is_accepted_or_split(filled, ids, pictures) -> None:
    filled.images.edit(ids, {"title": "entered by hand"})
    picture(pictures[0], 77)
    picture(pictures[1], 78)
    finish(filled.sources.check())
    notices = {Path(n.path).name: n for n in filled.attention.all()}
    assert {n.kind for n in notices.values()} == {"changed"} and len(notices) == 2
    first = notices["leaf_00.jpg"]
    filled.attention.accept([first.id])
    record = filled.images.record(first.image)
    assert (record.width, record.fields["title"], record.state) == (64 + 77, "entered by hand", "present")
    done = filled.attention.split([notices["leaf_01.jpg"].id])
    assert filled.search.count(Question()) == 7 and done.ids[0] not in ids
    assert filled.images.record(notices["leaf_01.jpg"].image).fields["title"] == "entered by hand"
    assert filled.attention.all() == []


def test_touching_a_file_does_not_make_it_changed(filled, ids, pictures) -> None:
    os.utime(pictures[0], ns=(1, 1))
    finish(filled.sources.check())
    assert filled.attention.all() == []


def test_trying_again_after_the_file_was_mended(catalogue, pictures) -> None:
    good = pictures[0].read_bytes()
    pictures[0].write_text("no picture")
    finish(catalogue.imports.files(pictures))
    (notice,) = catalogue.attention.all()
    pictures[0].write_bytes(good)
    assert finish(catalogue.attention.retry([notice.id])).added == 1
    assert catalogue.attention.all() == []


IMPORT = """
import sys
sys.path.insert(0, {root!r})
from janus_desktop.models import Library
from tests.models.conftest import PASSWORD
view = Library.open({folder!r}).sign_in("marta", PASSWORD)
for step in view.imports.files([{photos!r}]):
    for line in step.lines:
        print(line.path, flush=True)
"""


@pytest.mark.parametrize("after", [1, 60, 200])
def test_a_killed_import_loses_nothing_that_was_said_and_goes_on(library, tmp_path, after: int) -> None:
    photos = tmp_path / "many"
    for number in range(260):
        picture(photos / f"{number:03d}.jpg", number)
    code = IMPORT.format(root=str(Path(__file__).parents[2]), folder=str(library.folder), photos=str(photos))
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert child.stdout is not None
    said = [child.stdout.readline().strip() for _ in range(after)]
    os.killpg(child.pid, signal.SIGKILL)
    said += [line.strip() for line in child.stdout if line.strip()]
    child.wait()
    child.stdout.close()
    again = Library.open(library.folder)
    view = again.sign_in("marta", PASSWORD)
    have = {card.path for card in view.images.cards(list(view.search.find(Question()).ids)).values()}
    assert set(said) <= have
    assert again.store.quick_check() is None
    (notice,) = view.attention.all()
    assert notice.kind == "interrupted" and str(photos) in notice.path
    report = finish(view.attention.retry([notice.id]))
    assert report.added == 260 - len(have) and view.search.count(Question()) == 260
    assert view.attention.all() == [] and finish(view.verify_chain()).whole
    again.close()


def test_two_processes_write_at_once(library, tmp_path) -> None:
    children = []
    for half in ("a", "b"):
        for number in range(60):
            picture(tmp_path / half / f"{half}{number:03d}.jpg", number + (100 if half == "b" else 0))
        code = IMPORT.format(
            root=str(Path(__file__).parents[2]), folder=str(library.folder), photos=str(tmp_path / half)
        )
        children.append(
            subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        )
    view = library.sign_in("marta", PASSWORD)
    while any(child.poll() is None for child in children):
        ids = list(view.search.find(Question()).ids)
        if ids:
            view.images.edit(ids[:3], {"notes": str(time.monotonic())})
    for child in children:
        assert child.wait() == 0, child.stderr.read()
        child.stderr.close()
    assert view.search.count(Question()) == 120
    assert finish(view.verify_chain()).whole


def test_the_thumbnails_are_only_a_cache(filled, ids) -> None:
    thumbs = filled.library.thumbs
    thumbs.close()
    thumbs.path.write_bytes(b"rubbish" * 1000)
    assert filled.thumbnails.get(ids) == {}
    assert finish(filled.thumbnails.fill()) == 6
    assert set(filled.thumbnails.get(ids)) == set(ids)
    thumbs.path.unlink()
    assert filled.thumbnails.get(ids) == {}
    made = dict(filled.thumbnails.make(ids))
    assert set(made) == set(ids) and set(filled.thumbnails.get(ids)) == set(ids)
    assert filled.thumbnails.trim(0) == 6


def test_a_full_disk_is_said_and_nothing_is_half_written(home, tmp_path, pictures) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if (
        os.getuid()
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(small)], capture_output=True
        ).returncode
    ):
        pytest.skip("no small file system can be mounted here")
    from janus_desktop.errors import StoreError

    try:
        library = Library.create(small / "library", username="marta", email="m@example.org", password=PASSWORD)
        view = library.sign_in("marta", PASSWORD)
        finish(view.imports.files(pictures))
        ids = list(view.search.find(Question()).ids)
        free = os.statvfs(small).f_bavail * os.statvfs(small).f_frsize
        (small / "filler").write_bytes(bytes(free))
        with pytest.raises(StoreError, match="full"):
            for number in range(200):
                view.images.edit(ids, {"notes": f"{number}" + "x" * 90_000})
        assert view.search.count(Question()) == 6
        (small / "filler").unlink()
        view.images.edit(ids, {"title": "there is room again"})
        assert library.store.quick_check() is None
        library.close()
    finally:
        subprocess.run(["umount", "-l", str(small)], check=False)


def test_a_picture_that_ends_too_early_is_kept_and_not_kept_silent(catalogue, tmp_path) -> None:
    whole = picture(tmp_path / "cut" / "letter.jpg", 4, "a letter")
    Image.effect_noise((900, 700), 80).save(tmp_path / "noise.jpg", exif=Image.open(whole).getexif(), quality=95)
    good = (tmp_path / "noise.jpg").read_bytes()
    whole.write_bytes(good[: len(good) // 3])
    report = finish(catalogue.imports.files([whole.parent]))
    assert (report.added, report.unreadable) == (1, 1)
    (line,) = report.lines
    assert "letter.jpg" in str(line.reason) and line.id is not None
    assert catalogue.images.record(line.id).fields["camera"] == "Canon EOS R5"
    (notice,) = catalogue.attention.all()
    assert (notice.kind, notice.image) == ("unreadable", line.id)
    again = finish(catalogue.attention.retry([notice.id]))
    assert again.unreadable == 1 and len(catalogue.attention.all()) == 1
