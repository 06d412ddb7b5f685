"""Orders, returns, rules and people, judged by the rows of the shop and by whose they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from assistant.reading import Intent
from assistant.session import Turn
from assistant.tools.policies import closest_topic
from store.behaviour import EventKind
from store.orders import OrderStatus
from tests.assistant.conftest import NOW, Talk

TalkAs = Callable[..., Talk]


def status(talk: Talk, order_id: str) -> OrderStatus:
    order = talk.shop.store.orders.get(order_id)
    assert order is not None
    return order.status


# where is my order


def test_the_latest_order_is_told_with_status_date_and_items(talk_as: TalkAs) -> None:
    result = talk_as("anna").call("order_status")
    assert result.data == {"order_id": "A-1003", "status": "shipped"}
    assert result.slots["order"] == (
        "Order A-1003 of 20 November 2026 ($199.00) has been shipped on 21 November 2026. "
        "It holds 1 × Ridgeline 2-person tent. It is on its way to you."
    )


def test_an_order_is_told_in_chinese(talk_as: TalkAs) -> None:
    sentence = talk_as("anna", "zh").call("order_status").slots["order"]
    assert sentence.startswith("订单 A-1003（2026年11月20日下单，合计$199.00）2026年11月21日已发货")


@pytest.mark.parametrize("written", ["A-1001", "a1001", "#A-1001", " a-1001 "])
def test_an_order_number_may_be_written_loosely(talk_as: TalkAs, written: str) -> None:
    assert talk_as("anna").call("order_status", order=written).data["order_id"] == "A-1001"


def test_the_shoppers_number_wins_over_the_models(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    reading = talk.read("where is A-1001?", Intent.ORDER_STATUS, order_id="A-1001")
    assert talk.call("order_status", reading, order="A-1002").data["order_id"] == "A-1001"


def test_another_customers_order_does_not_exist(talk_as: TalkAs) -> None:
    talk = talk_as("ben")
    for tool in ("order_status", "start_return"):
        result = talk.call(tool, order="A-1001")
        assert result.text.startswith("found 0")
        assert "boots" not in result.text
        assert "boots" not in str(result.slots)
    assert status(talk, "A-1001") is OrderStatus.DELIVERED


def test_a_guest_is_asked_to_sign_in(talk: Talk) -> None:
    assert "sign in" in talk.call("order_status", order="A-1001").slots["order"]
    assert "sign in" in talk.call("start_return", order="A-1001").slots["rule"]


def test_an_order_makes_its_products_nameable(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    talk.call("order_status", order="A-1002")
    result = talk.call("start_return", product="p1")
    assert result.data == {"order_id": "A-1002", "product_id": "tee-1"}


# sending back


def test_a_return_within_the_window_is_registered_once(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    reading = talk.read("I want to return the cotton t-shirt, it is too small", Intent.RETURN)
    result = talk.call("start_return", reading, product="cotton t-shirt")
    assert result.text.startswith("ok")
    order = talk.shop.store.orders.get("A-1002")
    assert order is not None
    assert order.status is OrderStatus.RETURN_REQUESTED
    assert order.history[-1].note == "tee-1: I want to return the cotton t-shirt, it is too small"
    again = talk.call("start_return", reading, product="cotton t-shirt", same_turn=True)
    assert again.text == result.text  # the same request of the same turn
    later = talk.call("start_return", reading, product="cotton t-shirt")
    assert later.text.startswith("refused: already returned")
    kept = talk.shop.store.orders.get("A-1002")
    assert kept is not None
    assert len(kept.history) == len(order.history)
    returns = [event for event in talk.shop.store.behaviour.history("anna") if event.kind is EventKind.RETURN]
    assert [event.product_id for event in returns] == ["tee-1"]


def test_outside_the_window_the_rule_is_told_with_its_dates(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    result = talk.call("start_return", product="hiking boots")
    assert result.text.startswith("refused: return window")
    # delivered 40 days before 22 November
    assert result.slots["rule"] == (
        "Returns are taken within 30 days of delivery. Summit hiking boots was delivered on 13 October 2026, "
        "so its time ended on 12 November 2026."
    )
    assert status(talk, "A-1001") is OrderStatus.DELIVERED


def test_the_rule_is_told_in_chinese(talk_as: TalkAs) -> None:
    rule = talk_as("anna", "zh").call("start_return", product="hiking boots").slots["rule"]
    assert "30 天内" in rule
    assert "2026年11月12日" in rule


@pytest.mark.parametrize(("day", "allowed"), [(29, True), (30, True), (31, False)])
def test_the_last_day_counts_in_full(talk_as: TalkAs, day: int, allowed: bool) -> None:
    talk = talk_as("anna")
    talk.now = NOW + timedelta(days=day - 6, hours=11)  # the t-shirt came six days before NOW
    assert talk.call("start_return", product="cotton t-shirt").text.startswith("ok") == allowed


def test_some_categories_never_come_back(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    result = talk.call("start_return", order="A-1002", product="underwear")
    assert result.text.startswith("refused: excluded category")
    assert "Underwear" in result.slots["rule"]
    assert status(talk, "A-1002") is OrderStatus.DELIVERED


def test_what_did_not_arrive_cannot_go_back(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    assert talk.call("start_return", product="tent").text.startswith("refused: not delivered")
    assert status(talk, "A-1003") is OrderStatus.SHIPPED


def test_an_order_of_several_things_needs_a_choice(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    result = talk.call("start_return", talk.read("I want to send something back", Intent.RETURN))
    assert result.text.splitlines()[0] == "needs: item (Plain cotton t-shirt, Merino underwear)"
    assert status(talk, "A-1002") is OrderStatus.DELIVERED


def test_what_was_not_bought_cannot_go_back(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    (handle,) = talk.show("phones-1")
    assert talk.call("start_return", product=handle).text.startswith("refused: not bought here")
    assert talk.call("start_return", product="grand piano").text.startswith("refused: not bought here")


def test_what_was_bought_is_found_by_words_when_the_page_shows_something_like_it(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    talk.show("boot-2")
    reading = talk.read("I want to return the Summit boots", Intent.RETURN, refs=("p1",))
    result = talk.call("start_return", reading)
    assert result.data["order_id"] == "A-1001"


def test_without_a_rule_no_return_is_promised(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    talk.shop.store.settings.set("return_window_days", "")
    assert talk.call("start_return", product="cotton t-shirt").text.startswith("refused: no return rule")
    assert status(talk, "A-1002") is OrderStatus.DELIVERED


def test_the_second_item_of_an_order_may_follow_the_first(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    talk.shop.store.settings.set("return_excluded_categories", "")
    assert talk.call("start_return", order="A-1002", product="t-shirt").text.startswith("ok")
    assert talk.call("start_return", order="A-1002", product="underwear").text.startswith("ok")
    assert talk.call("start_return", order="A-1002", product="underwear").text.startswith("refused: already returned")


# the shop's rules


@pytest.mark.parametrize(
    ("topic", "message", "begins"),
    [
        ("returns", "", "You can return"),
        ("refunds", "can I get my money back", "You can return"),
        ("", "how long does delivery take?", "Delivery takes"),
        ("配送", "多久能到", "Delivery takes"),
        ("", "can I pay by card", "We take cards"),
    ],
)
def test_the_nearest_rule_is_quoted(talk: Talk, topic: str, message: str, begins: str) -> None:
    result = talk.call("shop_policy", talk.read(message, Intent.POLICY, topic=topic))
    assert result.slots["rule"].startswith(begins)


def test_a_question_without_a_rule_names_the_rules_there_are(talk: Talk) -> None:
    result = talk.call("shop_policy", talk.read("do you have a loyalty scheme?", Intent.POLICY))
    assert result.text.startswith("found 0")
    assert result.slots["rule"] == "I have no rule on that. I can tell you about payment, returns and shipping."


def test_a_topic_of_several_words_is_found_in_the_message() -> None:
    topics = ["exchange", "gift cards", "payment", "returns", "shipping", "stores and hours", "price match"]
    assert closest_topic("payment", "do gift cards expire?", topics) == "gift cards"
    assert closest_topic("returns", "who pays the shipping of a return?", topics) == "returns"
    assert closest_topic("refunds", "", topics) == "returns"
    assert closest_topic("exchanges", "", topics) == "exchange"
    assert closest_topic("", "when are you open, what are your hours?", topics) == "stores and hours"
    assert closest_topic("loyalty", "do you have a loyalty scheme?", topics) == ""


def test_no_topics_no_invention() -> None:
    assert closest_topic("returns", "", []) == ""


# a person


def test_a_person_gets_a_note_made_by_code(talk_as: TalkAs) -> None:
    talk = talk_as("anna")
    talk.show("tent-1")
    talk.call("update_cart", product="p1")
    talk.session.turns.append(Turn("my tent leaks", "I am sorry to hear that.", tool="order_status"))
    result = talk.call("hand_off", talk.read("let me talk to a person", Intent.PERSON))
    assert result.hand_off is not None
    assert result.hand_off.reason == "asked for a person"
    for part in ("anna", "my tent leaks", "order_status", "let me talk to a person", "tent-1", "A-1003"):
        assert part in result.hand_off.summary
    assert talk.session.handed_off
