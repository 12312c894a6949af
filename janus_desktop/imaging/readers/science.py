"""DICOM through pydicom, FITS through astropy."""

from __future__ import annotations

from typing import Any

import numpy as np

from janus_desktop.imaging.readers.raster import Raster, Wanted, from_array


def read_dicom(wanted: Wanted) -> Raster:
    """One frame, shown as the file's own window (or the spread of its values) says."""
    import pydicom
    from pydicom.pixels import apply_color_lut, apply_modality_lut, apply_voi_lut, pixel_array

    wanted.report(0)
    data = pydicom.dcmread(wanted.stream(), force=True)
    if "PixelData" not in data and "FloatPixelData" not in data and "DoubleFloatPixelData" not in data:
        raise wanted.damaged("it holds no picture")
    pages = int(data.get("NumberOfFrames") or 1)
    wanted.check_page(pages)
    high, wide = int(data.Rows), int(data.Columns)
    wanted.allow(high * wide, each=16)
    array = pixel_array(data, index=wanted.page)
    kind = str(data.get("PhotometricInterpretation", ""))
    if kind == "PALETTE COLOR":
        array = apply_color_lut(array, data)
    elif array.ndim == 2:
        array = apply_voi_lut(apply_modality_lut(array, data), data).astype(np.float32)
        if kind == "MONOCHROME1":
            array = -array
    return Raster(from_array(array, wanted.longest), wide, high, pages=pages)


def read_fits(wanted: Wanted) -> Raster:
    """One plane of the first image in the file, north up as astronomers draw it: the first row below."""
    from astropy.io import fits

    wanted.report(0)
    with wanted.stream() as stream, fits.open(stream, memmap=False, lazy_load_hdus=True) as units:
        for unit in units:
            shape: tuple[int, ...] = getattr(unit, "shape", ()) or ()
            if not getattr(unit, "is_image", False) or len(shape) < 2:
                continue
            high, wide = shape[-2:]
            pages = int(np.prod(shape[:-2])) if len(shape) > 2 else 1
            wanted.check_page(pages)
            wanted.allow(high * wide, each=12)
            plane: Any = np.unravel_index(wanted.page, shape[:-2]) if len(shape) > 2 else ()
            array = np.asarray(unit.section[(*(int(i) for i in plane), slice(None), slice(None))])
            array = array.astype(array.dtype.newbyteorder("="))[::-1]
            return Raster(from_array(array, wanted.longest), wide, high, pages=pages)
    raise wanted.damaged("it holds no picture")
