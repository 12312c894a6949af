"""Scientific files: DICOM, FITS, OME-TIFF, ImageJ, BigTIFF, GeoTIFF; documents too."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pydicom
import pytest
import tifffile
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian, SecondaryCaptureImageStorage

from janus_desktop.imaging.facts import ImageFacts, Unreadable
from janus_desktop.imaging.inspect import inspect_file


def facts(path: Path) -> ImageFacts:
    found = inspect_file(path)
    assert isinstance(found, ImageFacts), getattr(found, "reason", found)
    return found


def dicom(path: Path, syntax: str = ExplicitVRLittleEndian, **more: object) -> Path:
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = pydicom.uid.UID(syntax)
    meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
    meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid()
    data = FileDataset(str(path), {}, file_meta=meta, preamble=bytes(128))
    values: dict[str, object] = {
        "Rows": 6, "Columns": 9, "BitsStored": 12, "BitsAllocated": 16, "HighBit": 11, "SamplesPerPixel": 1,
        "PixelRepresentation": 0, "PhotometricInterpretation": "MONOCHROME2", "Manufacturer": "Maker",
        "ManufacturerModelName": "Scanner", "AcquisitionDate": "20200102", "AcquisitionTime": "030405.5",
        "PixelSpacing": [0.5, 0.25], "SOPClassUID": SecondaryCaptureImageStorage,
        "SOPInstanceUID": meta.MediaStorageSOPInstanceUID, "PixelData": bytes(6 * 9 * 2), **more,
    }  # fmt: skip
    for name, value in values.items():
        if value is not None:
            setattr(data, name, value)
    data.save_as(path, enforce_file_format=True)
    return path


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, DeflatedExplicitVRLittleEndian])
def test_dicom(tmp_path: Path, syntax: str) -> None:
    found = facts(dicom(tmp_path / "scan", syntax))
    assert (found.format, found.width, found.height, found.bit_depth) == ("DICOM", 9, 6, 12)
    assert (found.make, found.model, found.taken) == ("Maker", "Scanner", "2020-01-02T03:04:05.5")
    assert found.metadata["Scale"] == {"x": 0.25, "y": 0.5, "unit": "mm"}
    assert found.metadata["DICOM"]["PixelSpacing"] == [0.5, 0.25]
    assert found.sources["make"] == "header"
    assert "PixelData" not in found.metadata["DICOM"]


def test_dicom_without_a_picture_is_no_image(tmp_path: Path) -> None:
    found = inspect_file(dicom(tmp_path / "report.dcm", Rows=None, Columns=None, PixelData=None))
    assert isinstance(found, Unreadable)
    assert found.kind == "unknown"
    assert "without a picture" in str(found.reason)


def fits(path: Path, *cards: str, data: bytes = b"") -> Path:
    text = "".join(card.ljust(80) for card in [*cards, "END"])
    header = text.encode().ljust(-(-len(text) // 2880) * 2880)
    path.write_bytes(header + data.ljust(-(-len(data) // 2880) * 2880, b"\0"))
    return path


def test_fits(tmp_path: Path) -> None:
    found = facts(
        fits(
            tmp_path / "sky.fits",
            "SIMPLE  =                    T", "BITPIX  =                  -32", "NAXIS   =                    3",
            "NAXIS1  =                   20", "NAXIS2  =                   10", "NAXIS3  =                    4",
            "OBJECT  = 'M 31''s core'       / target", "DATE-OBS= '2021-03-04T05:06:07.25'",
            "EXPTIME =                1.5D2", "TELESCOP= 'VLT'", "CDELT1  =              -0.0002",
            "CDELT2  =               0.0002", "COMMENT one", "COMMENT two",
        )
    )  # fmt: skip
    assert (found.width, found.height, found.pages, found.bit_depth) == (20, 10, 4, 32)
    assert (found.title, found.make, found.taken) == ("M 31's core", "VLT", "2021-03-04T05:06:07.25")
    assert found.exposure_time == 150.0
    assert found.metadata["FITS"]["COMMENT"] == ["one", "two"]
    assert found.metadata["Scale"] == {"x": 0.0002, "y": 0.0002, "unit": "deg"}


def test_fits_with_tables_only_is_no_image(tmp_path: Path) -> None:
    cards = ("SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0")
    found = inspect_file(fits(tmp_path / "table.fits", *cards))
    assert isinstance(found, Unreadable)
    assert found.kind == "unknown"


@pytest.mark.parametrize("big", [False, True])
def test_ome_tiff(tmp_path: Path, big: bool) -> None:
    path = tmp_path / "stack.ome.tif"
    tifffile.imwrite(
        path, np.zeros((3, 2, 16, 24), np.uint16), bigtiff=big, photometric="minisblack",
        metadata={
            "axes": "ZCYX", "PhysicalSizeX": 0.65, "PhysicalSizeXUnit": "µm", "PhysicalSizeY": 0.65,
            "PhysicalSizeYUnit": "µm", "PhysicalSizeZ": 2.0, "Channel": {"Name": ["DAPI", "GFP"]},
        },
    )  # fmt: skip
    found = facts(path)
    assert (found.format, found.width, found.height, found.bit_depth, found.pages) == ("TIFF", 24, 16, 16, 6)
    assert found.metadata["Scale"] == {"x": 0.65, "y": 0.65, "unit": "µm", "z": 2.0}
    assert found.metadata["OME"]["Channel.Name"] == ["DAPI", "GFP"]
    assert found.metadata["OME"]["Pixels.SizeC"] == "2"
    assert found.metadata["Exif"]["Exif.Image.ImageWidth"] == 24


def test_imagej(tmp_path: Path) -> None:
    path = tmp_path / "cells.tif"
    tifffile.imwrite(
        path, np.zeros((4, 16, 24), np.uint8), imagej=True, resolution=(4.0, 2.0),
        metadata={"axes": "ZYX", "unit": "um", "spacing": 1.5, "Info": "plate 7"},
    )  # fmt: skip
    found = facts(path)
    assert (found.width, found.height, found.pages) == (24, 16, 4)
    assert found.metadata["Scale"] == {"x": 0.25, "y": 0.5, "unit": "µm", "z": 1.5}
    assert found.metadata["ImageJ"]["Info"] == "plate 7"


def test_geotiff(tmp_path: Path) -> None:
    path = tmp_path / "map.tif"
    keys = (1, 1, 0, 2, 1024, 0, 1, 1, 3076, 0, 1, 9001)
    tifffile.imwrite(
        path, np.zeros((8, 8), np.uint8), extratags=[(33550, "d", 3, (30.0, 30.0, 0.0), True),
        (33922, "d", 6, (0.0, 0.0, 0.0, 484959.4, 3620175.3, 0.0), True), (34735, "H", 12, keys, True)],
    )  # fmt: skip
    found = facts(path)
    assert found.metadata["GeoTIFF"]["ModelPixelScale"] == [30.0, 30.0, 0.0]
    assert found.metadata["Scale"] == {"x": 30.0, "y": 30.0, "unit": "m"}


def test_bigtiff_tells_its_tags(tmp_path: Path) -> None:
    path = tmp_path / "big.tif"
    tifffile.imwrite(path, np.zeros((8, 12), np.float32), bigtiff=True, description="a big one", software="ours")
    found = facts(path)
    assert (found.width, found.height, found.bit_depth) == (12, 8, 32)
    assert found.description == "a big one"
    assert found.metadata["Exif"]["Exif.Image.Software"] == "ours"


def test_directories_that_go_round_end(tmp_path: Path) -> None:
    path = tmp_path / "loop.tif"
    tifffile.imwrite(path, np.zeros((8, 8), np.uint8))
    data = bytearray(path.read_bytes())
    first = int.from_bytes(data[4:8], "little")
    entries = int.from_bytes(data[first : first + 2], "little")
    data[first + 2 + entries * 12 :][:4] = b""
    place = first + 2 + entries * 12
    data[place : place + 4] = first.to_bytes(4, "little")
    path.write_bytes(data)
    assert facts(path).pages == 1


def test_svg(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text(
        "<svg xmlns='http://www.w3.org/2000/svg' width='1in' height='25.4mm' viewBox='0 0 10 10'>"
        "<title>A square</title><desc>Nothing in it</desc></svg>"
    )
    found = facts(path)
    assert (found.format, found.width, found.height) == ("SVG", 96, 96)
    assert (found.title, found.description) == ("A square", "Nothing in it")


def test_pdf(tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "a.pdf"
    pages = [Image.new("RGB", (100, 50)) for _ in range(3)]
    pages[0].save(path, save_all=True, append_images=pages[1:], title="Letters", author="Ada", resolution=72)
    found = facts(path)
    assert (found.format, found.pages, found.width, found.height) == ("PDF", 3, 100, 50)
    assert (found.title, found.creator) == ("Letters", "Ada")
    path.write_bytes(path.read_bytes()[:60])
    assert isinstance(inspect_file(path), Unreadable)
