"""The collection of real files beside the project: how much is read, and that nothing breaks."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from janus_desktop.imaging.facts import Unreadable
from janus_desktop.imaging.inspect import as_record, inspect_file

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the collection of real files is not there"),
]


def test_what_independent_readers_agree_on_is_read() -> None:
    spec = importlib.util.spec_from_file_location("score", CORPUS / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    good = CORPUS / "good"
    results = {}
    for path in sorted(good.rglob("*")):
        if path.is_file():
            record = as_record(inspect_file(path, previews=False))
            json.dumps(record, ensure_ascii=False, allow_nan=False).encode()
            results[path.relative_to(good).as_posix()] = record
    _, fields, _, wrong = score.score(results)
    total = {name: sum(field[name] for field in fields.values()) for name in ("n", "ok", "wrong", "ghost")}
    assert total["ok"] / total["n"] >= 0.998, wrong
    assert total["wrong"] / total["n"] <= 0.0005, wrong
    # the reference looks for positions in Exif alone; one file has a true one in XMP (two values)
    assert total["ghost"] <= 2, wrong


def test_bad_files_end_in_a_reason_or_a_result() -> None:
    for path in sorted((CORPUS / "bad").rglob("*")):
        if not path.is_file():
            continue
        found = inspect_file(path)
        json.dumps(as_record(found), ensure_ascii=False, allow_nan=False).encode()
        if isinstance(found, Unreadable):
            assert path.name in str(found.reason)
            assert found.kind in {"damaged", "unknown", "empty", "too large"}
