from __future__ import annotations

import json
import shutil
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
    second = json.loads(told(["--home", str(learning), "--learn", "--json"], capsys))
    assert first["newly_counted"] > 3_000
    assert second["newly_counted"] == 0
    assert second["bandit"]["counted"] == first["newly_counted"]
    assert second["bandit"]["live"] is False
    shown = told(["--home", str(learning)], capsys)
    assert "The bandit stays off" in shown
