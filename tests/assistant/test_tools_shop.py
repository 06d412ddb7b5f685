"""The shop as a whole, sets of products, reviews, and what is remembered."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.reading import Intent, Sort
from assistant.tools.all import TOOLBOX
from assistant.tools.differences import differences
from assistant.tools.registry import Access, ToolError
from store.products import Product
from tests.assistant.conftest import NOW, SOLD_OUT, Talk, catalogue

TalkAs = Callable[..., Talk]
PRODUCTS = {product.id: product for product in catalogue()}


# overview


def test_the_whole_catalogue_is_counted(talk: Talk) -> None:
    result = talk.call("catalogue_overview")
    assert result.data["count"] == len(PRODUCTS)
    assert result.slots["overview"] == (
        "There are 42 products, from $9.00 to $249.00. Departments: Outdoor (12), Clothing (12), Shoes (9), "
        "Kitchen (5) and Electronics (4)."
    )
    assert result.handles is None


def test_a_category_is_described_in_chinese(talk_as: TalkAs) -> None:
    result = talk_as("", "zh").call("catalogue_overview", category="tents", what="brands")
    assert (
        result.slots["overview"]
        == "Tents类共有 3 款商品，价格从$79.00到$249.00。 品牌：Cairn (1)、Dune (1)和Acme (1)。"
    )


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("what is the most expensive thing you have?", max),
        ("what's the cheapest thing here?", min),
    ],
)
def test_the_ends_of_the_price_range(talk: Talk, text: str, best: Callable[..., Product]) -> None:
    result = talk.call("catalogue_overview", talk.read(text, Intent.OVERVIEW))
    end = best(PRODUCTS.values(), key=lambda product: product.price.minor)
    assert talk.shown(result)[0] == end
    assert end.title in result.slots["overview"]


def test_the_dearest_of_a_category(talk: Talk) -> None:
    reading = talk.read("dearest jacket", constraints={"categories": ("Jackets",), "sort": Sort.PRICE_DESC})
    shown = talk.shown(talk.call("catalogue_overview", reading))
    assert [product.id for product in shown] == ["jacket-2", "jacket-1", "jacket-3"]


@pytest.mark.parametrize(("text", "best"), [("the cheapest of each department?", min), ("最贵的，各个部门", max)])
def test_the_end_of_every_department(talk: Talk, text: str, best: Callable[..., Product]) -> None:
    result = talk.call("catalogue_overview", talk.read(text, Intent.OVERVIEW))
    shown = talk.shown(result)
    assert sorted(product.category[0] for product in shown) == sorted({one.category[0] for one in PRODUCTS.values()})
    for product in shown:
        inside = [other for other in PRODUCTS.values() if other.category[0] == product.category[0]]
        assert product.price == best(inside, key=lambda other: other.price.minor).price
        assert product.title in result.slots["overview"]


def test_the_newest_is_told_where_the_shop_keeps_dates(talk: Talk) -> None:
    talk.shop.index.update([replace(PRODUCTS["mug-2"], created_at=NOW)])
    result = talk.call("catalogue_overview", talk.read("what's new?", Intent.OVERVIEW))
    assert talk.shown(result)[0].id == "mug-2"
    assert result.slots["overview"] == "The newest is Enamel camping mug at $14.00."
    talk.shop.index.update([replace(product, created_at=None) for product in PRODUCTS.values()])
    result = talk.call("catalogue_overview", talk.read("what's new?", Intent.OVERVIEW))
    assert result.slots["overview"].startswith("There are 42 products")


def test_colours_and_sizes_are_facets(talk: Talk) -> None:
    assert "black (3)" not in talk.call("catalogue_overview", category="Headphones").slots["overview"]
    assert "black (2)" in talk.call("catalogue_overview", category="Headphones", what="colours").slots["overview"]
    assert "Sizes: " in talk.call("catalogue_overview", category="T-shirts", what="sizes").slots["overview"]


def test_a_category_that_is_not_sold_is_answered_with_the_nearest(talk: Talk) -> None:
    result = talk.call("catalogue_overview", category="sneakers")
    assert result.handles


# promotions


def test_only_running_promotions_are_told(talk: Talk) -> None:
    result = talk.call("list_promotions")
    assert result.slots["promotions"] == "Running now: Camping weeks (20% off until 2 December 2026)."
    assert {product.id for product in talk.shown(result)} == {"run-3", "tee-2", "bag-2"}
    # Each is ten dollars off, so the cheapest saves the largest share of what it was.
    assert [product.id for product in talk.shown(result)] == ["tee-2", "bag-2", "run-3"]
    assert "order: largest saving first | the first saves $10.00 (29%)" in result.text
    talk.now += timedelta(days=60)
    assert "promotions" not in talk.call("list_promotions").slots


# reviews


def test_reviews_are_counted_and_quoted(talk: Talk) -> None:
    (handle,) = talk.show("run-1")
    result = talk.call("read_reviews", product=handle)
    assert result.slots["reviews"].startswith("2 shoppers rated it 3.5 out of 5 on average.")
    assert "Light and fast" in result.slots["reviews"]
    assert not set(result.slots["reviews"] + result.text.replace("{reviews}", "")) & set("{}<>")


def test_no_reviews_is_said(talk: Talk) -> None:
    (handle,) = talk.show("mug-3")
    assert talk.call("read_reviews", product=handle).text.startswith("found 0")


# bundles


def test_a_bundle_keeps_its_budget_and_its_sum(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    reading = talk.read(
        "everything for a camping weekend under 300", Intent.BUNDLE, goal="camping weekend", budget=30000
    )
    result = talk.call("build_bundle", reading, budget=9999)
    bundle = result.bundle
    assert bundle is not None
    assert sum(item.price.minor for item in bundle.items) == bundle.total.minor <= 30000
    assert {item.role for item in bundle.items} >= {"tent", "sleeping bag", "sleeping mat"}
    assert len({item.card.product.id for item in bundle.items}) == len(bundle.items)
    assert not SOLD_OUT & {item.card.product.id for item in bundle.items}
    assert talk.session.bundle is not None
    assert tuple(talk.session.bundle.roles) == result.handles == talk.session.current
    assert all(item.card.reasons for item in bundle.items)


def test_a_budget_that_is_too_small_is_never_exceeded(talk: Talk) -> None:
    result = talk.call("build_bundle", goal="camping weekend", budget=60)
    if result.bundle is not None:
        assert result.bundle.total.minor <= 6000
    assert "nearest budget for all: " in result.text
    # the cheapest tent, bag and mat that are in stock: 79 + 49 + 25
    assert "$153.00" in result.slots["nearest"]


def test_a_bundle_leaves_out_hidden_products_and_brands(talk: Talk) -> None:
    talk.session.hidden.add("tent-3")
    reading = talk.read(
        "camping set, no Dune", Intent.BUNDLE, goal="camping weekend", constraints={"not_brands": ("Dune",)}
    )
    bundle = talk.call("build_bundle", reading).bundle
    assert bundle is not None
    assert all(item.card.product.brand != "Dune" and item.card.product.id != "tent-3" for item in bundle.items)


def test_a_bundle_around_a_product_holds_it(talk: Talk) -> None:
    talk.show("tent-1")
    reading = talk.read("what goes well with it?", Intent.BUNDLE, refs=("p1",), goal="camping weekend", budget=60000)
    bundle = talk.call("build_bundle", reading).bundle
    assert bundle is not None
    assert "tent-1" in {item.card.product.id for item in bundle.items}
    assert bundle.total.minor <= 60000


def test_a_bundle_for_nothing_asks_for_a_goal(talk: Talk) -> None:
    with pytest.raises(ToolError, match="goal"):
        talk.call("build_bundle")


# memory


def test_a_customers_wish_is_kept_with_their_words(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    reading = talk.read("never show me bolt again", Intent.REMEMBER, remember=("not_brand", "bolt"))
    result = talk.call("remember", reading)
    (kept,) = talk.shop.store.customers.preferences("anna")
    assert (kept.kind, kept.value, kept.origin) == ("not_brand", "Bolt", "never show me bolt again")
    assert result.slots["saved"] == "I will remember that: you do not want to see Bolt."


def test_a_guests_wish_is_kept_for_the_visit_and_that_is_said(talk: Talk) -> None:
    result = talk.call("remember", kind="size", value="M")
    assert "for this visit" in result.slots["saved"]
    assert [(wish.kind, wish.value) for wish in talk.session.preferences] == [("size", "M")]
    assert talk.shop.store.customers.preferences("") == []
    talk.call("remember", kind="size", value="M")
    assert len(talk.session.preferences) == 1
    talk.call("forget", kind="all")
    assert talk.session.preferences == []


@pytest.mark.parametrize("value", ["my card is 4111 1111 1111 1111", "the password is rosebud", "密码是 1234", ""])
def test_secrets_and_nothing_are_not_kept(talk_as: TalkAs, value: str) -> None:
    talk = talk_as("anna")
    with pytest.raises(ToolError):
        talk.call("remember", kind="note", value=value)
    assert talk.shop.store.customers.preferences("anna") == []


def test_forgetting_is_as_wide_as_was_asked(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    wishes = [("size", "M"), ("brand", "Acme"), ("brand", "Cairn"), ("note", "I am allergic to wool")]
    for kind, value in wishes:
        talk.call("remember", kind=kind, value=value)
    talk.call("forget", kind="brand", value="acme")
    assert len(talk.shop.store.customers.preferences("anna")) == 3
    talk.call("forget", talk.read("forget the wool thing", Intent.FORGET, remember=("note", "wool")))
    assert {wish.kind for wish in talk.shop.store.customers.preferences("anna")} == {"size", "brand"}
    with pytest.raises(ToolError, match="size M"):
        talk.call("forget", talk.read("forget it", Intent.FORGET))
    talk.call("forget", talk.read("forget everything", Intent.FORGET, remember=("", "")))
    assert talk.shop.store.customers.preferences("anna") == []


def test_forgetting_stays_with_ones_own(talk_as: TalkAs) -> None:
    anna, ben = talk_as("anna"), talk_as("ben")
    anna.call("remember", kind="size", value="M")
    ben.call("forget", kind="all")
    assert len(anna.shop.store.customers.preferences("anna")) == 1


# the box


def test_the_schemas_are_small_and_no_tool_takes_an_identity() -> None:
    specs = [
        {"name": spec.name, "description": spec.description, "parameters": dict(spec.parameters)}
        for spec in TOOLBOX.specs
    ]
    text = json.dumps(specs)
    assert len(text) / 3.3 < 1_800  # letters a token of such JSON in Qwen's and Llama's tokenizers, at the least
    assert "customer" not in json.dumps([spec["parameters"] for spec in specs])
    assert "shop_id" not in text
    assert all(len(spec.description.split()) <= 40 for spec in TOOLBOX.specs)


def test_what_writes_is_marked() -> None:
    writing = {tool.name for tool in TOOLBOX if tool.access is Access.WRITE}
    assert writing == {"update_cart", "start_return", "remember", "forget", "hide_product"}


def test_an_unknown_tool_is_told_to_the_model(talk: Talk) -> None:
    with pytest.raises(ToolError, match="search_products"):
        talk.call("delete_everything")


# differences


def test_differences_are_computed_both_ways() -> None:
    cheap, dear = PRODUCTS["tent-3"], PRODUCTS["tent-1"]
    assert differences(cheap, dear).startswith(
        "Starter 2-person tent ($79.00) costs $120.00 less than Ridgeline 2-person tent ($199.00); "
        "rating: 3.8 against 4.6"
    )
    assert "贵$120.00" in differences(dear, cheap, "zh")
    assert "people" not in differences(cheap, dear)  # two each


def test_equal_records_are_alike() -> None:
    mug = PRODUCTS["mug-1"]
    assert "alike" in differences(mug, mug)
