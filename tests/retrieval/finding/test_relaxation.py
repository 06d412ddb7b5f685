"""Which conditions go first, which come back, and which two exclude each other; by hand."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from retrieval.filters import NO_FILTERS, Filters
from retrieval.finding.relaxation import KEPT, droppable, fewest, names_of, said, smallest_conflict, without

EVERYTHING = Filters(
    price_max=1, brands=frozenset({"a"}), not_brands=frozenset({"b"}), categories=frozenset({"c"}),
    not_categories=frozenset({"d"}), attributes={"Colour": frozenset({"e"}), "fit": frozenset({"f"})},
    not_attributes={"fit": frozenset({"g"})}, not_words=frozenset({"h"}), in_stock=True, on_offer=True, rating_min=4,
    exclude_ids=frozenset({"i"}), only_ids=frozenset({"j"}),
)  # fmt: skip


def test_the_order() -> None:
    assert droppable(EVERYTHING) == ["fit", "rating", "offer", "colour", "brand", "price"]
    assert names_of(EVERYTHING) == [*droppable(EVERYTHING), "category", *KEPT]
    assert names_of(NO_FILTERS) == []


def test_every_condition_can_be_lifted() -> None:
    assert without(EVERYTHING, names_of(EVERYTHING)) == NO_FILTERS
    for name in names_of(EVERYTHING):
        assert names_of(without(EVERYTHING, [name])) == [other for other in names_of(EVERYTHING) if other != name]


@pytest.mark.parametrize(
    ("harmful", "given_up"),
    [
        ([], ()),
        (["a"], ("a",)),
        (["c"], ("c",)),  # a and b went before it and come back
        (["a", "c"], ("a", "c")),
        (["c", "d"], ("c", "d")),
    ],
)
def test_as_little_as_possible_is_given_up(harmful: list[str], given_up: tuple[str, ...]) -> None:
    def feasible(gone: Collection[str]) -> bool:
        return set(harmful) <= set(gone)

    assert fewest(["a", "b", "c", "d"], feasible) == given_up


def test_what_nothing_helps_is_none() -> None:
    assert fewest(["a", "b"], lambda gone: False) is None
    assert fewest([], lambda gone: True) == ()


def test_the_conflict_is_the_smallest() -> None:
    names = ["a", "b", "c", "d", "e"]
    assert smallest_conflict(names, lambda held: "d" not in held) == ("d",)
    assert smallest_conflict(names, lambda held: not {"b", "e"} <= set(held)) == ("b", "e")
    assert smallest_conflict(names, lambda held: len(held) < 4) == tuple(names)


def test_every_name_of_a_colour_is_the_colour() -> None:
    assert said(["fit", "base color", "colour", "brand"]) == ("fit", "colour", "brand")
