"""What the overlay tells of an image, and the size of its pixels, from its record."""

from __future__ import annotations

from dataclasses import dataclass

from janus_desktop.models import ImageRecord
from janus_desktop.ui.language import tr
from janus_desktop.ui.panels import formats
from janus_desktop.ui.viewer.scale import PixelSize, length_words, pixel_size


@dataclass(frozen=True, slots=True)
class Facts:
    """What the viewer wants to know of an image besides its pixels."""

    image: int
    lines: tuple[tuple[str, str], ...]
    size: PixelSize | None


def facts(record: ImageRecord) -> Facts:
    """The lines of the overlay: what is known, in a fixed order."""
    fields = record.fields
    size = pixel_size(record.metadata, int(fields.get("orientation") or 1))
    lines: list[tuple[str, str]] = [(tr("Name"), record.filename)]

    def add(name: str, value: object) -> None:
        if value not in (None, "", 0):
            lines.append((name, str(value)))

    add(tr("Title"), fields.get("title"))
    add(tr("Creator"), fields.get("creator"))
    if record.width and record.height:
        add(tr("Size"), tr("{width} × {height} · {format}", width=record.width, height=record.height,
                           format=record.format))  # fmt: skip
    if size is not None:
        add(tr("Pixel"), length_words(size.x, size.unit))
    taken = fields.get("taken")
    add(tr("Taken"), formats.moment(str(taken)) if taken else None)
    add(tr("Camera"), fields.get("camera"))
    add(tr("Lens"), fields.get("lens"))
    exposure = (fields.get(name) for name in ("exposure_time", "f_number", "iso", "focal_length"))
    add(tr("Exposure"), formats.exposure_line(*exposure))
    return Facts(record.id, tuple(lines), size)
