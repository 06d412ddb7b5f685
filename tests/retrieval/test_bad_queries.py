"""Whatever is typed or asked for is answered: signs mean nothing, and what nobody sells finds nothing."""

from __future__ import annotations

import random
import sys

import pytest

from retrieval.filters import Filters
from retrieval.index import Index
from tests.contracts import HOSTILE

DRESSED = (
    '"boots"', "boots*", "(boots)", "boots~2", "boots^9", "/boots/", "title:boots", "{boots}", "boots\\", "-boots",
    "BOOTS", "boots\x00", "\x00boots", "boots\ud800", "\u202eboots\u202c", "\u200bboots\u200b", "\ufeffboots",
    "boots\u200d🥾", "ｂｏｏｔｓ",
    "boots " * 834,
)  # fmt: skip
NOWHERE = "no such value", "", "\x00", "\ud800", "*", "acme OR 1=1", "x" * 5_000


def ids(index: Index, query: str, filters: Filters = Filters()) -> set[str]:  # noqa: B008 - frozen
    return {hit.product_id for hit in index.lexical.search(query, 50, filters)}


@pytest.mark.parametrize("query", DRESSED)
def test_signs_around_a_word_change_nothing(shop_index: Index, query: str) -> None:
    assert ids(shop_index, query) == {"p01", "p02", "p10", "p12"}
    assert ids(shop_index, query, Filters(in_stock=True)) == {"p01", "p10"}
    assert {hit.product_id for hit in shop_index.search(query, 4)} >= {"p01", "p12"}


@pytest.mark.parametrize("query", ["the of and", "🥾🥾", "של", "((((", "?", "\ud83d", "\x00", "NOT", "x" * 5_000])
def test_without_a_word_that_is_sold_the_nearest_by_meaning_are_shown(shop_index: Index, query: str) -> None:
    hits = shop_index.search(query, 5)
    assert len(hits) == 5
    assert all(hit.score == hit.score for hit in hits)  # no nan


@pytest.mark.parametrize("query", HOSTILE)
def test_any_text_may_be_completed(shop_index: Index, query: str) -> None:
    assert len(shop_index.complete(query)) <= 8


def test_random_signs_break_nothing(shop_index: Index) -> None:
    chance = random.Random(11)
    for _ in range(120):
        signs = [chance.choice("boots coat 红色()[]{}*^~:\"'\\\x00") for _ in range(chance.randint(1, 40))]
        signs += [chr(chance.randrange(sys.maxunicode + 1)) for _ in range(chance.randint(0, 20))]
        chance.shuffle(signs)
        query = "".join(signs)
        assert len(shop_index.search(query, 3)) == (3 if query.strip() else 0), ascii(query)
        shop_index.complete(query)


@pytest.mark.parametrize("value", NOWHERE)
def test_a_value_that_no_product_has_leaves_none(shop_index: Index, value: str) -> None:
    """Whoever gives it is told at the door (`assistant.tools`); here it is a condition that nothing meets."""
    one = frozenset({value})
    for filters in (
        Filters(categories=one),
        Filters(attributes={"colour": one}),
        Filters(attributes={value: frozenset({"red"})}),
        Filters(only_ids=one),
        *([Filters(brands=one)] if value else []),
    ):
        assert shop_index.matching(filters) == []
        assert shop_index.search("boots", 5, filters) == []
        assert shop_index.similar("p01", 5, filters) == []
        assert shop_index.facets(filters) == {}
        assert shop_index.overview(filters).count == 0
    unbothered = Filters(not_categories=one, not_attributes={"colour": one}, not_words=one, exclude_ids=one)
    assert shop_index.matching(unbothered) == shop_index.matching()


@pytest.mark.parametrize(
    "filters",
    [Filters(price_min=10**18), Filters(price_max=-1), Filters(price_min=2, price_max=1), Filters(rating_min=1e300)],
)
def test_limits_that_nothing_meets_leave_none(shop_index: Index, filters: Filters) -> None:
    assert shop_index.search("boots", 5, filters) == []
    assert shop_index.matching(filters) == []
