"""Accounts and the trail by the command line: sessions, recovery, exports, anchors, a tampered library."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from janus_desktop.models import sqlite_driver
from tests.cli.conftest import OWNER, PASSWORD, Janus


def by_hand(library: Path, statement: str) -> None:
    connection = sqlite_driver().connect(str(library / "library.sqlite"))
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_role_changed_with_sqlite_is_said_by_every_command_and_by_verify(inside: Janus, library: Path) -> None:
    inside("people", "add", "jonas", "--email", "j@example.org", "--role", "user")
    by_hand(library, "update users set role='admin' where username='jonas'")
    told = inside("find", "*", "--count", "--json")
    assert told.code == 0
    assert told.data == {"count": 5}
    assert "changed with another program than Janus: account jonas" in told.err
    checked = inside("verify", "--chain", "--json")
    assert checked.code == 1
    assert checked.data["broken"] == []
    assert "account jonas" in checked.data["problems"][0]
    assert inside("verify", "--chain", "--accept").code == 0
    assert inside("find", "*", "--count").err == ""
    assert inside("security", "--action", "altered outside", "--json").lines[0]["user"] is None


def test_a_cut_tail_shows_against_an_anchor(inside: Janus, library: Path, tmp_path: Path) -> None:
    anchor = tmp_path / "anchor.json"
    assert inside("anchor", "--out", anchor).code == 0
    assert inside("verify", "--chain", "--anchor", anchor).code == 0
    by_hand(library, "delete from logs where sequence = (select max(sequence) from logs)")
    cut = inside("verify", "--chain", "--anchor", anchor, "--json")
    assert cut.code == 1
    assert any("as the anchor" in each for each in cut.data["problems"])
    anchor.write_text("{}")
    assert inside("verify", "--chain", "--anchor", anchor).code == 2
    assert inside("verify", "--chain", "--anchor", tmp_path / "nothing").code == 4


def test_the_log_is_filtered_and_exported(inside: Janus, tmp_path: Path) -> None:
    assert {each["module"] for each in inside("logs", "--module", "imports", "--json").lines} == {"imports"}
    assert inside("logs", "--until", "2001-01-01", "--json").lines == []
    assert inside("logs", "--since", "yesterday").code == 2
    out = inside("logs", "--action", "imports.files", "--out", tmp_path / "log.csv", "--json")
    with (tmp_path / "log.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == out.data["rows"] > 0
    inside("security", "--out", tmp_path / "events.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text("utf-8").splitlines()]
    assert {"sign-in", "library made"} <= {each["action"] for each in lines}


def test_sessions_are_listed_and_ended(inside: Janus) -> None:
    assert inside("login").code == 0
    (session,) = inside("people", "sessions", OWNER, "--json").lines
    assert inside("people", "revoke", str(session["id"])).code == 0
    assert inside("people", "sessions", OWNER, "--json").lines == []
    assert inside("people", "revoke", str(session["id"])).code == 4
    assert inside("find", "*", JANUS_USER=None, JANUS_PASSWORD=None).code == 3


def test_a_forgotten_password_is_recovered_without_one(inside: Janus) -> None:
    assert inside("recover", "--admin", "nobody", JANUS_USER=None, JANUS_PASSWORD=None).code == 4
    made = inside("recover", "--admin", OWNER, "--json", JANUS_USER=None, JANUS_PASSWORD=None)
    assert made.code == 0
    assert inside("find", "*").code == 3, "the old one is gone"
    one_time = made.data["password"]
    refused = inside("find", "*", JANUS_PASSWORD=one_time)
    assert refused.code == 3
    assert "janus recover" in refused.err
    assert inside("passwd", JANUS_PASSWORD=one_time, JANUS_NEW_PASSWORD=PASSWORD).code == 0
    assert "recovered" in {each["action"] for each in inside("security", "--json").lines}


def test_somebody_is_made_anonymous(inside: Janus) -> None:
    inside("people", "add", "jonas.thiel", "--email", "j@example.org", "--role", "user")
    assert inside("people", "anonymise", "jonas.thiel").code == 2, "only with --yes"
    assert inside("people", "anonymise", "jonas.thiel", "--yes").code == 0
    assert "jonas" not in inside("people", "list", "--json").out + inside("logs", "--json").out
    assert inside("verify", "--chain").code == 0
