"""Which format a file is, by its content, and which reader makes pixels of it.

The name's ending decides only among camera raw families, which share TIFF's signature, and for the
two formats that have no signature at all (TGA, DICOM without its preamble).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import Final

from janus_desktop.errors import Words, words

#: How many first bytes `recognise` wants to see.
HEAD: Final = 4096


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its canonical name, the reader of its pixels (None: nobody here) and its family.

    `reader` is one of `pillow`, `heif`, `tiff`, `codecs`, `raw`, `svg`, `pdf`, `dicom`, `fits`.
    """

    name: str
    reader: str | None


@dataclass(frozen=True, slots=True)
class Reader:
    """A library that makes pixels: the module it is known by, and what a person installs to have it."""

    module: str
    package: str
    title: str


READERS: Final = {
    "pillow": Reader("PIL", "Pillow", "common pictures"),
    "heif": Reader("pi_heif", "pi-heif", "HEIC and HEIF"),
    "tiff": Reader("tifffile", "tifffile", "TIFF, BigTIFF and OME-TIFF"),
    "codecs": Reader("imagecodecs", "imagecodecs", "JPEG XL, JPEG XR, OpenEXR and Radiance"),
    "raw": Reader("rawpy", "janus-desktop[raw]", "camera raw"),
    "svg": Reader("resvg_py", "resvg-py", "SVG"),
    "pdf": Reader("pypdfium2", "pypdfium2", "PDF pages"),
    "dicom": Reader("pydicom", "pydicom", "DICOM"),
    "fits": Reader("astropy", "janus-desktop[science]", "FITS"),
}

#: Camera raw families that carry TIFF's own signature, by the name's ending.
_TIFF_RAW: Final = {
    "3fr": "3FR", "arw": "ARW", "cr2": "CR2", "dcr": "DCR", "dng": "DNG", "erf": "ERF", "fff": "FFF",
    "iiq": "IIQ", "k25": "K25", "kdc": "KDC", "mef": "MEF", "mos": "MOS", "nef": "NEF", "nrw": "NRW",
    "pef": "PEF", "ptx": "PEF", "raw": "RAW", "rwl": "RWL", "sr2": "SR2", "srf": "SRF", "srw": "SRW",
}  # fmt: skip

_STARTS: Final[tuple[tuple[bytes, str, str | None], ...]] = (
    (b"\xff\xd8\xff\xf7", "JPEG-LS", "codecs"),
    (b"\xff\xd8\xff", "JPEG", "pillow"),
    (b"\x89PNG\r\n\x1a\n", "PNG", "pillow"),
    (b"GIF87a", "GIF", "pillow"),
    (b"GIF89a", "GIF", "pillow"),
    (b"8BPS\0\1", "PSD", "pillow"),
    (b"8BPS\0\2", "PSD", None),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JP2", "pillow"),
    (b"\xff\x4f\xff\x51", "JP2", "pillow"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "JXL", "codecs"),
    (b"\xff\x0a", "JXL", "codecs"),
    (b"II\xbc\x01", "JXR", "codecs"),
    (b"FUJIFILM", "RAF", "raw"),
    (b"\0MRM", "MRW", "raw"),
    (b"FOVb", "X3F", "raw"),
    (b"IIU\0", "RW2", "raw"),
    (b"IIRO", "ORF", "raw"),
    (b"IIRS", "ORF", "raw"),
    (b"MMOR", "ORF", "raw"),
    (b"\x76\x2f\x31\x01", "EXR", "codecs"),
    (b"#?RADIANCE", "HDR", "codecs"),
    (b"#?RGBE", "HDR", "codecs"),
    (b"DDS ", "DDS", "pillow"),
    (b"qoif", "QOI", "pillow"),
    (b"icns", "ICNS", "pillow"),
    (b"\x01\xda", "SGI", "pillow"),
    (b"\x59\xa6\x6a\x95", "Sun raster", "pillow"),
    (b"/* XPM */", "XPM", "pillow"),
    (b"gimp xcf ", "XCF", None),
    (b"BPG\xfb", "BPG", None),
    (b"FLIF", "FLIF", None),
    (b"\x8aMNG\r\n\x1a\n", "MNG", None),
    (b"\x8bJNG\r\n\x1a\n", "JNG", None),
    (b"AT&TFORM", "DjVu", None),
    (b"\xd7\xcd\xc6\x9a", "WMF", None),
    (b"%!PS-Adobe", "EPS", None),
    (b"\xc5\xd0\xd3\xc6", "EPS", None),
    (b"ZISRAWFILE", "CZI", None),
    (b"\xda\xce\xbe\x0a", "ND2", None),
    (b"SIMPLE  =", "FITS", "fits"),
)

#: What is often found in folders of pictures, to say so by name: start, where it stands, in words.
_STRANGERS: Final[tuple[tuple[bytes, int, str], ...]] = (
    (b"PK\3\4", 0, "a ZIP archive or an office document"),
    (b"ftyp", 4, "a video or sound file"),
    (b"RIFF", 0, "a video or sound file"),
    (b"\x1aE\xdf\xa3", 0, "a video file"),
    (b"ID3", 0, "a sound file"),
    (b"SQLite format 3\0", 0, "a database"),
    (b"\x1f\x8b", 0, "compressed data"),
    (b"\x7fELF", 0, "a program"),
    (b"MZ", 0, "a program"),
    (b"\xd0\xcf\x11\xe0", 0, "an office document"),
    (b"\x89HDF\r\n", 0, "an HDF5 data file"),
)

_HEIF_BRANDS: Final = frozenset(
    [
        b"heic",
        b"heix",
        b"heim",
        b"heis",
        b"hevc",
        b"hevx",
        b"mif1",
        b"msf1",
        b"mif2",
        b"mif3",
        b"miaf",
        b"MiHB",
        b"jpeg",
    ]
)
_AVIF_BRANDS: Final = frozenset([b"avif", b"avis", b"avio", b"MA1A", b"MA1B"])
_BMP_HEADERS: Final = frozenset([12, 16, 40, 52, 56, 64, 108, 124])
_PNM = re.compile(rb"P[1-7][\s#]|P[Ff]\s")
_SVG = re.compile(rb"<(?:[A-Za-z][\w.-]*:)?svg[\s>/:]")
_TGA_TYPES: Final = frozenset([1, 2, 3, 9, 10, 11])


def recognise(head: bytes, name: str = "") -> Format | None:
    """The format of a file with these first `HEAD` bytes and this name; None where it is no image."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if head[128:132] == b"DICM":  # first: its preamble may look like a TIFF, so that it opens as both
        return Format("DICOM", "dicom")
    if head[:4] in {b"II*\0", b"MM\0*"}:
        return _tiff(head, ending)
    if head[:4] in {b"II+\0", b"MM\0+"}:
        return Format("TIFF", "tiff")
    for start, title, reader in _STARTS:
        if head.startswith(start):
            return Format(title, reader)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Format("WEBP", "pillow")
    if head[4:8] == b"ftyp":
        return _isobmff(head)
    return _shapeless(head, ending)


def _tiff(head: bytes, ending: str) -> Format:
    if head[8:10] == b"CR":
        return Format("CR2", "raw")
    if ending in _TIFF_RAW:
        return Format(_TIFF_RAW[ending], "raw")
    return Format("TIFF", "tiff")


def _isobmff(head: bytes) -> Format | None:
    size = int.from_bytes(head[:4], "big")
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, min(size, len(head)) - 3, 4))]
    if brands[0] == b"crx ":
        return Format("CR3", "raw")
    for brand in brands:
        if brand in _AVIF_BRANDS:
            return Format("AVIF", "pillow")
    if brands[0] in _HEIF_BRANDS or (brands[0][:3] not in {b"mp4", b"iso", b"qt "} and _HEIF_BRANDS & set(brands)):
        return Format("HEIC", "heif")
    return None


def _shapeless(head: bytes, ending: str) -> Format | None:
    """Formats whose signature is short, stands elsewhere than at the beginning, or is missing."""
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return Format("BMP", "pillow")
    if head[:2] == b"\xff\xd8" and ending in {"jpg", "jpeg", "jpe", "jfif"}:
        return Format("JPEG", "pillow")
    if head[6:14] == b"HEAPCCDR":
        return Format("CRW", "raw")
    if head[:4] in {b"\0\0\1\0", b"\0\0\2\0"} and 0 < int.from_bytes(head[4:6], "little") < 1000:
        return Format("ICO" if head[2] == 1 else "CUR", "pillow")
    if head[40:44] == b" EMF" and head[:4] == b"\1\0\0\0":
        return Format("EMF", None)
    if _PNM.match(head):
        return Format("PNM", "pillow")
    if b"%PDF-" in head[:1024]:
        return Format("PDF", "pdf")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" and _SVG.search(head):
        return Format("SVG", "svg")
    if head[:2] == b"\x1f\x8b" and ending == "svgz":
        return Format("SVG", "svg")
    if head[:1] == b"\x0a" and ending == "pcx" and head[1:2] in {b"\0", b"\2", b"\3", b"\4", b"\5"}:
        return Format("PCX", "pillow")
    if ending in {"tga", "icb", "vda", "vst"} and len(head) > 18 and head[2] in _TGA_TYPES and head[1] < 2:
        return Format("TGA", "pillow")
    if ending in {"dcm", "dicom"} and head[:2] in {b"\2\0", b"\x08\0", b"\0\x08"}:
        return Format("DICOM", "dicom")
    return None


def not_an_image(head: bytes, name: str) -> Words:
    """Why a file that `recognise` does not know is no image, as well as its beginning tells."""
    for start, offset, what in _STRANGERS:
        if head[offset : offset + len(start)] == start:
            return words("“{name}” is not an image but {what}.", name=name, what=what)
    sample = head[:1024]
    if sample and b"\0" not in sample and sum(byte < 32 and byte not in b"\t\n\r\f" for byte in sample) == 0:
        return words("“{name}” is not an image but text.", name=name)
    if not head.strip(b"\0"):
        return words("“{name}” is not an image: it begins with nothing but zeros.", name=name)
    return words("“{name}” is not an image that Janus knows.", name=name)


@lru_cache(maxsize=32)
def has(reader: str) -> bool:
    """Whether the library behind `reader` is installed."""
    return find_spec(READERS[reader].module) is not None


def no_pixels(found: Format) -> Words | None:
    """Why nobody here makes pixels of this format, and what would; None where somebody does."""
    if found.reader is None:
        return words("This is a {format} file, and no reader for {format} is known to Janus.", format=found.name)
    if has(found.reader):
        return None
    return words(
        "This is a {format} file; installing {package} makes its pixels readable.",
        format=found.name,
        package=READERS[found.reader].package,
    )
