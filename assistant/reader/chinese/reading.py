"""Chinese messages on their way to a reading. Product words stay Chinese; conditions are the shop's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.reader.chinese.conditions import Conditions
from assistant.reader.chinese.cues import CART
from assistant.reader.chinese.gifts import gift_query, read_gift
from assistant.reader.chinese.intents import decide
from assistant.reader.chinese.price_candidates import characters, stated
from assistant.reader.chinese.prices import take_prices
from assistant.reader.chinese.query import continues_last, nouns, opens_topic, product_words
from assistant.reader.chinese.references import Pointer, Translate, points
from assistant.reader.chinese.service import RENUMBERS, earlier_list, quantity, to_remember, topic
from assistant.reader.chinese.sets import wanted_together, wants_set
from assistant.reader.chinese.traditional import simplified
from assistant.reader.context import ReadingContext
from assistant.reader.found import Found
from assistant.reader.head import Head
from assistant.reader.intents import Facts
from assistant.reader.lexicon import Lexicon
from assistant.reader.merge import merge
from assistant.reader.prices.head import LimitHead, Limits
from assistant.reader.prices.lifted import CHINESE as LIFTED
from assistant.reader.prices.lifted import read_lifted
from assistant.reader.prices.reading import PriceLimits
from assistant.reader.references import Mentions
from assistant.reader.service import order_id
from assistant.reader.text import Scan
from assistant.reader.understood import Understood, unnamed
from assistant.reading import Constraints, Intent, Reading
from store.money import exponent

_SERVICE = frozenset(
    {Intent.ORDER_STATUS, Intent.RETURN, Intent.POLICY, Intent.PERSON, Intent.THANKS, Intent.GREETING, Intent.GOODBYE,
     Intent.CART_SHOW, Intent.REMEMBER, Intent.FORGET, Intent.OFF_TOPIC}
)  # fmt: skip
_WHY = re.compile(r"为(?:什么|啥)(?:要?推荐|选|给我[看推]|是)?(?:我)?(?:这|那|它|第|前|$|[?,。])")
_GIFTS = frozenset({"礼物", "礼品", "生日礼物"})
_ON_ITEMS = frozenset(
    {Intent.CART_ADD, Intent.CART_REMOVE, Intent.DETAILS, Intent.COMPARE, Intent.REVIEWS, Intent.SIMILAR, Intent.HIDE}
)


@dataclass(frozen=True, slots=True)
class Heads:
    """What is trained: intents, price limits. Without one, rules alone read."""

    intents: Head | None = None
    limits: LimitHead | None = None


def read_chinese(
    text: str,
    context: ReadingContext,
    lexicon: Lexicon,
    heads: Heads,
    translate: Translate,
) -> Reading:
    """The reading of a Chinese message. `translate` says product words in the language of an English catalogue."""
    return _Pass(text, context, lexicon, heads, translate).reading()


class _Pass:
    """One message. The order matters: each step takes out what it understood."""

    def __init__(
        self, text: str, context: ReadingContext, lexicon: Lexicon, heads: Heads, translate: Translate
    ) -> None:
        self.text = text
        self.context = context
        self.lexicon = lexicon
        self.head = heads.intents
        self.limits = heads.limits
        self.scan = Scan(simplified(text))
        self.found = Found()
        self.pointer = Pointer(self.scan, context, translate)
        self.conditions = Conditions(self.scan, self.found, context, lexicon)
        self.prices = Limits(PriceLimits(), together=False, sure=1.0)

    def reading(self) -> Reading:
        if back := earlier_list(self.scan.full, self.context):
            return self._going_back(back)
        identifier = order_id(self.scan)
        renumbers = self.context.before is Intent.CART_ADD and RENUMBERS.match(self.scan.full) is not None
        if not renumbers:
            self.pointer.places()  # before prices: numbers that name places are no amounts
        self.prices = self._read_prices()
        rest, limits = self.scan.low, self.prices.limits
        self.found.price_min, self.found.price_max = limits.low, limits.high
        self.conditions.not_that_brand()
        mentions = Mentions() if renumbers else self.pointer.resolve()
        relative = self.conditions.read(self.context.item(mentions.handles[0]) if mentions.handles else None)
        many = quantity(self.scan)
        query = product_words(self.scan)
        gift = read_gift(self.scan.full)
        if gift is not None and not set(nouns(query)) - _GIFTS:
            query = gift_query(gift, query)
        continues = continues_last(query, self.context.last)
        said = Understood(identifier, mentions, relative, many, query, continues, rest, self.prices)
        placed = mentions.placed and not relative
        intents, confidence = decide(self.scan.full, self._probabilities(), self._facts(said), placed=placed)
        if renumbers and many is not None:
            intents, confidence = (Intent.CART_ADD,), 0.95
        if self.context.shown and _WHY.search(self.scan.full) and intents[0] not in _SERVICE:
            intents, confidence = (Intent.DETAILS,), 0.9
        if gift is None:
            return self._compose(intents, confidence, said)
        if intents[0] in (Intent.RECOMMEND, Intent.REMEMBER, Intent.UNCLEAR):
            intents = (Intent.SEARCH,)
        reading = self._compose(intents, confidence, said)
        return replace(reading, recipient=gift.recipient, occasion=gift.occasion)

    def _read_prices(self) -> Limits:
        """What the message says of price, taken out of it."""
        scan, currency, last = self.scan, self.context.currency, self.context.last
        earlier = simplified(last.text) if last is not None else ""
        if last is not None:
            self.found.dropped |= read_lifted(scan, LIFTED, last.constraints, 10 ** exponent(currency))
        seen = characters(scan.low)  # without what was understood before
        said = take_prices(scan, currency)
        read = self.limits.read(stated(scan.full, scan.low, earlier, said, currency), seen) if self.limits else None
        if read is None:
            together = wanted_together(scan.full, scan.low, earlier)
            return Limits(said.limits, together and said.limits.stated, sure=0.0)
        for start, end in read.spans:
            scan.take(start, end)
        return read

    def _probabilities(self) -> dict[Intent, float]:
        """The head's, of the message as written and in simplified characters: it has learnt from both."""
        if self.head is None:
            return {}
        written = self.head.probabilities(self.text, None)
        if self.scan.full == self.scan.raw == self.text:
            return written
        plain = self.head.probabilities(self.scan.full, None)
        return {intent: (written[intent] + plain[intent]) / 2 for intent in written}

    def _facts(self, said: Understood) -> Facts:
        mentions, query = said.mentions, said.query
        found, context = self.found, self.context
        priced = found.price_max is not None or found.price_min is not None
        conditions = said.relative or bool(found.dropped) or not found.constraints().is_empty()
        in_bundle = bool(context.bundle) and set(mentions.handles) <= set(context.bundle)
        return Facts(
            order_id=bool(said.order_id),
            refs=mentions.strong,
            refers=bool(mentions.handles) or (points(self.scan.full) and not conditions),
            every=len(mentions.handles) > 1 and len(mentions.handles) == len(context.shown),
            conditions=conditions,
            priced=priced,
            query=bool(query),
            noun=bool(nouns(query)),
            continues=said.continues,
            cart=bool(context.cart),
            cart_named=CART.search(self.scan.full) is not None,
            shown=bool(context.shown),
            bundle=in_bundle if mentions.handles else context.bundle_shown,
            opener=opens_topic(self.scan.full),
            several=len(mentions.handles) > 1,
            picked=said.many is not None or bool(found.sizes),
            keywords=False,  # a short Chinese message is as often a question as keywords
            things=wants_set(said.rest),
            together=self.prices.together,
        )

    def _going_back(self, handles: tuple[str, ...]) -> Reading:
        last = self.context.last
        return Reading(text=self.text, language="zh", intents=(Intent.SEARCH,), confidence=0.9,
                       query=last.query if last else "", refs=handles, continues=True)  # fmt: skip

    def _compose(self, intents: tuple[Intent, ...], confidence: float, said: Understood) -> Reading:
        first = intents[0]
        continues = said.continues and first in (Intent.SEARCH, Intent.RECOMMEND)
        for_sum = first is Intent.BUNDLE or (first is Intent.SWAP and not said.mentions.handles)
        if for_sum:
            self.found.price_min = self.found.price_max = None
        query, constraints = self._wish(first, said.query, continues)
        return Reading(
            text=self.text,
            language="zh",
            intents=intents,
            confidence=confidence,
            query=query,
            constraints=constraints,
            refs=self._refs(first, said),
            quantity=said.quantity(first),
            options={"size": self.found.sizes[0]} if self.found.sizes and first is Intent.CART_ADD else {},
            budget=said.budget() if for_sum else None,
            order_id=said.order_id,
            topic=topic(self.scan.full) if first in _SERVICE else "",
            goal=query if first is Intent.BUNDLE else "",
            remember=to_remember(self.text, self.found, first),
            continues=continues,
        )

    def _wish(self, first: Intent, query: str, continues: bool) -> tuple[str, Constraints]:
        """Query and conditions of the reading: with what still holds of the last search, or none at all."""
        last = self.context.last
        if first in _SERVICE:
            return "", Constraints()
        if first is Intent.SWAP:
            return "", self.found.constraints()
        if continues and last is not None:
            return self._refined(query, last)
        if first in _ON_ITEMS and not self.context.photo:
            return "", Constraints()
        return query, self.found.constraints()

    def _refined(self, query: str, last: Reading) -> tuple[str, Constraints]:
        merged, constraints = merge(self.found, "", self.text, last, self.lexicon)
        if nouns(query) or (query and merged and query in merged):
            return query, constraints
        return f"{query} {merged}".strip(), constraints

    def _refs(self, first: Intent, said: Understood) -> tuple[str, ...]:
        """The references; an unnamed product is the one just spoken of, or the only one shown."""
        handles = said.mentions.handles
        return handles if handles or first not in _ON_ITEMS else unnamed(first, self.context, said, frozenset())
