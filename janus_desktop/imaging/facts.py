"""What one file says of itself, as plain frozen values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from janus_desktop.errors import Words

#: Sizes, in pixels of the longer edge, of the thumbnails made from one decode.
SIZES = (256, 512)


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """One readable (or at least recognised) file.

    Sizes are stored pixels, orientation not applied. GPS in signed degrees, `exposure_time` in
    seconds, `focal_length` in millimetres. `taken` is ISO 8601 as precise as the file says:
    `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SS[.fff][±HH:MM]`.
    `sources` says which standard each promoted value came from (`Exif`, `IPTC`, `XMP`, `header`,
    `sidecar`; `MakerNote` for a lens that only the maker's note names). `metadata` is
    `{standard: {tag name: value}}`, JSON values only.
    """

    path: bytes
    size: int
    mtime_ns: int
    content_hash: bytes
    quick_hash: bytes
    format: str
    width: int | None = None
    height: int | None = None
    orientation: int | None = None
    pages: int = 1
    color_space: str | None = None
    bit_depth: int | None = None
    icc_profile: str | None = None
    make: str | None = None
    model: str | None = None
    lens: str | None = None
    taken: str | None = None
    exposure_time: float | None = None
    f_number: float | None = None
    iso: int | None = None
    focal_length: float | None = None
    gps_lat: float | None = None
    gps_lon: float | None = None
    gps_altitude: float | None = None
    title: str | None = None
    description: str | None = None
    creator: str | None = None
    rights: str | None = None
    keywords: tuple[str, ...] = ()
    rating: int | None = None
    label: str | None = None
    #: `pick` or `reject` as digiKam says it; a rating of −1 rejects too
    flag: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: JPEG bytes of the embedded preview, upright, at most 512 pixels long; None where there is none
    preview: bytes | None = None
    #: why there are no pixels though the format is known (what would read it); None where they can be had
    no_pixels: Words | None = None
    #: `metadata` as JSON text, where it came from a child process (`metadata` is then empty)
    metadata_json: bytes | None = None

    def all_metadata(self) -> Mapping[str, Mapping[str, Any]]:
        """Everything the file says, by standard; parses `metadata_json` at each call if need be."""
        if self.metadata_json is None:
            return self.metadata
        parsed: dict[str, dict[str, Any]] = json.loads(self.metadata_json)
        return parsed


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One file that is no image we can take in, with its reason.

    `kind`: `damaged`, `unknown` (no image at all), `empty`, `missing`, `denied`, `not a file`,
    `too large`, `too slow`, `crashed`, `changed` (while it was read), `stopped`.
    """

    path: bytes
    reason: Words
    kind: str = "damaged"
    #: the format that its beginning promises, where it promises one
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Thumbnails:
    """The pictures for the grid, from one decode: upright, sRGB, JPEG.

    `pictures` maps each of `SIZES` to JPEG bytes. `analysis` holds `mean`, `clipped`, `sharpness`,
    `colours`; `perceptual_hash` is 64 bits.
    """

    content_hash: bytes | None
    pictures: Mapping[int, bytes]
    perceptual_hash: int | None = None
    analysis: Mapping[str, Any] = field(default_factory=dict)
