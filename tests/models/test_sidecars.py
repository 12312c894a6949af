"""Sidecars from the catalogue: written, not over another's changes, read again and taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from janus_desktop.imaging.metadata import sidecar_writing as writing
from janus_desktop.imaging.metadata.embedded import decode_xmp
from janus_desktop.models import Catalogue, Question
from tests.imaging.test_sidecar_writing import DARKTABLE, DIGIKAM, LIGHTROOM
from tests.models.conftest import finish, picture


def elsewhere(path: Path, **values: Any) -> None:
    """What another program does: it changes some values in the sidecar of `path`."""
    writing.write_sidecar(bytes(path), values)


def xmp(path: Path) -> dict[str, Any]:
    return decode_xmp(path.with_name(path.name + ".xmp").read_bytes())


def fields(catalogue: Catalogue, image: int) -> tuple[Any, ...]:
    record = catalogue.images.record(image)
    return (record.fields["title"], record.fields["rating"], record.fields["flag"], tags(catalogue, image))


def tags(catalogue: Catalogue, image: int) -> set[str]:
    return {"|".join(tag.path) for tag in catalogue.images.record(image).tags}


@pytest.fixture
def one(filled: Catalogue, pictures: list[Path]) -> tuple[int, Path]:
    (image,) = filled.search.find(Question(pictures[0].name)).ids
    return image, pictures[0]


def test_written_and_written_again(filled: Catalogue, one: tuple[int, Path], ids: list[int]) -> None:
    image, path = one
    before = path.read_bytes()
    filled.images.edit([image], {"title": "Wing", "rating": 3, "label": "red", "taken": "1893-05~"})
    filled.tags.add([image], ["Species/Lycaena"])
    report = finish(filled.sidecars.write(ids))
    assert (report.done, report.conflict, report.failed, report.lines) == (len(ids), 0, 0, ())
    said = xmp(path)
    assert (said["Xmp.dc.title"], said["Xmp.xmp.Rating"]) == ({"x-default": "Wing"}, "3")
    assert (said["Xmp.xmp.Label"], said["Xmp.photoshop.DateCreated"]) == ("Red", "1893-05")
    assert said["Xmp.lr.hierarchicalSubject"] == ["Species|Lycaena"]
    filled.images.edit([image], {"flag": "reject", "title": ""})
    assert finish(filled.sidecars.write([image])).done == 1
    said = xmp(path)
    assert said["Xmp.xmp.Rating"] == "-1" and "Xmp.dc.title" not in said
    assert path.read_bytes() == before
    assert filled.history.next_undo().action == "images.flag" or filled.history.next_undo().action == "images.edit"


def test_another_programs_change_is_a_conflict(filled: Catalogue, one: tuple[int, Path]) -> None:
    image, path = one
    finish(filled.sidecars.write([image]))
    elsewhere(path, title="from elsewhere")
    filled.images.edit([image], {"title": "from here"})
    report = finish(filled.sidecars.write([image]))
    assert (report.done, report.conflict) == (0, 1)
    assert report.lines[0].id == image and "another program" in str(report.lines[0].reason)
    assert xmp(path)["Xmp.dc.title"] == {"x-default": "from elsewhere"}
    assert finish(filled.sidecars.write([image], overwrite=True)).done == 1
    assert xmp(path)["Xmp.dc.title"] == {"x-default": "from here"}
    before = path.with_name(path.name + ".xmp").stat().st_mtime_ns
    again = finish(filled.sidecars.write([image]))
    assert (again.done, again.conflict) == (0, 0)  # it says so already
    assert path.with_name(path.name + ".xmp").stat().st_mtime_ns == before


def test_only_what_changed_elsewhere_is_taken_over_and_undo_takes_it_back(
    filled: Catalogue, one: tuple[int, Path]
) -> None:
    image, path = one
    filled.images.edit([image], {"title": "Wing", "rating": 3})
    filled.tags.add([image], ["kept", "removed"])
    finish(filled.sidecars.write([image]))
    filled.images.edit([image], {"rating": 5})
    filled.tags.add([image], ["since"])
    before = fields(filled, image)
    elsewhere(path, title="Fore wing", flag="pick", tags=[["kept"], ["Sites", "Box"]])
    assert finish(filled.sidecars.read_again([image])).done == 1
    assert fields(filled, image) == ("Fore wing", 5, "pick", {"kept", "since", "Sites|Box"})
    assert filled.images.record(image).sources["title"] == "sidecar"
    again = finish(filled.sidecars.read_again([image]))
    assert (again.done, again.lines) == (0, ())
    filled.history.undo()
    filled.history.undo()
    assert fields(filled, image) == before
    again = finish(filled.sidecars.write([image]))
    assert (again.done, again.conflict) == (1, 0)  # we know what it says


@pytest.mark.parametrize(
    ("packet", "rating", "label", "flag", "carried"),
    [
        (DIGIKAM, 2, "red", "reject", {"Old|Tag"}),
        (DARKTABLE, None, "red", "reject", {"darktable|exported", "Old|Tag"}),
        (LIGHTROOM, 5, None, None, {"Old|Tag"}),
    ],
    ids=["digiKam", "darktable", "Lightroom"],
)  # fmt: skip
def test_round_trip_with_another_program(
    catalogue: Catalogue, tmp_path: Path, packet: str, rating: int | None, label: str | None, flag: str | None,
    carried: set[str],
) -> None:  # fmt: skip
    path = picture(tmp_path / "one" / "a.jpg", 3)
    place = path.with_name("a.jpg.xmp")
    place.write_text(packet)
    finish(catalogue.imports.files([path]))
    (image,) = catalogue.search.find(Question()).ids
    record = catalogue.images.record(image)
    assert (record.fields["rating"], record.fields["label"], record.fields["flag"]) == (rating, label, flag)
    assert tags(catalogue, image) == carried
    before = decode_xmp(packet.encode())
    report = finish(catalogue.sidecars.write([image]))
    assert (report.done, report.conflict) == (1, 0)  # it is as the import knew it
    after = xmp(path)
    for name in ("Xmp.dc.title", "Xmp.xmp.Rating", "Xmp.xmp.Label", "Xmp.lr.hierarchicalSubject"):
        assert str(after.get(name)) == str(before.get(name)) or name == "Xmp.xmp.Label" or flag == "reject", name
    for name in set(before) - set(after):
        raise AssertionError(name)
    elsewhere(path, rating=1, flag=None)
    finish(catalogue.sidecars.read_again([image]))
    assert catalogue.images.record(image).fields["rating"] == 1
    assert tags(catalogue, image) == carried


def test_what_cannot_be_written_or_read_is_said(filled: Catalogue, one: tuple[int, Path]) -> None:
    image, path = one
    report = finish(filled.sidecars.read_again([image]))
    assert [line.status for line in report.lines] == ["absent"]
    path.with_name(path.name + ".xmp").write_text("<broken")
    report = finish(filled.sidecars.write([image], overwrite=True))
    assert (report.failed, path.with_name(path.name + ".xmp").read_text()) == (1, "<broken")
    path.with_name(path.name + ".xmp").unlink()
    path.unlink()
    finish(filled.sources.check())
    assert finish(filled.sidecars.write([image])).failed == 1
