"""Boosts, the bury list, margin and brands, each worked out by hand."""

from __future__ import annotations

import pytest

from ranker.catalogue import Catalogue
from ranker.policy import Asked, Policy, Rules
from ranker.policy.rules import Boost, Bury, Margin, Target
from ranker.ranker import Ranked
from tests.ranker.shop import PRODUCTS, product

CATALOGUE = Catalogue(PRODUCTS)


def shown(rules: Rules, scores: dict[str, float], catalogue: Catalogue = CATALOGUE, query: str = "words") -> list[str]:
    ranked = [Ranked(known, score, "test") for known, score in scores.items()]
    return [item.product_id for item in Policy(catalogue, rules).order(ranked, Asked(6, query=query)).items]


# Points: the best has 100, the others in proportion: 100, 90, 80, 50.
SCORES = {"tent1": 2.0, "mug": 1.8, "tea": 1.6, "shirt": 1.0}


@pytest.mark.parametrize(
    ("boost", "order"),
    [
        (Boost(Target(products=("tea",)), factor=1.1), ["tent1", "mug", "tea", "shirt"]),  # 88
        (Boost(Target(products=("tea",)), factor=1.15), ["tent1", "tea", "mug", "shirt"]),  # 92
        (Boost(Target(brands=("leaf",)), factor=1.3), ["tea", "tent1", "mug", "shirt"]),  # 104
        (Boost(Target(categories=("clothing",)), points=35), ["tent1", "mug", "shirt", "tea"]),  # 85
        (Boost(Target(attributes={"Colour": ("NAVY",)}), points=20), ["mug", "tent1", "tea", "shirt"]),  # 110 and 70
        (Boost(Target(products=("tent1",)), factor=0.5, points=25), ["mug", "tea", "tent1", "shirt"]),  # 75
        (Boost(Target(brands=("Loom",), categories=("Tents",)), factor=9), ["tent1", "mug", "tea", "shirt"]),  # nobody
    ],
)
def test_a_boost_by_hand(boost: Boost, order: list[str]) -> None:
    assert shown(Rules(boosts=(boost,)), SCORES) == order


def test_boosts_of_one_product_add_up() -> None:
    """80 × 1.1 × 1.1 + 5 = 101.8."""
    boosts = (Boost(Target(brands=("Leaf",)), 1.1), Boost(Target(products=("tea",)), 1.1, 5.0))
    assert shown(Rules(boosts=boosts), SCORES) == ["tea", "tent1", "mug", "shirt"]


def test_the_trace_names_the_rule() -> None:
    boosts = (Boost(Target(brands=("Leaf",)), 1.3), Boost(Target(products=("shirt",)), points=-10, why="too many left"))
    ranked = [Ranked(known, score, "test") for known, score in SCORES.items()]
    trace = Policy(CATALOGUE, Rules(boosts=boosts)).order(ranked, Asked(6, query="words")).trace
    assert [
        (change.rule, change.product_id, change.stood, change.put, change.sentence) for change in trace.changes
    ] == [
        ("boost", "tea", 3, 1, "The shop's rules move it: brand Leaf ×1.3."),
    ]
    assert str(boosts[1]) == "too many left"


def test_what_is_buried_goes_behind_all_but_what_is_sold_out() -> None:
    rules = Rules(buried=(Bury(Target(brands=("Hearth", "Ridge"))),))
    scores = {"gone": 1.0, "tent1": 0.9, "mug": 0.8, "tea": 0.7, "shirt": 0.1}
    assert shown(rules, scores) == ["tea", "shirt", "tent1", "mug", "gone"]


MARGINS = {"tent1": 5.0, "mug": 10.0, "tea": 20.0, "shirt": 40.0, "jeans": 30.0}  # places 0, .25, .5, 1, .75


def test_margin_by_hand() -> None:
    """With a share of .2: 100 (1 - .2) = 80, 90 (1 - .15) = 76.5, 80 (1 - .1) = 72, and 78 stays 78."""
    rules = Rules(margin=Margin(0.2, of=MARGINS))
    assert shown(rules, {"tent1": 1.0, "mug": 0.9, "tea": 0.8, "shirt": 0.78}) == ["tent1", "shirt", "mug", "tea"]


@pytest.mark.parametrize(("behind", "passes"), [(0.79, False), (0.8, False), (0.81, True)])
def test_margin_passes_nothing_that_is_better_by_more_than_the_share(behind: float, passes: bool) -> None:
    rules = Rules(margin=Margin(0.2, of=MARGINS))
    assert (shown(rules, {"tent1": 1.0, "shirt": behind}) == ["shirt", "tent1"]) is passes


def test_margins_of_an_attribute_in_any_unit_and_a_product_without_one() -> None:
    """One without a margin stands in the middle: 90 (1 - .1) = 81 is above 100 (1 - .2) = 80 and under 82."""
    catalogue = Catalogue(
        (
            product("a", "Thing a", ("Things",), 100, Margin="12,5 %"),
            product("b", "Thing b", ("Things",), 100),
            product("c", "Thing c", ("Things",), 100, Margin="30 %"),
            product("d", "Thing d", ("Things",), 100, Margin="?"),
        )
    )
    rules = Rules(margin=Margin(0.2, "margin"))
    assert shown(rules, {"a": 1.0, "b": 0.9, "c": 0.82}, catalogue) == ["c", "b", "a"]
    assert shown(rules, {"a": 1.0, "d": 0.9}, catalogue) == ["d", "a"]


HEARTHS = {"kettle1": 1.0, "kettle2": 0.9, "teapot": 0.8, "cup": 0.7, "tent1": 0.6}


@pytest.mark.parametrize(
    ("most", "query", "order"),
    [
        (None, "", ["kettle1", "kettle2", "teapot", "tent1", "cup"]),
        (None, "kettle", ["kettle1", "kettle2", "teapot", "cup", "tent1"]),
        (0, "", ["kettle1", "kettle2", "teapot", "cup", "tent1"]),
        (1, "kettle", ["kettle1", "tent1", "kettle2", "teapot", "cup"]),
        (1, "a kettle by Hearth", ["kettle1", "kettle2", "teapot", "cup", "tent1"]),  # who names a brand wants it
    ],
)
def test_how_many_of_a_brand(most: int | None, query: str, order: list[str]) -> None:
    assert shown(Rules(most), HEARTHS, query=query) == order


def test_a_list_whose_order_departs_from_its_scores_keeps_its_order() -> None:
    """The n-th place has the n-th best score: 100, 50, and the boosted third 45 × 1.2 = 54."""
    rules = Rules(boosts=(Boost(Target(products=("tea",)), 1.2),))
    assert shown(rules, {"mug": 0.5, "tent1": 1.0, "tea": 0.45}) == ["mug", "tea", "tent1"]


def test_a_twin_in_stock_takes_the_place_of_one_that_is_not() -> None:
    catalogue = Catalogue(
        (
            product("b", "Cotton tee blue", ("Tops",), 900, brand="Loom", colour="blue", stock=0),
            product("o", "Wool scarf", ("Tops",), 900, brand="Loom"),
            product("r", "Cotton tee red", ("Tops",), 900, brand="Loom", colour="red"),
            product("dear", "Cotton tee green", ("Tops",), 1900, brand="Loom", colour="green"),
        )
    )
    ranked = [Ranked(known, 1.0 - at / 10, "test") for at, known in enumerate(["b", "o", "r", "dear"])]
    found = Policy(catalogue).order(ranked, Asked(6))
    assert [item.product_id for item in found.items] == ["r", "o", "dear"]  # another price is another thing
    assert [(change.rule, change.product_id, change.because) for change in found.trace.changes] == [
        ("duplicate", "b", "r"),
        ("twin", "r", "b"),
    ]
    # Whoever searches may want the other colour.
    assert [item.product_id for item in Policy(catalogue).order(ranked, Asked(6, query="tee")).items] == [
        "o", "r", "dear", "b",
    ]  # fmt: skip


def test_rules_keep_in_step_with_the_catalogue() -> None:
    catalogue = Catalogue(PRODUCTS)
    policy = Policy(catalogue, Rules(buried=(Bury(Target(attributes={"colour": ("red",)})),)))
    ranked = [Ranked("mug", 1.0, "test"), Ranked("tea", 0.9, "test")]
    assert [item.product_id for item in policy.order(ranked, Asked(6)).items] == ["mug", "tea"]
    catalogue.update([product("mug", "Speckled mug", ("Kitchen", "Cups"), 1_000, brand="Hearth", colour="red")])
    assert [item.product_id for item in policy.order(ranked, Asked(6)).items] == ["tea", "mug"]
