from __future__ import annotations

import json
from pathlib import Path

import pytest

from store.demo.catalogue import TODAY, items
from store.demo.opening import fill
from store.store import Store
from ui.commands import main


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop's records without pictures and index: these commands need neither."""
    folder = tmp_path_factory.mktemp("demo") / "shop"
    with Store.create(folder, name="Demo", currency="USD") as store:
        fill(store, items(7, TODAY), 7, TODAY)
    return folder


def test_prepare_reports_and_changes_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(home) as store:
        before = store.behaviour.count()
    with pytest.raises(SystemExit) as ended:
        main(["prepare", "--home", str(home), "--core", "5", "--json"])
    assert ended.value.code == 0
    told = json.loads(capsys.readouterr().out)
    assert told["read"] == before == told["kept"] + told["left_out"]
    assert told["split"]["leaks"] == 0
    assert sum(told["split"][part] for part in ("train", "validation", "test")) == told["kept"]
    core = next(rule for rule in told["rules"] if rule["rule"] == "outside the core")
    assert core["count"] == told["left_out"]  # the demo shop's log is clean
    assert core["rounds"] > 1
    with Store.open(home) as store:
        assert store.behaviour.count() == before


def test_prepare_prints_a_table(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["prepare", "--home", str(home)])
    told = capsys.readouterr().out
    assert "duplicate" in told
    assert "0 leaks" in " ".join(told.split())
