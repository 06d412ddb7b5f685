"""The catalogue as a whole, read off the small shop."""

from __future__ import annotations

from pathlib import Path

from retrieval.filters import Filters
from retrieval.index import Index
from retrieval.overview import Offer, Prices
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
    assert seen.new == 1  # p04 came 61 days before p06
    assert seen.offers == (
        Offer("p03", 2000, 2000 / 6900), Offer("p10", 300, 300 / 1200), Offer("p05", 5000, 5000 / 24900),
    )  # fmt: skip


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


def test_the_departments(shop_index: Index) -> None:
    departments = shop_index.finder.departments()
    assert list(departments) == ["Clothing", "Home"]
    home = departments["Home"]
    assert home.prices == Prices(3, 3900, 4500, 5900)
    assert home.cheapest == ("p06", "p08", "p07")
    assert home.dearest == ("p07", "p08", "p06")
    assert home.facets["material"] == {"Steel": 2, "Iron": 1}
    assert home.facets["brand"] == {"Acme": 1, "Bolt": 1, "Dorn": 1}
    assert "material" not in departments["Clothing"].facets
    assert shop_index.finder.departments(Filters(price_max=4000))["Clothing"].cheapest == ("p12",)


def test_a_sold_out_offer_comes_after_the_others(tmp_path: Path, encoder: Remembering) -> None:
    sold = [product("1", "Hat", 100, was=1000, stock=0), product("2", "Cap", 900, was=1000), product("3", "Tie", 500)]
    index = Index.build(tmp_path, sold, encoder)
    assert [offer.product_id for offer in index.overview().offers] == ["2", "1"]
    index.update([product("3", "Tie", 500, was=2000)])
    assert index.overview().offers[0] == Offer("3", 1500, 0.75)


def test_an_attribute_spelt_in_two_ways_is_one_facet(tmp_path: Path, encoder: Remembering) -> None:
    sold = [
        product("1", "Boots", Colour="Red", brand="Acme", Brand="fake"),
        product("2", "Hat", colour="red"),
        product("3", "Scarf", colour="Blue"),
    ]
    index = Index.build(tmp_path, sold, encoder)
    assert index.facets() == {"Colour": {"Red": 2, "Blue": 1}, "brand": {"Acme": 1}}
    assert index.vocabulary.attributes["Colour"] == {"Red": 2, "Blue": 1}
