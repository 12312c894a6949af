"""Writing XMP sidecars: our values set in what is there, everything else kept in meaning.

`merge` works on bytes (in a child process, since what is there came from elsewhere); `write_file`
puts the result in place, whole or not at all.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from janus_desktop.imaging.metadata.safexml import MOST, parse
from janus_desktop.imaging.metadata.sidecar import find_sidecar, stem_is_shared

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_X: Final = "adobe:ns:meta/"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMESPACES: Final = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "digiKam": "http://www.digikam.org/ns/1.0/",
    "darktable": "http://darktable.sf.net/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
}
#: digiKam's numbers and darktable's, for our colour labels
DIGIKAM_COLORS: Final = {"red": 1, "yellow": 3, "green": 4, "blue": 5, "purple": 6}
DARKTABLE_COLORS: Final = {"red": 0, "yellow": 1, "green": 2, "blue": 3, "purple": 4}
DIGIKAM_PICKS: Final = {"reject": 1, "pick": 3}
STYLES: Final = ("name.ext.xmp", "name.xmp")
#: what XML 1.0 cannot hold
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class NoSidecarError(Exception):
    """What lies at the sidecar's place is no XMP that can be added to; the text says why, in half a sentence."""


def place_of(path: bytes, style: str = STYLES[0]) -> bytes:
    """Where the sidecar of the file at `path` is to be written: where it lies already, else by `style`.

    `name.xmp` is not used where another file shares the stem.
    """
    there = find_sidecar(path)
    if there is not None:
        return there
    stem, extension = os.path.splitext(path)  # noqa: PTH122 - names are bytes
    if style == STYLES[1] and extension and not stem_is_shared(path, stem):
        return stem + b".xmp"
    return path + b".xmp"


def merge(packet: bytes | None, values: Mapping[str, Any], now: datetime | None = None) -> bytes:
    """The sidecar `packet` (None: a new one) with `values` set, as UTF-8.

    A key of `values` that is absent leaves what is there; None takes it out. Keys: `title`,
    `description`, `creator`, `rights` (texts), `tags` (paths as lists of names), `rating` (−1 to 5),
    `label`, `flag`, `taken` (ISO 8601), `gps_lat`, `gps_lon` (signed degrees), `gps_altitude` (metres).
    Raises `NoSidecarError`.
    """
    from lxml import etree

    rdf = _rdf(packet)
    sheet = _Sheet(rdf)
    for name, setter in _SETTERS.items():
        if name in values:
            setter(sheet, values[name])
    sheet.text("xmp", "MetadataDate", (now or datetime.now(UTC)).astimezone().isoformat(timespec="seconds"))
    tree = rdf.getroottree()
    if packet is None:
        etree.indent(tree)
    declared = packet is None or b"<?xml" in packet[:16]
    written: bytes = etree.tostring(tree, encoding="utf-8", xml_declaration=declared)
    return written + b"\n"


def write_file(place: bytes, content: bytes) -> os.stat_result:
    """Write `content` to `place`: a temporary beside it, synced, renamed. Raises `OSError`.

    A link is followed; the mode of what was there is kept, a new file gets 0644 as the umask allows.
    """
    target = os.path.realpath(place)
    temporary = os.path.join(os.path.dirname(target), b".janus-%d-%s" % (os.getpid(), os.urandom(4).hex().encode()))
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o644)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            with contextlib.suppress(FileNotFoundError):
                os.chmod(temporary, os.stat(target).st_mode & 0o777)  # noqa: PTH101 - names are bytes
            os.fsync(file.fileno())
        os.replace(temporary, target)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        raise
    if os.name == "posix":
        folder = os.open(os.path.dirname(target) or b".", os.O_RDONLY)
        try:
            os.fsync(folder)
        except OSError:
            pass  # some network file systems cannot sync a folder
        finally:
            os.close(folder)
    return os.stat(target)


def write_sidecar(
    path: bytes, values: Mapping[str, Any], *, style: str = STYLES[0], now: datetime | None = None
) -> bytes:
    """Write the sidecar of the file at `path`; answers where. Raises `NoSidecarError`, `OSError`."""
    place = place_of(path, style)
    write_file(place, merge(read_packet(place), values, now))
    return place


def read_packet(place: bytes) -> bytes | None:
    """What lies at a sidecar's place, None where nothing does. Raises `NoSidecarError`, `OSError`."""
    if not os.path.lexists(place):
        return None
    if not os.path.isfile(place):  # noqa: PTH113 - a FIFO would hang us
        raise NoSidecarError("it is no regular file")
    with open(place, "rb") as file:  # noqa: PTH123
        packet = file.read(MOST + 1)
    if len(packet) > MOST:
        raise NoSidecarError("it is too large")
    return packet


def _rdf(packet: bytes | None) -> Any:
    """The `rdf:RDF` element of a packet, or of a new one."""
    from lxml import etree

    if packet is None or not packet.strip(b"\0 \t\r\n"):
        root = etree.Element(f"{{{_X}}}xmpmeta", nsmap={"x": _X})
        root.set(f"{{{_X}}}xmptk", "Janus Desktop")
        return etree.SubElement(root, f"{{{_RDF}}}RDF", nsmap={"rdf": _RDF})
    root = parse(packet)
    if root is None:
        raise NoSidecarError("it is damaged")
    if root.getroottree().docinfo.internalDTD is not None:
        raise NoSidecarError("it declares entities")
    rdf = root if root.tag == f"{{{_RDF}}}RDF" else root.find(f".//{{{_RDF}}}RDF")
    if rdf is None:
        raise NoSidecarError("it holds no XMP")
    return rdf


class _Sheet:
    """The properties of one packet, wherever they stand: as attributes or elements of any description."""

    def __init__(self, rdf: Any) -> None:
        from lxml import etree

        self._etree = etree
        self._all = rdf.findall(f"{{{_RDF}}}Description")
        if not self._all:
            shared = {prefix: uri for prefix, uri in _NAMESPACES.items() if prefix != "darktable"}
            self._all = [etree.SubElement(rdf, f"{{{_RDF}}}Description", nsmap=shared)]
            self._all[0].set(f"{{{_RDF}}}about", "")

    def find(self, prefix: str, name: str) -> Any:
        """The element of a property; None where it is absent or an attribute."""
        tag = f"{{{_NAMESPACES[prefix]}}}{name}"
        return next((found for one in self._all if (found := one.find(tag)) is not None), None)

    def has(self, prefix: str, name: str) -> bool:
        """Whether the property is there, in either form."""
        tag = f"{{{_NAMESPACES[prefix]}}}{name}"
        return self.find(prefix, name) is not None or any(tag in one.attrib for one in self._all)

    def remove(self, prefix: str, name: str) -> None:
        """Take a property out, however often it is there."""
        tag = f"{{{_NAMESPACES[prefix]}}}{name}"
        for one in self._all:
            one.attrib.pop(tag, None)
            for element in one.findall(tag):
                one.remove(element)

    def text(self, prefix: str, name: str, value: object | None) -> None:
        """Set a simple value; None takes it out."""
        self.remove(prefix, name)
        if value is not None:
            self._new(prefix, name).text = _clean(str(value))

    def items(self, prefix: str, name: str, kind: str, values: Iterable[str]) -> None:
        """Set a `Bag` or `Seq`; nothing takes it out."""
        self.remove(prefix, name)
        texts = list(dict.fromkeys(filter(None, map(_clean, values))))
        if texts:
            holder = self._etree.SubElement(self._new(prefix, name), f"{{{_RDF}}}{kind}")
            for text in texts:
                self._etree.SubElement(holder, f"{{{_RDF}}}li").text = text

    def default_text(self, prefix: str, name: str, value: str | None) -> None:
        """Set the `x-default` of a language alternative; other languages stay. None takes all out."""
        element = self.find(prefix, name)
        alternatives = None if element is None else element.find(f"{{{_RDF}}}Alt")
        if not value or alternatives is None:
            self.remove(prefix, name)
            if not value:
                return
            alternatives = self._etree.SubElement(self._new(prefix, name), f"{{{_RDF}}}Alt")
        chosen = next((one for one in alternatives if one.get(_LANG) == "x-default"), None)
        if chosen is None:
            chosen = self._etree.Element(f"{{{_RDF}}}li")
            chosen.set(_LANG, "x-default")
            alternatives.insert(0, chosen)
        chosen.text = _clean(value)

    def _new(self, prefix: str, name: str) -> Any:
        uri = _NAMESPACES[prefix]
        return self._etree.SubElement(self._all[0], f"{{{uri}}}{name}", nsmap={prefix: uri})


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)


def _alternative(name: str) -> Callable[[_Sheet, Any], None]:
    return lambda sheet, value: sheet.default_text("dc", name, value)


def _creator(sheet: _Sheet, value: str | None) -> None:
    sheet.items("dc", "creator", "Seq", (each.strip() for each in (value or "").split(";")))


def _tags(sheet: _Sheet, paths: Sequence[Sequence[str]] | None) -> None:
    """All three together: a reader that finds the old tags in one of them would bring them back."""
    paths = paths or []
    sheet.items("dc", "subject", "Bag", (path[-1] for path in paths))
    sheet.items("lr", "hierarchicalSubject", "Bag", ("|".join(path) for path in paths))
    sheet.items("digiKam", "TagsList", "Seq", ("/".join(level.replace("/", "∕") for level in path) for path in paths))


def _label(sheet: _Sheet, label: str | None) -> None:
    sheet.text("xmp", "Label", label.capitalize() if label else None)
    sheet.text("digiKam", "ColorLabel", DIGIKAM_COLORS.get(label, 0) if label else None)
    if sheet.has("darktable", "colorlabels"):
        sheet.items("darktable", "colorlabels", "Seq", [str(DARKTABLE_COLORS[label])] if label else [])


def _flag(sheet: _Sheet, flag: str | None) -> None:
    sheet.text("digiKam", "PickLabel", DIGIKAM_PICKS.get(flag) if flag else None)


def _taken(sheet: _Sheet, taken: str | None) -> None:
    sheet.text("photoshop", "DateCreated", taken)
    sheet.text("exif", "DateTimeOriginal", taken)


def _latitude(sheet: _Sheet, degrees: float | None) -> None:
    sheet.text("exif", "GPSLatitude", None if degrees is None else _degrees(degrees, "NS"))


def _longitude(sheet: _Sheet, degrees: float | None) -> None:
    sheet.text("exif", "GPSLongitude", None if degrees is None else _degrees(degrees, "EW"))


def _degrees(value: float, marks: str) -> str:
    """Degrees and minutes as XMP writes them, to some millimetres: `53,12.5000000N`."""
    whole, minutes = divmod(round(abs(value) * 60, 7), 60)
    return f"{int(whole)},{minutes:.7f}{marks[value < 0]}"


def _altitude(sheet: _Sheet, metres: float | None) -> None:
    sheet.text("exif", "GPSAltitude", None if metres is None else f"{round(abs(metres) * 1000)}/1000")
    sheet.text("exif", "GPSAltitudeRef", None if metres is None else int(metres < 0))


_SETTERS: Final[Mapping[str, Callable[[_Sheet, Any], None]]] = {
    "title": _alternative("title"),
    "description": _alternative("description"),
    "rights": _alternative("rights"),
    "creator": _creator,
    "tags": _tags,
    "rating": lambda sheet, value: sheet.text("xmp", "Rating", value),
    "label": _label,
    "flag": _flag,
    "taken": _taken,
    "gps_lat": _latitude,
    "gps_lon": _longitude,
    "gps_altitude": _altitude,
}
