"""find, show, edit, tag, trash, undo, redo, thumbnail."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from .conftest import OWNER, Janus


def _names(said: object) -> list[str]:
    return [each["filename"] for each in said.lines]  # type: ignore[attr-defined]


def test_find_newest_first_and_sorted(inside: Janus) -> None:
    found = inside("find", "*", "--json")
    assert found.code == 0
    assert _names(found) == ["cell.jpg", "leaf 3.jpg", "leaf 2.jpg", "leaf 1.jpg", "leaf 0.jpg"]
    assert _names(inside("find", "*", "--sort", "filename", "--json"))[:2] == ["cell.jpg", "leaf 0.jpg"]
    assert _names(inside("find", "*", "--sort", "taken", "--json"))[0] == "leaf 0.jpg"
    for args in (("--sort=-filename",), ("--sort", "filename", "--reverse")):
        assert _names(inside("find", "*", *args, "--json"))[0] == "leaf 3.jpg"
    assert _names(inside("find", "*", "--sort", "filename", "--limit", "1", "--json")) == ["cell.jpg"]
    assert inside("find", "*", "--limit", "0", "--json").out == ""


def test_find_words(inside: Janus, pictures: Path) -> None:
    found = inside("find", "leaf", "1", "--json")
    assert _names(found) == ["leaf 1.jpg"]
    row = found.lines[0]
    assert row["path"] == str(pictures / "leaf 1.jpg")
    assert (row["id"], row["width"], row["height"], row["format"]) == (2, 64, 48, "JPEG")
    nothing = inside("find", "no such words")
    assert (nothing.code, nothing.out) == (0, "")
    assert inside("find", "leaf", "--count", "--json").data == {"count": 4}
    assert inside("find", "leaf", "--count").out == "4\n"


@pytest.mark.parametrize(
    "query", ["'", '"', "%", "_", "\\", "a AND", "NEAR(", "*'; DROP TABLE images; --", "\u202e", "🌿", "(", "a:b"]
)
def test_find_anything_literally(inside: Janus, query: str) -> None:
    said = inside("find", "--json", "--", query)
    assert said.code == 0, said.err


def test_find_by_the_query_language(inside: Janus) -> None:
    assert inside("edit", "1", "2", "rating=4").code == 0
    assert inside("tag", "1", "+Species/Lycaena").code == 0
    for query, count in (
        (["rating>=3"], 2), (["rating>=3", "tag:species"], 1), (["rating>=3", "-tag:species"], 1), (["-rating>=3", "leaf"], 2),
        (["taken:2021-06-01"], 1), (['camera:"Canon EOS R5"', "iso:100"], 1), (["leaf", "OR", "cell"], 5), (["-leaf"], 1),
    ):  # fmt: skip
        said = inside("find", *query, "--count")
        assert (said.out, said.err) == (f"{count}\n", ""), query


def test_what_find_does_not_understand_is_said_and_the_rest_is_found(inside: Janus) -> None:
    said = inside("find", "leaf", "rating:many", "--count")
    assert (said.code, said.out) == (0, "4\n")
    assert said.err == "janus: “many” was not understood. Expected: A number: 3, >=3, 3..5, 1,2.\n"
    said = inside("find", "rating:", "--count")
    assert (said.code, said.out) == (0, "5\n")
    assert said.err.startswith("janus: The query is not complete. Expected: A number")


def test_show_by_id_and_by_name(inside: Janus, pictures: Path) -> None:
    shown = inside("show", "1", "--json")
    assert shown.code == 0
    one = shown.data
    assert one == inside("show", "leaf 0.jpg", "--json").data
    assert one["make"] == "Canon" and one["model"] == "Canon EOS R5" and one["iso"] == 100
    assert one["taken"] == one["datetime_original"] == "2021-06-01T09:30:00"
    assert one["creator"] == one["artist"] == "M. Kessler"
    assert [each["path"] for each in one["places"]] == [one["path"]] == [str(pictures / "leaf 0.jpg")]
    assert one["places"][0]["state"] == "present"
    assert one["sources"]["creator"].lower().startswith("exif")
    assert one["metadata"]
    assert "Canon EOS R5" in inside("show", "1").out


@pytest.mark.parametrize(
    "args",
    [
        ("show", "999"),
        ("show", "no such.jpg"),
        ("show", "9" * 30),
        ("edit", "999", "title=x"),
        ("tag", "999", "+x"),
        ("tag", "1", "-no such tag"),
        ("trash", "999"),
        ("restore-trash", "999"),
        ("thumbnail", "999", "--out", "-"),
        ("undo", "no-such-operation"),
        ("people", "disable", "nobody"),
        ("redo",),
    ],
)
def test_not_found(inside: Janus, args: tuple[str, ...]) -> None:
    said = inside(*args)
    assert said.code == 4, said
    assert not said.out
    assert len(said.err.splitlines()) == 1 and said.err.startswith("janus: ")


def test_edit_undo_redo_survive_the_process(inside: Janus) -> None:
    done = inside("edit", "1", "2", "title=Two leaves", "rating=4", "label=green", "flag=pick", "--json")
    assert done.code == 0, done.err
    assert done.data["images"] == 2 and done.data["operation"]
    shown = inside("show", "2", "--json").data
    assert (shown["title"], shown["rating"], shown["label"], shown["flag"]) == ("Two leaves", 4, "green", "pick")
    assert shown["sources"]["title"] == "person"
    assert inside("undo", "--json").data["images"] == 2
    assert inside("show", "2", "--json").data["title"] != "Two leaves"
    assert inside("redo").code == 0
    assert inside("show", "2", "--json").data["title"] == "Two leaves"
    assert inside("edit", "2", "title=").code == 0
    assert inside("show", "2", "--json").data["title"] is None
    assert inside("undo", done.data["operation"]).code == 1  # the title was changed since
    assert inside("undo", done.data["operation"], "--free-only").code == 0


def test_a_missing_image_stops_the_whole_edit(inside: Janus) -> None:
    assert inside("edit", "1", "999", "title=x").code == 4
    assert inside("show", "1", "--json").data["title"] != "x"


def test_tags(inside: Janus) -> None:
    said = inside("tag", "1", "2", "+Species/Lycaena", "+draft", "--json")
    assert said.code == 0, said.err
    assert said.data["added"] == ["Species/Lycaena", "draft"] and said.data["images"] == 2
    tags = inside("show", "1", "--json").data["tags"]
    assert {tuple(each["path"]) for each in tags} == {("Species", "Lycaena"), ("draft",)}
    assert inside("tag", "1", "-draft", "+-odd", "--", "-Species/Lycaena").code == 0
    assert [each["path"] for each in inside("show", "1", "--json").data["tags"]] == [["-odd"]]
    assert inside("find", "Lycaena", "--count").out == "1\n"


def test_trash_and_back(inside: Janus, pictures: Path) -> None:
    assert inside("trash", "1", "2").code == 0
    assert inside("find", "*", "--count").out == "3\n"
    assert inside("find", "*", "--trash", "--count").out == "2\n"
    assert inside("restore-trash", "1").code == 0
    assert inside("undo").code == 0  # back in the trash
    assert inside("undo").code == 0  # and out of it, both
    assert inside("find", "*", "--count").out == "5\n"
    assert (pictures / "leaf 0.jpg").is_file()


@pytest.mark.parametrize("size", [16, 100, 256, 512])
def test_thumbnails(inside: Janus, tmp_path: Path, size: int) -> None:
    said = inside("thumbnail", "5", "--size", str(size), "--out", str(tmp_path / "t.jpg"), "--json")
    assert said.code == 0, said.err
    assert said.data["path"] == str(tmp_path / "t.jpg")
    with Image.open(tmp_path / "t.jpg") as image:
        assert image.format == "JPEG"
        assert image.height <= size and image.width < image.height


def test_a_thumbnail_on_stdout(home: Path, library: Path) -> None:
    import subprocess

    from .conftest import PASSWORD, RUN, clean_environment

    env = clean_environment(home) | {"JANUS_USER": OWNER, "JANUS_PASSWORD": PASSWORD}
    command = [*RUN, "--library", str(library), "thumbnail", "1", "--out", "-"]
    done = subprocess.run(command, env=env, capture_output=True, check=True)
    with Image.open(io.BytesIO(done.stdout)) as image:
        assert image.size == (64, 48)


def test_a_thumbnail_that_cannot_be_written(inside: Janus, tmp_path: Path) -> None:
    said = inside("thumbnail", "1", "--out", str(tmp_path / "nowhere" / "t.jpg"))
    assert said.code == 1
    assert "nowhere" in said.err and len(said.err.splitlines()) == 1
