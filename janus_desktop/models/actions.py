"""What the trail's action ids are called: sentences with places, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from janus_desktop.errors import Words, words

#: action id → noun phrase, so that "Undo {what}" and a line of the history can use it
ACTIONS: Final[Mapping[str, Words]] = {
    "images.edit": words("edit of {n} images", one="edit of {n} image"),
    "images.rate": words("rating of {n} images", one="rating of {n} image"),
    "images.label": words("label of {n} images", one="label of {n} image"),
    "images.flag": words("flag of {n} images", one="flag of {n} image"),
    "images.trash": words("move of {n} images to the trash", one="move of {n} image to the trash"),
    "images.restore": words("return of {n} images from the trash", one="return of {n} image from the trash"),
    "images.empty": words("emptying of the trash of {n} images", one="emptying of the trash of {n} image"),
    "imports.files": words("import of {n} images", one="import of {n} image"),
    "imports.files.begun": words("import begun"),
    "tags.add": words("tagging of {n} images", one="tagging of {n} image"),
    "tags.remove": words("untagging of {n} images", one="untagging of {n} image"),
    "history.undo": words("undoing: {what}"),
    "history.redo": words("redoing: {what}"),
    "images.read_again": words("sidecars of {n} images read again", one="sidecar of {n} image read again"),
    "sidecars.write": words("sidecars of {n} images written", one="sidecar of {n} image written"),
    "places.rescan": words("new look at sources: {n} changed places", one="new look at sources: {n} changed place"),
    "sources.watch": words("watching of a source changed"),
    "places.check": words("check of files: {n} changed places", one="check of files: {n} changed place"),
    "places.locate": words("new place for {n} files", one="new place for {n} file"),
    "attention.accept": words("new content of {n} images accepted", one="new content of {n} image accepted"),
    "attention.split": words("{n} new images from changed files", one="{n} new image from a changed file"),
    "attention.dismiss": words("{n} notices dismissed", one="{n} notice dismissed"),
    "library.create": words("library made"),
    "people.add": words("account {name} made"),
    "people.disable": words("account {name} disabled"),
    "people.enable": words("account {name} enabled"),
    "people.role": words("role of {name} changed to {role}"),
    "people.edit": words("account {name} edited"),
    "people.reset": words("password of {name} reset"),
    "people.password": words("own password changed"),
    "people.revoke": words("session of {name} on {host} ended"),
    "people.anonymise": words("account made anonymous: {name}"),
    "people.accept": words("changes from outside accepted"),
    "library.settings": words("settings of the library changed"),
    "library.rename": words("library renamed to {name}"),
}


def named(action: str, args: Mapping[str, Any]) -> Words:
    """The sentence for an action with its arguments; an unknown action shows its id."""
    known = ACTIONS.get(f"{action}.begun" if args.get("begun") else action)
    filled = dict(args)
    if isinstance(filled.get("what"), Mapping):
        inner = filled["what"]
        filled["what"] = named(str(inner.get("action")), inner.get("args") or {})
    if known is None:
        return words("{action}", action=action)
    return words(known.template, one=known.one, **filled)
