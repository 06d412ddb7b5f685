"""Queries made from a shop, and search measured on them, against titles and records written out."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from retrieval.measuring.attribute_queries import AttributeQuery, attribute_queries
from retrieval.measuring.built_queries import measure_attributes, measure_known_items
from retrieval.measuring.known_items import TYPO_EVERY, KnownItem, known_items, words_in
from retrieval.measuring.metrics import reciprocal_rank
from store.products import Product
from tests.retrieval.catalogue import product

COLOURS, FABRICS = ("Navy Blue", "Red", "Green"), ("Cotton", "Linen")
NAMES = ("Alder", "Birch", "Cedar", "Damson", "Elder", "Fescue", "Gorse", "Hazel", "Ivory", "Juniper")


def sold() -> list[Product]:
    rng = random.Random(1)
    return [
        product(
            f"{name}-{colour}-{fabric}",
            f"North Peak Women {name} {colour} {fabric} Casual Shirts {rng.randint(100, 999)}",
            brand="North Peak",
            category=("Apparel", "Casual Shirts"),
            colour=colour,
            Fabric=fabric,
            gender="Women",
            usage="Casual",
        )
        for name in NAMES
        for colour in COLOURS
        for fabric in FABRICS
    ]


SOLD = sold()


def test_known_items_name_their_product_with_less_than_its_title() -> None:
    made = known_items(SOLD, 40)
    assert len(made) == 40
    assert len({item.query for item in made}) == 40
    title = {product.id: product.title for product in SOLD}
    for item in made:
        assert {title[known] for known in item.ids} == {item.title}
        assert 3 <= len(item.query.split()) < len(words_in(item.title))
        if not {"typo", "abbreviated"} & {*item.changes}:
            said = {word.casefold() for word in item.query.split()}
            having = [known for known in title if said <= {word.casefold() for word in words_in(title[known])}]
            assert {*having} == item.ids


def test_one_known_item_in_five_is_mistyped_and_no_brand_is_said_by_half() -> None:
    made = known_items(SOLD, 40)
    assert sum("typo" in item.changes for item in made) == 40 // TYPO_EVERY
    for item in made:
        if not {"typo", "abbreviated", "reordered"} & {*item.changes}:
            assert ("north peak" in item.query.casefold()) == bool({"north", "peak"} & {*item.query.casefold().split()})


def test_the_seed_decides_the_queries() -> None:
    assert known_items(SOLD, 10, 3) == known_items(SOLD, 10, 3) != known_items(SOLD, 10, 4)
    assert attribute_queries(SOLD, 5, 3) == attribute_queries(SOLD, 5, 3)


def test_products_of_one_title_are_all_hits() -> None:
    twins = [product(f"twin-{n}", "Acme Women Vermilion Evening Gown") for n in range(3)]
    made = [item for item in known_items([*SOLD, *twins], 200) if item.title == twins[0].title]
    assert made
    assert all(item.ids == {"twin-0", "twin-1", "twin-2"} for item in made)


def test_attribute_queries_have_ten_right_answers_and_say_all_they_want() -> None:
    many = [replace(each, id=f"{each.id}-{n}") for each in SOLD for n in range(2)]
    made = attribute_queries(many, 40)
    assert made
    for query in made:
        right = [each for each in many if query.filters.accept(each)]
        assert len(right) == query.satisfying >= 10
        assert not any(map(query.wrong, right))
        assert query.query.endswith("casual shirts")
        assert "usage" not in query.attributes  # its word is in the kind's name
        for name, value in query.attributes.items():
            assert ("women's" if name == "gender" else value.lower()) in query.query


ASKED = AttributeQuery(
    "men's blue cotton shirts", "Shirts", {"gender": "Men", "colour": "Blue", "Fabric": "Cotton"}, 10
)


@pytest.mark.parametrize(
    ("title", "facts", "wrong"),
    [
        ("Shirt", {"gender": "Men", "colour": "Blue", "Fabric": "Cotton"}, {}),
        ("Shirt", {"gender": "Unisex", "colour": "Navy Blue", "Fabric": "Pure Cotton"}, {}),
        ("Blue Cotton Shirt for Men", {}, {}),
        ("Shirt", {"gender": "Women", "colour": "Red"}, {"gender": "other", "colour": "other", "Fabric": "unknown"}),
        ("Cotton Shirt", {"gender": "Men", "colour": "Blue", "Fabric": "Linen"}, {"Fabric": "other"}),
    ],
)
def test_a_property_is_borne_out_by_the_record(title: str, facts: dict[str, str], wrong: dict[str, str]) -> None:
    record = product("p", title, category=("Apparel", "Shirts"))
    attributes = {name: (value,) for name, value in facts.items()}
    assert ASKED.wrong(replace(record, attributes=attributes)) == wrong


def test_another_kind_is_wrong() -> None:
    boots = product("p", "Boots", category=("Shoes",), gender="Men", colour="Blue", Fabric="Cotton")
    assert ASKED.wrong(boots) == {"category": "other"}


def test_reciprocal_ranks() -> None:
    assert reciprocal_rank(["a", "b", "c"], {"c", "b"}) == 1 / 2
    assert reciprocal_rank(["a", "b", "c"], {"c"}, k=2) == 0
    assert reciprocal_rank([], {"c"}) == 0


def test_known_items_are_counted_by_rank_and_by_change() -> None:
    items = [KnownItem("one", "One", frozenset({"p1"}), ()), KnownItem("tow", "Two", frozenset({"p2"}), ("typo",))]
    figures, failed = measure_known_items(lambda query, k: ["p1", "p2"], items, {"p1": "One", "p2": "Two"})
    assert (figures["mrr@10"], figures["first"], figures["in_ten"], figures["n"]) == (0.75, 0.5, 1, 2)
    assert figures["by_change"] == {"typo": {"mrr@10": 0.5, "n": 1}, "none": {"mrr@10": 1, "n": 1}}
    assert [(failure.query, failure.wanted, failure.came) for failure in failed] == [("tow", "Two", "One")]


def test_an_empty_rank_is_no_right_answer() -> None:
    right = product("p", "Shirt", category=("Apparel", "Shirts"), gender="Men", colour="Blue", Fabric="Cotton")
    near = product("q", "Shirt", category=("Apparel", "Shirts"), gender="Men", colour="Navy Blue", Fabric="Cotton")
    figures, failed = measure_attributes(lambda query, k: ["p", "q"], [ASKED], {"p": right, "q": near})
    assert (figures["satisfied@10"], figures["exact@10"], figures["missing"]) == (0.2, 0.1, 0.8)
    assert [failure.came for failure in failed] == ["2 products"]
