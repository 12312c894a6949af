"""Who is who: init, login, logout, passwd, one-time passwords, roles."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest

from .conftest import OWNER, PASSWORD, RUN, Janus, clean_environment

INIT = ("init", "--admin", OWNER, "--email", "m@example.org")


def test_init_makes_the_library_that_is_used_next(janus: Janus, home: Path) -> None:
    said = janus(*INIT, "--json", JANUS_PASSWORD=PASSWORD)
    assert said.code == 0, said.err
    assert said.data["library"] == str(home / "data" / "library")
    assert (home / "data" / "library" / "library.sqlite").is_file()
    found = janus("find", "*", "--count", "--json", JANUS_USER=OWNER, JANUS_PASSWORD=PASSWORD)
    assert found.data == {"count": 0}


def test_init_twice(janus: Janus) -> None:
    assert janus(*INIT, JANUS_PASSWORD=PASSWORD).code == 0
    again = janus(*INIT, JANUS_PASSWORD=PASSWORD)
    assert again.code == 3
    assert "already holds a library" in again.err


@pytest.mark.parametrize(
    ("args", "password"),
    [
        (INIT, "short"),
        (("init", "--admin", OWNER, "--email", "nonsense"), PASSWORD),
        (("init", "--admin", "", "--email", "m@example.org"), PASSWORD),
    ],
)
def test_init_with_what_cannot_be(janus: Janus, home: Path, args: tuple[str, ...], password: str) -> None:
    said = janus(*args, JANUS_PASSWORD=password)
    assert said.code == 2
    assert len(said.err.splitlines()) == 1 and password not in said.err
    assert not (home / "data" / "library" / "library.sqlite").exists()


def test_no_password_and_no_terminal(janus: Janus, library: Path) -> None:
    for args in (INIT, ("--library", library, "--user", OWNER, "find", "*")):
        said = janus(*args)
        assert said.code == 3
        assert "JANUS_PASSWORD" in said.err and len(said.err.splitlines()) == 1


def test_nobody_named(janus: Janus, library: Path) -> None:
    said = janus("--library", library, "find", "*")
    assert said.code == 3
    assert "janus login" in said.err


def test_wrong_password_and_wrong_name_sound_the_same(janus: Janus, library: Path) -> None:
    wrong = janus("--library", library, "--user", OWNER, "find", "*", JANUS_PASSWORD="wrong password!")
    nobody = janus("--library", library, "--user", "nobody", "find", "*", JANUS_PASSWORD="wrong password!")
    assert (wrong.code, wrong.out) == (nobody.code, nobody.out) == (3, "")
    assert wrong.err == nobody.err


def test_login_keeps_a_session_until_logout(janus: Janus, library: Path) -> None:
    at = ("--library", library)
    said = janus(*at, "login", OWNER, "--json", JANUS_PASSWORD=PASSWORD)
    assert said.code == 0, said.err
    assert said.data["user"] == OWNER and said.data["role"] == "admin"
    assert janus(*at, "find", "*", "--count").out == "5\n"
    assert janus(*at, "--user", OWNER, "find", "*", "--count").out == "5\n"
    assert janus(*at, "--user", "amara", "find", "*").code == 3  # it is another's
    assert janus(*at, "logout", "--json").data == {"user": OWNER}
    assert janus(*at, "find", "*").code == 3
    assert janus(*at, "logout", "--json").data == {"user": None}


def test_a_one_time_password_is_good_for_passwd_alone(inside: Janus) -> None:
    made = inside("people", "add", "amara", "--email", "a@example.org", "--role", "user", "--json")
    assert made.code == 0, made.err
    once = made.data["password"]
    amara = {"JANUS_USER": "amara", "JANUS_PASSWORD": once}
    for args in (
        ("find", "*"),
        ("show", "1"),
        ("edit", "1", "title=x"),
        ("people", "list"),
        ("login",),
        ("logs",),
        ("verify", "--chain"),
        ("screenshot", "--out", "x.png"),
    ):
        said = inside(*args, **amara)
        assert said.code == 3, args
        assert "janus passwd" in said.err
    new = "a password of her own"
    said = inside("passwd", **amara, JANUS_NEW_PASSWORD=new)
    assert said.code == 0, said.err
    assert inside("find", "*", **amara).code == 3
    assert inside("find", "*", "--count", JANUS_USER="amara", JANUS_PASSWORD=new).out == "5\n"


def test_passwd_refuses_a_weak_one(inside: Janus) -> None:
    said = inside("passwd", JANUS_NEW_PASSWORD="short")
    assert said.code == 2
    assert inside("find", "*").code == 0


def test_roles_hold(inside: Janus) -> None:
    once = inside("people", "add", "guest", "--email", "g@example.org", "--role", "viewer", "--json").data
    guest = {"JANUS_USER": "guest", "JANUS_PASSWORD": "a password of my own"}
    inside("passwd", JANUS_USER="guest", JANUS_PASSWORD=once["password"], JANUS_NEW_PASSWORD=guest["JANUS_PASSWORD"])
    assert inside("find", "*", **guest).code == 0
    for args in (
        ("edit", "1", "title=x"),
        ("tag", "1", "+x"),
        ("trash", "1"),
        ("import", __file__),
        ("people", "add", "x", "--email", "x@example.org", "--role", "viewer"),
        ("people", "disable", OWNER),
        ("logs",),
        ("security",),
    ):
        said = inside(*args, **guest)
        assert said.code == 3, (args, said)
        assert len(said.err.splitlines()) == 1 and not said.out
    refused = [each for each in inside("security", "--json").lines if each["action"] == "refused"]
    assert refused and {each["user"] for each in refused} == {"guest"}


def test_no_secret_is_ever_printed_or_logged(janus: Janus, home: Path, library: Path) -> None:
    canary = "canary-in-a-coal-mine"
    said = janus("--library", library, "--user", OWNER, "find", "*", JANUS_PASSWORD=canary)
    assert canary not in said.out + said.err
    for file in home.rglob("*"):
        if file.is_file():
            assert canary.encode() not in file.read_bytes(), file


def _typed(home: Path, args: tuple[str, ...], *lines: str) -> tuple[int, str]:
    """`janus args` on a terminal of its own, `lines` typed when it asks."""
    main, side = pty.openpty()
    process = subprocess.Popen(
        [*RUN, *args],
        env=clean_environment(home),
        stdin=side,
        stdout=subprocess.PIPE,
        stderr=side,
        start_new_session=True,
    )
    os.close(side)
    seen = b""
    for line in lines:
        while not seen.rstrip().endswith(b":"):
            seen += os.read(main, 1000)
        os.write(main, line.encode() + b"\n")
        seen = b""
    assert process.stdout is not None
    out = process.stdout.read().decode()
    process.stdout.close()
    code = process.wait(60)
    os.close(main)
    return code, out


def test_a_terminal_is_asked_for_the_password(home: Path, library: Path) -> None:
    at = ("--library", str(library))
    assert _typed(home, (*at, "--user", OWNER, "find", "*", "--count"), PASSWORD) == (0, "5\n")
    assert _typed(home, (*at, "--user", OWNER, "find", "*", "--count"), "wrong password")[0] == 3
    code, out = _typed(home, (*at, "login"), OWNER, PASSWORD)
    assert (code, out) == (0, f"Signed in as {OWNER} until “janus logout”.\n")


def test_two_new_passwords_that_differ(home: Path, library: Path) -> None:
    at = ("--library", str(library), "--user", OWNER)
    assert _typed(home, (*at, "passwd"), PASSWORD, "a new password", "another new one")[0] == 3
    assert _typed(home, (*at, "find", "*", "--count"), PASSWORD)[0] == 0
