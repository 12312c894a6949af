"""Scientific TIFF: OME-XML, ImageJ, GeoTIFF and the tags of microscope makers."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, Final

from janus_desktop.imaging.metadata.content import Buffer
from janus_desktop.imaging.metadata.dates import parse_date
from janus_desktop.imaging.metadata.header import Header
from janus_desktop.imaging.metadata.safexml import local, parse
from janus_desktop.imaging.metadata.tiff import Directory, Tiff
from janus_desktop.imaging.metadata.values import decode, number

_DESCRIPTION: Final = 270
_MOST_VALUES: Final = 2000
_MOST_TEXT: Final = 4096
#: What tifffile knows of makers' tags, and the name of the standard it goes under.
_MAKERS: Final = {
    "imagej_metadata": "ImageJ", "geotiff_metadata": "GeoTIFF", "lsm_metadata": "LSM", "stk_metadata": "STK",
    "fei_metadata": "FEI", "sem_metadata": "SEM", "sis_metadata": "SIS", "fluoview_metadata": "FluoView",
    "andor_metadata": "Andor", "micromanager_metadata": "MicroManager", "nih_metadata": "NIH",
    "eer_metadata": "EER", "scanimage_metadata": "ScanImage", "tvips_metadata": "TVIPS",
}  # fmt: skip
_MICRO: Final = frozenset(["micron", "microns", "um", "µm", "μm", "\\u00b5m", "micrometer", "micrometre"])


def read(data: Buffer, reader: Tiff, first: Directory, found: Header) -> None:
    """Add what the first page's scientific tags say to `found`."""
    _, _, raw = first.entries.get(_DESCRIPTION, (0, 0, None))
    if raw is not None and b"<OME" in raw[:4096]:
        ome(raw.rstrip(b"\0"), found)
        return
    if isinstance(data, bytes):
        _makers(data, found)
    if raw is not None and raw[:7] == b"ImageJ=":
        resolution = [next(iter(reader.numbers(first, tag)), None) for tag in (282, 283)]
        _imagej(decode(raw), resolution, found)


def _makers(data: bytes, found: Header) -> None:
    import logging

    import tifffile

    logging.getLogger("tifffile").setLevel(logging.CRITICAL)
    try:
        with tifffile.TiffFile(io.BytesIO(data)) as file:
            for attribute, standard in _MAKERS.items():
                values = getattr(file, attribute, None)
                if isinstance(values, Mapping) and values:
                    found.tags[standard] = plain(values)
    except Exception:  # noqa: BLE001 - tifffile raises many kinds on makers' tags; the rest stays
        return
    geo = found.tags.get("GeoTIFF", {})
    scale = geo.get("ModelPixelScale")
    if isinstance(scale, list) and len(scale) >= 2:
        units = str(geo.get("ProjLinearUnitsGeoKey", ""))
        angular = "Geographic" in str(geo.get("GTModelTypeGeoKey", ""))
        x, y = number(scale[0]), number(scale[1])
        if x and y:
            found.scale(abs(x), abs(y), "deg" if angular else "m" if not units or "Meter" in units else units)


def plain(value: Any, depth: int = 0) -> Any:
    """JSON values out of tifffile's (numpy scalars, enums, bytes, arrays), bounded in size."""
    if isinstance(value, Mapping):
        if depth > 6:
            return None
        return {str(key): plain(part, depth + 1) for key, part in list(value.items())[:_MOST_VALUES]}
    if isinstance(value, str):
        return str(value)[:_MOST_TEXT] if not hasattr(value, "name") else value
    if isinstance(value, bytes):
        return {"bytes": len(value)}
    if hasattr(value, "name") and hasattr(value, "value"):
        return str(value.name)
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [plain(part, depth + 1) for part in value[:_MOST_VALUES]]
    if value is None or isinstance(value, bool | int):
        return value
    result = number(value) if isinstance(value, float) else None
    return result if result is not None else str(value)[:_MOST_TEXT]


def _imagej(text: str, resolution: list[Any], found: Header) -> None:
    values: dict[str, Any] = {}
    for line in text.splitlines()[:_MOST_VALUES]:
        key, equals, value = line.partition("=")
        if equals and key:
            values[key.strip()] = value.strip()
    found.tags["ImageJ"] = {**values, **found.tags.get("ImageJ", {})}
    for name in ("images", "slices", "frames"):
        count = number(values.get(name))
        if count:
            found.pages = max(found.pages, int(count))
            break
    unit = values.get("unit", "")
    x, y = resolution
    if unit and unit not in {"inch", "pixel", "pixels"} and x and y:
        found.scale(1 / x, 1 / y, "µm" if unit in _MICRO else unit)
        depth = number(values.get("spacing"))
        if depth:
            found.tags["Scale"]["z"] = depth


def ome(content: bytes, found: Header) -> None:
    """OME-XML: every attribute of the first image, its channels, and the pixel's physical size."""
    root = parse(content)
    if root is None:
        return
    values: dict[str, Any] = {}
    images = 0
    for element in root.iter():
        name = local(element.tag)
        if name == "Image":
            images += 1
        if len(values) > _MOST_VALUES:
            break
        if not name or images > 1 or name in {"TiffData", "UUID", "Plane", "BinData"}:
            continue
        for key, value in element.attrib.items():
            _keep(values, f"{name}.{local(key)}", value[:_MOST_TEXT])
        text = (element.text or "").strip()
        if text:
            _keep(values, name, text[:_MOST_TEXT])
    values["Images"] = images
    found.tags["OME"] = values
    _ome_promote(values, found)


def _keep(values: dict[str, Any], key: str, value: str) -> None:
    if key not in values:
        values[key] = value
    elif isinstance(values[key], list):
        values[key].append(value)
    else:
        values[key] = [values[key], value]


def _first(values: dict[str, Any], key: str) -> str | None:
    value = values.get(key)
    value = value[0] if isinstance(value, list) else value
    return value.strip() or None if isinstance(value, str) else None


def _ome_promote(values: dict[str, Any], found: Header) -> None:
    x, y = number(_first(values, "Pixels.PhysicalSizeX")), number(_first(values, "Pixels.PhysicalSizeY"))
    if x and y:
        found.scale(x, y, _first(values, "Pixels.PhysicalSizeXUnit") or "µm")
        z = number(_first(values, "Pixels.PhysicalSizeZ"))
        if z and "Scale" in found.tags:
            found.tags["Scale"]["z"] = z
    for name, keys in (
        ("title", ("Image.Name",)), ("description", ("Description", "Image.Description")),
        ("make", ("Microscope.Manufacturer", "Detector.Manufacturer")),
        ("model", ("Microscope.Model", "Detector.Model")), ("lens", ("Objective.Model",)),
    ):  # fmt: skip
        text = next((text for key in keys if (text := _first(values, key))), None)
        if text:
            found.promoted[name] = text
    taken = _first(values, "AcquisitionDate") or _first(values, "Image.AcquisitionDate")
    date = parse_date(taken) if taken else None
    if date:
        found.promoted["taken"] = date
