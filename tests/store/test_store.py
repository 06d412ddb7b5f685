from __future__ import annotations

import json
from pathlib import Path

import pytest

from store.errors import SetupError
from store.manifest import Manifest
from store.money import UnknownCurrency
from store.store import Store
from tests.store.samples import boots, event, order, plain


def test_a_created_shop_opens_again_with_what_it_knew(tmp_path: Path, url: str | None) -> None:
    home = tmp_path / "a shop 100%"
    with Store.create(home, name="Ostseeläden", currency="EUR", language="de", url=url) as made:
        made.settings.set("return_window_days", "30")
    with Store.open(home) as opened:
        assert (opened.name, opened.currency, opened.language) == ("Ostseeläden", "EUR", "de")
        assert opened.settings.get("return_window_days") == "30"
        assert opened.home == home
    assert {path.name for path in home.iterdir()} >= {"shop.json", "images", "index"}
    assert (home / "shop.db").exists() == (url is None)


def test_creating_over_a_shop_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="already holds a shop"):
        Store.create(store.home, name="x", currency="USD")
    if store.manifest.url is not None:
        store.settings.set("a", "b")
        with pytest.raises(SetupError, match="already holds a shop"):
            Store.create(tmp_path / "other", name="x", currency="USD", url=store.manifest.url)
        assert not (tmp_path / "other" / "shop.json").exists()


def test_an_unknown_currency_makes_no_shop(tmp_path: Path) -> None:
    with pytest.raises(UnknownCurrency):
        Store.create(tmp_path / "shop", name="x", currency="XXX")
    assert not (tmp_path / "shop").exists()


def test_no_shop_there(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"no shop in.*daogou import"):
        Store.open(tmp_path)


def test_the_database_file_is_gone(shop: Store) -> None:
    shop.close()
    (shop.home / "shop.db").unlink()
    with pytest.raises(SetupError, match="no database"):
        Store.open(shop.home)


def test_the_database_file_is_something_else(shop: Store) -> None:
    shop.close()
    (shop.home / "shop.db").write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(SetupError, match="does not open"):
        Store.open(shop.home)


@pytest.mark.parametrize("content", ["", "[]", '"x"', '{"format": 1}', '{"format": 9, "name": "x", "currency": "USD"}'])
def test_a_manifest_that_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "shop.json").write_text(content)
    with pytest.raises(SetupError, match="daogou doctor"):
        Store.open(tmp_path)


def test_the_manifest_is_plain_json(tmp_path: Path) -> None:
    Manifest("Läden", "CNY", "zh").write(tmp_path)
    assert json.loads((tmp_path / "shop.json").read_text("utf-8"))["name"] == "Läden"
    assert Manifest.read(tmp_path) == Manifest("Läden", "CNY", "zh")


def test_a_transaction_is_all_or_nothing_over_every_noun(store: Store) -> None:
    store.products.upsert([plain("before")])
    with pytest.raises(ZeroDivisionError), store.transaction():  # noqa: PT012
        store.products.upsert([boots()])
        store.products.remove(["before"])
        store.behaviour.record([event()])
        store.orders.upsert([order()])
        store.settings.set("index", "new")
        assert store.products.ids() == ["b1"]  # inside, its own writes are seen
        _ = 1 // 0
    assert store.products.ids() == ["before"]
    assert store.behaviour.count() == 0
    assert store.orders.get("o1") is None
    assert store.settings.get("index") is None


def test_an_inner_transaction_is_part_of_the_outer_one(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction():  # noqa: PT012
        with store.transaction():
            store.settings.set("inner", "1")
        _ = 1 // 0
    assert store.settings.get("inner") is None
    with store.transaction():
        store.settings.set("later", "1")
    assert store.settings.get("later") == "1"


def test_policies_and_settings(store: Store) -> None:
    store.policies.put("returns", "Within 30 days.")
    store.policies.put("delivery", "Two days.")
    store.policies.put("returns", "Within 14 days.")
    assert store.policies.topics() == ["delivery", "returns"]
    assert store.policies.get("returns") == "Within 14 days."
    assert store.policies.get("warranty") is None
    assert store.settings.get("nothing") is None


def test_conversations(store: Store) -> None:
    assert store.conversations.load("k1") is None
    store.conversations.save("k1", "", {"shown": ["b1"], "深": {"n": 1.5, "none": None}})
    store.conversations.save("k1", "c1", {"shown": ["b1", "b2"]})
    assert store.conversations.load("k1") == {"shown": ["b1", "b2"]}
    store.conversations.append_turn("k1", 2, {"text": "second"})
    store.conversations.append_turn("k1", 1, {"text": "first"})
    store.conversations.append_turn("k1", 2, {"text": "second again"})
    store.conversations.append_turn("other", 1, {})
    assert store.conversations.turns("k1") == [{"text": "first"}, {"text": "second again"}]
