"""DICOM: the data set before the pixels, by the standard's keywords."""

from __future__ import annotations

import io
import logging
import os
import warnings
import zlib
from typing import Any, Final

from janus_desktop.imaging.metadata.content import Buffer
from janus_desktop.imaging.metadata.dates import parse_date
from janus_desktop.imaging.metadata.header import Header, NoPictureError
from janus_desktop.imaging.metadata.values import number

_DEFLATED: Final = "1.2.840.10008.1.2.1.99"
#: A deflated data set is unpacked up to here: the pixels come last, and a bomb ends there too.
_MOST_INFLATED: Final = 32 << 20
_MOST_TEXT: Final = 4096
_MOST_ITEMS: Final = 100
_DEEPEST: Final = 4
_PIXELS: Final = 0x7FE00000
_TEXTS: Final = (
    ("make", "Manufacturer"), ("model", "ManufacturerModelName"), ("title", "SeriesDescription"),
    ("description", "StudyDescription"), ("description", "ImageComments"), ("creator", "OperatorsName"),
)  # fmt: skip


def read(data: Buffer, path: bytes) -> Header:
    """Size, frames, pixel spacing and all elements before the pixels; raises ValueError if broken."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dataset = _dataset(data, path)
            values = _elements(dataset, 0)
    except Exception as error:
        raise ValueError(str(error)) from error
    found = Header()
    meta = getattr(dataset, "file_meta", None)
    found.tags["DICOM"] = {**(_elements(meta, 0) if meta else {}), **values}
    width, height = number(values.get("Columns")), number(values.get("Rows"))
    if width and height:
        found.width, found.height = int(width), int(height)
    elif values:
        raise NoPictureError
    found.pages = max(int(number(values.get("NumberOfFrames")) or 1), 1)
    depth = number(values.get("BitsStored"))
    found.bit_depth = int(depth) if depth else None
    photometric = str(values.get("PhotometricInterpretation", ""))
    found.color_space = "Grayscale" if photometric.startswith("MONO") else photometric or None
    _promote(values, found)
    return found


def _dataset(data: Buffer, path: bytes) -> Any:
    from pydicom import config, dcmread
    from pydicom.filereader import read_dataset

    config.settings.reading_validation_mode = config.IGNORE
    logging.getLogger("pydicom").setLevel(logging.CRITICAL)
    if not isinstance(data, bytes):
        return dcmread(os.fsdecode(path), stop_before_pixels=True, force=True)
    if data[128:132] == b"DICM":
        content = io.BytesIO(data)
        content.seek(132)
        meta = read_dataset(content, False, True, stop_when=_past_meta)
        if str(meta.get("TransferSyntaxUID", "")) == _DEFLATED:
            unpacked = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data[content.tell() :], _MOST_INFLATED)
            result = read_dataset(io.BytesIO(unpacked), False, True, stop_when=_at_pixels)
            result.update(meta)
            return result
    return dcmread(io.BytesIO(data), stop_before_pixels=True, force=True)


def _past_meta(tag: Any, _kind: Any, _length: Any) -> bool:
    return int(tag) >> 16 != 2


def _at_pixels(tag: Any, _kind: Any, _length: Any) -> bool:
    return int(tag) >= _PIXELS


def _elements(dataset: Any, depth: int) -> dict[str, Any]:
    """The elements as JSON values; a broken one is left out, the others stay."""
    values: dict[str, Any] = {}
    for tag in list(dataset.keys()):
        try:
            element = dataset[tag]
            name = element.keyword or f"({tag.group:04x},{tag.element:04x})"
            value = _json(element, depth)
        except Exception:  # noqa: BLE001, S112 - pydicom converts lazily and raises a dozen kinds
            continue
        if value is not None and value != "":
            values[name] = value
    return values


def _json(element: Any, depth: int) -> Any:
    if element.VR == "SQ":
        if depth >= _DEEPEST:
            return None
        return [_elements(item, depth + 1) for item in element.value[:_MOST_ITEMS]]
    value = element.value
    if isinstance(value, bytes):
        return {"bytes": len(value)}
    if element.VM > 1:
        return [_plain(part) for part in value[:_MOST_ITEMS]]
    return _plain(value)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and type(value).__module__ == "builtins":
        return value
    result = number(str(value)) if isinstance(value, int | float) or hasattr(value, "original_string") else None
    if result is not None and not hasattr(value, "components"):
        return int(result) if isinstance(value, int) else result
    return str(value)[:_MOST_TEXT]


def _promote(values: dict[str, Any], found: Header) -> None:
    promote = found.promoted
    for name, key in _TEXTS:
        text = values.get(key)
        if isinstance(text, str) and text.strip() and name not in promote:
            promote[name] = text.strip()
    for day, clock in (
        ("AcquisitionDateTime", ""), ("AcquisitionDate", "AcquisitionTime"), ("ContentDate", "ContentTime"),
        ("SeriesDate", "SeriesTime"), ("StudyDate", "StudyTime"),
    ):  # fmt: skip
        date = _date(values.get(day), values.get(clock))
        if date:
            promote["taken"] = date
            break
    exposure = number(values.get("ExposureTime"))  # milliseconds
    if exposure is not None and exposure >= 0:
        promote["exposure_time"] = exposure / 1000
    for key in ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing"):
        spacing = values.get(key)
        if isinstance(spacing, list) and len(spacing) == 2:
            y, x = number(spacing[0]), number(spacing[1])
            if x and y:
                found.scale(x, y, "mm")
                break


def _date(day: Any, clock: Any) -> str | None:
    """DICOM writes `YYYYMMDD` and `HHMMSS.ffffff`, or both together with an offset."""
    if not isinstance(day, str):
        day = str(day) if isinstance(day, int | float) else ""
    day = day.strip()
    if len(day) > 8:
        return parse_date(f"{day[:8]} {day[8:]}")
    if not clock:
        return parse_date(day)
    clock = str(clock)
    digits, dot, fraction = clock.partition(".")
    return parse_date(f"{day} {digits.zfill(6)}{dot}{fraction}")
