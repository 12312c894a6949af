"""What a child process does with sidecars: reads them, and merges values into what is there."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from janus_desktop.errors import words
from janus_desktop.imaging.facts import Unreadable
from janus_desktop.imaging.metadata import sidecar_writing
from janus_desktop.imaging.metadata.embedded import decode_xmp
from janus_desktop.imaging.metadata.reconcile import Promoted, from_xmp

write_file = sidecar_writing.write_file
STYLES = sidecar_writing.STYLES


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The sidecar of one file: where it lies or would lie, and what it says.

    `digest` (SHA-256) is None where there is none yet. `xmp` has all properties by name, `values` those
    that the catalogue has fields for. `content` is what to write, where values were given
    and it would not say the same as is there.
    """

    path: bytes
    place: bytes
    digest: bytes | None
    mtime_ns: int = 0
    xmp: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    content: bytes | None = None


def read(path: bytes, style: str, values: Mapping[str, Any] | None = None) -> Sidecar | Unreadable:
    """The sidecar of the file at `path`, with `values` merged where they are given."""
    place = sidecar_writing.place_of(path, style)
    name = os.path.basename(place).decode("utf-8", "replace")
    try:
        packet = sidecar_writing.read_packet(place)
        mtime_ns = 0 if packet is None else os.stat(place).st_mtime_ns
        content = None if values is None else sidecar_writing.merge(packet, values)
        if packet is not None and content is not None and _says(packet) == _says(content):
            content = None
    except sidecar_writing.NoSidecarError as error:
        reason = words("The sidecar {name} was left as it is: {reason}.", name=name, reason=str(error))
        return Unreadable(path, reason, "damaged")
    except OSError as error:
        reason = words("The sidecar {name} cannot be read: {reason}.", name=name, reason=error.strerror or str(error))
        return Unreadable(path, reason, "denied")
    if packet is None:
        return Sidecar(path, place, None, content=content)
    xmp = decode_xmp(packet)
    return Sidecar(path, place, hashlib.sha256(packet).digest(), mtime_ns, xmp, values_of(xmp), content)


def _says(packet: bytes) -> dict[str, Any]:
    return {name: value for name, value in decode_xmp(packet).items() if name != "Xmp.xmp.MetadataDate"}


def values_of(xmp: Mapping[str, Any]) -> dict[str, Any]:
    """The values that the catalogue has fields for, of properties that were read already."""
    found = Promoted()
    from_xmp(xmp, found, "sidecar")
    return found.values


def to_message(sidecar: Sidecar) -> tuple[dict[str, Any], list[bytes]]:
    """As the pipe carries it: the properties as JSON text, then the content if any."""
    message = {
        "place": sidecar.place.decode("latin-1"),
        "digest": None if sidecar.digest is None else sidecar.digest.hex(),
        "mtime_ns": sidecar.mtime_ns,
    }
    said = {"xmp": dict(sidecar.xmp), "values": dict(sidecar.values)}
    blobs = [json.dumps(said, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace")]
    return message, blobs if sidecar.content is None else [*blobs, sidecar.content]


def from_message(message: Mapping[str, Any], blobs: list[bytes], path: bytes) -> Sidecar:
    """What `to_message` was given."""
    said = json.loads(blobs[0])
    digest = message["digest"]
    return Sidecar(
        path,
        message["place"].encode("latin-1"),
        None if digest is None else bytes.fromhex(digest),
        message["mtime_ns"],
        said["xmp"],
        said["values"],
        blobs[1] if len(blobs) > 1 else None,
    )
