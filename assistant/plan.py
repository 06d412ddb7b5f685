"""Which tool serves which intent: the plan that code can always make, and the limit on what a model may make of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.events import Card
from assistant.messages import ToolCall
from assistant.reading import Intent, Reading

TOOL_OF: dict[Intent, str] = {
    Intent.SEARCH: "search_products",
    Intent.RECOMMEND: "recommend_for_me",
    Intent.SIMILAR: "find_similar",
    Intent.DETAILS: "show_product",
    Intent.COMPARE: "compare_products",
    Intent.BUNDLE: "build_bundle",
    Intent.SWAP: "change_bundle",
    Intent.OVERVIEW: "catalogue_overview",
    Intent.PROMOTIONS: "list_promotions",
    Intent.REVIEWS: "read_reviews",
    Intent.CART_ADD: "update_cart",
    Intent.CART_REMOVE: "update_cart",
    Intent.CART_SHOW: "show_cart",
    Intent.ORDER_STATUS: "order_status",
    Intent.RETURN: "start_return",
    Intent.POLICY: "shop_policy",
    Intent.REMEMBER: "remember",
    Intent.FORGET: "forget",
    Intent.HIDE: "hide_product",
    Intent.PERSON: "hand_off",
}

BY_PHOTO = "find_by_photo"  # only where the message came with a photo, whatever its words are read as
INTENT_OF: dict[str, Intent] = {tool: intent for intent, tool in reversed(TOOL_OF.items())}
_CHEAPEST = re.compile(r"cheapest|least expensive|lowest|最便宜")
TALK = frozenset({Intent.GREETING, Intent.THANKS, Intent.GOODBYE, Intent.OFF_TOPIC})

# A reading this sure of itself decides when a model calls nothing at all; below it, the model's silence is respected.
SURE = 0.5
CERTAIN = 0.9  # and one this sure corrects a call that says nothing of its own


def planned(reading: Reading) -> ToolCall | None:
    """The call that serves the reading without a model; arguments are left to the reading. None: nothing to call."""
    name = BY_PHOTO if reading.photo else TOOL_OF.get(reading.intent)
    if name is None and reading.intent is Intent.UNCLEAR and reading.query:
        name = "search_products"
    return None if name is None else ToolCall("plan", name)


def bought_after(reading: Reading, found: Sequence[Card]) -> ToolCall | None:
    """ "Find a lamp and put the cheapest in my cart": the second call, on what the first has found; None otherwise."""
    if reading.intents != (Intent.SEARCH, Intent.CART_ADD) or not found:
        return None
    cheapest = min(found, key=lambda card: card.product.price.minor)
    picked = cheapest if _CHEAPEST.search(reading.text.casefold()) else found[0]
    return ToolCall("then", TOOL_OF[Intent.CART_ADD], {"product": picked.handle})


def asked_for(name: str, reading: Reading) -> bool:
    """Whether the shopper's own message asks for what a writing tool does.

    Product text, reviews and earlier tool results reach a model too, and may tell it to act. None of them reaches the
    reading, so a write that the reading does not contain is never carried out. Nor is one that the shopper only asks
    about: "can I return it?" is a question for the shop's rules first.
    """
    return reading.intent is not Intent.POLICY and serves(name, reading)


def serves(name: str, reading: Reading) -> bool:
    """Whether the tool is the one for any of the intents read."""
    if reading.photo:
        return name == BY_PHOTO
    return any(TOOL_OF.get(intent) == name for intent in reading.intents)


def only_talk(reading: Reading) -> bool:
    """Whether the message is surely small talk or not the shop's business, so that nothing is to be looked up."""
    return reading.confidence >= SURE and all(intent in TALK for intent in reading.intents)
