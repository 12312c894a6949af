"""What one file says of itself: reading, recognising, refusing."""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
from pathlib import Path

import pytest
from PIL import Image

from janus_desktop.imaging import formats
from janus_desktop.imaging.facts import ImageFacts, Unreadable
from janus_desktop.imaging.inspect import KEEP, RECORD, FileBytes, as_record, facts_of, inspect_file, read_file


def facts(path: Path | bytes) -> ImageFacts:
    found = inspect_file(path)
    assert isinstance(found, ImageFacts), getattr(found, "reason", found)
    return found


def refused(path: Path | bytes) -> Unreadable:
    found = inspect_file(path)
    assert isinstance(found, Unreadable), found
    return found


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 128 if mode in {"L", "1"} else None).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode", "name"),
    [
        ("JPEG", "RGB", "JPEG"), ("PNG", "RGBA", "PNG"), ("TIFF", "RGB", "TIFF"), ("WEBP", "RGB", "WEBP"),
        ("GIF", "P", "GIF"), ("BMP", "RGB", "BMP"), ("AVIF", "RGB", "AVIF"), ("JPEG2000", "RGB", "JP2"),
        ("PPM", "RGB", "PNM"), ("ICO", "RGB", "ICO"), ("TGA", "RGB", "TGA"), ("PCX", "RGB", "PCX"),
        ("DDS", "RGB", "DDS"), ("SGI", "RGB", "SGI"), ("QOI", "RGB", "QOI"),
    ],
)  # fmt: skip
def test_formats_are_known_by_their_content(tmp_path: Path, kind: str, mode: str, name: str) -> None:
    endings = {"TGA": "tga", "PCX": "pcx"}
    options = {"sizes": [(60, 40)]} if kind == "ICO" else {}
    path = tmp_path / f"picture.{endings.get(kind, 'jpg')}"
    path.write_bytes(picture(kind, mode=mode, **options))
    found = facts(path)
    assert (found.format, found.width, found.height) == (name, 60, 40)
    assert found.no_pixels is None
    assert found.sources["width"] == "header"


def test_hashes_are_those_of_the_content(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(picture("PNG"))
    data = path.read_bytes()
    read = read_file(path)
    assert isinstance(read, FileBytes)
    assert read.content_hash == hashlib.sha256(data).digest()
    assert read.data == data
    assert read.size == len(data)
    again = read_file(path, data=data)
    assert isinstance(again, FileBytes)
    assert (again.quick_hash, again.content_hash) == (read.quick_hash, read.content_hash)
    (tmp_path / "b.png").write_bytes(data + b"\0")
    other = read_file(tmp_path / "b.png")
    assert isinstance(other, FileBytes)
    assert other.quick_hash != read.quick_hash


def test_large_files_are_not_kept_in_memory(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    path = tmp_path / "large.jpg"
    path.write_bytes(picture(exif=exif))
    with path.open("ab") as file:
        file.truncate(KEEP + 5)
    pieces: list[int] = []
    read = read_file(path, pieces.append)
    assert isinstance(read, FileBytes)
    assert read.data is None
    assert sum(pieces) == KEEP + 5
    assert max(pieces) <= 1 << 20
    small = picture(exif=exif)
    assert read.quick_hash == hashlib.sha256(
        (KEEP + 5).to_bytes(8, "little") + small + bytes(65536 - len(small)) + bytes(65536)
    ).digest()  # fmt: skip
    found = facts_of(read)
    assert isinstance(found, ImageFacts)
    assert (found.width, found.height, found.make) == (60, 40, "Maker")


def test_a_large_tiff_is_read_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "large.tif"
    entries = [(256, 4, 1, 9000), (257, 4, 1, 8000), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8)]
    with path.open("wb") as file:
        file.truncate(KEEP + 100)
        file.write(struct.pack("<2sHI", b"II", 42, KEEP))
        file.seek(KEEP)
        file.write(struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries))
    found = facts(path)
    assert (found.format, found.width, found.height, found.bit_depth) == ("TIFF", 9000, 8000, 8)
    assert found.metadata["Exif"]["Exif.Image.ImageWidth"] == 9000


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "growing.jpg"
    path.write_bytes(picture())

    def grow(_: int) -> None:
        with path.open("ab") as file:
            file.write(b"more")

    read = read_file(path, grow)
    assert isinstance(read, Unreadable)
    assert read.kind == "changed"


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "loop.jpg").symlink_to("loop.jpg")
    for path in (tmp_path / "pipe.jpg", tmp_path, Path("/dev/zero"), tmp_path / "loop.jpg"):
        assert refused(path).kind == "not a file"


def test_every_refusal_names_the_file_and_why(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "text.jpg").write_text("This is no picture.\n")
    (tmp_path / "book.png").write_bytes(b"PK\3\4" + bytes(100))
    (tmp_path / "noise.jpg").write_bytes(bytes(range(1, 200)))
    (tmp_path / "cut.jpg").write_bytes(picture()[:100])
    (tmp_path / "cut.png").write_bytes(picture("PNG")[:20])
    expected = {
        "gone.jpg": "missing", "empty.jpg": "empty", "text.jpg": "unknown", "book.png": "unknown",
        "noise.jpg": "unknown", "cut.jpg": "damaged", "cut.png": "damaged",
    }  # fmt: skip
    for name, kind in expected.items():
        found = refused(tmp_path / name)
        assert found.kind == kind, (name, found)
        assert f"“{name}”" in str(found.reason)
        assert str(found.reason).endswith(".")
    assert "text" in str(refused(tmp_path / "text.jpg").reason)
    assert as_record(refused(tmp_path / "cut.jpg"))["format"] == "JPEG"


@pytest.mark.skipif(os.geteuid() == 0, reason="the super-user may read everything")
def test_a_file_that_may_not_be_read_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "secret.jpg"
    path.write_bytes(picture())
    path.chmod(0)
    assert refused(path).kind == "denied"


def test_names_that_are_no_text_are_read_like_others(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9\n[x].jpg"
    with open(path, "wb") as file:
        file.write(picture())
    found = facts(path)
    assert found.path == path
    assert found.width == 60
    json.dumps(as_record(found))
    with open(path, "wb") as file:
        file.write(b"no picture")
    str(refused(path).reason).encode()


def test_a_known_format_without_a_reader_is_an_image_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "layers.xcf"
    path.write_bytes(b"gimp xcf v011\0" + struct.pack(">III", 300, 200, 0))
    found = facts(path)
    assert (found.format, found.width, found.height) == ("XCF", 300, 200)
    assert found.no_pixels is not None
    assert "XCF" in str(found.no_pixels)


def test_metadata_without_a_picture_is_kept(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    data = picture(exif=exif)
    path = tmp_path / "bare.jpg"
    path.write_bytes(data[: data.index(b"\xff\xdb")] + b"\xff\xd9")
    found = facts(path)
    assert found.make == "Maker"
    assert found.width is None
    assert found.no_pixels is not None


def test_a_record_has_the_fields_of_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(picture())
    record = as_record(facts(path))
    assert tuple(record) == RECORD
    assert record["path"] == str(path)
    assert record["keywords"] is None
    assert record["lens"] is None


def test_frames_and_pages_are_counted(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (20, 10), (number * 60, 0, 0)) for number in range(4)]
    for name in ("moving.gif", "moving.webp", "moving.png", "pages.tif"):
        path = tmp_path / name
        frames[0].save(path, save_all=True, append_images=frames[1:])
        assert facts(path).pages == 4, name
    assert facts(tmp_path / "pages.tif").width == 20


def test_colours_and_depth_are_told(tmp_path: Path) -> None:
    cases = {
        "grey.png": ("PNG", "L", "Grayscale", 8), "index.gif": ("GIF", "P", "Indexed", 1),
        "print.jpg": ("JPEG", "CMYK", "CMYK", 8), "deep.png": ("PNG", "I;16", "Grayscale", 16),
        "lab.tif": ("TIFF", "LAB", "Lab", 8),
    }  # fmt: skip
    for name, (kind, mode, space, depth) in cases.items():
        path = tmp_path / name
        Image.new(mode, (8, 8)).save(path, kind)
        found = facts(path)
        assert (found.color_space, found.bit_depth) == (space, depth), name


def test_readers_that_are_missing_say_what_installs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "has", lambda reader: reader != "raw")
    missing = formats.no_pixels(formats.Format("NEF", "raw"))
    assert missing is not None
    assert "janus-desktop[raw]" in str(missing)
    assert formats.no_pixels(formats.Format("JPEG", "pillow")) is None


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (b"II*\0\x10\0\0\0CR\2\0", "a.cr2", "CR2"), (b"II*\0\x08\0\0\0", "a.NEF", "NEF"),
        (b"MM\0*\0\0\0\x08", "a.dng", "DNG"), (b"MM\0*\0\0\0\x08", "a.tif", "TIFF"),
        (b"II+\0\x08\0\0\0", "a.tif", "TIFF"), (b"\0\0\0\x18ftypcrx ", "a.jpg", "CR3"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1", "a", "HEIC"), (b"\0\0\0\x18ftypmif1\0\0\0\0avif", "a", "AVIF"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isom", "a.heic", None), (b"IIRO\x08\0\0\0", "a.orf", "ORF"),
        (b"FUJIFILMCCD-RAW 0201", "a", "RAF"), (b"\xff\x0a\0\0", "a.jxl", "JXL"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><!-- x --><svg xmlns='x'>", "a.txt", "SVG"),
        (b"<html><body>svg</body>", "a.svg", None), (b"junk%PDF-1.7", "a", "PDF"),
        (b"SIMPLE  =                    T", "a", "FITS"), (bytes(128) + b"DICM", "a", "DICOM"),
        (b"II*\0" + bytes(124) + b"DICM", "a.tif", "DICOM"), (b"BMW is a car", "a.bmp", None),
        (b"P6 3 3 255 ", "a", "PNM"), (b"8BPS\0\2", "a.psb", "PSD"), (b"II\xbc\x01", "a", "JXR"),
    ],
)  # fmt: skip
def test_signatures(head: bytes, name: str, expected: str | None) -> None:
    found = formats.recognise(head, name)
    assert (found.name if found else None) == expected
