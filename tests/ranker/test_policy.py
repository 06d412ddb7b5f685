from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ranker.catalogue import Catalogue
from ranker.policy import Rules, apply, likeness
from ranker.ranker import Ranked
from tests.ranker.shop import PRODUCTS, product


def ranked(*ids: str) -> list[Ranked]:
    return [Ranked(product_id, 1.0 - 0.01 * at, "test") for at, product_id in enumerate(ids)]


def ids(found: list[Ranked]) -> list[str]:
    return [item.product_id for item in found]


CATALOGUE = Catalogue(PRODUCTS)


def test_a_list_that_breaks_no_rule_stays_as_it_is() -> None:
    order = ranked("tent1", "mug", "shirt")
    found, trace = apply(order, CATALOGUE, 10)
    assert found == order
    assert trace.changes == ()


def test_hidden_bought_and_unknown_products_are_taken_out() -> None:
    found, trace = apply(ranked("tent1", "ghost", "mug", "shirt"), CATALOGUE, 10, {"mug"})
    assert ids(found) == ["tent1", "shirt"]
    assert {(change.rule, change.product_id, change.before, change.after) for change in trace.changes} == {
        ("unknown", "ghost", 2, 0),
        ("excluded", "mug", 3, 0),
    }


def test_sold_out_products_go_last() -> None:
    found, trace = apply(ranked("gone", "tent1", "mug"), CATALOGUE, 10)
    assert ids(found) == ["tent1", "mug", "gone"]
    assert [(change.rule, change.before, change.after) for change in trace.of("gone")] == [("sold_out", 1, 3)]


def test_at_most_n_of_a_brand_in_front_and_the_others_behind() -> None:
    order = ranked("kettle1", "kettle2", "teapot", "cup", "tent1", "tea")
    found, trace = apply(order, CATALOGUE, 10, rules=Rules(max_per_brand=2))
    assert ids(found) == ["kettle1", "kettle2", "tent1", "tea", "teapot", "cup"]
    assert [(change.product_id, change.rule, change.because) for change in trace.changes] == [
        ("teapot", "brand_limit", "Hearth"),
        ("cup", "brand_limit", "Hearth"),
    ]


def test_a_shop_of_one_brand_is_not_disturbed() -> None:
    order = ranked("kettle1", "kettle2", "teapot", "cup", "mug")
    found, trace = apply(order, CATALOGUE, 10, rules=Rules(max_per_brand=1))
    assert found == order
    assert trace.changes == ()


def test_the_same_thing_in_another_colour_or_size_is_shown_once() -> None:
    blue = product("b", "Cotton tee blue M", ("Tops",), 900, brand="Loom", colour="blue", size="M")
    red = product("r", "Cotton tee, red M", ("Tops",), 900, brand="Loom", colour="red", size="M")
    other = product("o", "Cotton tee blue M", ("Tops",), 900, brand="Other", colour="blue")
    catalogue = Catalogue([blue, red, other])
    found, trace = apply(ranked("b", "r", "o"), catalogue, 10)
    assert ids(found) == ["b", "o"]
    assert [(change.rule, change.product_id, change.because) for change in trace.changes] == [("duplicate", "r", "b")]
    sold_out = replace(blue, variants=(replace(blue.variants[0], stock=0),))
    catalogue.update([sold_out])
    assert ids(apply(ranked("b", "r", "o"), catalogue, 10)[0]) == ["r", "o"]


@pytest.mark.parametrize("one", PRODUCTS, ids=lambda one: one.id)
def test_every_product_has_a_likeness_of_its_own(one: object) -> None:
    twins = [other for other in PRODUCTS if likeness(other) == likeness(one)]  # type: ignore[arg-type]
    assert len(twins) == 1


def test_the_trace_explains_every_difference() -> None:
    """On random orders: nothing is lost or made up without a change that says so."""
    rng = np.random.default_rng(0)
    names = [one.id for one in PRODUCTS]
    for _ in range(100):
        order = ranked(*rng.permutation(names).tolist())
        exclude = set(rng.choice(names, 3).tolist())
        found, trace = apply(order, CATALOGUE, len(names), exclude, Rules(max_per_brand=2))
        out = {change.product_id for change in trace.changes if change.after == 0}
        moved = {change.product_id for change in trace.changes if change.after > 0}
        assert set(ids(order)) - set(ids(found)) == out
        assert out == exclude
        still = [key for key in ids(order) if key not in out | moved]
        assert [key for key in ids(found) if key not in moved] == still
        for change in trace.changes:
            assert ids(order)[change.before - 1] == change.product_id
            assert change.after == 0 or ids(found)[change.after - 1] == change.product_id
