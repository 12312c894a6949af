"""Every operation × every role × every ownership, against the one table of the rights; and the page made of it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from janus_desktop.errors import JanusError, NotAllowed
from janus_desktop.models import RULES, Catalogue, Question, rights_of
from janus_desktop.models import catalogue as room
from janus_desktop.models.accounts import new_token
from janus_desktop.models.rights_table import ROLES, page
from tests.models.conftest import PASSWORD, finish

ROOT = Path(__file__).resolve().parents[2]


class World:
    """A person in a role, and records that are the person's own or somebody else's."""

    def __init__(self, boss: Catalogue, view: Catalogue, ids: list[int], tmp_path: Path) -> None:
        self.boss, self.view, self.tmp_path = boss, view, tmp_path
        self.library = boss.library
        self.number = 0
        self.theirs, self.mine = ids[:3], ids[3:]
        marks = ",".join(map(str, self.mine))
        self.sql(f"update images set imported_by={view.me.id} where id in ({marks})")

    def sql(self, text: str) -> None:
        with self.library.store.write() as connection:
            connection.exec_driver_sql(text)

    def ids(self, own: bool) -> list[int]:
        return self.mine if own else self.theirs

    def trashed(self, own: bool) -> list[int]:
        self.boss.images.trash(self.ids(own))
        return self.ids(own)

    def name(self) -> str:
        self.number += 1
        return f"person.number.{self.number}"

    def account(self, own: bool) -> int:
        """Of accounts, those of viewers are for moderators, those of admins are not."""
        name = self.name()
        role = ("viewer", None) if own else ("admin", "superadmin")
        return self.boss.people.add(name, f"{name}@example.org", *role).person.id

    def session(self, own: bool) -> int:
        user = self.view.me.id if own else self.account(True)
        new_token(self.library.store, user)
        return self.boss.people.sessions(user)[0].id

    def operation(self, own: bool) -> str:
        self.number += 1
        done = self.boss.images.edit(self.ids(own), {"title": f"title {self.number}"})
        if own:
            self.sql(f"update logs set user_id={self.view.me.id} where operation='{done.operation}'")
        return str(done.operation)

    def stray(self, _: bool) -> None:
        self.sql("update places set state='missing'")

    def undone(self) -> None:
        operation = self.operation(True)
        done = self.boss.history.undo(operation)
        self.sql(f"update logs set user_id={self.view.me.id} where operation in ('{operation}','{done.operation}')")

    def state(self) -> list[Any]:
        """Everything that a refused operation must leave as it was."""
        with self.library.store.read() as connection:
            tables = connection.exec_driver_sql(
                "select name from sqlite_master where type='table' and name not like 'sqlite%' "
                "and name not like 'text%' and name not in ('security', 'seals')"
            ).scalars()
            return [(name, connection.exec_driver_sql(f'select * from "{name}"').all()) for name in tables]


Prepare = Callable[[World, bool], Any]
Call = Callable[[Catalogue, World, bool, Any], Any]


def simple(call: Callable[[Catalogue, World], Any]) -> tuple[Prepare, Call]:
    """An operation for which it makes no difference whose the records are."""
    return (lambda world, own: None), (lambda view, world, own, given: call(view, world))


def on_images(call: Callable[[Catalogue, list[int]], Any]) -> tuple[Prepare, Call]:
    return (lambda world, own: world.ids(own)), (lambda view, world, own, given: call(view, given))


def on_account(call: Callable[[Catalogue, int], Any]) -> tuple[Prepare, Call]:
    return (lambda world, own: world.account(own)), (lambda view, world, own, given: call(view, given))


#: how each operation is called: what is prepared by a superadmin, and the call
CALLS: dict[str, tuple[Prepare, Call]] = {
    "attention.accept": simple(lambda view, world: view.attention.accept([])),
    "attention.all": simple(lambda view, world: view.attention.all()),
    "attention.dismiss": simple(lambda view, world: view.attention.dismiss([1])),
    "attention.locate": simple(lambda view, world: view.attention.locate(1, world.tmp_path)),
    "attention.retry": simple(lambda view, world: finish(view.attention.retry([]))),
    "attention.split": simple(lambda view, world: view.attention.split([])),
    "history.next_redo": simple(lambda view, world: view.history.next_redo()),
    "history.next_undo": simple(lambda view, world: view.history.next_undo()),
    "history.recent": simple(lambda view, world: view.history.recent()),
    "history.redo": ((lambda world, own: world.undone()), (lambda view, world, own, given: view.history.redo())),
    "history.undo": (World.operation, lambda view, world, own, given: view.history.undo(given)),
    "images.by_name": simple(lambda view, world: view.images.by_name("leaf_01.jpg")),
    "images.cards": on_images(lambda view, ids: view.images.cards(ids)),
    "images.edit": on_images(lambda view, ids: view.images.edit(ids, {"title": "x"})),
    "images.empty_trash": simple(lambda view, world: view.images.empty_trash()),
    "images.paths": on_images(lambda view, ids: view.images.paths(ids)),
    "images.record": on_images(lambda view, ids: view.images.record(ids[0])),
    "images.restore": (World.trashed, lambda view, world, own, given: view.images.restore(given)),
    "images.selected": on_images(lambda view, ids: view.images.selected(ids)),
    "images.total": simple(lambda view, world: view.images.total()),
    "images.trash": on_images(lambda view, ids: view.images.trash(ids)),
    "images.trash_files": on_images(lambda view, ids: view.images.trash_files(ids)),
    "imports.files": simple(lambda view, world: finish(view.imports.files([]))),
    "imports.recent": simple(lambda view, world: view.imports.recent()),
    "people.add": (
        lambda world, own: world.name(),
        lambda view, world, own, name: view.people.add(name, f"{name}@example.org", "user" if own else "admin"),
    ),
    "people.anonymise": on_account(lambda view, user: view.people.anonymise(user)),
    "people.change_password": simple(lambda view, world: view.people.change_password("not mine", "long enough, this")),
    "people.disable": on_account(lambda view, user: view.people.disable(user)),
    "people.edit": on_account(lambda view, user: view.people.edit(user, name="Somebody Else")),
    "people.enable": on_account(lambda view, user: view.people.enable(user)),
    "people.list": simple(lambda view, world: view.people.list()),
    "people.record": on_account(lambda view, user: view.people.record(user)),
    "people.reset_password": on_account(lambda view, user: view.people.reset_password(user)),
    "people.revoke": (World.session, lambda view, world, own, given: view.people.revoke(given)),
    "people.sessions": (
        lambda world, own: None if own else world.account(True),
        lambda view, world, own, user: view.people.sessions(user),
    ),
    "people.set_role": on_account(lambda view, user: view.people.set_role(user, "user")),
    "pictures.keep": on_images(lambda view, ids: view.pictures.keep(ids[0], {"zoom": 1})),
    "pictures.open": on_images(lambda view, ids: view.pictures.open(ids[0])),
    "pictures.settings": on_images(lambda view, ids: view.pictures.settings(ids[0])),
    "pictures.whole": on_images(lambda view, ids: view.pictures.whole(ids[0], 64)),
    "search.complete": simple(lambda view, world: view.search.complete("tag:k", 5)),
    "search.page": simple(lambda view, world: view.search.page(Question())),
    "search.troubles": simple(lambda view, world: view.search.troubles("iso:x")),
    "search.count": simple(lambda view, world: view.search.count(Question())),
    "search.find": simple(lambda view, world: view.search.find(Question())),
    "search.sizes": on_images(lambda view, ids: view.search.sizes(ids)),
    "settings.change": simple(lambda view, world: view.settings.change({"lock_minutes": 5})),
    "settings.get": simple(lambda view, world: view.settings.get()),
    "settings.rename": simple(lambda view, world: view.settings.rename("Mosses")),
    "sidecars.read_again": on_images(lambda view, ids: finish(view.sidecars.read_again(ids))),
    "sidecars.write": on_images(lambda view, ids: finish(view.sidecars.write(ids))),
    "sources.check": (World.stray, lambda view, world, own, given: finish(view.sources.check())),
    "sources.counts": simple(lambda view, world: view.sources.counts()),
    "sources.rescan": (World.stray, lambda view, world, own, given: finish(view.sources.rescan())),
    "sources.tree": simple(lambda view, world: view.sources.tree()),
    "sources.watch": simple(lambda view, world: view.sources.watch(1, True)),
    "sources.watched": simple(lambda view, world: view.sources.watched()),
    "tags.add": on_images(lambda view, ids: view.tags.add(ids, ["a"])),
    "tags.all": simple(lambda view, world: view.tags.all()),
    "tags.remove": on_images(lambda view, ids: view.tags.remove(ids, ["known"])),
    "thumbnails.fill": simple(lambda view, world: finish(view.thumbnails.fill(ids=[]))),
    "thumbnails.get": on_images(lambda view, ids: view.thumbnails.get(ids)),
    "thumbnails.make": on_images(lambda view, ids: list(view.thumbnails.make(ids[:1]))),
    "thumbnails.trim": simple(lambda view, world: view.thumbnails.trim(10**9)),
    "trail.accept": simple(lambda view, world: view.trail.accept()),
    "trail.anchor": simple(lambda view, world: view.trail.anchor()),
    "trail.entry": simple(lambda view, world: view.trail.entry(1)),
    "trail.export": simple(lambda view, world: None),  # replaced below: own is the log, others' are security events
    "trail.failures": simple(lambda view, world: view.trail.failures()),
    "trail.logs": simple(lambda view, world: view.trail.logs()),
    "trail.modules": simple(lambda view, world: view.trail.modules()),
    "trail.security": simple(lambda view, world: view.trail.security()),
    "trail.state": simple(lambda view, world: view.trail.state()),
    "trail.verify": simple(lambda view, world: finish(view.trail.verify())),
}
CALLS["trail.export"] = (
    lambda world, own: "logs" if own else "security",
    lambda view, world, own, what: finish(view.trail.export(what, world.tmp_path / "out.csv")),
)


def operations() -> set[str]:
    """What a catalogue offers, found by looking at it."""
    found = set()
    for name, held in vars(Catalogue).items():
        if isinstance(held, cached_property):
            service = getattr(room, inspect.get_annotations(held.func)["return"])
            found |= {
                f"{name}.{method}"
                for method, _ in inspect.getmembers(service, inspect.isfunction)
                if not method.startswith("_")
            }
    return found


def test_every_operation_has_its_rule_and_its_test() -> None:
    assert set(RULES) == operations(), "models/rights.py: RULES names every public method of every service"
    assert set(CALLS) == operations(), "this file: CALLS calls every public method of every service"


def test_the_page_of_the_documentation_is_made_of_the_rules() -> None:
    made = "run: python -m janus_desktop.models.rights_table > docs/rights.md"
    assert (ROOT / "docs" / "rights.md").read_text("utf-8") == page(), made


@pytest.mark.parametrize(
    ("role", "level"), [each[:2] for each in ROLES], ids=[str(each[1] or each[0]) for each in ROLES]
)
def test_every_operation_in_every_role_for_own_and_others(
    filled, pictures, ids, signed_in, tmp_path: Path, role: str, level: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))  # the system's trash of this test
    filled.tags.add(ids, ["known"])
    world, held = World(filled, signed_in("someone", role, level), ids, tmp_path), rights_of(role, level)
    last = ("images.empty_trash", "images.trash_files")
    for name in sorted(operations(), key=lambda name: (name in last, name)):
        rule = RULES[name]
        for own in (True, False):
            may = rule.own in held and (own or rule.others is None or rule.others in held)
            prepare, call = CALLS[name]
            given = prepare(world, own)
            if may:
                try:
                    call(world.view, world, own, given)
                except NotAllowed as error:
                    pytest.fail(f"{name} ({own=}) was refused to {role} {level}: {error}")
                except JanusError:
                    pass  # the right was there; what was asked for was not
            else:
                refused(world, name, own, lambda: call(world.view, world, own, given))  # noqa: B023
            if name in ("images.trash", "images.restore"):
                filled.images.restore(world.ids(own))


def refused(world: World, name: str, own: bool, call: Callable[[], Any]) -> None:
    """It raises, it changes nothing, and security tells of it."""
    before, events = world.state(), world.boss.trail.security(1)[0].id
    with pytest.raises(NotAllowed, match="You may not"):
        call()
        pytest.fail(f"{name} ({own=}) was allowed")
    assert world.state() == before, name
    newest = world.boss.trail.security(1)[0]
    assert (newest.action, newest.user) == ("refused", "someone"), name
    assert newest.id > events


def test_a_disabled_person_may_nothing_any_more(filled, ids, signed_in) -> None:
    view = signed_in("someone", "admin", "superadmin")
    filled.people.disable(view.me.id)
    for call in (
        lambda: view.images.edit(ids, {"title": "x"}),
        lambda: view.people.list(),
        lambda: view.trail.logs(),
        lambda: view.settings.rename("Mine"),
        lambda: view.people.enable(view.me.id),
        lambda: view.people.change_password(PASSWORD, "whatever it may be"),
    ):
        with pytest.raises((NotAllowed, JanusError)):
            call()
    assert filled.people.list()[-1].active is False
