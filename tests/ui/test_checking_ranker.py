"""`daogou doctor` on the ranker: which serves, what was measured, and when to train again."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ranker.in_service import RANKER_SETTING
from store.behaviour import Event, EventKind
from store.store import Store
from tests.ui.small_shop import NOW
from tests.ui.test_commands import run

REPORT = {
    "new": {"hr@10": 0.3, "ndcg@10": 0.19504, "n": 744},
    "history": {"hr@10": 0.27, "ndcg@10": 0.161, "n": 744},
    "popularity": {"hr@10": 0.1, "ndcg@10": 0.05, "n": 744},
    "p": 0.0002,
}


def serve(home: Path, signals: str) -> None:
    (home / "ranker" / "model-1").mkdir(parents=True)
    (home / "ranker" / "model-1" / "signals.json").write_text(signals)
    with Store.open(home) as store:
        store.settings.set(RANKER_SETTING, "model-1")


def finding(home: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    run(["doctor", "--home", str(home), "--json"])
    found: dict[str, Any] = {each["what"]: each for each in json.loads(capsys.readouterr().out)}["ranker"]
    return found


def test_without_a_trained_ranker_it_says_what_serves(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = finding(home, capsys)
    assert found["ok"]
    assert found["found"] == "history, which needs no training; 4 events to learn from"


def test_a_trained_one_is_named_with_its_figures_until_much_is_new(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(home) as store:
        events = store.behaviour.count()
        store.behaviour.record(Event("tom", "mug-2", EventKind.VIEW, NOW - timedelta(days=1)) for _ in range(6))
    until = (NOW - timedelta(days=9)).isoformat()
    serve(home, json.dumps({"weights": [], "until": until, "report": REPORT, "events": events + 1}))
    found = finding(home, capsys)
    for said in ("model-1", until[:10], "0.195 against 0.161", "0.050 of popularity, n 744", "5 events since (100%"):
        assert said in found["found"]
    assert not found["ok"]
    assert not found["needed"]
    assert found["mend"] == f"daogou train ranker --home {home}"
    signals = home / "ranker" / "model-1" / "signals.json"
    signals.write_text(json.dumps({**json.loads(signals.read_text()), "events": 9}))
    assert finding(home, capsys)["ok"]  # one of nine is less than a fifth


@pytest.mark.parametrize("signals", ["{", "{}", '{"until": "soon", "report": {}, "events": 1}'])
def test_a_damaged_one_is_said(home: Path, signals: str, capsys: pytest.CaptureFixture[str]) -> None:
    serve(home, signals)
    found = finding(home, capsys)
    assert not found["ok"]
    assert found["needed"]
    assert "missing or damaged" in found["found"]
