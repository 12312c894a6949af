"""A library of made pictures, for whoever wants to look round, for screenshots and for stories.

Two people, folders, tags, ratings, labels, edits, an undo, an image in the trash: all through the same
door as everything else, so that the trail tells a story too.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from janus_desktop.errors import CannotStart, words

if TYPE_CHECKING:
    from janus_desktop.models import Card, Catalogue, Library, Step

OWNER, RESEARCHER = "marta.kessler", "amara.obi"
#: Where each kind of made picture goes, below `DIR/Pictures`.
FOLDERS: Final = {
    "Field 2021": "Field 2021/Transect C",
    "Herbarium": "Herbarium 2021/06 June",
    "Letters": "Archive scans/Box 12",
    "Microscopy": "Micrographs/Session 7",
}
_COUNT: Final = 44
_SEED: Final = 7

Tell = Callable[[str, int, int | None], None]
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made. `password` is that of both people."""

    folder: Path
    password: str
    people: tuple[str, str]
    images: int


def make_demo(folder: Path, password: str | None = None, tell: Tell = lambda *_: None) -> Demo:
    """Make the demonstration library in `folder`, which must be empty or absent.

    Both people get `password` (a made one, if None); the owner stays signed in on this computer. `tell`
    hears where the work is. Whatever was begun is removed again if it cannot be finished. Raises
    `CannotStart`, `OSError`, and `BadValue` for a password that is too weak.
    """
    place = folder.expanduser().absolute()
    if place.is_dir() and any(place.iterdir()):
        raise CannotStart(words("{folder} is not empty; name a new folder.", folder=os.fspath(place)))
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return _made(place, password or _new_password(), tell)
    except BaseException:
        for each in place.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        raise


def _made(place: Path, password: str, tell: Tell) -> Demo:
    from janus_desktop.models import Library

    library = Library.create(
        place,
        username=OWNER,
        email="marta.kessler@example.org",
        password=password,
        fullname="Marta Kessler",
    )
    try:
        pictures = _pictures(place / "Pictures", tell)
        marta = library.sign_in(OWNER, password)
        amara = _second(library, marta, password)
        for name in ("Archive scans", "Micrographs"):
            _import(amara, pictures / name, tell)
        for name in ("Herbarium 2021", "Field 2021"):
            _import(marta, pictures / name, tell)
        kinds = _by_folder(marta)
        _describe_field(marta, kinds["Field 2021"])
        _describe_herbarium(marta, kinds["Herbarium 2021"])
        _describe_letters(amara, kinds["Archive scans"])
        _describe_cells(amara, kinds["Micrographs"])
        _change_minds(marta, amara, kinds)
        marta.stay_signed_in()
        return Demo(place, password, (OWNER, RESEARCHER), sum(map(len, kinds.values())))
    finally:
        library.close()


def _new_password() -> str:
    text = secrets.token_hex(8)
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def _pictures(into: Path, tell: Tell) -> Path:
    """Make the pictures and sort them into the folders that a person would have."""
    from janus_desktop.models import make_pictures

    tell("Making pictures", 0, _COUNT)
    into.mkdir(mode=0o700)
    with tempfile.TemporaryDirectory(dir=into.parent, prefix=".making-") as scratch:
        for made in make_pictures(Path(scratch), _COUNT, _SEED):
            target = into / FOLDERS.get(made.parent.name, made.parent.name)
            target.mkdir(parents=True, exist_ok=True)
            made.rename(target / made.name)
    return into


def _second(library: Library, marta: Catalogue, password: str) -> Catalogue:
    """A researcher, who has chosen a password of her own."""
    made = marta.people.add(RESEARCHER, "amara.obi@example.org", "user", None, "Amara Obi")
    library.sign_in(RESEARCHER, made.password).people.change_password(made.password, password)
    return library.sign_in(RESEARCHER, password)


def _import(who: Catalogue, folder: Path, tell: Tell) -> None:
    def steps() -> Generator[Step, None, Any]:
        return (yield from who.imports.files([folder]))

    _finished(steps(), f"Importing {folder.name}", tell)


def _finished(steps: Generator[Step, None, R], title: str, tell: Tell) -> R:
    """What long work answers in the end."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            answer: R = end.value
            return answer
        tell(title, step.done, step.total)


def _by_folder(who: Catalogue) -> dict[str, list[Card]]:
    """The images by the top folder that they lie in, each list by filename."""
    from janus_desktop.models import Question

    ids = list(who.search.find(Question(text="*", sort="filename", descending=False)).ids)
    cards = who.images.cards(ids)
    kinds: dict[str, list[Card]] = {each.partition("/")[0]: [] for each in FOLDERS.values()}
    for each in (cards[one] for one in ids):
        for name, found in kinds.items():
            if f"{os.sep}{name}{os.sep}" in (each.path or ""):
                found.append(each)
    return kinds


def _ids(cards: Sequence[Card], start: int = 0, step: int = 1) -> list[int]:
    return [each.id for each in cards[start::step]]


def _describe_field(who: Catalogue, cards: list[Card]) -> None:
    who.tags.add(_ids(cards), ["Place|Harz|Transect C"])
    who.tags.add(_ids(cards, 1, 3), ["Survey|North slope"])
    for rating, start in ((5, 0), (4, 2), (3, 3), (2, 5)):
        who.images.edit(_ids(cards, start, 6), {"rating": rating})
    who.images.edit(_ids(cards, 0, 4), {"label": "green"})
    who.images.edit(_ids(cards, 3, 7), {"label": "red"})
    who.images.edit(_ids(cards, 0, 5), {"flag": "pick"})
    who.images.edit(_ids(cards), {"rights": "CC BY-SA 4.0"})


def _describe_herbarium(who: Catalogue, cards: list[Card]) -> None:
    who.tags.add(_ids(cards), ["Document type|Herbarium sheet"])
    who.tags.add(_ids(cards, 0, 4), ["To identify"])
    who.images.edit(_ids(cards, 0, 2), {"rating": 4})
    who.images.edit(_ids(cards, 0, 4), {"label": "yellow", "notes": "Compare with the type specimen."})
    who.images.edit(_ids(cards), {"creator": "Marta Kessler"})


def _describe_letters(who: Catalogue, cards: list[Card]) -> None:
    who.tags.add(_ids(cards), ["Document type|Letter", "Archive|Box 12"])
    who.tags.add(_ids(cards, 0, 3), ["Transcribed"])
    who.images.edit(_ids(cards, 0, 3), {"rating": 3, "label": "blue"})
    who.images.edit(_ids(cards, 0, 5), {"notes": "Second page is missing; ask the archive."})


def _describe_cells(who: Catalogue, cards: list[Card]) -> None:
    who.tags.add(_ids(cards), ["Project|Screen 7"])
    who.images.edit(_ids(cards, 0, 3), {"rating": 5, "flag": "pick"})
    who.images.edit(_ids(cards, 1, 4), {"rating": 1, "flag": "reject", "label": "red"})
    who.images.edit(_ids(cards), {"creator": "A. Obi"})


def _change_minds(marta: Catalogue, amara: Catalogue, kinds: dict[str, list[Card]]) -> None:
    """An edit that was undone, and an image in the trash."""
    edited = marta.images.edit(_ids(kinds["Field 2021"], 0, 2), {"label": "purple"})
    marta.history.undo(edited.operation)
    amara.images.trash(_ids(kinds["Micrographs"])[-1:])
