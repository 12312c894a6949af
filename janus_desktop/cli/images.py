"""find, show, edit, tag, trash, restore-trash, thumbnail."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from janus_desktop.cli.output import Out, path_keys
from janus_desktop.cli.run import Run, stopping
from janus_desktop.cli.shapes import card, record, record_text
from janus_desktop.errors import JanusError, NotFound, UsageError, Words, words

if TYPE_CHECKING:
    from janus_desktop.models import Catalogue, Done, Question
    from janus_desktop.search.tree import Trouble

#: Cards fetched at a time.
_PAGE: Final = 500
#: Sizes of thumbnails that the library keeps.
_KEPT: Final = (256, 512)
_COLUMNS: Final = (
    ("id", "ID>"),
    ("filename", "Filename"),
    ("taken", "Taken"),
    ("format", "Format"),
    ("pixels", "Pixels>"),
    ("rating", "Rating>"),
    ("title", "Title"),
    ("path", "Path"),
)


def find(run: Run) -> int:
    """Images that answer a question: a line each, or how many there are."""
    args, out = run.args, run.out
    catalogue = run.catalogue()
    question = _question(run)
    for trouble in catalogue.search.troubles(question.text):
        out.warn(str(_not_understood(question.text, trouble)))
    with stopping() as cancel:
        if args.count:
            count = catalogue.search.count(question)
            out.item({"count": count}, f"{count}")
            return 0
        ids = catalogue.search.find(question, cancel).ids
        if args.limit is not None:
            ids = ids[: args.limit]
        for start in range(0, len(ids), _PAGE):
            if cancel.asked:
                raise KeyboardInterrupt
            page = [int(each) for each in ids[start : start + _PAGE]]
            out.table(_COLUMNS, _cards(catalogue, page, out))
            out.flush()
            if out.broken:
                break
    return 0


def _not_understood(text: str, trouble: Trouble) -> Words:
    part = text[trouble.start : trouble.end].strip()
    if not part:
        return words("The query is not complete. Expected: {expected}.", expected=trouble.expected)
    return words("“{part}” was not understood. Expected: {expected}.", part=part[:60], expected=trouble.expected)


def _cards(catalogue: Catalogue, page: list[int], out: Out) -> Iterator[dict[str, Any]]:
    cards = catalogue.images.cards(page)
    for each in page:
        if each in cards:  # else it went away meanwhile
            shown = card(cards[each])
            if not out.as_json:
                size = shown["width"] and f"{shown['width']}×{shown['height']}"
                day, _, time = (shown["taken"] or "").partition("T")
                shown |= {"pixels": size, "taken": f"{day} {time[:5]}".rstrip()}
            yield shown


def _question(run: Run) -> Question:
    from janus_desktop.models import SORTS, Question

    args = run.args
    text = " ".join(args.query)
    if args.sort is None:
        return Question(text=text, trashed=args.trash, descending=not args.reverse)
    field = args.sort.removeprefix("-")
    if field not in SORTS:
        raise UsageError(
            words("Images can’t be sorted by “{field}”, but by {known}.", field=field, known=", ".join(SORTS))
        )
    downwards = args.sort.startswith("-") != args.reverse
    return Question(text=text, trashed=args.trash, sort=field, descending=downwards)


def show(run: Run) -> int:
    """Everything about one image, named by its id or its filename."""
    catalogue = run.catalogue()
    found = record(catalogue.images.record(_named(catalogue, run.args.image)))
    run.out.item(found, record_text(run.out, found))
    return 0


def _named(catalogue: Catalogue, name: str) -> int:
    """The id that `name` is, or that the image called `name` has."""
    if name.isascii() and name.isdecimal() and len(name) < 19 and catalogue.images.cards([int(name)]):
        return int(name)
    found = catalogue.images.by_name(name)
    if found is None:
        raise NotFound(words("There is no image “{name}” in this library.", name=name))
    return found


def edit(run: Run) -> int:
    """Describe images: ids first, then FIELD=VALUE."""
    from janus_desktop.models import EDITABLE

    ids, values = _ids_and_rest(run.args.words)
    if not values:
        raise UsageError(words("Say what to change: FIELD=VALUE, with a field of {known}.", known=", ".join(EDITABLE)))
    changes = changes_of(values)
    catalogue = run.catalogue()
    must_exist(catalogue, ids)
    answer = catalogue.images.edit(ids, changes)
    _write_sidecars(run, catalogue, ids)
    return done(run.out, answer)


def changes_of(values: list[str]) -> dict[str, str | int | float | None]:
    """FIELD=VALUE words as a mapping; raises `UsageError`."""
    from janus_desktop.models import EDITABLE

    changes: dict[str, str | int | float | None] = {}
    for each in values:
        field, equals, value = each.partition("=")
        if not equals or field not in EDITABLE:
            raise UsageError(
                words(
                    "“{word}” is no FIELD=VALUE with a field of {known}.",
                    word=each,
                    known=", ".join(EDITABLE),
                )
            )
        changes[field] = _value(field, value)
    return changes


def _write_sidecars(run: Run, catalogue: Catalogue, ids: list[int]) -> None:
    from janus_desktop.cli.sidecars import automatic

    automatic(run, catalogue, ids)


def _value(field: str, value: str) -> str | int | None:
    if value == "":
        return None
    if field == "rating" and value.removeprefix("-").isdecimal() and value.isascii():
        return int(value[:9])
    return value


def tag(run: Run) -> int:
    """Add (+TAG) and take away (-TAG) tags."""
    ids, names = _ids_and_rest(run.args.words)
    wrong = next((each for each in names if each[:1] not in ("+", "-") or not each[1:].strip()), None)
    if wrong is not None or not names:
        raise UsageError(words("Say which tags: +TAG adds one, -TAG takes one away."))
    plus = [each[1:] for each in names if each.startswith("+")]
    minus = [each[1:] for each in names if each.startswith("-")]
    catalogue = run.catalogue()
    must_exist(catalogue, ids)
    parts = []
    if plus:
        parts.append(catalogue.tags.add(ids, plus))
    if minus:
        parts.append(catalogue.tags.remove(ids, minus))
    _write_sidecars(run, catalogue, ids)
    run.out.item(
        {
            "operations": [each.operation for each in parts if each.operation],
            "images": max(each.images for each in parts),
            "added": plus,
            "removed": minus,
        },
        "\n".join(str(each.words) for each in parts),
    )
    return 0


def trash(run: Run) -> int:
    """Move images to the trash; their files are not touched."""
    catalogue = run.catalogue()
    ids = list(dict.fromkeys(run.args.ids))
    must_exist(catalogue, ids)
    return done(run.out, catalogue.images.trash(ids))


def restore_trash(run: Run) -> int:
    """Take images out of the trash."""
    catalogue = run.catalogue()
    ids = list(dict.fromkeys(run.args.ids))
    must_exist(catalogue, ids)
    return done(run.out, catalogue.images.restore(ids))


def thumbnail(run: Run) -> int:
    """Write the picture of one image as the grid shows it, a JPEG."""
    args, out = run.args, run.out
    catalogue = run.catalogue()
    must_exist(catalogue, [args.id])
    data = _picture(run, catalogue, args.id, args.size)
    if args.out == "-":
        out.put_bytes(data)
        return 0
    Path(args.out).write_bytes(data)
    keys = path_keys(os.fspath(Path(args.out).absolute()))
    out.item({"id": args.id, "size": args.size, "bytes": len(data)} | keys, keys["path"])
    return 0


def _picture(run: Run, catalogue: Catalogue, image: int, size: int) -> bytes:
    """JPEG bytes at most `size` pixels long: the grid's own, or made now where it keeps no such size."""
    if size in _KEPT:
        for _each in catalogue.thumbnails.make([image]) if not catalogue.thumbnails.get([image], size) else ():
            pass
        if kept := catalogue.thumbnails.get([image], size):
            return kept[image]
    record_of = catalogue.images.record(image)
    if record_of.no_pixels is not None or not record_of.places:
        raise JanusError(record_of.no_pixels or words("No file is left of image {id}.", id=str(image)))
    answer = run.library().pool.shrink(record_of.places[0].path_bytes, [size])
    if hasattr(answer, "reason"):
        raise JanusError(answer.reason)
    return bytes(answer.pictures[size])


def done(out: Out, answer: Done) -> int:
    """Say what an operation did."""
    out.item({"operation": answer.operation, "images": answer.images, "words": answer.words}, f"{answer.words}")
    return 0


def _ids_and_rest(given: list[str]) -> tuple[list[int], list[str]]:
    """The leading ids, and the words after them."""
    ids = [
        int(each)
        for each in itertools.takewhile(lambda word: word.isascii() and word.isdecimal() and len(word) < 19, given)
    ]
    if not ids:
        raise UsageError(words("Say which images by their ids; “janus find” tells them."))
    return list(dict.fromkeys(ids)), given[len(ids) :]


def must_exist(catalogue: Catalogue, ids: list[int]) -> None:
    """Nothing is done where one of the images is not there."""
    there = catalogue.images.cards(ids)
    missing = [str(each) for each in ids if each not in there]
    if missing:
        raise NotFound(
            words(
                "There are no images {ids} in this library; nothing was changed.",
                one="There is no image {ids} in this library; nothing was changed.",
                n=len(missing),
                ids=", ".join(missing[:10]) + ("…" if len(missing) > 10 else ""),
            )
        )
