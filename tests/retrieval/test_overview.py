"""The catalogue as a whole, read off the small shop."""

from __future__ import annotations

from pathlib import Path

from retrieval.filters import Filters
from retrieval.index import Index
from retrieval.overview import Prices
from tests.retrieval.catalogue import SHOP, product
from tests.retrieval.conftest import Remembering


def test_the_whole_shop(shop_index: Index) -> None:
    seen = shop_index.overview()
    prices = sorted(sold.price.minor for sold in SHOP)
    assert seen.prices == Prices(12, prices[0], prices[5], prices[-1])
    assert seen.departments == {"Clothing": Prices(7, 2900, 8900, 19900), "Home": Prices(3, 3900, 4500, 5900)}
    assert seen.brands == {"Acme": 4, "Bolt": 2, "Cora": 2, "Dorn": 1}
    assert seen.cheapest == ("p10", "p12", "p06", "p08", "p03")
    assert seen.dearest == ("p05", "p02", "p09", "p01", "p04")
    assert seen.newest == ("p06", "p04")
    assert seen.in_stock == 10
    assert seen.on_offer == 3


def test_what_filters_leave(shop_index: Index) -> None:
    seen = shop_index.overview(Filters(categories=frozenset({"coats"})))
    assert seen.count == 2
    assert seen.prices == Prices(2, 7900, 7900, 19900)
    assert seen.departments == {"Clothing": Prices(2, 7900, 7900, 19900)}
    assert seen.cheapest == ("p04", "p05")
    nothing = shop_index.overview(Filters(brands=frozenset({"nobody"})))
    assert nothing.count == 0
    assert nothing.prices is None
    assert not nothing.departments
    assert not nothing.brands
    assert nothing.cheapest == nothing.dearest == nothing.newest == ()


def test_an_attribute_spelt_in_two_ways_is_one_facet(tmp_path: Path, encoder: Remembering) -> None:
    sold = [
        product("1", "Boots", Colour="Red", brand="Acme", Brand="fake"),
        product("2", "Hat", colour="red"),
        product("3", "Scarf", colour="Blue"),
    ]
    index = Index.build(tmp_path, sold, encoder)
    assert index.facets() == {"Colour": {"Red": 2, "Blue": 1}, "brand": {"Acme": 1}}
    assert index.vocabulary.attributes["Colour"] == {"Red": 2, "Blue": 1}
