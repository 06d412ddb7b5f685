"""Changing a proposed set, and hiding products: judged by what the set, the session and the shop then hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.events import BundleShown
from assistant.reading import Intent
from assistant.tools.registry import ToolError
from store.behaviour import EventKind
from store.money import Money
from tests.assistant.conftest import SOLD_OUT, Talk, catalogue

TalkAs = Callable[..., Talk]
PRODUCTS = {product.id: product for product in catalogue()}


@pytest.fixture
def camping(talk_as: TalkAs) -> Talk:
    """A known shopper with a set for camping on the page."""
    talk = talk_as("anna")
    talk.call("build_bundle", talk.read("", Intent.BUNDLE, goal="camping weekend", budget=60000))
    return talk


def ids(bundle: BundleShown | None) -> dict[str, str]:
    assert bundle is not None
    assert sum(item.price.minor for item in bundle.items) == bundle.total.minor
    return {item.role: item.card.product.id for item in bundle.items}


def current(talk: Talk) -> dict[str, str]:
    assert talk.session.bundle is not None
    return {role: talk.session.handles[handle] for handle, role in talk.session.bundle.roles.items()}


def handle(talk: Talk, role: str) -> str:
    assert talk.session.bundle is not None
    return next(handle for handle, named in talk.session.bundle.roles.items() if named == role)


def test_one_item_is_exchanged_and_the_others_stay(camping: Talk) -> None:
    before = current(camping)
    reading = camping.read("swap the sleeping bag", Intent.SWAP, refs=(handle(camping, "sleeping bag"),))
    after = ids(camping.call("change_bundle", reading).bundle)
    assert after["sleeping bag"] != before["sleeping bag"]
    assert not SOLD_OUT & set(after.values())
    assert {**after, "sleeping bag": ""} == {**before, "sleeping bag": ""}


def test_an_item_is_left_out_and_nothing_else_changes(camping: Talk) -> None:
    before = current(camping)
    reading = camping.read("leave out the sleeping mat", Intent.SWAP, refs=(handle(camping, "sleeping mat"),))
    after = ids(camping.call("change_bundle", reading).bundle)
    assert after == {role: product for role, product in before.items() if role != "sleeping mat"}


def test_all_but_what_is_kept_is_exchanged(camping: Talk) -> None:
    before = current(camping)
    reading = camping.read("keep the tent, change the rest", Intent.SWAP, refs=(handle(camping, "tent"),))
    after = ids(camping.call("change_bundle", reading).bundle)
    assert after["tent"] == before["tent"]
    exchanged = {role for role in before if after[role] != before[role]}
    assert exchanged >= {"sleeping bag", "sleeping mat"}  # there is but one stove in stock


def test_where_nothing_else_fits_the_set_stays(camping: Talk) -> None:
    before = current(camping)
    tent = handle(camping, "tent")
    reading = camping.read("a tent under 1", Intent.SWAP, refs=(tent,), constraints={"price_max": 100})
    result = camping.call("change_bundle", reading)
    assert result.bundle is None
    assert result.text.startswith("found 0")
    assert current(camping) == before


def test_the_whole_for_less_costs_less(camping: Talk) -> None:
    before = sum(PRODUCTS[product].price.minor for product in current(camping).values())
    after = ids(camping.call("change_bundle", camping.read("can you make it cheaper?", Intent.SWAP)).bundle)
    assert sum(PRODUCTS[product].price.minor for product in after.values()) < before


def test_a_new_budget_is_kept(camping: Talk) -> None:
    reading = camping.read("my budget is 250", Intent.SWAP, budget=25000)
    bundle = camping.call("change_bundle", reading).bundle
    assert bundle is not None
    assert bundle.total.minor <= 25000
    assert bundle.budget == Money.of(250, "USD")


def test_a_product_outside_the_set_or_no_set_is_refused(camping: Talk, talk: Talk) -> None:
    (other,) = camping.show("mug-1")
    with pytest.raises(ToolError, match="not in the set"):
        camping.call("change_bundle", camping.read("swap it", Intent.SWAP), swap=[other])
    with pytest.raises(ToolError, match="no set"):
        talk.call("change_bundle", talk.read("swap it", Intent.SWAP))


def test_hidden_products_never_come_back(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    handles = talk.show("tent-1", "tent-3", "mug-1")
    result = talk.call("hide_product", talk.read("hide the second one", Intent.HIDE, refs=(handles[1],)))
    assert result.handles == talk.session.current == (handles[0], handles[2])
    assert talk.session.hidden == {"tent-3"}
    last = talk.shop.store.behaviour.history("anna")[-1]
    assert (last.product_id, last.kind) == ("tent-3", EventKind.DISLIKE)
    again = talk.call("search_products", talk.read("tent", query="tent"))
    assert "tent-3" not in {product.id for product in talk.shown(again)}


def test_nothing_is_hidden_that_was_not_named(talk: Talk) -> None:
    talk.show("tent-1", "mug-1")
    with pytest.raises(ToolError, match="which ones"):
        talk.call("hide_product", talk.read("hide it", Intent.HIDE))
    with pytest.raises(ToolError, match="not a product shown"):
        talk.call("hide_product", talk.read("hide it", Intent.HIDE), products=["p99"])
    assert talk.session.hidden == set()
