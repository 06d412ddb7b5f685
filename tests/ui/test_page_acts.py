"""What the page's buttons do, on a real shop; and what they refuse, whatever a browser sends."""

from __future__ import annotations

import asyncio

import pytest

from assistant.assistant import Assistant
from assistant.events import TurnDone
from store.behaviour import EventKind
from ui.page_acts import Acts
from ui.views import OPEN_AT_ONCE, View, Views


@pytest.fixture
def views() -> Views:
    return Views()


@pytest.fixture
def acts(assistant: Assistant, views: Views) -> Acts:
    return Acts(assistant, views)


def talk(assistant: Assistant, view: View, message: str) -> TurnDone:
    async def run() -> TurnDone:
        return [event async for event in assistant.turn(view.session, message) if isinstance(event, TurnDone)][-1]

    return asyncio.run(run())


@pytest.fixture
def guest(assistant: Assistant, views: Views) -> View:
    """A guest who was shown jackets."""
    view = views.create(assistant)
    assert talk(assistant, view, "jackets").cards
    return view


def lines(assistant: Assistant, view: View) -> dict[str, int]:
    return {line.variant_id: line.quantity for line in assistant.cart(view.session).lines}


def test_adding_takes_the_chosen_variant_and_counts_up(assistant: Assistant, acts: Acts, guest: View) -> None:
    for _ in range(2):
        acts.run(guest, {"act": "add", "product": "jacket-1", "variant": "jacket-1-L"})
    assert lines(assistant, guest) == {"jacket-1-L": 2}


def test_adding_without_a_choice_takes_the_offer(assistant: Assistant, acts: Acts, guest: View) -> None:
    acts.run(guest, {"act": "add", "product": "jacket-2", "variant": "not-a-variant"})
    assert lines(assistant, guest) == {"jacket-2-M": 1}  # S is sold out


def test_more_than_there_is_is_said_not_put(assistant: Assistant, acts: Acts, guest: View) -> None:
    for _ in range(3):
        acts.run(guest, {"act": "add", "product": "jacket-2", "variant": "jacket-2-M"})
    assert lines(assistant, guest) == {"jacket-2-M": 2}
    assert guest.notice == "There are only 2 of these in stock."


def test_what_was_not_shown_cannot_be_added(assistant: Assistant, acts: Acts, views: Views) -> None:
    fresh = views.create(assistant)
    for product in ("mug-1", "nothing", ""):
        acts.run(fresh, {"act": "add", "product": product})
        acts.run(fresh, {"act": "hide", "product": product})
        acts.run(fresh, {"act": "view", "product": product})
    assert lines(assistant, fresh) == {}
    assert fresh.session.hidden == set()


def test_the_carts_buttons_change_only_lines_that_are_there(assistant: Assistant, acts: Acts, guest: View) -> None:
    acts.run(guest, {"act": "add", "product": "jacket-1", "variant": "jacket-1-M"})
    acts.run(guest, {"act": "quantity", "product": "jacket-1", "variant": "jacket-1-M", "quantity": "4"})
    acts.run(guest, {"act": "quantity", "product": "jacket-1", "variant": "jacket-1-S", "quantity": "4"})
    for nonsense in ("-3", "x", "", "1e3"):
        acts.run(guest, {"act": "quantity", "product": "jacket-1", "variant": "jacket-1-M", "quantity": nonsense})
    assert lines(assistant, guest) == {"jacket-1-M": 4}
    acts.run(guest, {"act": "quantity", "product": "jacket-1", "variant": "jacket-1-M", "quantity": "0"})
    assert lines(assistant, guest) == {}


def test_what_is_hidden_does_not_come_again(assistant: Assistant, acts: Acts, guest: View) -> None:
    acts.run(guest, {"act": "hide", "product": "jacket-1"})
    assert "jacket-1" not in {card.product.id for card in talk(assistant, guest, "jackets").cards}


def test_a_persona_is_a_conversation_of_its_own(assistant: Assistant, acts: Acts, guest: View) -> None:
    maya = acts.run(guest, {"act": "persona", "value": "maya"})
    assert maya.session.customer_id == "maya"
    assert maya.session.id != guest.session.id
    again = acts.run(maya, {"act": "new"})
    assert (again.session.customer_id, again.turns) == ("maya", [])
    assert again.session.id != maya.session.id


@pytest.mark.parametrize("value", ["someone", "nobody", "", "maya' OR 1=1"])
def test_nobody_becomes_a_real_customer(acts: Acts, guest: View, value: str) -> None:
    assert acts.run(guest, {"act": "persona", "value": value}).session.customer_id == ""


def test_forgetting_deletes_the_one_thing(assistant: Assistant, acts: Acts, guest: View) -> None:
    maya = acts.run(guest, {"act": "persona", "value": "maya"})
    acts.run(maya, {"act": "forget", "kind": "brand", "value": "Nordvik"})
    assert [(one.kind, one.value) for one in assistant.profile(maya.session)] == [("size", "M")]


def test_a_look_at_the_details_is_learnt_from(assistant: Assistant, acts: Acts, guest: View) -> None:
    maya = acts.run(guest, {"act": "persona", "value": "maya"})
    talk(assistant, maya, "jackets")
    acts.run(maya, {"act": "view", "product": "jacket-2"})
    seen = [(event.product_id, event.kind) for event in assistant.shop.store.behaviour.history("maya")]
    assert ("jacket-2", EventKind.CLICK) in seen


def test_an_unknown_act_changes_nothing(acts: Acts, guest: View) -> None:
    assert acts.run(guest, {"act": "format the disk"}) is guest
    assert acts.run(guest, {}) is guest


def test_a_tab_keeps_its_conversation_and_gets_no_other(assistant: Assistant, views: Views) -> None:
    mine, yours = "a" * 32, "b" * 32
    assert views.open(assistant, mine) is views.open(assistant, mine)
    assert views.open(assistant, mine).session is not views.open(assistant, yours).session
    assert views.open(assistant, "short").session.id != "short"


def test_old_conversations_give_way(assistant: Assistant, views: Views) -> None:
    first = views.open(assistant, "f" * 32)
    for _ in range(OPEN_AT_ONCE):
        views.create(assistant)
    assert views.open(assistant, "f" * 32) is not first
