"""A shop is trained as a whole: what is adopted is in service afterwards, and what is not leaves no trace."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from assistant.build import build_index, import_shop, open_shop, reindex
from assistant.tune import Trained, forget_training, train_encoder
from ranker.in_service import RANKER_BEFORE, RANKER_SETTING
from retrieval.encoder import Encoder
from store.behaviour import Event, EventKind, RankingShown, Shown
from store.errors import SetupError
from store.store import Store
from tests.retrieval.tuning.toy import KINDS, START, toy_log, toy_shop


@pytest.fixture(scope="module")
def untrained(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """A shop whose shoppers have their own words for its kinds, with the log of what they took."""
    home = tmp_path_factory.mktemp("toy") / "shop"
    products = toy_shop()
    with Store.create(home, name="Toy", currency="USD") as store:
        store.products.upsert(products)
        with store.transaction():
            for number, one in enumerate(toy_log(products)):
                known = f"r{number}"
                shown = (Shown(one.product_id, 1, 1.0, "search"),)
                store.behaviour.log_ranking(RankingShown(known, one.at, f"c{number}", one.query, "plain", shown))
                store.behaviour.record([Event(f"c{number}", one.product_id, EventKind.CLICK, one.at, ranking_id=known)])
        store.settings.set("index", build_index(home, products, encoder))
    return home


@pytest.fixture(scope="module")
def trained(untrained: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Trained]:
    home = tmp_path_factory.mktemp("trained") / "shop"
    shutil.copytree(untrained, home)
    with_ranker(home)
    return home, train_encoder(home, encoder)


def with_ranker(home: Path) -> None:
    """A ranker is in service, one is kept to go back to, and neither can be read: nothing but their names counts."""
    for name, setting in (("model-0a", RANKER_SETTING), ("model-0b", RANKER_BEFORE)):
        (home / "ranker" / name).mkdir(parents=True)
        with Store.open(home) as store:
            store.settings.set(setting, name)


def rankers(home: Path) -> list[str | None]:
    with Store.open(home) as store:
        return [store.settings.get(RANKER_SETTING), store.settings.get(RANKER_BEFORE)]


def files(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for folder in ("index", "encoder")
        for path in (home / folder).rglob("*")
        if path.is_file()
    }


def share_of_kind(home: Path, encoder: Encoder) -> float:
    """How much of the first ten, for each of the shoppers' words alone, is of the kind that is meant."""
    shop = open_shop(home, encoder)
    kinds = {one.id: one.category[-1] for one in shop.store.products.all()}
    found = [kinds[hit.product_id] == kind for kind, word in KINDS.items() for hit in shop.index.search(word, 10)]
    shop.store.close()
    return sum(found) / (10 * len(KINDS))


def test_what_was_adopted_is_in_service(
    trained: tuple[Path, Trained], untrained: Path, encoder: Encoder, tmp_path: Path
) -> None:
    home, outcome = trained
    assert outcome.verdict.adopted
    assert outcome.figures()["ranker gone"]  # or the shop would not open below: it was of another encoder
    assert rankers(home) == ["", ""]
    assert not list((home / "ranker").glob("model-*"))
    assert outcome.name.startswith("all-MiniLM-L6-v2+")
    assert share_of_kind(home, encoder) > share_of_kind(untrained, encoder) + 0.2
    [index] = (home / "index").iterdir()
    assert json.loads((index / "manifest.json").read_text())["encoder"] == outcome.name
    about = json.loads((home / "encoder" / outcome.name / "encoder.json").read_text())
    with Store.open(home) as store:
        assert about["fingerprint"] == store.products.fingerprint()
    assert about["metrics"]["recall@50"]["after"] == outcome.verdict.recall[1]


def test_the_reader_stays_on_the_original(trained: tuple[Path, Trained], encoder: Encoder) -> None:
    shop = open_shop(trained[0], encoder)
    assert shop.reader._encoder is encoder
    shop.store.close()


def test_training_again_keeps_what_is_in_service(
    trained: tuple[Path, Trained], encoder: Encoder, tmp_path: Path
) -> None:
    home = tmp_path / "shop"
    shutil.copytree(trained[0], home)
    before = files(home)
    outcome = train_encoder(home, encoder)
    assert not outcome.verdict.adopted
    assert outcome.name == trained[1].name
    assert files(home) == before
    assert outcome.figures()["adopted"] is False


def test_an_index_built_again_is_of_the_shops_own_encoder(
    trained: tuple[Path, Trained], encoder: Encoder, tmp_path: Path
) -> None:
    home = tmp_path / "shop"
    shutil.copytree(trained[0], home)
    reindex(home, encoder)
    assert share_of_kind(home, encoder) == pytest.approx(share_of_kind(trained[0], encoder), abs=0.02)


def test_an_import_into_a_trained_shop_is_indexed_with_its_encoder(
    trained: tuple[Path, Trained], encoder: Encoder, tmp_path: Path
) -> None:
    home = tmp_path / "shop"
    shutil.copytree(trained[0], home)
    more = tmp_path / "more.csv"
    more.write_text("id,title,price,currency\nnew1,Gale wide vornik red,12.00,USD\n")
    import_shop(more, home)
    shop = open_shop(home, encoder)
    assert "new1" in {hit.product_id for hit in shop.index.dense.search("Gale wide vornik red", 10)}
    shop.store.close()


def test_training_is_undone(trained: tuple[Path, Trained], encoder: Encoder, tmp_path: Path) -> None:
    home = tmp_path / "shop"
    shutil.copytree(trained[0], home)
    assert forget_training(home, encoder) == ("all-MiniLM-L6-v2", False)
    assert not any((home / "encoder").iterdir())
    open_shop(home, encoder).store.close()


def test_a_ranker_goes_with_its_encoder_and_stays_without_a_change(
    untrained: Path, trained: tuple[Path, Trained], encoder: Encoder, tmp_path: Path
) -> None:
    for source, gone, left in ((trained[0], True, ["", ""]), (untrained, False, ["model-0a", "model-0b"])):
        home = tmp_path / source.parent.name / "shop"
        shutil.copytree(source, home)
        with_ranker(home)
        assert forget_training(home, encoder) == ("all-MiniLM-L6-v2", gone)
        assert rankers(home) == left
        assert (home / "ranker" / "model-0a").is_dir() is not gone


def test_a_lost_checkpoint_is_said_and_mended(trained: tuple[Path, Trained], encoder: Encoder, tmp_path: Path) -> None:
    home = tmp_path / "shop"
    shutil.copytree(trained[0], home)
    shutil.rmtree(home / "encoder")
    with pytest.raises(SetupError, match="is not in") as refused:
        open_shop(home, encoder)
    assert refused.value.mend == f"daogou train encoder --home {home} --undo"
    forget_training(home, encoder)
    open_shop(home, encoder).store.close()


def test_clicks_are_read_with_their_queries_in_time_order(untrained: Path) -> None:
    with Store.open(untrained) as store:
        store_taken = store.behaviour.taken()
    wanted = sorted(toy_log(toy_shop()), key=lambda one: one.at)
    assert [(one.at, one.query) for one in store_taken] == [(one.at, one.query) for one in wanted]
    assert store_taken[0].at == START
