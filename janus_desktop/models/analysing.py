"""What the thumbnails' decode finds out about a picture, kept with what its file says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from janus_desktop.imaging.facts import Thumbnails
from janus_desktop.models.metadata_index import Keys
from janus_desktop.models.transaction import compact

#: the group in `image_metadata`
GROUP = "Analysis"
_SET = f"UPDATE image_metadata SET data = json_set(data, '$.{GROUP}', json(?)) WHERE image_id = ?"


def said(made: Thumbnails) -> dict[str, Any]:
    """The analysis as metadata: `mean`, `clipped`, `sharpness`, `colours`, and `perceptual_hash` in hex."""
    found = dict(made.analysis)
    if made.perceptual_hash is not None:
        found["perceptual_hash"] = f"{made.perceptual_hash:016x}"
    return found


def keep(connection: Connection, keys: Keys, rows: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Keep the analysis of images, and index it for the search; it costs one statement for all of them."""
    rows = [row for row in rows if row[1]]
    if rows:
        connection.exec_driver_sql(_SET, [(compact(found), image) for image, found in rows])
        keys.add(connection, [image for image, _ in rows], [{GROUP: found} for _, found in rows])
