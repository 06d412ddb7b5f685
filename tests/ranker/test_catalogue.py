from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ranker.catalogue import PRICE_BANDS, Catalogue, colours
from retrieval.filters import Filters
from tests.ranker.shop import NOW, PRODUCTS, product


def test_shares_are_those_of_counting() -> None:
    catalogue = Catalogue(PRODUCTS)
    facet = catalogue.facets["brand"]
    for brand in {one.brand for one in PRODUCTS}:
        expected = sum(one.brand == brand for one in PRODUCTS) / len(PRODUCTS)
        assert catalogue.base("brand")[facet.values.index(brand)] == pytest.approx(expected)


def test_a_product_of_two_colours_is_half_of_each() -> None:
    both = replace(product("x", "Cap", ("Hats",), 100), attributes={"Color": ("Red", "Blue")})
    catalogue = Catalogue([both])
    facet = catalogue.facets["colour"]
    weights = facet.weigh(np.array([0]), np.array([3.0]))
    assert dict(zip(facet.values, weights, strict=True)) == {"": 0.0, "blue": 1.5, "red": 1.5}
    assert colours(both) == ("blue", "red")


def test_the_best_value_of_a_row_and_none_for_rows_without() -> None:
    plain, bright = (
        product("p", "Cap", (), 100),
        replace(product("b", "Cap", (), 100), attributes={"colour": ("red", "blue")}),
    )
    catalogue = Catalogue([plain, bright])
    facet = catalogue.facets["colour"]
    by_value = np.array([9.0, *(-0.5 if value == "red" else -0.1 for value in facet.values[1:])])
    best, codes = facet.best(np.array([0, 1]), by_value)
    assert best.tolist() == [0.0, -0.1]
    assert [facet.values[code] for code in codes] == ["", "blue"]


def test_price_bands_are_fifths_of_a_department() -> None:
    lamps = [product(f"l{number}", "Lamp", ("Lamps",), 100 * (number + 1)) for number in range(50)]
    sofas = [product(f"s{number}", "Sofa", ("Sofas",), 10_000 * (number + 1)) for number in range(50)]
    catalogue = Catalogue([*lamps, *sofas])
    bands = catalogue.facets["price"].codes[: len(catalogue), 0]
    counts = np.bincount(bands)[1:]
    assert len(counts) == PRICE_BANDS
    assert set(counts) == {20}
    assert bands[0] == bands[50]


def test_updates_replace_add_and_remove() -> None:
    catalogue = Catalogue(PRODUCTS)
    sold_out = replace(PRODUCTS[0], variants=(replace(PRODUCTS[0].variants[0], stock=0),), brand="New brand")
    catalogue.update([sold_out, product("extra", "Extra", ("Other",), 100)], ["mug"])
    assert len(catalogue) == len(PRODUCTS)
    assert not catalogue.accepts("tent1", Filters(in_stock=True))
    assert not catalogue.accepts("mug", Filters())
    assert catalogue.many(["extra", "mug", "nothing"]).keys() == {"extra"}
    row = catalogue.rows["tent1"]
    assert catalogue.facets["brand"].values[catalogue.facets["brand"].codes[row, 0]] == "New brand"


def test_freshness_halves_and_the_future_is_now() -> None:
    ages = {"new": 0, "old": 30, "coming": -5, "unknown": None}
    catalogue = Catalogue([product(name, "X", (), 1, created_days=days) for name, days in ages.items()])
    found = catalogue.freshness(catalogue.rows_of([*ages, "nowhere"]), NOW, 30)
    assert found.tolist() == [1.0, 0.5, 1.0, 0.0, 0.0]
