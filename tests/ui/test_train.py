"""`daogou train photos` and `daogou evaluate photos`, on a shop of drawn photos."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.build import reindex
from retrieval.encoder import Encoder
from store.store import Store
from tests.retrieval.photos.drawn import drawn_shop
from tests.ui.test_commands import complaint, run


@pytest.fixture(scope="module")
def drawn_home(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    home = tmp_path_factory.mktemp("drawn") / "shop"
    with Store.create(home, name="Shapes", currency="USD") as store:
        store.products.upsert(drawn_shop(store.images))
    reindex(home, encoder)
    return home


def test_without_a_network_there_is_one_sentence(drawn_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "photos", "--home", str(drawn_home)]) == 2
    said = complaint(capsys)
    assert "is missing" in said
    assert f"daogou train photos --home {drawn_home}" in said


def test_a_shop_trains_its_network_and_measures_it(drawn_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "photos", "--home", str(drawn_home), "--passes", "5", "--json"]) == 0
    learnt = json.loads(capsys.readouterr().out)
    assert learnt["adopted"]
    assert learnt["held"]["network"]["same_kind@10"] > learnt["held"]["colour_histogram"]["same_kind@10"]
    assert run(["evaluate", "photos", "--home", str(drawn_home), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert set(figures) == {
        "network",
        "by_photo",
        "similar_look",
        "colour_histogram",
        "titles",
        "chance",
        "at_most",
        "photo_query",
    }
    assert figures["network"]["recall@10"] > figures["chance"]["recall@10"]
    assert figures["titles"]["recall@1"] is None
    assert figures["photo_query"]["photos"] == 240
    assert 0 < figures["photo_query"]["cpu_p50_ms"] <= figures["photo_query"]["cpu_p95_ms"]
    assert run(["evaluate", "photos", "--home", str(drawn_home)]) == 0
    assert "same_kind@10" in capsys.readouterr().out


def test_a_shop_with_too_few_photos_is_one_sentence(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "photos", "--home", str(home)]) == 2
    assert "too few to learn from" in capsys.readouterr().err


def test_what_came_of_it_is_said_in_words(drawn_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "photos", "--home", str(drawn_home), "--passes", "1"]) == 0
    assert "photos of the shop" in capsys.readouterr().out
