"""The shop's own words."""

from __future__ import annotations

from pathlib import Path

from retrieval.index import Index
from retrieval.vocabulary import Vocabulary


def test_it_holds_the_shops_spelling_with_counts(shop_index: Index) -> None:
    words = shop_index.vocabulary
    assert words.brands == {"Acme": 4, "Bolt": 2, "Cora": 2, "Dorn": 1}
    assert list(words.brands) == ["Acme", "Bolt", "Cora", "Dorn"]
    assert words.categories == {"Clothing": 7, "Shoes": 4, "Home": 3, "Kitchen": 3, "Coats": 2}
    assert words.departments == {"Clothing": 7, "Home": 3}
    assert words.attributes["Size"] == {"M": 2, "S": 1}
    assert words.attributes["colour"] == {"Blue": 2, "Yellow": 2, "Black": 1, "Brown": 1, "Grey": 1, "Red": 1}
    assert words.price_quantiles[0] == 900
    assert words.price_quantiles[-1] == 19900


def test_words_are_found_without_regard_to_case(shop_index: Index) -> None:
    words = shop_index.vocabulary
    assert words.brand("ACME") == "Acme"
    assert words.brand("nobody") is None
    assert words.category("shoes") == "Shoes"
    assert words.category("spoons") is None
    assert words.attribute("COLOUR", "blue") == ("colour", "Blue")
    assert words.attribute("colour", "mauve") is None
    assert words.attribute_name("size") == "Size"
    assert words.named("steel") == [("material", "Steel")]
    assert words.named("mauve") == []


def test_it_survives_a_file(shop_index: Index, tmp_path: Path) -> None:
    shop_index.vocabulary.save(tmp_path / "vocabulary.json")
    assert Vocabulary.load(tmp_path / "vocabulary.json") == shop_index.vocabulary
