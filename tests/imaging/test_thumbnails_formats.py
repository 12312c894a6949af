"""One picture in every format that the tests can make, and the large ones that are read in pieces."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from test_thumbnails import near, picture, quarters, shrunk

from janus_desktop.imaging.facts import Thumbnails
from janus_desktop.imaging.inspect import FileBytes, read_file
from janus_desktop.imaging.limits import Limits
from janus_desktop.imaging.thumbnails import make

GOOD = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "good"

SVG = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 90 60">
<rect width="45" height="30" fill="#f00"/><rect x="45" width="45" height="30" fill="#00a000"/>
<rect y="30" width="45" height="30" fill="#00f"/>{more}</svg>"""


def _jxl(path: Path) -> None:
    import imagecodecs

    path.write_bytes(imagecodecs.jpegxl_encode(np.asarray(quarters((900, 600))), lossless=True))


def _dicom(path: Path) -> None:
    from pydicom.dataset import FileDataset, FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage, generate_uid

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made = FileDataset(str(path), {}, file_meta=meta, preamble=bytes(128))
    made.SOPClassUID, made.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    made.Rows, made.Columns, made.SamplesPerPixel = 600, 900, 3
    made.PhotometricInterpretation, made.PlanarConfiguration = "RGB", 0
    made.BitsAllocated = made.BitsStored = 8
    made.HighBit, made.PixelRepresentation = 7, 0
    made.PixelData = quarters((900, 600)).tobytes()
    made.save_as(path)


def _psd(path: Path) -> None:
    """Sixteen bits a channel, which Pillow neither writes nor reads."""
    planes = np.moveaxis(np.asarray(quarters((900, 600))).astype(">u2") * 257, -1, 0)
    head = b"8BPS" + (1).to_bytes(2, "big") + bytes(6) + (3).to_bytes(2, "big")
    head += (600).to_bytes(4, "big") + (900).to_bytes(4, "big") + (16).to_bytes(2, "big") + (3).to_bytes(2, "big")
    path.write_bytes(head + bytes(12) + bytes(2) + planes.astype(">u2").tobytes())


def _svg(path: Path) -> None:
    path.write_text(SVG.format(more=""))


def _plain(path: Path) -> None:
    quarters((900, 600)).save(path)


@pytest.mark.parametrize(
    ("name", "write"),
    [(f"a.{e}", _plain) for e in ("jpg", "png", "tif", "webp", "gif", "bmp", "avif", "jp2", "ppm", "pcx", "tga", "qoi")]
    + [("a.pdf", _plain), ("a.jxl", _jxl), ("a.dcm", _dicom), ("a.svg", _svg), ("a.psd", _psd)],
)
def test_every_format_shows_the_same_picture(tmp_path: Path, name: str, write: Callable[[Path], None]) -> None:
    path = tmp_path / name
    write(path)
    seen = picture(shrunk(path))
    assert seen.size in {(256, 171), (256, 170)}
    assert near(seen.getpixel((40, 40)), (255, 0, 0), 25)
    assert near(seen.getpixel((216, 40)), (0, 160, 0), 25)
    assert near(seen.getpixel((40, 130)), (0, 0, 255), 25)
    assert near(seen.getpixel((216, 130)), (255, 255, 255), 25) or name.endswith("svg")


def test_fits_stands_on_its_first_row(tmp_path: Path) -> None:
    fits = pytest.importorskip("astropy.io.fits")
    field = np.zeros((600, 900), ">i2")
    field[:300] = 1000
    fits.PrimaryHDU(field).writeto(tmp_path / "sky.fits")
    seen = picture(shrunk(tmp_path / "sky.fits"))
    assert near(seen.getpixel((100, 20)), (0, 0, 0))
    assert near(seen.getpixel((100, 150)), (255, 255, 255))


@pytest.mark.parametrize(
    "options",
    [
        {"tile": (256, 256), "compression": "zlib"},
        {"rowsperstrip": 37, "compression": "lzw"},
        {"tile": (512, 256), "planarconfig": "separate"},
        {"rowsperstrip": 11, "planarconfig": "separate", "compression": "zlib"},
        {"bigtiff": True},
    ],
    ids=str,
)
@pytest.mark.parametrize("depth", ["u1", "u2"])
def test_large_tiff_is_read_in_pieces(tmp_path: Path, options: dict[str, object], depth: str) -> None:
    import tifffile

    image = np.asarray(quarters((3300, 2201)))
    if depth == "u2":
        image = image.astype(np.uint16) * 257
    if options.get("planarconfig") == "separate":
        image = np.moveaxis(image, -1, 0)
    path = tmp_path / "large.tif"
    tifffile.imwrite(path, image, photometric="rgb", **options)
    seen = picture(shrunk(path, limits=Limits(max_pixels=5_000_000) if depth == "u2" else None))
    assert seen.size == (256, 171)
    assert near(seen.getpixel((40, 40)), (255, 0, 0), 20)
    assert near(seen.getpixel((216, 40)), (0, 160, 0), 20)
    assert near(seen.getpixel((40, 130)), (0, 0, 255), 20)
    assert near(seen.getpixel((216, 130)), (255, 255, 255), 20)


def test_a_pyramid_is_read_at_the_level_that_is_enough(tmp_path: Path) -> None:
    import tifffile

    with tifffile.TiffWriter(tmp_path / "pyramid.tif") as out:
        out.write(np.full((4096, 4096, 3), 10, np.uint8), photometric="rgb", tile=(256, 256), subifds=2)
        for side, value in ((2048, 120), (1024, 200)):  # other pixels, so that it shows which was read
            level = np.full((side, side, 3), value, np.uint8)
            out.write(level, photometric="rgb", tile=(256, 256), subfiletype=1)
    assert near(picture(shrunk(tmp_path / "pyramid.tif")).getpixel((9, 9)), (200, 200, 200))


def test_colour_tables_of_large_tiff_are_looked_up_before_averaging(tmp_path: Path) -> None:
    import tifffile

    table = np.zeros((3, 256), np.uint16)
    table[0, 7] = table[2, 200] = 65535
    indices = np.full((3000, 9000), 7, np.uint8)
    indices[:, 4500:] = 200
    tifffile.imwrite(tmp_path / "map.tif", indices, photometric="palette", colormap=table, rowsperstrip=64)
    seen = picture(shrunk(tmp_path / "map.tif"))
    assert near(seen.getpixel((30, 30)), (255, 0, 0), 12)
    assert near(seen.getpixel((220, 30)), (0, 0, 255), 12)


def test_white_is_zero(tmp_path: Path) -> None:
    import tifffile

    tifffile.imwrite(tmp_path / "fax.tif", np.zeros((6000, 5000), np.uint8), photometric="miniswhite")
    assert near(picture(shrunk(tmp_path / "fax.tif")).getpixel((9, 9)), (255, 255, 255))


@pytest.mark.parametrize(
    "more",
    [
        '<image x="45" y="30" width="45" height="30" href="{file}"/>',
        '<image x="45" y="30" width="45" height="30" xlink:href="file://{file}"/>',
        '<image x="45" y="30" width="45" height="30" href="../../../../../../..{file}"/>',
        '<style>@import "{file}"; rect {{ mask: url({file}) }}</style>',
    ],
)
def test_svg_takes_nothing_from_outside(tmp_path: Path, more: str) -> None:
    secret = tmp_path / "secret.png"
    Image.new("RGB", (45, 30), "black").save(secret)
    path = tmp_path / "drawing.svg"
    path.write_text(SVG.format(more=more.format(file=secret)))
    assert not near(picture(shrunk(path)).getpixel((216, 130)), (0, 0, 0), 60)


def test_svg_entities_are_not_resolved(tmp_path: Path) -> None:
    """A resolved entity would paint the drawing black."""
    (tmp_path / "secret.txt").write_text('<rect width="90" height="60" fill="#000"/>')
    for number, entity in enumerate(
        [f'SYSTEM "file://{tmp_path}/secret.txt"', f'SYSTEM "{tmp_path}/secret.txt"', 'SYSTEM "secret.txt"']
    ):
        path = tmp_path / f"entity{number}.svg"
        drawing = SVG.format(more="&e;").replace("?>", f"?><!DOCTYPE svg [<!ENTITY e {entity}>]>")
        path.write_text(drawing)
        file = read_file(os.fsencode(path))
        assert isinstance(file, FileBytes)
        made = make(file)
        if isinstance(made, Thumbnails):
            assert near(picture(made).getpixel((40, 40)), (255, 0, 0), 25)
        else:
            assert made.kind == "damaged"
            assert "rect" not in str(made.reason)


@pytest.mark.skipif(not GOOD.is_dir(), reason="the collection of real files is not beside the project")
@pytest.mark.corpus
@pytest.mark.parametrize(
    "name",
    [
        "pillow_heif/tests/images/heif_other/cat.hif",
        "photoprism/assets/examples/canon_eos_6d.dng",
        "exifr/test/fixtures/issue-exif-js-124.tiff",
        "rawpy/test/RAW_KODAK_DC50_é.KDC",
        "exiv2/test/data/IMG_1913_8bit_prophoto_q50.jxr",
        "Pillow/Tests/images/hopper.psd",
        "TwelveMonkeys/imageio/imageio-webp/src/test/resources/webp/photo-iccp-adobergb.webp",
        "TwelveMonkeys/imageio/imageio-tiff/src/test/resources/tiff/depth/flower-minisblack-32.tif",
    ],
)
def test_real_files(name: str) -> None:
    made = shrunk(GOOD / name)
    assert 0.02 < made.analysis["mean"] < 0.98
