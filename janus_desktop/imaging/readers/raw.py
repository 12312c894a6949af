"""Camera raw: the preview that the camera made; developed only where there is none of use."""

from __future__ import annotations

import dataclasses
import io
from typing import Any

from PIL import Image

from janus_desktop.imaging.readers import pillow
from janus_desktop.imaging.readers.raster import Raster, Wanted


def read(wanted: Wanted) -> Raster:
    """The embedded preview if it is as large as wanted; else the raw data, else what preview there is."""
    jpeg = _preview(wanted)
    small = None
    if jpeg is not None:
        try:
            small = _from_jpeg(wanted, jpeg)
        except Exception:  # noqa: BLE001  a broken preview is no reason to give up the raw data
            small = None
        if small is not None and max(small.width, small.height) >= wanted.longest:
            return small
    developed = _develop(wanted, small is None)
    found = developed or small
    if found is None:
        raise wanted.damaged("it holds no preview, and its raw data cannot be developed here")
    return found


def _from_jpeg(wanted: Wanted, jpeg: bytes) -> Raster:
    raster = pillow.read(dataclasses.replace(wanted, data=jpeg, page=0), "JPEG")
    if raster.orientation == 1 and raster.width >= raster.height:
        # a preview that lies on its side says so in the raw file, not always in itself
        raster.orientation = _orientation(wanted)
    return raster


def _preview(wanted: Wanted) -> bytes | None:
    """The smallest JPEG preview that is large enough, or the largest there is."""
    import exiv2

    try:
        image = exiv2.ImageFactory.open(wanted.all_bytes())
        image.readMetadata()
        manager = exiv2.PreviewManager(image)
        kinds = [p for p in manager.getPreviewProperties() if p.mimeType_ == "image/jpeg"]
        if not kinds:
            return None
        kinds.sort(key=lambda p: max(p.width_, p.height_))
        chosen = next((p for p in kinds if max(p.width_, p.height_) >= wanted.longest), kinds[-1])
        return bytes(manager.getPreviewImage(chosen).data())
    except Exception:  # noqa: BLE001  exiv2 raises its own kinds, and several of Python's
        return None


def _orientation(wanted: Wanted) -> int:
    import exiv2

    try:
        image = exiv2.ImageFactory.open(wanted.all_bytes())
        image.readMetadata()
        value = int(image.exifData()["Exif.Image.Orientation"].toInt64())
    except Exception:  # noqa: BLE001  as above
        return 1
    return value if 1 <= value <= 8 else 1


def _develop(wanted: Wanted, must: bool) -> Raster | None:
    """The raw data at half size through LibRaw; None where it is not installed or cannot."""
    try:
        import rawpy
    except ImportError:
        return None
    try:
        with rawpy.imread(io.BytesIO(wanted.all_bytes())) as raw:
            thumb = _libraw_preview(raw, wanted)
            if thumb is not None and (must or max(thumb.width, thumb.height) >= wanted.longest):
                return thumb
            sizes = raw.sizes
            half = max(sizes.width, sizes.height) >= 2 * wanted.longest
            wanted.allow(sizes.width * sizes.height, each=10 if half else 20)
            array: Any = raw.postprocess(half_size=half, use_camera_wb=True, output_bps=8)
    except (rawpy.LibRawError, ValueError):
        return None
    height, width = array.shape[:2]
    image = Image.frombytes("RGB", (width, height), array.tobytes())
    times = 2 if half else 1
    return Raster(image, width * times, height * times)


def _libraw_preview(raw: Any, wanted: Wanted) -> Raster | None:
    """What LibRaw finds as preview: it knows some makers that Exiv2 does not."""
    import rawpy

    try:
        thumb = raw.extract_thumb()
        if thumb.format == rawpy.ThumbFormat.JPEG:
            raster = pillow.read(dataclasses.replace(wanted, data=bytes(thumb.data), page=0), "JPEG")
        else:
            high, wide = thumb.data.shape[:2]
            raster = Raster(Image.frombytes("RGB", (wide, high), thumb.data.tobytes()), wide, high)
    except Exception:  # noqa: BLE001  no preview is no fault
        return None
    if raster.orientation == 1 and raster.width >= raster.height:
        raster.orientation = {3: 3, 5: 8, 6: 6}.get(int(raw.sizes.flip), 1)
    return raster
