"""What goes through the pipe between the supervisor and a child: JSON and raw bytes, no pickle.

A message is two lengths (32 bits, big-endian: JSON, all attachments), the JSON object, and the
attachments one after the other; the object's `blobs` says how long each is. Paths go as Latin-1
text, so that any bytes survive.
"""

from __future__ import annotations

import dataclasses
import json
import struct
from collections.abc import Callable
from typing import Any, BinaryIO

from janus_desktop.errors import Words, words
from janus_desktop.imaging.facts import ImageFacts, Thumbnails, Unreadable

Message = dict[str, Any]

MAX_JSON = 4 * 1024 * 1024
MAX_BLOBS = 512 * 1024 * 1024
_HEAD = struct.Struct(">II")


class WireError(Exception):
    """The other side does not speak the format, or says too much."""


def pack(message: Message, blobs: list[bytes]) -> list[bytes]:
    """The pieces of one message, to be written in this order."""
    text = json.dumps({**message, "blobs": [len(blob) for blob in blobs]}, separators=(",", ":")).encode()
    total = sum(map(len, blobs))
    if len(text) > MAX_JSON or total > MAX_BLOBS:
        raise WireError(f"message of {len(text)} + {total} bytes")
    return [_HEAD.pack(len(text), total) + text, *blobs]


def read(stream: BinaryIO) -> tuple[Message, list[bytes]] | None:
    """The next message, waiting for it; None at the end of the stream.

    Raises `WireError` for anything that is no message.
    """
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    length, total = _HEAD.unpack(head)
    if length > MAX_JSON or total > MAX_BLOBS:
        raise WireError(f"message of {length} + {total} bytes")
    text = stream.read(length)
    if len(text) < length:
        return None
    try:
        message = json.loads(text)
        sizes = message["blobs"]
        if sum(sizes) != total or min(sizes, default=0) < 0:
            raise WireError("attachments do not add up")
    except (ValueError, TypeError, KeyError) as error:
        raise WireError(str(error)) from error
    blobs = []
    for size in sizes:
        blob = stream.read(size)
        if len(blob) < size:
            return None
        blobs.append(blob)
    return message, blobs


def shown_name(path: bytes) -> str:
    """The last part of `path` as text for a sentence."""
    return path.rpartition(b"/")[2].decode("utf-8", "replace")


def path_text(path: bytes) -> str:
    """A path as JSON carries it."""
    return path.decode("latin-1")


def path_bytes(text: str) -> bytes:
    """The path that `path_text` was given."""
    return text.encode("latin-1")


def words_out(sentence: Words) -> Message:
    """A sentence as JSON carries it."""
    plain = {
        name: value if isinstance(value, (str, int, float)) else str(value) for name, value in sentence.args.items()
    }
    return {"template": sentence.template, "one": sentence.one, "args": plain}


def words_in(message: Message) -> Words:
    """The sentence that `words_out` was given."""
    return words(message["template"], one=message["one"], **message["args"])


def unreadable_out(value: Unreadable) -> Message:
    """A refusal as JSON carries it (without its path, which the other side knows)."""
    return {"kind": value.kind, "reason": words_out(value.reason), "format": value.format}


def unreadable_in(message: Message, path: bytes) -> Unreadable:
    """The refusal that `unreadable_out` was given."""
    return Unreadable(path, words_in(message["reason"]), message["kind"], message["format"])


#: fields of `ImageFacts` that do not travel as they are, and how they come back
_BYTES = frozenset({"content_hash", "quick_hash"})
_APART = frozenset({"path", "metadata", "metadata_json", "preview", "no_pixels"})
_BACK: dict[str, Callable[[Any], Any]] = {"keywords": tuple, **dict.fromkeys(_BYTES, bytes.fromhex)}
_PLAIN = tuple(f.name for f in dataclasses.fields(ImageFacts) if f.name not in _APART)


def facts_out(facts: ImageFacts) -> tuple[Message, list[bytes]]:
    """Facts as JSON, and their attachments: all metadata as JSON text, then the preview if any."""
    message: Message = {}
    for name in _PLAIN:
        value = getattr(facts, name)
        message[name] = value.hex() if name in _BYTES else dict(value) if name == "sources" else value
    if facts.no_pixels is not None:
        message["no_pixels"] = words_out(facts.no_pixels)
    text = facts.metadata_json
    if text is None:
        text = json.dumps(facts.metadata, ensure_ascii=False, default=str, separators=(",", ":")).encode(
            "utf-8", "backslashreplace"
        )
    blobs = [text]
    if facts.preview is not None:
        blobs.append(facts.preview)
    return message, blobs


def facts_in(message: Message, blobs: list[bytes], path: bytes) -> ImageFacts:
    """The facts that `facts_out` was given; metadata stays JSON text until somebody asks for it."""
    values = {name: _BACK[name](value) if name in _BACK else value for name, value in message.items()}
    refusal = values.pop("no_pixels", None)
    return ImageFacts(
        path=path,
        **values,
        no_pixels=None if refusal is None else words_in(refusal),
        metadata_json=blobs[0],
        preview=blobs[1] if len(blobs) > 1 else None,
    )


def thumbnails_out(value: Thumbnails) -> tuple[Message, list[bytes]]:
    """Thumbnails as JSON, with one attachment for each size."""
    message: Message = {
        "content_hash": value.content_hash.hex() if value.content_hash is not None else None,
        "sizes": list(value.pictures),
        "perceptual_hash": value.perceptual_hash,
        "analysis": dict(value.analysis),
    }
    return message, list(value.pictures.values())


def thumbnails_in(message: Message, blobs: list[bytes]) -> Thumbnails:
    """The thumbnails that `thumbnails_out` was given."""
    digest = message["content_hash"]
    return Thumbnails(
        content_hash=None if digest is None else bytes.fromhex(digest),
        pictures=dict(zip(message["sizes"], blobs, strict=True)),
        perceptual_hash=message["perceptual_hash"],
        analysis=message["analysis"],
    )
