"""The log and the security events: found, paged, shown, exported."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from janus_desktop.errors import NotAllowed, SignInFailed, StoreError
from janus_desktop.models import LogQuery
from janus_desktop.models.tabular import harmless
from tests.models.conftest import PASSWORD, finish


@pytest.fixture
def busy(catalogue, signed_in):
    amara = signed_in("amara", "user")
    for name in ("x1", "x2", "x3"):
        catalogue.people.add(name, f"{name}@example.org", "viewer")
    catalogue.settings.rename("=cmd|' /C calc'!A0")
    with pytest.raises(NotAllowed):
        amara.people.list()
    with pytest.raises(SignInFailed):
        catalogue.library.sign_in("amara", "something else entirely")
    return catalogue


def test_every_filter_finds_its_own(busy) -> None:
    def actions(**query) -> list[str]:
        return [each.action for each in busy.trail.logs(100, LogQuery(**query))]

    amara = next(each.id for each in busy.people.list() if each.username == "amara")
    assert actions(user=amara) == ["people.password"]
    assert set(actions(module="library")) == {"library.rename"}
    assert set(actions(action="people.add")) == {"people.add"}
    assert actions(level="ERROR") == []
    assert actions(text="x2") == ["people.add"]
    assert actions(text="library renamed") == ["library.rename"]
    assert actions(text="100%") == actions(text="_") == actions(text="' or 1=1 --") == []
    now = datetime.now(UTC)
    assert actions(since=now - timedelta(hours=1)) == actions() == actions(until=now + timedelta(hours=1))
    assert actions(since=now + timedelta(hours=1)) == actions(until=now - timedelta(hours=1)) == []
    assert busy.trail.modules() == ["library", "people"]


def test_pages_join_without_gap(busy) -> None:
    whole = busy.trail.logs(100)
    first = busy.trail.logs(2)
    assert first + busy.trail.logs(100, before=first[-1].id) == whole
    events = busy.trail.security(100)
    assert events[:3] + busy.trail.security(100, before=events[2].id) == events


def test_an_entry_shows_before_and_after_and_its_images(filled, ids) -> None:
    filled.images.edit(ids[:2], {"title": "old"})
    filled.images.edit(ids[:2], {"title": "new"})
    newest = filled.trail.logs(1)[0]
    detail = filled.trail.entry(newest.id)
    assert detail.images == tuple(ids[:2])
    assert detail.records == 2
    assert {(each.field, each.before, each.after) for each in detail.changes} == {("title", "old", "new")}


def test_the_failures_of_the_last_day(busy) -> None:
    found = {(each.user, each.action): each.count for each in busy.trail.failures()}
    assert found == {("amara", "refused"): 1, ("amara", "sign-in failed"): 1}


@pytest.mark.parametrize("what", ["logs", "security"])
def test_the_export_is_whole_private_and_no_formula(busy, tmp_path: Path, what: str) -> None:
    count = finish(busy.trail.export(what, tmp_path / "out.csv"))
    with (tmp_path / "out.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == count
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    count = finish(busy.trail.export(what, tmp_path / "out.jsonl"))
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert len(lines) == count
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o600
    assert PASSWORD not in (tmp_path / "out.jsonl").read_text("utf-8")
    assert sorted(each.name for each in tmp_path.glob("*out*")) == ["out.csv", "out.jsonl"]
    assert busy.trail.security(1)[0].action == "trail exported"
    with pytest.raises(StoreError):
        finish(busy.trail.export(what, tmp_path / "nowhere" / "out.csv"))


@pytest.mark.parametrize("bad", ["=1+1", "+1", "-1", "@a", "\tx", "\rx"])
def test_cells_that_a_spreadsheet_would_run(bad: str) -> None:
    assert harmless(bad) == f"'{bad}"
    assert harmless(-1) == "-1"
    assert harmless(None) == ""
