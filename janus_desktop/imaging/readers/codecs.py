"""JPEG XL, JPEG XR, JPEG-LS and Radiance through imagecodecs."""

from __future__ import annotations

from typing import Final

import imagecodecs
import numpy as np

from janus_desktop.imaging.metadata import boxes, header
from janus_desktop.imaging.readers.raster import Raster, Wanted, from_array

#: bytes that a decoder takes for each pixel
_EACH: Final = {"JXL": 16, "JXR": 16, "JPEG-LS": 6}


def _pixels(data: bytes, kind: str) -> int:
    """How many pixels the header promises; 0 where it is not understood, so that only memory bounds them."""
    sizes = {"JXL": boxes.jxl, "JXR": header.jxr}
    if kind not in sizes:
        return 0
    found = sizes[kind](data)
    return (found.width or 0) * (found.height or 0)


def read(wanted: Wanted, kind: str) -> Raster:
    """The picture of a file of `kind`."""
    data = wanted.all_bytes()
    wanted.allow(_pixels(data, kind), each=_EACH.get(kind, 12))
    pages = 1
    if kind == "JXL":
        array = imagecodecs.jpegxl_decode(data, numthreads=1)
    elif kind == "JXR":
        array = imagecodecs.jpegxr_decode(data, fp2int=True)
    elif kind == "JPEG-LS":
        array = imagecodecs.jpegls_decode(data)
    elif kind == "HDR":
        light = imagecodecs.rgbe_decode(data)
        array = np.power(np.clip(light, 0, None), 1 / 2.2)
    else:
        raise wanted.damaged(f"nobody here decodes {kind}")
    if array.ndim == 4 or (array.ndim == 3 and array.shape[2] > 4 and array.shape[0] <= 4):
        pages = array.shape[0]
        wanted.check_page(pages)
        array = array[wanted.page]
    image = from_array(array, wanted.longest)
    return Raster(image, array.shape[1], array.shape[0], pages=pages)
