"""The cart, judged by its rows: only what was shown, only what was said, never twice, never beyond a limit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.reading import Intent
from assistant.session import Turn
from assistant.tools.registry import ToolError
from store.behaviour import EventKind
from store.customers import Preference
from tests.assistant.conftest import NOW, Talk

TalkAs = Callable[..., Talk]


def test_adding_the_second_one_in_size_m(talk: Talk) -> None:
    talk.show("tee-1", "tee-2")
    reading = talk.read("add the second one in size M", Intent.CART_ADD, refs=("p2",), options={"size": "M"})
    result = talk.call("update_cart", reading)
    assert talk.cart() == {"tee-2-M": 1}
    assert result.cart is not None
    assert str(result.cart.total) == "25.00 USD"
    assert result.slots == {"cart": "1 × Striped cotton t-shirt (M)", "cart.total": "$25.00"}


def test_a_size_is_asked_for_and_never_guessed(talk: Talk) -> None:
    talk.show("tee-1")
    result = talk.call("update_cart", talk.read("add it", Intent.CART_ADD, refs=("p1",)))
    assert result.text.splitlines()[0] == "needs: size (S, M)"  # L is sold out
    assert result.slots["needs"] == "Which size would you like: S or M?"
    assert talk.cart() == {}


@pytest.mark.parametrize(
    ("said", "size", "cart"),
    [
        ("add the t-shirt", "M", {}),
        ("what's in it? add the t-shirt", "S", {}),
        ("add the t-shirt, I am a medium", "M", {"tee-1-M": 1}),
        ("add the t-shirt in s please", "S", {"tee-1-S": 1}),
        ("我要中号", "M", {"tee-1-M": 1}),
    ],
)
def test_a_model_cannot_choose_a_size_the_shopper_did_not_name(
    talk: Talk, said: str, size: str, cart: dict[str, int]
) -> None:
    talk.show("tee-1")
    talk.call("update_cart", talk.read(said, Intent.CART_ADD, refs=("p1",)), options={"size": size})
    assert talk.cart() == cart


def test_a_size_named_a_message_ago_still_counts(talk: Talk) -> None:
    talk.show("tee-1")
    talk.session.turns.append(Turn("I usually wear M", "Noted."))
    talk.call("update_cart", talk.read("add it", Intent.CART_ADD, refs=("p1",)), options={"size": "M"})
    assert talk.cart() == {"tee-1-M": 1}


def test_a_remembered_size_counts_when_the_model_uses_it(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    talk.shop.store.customers.remember(Preference("anna", "size", "S", "I wear S", NOW))
    talk.show("tee-1")
    talk.call("update_cart", talk.read("add it", Intent.CART_ADD, refs=("p1",)), options={"size": "s"})
    assert talk.cart() == {"tee-1-S": 1}


def test_a_size_that_does_not_exist_is_asked_again(talk: Talk) -> None:
    talk.show("tee-2")
    reading = talk.read("add it in XXL", Intent.CART_ADD, refs=("p1",), options={"size": "XXL"})
    assert talk.call("update_cart", reading).text.startswith("needs: size (S, M, L)")
    assert talk.cart() == {}


def test_one_variant_needs_no_choice(talk: Talk) -> None:
    talk.show("tent-1")
    talk.call("update_cart", talk.read("add it", Intent.CART_ADD, refs=("p1",)))
    assert talk.cart() == {"tent-1": 1}


@pytest.mark.parametrize("product", ["p2", "run-1", "tent-1", "", "p0", "p-1", "first"])
def test_nothing_goes_in_that_was_not_shown(talk: Talk, product: str) -> None:
    if product:
        talk.show("mug-1")
    with pytest.raises(ToolError):
        talk.call("update_cart", product=product)
    assert talk.cart() == {}


# repeating


def test_the_same_call_twice_in_a_turn_adds_once(talk: Talk) -> None:
    talk.show("mug-1")
    add = talk.read("add two", Intent.CART_ADD, refs=("p1",), quantity=2)
    talk.call("update_cart", add)
    talk.call("update_cart", add, same_turn=True)
    assert talk.cart() == {"mug-1": 2}
    talk.call("update_cart", add)
    assert talk.cart() == {"mug-1": 4}


def test_a_turn_that_changes_its_mind_counts_once(talk: Talk) -> None:
    talk.show("mug-1")
    talk.call("update_cart", product="p1", quantity=5)
    talk.call("update_cart", product="p1", quantity=2, same_turn=True)
    assert talk.cart() == {"mug-1": 2}


def test_make_it_three_means_three(talk: Talk) -> None:
    talk.show("mug-1")
    talk.call("update_cart", product="p1", quantity=2)
    talk.call("update_cart", talk.read("make it three", Intent.CART_ADD, refs=("p1",), quantity=3))
    assert talk.cart() == {"mug-1": 3}


def test_the_event_is_recorded_once(talk_as: TalkAs) -> None:
    talk = talk_as("ben")
    talk.show("mug-1")
    talk.call("update_cart", product="p1", quantity=2)
    talk.call("update_cart", product="p1", quantity=2, same_turn=True)
    events = [event for event in talk.shop.store.behaviour.history("ben") if event.kind is EventKind.CART]
    assert [(event.product_id, event.quantity) for event in events] == [("mug-1", 2)]


# taking out


def test_zero_takes_out_and_so_does_the_reading(talk: Talk) -> None:
    talk.show("mug-1", "mug-2")
    talk.call("update_cart", product="p1", quantity=2)
    talk.call("update_cart", product="p2")
    talk.call("update_cart", product="p2", quantity=0)
    assert talk.cart() == {"mug-1": 2}
    talk.call("update_cart", talk.read("remove the mug", Intent.CART_REMOVE, refs=("p1",)), quantity=1)
    assert talk.cart() == {}


def test_some_can_be_taken_out(talk: Talk) -> None:
    talk.show("mug-1")
    talk.call("update_cart", product="p1", quantity=5)
    talk.call("update_cart", talk.read("take out two", Intent.CART_REMOVE, refs=("p1",), quantity=2))
    assert talk.cart() == {"mug-1": 3}
    talk.call("update_cart", product="p1", quantity=-9)
    assert talk.cart() == {}


def test_every_size_goes_when_none_is_named(talk: Talk) -> None:
    talk.show("tee-2")
    for size in ("S", "M"):
        talk.call("update_cart", product="p1", options={"size": size})
    talk.call("update_cart", product="p1", quantity=0)
    assert talk.cart() == {}


def test_what_is_not_in_the_cart_cannot_be_taken_out(talk: Talk) -> None:
    talk.show("mug-1")
    with pytest.raises(ToolError, match="not in the cart"):
        talk.call("update_cart", product="p1", quantity=0)


def test_it_means_the_one_thing_in_the_cart(talk: Talk) -> None:
    talk.show("mug-1")
    talk.call("update_cart", product="p1")
    talk.show("tent-1", "tent-3")
    talk.call("update_cart", talk.read("remove it", Intent.CART_REMOVE, refs=("p2",)))
    assert talk.cart() == {}


def test_an_option_the_product_does_not_have_is_said(talk: Talk) -> None:
    talk.show("mug-1")
    reading = talk.read("add it in size L", Intent.CART_ADD, refs=("p1",), options={"size": "L"})
    assert talk.call("update_cart", reading).slots["note"] == "There is no size to choose here."


# limits


def test_no_more_than_there_is(talk: Talk) -> None:
    talk.show("run-1")
    result = talk.call("update_cart", product="p1", quantity=2, options={"size": "43"})
    assert result.text.splitlines()[0] == "refused: stock"
    assert result.slots["rule"] == "Only 1 of Swift running shoes (43) is left."
    assert talk.cart() == {}


def test_sold_out_is_refused(talk: Talk) -> None:
    talk.show("kettle-2")
    result = talk.call("update_cart", product="p1")
    assert result.slots["rule"] == "Gooseneck kettle is sold out."
    assert talk.cart() == {}


def test_the_shop_limits_quantity_and_value(talk: Talk) -> None:
    talk.shop.store.settings.set("max_quantity", "3")
    talk.shop.store.settings.set("max_cart_minor", "25000")
    talk.show("mug-1", "tent-1")
    assert talk.call("update_cart", product="p1", quantity=4).text.startswith("refused: quantity limit")
    assert talk.call("update_cart", product="p2").text.startswith("ok")
    result = talk.call("update_cart", product="p2")
    assert result.text.startswith("refused: cart limit")
    assert result.slots["rule"] == "A cart may hold at most $250.00 here."
    assert talk.cart() == {"tent-1": 1}
    talk.shop.store.settings.set("max_cart_minor", "100")
    talk.call("update_cart", product="p2", quantity=0)  # a cart above a lowered limit can still shrink
    assert talk.cart() == {}


@pytest.mark.parametrize("given", [{"quantity": 10**9}, {"quantity": "many"}, {"quantity": 1.5}, {"options": "M"}])
def test_bad_arguments_are_told_to_the_model(talk: Talk, given: dict[str, object]) -> None:
    talk.show("mug-1")
    with pytest.raises(ToolError):
        talk.call("update_cart", product="p1", **given)  # type: ignore[arg-type]
    assert talk.cart() == {}


def test_both_at_once_are_added_or_neither(talk: Talk) -> None:
    talk.show("mug-1", "tee-1")
    reading = talk.read("add both", Intent.CART_ADD, refs=("p1", "p2"))
    assert talk.call("update_cart", reading).text.startswith("needs: size")
    assert talk.cart() == {}
    reading = talk.read("add both in M", Intent.CART_ADD, refs=("p1", "p2"), options={"size": "M"})
    talk.call("update_cart", reading)
    assert talk.cart() == {"mug-1": 1, "tee-1-M": 1}


def test_the_reading_names_the_product(talk: Talk) -> None:
    talk.show("mug-1", "mug-2")
    talk.call("update_cart", talk.read("add the second", Intent.CART_ADD, refs=("p2",)), product="p1")
    assert talk.cart() == {"mug-2": 1}


# showing


def test_the_cart_is_told_from_its_rows(talk_as: TalkAs) -> None:
    talk = talk_as("anna", "zh")
    assert talk.call("show_cart").text.startswith("found 0")
    talk.show("mug-1", "tee-2")
    talk.call("update_cart", product="p1", quantity=2)
    talk.call("update_cart", product="p2", options={"size": "L"})
    result = talk.call("show_cart")
    assert result.slots == {"cart": "2 × Stoneware mug和1 × Striped cotton t-shirt (L)", "cart.total": "$49.00"}
    assert "cart: 3 items | 49.00 USD" in result.text.splitlines()


def test_a_cart_from_another_visit_can_be_named(talk_as: TalkAs) -> None:
    first = talk_as("anna")
    first.show("mug-1")
    first.call("update_cart", product="p1")
    second = talk_as("anna")
    text = second.call("show_cart").text
    assert "p1 | Stoneware mug | 1 x 12.00 USD" in text.splitlines()
    second.call("update_cart", product="p1", quantity=0)
    assert second.cart() == {}


def test_carts_are_apart(talk_as: TalkAs) -> None:
    anna, ben = talk_as("anna"), talk_as("ben")
    for talk in (anna, ben):
        talk.show("mug-1")
    anna.call("update_cart", product="p1")
    assert ben.cart() == {}
    assert ben.call("show_cart").text.startswith("found 0")
