"""Seals, anchors and the chain: what another program changed shows, and nothing else does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from janus_desktop.models import LEAST_COST, Anchor, Library, sqlite_driver
from tests.models.conftest import PASSWORD, finish


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A closed library, made and sealed on this computer, with some people in it."""
    folder = tmp_path / "sealed"
    library = Library.create(folder, username="marta", email="m@example.org", password=PASSWORD, cost=LEAST_COST)
    view = library.sign_in("marta", PASSWORD)
    for name in ("jonas", "amara", "lea"):
        view.people.add(name, f"{name}@example.org", "user")
    library.close()
    yield folder


def by_hand(folder: Path, *statements: str) -> None:
    """What somebody does with another program."""
    connection = sqlite_driver().connect(str(folder / "library.sqlite"))
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def opened(folder: Path) -> tuple[str, list[str], bool]:
    """State of the seals, warnings at sign-in, and whether the trail verifies."""
    library = Library.open(folder)
    state = library.guard.found.state
    try:
        view = library.sign_in("marta", PASSWORD)
        report = finish(view.verify_chain())
        return state, [str(each) for each in view.notices], report.whole
    finally:
        library.close()


def test_an_untouched_library_is_whole_however_often_it_is_opened(place: Path) -> None:
    for _ in range(3):
        assert opened(place) == ("whole", [], True)


def test_a_role_changed_by_sqlite_shows_until_it_is_accepted(place: Path) -> None:
    by_hand(place, "update users set role='admin' where username='jonas'")
    state, said, whole = opened(place)
    assert state == "altered"
    assert said == ["This was changed with another program than Janus: account jonas."]
    assert not whole
    library = Library.open(place)
    view = library.sign_in("marta", PASSWORD)
    assert view.notices, "a sign-in does not launder it"
    jonas = next(each for each in view.people.list() if each.username == "jonas")
    view.people.reset_password(jonas.id)
    view.people.add("petr", "petr@example.org", "viewer")
    assert [event.action for event in view.trail.security()].count("altered outside") == 1
    library.close()
    assert opened(place)[0] == "altered", "nor does a change of the same account, or of another"
    library = Library.open(place)
    view = library.sign_in("marta", PASSWORD)
    view.trail.accept()
    library.close()
    assert opened(place) == ("whole", [], True)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("update users set password_hash='x' where username='lea'", "account lea"),
        ("update users set email='x@y.z' where username='lea'", "account lea"),
        ("insert into admins (user_id, admin_level) select id, 'superadmin' from users where username='lea'", "account lea"),
        ("delete from users where username='lea'", "(not there)"),
        ("insert into users (username,email,password_hash,role,name,must_change,failures,lock_seconds,lock_clock,created_at) values ('eve','e@e.org','x','admin','',0,0,0,'','2020-01-01 00:00:00.000000')", "account eve"),
        ("insert into tokens (user_id,digest,host,created_at,expires_at) values (1,'x','y','2020-01-01 00:00:00.000000','2999-01-01 00:00:00.000000')", "account marta"),
        ("insert into library (key, value) values ('settings', '{\"password_length\": 12, \"session_days\": 365}')", "settings of the library"),
        ("delete from seals", "seal of this library"),
        ("update seals set people='{}'", "seal of this library"),
        ("update seals set number=number+1", "seal of this library"),
    ],
)  # fmt: skip
def test_what_another_program_changed_is_named(place: Path, statement: str, said: str) -> None:
    by_hand(place, statement)
    state, notices, whole = opened(place)
    assert state in ("altered", "missing")
    assert any(said in each for each in notices), notices
    assert not whole


def test_ordinary_sign_ins_and_failures_change_no_seal(place: Path) -> None:
    library = Library.open(place)
    for _ in range(3):
        with pytest.raises(Exception, match="wrong"):
            library.sign_in("marta", "not the password at all")
    view = library.sign_in("marta", PASSWORD)
    assert [str(each) for each in view.notices] == ["3 sign-ins with your name failed since you last signed in."]
    library.close()
    assert opened(place) == ("whole", [], True)


def test_a_library_on_another_computer_is_never_called_tampered(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "home"
    monkeypatch.setenv("JANUS_HOME", str(tmp_path / "another computer"))
    library = Library.open(place)
    assert library.guard.found.state == "foreign"
    view = library.sign_in("marta", PASSWORD)
    assert view.notices == ()
    report = finish(view.verify_chain())
    assert report.whole
    view.people.add("petr", "petr@example.org", "viewer")
    library.close()
    monkeypatch.setenv("JANUS_HOME", str(here))
    state, said, whole = opened(place)
    assert (state, whole) == ("foreign", True)
    assert len(said) == 1
    assert "account petr" in said[0]
    assert "not on this computer" in said[0]
    assert "another program" not in said[0]
    assert opened(place) == ("whole", [], True)


def test_a_lost_key_is_no_tampering(place: Path, tmp_path: Path) -> None:
    (tmp_path / "home" / "data" / "seal.key").unlink()
    state, said, whole = opened(place)
    assert (state, said, whole) == ("foreign", [], True)


def test_the_key_and_what_is_remembered_are_private(place: Path, tmp_path: Path) -> None:
    data = tmp_path / "home" / "data"
    assert (data / "seal.key").stat().st_mode & 0o777 == 0o600
    assert all(each.stat().st_mode & 0o777 == 0o600 for each in (data / "seals").iterdir())


@pytest.mark.parametrize("table", ["logs", "security"])
def test_a_tail_that_was_cut_shows_here_and_against_an_anchor(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    library = Library.open(place)
    view = library.sign_in("marta", PASSWORD)
    anchor = view.trail.anchor()
    assert finish(view.trail.verify(anchor=anchor)).whole
    library.close()
    by_hand(place, f"delete from {table} where sequence >= (select max(sequence) from {table})")
    monkeypatch.setenv("JANUS_HOME", str(tmp_path / "another computer"))
    library = Library.open(place)
    view = library.sign_in("marta", PASSWORD)
    report = finish(view.trail.verify(anchor=anchor))
    if table == "logs":
        assert finish(view.trail.verify()).whole, "without an anchor, nothing tells of it elsewhere"
    assert not report.whole
    assert f"of {table} as the anchor" in str(report.problems[0])
    library.close()
    monkeypatch.setenv("JANUS_HOME", str(tmp_path / "home"))
    state, said, whole = opened(place)
    assert state == "altered"
    assert any("cut" in each for each in said)
    assert not whole


def test_an_anchor_of_another_library(place: Path) -> None:
    library = Library.open(place)
    view = library.sign_in("marta", PASSWORD)
    anchor = view.trail.anchor()
    other = Anchor("another", "Herbarium", anchor.at, 1, "00", 1, "00")
    report = finish(view.trail.verify(anchor=other))
    assert "another library" in str(report.problems[0])
    library.close()


@pytest.mark.parametrize(
    ("statements", "row", "reason"),
    [
        (["update logs set action='people.enable' where sequence=2"], 2, "altered"),
        (["update logs set user_id=3 where sequence=2"], 2, "altered"),
        (["update logs set timestamp='2020-01-01 00:00:00.000000' where sequence=2"], 2, "altered"),
        (["update logs set meta_data='{}' where sequence=2"], 2, "what this row says was altered"),
        (["update logs set meta_data=null, salt=null where sequence=2"], 2, "taken away"),
        (["delete from logs where sequence=2"], 3, "one row is missing before this one (2)"),
        (["delete from logs where sequence=1"], 2, "one row is missing before this one (1)"),
        (
            ["update logs set sequence=-1 where sequence=2", "update logs set sequence=2 where sequence=3",
             "update logs set sequence=3 where sequence=-1"], 3, "moved",
        ),
    ],
)  # fmt: skip
def test_verifying_says_where_and_what(place: Path, statements: list[str], row: int, reason: str) -> None:
    by_hand(place, *statements)
    library = Library.open(place)
    view = library.sign_in("marta", PASSWORD)
    report = finish(view.verify_chain())
    library.close()
    assert not report.whole
    assert report.breaks >= 1
    table, broken, said = report.broken[0]
    assert (table, broken) == ("logs", row)
    assert reason in str(said)


def test_an_older_copy_put_in_place_shows_but_a_copy_elsewhere_does_not(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place, tmp_path / "copy")
    assert opened(place)[0] == "whole"
    assert opened(tmp_path / "copy") == ("whole", [], True)
    (place / "library.sqlite").unlink()
    for left in place.glob("library.sqlite-*"):
        left.unlink()
    shutil.copy(tmp_path / "copy" / "library.sqlite", place / "library.sqlite")
    state, said, _ = opened(place)
    assert state == "altered"
    assert "older copy" in said[0]


def test_closing_while_somebody_else_writes(place: Path) -> None:
    library = Library.open(place)
    library.sign_in("marta", PASSWORD).settings.rename("Mosses")
    other = sqlite_driver().connect(str(place / "library.sqlite"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    library.close()  # it could not seal: that is left to the next
    other.close()
    assert opened(place) == ("whole", [], True)
