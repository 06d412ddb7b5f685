"""What the reader makes of messages, with the truth written by hand. No encoder: rules and the word head alone."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.reader import Reader, ReadingContext
from assistant.reading import Intent, Reading, Sort
from tests.assistant.reader_cases import AFTER_BOOTS, AFTER_TENT, FRESH, READER, THIRD, SmallShop

BLUE, RED, BLACK = {"colour family": ("Blue",)}, {"colour family": ("Red",)}, {"colour family": ("Black",)}


def said(reading: Reading) -> dict[str, Any]:
    """Every field of a reading and its constraints by name."""
    constraints = reading.constraints
    names = (
        "query",
        "refs",
        "quantity",
        "options",
        "budget",
        "order_id",
        "topic",
        "goal",
        "remember",
        "continues",
        "intent",
    )
    values = {name: getattr(reading, name) for name in names}
    for name in ("price_min", "price_max", "brands", "not_brands", "categories", "not_categories", "attributes",
                 "not_attributes", "not_words", "rating_min", "in_stock", "on_offer", "sort"):  # fmt: skip
        values[name] = getattr(constraints, name)
    return values


def check(text: str, context: ReadingContext, expected: dict[str, Any]) -> None:
    got = said(READER.read(text, context))
    assert {name: got[name] for name in expected} == expected


OPENING: list[tuple[str, dict[str, Any]]] = [
    ("running shoes", {"query": "running shoes", "intent": Intent.SEARCH, "continues": False}),
    (
        "hi I'm looking for a red Acme running shoe under $80",
        {"query": "running shoe", "brands": ("Acme",), "attributes": RED, "price_max": 8000},
    ),
    ("can you show me some hiking boots please", {"query": "hiking boots", "intent": Intent.SEARCH}),
    ("do you sell teapot lids?", {"query": "teapot lids", "intent": Intent.SEARCH}),
    ("i want to buy a cuckoo clock", {"query": "cuckoo clock", "intent": Intent.SEARCH}),
    ("navy boots", {"query": "boots", "attributes": {"colour": ("navy",)}}),
    ("blue boots", {"query": "boots", "attributes": BLUE}),
    ("crimson boots", {"query": "boots", "attributes": {"colour": ("crimson",)}}),
    ("turquoise boots", {"query": "turquoise boots", "attributes": {}}),
    ("black tea", {"query": "black tea", "attributes": {}}),
    ("summit tent", {"query": "summit tent", "brands": ()}),
    ("show me a Summit tent", {"query": "tent", "brands": ("Summit",)}),
    ("tents from summit", {"query": "tents", "brands": ("Summit",)}),
    ("trail works jackets", {"query": "jackets", "brands": ("Trail Works",)}),
    ("a northligt tent", {"query": "tent", "brands": ("Northlight",)}),
    ("zorblax tent", {"query": "zorblax tent", "brands": ()}),
    ("boots in size 42", {"query": "boots", "attributes": {"size": ("42",)}}),
    ("jacket in medium", {"query": "jacket", "attributes": {"size": ("M",)}}),
    ("boots size 77", {"query": "boots size 77", "attributes": {}}),
    ("running shoes for women", {"query": "running shoes", "attributes": {"audience": ("Women", "Unisex")}}),
    ("men's boots", {"query": "boots", "attributes": {"audience": ("Men", "Unisex")}}),
    ("running shoes for my wife", {"query": "running shoes", "attributes": {"audience": ("Women", "Unisex")}}),
    ("a kettle for my mum", {"attributes": {}}),
    ("waterproof jacket", {"query": "waterproof jacket", "attributes": {"feature": ("waterproof",)}}),
    ("only in Footwear", {"categories": ("Footwear",)}),
    ("anything red from the outdoor section", {"categories": ("Outdoor",), "attributes": RED}),
    ("boots, cheapest first", {"query": "boots", "sort": Sort.PRICE_ASC}),
    ("best rated tents", {"query": "tents", "sort": Sort.RATING}),
    ("newest jackets", {"query": "jackets", "sort": Sort.NEWEST}),
    ("most expensive tent", {"query": "tent", "sort": Sort.PRICE_DESC}),
    ("tents with at least 4 stars", {"query": "tents", "rating_min": 4.0, "price_min": None}),
    ("jackets rated above 4.5", {"rating_min": 4.5}),
    ("boots in stock", {"query": "boots", "in_stock": True}),
    ("boots on sale", {"query": "boots", "on_offer": True}),
    ("2 person tent under 200", {"query": "2 person tent", "price_max": 20000}),
    ("SHOW ME RED BOOTS", {"query": "boots", "attributes": RED}),
    ("one tree hill poster", {"query": "one tree hill poster"}),
    ("extra wide garden bench covers", {"query": "extra wide garden bench covers"}),
]

NEGATION: list[tuple[str, dict[str, Any]]] = [
    ("anything but Acme", {"not_brands": ("Acme",), "brands": ()}),
    ("boots, not Acme", {"query": "boots", "not_brands": ("Acme",)}),
    ("anything but Acme or Bolt", {"not_brands": ("Acme", "Bolt")}),
    ("boots except acme, bolt and summit", {"query": "boots", "not_brands": ("Acme", "Bolt", "Summit")}),
    ("boots not from Acme", {"query": "boots", "not_brands": ("Acme",)}),
    ("boots, but i don't like Bolt", {"not_brands": ("Bolt",)}),
    ("i hate acme, show me boots", {"not_brands": ("Acme",)}),
    (
        "boots without leather",
        {"query": "boots", "not_attributes": {"material": ("leather",)}, "not_words": ("leather",)},
    ),
    ("boots that aren't leather", {"query": "boots", "not_attributes": {"material": ("leather",)}}),
    ("no wool", {"not_attributes": {"material": ("wool",)}, "query": ""}),
    ("jackets without wool or polyester", {"query": "jackets", "not_attributes": {"material": ("wool", "polyester")}}),
    ("i'm allergic to wool, need a jacket", {"not_attributes": {"material": ("wool",)}}),
    ("not red", {"not_attributes": RED, "attributes": {}}),
    ("boots, any colour but black", {"query": "boots", "not_attributes": BLACK}),
    ("not red and waterproof", {"not_attributes": RED, "attributes": {"feature": ("waterproof",)}}),
    ("not black but red boots", {"not_attributes": BLACK, "attributes": RED, "query": "boots"}),
    ("no sandals please", {"not_categories": ("Sandals",)}),
    ("boots without laces", {"query": "boots", "not_words": ("laces",)}),
    ("leather-free boots", {"query": "boots", "not_attributes": {"material": ("leather",)}}),
    ("gluten free cookies", {"query": "gluten free cookies", "not_words": ()}),
    ("no more than 50 for boots", {"query": "boots", "price_max": 5000, "not_words": ()}),
    ("not too heavy tent", {"not_words": ()}),
    ("i'm not sure, maybe boots", {"not_words": ()}),
    ("non slip shower mat", {"query": "non slip shower mat", "not_words": ()}),
    ("nothing in red please", {"not_attributes": RED}),
    ("boots other than bolt under 100", {"query": "boots", "not_brands": ("Bolt",), "price_max": 10000}),
]

KEPT = {"query": "waterproof hiking boots", "continues": True, "intent": Intent.SEARCH}
WATERPROOF = {"feature": ("waterproof",)}
REFINEMENTS: list[tuple[str, dict[str, Any]]] = [
    ("in blue", {**KEPT, "attributes": {**WATERPROOF, **BLUE}, "price_max": 15000}),
    ("in size M", {**KEPT, "attributes": {**WATERPROOF, "size": ("M",)}}),
    ("from Acme", {**KEPT, "brands": ("Acme",)}),
    ("only Acme", {**KEPT, "brands": ("Acme",)}),
    ("breathable ones", {"continues": True, "attributes": {"feature": ("breathable",)}}),
    ("cheaper ones", {**KEPT, "price_max": 8899}),
    ("something cheaper", {**KEPT, "price_max": 8899}),
    ("these are too expensive", {**KEPT, "price_max": 8899}),
    ("something cheaper than the second one", {**KEPT, "price_max": 12899, "refs": ("p2",)}),
    ("more expensive", {**KEPT, "price_min": 8901}),
    ("better quality please", {**KEPT, "price_min": 8901}),
    ("under 100", {**KEPT, "price_max": 10000}),
    ("over 200", {**KEPT, "price_min": 20000, "price_max": None}),
    ("between 50 and 90", {**KEPT, "price_min": 5000, "price_max": 9000}),
    ("not that brand", {**KEPT, "not_brands": ("Acme",)}),
    ("a different brand", {**KEPT, "not_brands": ("Acme",)}),
    ("anything but Bolt", {**KEPT, "not_brands": ("Bolt",)}),
    ("without leather", {**KEPT, "not_attributes": {"material": ("leather",)}}),
    ("not red", {**KEPT, "not_attributes": RED}),
    ("no, for my son", {**KEPT, "attributes": {**WATERPROOF, "audience": ("Kids", "Unisex")}}),
    ("for women", {**KEPT, "attributes": {**WATERPROOF, "audience": ("Women", "Unisex")}}),
    ("cheapest first", {**KEPT, "sort": Sort.PRICE_ASC}),
    ("sort by rating", {**KEPT, "sort": Sort.RATING}),
    ("4 stars and up", {**KEPT, "rating_min": 4.0}),
    ("in stock only", {**KEPT, "in_stock": True}),
    ("any price is fine", {**KEPT, "price_max": None}),
    ("price doesn't matter", {**KEPT, "price_max": None}),
    ("forget the price limit", {**KEPT, "price_max": None}),
    ("with wide fit", {"continues": True, "price_max": 15000}),
    ("leather boots", {"continues": True, "intent": Intent.SEARCH}),
    ("show me tents", {"query": "tents", "continues": False, "price_max": None, "attributes": {}}),
    ("do you have any laptops", {"query": "laptops", "continues": False, "price_max": None}),
    ("i need a red jacket", {"query": "jacket", "continues": False, "attributes": RED}),
    ("start over, sandals", {"continues": False, "price_max": None}),
    ("i don't like these", {"intent": Intent.SEARCH, "continues": True}),
    ("show me more options", {"intent": Intent.SEARCH, "continues": True, "query": "waterproof hiking boots"}),
]

REFERENCES: list[tuple[str, dict[str, Any]]] = [
    ("the second one", {"refs": ("p2",), "intent": Intent.DETAILS}),
    ("tell me more about the first", {"refs": ("p1",), "intent": Intent.DETAILS}),
    ("show me the third one", {"refs": ("p3",)}),
    ("#3", {"refs": ("p3",)}),
    ("number 2", {"refs": ("p2",)}),
    ("the 3rd", {"refs": ("p3",)}),
    ("the last one", {"refs": ("p3",)}),
    ("the second to last", {"refs": ("p2",)}),
    ("p2 please", {"refs": ("p2",)}),
    ("compare the first two", {"refs": ("p1", "p2"), "intent": Intent.COMPARE}),
    ("compare the last two", {"refs": ("p2", "p3"), "intent": Intent.COMPARE}),
    ("compare 1 and 3", {"intent": Intent.COMPARE}),
    ("compare number 1 and 3", {"refs": ("p1", "p3"), "intent": Intent.COMPARE}),
    ("compare the first and the third", {"refs": ("p1", "p3"), "intent": Intent.COMPARE}),
    ("compare the third with the first", {"refs": ("p3", "p1"), "intent": Intent.COMPARE}),
    ("compare both", {"refs": ("p1", "p2"), "intent": Intent.COMPARE}),
    ("compare all of them", {"refs": ("p1", "p2", "p3"), "intent": Intent.COMPARE}),
    ("the cheapest one", {"refs": ("p3",)}),
    ("the cheaper one", {"refs": ("p3",)}),
    ("the cheaper of the two", {"refs": ("p1",)}),
    ("the most expensive one", {"refs": ("p2",)}),
    ("the best rated one", {"refs": ("p3",)}),
    ("tell me about the red one", {"refs": ("p3",), "intent": Intent.DETAILS}),
    ("is the navy one warm", {"refs": ("p2",)}),
    ("how heavy is the blue one", {"refs": ("p2",)}),
    ("tell me about the Bolt", {"refs": ("p2",)}),
    ("those boots", {"refs": ("p1", "p2", "p3")}),
    ("tell me more about the trail boots", {"refs": ("p1",)}),
    ("the leather one", {"refs": ("p3",)}),
    ("compare the acme and the summit", {"refs": ("p1", "p3"), "intent": Intent.COMPARE}),
    ("what do people say about the third one", {"refs": ("p3",), "intent": Intent.REVIEWS}),
    ("reviews of the second one", {"refs": ("p2",), "intent": Intent.REVIEWS}),
    ("something similar to the first one", {"refs": ("p1",), "intent": Intent.SIMILAR}),
    ("more like the last one", {"refs": ("p3",), "intent": Intent.SIMILAR}),
    ("do you have a first aid kit", {"refs": ()}),
]

CART: list[tuple[str, dict[str, Any]]] = [
    ("add the second one", {"refs": ("p2",), "intent": Intent.CART_ADD, "quantity": 1}),
    ("add the second one in size M", {"refs": ("p2",), "intent": Intent.CART_ADD, "options": {"size": "M"}}),
    ("add the second one in size M, two of them", {"refs": ("p2",), "options": {"size": "M"}, "quantity": 2}),
    ("add two of the first one", {"refs": ("p1",), "quantity": 2, "intent": Intent.CART_ADD}),
    ("put 3x the last one in my cart", {"refs": ("p3",), "quantity": 3, "intent": Intent.CART_ADD}),
    ("i'll take the cheapest one", {"refs": ("p3",), "intent": Intent.CART_ADD}),
    ("add both to my basket", {"refs": ("p1", "p2"), "intent": Intent.CART_ADD}),
    ("add the red one in medium to cart", {"refs": ("p3",), "intent": Intent.CART_ADD, "options": {"size": "M"}}),
    ("buy the first one", {"refs": ("p1",), "intent": Intent.CART_ADD}),
    ("order the third one please", {"refs": ("p3",), "intent": Intent.CART_ADD}),
    ("remove the second one from my cart", {"refs": ("p2",), "intent": Intent.CART_REMOVE}),
    ("take the boots out of my basket", {"intent": Intent.CART_REMOVE}),
    ("empty my cart", {"intent": Intent.CART_REMOVE}),
    ("show my cart", {"intent": Intent.CART_SHOW}),
    ("what's in my basket", {"intent": Intent.CART_SHOW}),
]

SERVICE: list[tuple[str, dict[str, Any]]] = [
    ("where is my order #DG-10427", {"intent": Intent.ORDER_STATUS, "order_id": "DG-10427"}),
    ("order DG-10427", {"intent": Intent.ORDER_STATUS, "order_id": "DG-10427"}),
    ("status of order 48213", {"intent": Intent.ORDER_STATUS, "order_id": "48213"}),
    ("has my order shipped yet", {"intent": Intent.ORDER_STATUS, "order_id": ""}),
    ("my package never arrived", {"intent": Intent.ORDER_STATUS}),
    ("I want to return order DG-10427", {"intent": Intent.RETURN, "order_id": "DG-10427"}),
    ("i'd like to send it back", {"intent": Intent.RETURN}),
    ("i want a refund", {"intent": Intent.RETURN}),
    ("what's your return policy", {"intent": Intent.POLICY, "topic": "returns"}),
    ("do you ship to Iceland", {"intent": Intent.POLICY, "topic": "shipping"}),
    ("can i pay with paypal", {"intent": Intent.POLICY, "topic": "payment"}),
    ("is there a cancellation fee", {"intent": Intent.POLICY, "topic": "cancellation"}),
    ("how long is the warranty", {"topic": "warranty"}),
    ("how much is shipping", {"intent": Intent.POLICY, "topic": "shipping"}),
    ("let me talk to a human", {"intent": Intent.PERSON}),
    ("connect me to customer service", {"intent": Intent.PERSON}),
    ("cancel order 48213", {"intent": Intent.PERSON, "order_id": "48213"}),
    ("i want to file a complaint", {"intent": Intent.PERSON}),
    ("i forgot my password", {"intent": Intent.PERSON}),
    ("remember I wear size 9", {"intent": Intent.REMEMBER, "remember": ("size", "9")}),
    ("I never buy leather", {"intent": Intent.REMEMBER, "remember": ("note", "no leather")}),
    ("i never buy Acme", {"intent": Intent.REMEMBER, "remember": ("not_brand", "Acme")}),
    ("remember that my favourite colour is green", {"intent": Intent.REMEMBER, "remember": ("colour", "green")}),
    ("forget my size", {"intent": Intent.FORGET, "remember": ("size", "")}),
    ("forget everything about me", {"intent": Intent.FORGET, "remember": ("", "")}),
    (
        "everything for a weekend's camping under 300",
        {"intent": Intent.BUNDLE, "budget": 30000, "goal": "weekend's camping", "price_max": None},
    ),
    ("put together a picnic set for $80", {"intent": Intent.BUNDLE, "budget": 8000, "goal": "picnic"}),
    ("kit me out for a ski trip, 500 dollars max", {"intent": Intent.BUNDLE, "budget": 50000, "goal": "ski trip"}),
    ("what do you recommend for me?", {"intent": Intent.RECOMMEND}),
    ("which brands do you carry", {"intent": Intent.OVERVIEW}),
    ("what do you sell", {"intent": Intent.OVERVIEW}),
    ("any deals today", {"intent": Intent.PROMOTIONS}),
    ("hello", {"intent": Intent.GREETING}),
    ("thanks a lot!", {"intent": Intent.THANKS}),
    ("bye", {"intent": Intent.GOODBYE}),
]


@pytest.mark.parametrize(("text", "expected"), OPENING)
def test_a_first_request(text: str, expected: dict[str, Any]) -> None:
    check(text, FRESH, expected)


@pytest.mark.parametrize(("text", "expected"), NEGATION)
def test_what_is_refused(text: str, expected: dict[str, Any]) -> None:
    check(text, FRESH, expected)


@pytest.mark.parametrize(("text", "expected"), REFINEMENTS)
def test_refinements_of_a_search(text: str, expected: dict[str, Any]) -> None:
    check(text, AFTER_BOOTS, expected)


@pytest.mark.parametrize(("text", "expected"), REFERENCES)
def test_references_to_what_is_shown(text: str, expected: dict[str, Any]) -> None:
    check(text, AFTER_BOOTS, expected)


@pytest.mark.parametrize(("text", "expected"), CART)
def test_the_cart(text: str, expected: dict[str, Any]) -> None:
    check(text, AFTER_BOOTS, expected)


@pytest.mark.parametrize(("text", "expected"), SERVICE)
def test_service_and_talk(text: str, expected: dict[str, Any]) -> None:
    check(text, FRESH, expected)


def test_going_back_returns_to_the_earlier_list() -> None:
    check("go back to the boots", AFTER_TENT, {"refs": ("p1", "p2", "p3"), "continues": True, "intent": Intent.SEARCH})


def test_dropping_one_condition_keeps_the_others() -> None:
    red = READER.read("in red from acme", AFTER_BOOTS)
    context = ReadingContext(shown=AFTER_BOOTS.shown, known=AFTER_BOOTS.known, last=red)
    check("forget the colour", context, {"attributes": WATERPROOF, "brands": ("Acme",), "price_max": 15000})
    check("any brand is fine", context, {"attributes": {**WATERPROOF, **RED}, "brands": ()})
    check("in blue instead", context, {"attributes": {**WATERPROOF, **BLUE}, "brands": ("Acme",)})


def test_it_is_the_only_one_shown() -> None:
    context = ReadingContext(shown=(THIRD,), known=(THIRD,))
    check("add it to my cart", context, {"refs": ("p3",), "intent": Intent.CART_ADD})


def test_it_among_several_is_not_guessed_for_the_cart() -> None:
    check("add it to my cart", AFTER_BOOTS, {"refs": (), "intent": Intent.CART_ADD})


HOSTILE = ["", "   ", "\x00\x01\x02", "😀😀😀", "a" * 20_000, "under 50 " * 3000, "not " * 5000, "(((((" * 2000]
HOSTILE += [
    "Привет, мне нужны ботинки",
    "أريد حذاء",
    "1" * 5000,
    "the " * 5000,
    "one " * 5000,
    "$$$$$",
    "#",
    "-" * 3000,
]
HOSTILE += ["红色" * 5000, "no no no no, not acme, not, or, and", "ǅǅ İİİ ßß ŉ", "\ud800 lone surrogate"]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_read(text: str) -> None:
    for context in (FRESH, AFTER_BOOTS):
        reading = READER.read(text, context)
        assert len(reading.text) <= 1601
        assert reading.intents


def test_an_empty_shop_reads_too() -> None:
    empty = SmallShop({}, {}, {})
    reading = Reader(empty, None).read("red acme boots under 50, not leather", FRESH)
    assert reading.query == "red acme boots"
    assert reading.constraints.price_max == 5000
    assert reading.constraints.not_words == ("leather",)
