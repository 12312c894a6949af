"""people, logs, security, verify, doctor."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from .conftest import OWNER, Janus


def test_people(inside: Janus) -> None:
    made = inside(
        "people", "add", "amara", "--email", "a@example.org", "--role", "user", "--full-name", "Amara Obi", "--json"
    )
    assert made.code == 0, made.err
    assert made.data["must_change_password"] is True and len(made.data["password"]) >= 12
    listed = {each["username"]: each for each in inside("people", "list", "--json").lines}
    assert set(listed) == {OWNER, "amara"}
    assert (listed[OWNER]["role"], listed[OWNER]["level"]) == ("admin", "superadmin")
    assert (listed["amara"]["role"], listed["amara"]["name"]) == ("user", "Amara Obi")
    assert "password" not in listed["amara"]
    assert inside("people", "disable", "amara", "--json").data["active"] is False
    assert inside("find", "*", JANUS_USER="amara", JANUS_PASSWORD=made.data["password"]).code == 3
    assert inside("people", "enable", "amara", "--json").data["active"] is True
    again = inside("people", "reset", "amara", "--json").data
    assert again["password"] != made.data["password"]
    role = inside("people", "role", "amara", "admin", "--json")
    assert (role.data["role"], role.data["level"]) == ("admin", "moderator")
    other = inside("people", "role", "amara", "--role", "admin", "--level", "superadmin", "--json")
    assert other.data["level"] == "superadmin"
    assert inside("people", "role", "amara", "viewer").out == "amara is now viewer.\n"
    assert inside("people", "list").out.splitlines()[0].split()[:2] == ["Username", "Name"]


def test_people_that_cannot_be(inside: Janus) -> None:
    add = ("people", "add", "amara", "--email")
    assert inside(*add, "a@example.org", "--role", "user").code == 0
    for args in ((*add, "b@example.org", "--role", "user"), (*add[:2], "b", *add[3:], "nonsense", "--role", "user")):
        said = inside(*args)
        assert said.code == 2
        assert len(said.err.splitlines()) == 1


def test_the_last_superadmin_stays(inside: Janus) -> None:
    for args in (("disable", OWNER), ("role", OWNER, "viewer"), ("role", OWNER, "admin", "--level", "moderator")):
        said = inside("people", *args)
        assert said.code in (1, 2, 3), args
        assert len(said.err.splitlines()) == 1
    assert inside("people", "list", "--json").lines[0]["level"] == "superadmin"


def test_logs(inside: Janus) -> None:
    inside("edit", "1", "title=A", "description=B")
    first = inside("logs", "--json", "--limit", "1").lines[0]
    assert first["user"] == OWNER and first["level"] == "INFO" and first["operation"]
    assert "edit" in first["text"] and first["timestamp"].endswith("Z")
    assert len(inside("logs", "--json", "--by", OWNER).lines) >= 6
    assert inside("logs", "--by", "nobody").code == 4
    assert inside("logs", "--json", "--level", "error").lines == []


def test_security(inside: Janus) -> None:
    inside("find", "*", JANUS_PASSWORD="not the password")
    actions = [each["action"] for each in inside("security", "--json").lines]
    assert "sign-in failed" in actions and "sign-in" in actions
    limited = inside("security", "--limit", "2", "--json")
    assert len(limited.lines) == 2 and "newest 2" in limited.err


def test_verify_finds_what_was_altered(inside: Janus, library: Path) -> None:
    whole = inside("verify", "--chain", "--json")
    assert whole.code == 0, whole.out
    assert whole.data["whole"] is True and whole.data["rows"] > 5 and whole.data["broken"] == []
    with sqlite3.connect(library / "library.sqlite") as raw:
        (row,) = raw.execute("SELECT min(id) FROM logs").fetchone()
        raw.execute("UPDATE logs SET action = 'images.trash' WHERE id = ?", (row,))
    raw.close()
    broken = inside("verify", "--chain", "--json")
    assert broken.code == 1
    assert broken.data["whole"] is False
    assert broken.data["broken"][0]["table"] == "logs" and broken.data["broken"][0]["row"] == row


def test_doctor(janus: Janus, marta: Janus, library: Path) -> None:
    alone = janus("doctor", "--json")
    assert alone.data["library"] is None
    assert alone.code == (0 if alone.data["healthy"] else 1)
    assert alone.data["versions"]["Qt"] and alone.data["sqlite"]["version"]
    assert any(each["version"] for each in alone.data["readers"])
    assert all(each["version"] or each["install"] for each in alone.data["readers"])
    with_one = marta("doctor", "--json").data["library"]
    assert with_one["images"] == 5 and with_one["damaged"] is None
    assert "Pillow" in janus("doctor").out
