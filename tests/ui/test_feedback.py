"""`daogou prepare` and `daogou feedback` on the demo shop's own log."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.demo.catalogue import items
from store.demo.opening import fill
from store.store import Store
from ui.commands import main


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop's records without pictures and index: these commands need neither."""
    folder = tmp_path_factory.mktemp("demo") / "shop"
    yesterday = datetime.now(UTC).date() - timedelta(days=1)  # the commands go by the real clock
    with Store.create(folder, name="Demo", currency="USD") as store:
        fill(store, items(7, yesterday), 7, yesterday)
    return folder


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["feedback", *arguments])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_feedback_of_the_demo_shop(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(told(["--home", str(home), "--json"], capsys))
    assert found["rankings"] > 3_000
    assert 0.5 < found["clicked"] / found["rankings"] < 0.8
    theta = found["position_bias"]["theta"]
    assert theta == sorted(theta, reverse=True)
    assert theta[4] == pytest.approx(0.263, abs=0.06)  # .92^3 · .92^4 / (1 + 4 · .28), from store.demo.sessions
    assert {arm["arm"] for arm in found["arms"]} == {"popularity"}
    policies = {policy["name"]: policy["estimates"][0] for policy in found["policies"]}
    assert policies["random order"]["low"] < found["serving"]["value"]
    assert "was never shown" in policies["bandit"]["refused"]
    assert found["promotion"]["promoted"] is False
    assert not (home / "ranker" / "bandit.json").exists()


def test_feedback_learns_once(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    learning = shutil.copytree(home, tmp_path / "shop")
    first = json.loads(told(["--home", str(learning), "--learn", "--json"], capsys))
    assert first["newly_counted"] == first["bandit"]["counted"] > 3_000
    assert first["bandit"]["live"] is False
    second = " ".join(told(["--home", str(learning), "--learn"], capsys).split())
    assert "The bandit stays off" in second
    assert "0 rankings newly counted" in second
    assert f"{first['newly_counted']:,} rankings counted" in second


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
