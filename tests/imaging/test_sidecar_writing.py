"""Sidecars written: our values as three other programs read them, theirs kept, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from janus_desktop.imaging.facts import Unreadable
from janus_desktop.imaging.inspect import inspect_file
from janus_desktop.imaging.metadata import sidecar_writing as writing
from janus_desktop.imaging.metadata.embedded import decode_xmp
from janus_desktop.imaging.metadata.safexml import parse
from janus_desktop.imaging.pool import Pool
from tests.imaging.test_metadata import photo

VALUES: dict[str, Any] = {
    "title": "Täufling & <Öl>", "description": "Line one\nLine two", "creator": "A. Author; B. Author", "rights": "© 2021",
    "tags": [["Species", "Lycaena"], ["field"]], "rating": 4, "label": "purple", "flag": "pick",
    "taken": "2021-06-01T10:00:00+02:00", "gps_lat": 53.20833333, "gps_lon": -0.5, "gps_altitude": -12.5,
}  # fmt: skip
HEAD = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="{tool}"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
    ' xmlns:digiKam="http://www.digikam.org/ns/1.0/" xmlns:lr="http://ns.adobe.com/lightroom/1.0/"'
    ' xmlns:darktable="http://darktable.sf.net/" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"'
    ' xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"'
    ' xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" {attributes}>'
    "{elements}</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def items(name: str, kind: str, *texts: str) -> str:
    return f"<{name}><rdf:{kind}>" + "".join(f"<rdf:li>{text}</rdf:li>" for text in texts) + f"</rdf:{kind}></{name}>"


REGIONS = (
    '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li><rdf:Description mwg-rs:Name="Wing">'
    '<mwg-rs:Area stArea:x="0.5" stArea:y="0.5" stArea:w="0.1" stArea:h="0.1" stArea:unit="normalized"/>'
    "</rdf:Description></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"
)
DIGIKAM = HEAD.format(
    tool="XMP Core 4.4.0-Exiv2",
    attributes='xmp:Rating="2" xmp:Label="Red" digiKam:ColorLabel="1" digiKam:PickLabel="1" xmp:CreatorTool="digiKam-8.1"',
    elements=items("digiKam:TagsList", "Seq", "Old/Tag") + items("dc:subject", "Bag", "Tag")
    + items("lr:hierarchicalSubject", "Bag", "Old|Tag") + REGIONS
    + '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Old</rdf:li><rdf:li xml:lang="de">Alt</rdf:li></rdf:Alt></dc:title>',
)  # fmt: skip
DARKTABLE = '<?xml version="1.0" encoding="UTF-8"?>\n' + HEAD.format(
    tool="XMP Core 4.4.0-Exiv2",
    attributes='xmp:Rating="-1" darktable:xmp_version="5" darktable:auto_presets_applied="1"',
    elements=items("darktable:colorlabels", "Seq", "0", "3") + items("dc:subject", "Bag", "darktable", "Tag")
    + items("lr:hierarchicalSubject", "Bag", "darktable|exported", "Old|Tag")
    + '<darktable:history><rdf:Seq><rdf:li darktable:num="0" darktable:operation="exposure" darktable:params="00ff"/>'
    "</rdf:Seq></darktable:history>",
)  # fmt: skip
LIGHTROOM = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    + HEAD.format(
        tool="Adobe XMP Core 7.0",
        attributes='xmp:Rating="5" xmp:Label="Rot" crs:Exposure2012="+0.50" photoshop:DateCreated="2019-01-01T00:00:00"'
        ' exif:GPSLatitude="1,30.0N" exif:GPSLongitude="2,0.0E"',
        elements=items("dc:subject", "Bag", "Old", "Tag") + items("lr:hierarchicalSubject", "Bag", "Old|Tag")
        + items("dc:creator", "Seq", "Somebody"),
    )
    + '<?xpacket end="w"?>'
)  # fmt: skip


def test_a_new_sidecar_says_all_that_was_given(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg", exif={"Exif.Image.ImageDescription": "inside"})
    place = writing.write_sidecar(bytes(path), VALUES)
    assert place == bytes(path) + b".xmp"
    found = inspect_file(path)
    assert not isinstance(found, Unreadable)
    assert (found.title, found.description, found.creator, found.rights) == (
        VALUES["title"], VALUES["description"], VALUES["creator"], VALUES["rights"],
    )  # fmt: skip
    assert (found.rating, found.label, found.taken) == (4, "Purple", "2021-06-01T10:00:00+02:00")
    assert (found.gps_lat, found.gps_lon, found.gps_altitude) == pytest.approx((53.20833333, -0.5, -12.5), abs=1e-7)
    xmp = found.metadata["Sidecar"]
    assert xmp["Xmp.dc.subject"] == ["Lycaena", "field"]
    assert xmp["Xmp.lr.hierarchicalSubject"] == ["Species|Lycaena", "field"]
    assert xmp["Xmp.digiKam.TagsList"] == ["Species/Lycaena", "field"]
    assert (xmp["Xmp.digiKam.ColorLabel"], xmp["Xmp.digiKam.PickLabel"]) == ("6", "3")
    assert xmp["Xmp.dc.creator"] == ["A. Author", "B. Author"]
    assert "Xmp.xmp.MetadataDate" in xmp


@pytest.mark.parametrize("packet", [DIGIKAM, DARKTABLE, LIGHTROOM], ids=["digiKam", "darktable", "Lightroom"])
def test_what_others_wrote_is_replaced_where_it_is_ours_and_kept_where_not(packet: str) -> None:
    before, after = decode_xmp(packet.encode()), decode_xmp(writing.merge(packet.encode(), VALUES))
    new = decode_xmp(writing.merge(None, VALUES))
    ours = {name for name in new if name != "Xmp.xmp.MetadataDate"}
    for name in ours - {"Xmp.dc.title"}:
        assert after[name] == new[name], name
    assert after["Xmp.dc.title"]["x-default"] == VALUES["title"]
    for name, value in before.items():
        if name not in ours and name != "Xmp.darktable.colorlabels":
            assert after[name] == value, name
    assert "Tag" not in str(after.get("Xmp.dc.subject")) + str(after["Xmp.lr.hierarchicalSubject"])
    if "darktable:history" in packet:
        assert after["Xmp.darktable.colorlabels"] == ["4"]
    if "xml:lang" in packet:
        assert after["Xmp.dc.title"]["de"] == "Alt"


def test_elements_that_are_not_ours_are_the_same_to_the_last_attribute() -> None:
    def unknown(root: Any) -> list[tuple[str, dict[str, str], str]]:
        strange = ("darktable.sf.net", "camera-raw", "regions", "Area#")
        return [
            (str(each.tag), dict(each.attrib), (each.text or "").strip())
            for each in root.iter()
            if isinstance(each.tag, str) and any(part in each.tag for part in strange) and "colorlabels" not in each.tag
        ]

    for packet in (DIGIKAM, DARKTABLE, LIGHTROOM):
        merged = writing.merge(packet.encode(), VALUES)
        assert unknown(parse(merged)) == unknown(parse(packet))
    assert writing.merge(LIGHTROOM.encode(), VALUES).count(b"<?xpacket") == 2
    assert b'crs:Exposure2012="+0.50"' in writing.merge(LIGHTROOM.encode(), VALUES)


def test_none_takes_out_and_absence_leaves() -> None:
    after = decode_xmp(writing.merge(DIGIKAM.encode(), {"label": None, "flag": None, "tags": [], "title": None}))
    assert not {"Xmp.xmp.Label", "Xmp.digiKam.ColorLabel", "Xmp.digiKam.PickLabel", "Xmp.dc.title"} & after.keys()
    assert not {"Xmp.dc.subject", "Xmp.lr.hierarchicalSubject", "Xmp.digiKam.TagsList"} & after.keys()
    assert after["Xmp.xmp.Rating"] == "2"


def test_writing_twice_changes_only_the_date() -> None:
    once = writing.merge(DARKTABLE.encode(), VALUES)
    again = decode_xmp(writing.merge(once, VALUES))
    first = decode_xmp(once)
    assert again | {"Xmp.xmp.MetadataDate": ""} == first | {"Xmp.xmp.MetadataDate": ""}


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    assert decode_xmp(writing.merge(None, {"title": "a\x00b\x0bc\ud800"}))["Xmp.dc.title"] == {"x-default": "abc"}


@pytest.mark.parametrize(
    "packet",
    [
        b"<broken", b"\x89PNG", b"<html/>",
        b'<!DOCTYPE x [<!ENTITY e "e">]><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&e;</rdf:RDF></x:xmpmeta>',
    ],
)  # fmt: skip
def test_what_is_no_sidecar_is_left_as_it_is(tmp_path: Path, packet: bytes) -> None:
    path = photo(tmp_path / "a.jpg")
    place = tmp_path / "a.jpg.xmp"
    place.write_bytes(packet)
    with pytest.raises(writing.NoSidecarError):
        writing.write_sidecar(bytes(path), VALUES)
    assert place.read_bytes() == packet
    pool = Pool(1)
    try:
        (answer,) = pool.sidecars([(bytes(path), VALUES)])
    finally:
        pool.close()
    assert isinstance(answer, Unreadable)
    assert "a.jpg.xmp" in str(answer.reason)


def test_where_sidecars_go(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg")
    assert writing.place_of(bytes(path), "name.xmp") == bytes(tmp_path / "a.xmp")
    (tmp_path / "a.nef").write_bytes(b"raw")
    assert writing.place_of(bytes(path), "name.xmp") == bytes(tmp_path / "a.jpg.xmp")
    (tmp_path / "a.nef").unlink()
    (tmp_path / "a.xmp").write_text(LIGHTROOM)
    assert writing.place_of(bytes(path)) == bytes(tmp_path / "a.xmp")
    assert writing.write_sidecar(bytes(path), VALUES) == bytes(tmp_path / "a.xmp")
    assert not (tmp_path / "a.jpg.xmp").exists()


def test_files_are_whole_with_the_right_mode_and_links_are_followed(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        writing.write_file(bytes(tmp_path / "new.xmp"), b"1")
    finally:
        os.umask(before)
    assert (tmp_path / "new.xmp").stat().st_mode & 0o777 == 0o640
    (tmp_path / "new.xmp").chmod(0o600)
    (tmp_path / "link.xmp").symlink_to("new.xmp")
    writing.write_file(bytes(tmp_path / "link.xmp"), b"2")
    assert (tmp_path / "link.xmp").is_symlink()
    assert (tmp_path / "new.xmp").read_bytes() == b"2"
    assert (tmp_path / "new.xmp").stat().st_mode & 0o777 == 0o600
    (tmp_path / "folder.xmp").mkdir()
    with pytest.raises(OSError):
        writing.write_file(bytes(tmp_path / "folder.xmp"), b"3")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder.xmp", "link.xmp", "new.xmp"]


def test_the_pool_reads_and_merges(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg")
    (tmp_path / "a.jpg.xmp").write_text(DIGIKAM)
    pool = Pool(1)
    try:
        (read,) = pool.sidecars([(bytes(path), None)])
        (merged,) = pool.sidecars([(bytes(path), VALUES)])
    finally:
        pool.close()
    assert not isinstance(read, Unreadable) and not isinstance(merged, Unreadable)
    assert read.content is None and read.values["rating"] == 2 and read.digest == merged.digest
    assert decode_xmp(merged.content or b"")["Xmp.xmp.Rating"] == "4"
