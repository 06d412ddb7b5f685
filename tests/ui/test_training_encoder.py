"""What `daogou train encoder` says, and that a shop too small to be measured stays as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ui.test_commands import complaint, run
from ui.training_encoder import told

BETTER = {"adopted": True, "encoder": "base+0a1b2c3d", "reason": "Better: more is found.", "ranker gone": False}


def test_an_adopted_encoder_is_named() -> None:
    assert told(BETTER) == (
        "Better: more is found.\n"
        "The trained encoder is adopted, and the index rebuilt. The shop searches with base+0a1b2c3d."
    )


def test_one_that_is_not_adopted_says_why() -> None:
    said = told({**BETTER, "adopted": False, "encoder": "base", "reason": "Not surely better."})
    assert said.startswith("Not surely better.\nThe trained encoder is not adopted; the shop is as it was.")


def test_going_back_is_said() -> None:
    assert told({"encoder": "base", "ranker gone": False}) == "The shop searches with base again."


def test_a_ranker_that_went_with_the_encoder_is_to_be_trained_again() -> None:
    for figures in ({**BETTER, "ranker gone": True}, {"encoder": "base", "ranker gone": True}):
        assert told(figures).endswith("daogou train ranker.")


def test_a_shop_of_ten_products_is_not_judged(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "encoder", "--home", str(home), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert not figures["adopted"]
    assert figures["encoder"] == "all-MiniLM-L6-v2"
    assert "queries could be made" in figures["reason"]
    assert not (home / "encoder").exists()


def test_no_shop_is_one_sentence_and_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "encoder", "--home", str(tmp_path)]) == 2
    assert f"There is no shop in {tmp_path}." in complaint(capsys)
