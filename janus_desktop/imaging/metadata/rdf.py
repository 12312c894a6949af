"""A forgiving reader of XMP, for packets that Exiv2's strict one refuses.

Same names as Exiv2's: `Xmp.dc.title`, lists as lists, language alternatives as mappings, structures
flattened (`Xmp.xmpMM.DerivedFrom/stRef:documentID`).
"""

from __future__ import annotations

from typing import Any, Final

from janus_desktop.imaging.metadata.safexml import local, parse

_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_MOST_PROPERTIES: Final = 5000
_MOST_TEXT: Final = 65536
_DEEPEST: Final = 8
#: Exiv2's prefixes where they are not what files usually write.
_PREFIXES: Final = {
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/lightroom/1.0/": "lr",
    "http://ns.adobe.com/camera-raw-settings/1.0/": "crs",
    "http://www.digikam.org/ns/1.0/": "digiKam",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "iptc",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "iptcExt",
    "http://ns.microsoft.com/photo/1.0/": "MicrosoftPhoto",
    "http://ns.microsoft.com/photo/1.0": "MicrosoftPhoto",
}


def read(packet: bytes) -> dict[str, Any]:
    """The properties of a packet that may be broken; empty where nothing can be made of it."""
    root = parse(packet, forgiving=True)
    values: dict[str, Any] = {}
    if root is None:
        return values
    for description in root.iter(_RDF + "Description"):
        if len(values) > _MOST_PROPERTIES:
            break
        parent = description.getparent()
        if parent is not None and parent.tag != _RDF + "RDF":
            continue
        _properties(description, "Xmp.", ".", values, 0)
    return values


def _name(element: Any, tag: str, joint: str) -> str:
    namespace = tag[1:].partition("}")[0]
    prefix = _PREFIXES.get(namespace)
    if prefix is None:
        known = {uri: short for short, uri in element.nsmap.items() if short}
        prefix = known.get(namespace, "unknown")
    return f"{prefix}{joint}{local(tag)}"


def _properties(description: Any, path: str, joint: str, values: dict[str, Any], depth: int) -> None:
    """The properties of one description: as attributes, and as elements."""
    for tag, text in description.attrib.items():
        if not tag.startswith((_RDF, "{http://www.w3.org/XML")) and tag[:1] == "{" and text.strip():
            values.setdefault(path + _name(description, tag, joint), text.strip()[:_MOST_TEXT])
    for element in description:
        if isinstance(element.tag, str) and element.tag[:1] == "{":
            _property(element, path + _name(element, element.tag, joint), values, depth)


def _property(element: Any, key: str, values: dict[str, Any], depth: int) -> None:
    if depth > _DEEPEST or len(values) > _MOST_PROPERTIES:
        return
    for inner in element:
        if inner.tag in {_RDF + "Bag", _RDF + "Seq"}:
            texts = [text for item in inner if (text := _text(item))]
            if texts:
                values.setdefault(key, texts)
            return
        if inner.tag == _RDF + "Alt":
            texts_by_language = {item.get(_LANG, "x-default"): _text(item) for item in inner if _text(item)}
            if texts_by_language:
                values.setdefault(key, texts_by_language)
            return
        if inner.tag == _RDF + "Description":
            _properties(inner, key + "/", ":", values, depth + 1)
            return
    if element.get(_RDF + "parseType") == "Resource" or len(element.attrib) > len(_plain(element)):
        _properties(element, key + "/", ":", values, depth + 1)
        return
    text = _text(element)
    if text:
        values.setdefault(key, text)


def _plain(element: Any) -> list[str]:
    """The attributes of an element that are no fields of a structure."""
    return [tag for tag in element.attrib if tag.startswith((_RDF, "{http://www.w3.org/XML")) or tag[:1] != "{"]


def _text(element: Any) -> str:
    return (element.text or "").strip()[:_MOST_TEXT]
