"""Pairs are right by hand, and what is right besides is known."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime

import pytest

from retrieval.tuning.facts import facts_of, first_sentence
from retrieval.tuning.logged import by_day
from retrieval.tuning.pairs import LOGGED_AGAIN, Pair, pairs_of
from retrieval.tuning.training import answered
from store.behaviour import Taken
from store.products import Product
from tests.retrieval.catalogue import SHOP, product
from tests.retrieval.tuning.toy import toy_shop

SHIRT = product(
    "s1", "Cora Slim Linen Shirt", brand="Cora", category=("Clothing", "Shirts"), colour="Navy", fit="Slim",
    description="A shirt for warm evenings. Wash it cold.",
)  # fmt: skip


def test_facts_by_hand() -> None:
    assert facts_of(SHIRT, ["Holiday  shirt"]) == {
        "word cora", "word slim", "word linen", "word shirt", "category clothing", "category shirts",
        "attribute colour=navy", "attribute fit=slim", "opening a shirt for warm evenings", "asked holiday shirt",
    }  # fmt: skip


def test_the_first_sentence() -> None:
    assert first_sentence("  One two. Three. ") == "One two"
    assert first_sentence("") == ""
    assert len(first_sentence("word " * 100)) <= 120


def test_every_pair_is_answered_by_its_product() -> None:
    sold = {one.id: one for one in [*SHOP, SHIRT]}
    pairs = pairs_of(list(sold.values()), 400)
    assert len(pairs) > 300
    for pair in pairs:
        assert pair.needs <= facts_of(sold[pair.product_id])
        assert pair.query.strip()


def test_pairs_of_one_product_are_the_three_sorts_said_of_it() -> None:
    pairs = pairs_of([SHIRT], 200)
    openings = [pair for pair in pairs if pair.query == "A shirt for warm evenings"]
    categories = [pair for pair in pairs if any(need.startswith("category") for need in pair.needs)]
    titles = [pair for pair in pairs if all(need.startswith("word") for need in pair.needs)]
    assert len(openings) + len(categories) + len(titles) == len(pairs)
    assert min(len(openings), len(categories), len(titles)) >= 10
    told = {"navy", "slim", "shirts", "clothing"}
    assert all({*pair.query.split()} <= told for pair in categories)
    assert all(2 <= len(pair.query.split()) <= 4 for pair in titles)


def test_products_take_turns() -> None:
    shop = toy_shop()
    counted = Counter(pair.product_id for pair in pairs_of(shop, 3 * len(shop)))
    assert max(counted.values()) <= 3


def test_the_same_seed_gives_the_same_pairs() -> None:
    assert pairs_of(SHOP, 50, seed=3) == pairs_of(SHOP, 50, seed=3)
    assert pairs_of(SHOP, 50, seed=3) != pairs_of(SHOP, 50, seed=4)


def test_logged_queries_are_paired_with_what_was_taken() -> None:
    logged = {"something for the rain": frozenset({"p04", "p12", "gone"})}
    pairs = pairs_of(SHOP, 0, logged=logged)
    assert Counter(pair.product_id for pair in pairs) == {"p04": LOGGED_AGAIN, "p12": LOGGED_AGAIN}


def test_no_products_give_no_pairs() -> None:
    assert pairs_of([], 100) == []


def test_answers_of_others_are_masked_by_hand() -> None:
    """Boots by kind, a coat by its word: the other boot answers the first query, and nothing else answers another's."""
    sold = {one.id: one for one in SHOP}
    pairs = [
        Pair("shoes", "p01", frozenset({"category shoes"})),
        Pair("lined boots", "p02", frozenset({"word lined", "word boots"})),
        Pair("wool coat", "p05", frozenset({"word wool", "word coat"})),
    ]
    facts = {known: facts_of(one) for known, one in sold.items()}
    assert answered(pairs, facts).tolist() == [[False, True, False], [False, False, False], [False, False, False]]


def test_the_same_query_of_two_pairs_masks_both() -> None:
    facts = {one.id: facts_of(one, ["rain"]) for one in SHOP if one.id in ("p04", "p12")}
    asked = frozenset({"asked rain"})
    assert answered([Pair("rain", "p04", asked), Pair("rain", "p12", asked)], facts).tolist() == [
        [False, True],
        [True, False],
    ]


def test_masks_against_brute_force() -> None:
    shop: list[Product] = toy_shop()
    facts = {one.id: facts_of(one) for one in shop}
    pairs = random.Random(0).sample(pairs_of(shop, 400), 60)
    found = answered(pairs, facts)
    by_id = {one.id: one for one in shop}
    for row, pair in enumerate(pairs):
        for column, other in enumerate(pairs):
            text = facts_of(by_id[other.product_id])
            assert bool(found[row, column]) == (row != column and all(need in text for need in pair.needs))


@pytest.mark.parametrize(("days", "held"), [(10, 2), (5, 1), (2, 0), (0, 0)])
def test_the_last_fifth_of_the_days_is_held_out(days: int, held: int) -> None:
    taken = [Taken(datetime(2026, 3, 1 + day, tzinfo=UTC), f"day {day}", f"p{day}") for day in range(days)]
    earlier, later = by_day(taken)
    assert (len(earlier), len(later)) == (days - held, held)
    assert set(later) == {f"day {day}" for day in range(days - held, days)}


def test_queries_are_gathered_by_their_words() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    earlier, _ = by_day([Taken(at, "Rain  Coat", "p04"), Taken(at, "rain coat", "p05")])
    assert earlier == {"rain coat": {"p04", "p05"}}
