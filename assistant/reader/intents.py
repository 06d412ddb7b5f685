"""What the shopper wants: the trained head's belief in the words, moved by what only the conversation shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.reader.item_intents import about_items
from assistant.reading import Intent

FACT, LIKELY = 1.0, 0.45  # what the conversation adds to a belief
UNSURE = 0.75  # a head this sure of a message is not overruled by what was said before
HIDES = re.compile(
    r"\b(?:hide|(?:do\s*n'?t|never|stop)\s+(?:ever\s+)?show(?:ing)?|not\s+interested\s+in|no\s+interest\s+in"
    r"|(?:do\s*n'?t|never)\s+(?:ever\s+)?(?:want|wanna|need)\s+to\s+see|(?:hate|can'?t\s+stand|dislike"
    r"|do\s*n'?t\s+like)\s+(?:the|number|no|p\d))\b"
)
_TAKE = re.compile(
    r"(?:i'?ll|ill|i\s+will|let'?s)\s+(?:take|have|go\s+(?:for|with))|\b(?:i\s+want|gimme|i'?d\s+like"
    r"|buy|purchase|order)\s*$|(?:sold|deal)\s*[!.]*$|\b(?:i'?ll|i\s+will|i\s+want\s+to|gonna"
    r"|going\s+to)\s+(?:buy|get|order)\b"
)


CART = re.compile(r"\b(?:cart|basket|trolley)\b")
_EXCHANGES = re.compile(
    r"\b(?:swap|replac\w+|exchang\w+|switch|chang\w+|substitut\w+|another|different|other|instead|leave|drop|remove"
    r"|skip|without|lose|get\s+rid|take\s+out|keep|do\s*n'?t\s+(?:need|want|like)|no\s+need|but\s+not|cheaper|nicer"
    r"|better|except)\b"
)
_WHOLE_FOR_LESS = re.compile(
    r"\b(?:(?:make|get|do)\s+(?:it|that|this|them|the\s+(?:set|bundle|whole\s+thing|lot))\s+(?:\w+\s+)?(?:cheaper|for)"
    r"|cheaper|less\s+expensive|too\s+(?:expensive|much|dear|pricey)|bring\s+\w+(?:\s+\w+)?\s+down|budget"
    r"|(?:can|could)\s+(?:spend|afford|stretch)|costs?\s+too\s+much)\b"
)
_THE_SET = re.compile(r"\b(?:the|this|that|your)\s+(?:whole\s+)?(?:set|bundle|outfit|kit|package|total|lot|thing)\b")
# "Do you sell pens?" asks about the shop and is served best by pens.
_OFFERED = re.compile(
    r"^(?:(?:please|hi|hello|hey|and|but|ok|so|well|btw)\W+){0,2}(?:do|does)\s+(?:you|u|the\s+shop)\s+(?:also\s+)?(?:sell|have|stock|carry)\b"
    r"(?!.*\b(?:brands?|sections?|departments?|categor\w+|kinds?|sorts?|types?|policy|deals?|sales?|discounts?|offers?)\b)"
)
# "Is there a scented one?", "show me the Acme ones": a kind of what is looked for, not one of what is shown.
_A_KIND = re.compile(
    r"\b(?:an?|any|some)\s+(?:[\w.'-]+\s+){1,3}one\b|\b(?!(?:these|those|other)\b)[\w.'-]+\s+(?:ones|kind|sort)\b"
)
_ASIDE = frozenset({Intent.OFF_TOPIC, Intent.REMEMBER})
_POLITE = frozenset({Intent.GREETING, Intent.THANKS, Intent.GOODBYE})  # "hello! I am after a brush" is a search
# What a wish for several things that go together has in it: a word for all of them, or a list of them.
_SEVERAL = re.compile(
    r"\b(?:everything|(?:(?<=\ba\s)|(?<=the\s)|(?<=full\s)|(?<=whole\s)|(?<=complete\s)|(?<=entire\s)|(?<=matching\s))sets?|sets?\s+(?:me|us|up)"
    r"|(?:create|make|compose|assemble|put|give)\b.*\bsets?|\w*kits?|outfits?|bundles?|complete|whole|starter|gear|stuff|essentials|suppl(?:y|ies)|needs?"
    r"|goes?|look|furnish\w*|equip\w*|packages?|hampers?|combos?|(?<!clubbed\s)(?<!pooled\s)(?<!scraped\s)together|things|basket|box|all|full|setup|match\w*|ensemble"
    r"|works|combination|build|sorted|ready|collection|items|pieces|prepare|assemble|coordinat\w*|accessor\w+|trio"
    r"|deck(?:ed)?|lot|bits|dress\s+me|makeover|style|suit|wear\s+with|do\s+up|design|plan)\b"
)
_SURE_OF_SETS = 0.9
# "And a mouse to go with it" looks for one: what is yet to be found goes into no cart, unless `find_then_buy` reads it.
_FINDING = frozenset({Intent.SEARCH, Intent.RECOMMEND, Intent.BUNDLE, Intent.SIMILAR})
_SHOW = re.compile(r"^(?:\w+\W+){0,2}?(?:show|find|get|bring)\s+(?:me|us)\s+(?!what\b|my\b|our\b)")
_KEEPING = re.compile(
    r"^(?:\w+\W+){0,2}?(?:remember|keep\s+in\s+mind|note\s+(?:down\s+)?that|don'?t\s+forget)\b(?!.*\?$)"
)
# A wish with a price limit is none of these unless its words say so, whatever story comes with it.
_NAMED_BY = {
    Intent.RETURN: re.compile(
        r"\b(?:return\w*|(?<!tax\s)refund\w*|money\s+back|send\w*\s+(?:\w+\s+){0,3}back|exchang\w*|faulty|damaged)\b|退|换"
    ),
    Intent.ORDER_STATUS: re.compile(
        r"\b(?:order\w*|parcel|package|deliver\w*|track\w*|shipped|arriv\w*|where)\b|单|快递|包裹|发货|物流|到货"
    ),
    Intent.CART_SHOW: re.compile(r"\b(?:cart|basket|trolley|check\s?out|total)\b|车|结算|结账"),
    Intent.OVERVIEW: re.compile(
        r"\b(?:what|which|brands?|departments?|categor\w+|kinds?|sorts?|sections?|range|sell)\b|什么|哪|品牌|类|经营"
    ),
    Intent.GOODBYE: re.compile(r"\b(?:good)?bye\b|\bsee\s+you|再见|拜"),
    Intent.PERSON: re.compile(
        r"\b(?:human|person|agent|manager|someone|complain\w*|representative|staff)\b|人工|客服|真人|投诉"
    ),
}
_SURE_OF_SERVICE = 0.8  # "rebate $160" is no wish, whatever else a sum of money may limit
_TOLD_BESIDE = (
    Intent.BUNDLE, Intent.CART_ADD, Intent.RETURN, Intent.PERSON, Intent.REMEMBER, Intent.COMPARE, Intent.DETAILS,
    Intent.POLICY, Intent.HIDE, Intent.REVIEWS, Intent.SWAP, Intent.OFF_TOPIC,
)  # fmt: skip
_LASTING = re.compile(
    r"\b(?:always|never|usually|normally|generally|in\s+general|from\s+now\s+on|in\s+(?:the\s+)?future|every\s+time|whenever"
    r"|note|save|remember|keep\s+in\s+mind|don'?t\s+forget)\b"
)
_SMALL_TALK = re.compile(
    r"^(?:ok|okay|yes|no|hi|hello|hey|thanks|bye|sure|fine|cool|great|hm+|lol|maybe|well|wow|oh|ah"
    r"|right|stop|help|nice|good|[a-z]{1,2})\b"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the other parts of the reader know and the words alone do not tell."""

    order_id: bool
    refs: bool  # points strongly at shown products
    refers: bool  # points at shown products at all
    every: bool  # points at all that is shown
    conditions: bool  # states a condition, drops one, or says cheaper or dearer
    priced: bool  # states a price limit
    query: bool  # has product words
    noun: bool  # one of them names a kind of product
    continues: bool
    cart: bool  # something is in it
    cart_named: bool  # the message names it
    shown: bool  # something is shown that could be bought
    bundle: bool  # what is shown is a bundle
    opener: bool  # speaks like the start of a search
    keywords: bool  # bare keywords, not a sentence
    things: bool  # names several different things to be had
    together: bool  # and states one sum for all of them
    alone: bool = False  # states a limit, surely of one thing
    placed: bool = False  # points at some of what is shown by their places
    several: bool = False  # points at more than one
    picked: bool = False  # says how many or in which size


_FIND_THEN_BUY = re.compile(
    r"^(?:\w+\s+){0,4}?(?:find|search(?:\s+for)?|look\s+(?:for|up)|show|get|pick(?:\s+out)?)\s+(?:\w+\s+){1,12}?"
    r"(?P<buy>(?:and|then|,)\s+(?:then\s+)?(?:\w+\s+)?(?:add|put|throw|stick|place|pop)\s+(?:\w+\s+){1,6}?"
    r"(?:to|in|into)\s+(?:my|the)\s+(?:shopping\s+)?(?:cart|basket|trolley|bag)\b)"
)


def find_then_buy(text: str) -> tuple[int, int] | None:
    """Where "and put the cheapest in my cart" stands behind "find a desk lamp"; None in any other message.

    What goes into the cart is then one of what will be found, not of what is shown.
    """
    match = _FIND_THEN_BUY.search(text)
    return None if match is None else match.span("buy")


def _changes_bundle(text: str, facts: Facts) -> bool:
    """Whether the message is about the bundle on the page: other items in it, or all of it for another sum."""
    if facts.refers:
        return _EXCHANGES.search(text) is not None
    less = _WHOLE_FOR_LESS.search(text) is not None
    if _THE_SET.search(text):
        return less or _EXCHANGES.search(text) is not None
    return not facts.noun and (less or (facts.priced and not facts.opener))


def decide(
    text: str, probabilities: Mapping[Intent, float], facts: Facts, unsure: float = UNSURE
) -> tuple[tuple[Intent, ...], float]:
    """Intents, strongest first, and the confidence in the first: the head's belief moved by what it cannot know.

    A belief of at least `unsure` is not overruled by what was said before.
    """
    belief = {intent: probabilities.get(intent, 0.0) for intent in Intent}
    _impossible(belief, facts)
    if facts.priced and facts.query and not facts.order_id:
        _priced(text, belief, facts)
    if facts.bundle and not CART.search(text) and _changes_bundle(text, facts):
        belief[Intent.SWAP] += 2 * FACT
    elif facts.together and not CART.search(text):
        belief[Intent.BUNDLE] += 2 * FACT
    elif HIDES.search(text) and facts.refers and not facts.every and not CART.search(text):
        belief[Intent.HIDE] += 2 * FACT
    elif _KEEPING.search(text) and belief[Intent.REMEMBER] > belief[Intent.FORGET]:
        belief[Intent.REMEMBER] += FACT
    elif facts.placed and about_items(text, belief, several=facts.several, picked=facts.picked):
        pass
    elif facts.query and _wishes(text, belief, facts):
        belief[Intent.SEARCH] += FACT
    elif max(belief.values()) < unsure or (facts.continues and not facts.refers):
        _from_facts(text, belief, facts)
    if facts.query and (facts.noun or facts.continues) and not facts.placed:
        # words to search for: the ranker knows the shopper all the same
        belief[Intent.SEARCH] = max(belief[Intent.SEARCH], belief[Intent.RECOMMEND])
        belief[Intent.RECOMMEND] = 0.0
    ordered = sorted(belief, key=lambda intent: -belief[intent])
    top = belief[ordered[0]]
    if top < 0.2:
        return (Intent.UNCLEAR,), 1.0 - top
    unsaid = {Intent.UNCLEAR} if ordered[0] not in _FINDING else {Intent.UNCLEAR, Intent.CART_ADD, Intent.CART_REMOVE}
    also = tuple(intent for intent in ordered[1:3] if belief[intent] > 0.4 and intent not in unsaid)
    return (ordered[0], *also), min(top, 0.99)


def _priced(text: str, belief: dict[Intent, float], facts: Facts) -> None:
    """A limit asks for something to buy, whatever story comes with it; one that is surely of one thing, for that."""
    if not facts.refs:
        for intent, said in _NAMED_BY.items():
            belief[intent] *= 1.0 if belief[intent] > _SURE_OF_SERVICE or said.search(text) else 0.2
    if not facts.alone or facts.placed or CART.search(text):
        return
    for intent in _TOLD_BESIDE:
        if belief[intent] < _SURE_OF_SETS and not (intent is Intent.REMEMBER and _LASTING.search(text)):
            belief[intent] *= 0.2
    belief[Intent.SEARCH] += LIKELY


def _from_facts(text: str, belief: dict[Intent, float], facts: Facts) -> None:
    """What the conversation makes likely, which the head does not see."""
    if facts.opener and facts.query:
        for intent in (Intent.REMEMBER, Intent.POLICY, Intent.OFF_TOPIC, Intent.PERSON):
            belief[intent] *= 0.3
    if facts.order_id:
        belief[Intent.RETURN if re.search(r"return|refund|send.*back", text) else Intent.ORDER_STATUS] += LIKELY
    elif facts.refs and _TAKE.search(text):
        belief[Intent.CART_ADD] += FACT
    elif facts.every and not facts.conditions:
        belief[Intent.SEARCH] += LIKELY
    elif facts.refs and not facts.noun and not facts.conditions:
        belief[Intent.DETAILS] += LIKELY if facts.query else FACT
    elif facts.conditions and (facts.continues or facts.noun):
        belief[Intent.SEARCH] += FACT
    elif facts.conditions:
        belief[Intent.SEARCH] += LIKELY
    elif facts.opener and facts.query and not facts.refers:
        belief[Intent.SEARCH] += FACT
    elif facts.noun or (facts.keywords and facts.query and not _SMALL_TALK.search(text)):
        belief[Intent.SEARCH] += LIKELY
    elif facts.query and facts.continues:
        belief[Intent.SEARCH] += 0.2


def _wishes(text: str, belief: dict[Intent, float], facts: Facts) -> bool:
    """Whether product words are a wish, whatever the words around them look like."""
    likeliest = max(belief, key=lambda intent: belief[intent])
    if facts.opener and likeliest in _POLITE:
        return True
    unsure = belief[likeliest] < _SURE_OF_SERVICE
    if likeliest in _ASIDE and facts.noun and (facts.opener or (facts.keywords and unsure)):
        return True  # "show me puzzles" asks for what the shop sells, whatever else is done with puzzles
    if likeliest is Intent.REMEMBER and _SHOW.search(text) and not _KEEPING.search(text):
        return True
    if likeliest is Intent.REMEMBER and facts.priced and facts.noun and not _LASTING.search(text):
        return True  # "a kettle for my mum, my limit is 40" is no note on the mum
    likely = facts.noun or facts.continues or belief[likeliest] < _SURE_OF_SETS
    if likeliest is Intent.BUNDLE and not facts.refers and likely:
        return not facts.things and _SEVERAL.search(text) is None  # "dress for prom, max 150" is one dress
    return not facts.refs and bool(_OFFERED.search(text) or (facts.continues and _A_KIND.search(text)))


def _impossible(belief: dict[Intent, float], facts: Facts) -> None:
    """Takes belief from what cannot be: nothing to add, to remove, to hide or to exchange."""
    if not facts.shown:
        belief[Intent.CART_ADD] *= 0.3
    if not facts.refers or facts.every:  # "I don't like these" asks for others
        belief[Intent.SEARCH] += belief[Intent.HIDE] / 2 if facts.shown else 0.0
        belief[Intent.HIDE] *= 0.3 if facts.shown else 0.0
    if not facts.bundle:  # "change it, please" then asks for others, too
        belief[Intent.SEARCH] += belief[Intent.SWAP] / 2 if facts.shown or facts.continues else 0.0
        belief[Intent.SWAP] *= 0.3
    if not facts.cart and not facts.cart_named:
        belief[Intent.CART_REMOVE] *= 0.5
