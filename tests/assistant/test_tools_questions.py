"""What a shopper asks of one product and the record cannot tell; and values that a product does not come in."""

from __future__ import annotations

import pytest

from assistant.reading import Intent, Said
from assistant.tools.questions import unanswered
from tests.assistant.conftest import Talk, catalogue

PRODUCTS = {product.id: product for product in catalogue()}


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("is it machine washable?", "machine washable"),
        ("Does the second one have pockets?", "pockets"),
        ("are they also windproof", "windproof"),
        ("does #1 come with a hood", "a hood"),
        ("is it made of nylon?", ""),
        ("is the jacket for rain?", ""),
        ("is it in stock?", ""),
        ("is it any good?", ""),
        ("tell me more about it", ""),
        ("how much is it?", ""),
    ],
)
def test_questions(text: str, thing: str) -> None:
    said = unanswered(text, PRODUCTS["jacket-1"], "en")
    assert (thing in said) if thing else said == ""
    assert bool(said) == bool(thing)


def test_it_is_said_before_the_details(talk: Talk) -> None:
    talk.show("jacket-1")
    said = talk.call("show_product", talk.read("is it machine washable?", Intent.DETAILS), product="p1").slots[
        "details"
    ]
    assert said.index("machine washable") < said.index("Cairn")
    plain = talk.call("show_product", talk.read("is it made of nylon?", Intent.DETAILS), product="p1").slots["details"]
    assert plain.startswith("Brand")


def test_a_size_that_the_product_does_not_come_in(talk: Talk) -> None:
    talk.show("run-1")
    reading = talk.read("add it in size 39", Intent.CART_ADD, refs=("p1",), said=Said(sizes=("39",)))
    result = talk.call("update_cart", reading)
    assert result.slots["needs"] == "It does not come in 39. Which size would you like: 42 or 43?"
    assert talk.cart() == {}


def test_a_size_in_the_shoppers_own_words_is_taken(talk: Talk) -> None:
    talk.show("tee-3")
    reading = talk.read("add it in medium", Intent.CART_ADD, refs=("p1",), said=Said(sizes=("medium",)))
    talk.call("update_cart", reading)
    assert talk.cart() == {"tee-3-M": 1}


def test_nothing_of_the_kind_that_was_asked_for_is_said(talk: Talk) -> None:
    reading = talk.read("a green sofa", query="green sofa", said=Said(kind=("sofa",)))
    assert "relaxed: exact words" in talk.call("search_products", reading).text
    reading = talk.read("a green tent", query="green tent", said=Said(kind=("tent",)))
    assert "exact words" not in talk.call("search_products", reading).text
