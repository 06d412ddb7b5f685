"""What code does about a model that calls badly: judged by what was run and shown, through a real HTTP server."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from assistant.assistant import Assistant
from assistant.events import TurnDone
from assistant.openai_model import OpenAIModel, OpenAISettings
from assistant.shop import Shop
from tests.assistant.chat_server import Behaviour, Exchange, chunk, fragment, serving, usage


def scripted(*answers: Any) -> Behaviour:
    """The answers in turn: (tool, arguments as text) calls, a text speaks; the last one is repeated."""
    left = list(answers)

    def behave(exchange: Exchange) -> None:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, str):
            exchange.events(chunk(answer), chunk("", finish="stop"), usage(9, 5))
        else:
            name, arguments = answer
            exchange.events(
                chunk(tool_calls=[fragment(0, arguments, name, "c")]), chunk(finish="tool_calls"), usage(9, 5)
            )

    return behave


def turn(shop: Shop, message: str, *answers: Any) -> tuple[TurnDone, list[dict[str, Any]]]:
    """The finished turn, and what the server was asked."""

    async def run(assistant: Assistant) -> TurnDone:
        session = assistant.session()
        return [event async for event in assistant.turn(session, message) if isinstance(event, TurnDone)][-1]

    with serving(scripted(*answers)) as server:
        done = asyncio.run(run(Assistant(shop, OpenAIModel(OpenAISettings(server.base_url, "scripted")))))
        return done, server.requests


def test_a_call_that_cannot_be_read_may_be_made_again_once(shop: Shop) -> None:
    good = ("search_products", json.dumps({"query": "running shoes"}))
    done, asked = turn(shop, "running shoes please", ("search_products", '{"query": '), good, "Have a look at {p1}.")
    assert [(tool.name, tool.ok) for tool in done.tools] == [("search_products", False), ("search_products", True)]
    assert "not a JSON object" in asked[1]["messages"][-1]["content"]
    assert done.cards
    assert not done.degraded
    assert done.guards == {"call_returned": 1}


def test_after_a_second_unreadable_call_the_plan_answers(shop: Shop) -> None:
    done, asked = turn(shop, "running shoes please", ("search_products", "{"))
    assert len(asked) == 2
    assert [tool.ok for tool in done.tools] == [False, False, True]
    assert all("running shoes" in card.product.title.casefold() for card in done.cards[:3])
    assert done.reply
    assert done.guards["call_returned"] == 2


def test_limits_that_the_model_changed_or_dropped_are_kept_and_counted(shop: Shop) -> None:
    changed = ("search_products", json.dumps({"query": "running shoes", "price_max": 500, "brand": ["Acme"]}))
    done, _ = turn(shop, "Acme running shoes under 90 dollars", changed, "Here you are.")
    assert [card.product.id for card in done.cards] == ["run-1"]
    assert done.guards == {"limit_kept": 1}
    dropped = ("search_products", json.dumps({"query": "running shoes"}))
    done, _ = turn(shop, "Acme running shoes under 90 dollars", dropped, "Here you are.")
    assert [card.product.id for card in done.cards] == ["run-1"]
    assert done.guards == {"limit_kept": 2}  # the price and the brand


def test_a_call_that_leaves_everything_to_the_reading_is_no_correction(shop: Shop) -> None:
    done, _ = turn(shop, "Acme running shoes under 90 dollars", ("search_products", "{}"), "Here you are.")
    assert [card.product.id for card in done.cards] == ["run-1"]
    assert done.guards == {}


def test_a_write_nobody_asked_for_is_replaced_and_counted(shop: Shop) -> None:
    done, _ = turn(shop, "running shoes please", ("update_cart", '{"product": "p1"}'), "Here you are.")
    assert [tool.name for tool in done.tools] == ["search_products"]
    assert not done.cart.lines
    assert done.guards == {"call_replaced": 1}


def test_the_same_call_again_runs_once(shop: Shop) -> None:
    same = ("search_products", "{}")
    done, _ = turn(shop, "running shoes please", same, same, "Here you are.")
    assert done.guards == {"repeat_stopped": 1}
    assert done.cards
