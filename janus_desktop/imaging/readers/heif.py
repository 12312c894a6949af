"""HEIC and HEIF through libheif, which turns pictures upright by itself."""

from __future__ import annotations

import pi_heif

from janus_desktop.imaging.readers.raster import Raster, Wanted

pi_heif.options.DECODE_THREADS = 1


def read(wanted: Wanted) -> Raster:
    """One image of the file (page 0 is the primary one)."""
    found = pi_heif.open_heif(wanted.all_bytes(), convert_hdr_to_8bit=True)
    pages = len(found)
    if not pages:
        raise wanted.damaged("it holds no picture of a kind that can be decoded here")
    wanted.check_page(pages)
    first = found.primary_index
    order = [first, *(index for index in range(pages) if index != first)]
    item = found[order[wanted.page]]
    width, height = item.size
    wanted.allow(width * height, each=10)
    image = item.to_pillow()
    return Raster(image, image.width, image.height, icc=item.info.get("icc_profile") or None, pages=pages)
