"""Accounts and rights in stories; every operation in every role is in `test_rights.py` (RULES and CALLS)."""

from __future__ import annotations

import pytest

from janus_desktop.errors import BadValue, NotAllowed, NotFound, SignInFailed
from janus_desktop.models import Question
from tests.models.conftest import PASSWORD, finish


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
