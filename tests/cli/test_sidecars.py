"""sidecar write and read, rescan, and what an import passes over and gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from janus_desktop.imaging.metadata import sidecar_writing as writing
from janus_desktop.imaging.metadata.embedded import decode_xmp

from .conftest import Janus, picture


@pytest.fixture
def own(inside: Janus, tmp_path: Path) -> Path:
    """A picture that this test may write beside; its id is 6."""
    path = picture(tmp_path / "own" / "own.jpg", 60)
    assert inside("import", path, "--no-thumbnails").code == 0
    return path


def test_write_conflict_overwrite_and_read(inside: Janus, own: Path) -> None:
    place = own.with_name("own.jpg.xmp")
    inside("edit", "6", "title=From here", "rating=4")
    written = inside("sidecar", "write", "6", "--json")
    assert (written.code, written.data["summary"]["written"]) == (0, 1)
    assert decode_xmp(place.read_bytes())["Xmp.xmp.Rating"] == "4"
    writing.write_sidecar(bytes(own), {"rating": 1, "tags": [["Sites", "Box"]]})
    inside("edit", "6", "rating=5")
    clash = inside("sidecar", "write", "6", "--json")
    assert clash.code == 1 and clash.lines[0]["status"] == "conflict" and clash.lines[0]["id"] == 6
    read = inside("sidecar", "read", "6", "--json")
    assert (read.code, read.data["summary"]["read"]) == (0, 1)
    shown = inside("show", "6", "--json").data
    assert shown["rating"] == 1 and shown["title"] == "From here"
    inside("edit", "6", "rating=2")
    assert inside("sidecar", "write", "6", "--overwrite").code == 0
    assert decode_xmp(place.read_bytes())["Xmp.xmp.Rating"] == "2"
    assert inside("sidecar", "write", "999").code == 4
    assert inside("sidecar", "read").code == 2


def test_sidecars_by_themselves(inside: Janus, own: Path, home: Path) -> None:
    inside("edit", "6", "title=x")
    assert not own.with_name("own.jpg.xmp").exists()
    from janus_desktop.settings import Settings

    settings = Settings.load()
    settings.set("sidecars_automatic", True)
    settings.set("sidecar_name", "short")
    settings.save()
    assert inside("edit", "6", "title=y").code == 0
    assert inside("tag", "6", "+field").code == 0
    said = decode_xmp(own.with_name("own.xmp").read_bytes())
    assert said["Xmp.dc.title"] == {"x-default": "y"} and said["Xmp.dc.subject"] == ["field"]


def test_import_passes_over_and_gives(inside: Janus, tmp_path: Path) -> None:
    for number, name in enumerate(("a.jpg", "b_edited.jpg", "sub/c.jpg"), 70):
        picture(tmp_path / "trip" / name, number)
    done = inside(
        "import", tmp_path / "trip", "--ignore", "*_edited*", "--ignore", "sub/", "--tag", "Trip/2021", "--set",
        "creator=Somebody", "--set", "rating=3", "--json",
    )  # fmt: skip
    assert done.lines[-1]["summary"]["added"] == 1
    shown = inside("show", "6", "--json").data
    assert (shown["creator"], shown["rating"]) == ("Somebody", 3)
    assert "2021" in str(shown["tags"])
    assert inside("import", tmp_path / "trip", "--set", "nonsense").code == 2


def test_rescan(inside: Janus, own: Path) -> None:
    picture(own.with_name("new.jpg"), 80)
    assert inside("rescan", "--json").data["summary"]["added"] == 0
    done = inside("rescan", own.parent, "--watch", "on", "--json")
    assert done.code == 0 and done.lines[-1]["summary"]["added"] == 1
    own.rename(own.with_name("moved.jpg"))
    picture(own.with_name("newer.jpg"), 81)
    summary = inside("rescan", "--json").lines[-1]["summary"]
    assert (summary["moved"], summary["added"], summary["missing"]) == (1, 1, 0)
    assert inside("rescan", own.parent, "--watch", "off").code == 0
    assert inside("rescan", "no such").code == 4
    assert inside("rescan", "--watch", "on").code == 2
