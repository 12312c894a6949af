"""Accounts and rights: who may do what, by every way there is to the store."""

from __future__ import annotations

import pytest

from janus_desktop.errors import BadValue, NotAllowed, NotFound, SignInFailed
from janus_desktop.models import Question, Right, rights_of
from tests.models.conftest import PASSWORD, finish

OPERATIONS = {
    "history.undo": (Right.UNDO_OTHERS, lambda view, ids: view.history.undo(view.theirs)),
    "images.edit": (Right.EDIT, lambda view, ids: view.images.edit(ids, {"title": "x"})),
    "tags.add": (Right.TAG, lambda view, ids: view.tags.add(ids, ["a"])),
    "tags.remove": (Right.TAG, lambda view, ids: view.tags.remove(ids, ["known"])),
    "images.trash": (Right.TRASH_ANY, lambda view, ids: view.images.trash(ids)),
    "images.restore": (Right.TRASH_ANY, lambda view, ids: view.images.restore(ids)),
    "images.empty_trash": (Right.EMPTY_TRASH, lambda view, ids: view.images.empty_trash()),
    "imports.files": (Right.IMPORT, lambda view, ids: finish(view.imports.files([]))),
    "sources.rescan": (Right.IMPORT, lambda view, ids: finish(view.sources.rescan())),
    "sources.watch": (Right.IMPORT, lambda view, ids: view.sources.watch(1, True)),
    "sidecars.write": (Right.EDIT, lambda view, ids: finish(view.sidecars.write(ids))),
    "sidecars.read_again": (Right.EDIT, lambda view, ids: finish(view.sidecars.read_again(ids))),
    "attention.dismiss": (Right.IMPORT, lambda view, ids: view.attention.dismiss([1])),
    "people.list": (Right.MANAGE_PEOPLE, lambda view, ids: view.people.list()),
    "people.add": (Right.MANAGE_PEOPLE, lambda view, ids: view.people.add("new", "new@example.org", "viewer")),
    "trail.logs": (Right.SEE_LOGS, lambda view, ids: view.trail.logs()),
    "trail.security": (Right.SEE_SECURITY, lambda view, ids: view.trail.security()),
    "people.add admin": (Right.MANAGE_ADMINS, lambda view, ids: view.people.add("newer", "newer@example.org", "admin")),
    "people.disable admin": (Right.MANAGE_ADMINS, lambda view, ids: view.people.disable(view.boss)),
    "people.reset admin": (Right.MANAGE_ADMINS, lambda view, ids: view.people.reset_password(view.boss)),
    "people.promote self": (
        Right.MANAGE_ADMINS,
        lambda view, ids: view.people.set_role(view.me.id, "admin", "superadmin"),
    ),
}
ROLES = [("viewer", None), ("user", None), ("admin", "moderator"), ("admin", "superadmin")]


@pytest.mark.parametrize(("role", "level"), ROLES)
def test_every_operation_for_every_role(filled, ids, signed_in, role: str, level: str | None) -> None:
    done = filled.tags.add(ids[:1], ["known"])
    spare, view = signed_in("spare", "admin", "superadmin"), signed_in("someone", role, level)
    view.theirs, view.boss = done.operation, spare.me.id

    def state() -> tuple:
        return (
            filled.search.count(Question()),
            [filled.images.record(i).version for i in ids],
            [(p.username, p.role, p.level, p.active) for p in filled.people.list()],
        )

    held = rights_of(role, level)
    for name, (right, call) in OPERATIONS.items():
        if right in held:
            continue
        if name == "images.restore":
            filled.images.trash(ids)
        before = state()
        with pytest.raises(NotAllowed, match="You may not"):
            call(view, ids)
        assert state() == before, name
        newest = filled.trail.security(1)[0]
        assert (newest.action, newest.user) == ("refused", "someone"), name
        if name == "images.restore":
            filled.images.restore(ids)
    for right, call in OPERATIONS.values():
        if right in held:
            call(view, ids)
            if call is OPERATIONS["images.trash"][1]:
                filled.images.restore(ids)


def test_a_researcher_trashes_own_imports_only(filled, ids, signed_in, tmp_path) -> None:
    from tests.models.conftest import picture

    view = signed_in("amara", "user")
    finish(view.imports.files([picture(tmp_path / "own.jpg", 99)]))
    (own,) = view.search.find(Question("own.jpg")).ids
    assert view.images.trash([own]).images == 1
    with pytest.raises(NotAllowed):
        view.images.trash(ids[:1])


def test_a_role_changed_meanwhile_counts_at_the_next_operation(filled, ids, signed_in) -> None:
    view = signed_in("amara", "user")
    view.images.edit(ids, {"title": "may"})
    filled.people.set_role(view.me.id, "viewer")
    with pytest.raises(NotAllowed):
        view.images.edit(ids, {"title": "may not"})
    filled.people.set_role(view.me.id, "user")
    view.images.edit(ids, {"title": "may again"})
    filled.people.disable(view.me.id)
    with pytest.raises(NotAllowed):
        view.images.edit(ids, {"title": "gone"})
    with pytest.raises(SignInFailed):
        filled.library.sign_in("amara", "a good password for arama!")


def test_the_last_superadmin_stays(library, catalogue, signed_in) -> None:
    for call in (
        lambda: catalogue.people.disable(catalogue.me.id),
        lambda: catalogue.people.set_role(catalogue.me.id, "user"),
        lambda: catalogue.people.set_role(catalogue.me.id, "admin", "moderator"),
    ):
        with pytest.raises(BadValue, match="last superadmin"):
            call()
    other = signed_in("second", "admin", "superadmin")
    catalogue.people.disable(catalogue.me.id)
    with pytest.raises(BadValue, match="last superadmin"):
        other.people.disable(other.me.id)


def test_with_a_one_time_password_only_the_password_can_be_changed(filled, ids) -> None:
    new = filled.people.add("amara", "a@example.org", "user")
    view = filled.library.sign_in("amara", new.password)
    assert view.me.must_change_password
    with pytest.raises(NotAllowed):
        view.images.edit(ids, {"title": "x"})
    with pytest.raises(BadValue, match="not the password"):
        view.people.change_password("wrong one entirely", "something quite different")
    with pytest.raises(BadValue, match="the one you have now"):
        view.people.change_password(new.password, new.password)
    view.people.change_password(new.password, "something quite different")
    view.images.edit(ids, {"title": "x"})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"username": "MARTA"}, "username"), ({"email": "Marta@Example.org"}, "email"), ({"email": "x"}, "email"), ({"username": ""}, "username"),
        ({"username": "a\x00b"}, "username"), ({"role": "king"}, "role"), ({"role": "admin", "level": "god"}, "level"),
    ],
)  # fmt: skip
def test_accounts_that_cannot_be(catalogue, values: dict, field: str) -> None:
    given = {"username": "amara", "email": "amara@example.org", "role": "user"} | values
    with pytest.raises(BadValue) as raised:
        catalogue.people.add(**given)
    assert raised.value.field == field


def test_nobody_learns_a_password_from_the_trail(catalogue) -> None:
    new = catalogue.people.add("amara", "a@example.org", "user")
    catalogue.people.reset_password(new.person.id)
    catalogue.library.close()
    data = (catalogue.library.folder / "library.sqlite").read_bytes()
    assert new.password.encode() not in data and PASSWORD.encode() not in data


def test_an_account_that_is_not_there(catalogue) -> None:
    with pytest.raises(NotFound):
        catalogue.people.disable(99)
