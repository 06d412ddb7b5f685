from __future__ import annotations

import json
from pathlib import Path

import pytest

from store.store import Store
from ui.commands import main


def test_prepare_reports_and_changes_nothing(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(demo_home) as store:
        before = store.behaviour.count()
    with pytest.raises(SystemExit) as ended:
        main(["prepare", "--home", str(demo_home), "--core", "5", "--json"])
    assert ended.value.code == 0
    told = json.loads(capsys.readouterr().out)
    assert told["read"] == before == told["kept"] + told["left_out"]
    assert told["split"]["leaks"] == 0
    assert sum(told["split"][part] for part in ("train", "validation", "test")) == told["kept"]
    core = next(rule for rule in told["rules"] if rule["rule"] == "outside the core")
    assert core["count"] == told["left_out"]  # the demo shop's log is clean
    assert core["rounds"] > 1
    with Store.open(demo_home) as store:
        assert store.behaviour.count() == before


def test_prepare_prints_a_table(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["prepare", "--home", str(demo_home)])
    told = capsys.readouterr().out
    assert "duplicate" in told
    assert "0 leaks" in " ".join(told.split())
