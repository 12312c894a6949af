"""Signing in, sessions, names, recovery, anonymous accounts, settings of the library."""

from __future__ import annotations

import os
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from janus_desktop.errors import BadValue, JanusError, NotAllowed, NotFound, SignInFailed
from janus_desktop.models import LEAST_COST, Library, LogQuery
from janus_desktop.models.names import skeleton
from janus_desktop.models.passwords import cost_of, measured
from tests.models.conftest import PASSWORD, finish
from tests.models.test_seals import by_hand


def fail(library: Library, name: str, times: int) -> str:
    said = ""
    for _ in range(times):
        with pytest.raises(SignInFailed) as raised:
            library.sign_in(name, "not the password at all")
        said = str(raised.value)
    return said


@pytest.mark.parametrize(
    "name", ["marta", "nobody there", "x" * 1000, "a\x00b", "Robert'); DROP TABLE users;--", "\udcff", ""]
)
def test_failures_wait_and_say_the_same_for_every_name(library, name: str) -> None:
    assert fail(library, name, 5) == "The user name or the password is wrong."
    assert "Try again in" in fail(library, name, 1)
    if name == "marta":
        with pytest.raises(SignInFailed, match="Try again"):
            library.sign_in("marta", PASSWORD)


def test_the_wait_survives_a_restart_and_every_clock(library) -> None:
    fail(library, "marta", 5)
    folder = library.folder
    library.close()
    past, future = (f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d %H:%M:%S.%f}" for days in (-3, 3))
    for until in (past, future):  # as if the clock had been set forward, or back
        by_hand(folder, f"update users set locked_until='{until}', lock_seconds=100")
        again = Library.open(folder)
        said = fail(again, "marta", 1)
        again.close()
        assert 90 <= int(said.split(" in ")[1].split()[0]) <= 100
    by_hand(folder, f"update users set locked_until='{future}', lock_seconds=100, lock_clock='another start:5'")
    again = Library.open(folder)
    assert "100 seconds" in fail(again, "marta", 1), "no longer than it was, although the clock was set back"
    again.close()


def test_a_clock_set_back_is_noted_and_revives_no_session(library, catalogue) -> None:
    library.stay_signed_in(catalogue.me.id)
    folder = library.folder
    library.close()
    future = f"{datetime.now(UTC) + timedelta(days=40):%Y-%m-%d %H:%M:%S.%f}"
    by_hand(folder, f"update security set timestamp='{future}' where sequence=(select max(sequence) from security)")
    again = Library.open(folder)
    assert again.sign_in_again() is None
    view = again.sign_in("marta", PASSWORD)
    assert "clock set back" in [event.action for event in view.trail.security()]
    again.close()


def test_a_session_ends_with_its_account_or_when_it_is_revoked(library, catalogue, signed_in) -> None:
    jonas = signed_in("jonas", "user")
    library.stay_signed_in(jonas.me.id)
    assert library.sign_in_again().me.username == "jonas"
    catalogue.people.disable(jonas.me.id)
    assert library.sign_in_again() is None
    catalogue.people.enable(jonas.me.id)
    assert library.sign_in_again() is None
    library.stay_signed_in(jonas.me.id)
    (session,) = catalogue.people.sessions(jonas.me.id)
    assert catalogue.people.record(jonas.me.id).sessions == (session,)
    amara = signed_in("amara", "user")
    with pytest.raises(NotAllowed):
        amara.people.revoke(session.id)
    with pytest.raises(NotAllowed):
        amara.people.sessions(jonas.me.id)
    assert jonas.people.sessions() == [session]
    jonas.people.revoke(session.id)
    assert library.sign_in_again() is None
    with pytest.raises(NotFound):
        jonas.people.revoke(session.id)


@pytest.mark.parametrize(
    "name", ["mаrta", "Mаrtа", "МАRТА", "rnarta\u200b", "mar\u202eta", "marta\n", "ＭＡＲＴＡ", "márta", "x" * 65, "x" * 1000, "", " ", "a b"]
)  # fmt: skip
def test_names_that_look_alike_or_cannot_be(catalogue, name: str) -> None:
    with pytest.raises(BadValue) as raised:
        catalogue.people.add(name, "new@example.org", "user")
    assert raised.value.field == "username"


def test_names_that_only_resemble_are_two() -> None:
    assert skeleton("jonas") != skeleton("jonah")
    assert skeleton("pаul") == skeleton("paul") == skeleton("pau1")


@pytest.mark.parametrize("name", ["a\x00b", "two\nlines", "x" * 201, "\u202eevil"])
def test_full_names_that_cannot_be(catalogue, name: str) -> None:
    with pytest.raises(BadValue, match="A name has"):
        catalogue.people.add("jonas", "j@example.org", "user", name=name)


@pytest.mark.parametrize("password", ["", "short", "x" * 12, "password1234", "x" * 1001, "marta marta "])
def test_passwords_that_cannot_be(catalogue, password: str) -> None:
    with pytest.raises(BadValue) as raised:
        catalogue.people.change_password(PASSWORD, password)
    assert raised.value.field == "password"


def test_a_long_password_with_every_kind_of_letter(library, catalogue) -> None:
    long = "pässwörd 密碼 🔑 " * 60
    catalogue.people.change_password(PASSWORD, long)
    assert library.sign_in("marta", long).me.username == "marta"


def test_the_last_superadmin_stays_when_two_windows_try_at_once(library, catalogue, signed_in) -> None:
    second = signed_in("second", "admin", "superadmin")
    other = Library.open(library.folder)
    views = [catalogue, other.sign_in("second", "a good password for dnoces!")]
    targets = [second.me.id, catalogue.me.id]
    start, ends = threading.Barrier(2), []

    def demote(view, target) -> None:
        start.wait()
        try:
            view.people.set_role(target, "user")
            ends.append("done")
        except JanusError:
            ends.append("refused")

    threads = [threading.Thread(target=demote, args=pair) for pair in zip(views, targets, strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(ends) == ["done", "refused"]
    other.close()
    with library.store.read() as connection:
        assert connection.exec_driver_sql("select count(*) from admins where admin_level='superadmin'").scalar() == 1


def test_the_owner_of_the_file_can_recover_a_superadmin_and_it_shows(library, signed_in) -> None:
    signed_in("second", "admin", "superadmin")
    signed_in("jonas", "user")
    folder = library.folder
    library.close()
    for name in ("nobody", "jonas"):
        with pytest.raises(NotFound):
            Library.recover(folder, name)
    new = Library.recover(folder, "MARTA")
    again = Library.open(folder)
    with pytest.raises(SignInFailed):
        again.sign_in("marta", PASSWORD)
    view = again.sign_in("marta", new.password)
    assert view.me.must_change_password
    second = again.sign_in("second", "a good password for dnoces!")
    for each in (view, second):
        assert any("janus recover" in str(said) for said in each.notices)
    assert again.sign_in("second", "a good password for dnoces!").notices == ()
    assert again.sign_in("jonas", "a good password for sanoj!").notices == ()
    assert "recovered" in [event.action for event in second.trail.security()]
    assert finish(second.verify_chain()).whole
    again.close()


@pytest.mark.skipif(
    os.name == "nt" or os.getuid() != 0, reason="only root can give a file to somebody else and become them"
)
def test_nobody_but_the_owner_recovers(library, tmp_path: Path) -> None:
    folder = library.folder
    library.close()
    os.chown(folder / "library.sqlite", 12345, -1)
    Library.recover(folder, "marta")  # root may
    assert stat.S_IMODE((folder / "library.sqlite").stat().st_mode) == 0o600


def test_an_anonymous_account_leaves_a_whole_chain_and_no_name(library, catalogue, signed_in) -> None:
    jonas = signed_in("jonas.thiel", "user")
    fail(library, "jonas.thiel", 2)
    library.stay_signed_in(jonas.me.id)
    moderator = signed_in("moe", "admin", "moderator")
    with pytest.raises(NotAllowed):
        moderator.people.anonymise(jonas.me.id)
    with pytest.raises(BadValue):
        catalogue.people.anonymise(catalogue.me.id)
    gone = catalogue.people.anonymise(jonas.me.id)
    assert not gone.active
    assert gone.username == f"anonymous-{jonas.me.id}"
    with pytest.raises(BadValue, match="anonymous"):
        catalogue.people.enable(jonas.me.id)
    report = finish(catalogue.verify_chain())
    assert report.whole, report
    with library.store.read() as connection:
        for table in ("users", "logs", "security", "tokens", "seals"):
            rows = connection.exec_driver_sql(f"select * from {table}").all()
            assert "jonas.thiel" not in repr(rows), table
    with pytest.raises(SignInFailed):
        library.sign_in("jonas.thiel", "a good password for leiht.sanoj!")


def test_settings_of_the_library_are_for_superadmins_and_are_read(library, catalogue, signed_in) -> None:
    jonas = signed_in("jonas", "user")
    assert jonas.settings.get().stay_signed_in
    with pytest.raises(NotAllowed):
        jonas.settings.change({"stay_signed_in": False})
    for wrong in ({"lock_minutes": -1}, {"session_days": 0}, {"password_length": 3}, {"nothing": 1}, {"ignored": ["a/b"]},
                  {"ignored": ["*"]}, {"lock_minutes": "x"}):  # fmt: skip
        with pytest.raises(BadValue):
            catalogue.settings.change(wrong)
    catalogue.settings.change({"stay_signed_in": False, "password_length": 20})
    with pytest.raises(NotAllowed):
        library.stay_signed_in(jonas.me.id)
    with pytest.raises(BadValue, match="20 characters"):
        jonas.people.change_password("a good password for sanoj!", "nineteen characters")
    catalogue.settings.rename("  Mosses  ")
    assert library.name == "Mosses"
    entry = catalogue.trail.logs(1, LogQuery(action="library.settings"))[0]
    assert entry.meta_data["changes"] == {"stay_signed_in": [True, False], "password_length": [12, 20]}


def test_what_a_password_costs_is_measured_kept_and_never_too_little(tmp_path: Path) -> None:
    cost = measured(0.02)
    assert cost.memory >= LEAST_COST.memory
    assert cost.rounds >= LEAST_COST.rounds
    for bad in (
        None,
        {},
        {"rounds": 1, "memory": 8},
        {"rounds": "x", "memory": 65536},
        {"rounds": 10**9, "memory": 65536},
    ):
        assert cost_of(bad) == LEAST_COST


def test_a_password_made_with_other_parameters_is_made_anew(library) -> None:
    folder = library.folder
    library.close()
    by_hand(folder, """update library set value='{"rounds": 3, "memory": 20000, "lanes": 1}' where key='argon2'""")
    again = Library.open(folder)
    again.sign_in("marta", PASSWORD)
    with again.store.read() as connection:
        kept = connection.exec_driver_sql("select password_hash from users").scalar()
    assert "m=20000,t=3,p=1" in kept
    assert again.sign_in("marta", PASSWORD).notices == ()
    again.close()


def test_an_admin_without_a_level_holds_no_rights_of_admins(library, signed_in) -> None:
    jonas = signed_in("jonas", "user")
    with library.store.write() as connection:  # as another program would
        connection.exec_driver_sql(f"update users set role='admin' where id={jonas.me.id}")
    for call in (jonas.people.list, jonas.trail.logs, lambda: jonas.settings.rename("Mine"), jonas.images.empty_trash):
        with pytest.raises(NotAllowed):
            call()
