"""Filters as they are typed, against the small shop."""

from __future__ import annotations

import pytest

from retrieval.filters import Filters
from retrieval.finding.named_filters import filters_from
from retrieval.finding.request import RequestError
from retrieval.index import Index


def test_every_name_there_is(shop_index: Index) -> None:
    pairs = [
        ("price_min", "10"), ("price_max", "99.50"), ("rating_min", "3.5"), ("in_stock", "true"), ("on_offer", "False"),
        ("brand", "ACME"), ("brand", "bolt"), ("not_brand", "dorn"), ("category", "shoes"), ("not_category", "coats"),
        ("Colour", "blue"), ("colour", "red"), ("not_material", "steel"), ("not_word", "lined"), ("not_id", "p09"),
    ]  # fmt: skip
    assert filters_from(pairs, shop_index.vocabulary, "USD") == Filters(
        price_min=1000, price_max=9950, rating_min=3.5, in_stock=True, brands=frozenset({"acme", "bolt"}),
        not_brands=frozenset({"dorn"}), categories=frozenset({"shoes"}), not_categories=frozenset({"coats"}),
        attributes={"colour": frozenset({"blue", "red"})}, not_attributes={"material": frozenset({"steel"})},
        not_words=frozenset({"lined"}), exclude_ids=frozenset({"p09"}),
    )  # fmt: skip
    assert filters_from([], shop_index.vocabulary, "USD") == Filters()


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("brand", "Acmee", "the shop has no such brand; there is Acme"),
        ("not_category", "shoe", "the shop has no such category; there is Shoes"),
        ("colour", "grean", "the shop has no such colour; there is Grey"),
        ("colr", "red", "there is no filter 'colr'; there is colour"),
        ("price_max", "cheap", "'cheap' is not a number"),
        ("rating_min", "x", "'x' is not a number"),
        ("in_stock", "maybe", "it is true or false"),
    ],
)
def test_what_the_shop_lacks_is_told_with_what_is_near(
    shop_index: Index, name: str, value: str, complaint: str
) -> None:
    with pytest.raises(RequestError, match=complaint):
        filters_from([(name, value)], shop_index.vocabulary, "USD")
