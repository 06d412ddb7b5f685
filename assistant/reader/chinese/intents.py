"""What a Chinese message wants: the head's belief, moved by what its words tell and what the conversation shows."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.reader.chinese.cues import ASKS, CART, EXCHANGES, SORTING, UNCLEAR, told
from assistant.reader.chinese.references import points
from assistant.reader.intents import FACT, LIKELY, Facts
from assistant.reader.intents import decide as decide_from_facts
from assistant.reading import Intent

# Of two intents that the words tell, the one that yields to the other: "查一下订单,我要退货" is a return.
_YIELDS: tuple[tuple[Intent, Intent], ...] = (
    (Intent.CART_SHOW, Intent.CART_REMOVE),
    (Intent.CART_SHOW, Intent.CART_ADD),
    (Intent.CART_ADD, Intent.CART_REMOVE),
    (Intent.SWAP, Intent.CART_REMOVE),
    (Intent.BUNDLE, Intent.SWAP),
    (Intent.BUNDLE, Intent.CART_SHOW),
    (Intent.ORDER_STATUS, Intent.RETURN),
    (Intent.ORDER_STATUS, Intent.PERSON),
    (Intent.ORDER_STATUS, Intent.POLICY),
    (Intent.RETURN, Intent.POLICY),
    (Intent.RETURN, Intent.PERSON),
    (Intent.PERSON, Intent.GREETING),
    (Intent.PERSON, Intent.THANKS),
    (Intent.REMEMBER, Intent.FORGET),
    (Intent.HIDE, Intent.REMEMBER),
    (Intent.RECOMMEND, Intent.COMPARE),
    (Intent.RECOMMEND, Intent.REVIEWS),
    (Intent.RECOMMEND, Intent.SIMILAR),
    (Intent.DETAILS, Intent.COMPARE),
    (Intent.DETAILS, Intent.REVIEWS),
    (Intent.DETAILS, Intent.OVERVIEW),
    (Intent.DETAILS, Intent.POLICY),
    (Intent.DETAILS, Intent.ORDER_STATUS),
    (Intent.COMPARE, Intent.REVIEWS),
    (Intent.REVIEWS, Intent.THANKS),
    (Intent.OVERVIEW, Intent.PROMOTIONS),
    (Intent.GREETING, Intent.GOODBYE),
    (Intent.THANKS, Intent.GOODBYE),
)


def decide(text: str, probabilities: Mapping[Intent, float], facts: Facts) -> tuple[tuple[Intent, ...], float]:
    """Intents, strongest first, and the confidence in the first. `text` is simplified and in lower case."""
    belief = {intent: probabilities.get(intent, 0.0) for intent in Intent}
    clear = _settled(told(text), text, facts)
    for intent in clear:
        belief[intent] += FACT
    _from_words(text, belief, facts, bool(clear))
    return decide_from_facts(text, belief, facts)


def _settled(clear: list[Intent], text: str, facts: Facts) -> list[Intent]:
    """What the words tell, less what yields to something else in them or cannot be here."""
    gone = {loser for loser, winner in _YIELDS if loser in clear and winner in clear}
    if facts.conditions and facts.priced:
        gone.add(Intent.HIDE)  # 别给我看两千以上的 is a limit
    if facts.noun and facts.conditions:
        gone |= {Intent.PROMOTIONS, Intent.THANKS}
    if not (facts.refers or points(text)):
        gone |= {Intent.HIDE}
        if facts.opener:
            gone |= {Intent.DETAILS}
    return [intent for intent in clear if intent not in gone]


def _from_words(text: str, belief: dict[Intent, float], facts: Facts, clear: bool) -> None:
    """What words and conversation make likely together."""
    if facts.order_id:
        belief[Intent.RETURN if belief[Intent.RETURN] > FACT else Intent.ORDER_STATUS] += FACT
    elif facts.bundle and EXCHANGES.search(text) and not CART.search(text):
        belief[Intent.SWAP] += 2 * FACT
    elif clear:
        return
    elif UNCLEAR.match(text) and not facts.refs:
        belief[Intent.UNCLEAR] += FACT
    elif SORTING.search(text):
        belief[Intent.SEARCH] += FACT
    elif points(text) and ASKS.search(text) and not facts.opener:
        belief[Intent.DETAILS] += LIKELY
