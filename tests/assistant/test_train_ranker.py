"""A shop's ranker trained as a whole: the better one is taken into service, another leaves no trace, undo goes back."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.build import build_index, open_shop
from assistant.train_ranker import Outcome, train_shop_ranker, undo_training
from ranker.in_service import UNTRAINED
from ranker.synthetic import Market, generate
from retrieval.encoder import Encoder
from store.errors import SetupError
from store.store import Store

MARKET = Market(products=60, shoppers=300, length=10, predictability=0.95)


def shop_of(home: Path, market: Market, encoder: Encoder) -> Path:
    """A shop whose shoppers did what the market says, until an hour ago."""
    products, events = generate(market)
    moved = datetime.now(UTC) - max(event.at for event in events) - timedelta(hours=1)
    with Store.create(home, name="Items", currency="USD") as store:
        store.products.upsert(products)
        store.behaviour.record(sorted((replace(one, at=one.at + moved) for one in events), key=lambda one: one.at))
        store.settings.set("index", build_index(home, products, encoder))
    return home


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> tuple[Path, Outcome]:
    home = shop_of(tmp_path_factory.mktemp("ranker") / "shop", MARKET, encoder)
    return home, train_shop_ranker(home, encoder=encoder)


@pytest.fixture
def home(trained: tuple[Path, Outcome], tmp_path: Path) -> Path:
    shutil.copytree(trained[0], tmp_path / "shop")
    return tmp_path / "shop"


def serving(home: Path, encoder: Encoder) -> str:
    shop = open_shop(home, encoder)
    shop.store.close()
    return shop.ranking.ranker.name


def rankers(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "ranker").glob("model-*"))


def test_a_better_ranker_is_taken_into_service(trained: tuple[Path, Outcome], encoder: Encoder) -> None:
    home, outcome = trained
    assert outcome.verdict.adopted
    assert outcome.verdict.new.quality.ndcg > outcome.verdict.serving.quality.ndcg
    assert rankers(home) == [outcome.name]
    assert serving(home, encoder) == "neural"


def test_the_same_again_is_not_better_and_leaves_no_trace(
    home: Path, trained: tuple[Path, Outcome], encoder: Encoder
) -> None:
    again = train_shop_ranker(home, encoder=encoder)
    assert not again.verdict.adopted
    assert again.verdict.new.ranks == again.verdict.serving.ranks
    assert again.name == trained[1].name
    assert rankers(home) == [trained[1].name]


def test_undo_goes_back_to_no_training(home: Path, encoder: Encoder) -> None:
    assert undo_training(home) == UNTRAINED
    assert rankers(home) == []
    assert serving(home, encoder) == "history"


def test_noise_is_not_taken_into_service(tmp_path: Path, encoder: Encoder) -> None:
    noise = shop_of(tmp_path / "noise", replace(MARKET, predictability=0.0), encoder)
    outcome = train_shop_ranker(noise, encoder=encoder)
    assert outcome.verdict.new.quality.ndcg <= outcome.verdict.popularity.quality.ndcg + 0.03


def test_a_shop_without_enough_behaviour_is_told_what_to_look_at(tmp_path: Path, encoder: Encoder) -> None:
    few = shop_of(tmp_path / "few", replace(MARKET, shoppers=4), encoder)
    with pytest.raises(SetupError, match="are needed") as caught:
        train_shop_ranker(few, encoder=encoder)
    assert "daogou prepare" in str(caught.value)
