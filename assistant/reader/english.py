"""English messages on their way to a reading."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.reader.composing import POINTING, Composer
from assistant.reader.conditions import KIN_WORDS, kin_audience, read_order, read_unknown_brand, read_words
from assistant.reader.context import ReadingContext
from assistant.reader.found import Found
from assistant.reader.gifts import read_gift
from assistant.reader.intents import CART, HIDES, Facts, decide, find_then_buy
from assistant.reader.lexicon import Lexicon
from assistant.reader.merge import continues_last, earlier_list, relative_price, strip_relative
from assistant.reader.negation import read_drops, read_negations
from assistant.reader.prices.candidates import stated
from assistant.reader.prices.features import Stated
from assistant.reader.prices.head import Limits
from assistant.reader.prices.lifted import ENGLISH as LIFTED
from assistant.reader.prices.lifted import read_lifted
from assistant.reader.prices.reading import PriceLimits, take_prices
from assistant.reader.prices.sets import lists_things, wanted_together
from assistant.reader.query import asks_for_others, is_keywords, opens_topic, product_words
from assistant.reader.references import Mentions, Pointer
from assistant.reader.service import order_id, quantity
from assistant.reader.text import Scan, lower, singular, words
from assistant.reader.understood import Understood
from assistant.reading import Intent, Reading
from store.money import exponent

_SUPERLATIVE_SEARCH = re.compile(
    r"\b(?:first|sort|order(?:ed)?\s+by|rank|low(?:est)?\s+to|high(?:est)?\s+to)\b|(?:\b"
    r"show\s+me\s+the\s+(?:cheapest|most|best|newest)|^(?:cheapest|newest|best\s+rated)\b)"
    r"(?!.{0,20}\bof\s+(?:those|these|them)\b)"  # "show me the cheapest of those" is about what is shown
)
_THE_SAME = re.compile(r"^(?:and|what\s+about|how\s+about|same\s+for)\b.{0,30}$")  # "and the second?"
_SURE_OF_ONE = 0.7  # belief in a limit from which on it is one thing that is wanted
# "Why these?", "tell me why you picked the first one": the reasons of what is shown
_WHY = re.compile(
    r"^(?:[\w']+\W+){0,4}?why\b(?:.{0,24}\b(?:these|those|this|that|it|them|one|recommend\w*|suggest\w*|pick\w*|cho[os]+e|show\w*)\b"
    r"|\W*$)"
)
_ELSEWHERE = frozenset(
    {Intent.ORDER_STATUS, Intent.RETURN, Intent.POLICY, Intent.OFF_TOPIC, Intent.REVIEWS, Intent.COMPARE}
)
_CART = frozenset({Intent.CART_ADD, Intent.CART_REMOVE, Intent.CART_SHOW})
_FOR_ONESELF = frozenset({Intent.RECOMMEND, Intent.REMEMBER, Intent.UNCLEAR})  # what a gift is not
_AGAIN = frozenset({Intent.RECOMMEND, Intent.SEARCH})
_BUYING = re.compile(r"\b(?:cart|basket|trolley|add|quantity|qty|i'?ll\s+(?:take|have|buy|get)|make\s+(?:it|that))\b")
_CORRECTION = re.compile(r"^(?:no|nope|sorry|actually|wait|i\s+meant?|oops)\b")


def read_english(
    text: str,
    context: ReadingContext,
    lexicon: Lexicon,
    belief: dict[Intent, float],
    limits: Callable[[Stated], Limits | None] | None = None,
) -> Reading:
    """The reading of a cleaned message that is not Chinese; `belief` is the head's in each intent, `limits` the limit
    head's reading of the prices, without which the rules have the last word on them."""
    return _Pass(text, context, lexicon, belief, limits).reading()


class _Pass:
    """One English message on its way to a reading. The order matters: each step takes out what it understood."""

    def __init__(
        self,
        text: str,
        context: ReadingContext,
        lexicon: Lexicon,
        probabilities: dict[Intent, float],
        limits: Callable[[Stated], Limits | None] | None,
    ) -> None:
        self.text = text
        self.context = context
        self.lexicon = lexicon
        self.probabilities = probabilities
        self.scan = Scan(text)
        self.found = Found()
        self.unknown_brand = ""
        self.gift = read_gift(self.scan.full)
        self.earlier = lower(context.last.text) if context.last is not None else ""
        self._limits = limits
        self.prices = Limits(PriceLimits(), together=False, sure=1.0)

    def reading(self) -> Reading:
        scan, found, context = self.scan, self.found, self.context
        back, back_query = earlier_list(scan.full, context)
        identifier = order_id(scan)
        pointer = Pointer(scan, context)
        buying = find_then_buy(scan.full)
        if buying is None:
            pointer.places()  # before prices: "between 1 and 3" may be places, too
        self.prices = self._read_prices()
        rest = scan.low
        found.price_min, found.price_max = self.prices.limits.low, self.prices.limits.high
        if back:
            return self._going_back(back, back_query)
        sorting = _SUPERLATIVE_SEARCH.search(scan.full) is not None
        if buying is not None:
            scan.take(*buying)
        read_drops(scan, found, self.lexicon)
        mentions = Mentions() if buying else pointer.resolve(superlatives=not sorting)
        read_order(scan, found, searching=sorting or not mentions.strong)
        many = quantity(scan) if mentions.handles or _BUYING.search(scan.full) else None
        relative = self._relative(mentions)
        read_negations(scan, found, self.lexicon, context)
        read_words(scan, found, self.lexicon)
        self.unknown_brand = read_unknown_brand(scan, self.lexicon)
        if _CORRECTION.search(scan.full) and context.last and (kin := kin_audience(scan.full, self.lexicon)):
            found.want(kin.name, kin.values)
            scan.pull(KIN_WORDS)
        hides = 0 < len(mentions.handles) < len(context.shown) and HIDES.search(scan.full)  # "… it any more"
        more = not mentions.strong and not hides and context.last is not None and asks_for_others(scan.full)
        query = product_words(scan)
        if self.gift is not None:
            query = self.gift.query(query, self.lexicon.is_noun)
        opener = opens_topic(scan.full)
        continues = continues_last(scan.full, query, opener, context.last, self.lexicon) and "all" not in found.dropped
        said = Understood(identifier, mentions, relative, many, query, continues or more, rest, self.prices)
        facts = self._facts(said)
        if facts.together:
            mentions = Mentions()  # "both for 90" is of both things that were asked for, not of two that are shown
        found_first = buying is not None
        intents, confidence, on = self._decide(facts, mentions, buying=found_first, more=more, continues=continues)
        said = replace(said, mentions=mentions, continues=on or continues)
        composer = Composer(scan, found, context, self.lexicon, said)
        reading = composer.reading(intents, confidence, self.unknown_brand)
        if self.gift is not None:
            reading = replace(reading, recipient=self.gift.recipient, occasion=self.gift.occasion)
        return replace(reading, more=True, refs=()) if more and reading.continues else reading

    def _decide(
        self, facts: Facts, mentions: Mentions, *, buying: bool, more: bool, continues: bool
    ) -> tuple[tuple[Intent, ...], float, bool]:
        """Intents, the confidence in the first, and whether they are surely about the last search. `more`: others than
        what is shown are wanted; `continues`: its words go on with the last search."""
        last, lifts = self.context.last, {"price_max", "price_min"} & self.found.dropped
        if buying and facts.query:
            return (Intent.SEARCH, Intent.CART_ADD), 0.95, False
        if mentions.strong and self.context.before in POINTING and _THE_SAME.search(self.scan.full):
            return (self.context.before,), 0.9, False
        if more and (continues or not facts.noun):
            return (last.intent if last is not None and last.intent in _AGAIN else Intent.SEARCH,), 0.95, True
        if lifts and not mentions.strong and "all" not in self.found.dropped:
            return (Intent.SEARCH,), 0.95, True
        if self.context.shown and _WHY.search(self.scan.full) and self._believed(_ELSEWHERE) < _SURE_OF_ONE:
            return (Intent.DETAILS,), 0.9, False
        intents, confidence = decide(self.scan.full, self.probabilities, facts)
        if intents[0] is Intent.SEARCH and not facts.query and last is not None and last.intent is Intent.RECOMMEND:
            return (Intent.RECOMMEND, *intents[1:]), confidence, False  # "anything cheaper?" of what was recommended
        if self.gift is not None and intents[0] in _FOR_ONESELF:
            return (Intent.SEARCH,), max(confidence, 0.8), False
        return intents, confidence, False

    def _believed(self, intents: frozenset[Intent]) -> float:
        return sum(self.probabilities.get(intent, 0.0) for intent in intents)

    def _read_prices(self) -> Limits:
        """What the message says of price, taken out of it."""
        scan, currency = self.scan, self.context.currency
        if (last := self.context.last) is not None:
            self.found.dropped |= read_lifted(scan, LIFTED, last.constraints, 10 ** exponent(currency))
        said = take_prices(scan, currency)
        read = self._limits(stated(scan.full, scan.low, self.earlier, said, currency)) if self._limits else None
        if read is None:
            together = wanted_together(scan.full, scan.low, self.earlier, self.lexicon.is_noun)
            return Limits(said.limits, together and said.limits.stated, sure=0.0)
        for start, end in read.spans:
            scan.take(start, end)
        return read

    def _relative(self, mentions: Mentions) -> bool:
        item = self.context.item(mentions.handles[0]) if mentions.handles else None
        said = relative_price(self.scan.low, self.found, item, self.context)
        if said:
            self.scan.low = strip_relative(self.scan.low)
        return said

    def _facts(self, said: Understood) -> Facts:
        mentions, query = said.mentions, said.query
        found = self.found
        priced = found.price_max is not None or found.price_min is not None
        if mentions.strong and self.context.last is not None:  # "the third hoodie" after "hoodies" wants no hoodies
            known = {singular(word) for word in words(self.context.last.query)}
            query = " ".join(word for word in words(query) if singular(word) not in known)
        return Facts(
            order_id=bool(said.order_id),
            refs=mentions.strong,
            refers=bool(mentions.handles),
            every=len(mentions.handles) > 1
            and len(mentions.handles) == len(self.context.shown)
            and mentions.handles != self.context.pair,
            conditions=said.relative or bool(found.dropped) or not found.constraints().is_empty(),
            priced=priced,
            query=bool(query),
            noun=any(self.lexicon.is_noun(word) for word in words(query)),
            continues=said.continues,
            cart=bool(self.context.cart),
            cart_named=CART.search(self.scan.full) is not None,
            shown=bool(self.context.shown),
            bundle=self._about_bundle(mentions),
            opener=opens_topic(self.scan.full),
            keywords=is_keywords(self.scan.full),
            things=lists_things(said.rest, self.lexicon.is_noun),
            together=self.prices.together,
            alone=priced and not self.prices.together and self.prices.sure > _SURE_OF_ONE,
            placed=mentions.placed,
            several=len(mentions.handles) > 1,
            picked=said.many is not None or bool(found.sizes),
        )

    def _about_bundle(self, mentions: Mentions) -> bool:
        """Whether the message can be about the bundle: it names its items, or the bundle is what is shown."""
        if self.context.before in _CART and set(mentions.handles) <= {item.handle for item in self.context.cart}:
            return False  # "remove it", right after it went into the cart
        if mentions.handles:
            return set(mentions.handles) <= set(self.context.bundle)
        return self.context.bundle_shown

    def _going_back(self, handles: tuple[str, ...], query: str) -> Reading:
        last = self.context.last
        words_then = query or (last.query if last else "")
        return Reading(text=self.text, language="en", intents=(Intent.SEARCH,), confidence=0.95, query=words_then,
                       constraints=self.found.constraints(), refs=handles, continues=True)  # fmt: skip
