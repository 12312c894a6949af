"""Drawings without pixels of their own: SVG through resvg, PDF pages through pdfium."""

from __future__ import annotations

import gzip
import io
import re
from typing import Any, Final

from PIL import Image

from janus_desktop.imaging.limits import MIB
from janus_desktop.imaging.readers.raster import Raster, Wanted

_MAX_SVG: Final = 64 * MIB
_LINK: Final = re.compile(r"^(?:\{http://www\.w3\.org/1999/xlink\})?(?:href|src)$")
_URL: Final = re.compile(r"url\(\s*['\"]?(?!\s*#|data:)[^)]*\)|@import[^;]*;?", re.IGNORECASE)
_SAFE: Final = (
    "#",
    "data:image/png",
    "data:image/jpeg",
    "data:image/jpg",
    "data:image/gif",
    "data:image/webp",
)
_UNIT: Final = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
#: dots per inch at which a PDF page counts as "full size"
_PDF_DPI: Final = 200


def read_svg(wanted: Wanted) -> Raster:
    """The drawing, without anything that it wants from outside."""
    import resvg_py

    data = wanted.all_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.GzipFile(fileobj=io.BytesIO(data)).read(_MAX_SVG + 1)
    if len(data) > _MAX_SVG:
        raise wanted.too_large()
    wanted.report(0)
    root = _without_links(data)
    width, height = _svg_size(root)
    from lxml import etree

    text = etree.tostring(root, encoding="unicode")
    lies = width >= height
    png = resvg_py.svg_to_bytes(
        svg_string=text,
        skip_system_fonts="<text" not in text and ":text" not in text,
        width=wanted.longest if lies else None,
        height=None if lies else wanted.longest,
    )
    image = Image.open(io.BytesIO(png), formats=("PNG",))
    wanted.allow(image.width * image.height)
    image.load()
    return Raster(image, max(1, round(width)), max(1, round(height)))


def _without_links(data: bytes) -> Any:
    """The parsed drawing with every reference to the outside removed; entities are never resolved."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    root = etree.fromstring(data, parser)
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if _LINK.match(name) and not value.strip().lower().startswith(_SAFE):
                del element.attrib[name]
            elif "url(" in value.lower():
                element.attrib[name] = _URL.sub("none", value)
        if element.text and isinstance(element.tag, str) and element.tag.endswith("style"):
            element.text = _URL.sub("none", element.text)
    return root


def _svg_size(root: Any) -> tuple[float, float]:
    """Width and height in CSS pixels; 100 × 100 where the drawing says nothing."""
    box = [
        float(v)
        for v in re.findall(r"[-+.\deE]+", root.get("viewBox", ""))
        if re.fullmatch(r"[-+]?[\d.]+(?:[eE][-+]?\d+)?", v)
    ]
    wide, high = (box[2], box[3]) if len(box) == 4 and box[2] > 0 and box[3] > 0 else (100.0, 100.0)
    given = [_length(root.get("width")), _length(root.get("height"))]
    if given[0] and given[1]:
        return given[0], given[1]
    if given[0]:
        return given[0], given[0] * high / wide
    if given[1]:
        return given[1] * wide / high, given[1]
    return wide, high


def _length(text: str | None) -> float:
    found = re.fullmatch(r"\s*([\d.]+)\s*([a-z]*)\s*", text or "")
    if not found or found[2] not in _UNIT:
        return 0.0
    try:
        return float(found[1]) * _UNIT[found[2]]
    except ValueError:
        return 0.0


def read_pdf(wanted: Wanted) -> Raster:
    """One page of a PDF."""
    import pypdfium2

    source: Any = wanted.data if wanted.data is not None else wanted.stream()
    wanted.report(0)
    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        raise wanted.damaged(str(error)) from error
    try:
        pages = len(document)
        wanted.check_page(pages)
        page = document[wanted.page]
        wide, high = page.get_size()
        if wide <= 0 or high <= 0:
            raise wanted.damaged("its page has no size")
        image = page.render(scale=wanted.longest / max(wide, high)).to_pil().convert("RGB")
        page.close()
    finally:
        document.close()
    full = _PDF_DPI / 72
    return Raster(image, max(1, round(wide * full)), max(1, round(high * full)), pages=pages)
