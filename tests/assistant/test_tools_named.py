"""A product that a message names: asked for, refused, or what others are to be compared with."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.reader.context import ReadingContext
from assistant.reading import Constraints, Sort
from assistant.tools.named import Mention, compared_with, named_product
from assistant.tools.registry import ToolContext, ToolResult
from tests.assistant.conftest import NOW, Talk, catalogue

BY_ID = {product.id: product for product in catalogue()}
SUMMIT = BY_ID["boot-1"]  # hiking boots of $149; the others cost $89 and $119
BOOTS = {"boot-2", "boot-3"}


def asked(talk: Talk, message: str, tool: str = "search_products") -> ToolResult:
    """What a tool answers to the message as the shop's own reader reads it."""
    context = ReadingContext(currency="USD", language=talk.session.language)
    return talk.call(tool, talk.shop.reader.read(message, context))


def shown(talk: Talk, message: str, tool: str = "search_products") -> list[str]:
    return [product.id for product in talk.shown(asked(talk, message, tool))]


@pytest.mark.parametrize(
    "message",
    [
        "Summit hiking boots",
        "I'd like the summit hiking boots, please",
        "do you have boot-1?",
        "有Summit hiking boots吗",
    ],
)
def test_what_is_asked_for_by_name_stands_first(talk: Talk, message: str) -> None:
    assert shown(talk, message)[0] == "boot-1"


@pytest.mark.parametrize("message", ["the Summit hiking boots under 120", "boot-1 under 120"])
def test_a_name_does_not_lift_a_limit(talk: Talk, message: str) -> None:
    found = asked(talk, message)
    assert talk.shown(found)
    assert all(product.price.minor <= 12000 for product in talk.shown(found))


def test_a_name_does_not_lift_a_refusal(talk: Talk) -> None:
    refused = Constraints(not_brands=(SUMMIT.brand,))
    found = talk.call("search_products", talk.read(SUMMIT.title, query="hiking boots", constraints=refused))
    assert {product.id for product in talk.shown(found)} >= BOOTS
    assert all(product.brand != SUMMIT.brand for product in talk.shown(found))


@pytest.mark.parametrize(
    "misread",
    [
        {"attributes": {"material": ("summit leather", "hiking cord")}},
        {"not_words": ("hiking",)},
        {"attributes": {"colour": ("boot brown",)}, "brands": ("Summit",)},
    ],
)
def test_what_the_reader_makes_of_the_words_of_a_name_does_not_keep_it_from_the_first_place(
    talk: Talk, misread: dict[str, Any]
) -> None:
    ctx = ToolContext(talk.shop, talk.session, talk.read("the Summit hiking boots"), NOW)
    assert named_product(ctx, Constraints(**misread)) == SUMMIT
    assert named_product(ctx, Constraints(**misread, price_max=12000)) is None
    red = talk.read("the Summit hiking boots in red")
    ctx = ToolContext(talk.shop, talk.session, red, NOW)
    assert named_product(ctx, Constraints(attributes={"colour": ("red",)})) is None


def test_a_kind_of_two_words_names_no_product(talk: Talk) -> None:
    """A shop may call one of its socks "Running socks"."""
    reading = talk.read("wool running socks", query="wool socks")
    assert talk.shown(talk.call("search_products", reading))[0].id == "sock-2"


@pytest.mark.parametrize(
    "message",
    [
        "hiking boots other than the Summit hiking boots",
        "hiking boots, but not the Summit hiking boots",
        "any hiking boots except for boot-1",
    ],
)
def test_what_is_named_to_be_left_out_is(talk: Talk, message: str) -> None:
    reading = talk.read(message, query="hiking boots")  # whatever else a reader makes of it
    found = [product.id for product in talk.shown(talk.call("search_products", reading))]
    assert set(found[:2]) == BOOTS
    assert "boot-1" not in found


@pytest.mark.parametrize("tool", ["search_products", "find_similar"])
@pytest.mark.parametrize(
    "message",
    [
        "something like the Summit hiking boots",
        "do you have anything similar to boot-1?",
        "有没有类似Summit hiking boots的",
        "和Summit hiking boots差不多的",
    ],
)
def test_something_like_a_named_product_is_not_that_product(talk: Talk, message: str, tool: str) -> None:
    found = shown(talk, message, tool)
    assert set(found[:3]) >= BOOTS
    assert "boot-1" not in found


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("cheaper than the Summit hiking boots", BOOTS),
        ("boots cheaper than boot-3", {"boot-2"}),
        ("something like the Summit hiking boots under 100", {"boot-2"}),
        ("something like the Summit hiking boots in black", {"boot-3"}),
        ("比Summit hiking boots便宜的", BOOTS),
        ("more expensive than the Ridge hiking boots", {"boot-1"}),
    ],
)
def test_what_is_compared_keeps_to_the_limit_and_the_kind(talk: Talk, message: str, expected: set[str]) -> None:
    found = asked(talk, message)
    assert {product.id for product in talk.shown(found)} == expected
    assert "relaxed" not in found.slots


def test_where_nothing_is_cheaper_the_price_is_given_up_and_that_is_said(talk: Talk) -> None:
    found = asked(talk, "cheaper than the Valley hiking boots")
    assert [product.id for product in talk.shown(found)] == ["boot-3", "boot-1"]  # the nearest price first
    assert "relaxed: price" in found.text.splitlines()
    assert str(BY_ID["boot-3"].price.major) in found.slots["relaxed"]


def test_a_handle_is_meant_before_a_name(talk: Talk) -> None:
    """A model that gives a handle has resolved what the message points at."""
    (handle,) = talk.show("mug-1")
    reading = talk.read("something like the Summit hiking boots")
    found = [product.id for product in talk.shown(talk.call("find_similar", reading, product=handle))]
    assert {"mug-2", "mug-3"} <= set(found[:3])


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("i'd like the ", "", "asked"),
        ("i would really like ", " please", "asked"),
        ("do you like the ", "?", "asked"),
        ("no, the ", "", "asked"),
        ("anything like the ", "?", "compared"),
        ("i would like something like your ", "", "compared"),
        ("an alternative to the ", "", "compared"),
        ("better than the ", "", "compared"),
        ("我要一双和", "类似的鞋", "compared"),
        ("other than the ", "", "refused"),
        ("anything but the ", "", "refused"),
        ("rather than ", "", "refused"),
        ("besides the ", ", what is there?", "refused"),
        ("除了这款", "还有吗", "refused"),
    ],
)
def test_what_a_name_is_for_stands_beside_it(before: str, after: str, kind: str) -> None:
    mention = Mention(SUMMIT, before, after)
    assert (mention.compared, mention.refused) == (kind == "compared", kind == "refused")


@pytest.mark.parametrize(
    ("message", "read", "left"),
    [
        (
            "something like the Light down jacket",
            {"brands": ("Acme",), "categories": ("Jackets",), "attributes": {"material": ("down",)}},
            {},
        ),
        ("like the Light down jacket, by acme", {"brands": ("Acme",)}, {"brands": ("Acme",)}),
        (
            "like the Light down jacket in red",
            {"attributes": {"colour": ("blue", "red")}},
            {"attributes": {"colour": ("red",)}},
        ),
        ("cheaper than the Light down jacket", {"sort": Sort.PRICE_ASC}, {"price_max": 15899}),
        ("cheaper than the Light down jacket, under 100", {"price_max": 10000}, {"price_max": 10000}),
        ("dearer than the Light down jacket", {"on_offer": True}, {"on_offer": True, "price_min": 15901}),
    ],
)  # fmt: skip
def test_what_the_reader_takes_from_the_name_alone_is_no_condition(
    talk: Talk, message: str, read: dict[str, Any], left: dict[str, Any]
) -> None:
    ctx = ToolContext(talk.shop, talk.session, talk.read(message, constraints=read), NOW)
    assert compared_with(ctx) == (BY_ID["jacket-2"], Constraints(**left))
