"""What a Chinese message wants: the head's belief, moved by what its words tell and what the conversation shows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.reader.chinese.cues import ASKS, CART, EXCHANGES, SORTING, TAKES_OUT, UNCLEAR, told
from assistant.reader.chinese.references import points
from assistant.reader.intents import FACT, UNSURE, Facts
from assistant.reader.intents import decide as decide_from_facts
from assistant.reader.item_intents import ELSEWHERE, UNLIKELY
from assistant.reading import Intent

# Of two intents that the words tell, the one that yields to the other: "查一下订单,我要退货" is a return.
_YIELDS: dict[Intent, frozenset[Intent]] = {
    Intent.CART_SHOW: frozenset([Intent.CART_REMOVE, Intent.CART_ADD]),
    Intent.CART_ADD: frozenset([Intent.CART_REMOVE, Intent.SWAP]),
    Intent.SWAP: frozenset([Intent.CART_REMOVE]),
    Intent.BUNDLE: frozenset([Intent.SWAP, Intent.CART_SHOW]),
    Intent.ORDER_STATUS: frozenset([Intent.RETURN, Intent.PERSON, Intent.POLICY]),
    Intent.RETURN: frozenset([Intent.POLICY, Intent.PERSON]),
    Intent.REMEMBER: frozenset([Intent.FORGET, Intent.HIDE]),
    Intent.FORGET: frozenset([Intent.CART_REMOVE]),
    Intent.RECOMMEND: frozenset([Intent.COMPARE, Intent.REVIEWS, Intent.SIMILAR, Intent.PROMOTIONS]),
    Intent.DETAILS: frozenset(
        [Intent.COMPARE, Intent.REVIEWS, Intent.OVERVIEW, Intent.POLICY, Intent.ORDER_STATUS, Intent.CART_SHOW,
         Intent.RECOMMEND, Intent.PROMOTIONS]
    ),
    Intent.COMPARE: frozenset([Intent.REVIEWS]),
    Intent.OVERVIEW: frozenset([Intent.PROMOTIONS]),
    Intent.REVIEWS: frozenset([Intent.THANKS]),
    Intent.PERSON: frozenset([Intent.GREETING]),
    Intent.GREETING: frozenset([Intent.GOODBYE]),
    Intent.THANKS: frozenset(Intent) - {Intent.THANKS, Intent.REVIEWS, Intent.PERSON, Intent.GREETING},
}  # fmt: skip
_SET = re.compile(r"[一整全几]套|套装|整组|搭配|组合|一起|总共|一共|总价|总预算|合计|加起来|全部|配齐|凑")
_NOT_OF_PRICES = frozenset(
    {Intent.REMEMBER, Intent.FORGET, Intent.ORDER_STATUS, Intent.CART_ADD, Intent.CART_SHOW, Intent.OFF_TOPIC,
     Intent.UNCLEAR, Intent.RETURN, Intent.POLICY, Intent.PERSON, Intent.THANKS, Intent.GREETING, Intent.GOODBYE}
)  # fmt: skip
_ONE_SET = re.compile(r"[一件]套|套装|套盒")
# With a story of one's own, 能退吗 asks to return and not for the rules.
_OWN_STORY = re.compile(
    r"收到|到手|我(?:买|那|这|自己)|坏|碎|裂|漏|穿了|用了|拆[封了]|不要|不想要|[太大小紧松]了|"
    r"太[大小紧松]|起球|掉色|想退|剪了|包装还"
)

# Compared on 577 messages of the bank that neither the head nor the cues had seen (docs/log.md).
CUE, HEAD_UNSURE = 0.3, 0.4
_COMPARES = re.compile(r"比|还是|纠结|哪[个款件双条把只台]|区别|差别|不同|差异|vs|pk|谁")
_SOME_WORDS = 0.2  # of belief in a search for words that nothing else explains


def decide(
    text: str, probabilities: Mapping[Intent, float], facts: Facts, *, placed: bool = False
) -> tuple[tuple[Intent, ...], float]:
    """Intents, strongest first, and the confidence in the first. `text` is simplified and in lower case.

    `placed`: products are named by their places, and something is to be done with them.
    """
    belief = {intent: probabilities.get(intent, 0.0) for intent in Intent}
    clear = _settled(told(text), text, facts)
    for intent in clear:
        belief[intent] += CUE
    if facts.priced and facts.query and not facts.refs and not _SET.search(text):
        belief[Intent.SEARCH] += CUE  # a limit and something it limits: 比200贵的手表
    if facts.priced and not facts.refs and not facts.order_id:
        for intent in _NOT_OF_PRICES.difference(clear):
            belief[intent] *= 0.2  # 我室友的花了三百,我最多两百 is no note on the room-mate
    if facts.priced and not facts.things and not facts.together and _ONE_SET.search(text):
        belief[Intent.BUNDLE] *= 0.3  # 一套茶具,三百以内 is one product
    if facts.priced and facts.continues and not (clear or facts.refs or facts.bundle or facts.together):
        belief[Intent.SEARCH] += FACT  # another limit for what is looked for, however it is put
    if Intent.POLICY in clear:
        belief[Intent.RETURN] *= 0.3  # 怎么退货 asks for the rules
    _from_words(text, belief, facts, bool(clear))
    if placed:
        _about_items(text, belief, clear, facts)
    return decide_from_facts(text, belief, facts, HEAD_UNSURE)


def _settled(clear: list[Intent], text: str, facts: Facts) -> list[Intent]:
    """What the words tell, less what yields to something else in them or cannot be here."""
    if Intent.POLICY in clear and "退" in text and _OWN_STORY.search(text):
        clear = [Intent.RETURN if intent is Intent.POLICY else intent for intent in clear]
    gone = {intent for intent in clear if _YIELDS.get(intent, frozenset()).intersection(clear)}
    if facts.conditions and facts.priced:
        gone.add(Intent.HIDE)  # 别给我看两千以上的 is a limit
    if facts.noun and facts.conditions:
        gone |= {Intent.PROMOTIONS, Intent.THANKS}
        if not ASKS.search(text):
            gone.add(Intent.POLICY)  # 九块九包邮的袜子
    if facts.noun or facts.opener:
        gone.add(Intent.OFF_TOPIC)
    if facts.refs:
        gone.add(Intent.OVERVIEW)
    if not (facts.refers or points(text)):
        gone |= {Intent.HIDE}
        if facts.opener:
            gone |= {Intent.DETAILS}
    return [intent for intent in dict.fromkeys(clear) if intent not in gone]


def _from_words(text: str, belief: dict[Intent, float], facts: Facts, clear: bool) -> None:
    """What words and conversation make likely together."""
    if facts.order_id:
        belief[Intent.RETURN if belief[Intent.RETURN] > FACT else Intent.ORDER_STATUS] += FACT
    elif facts.bundle and _changes_bundle(text, facts):
        belief[Intent.SWAP] += 2 * FACT
    elif clear:
        return
    elif facts.cart and facts.refers and TAKES_OUT.search(text):
        belief[Intent.CART_REMOVE] += UNSURE
    elif UNCLEAR.match(text) and not (facts.refs or facts.conditions):
        belief[Intent.UNCLEAR] += FACT
    elif SORTING.search(text):
        belief[Intent.SEARCH] += FACT
    elif points(text) and ASKS.search(text) and not (facts.opener or facts.priced):
        belief[Intent.DETAILS] += UNSURE
    elif facts.query and not ASKS.search(text):
        belief[Intent.SEARCH] += _SOME_WORDS


def _about_items(text: str, belief: dict[Intent, float], clear: list[Intent], facts: Facts) -> None:
    """Moves belief from searching and small talk to what may be done with the products named by their places."""
    for intent in ELSEWHERE:
        belief[intent] *= UNLIKELY
    if not facts.several:
        belief[Intent.COMPARE] *= UNLIKELY
    elif _COMPARES.search(text) and not set(clear) - {Intent.DETAILS, Intent.COMPARE}:
        belief[Intent.COMPARE] += FACT
    if clear and Intent.DETAILS not in clear and not ASKS.search(text):
        belief[Intent.DETAILS] *= UNLIKELY
        belief[clear[0]] += CUE
    if facts.picked and max(belief.values()) < UNSURE and not ASKS.search(text):
        belief[Intent.CART_ADD] += FACT
    if max(belief.values()) < HEAD_UNSURE:
        belief[Intent.DETAILS] += UNSURE


def _changes_bundle(text: str, facts: Facts) -> bool:
    """Whether the message is about the bundle on the page: other items in it, or it or one of them for less."""
    if CART.search(text):
        return False
    return EXCHANGES.search(text) is not None or (facts.priced and not (facts.noun or facts.opener))
