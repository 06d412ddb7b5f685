"""Chinese messages on their way to a reading. Product words stay Chinese; conditions are the shop's own words."""

from __future__ import annotations

from assistant.reader.chinese.conditions import Conditions
from assistant.reader.chinese.cues import CART
from assistant.reader.chinese.intents import decide
from assistant.reader.chinese.prices import read_prices
from assistant.reader.chinese.query import continues_last, nouns, opens_topic, product_words
from assistant.reader.chinese.references import Pointer, Translate, points
from assistant.reader.chinese.service import earlier_list, quantity, to_remember, topic
from assistant.reader.chinese.sets import wanted_together, wants_set
from assistant.reader.chinese.traditional import simplified
from assistant.reader.context import ReadingContext
from assistant.reader.found import Found
from assistant.reader.head import Head
from assistant.reader.intents import Facts
from assistant.reader.lexicon import Lexicon
from assistant.reader.merge import merge
from assistant.reader.prices import PriceLimits
from assistant.reader.references import Mentions
from assistant.reader.service import order_id
from assistant.reader.text import Scan
from assistant.reading import Constraints, Intent, Reading

_SERVICE = frozenset(
    {Intent.ORDER_STATUS, Intent.RETURN, Intent.POLICY, Intent.PERSON, Intent.THANKS, Intent.GREETING, Intent.GOODBYE,
     Intent.CART_SHOW, Intent.REMEMBER, Intent.FORGET, Intent.OFF_TOPIC}
)  # fmt: skip
_ON_ITEMS = frozenset(
    {Intent.CART_ADD, Intent.CART_REMOVE, Intent.DETAILS, Intent.COMPARE, Intent.REVIEWS, Intent.SIMILAR, Intent.HIDE}
)


def read_chinese(
    text: str, context: ReadingContext, lexicon: Lexicon, head: Head | None, translate: Translate
) -> Reading:
    """The reading of a Chinese message. `translate` says product words in the language of an English catalogue."""
    return _Pass(text, context, lexicon, head, translate).reading()


class _Pass:
    """One message. The order matters: each step takes out what it understood."""

    def __init__(
        self, text: str, context: ReadingContext, lexicon: Lexicon, head: Head | None, translate: Translate
    ) -> None:
        self.text = text
        self.context = context
        self.lexicon = lexicon
        self.head = head
        self.scan = Scan(simplified(text))
        self.found = Found()
        self.pointer = Pointer(self.scan, context, translate)
        self.conditions = Conditions(self.scan, self.found, context, lexicon)

    def reading(self) -> Reading:
        if back := earlier_list(self.scan.full, self.context):
            return self._going_back(back)
        identifier = order_id(self.scan)
        self.pointer.places()  # before prices: numbers that name places are no amounts
        limits = read_prices(self.scan, self.context.currency)
        rest = self.scan.low
        self.found.price_min, self.found.price_max = limits.low, limits.high
        self.conditions.not_that_brand()
        mentions = self.pointer.resolve()
        relative = self.conditions.read(self.context.item(mentions.handles[0]) if mentions.handles else None)
        many = quantity(self.scan)
        query = product_words(self.scan)
        continues = continues_last(query, self.context.last)
        facts = self._facts(identifier, mentions, relative, query, continues, many, rest)
        placed = mentions.placed and not relative
        intents, confidence = decide(self.scan.full, self._probabilities(), facts, placed=placed)
        return self._compose(intents, confidence, identifier, limits, mentions, many, query, continues)

    def _probabilities(self) -> dict[Intent, float]:
        """The head's, of the message as written and in simplified characters: it has learnt from both."""
        if self.head is None:
            return {}
        written = self.head.probabilities(self.text, None)
        if self.scan.full == self.scan.raw == self.text:
            return written
        plain = self.head.probabilities(self.scan.full, None)
        return {intent: (written[intent] + plain[intent]) / 2 for intent in written}

    def _facts(
        self,
        identifier: str,
        mentions: Mentions,
        relative: bool,
        query: str,
        continues: bool,
        many: int | None,
        rest: str,
    ) -> Facts:
        """`rest` is the message without its prices alone."""
        found, context = self.found, self.context
        priced = found.price_max is not None or found.price_min is not None
        earlier = simplified(context.last.text) if context.last is not None else ""
        conditions = relative or bool(found.dropped) or not found.constraints().is_empty()
        in_bundle = bool(context.bundle) and set(mentions.handles) <= set(context.bundle)
        return Facts(
            order_id=bool(identifier),
            refs=mentions.strong,
            refers=bool(mentions.handles) or (points(self.scan.full) and not conditions),
            every=len(mentions.handles) > 1 and len(mentions.handles) == len(context.shown),
            conditions=conditions,
            priced=priced,
            query=bool(query),
            noun=bool(nouns(query)),
            continues=continues,
            cart=bool(context.cart),
            cart_named=CART.search(self.scan.full) is not None,
            shown=bool(context.shown),
            bundle=in_bundle if mentions.handles else context.bundle_shown,
            opener=opens_topic(self.scan.full),
            several=len(mentions.handles) > 1,
            picked=many is not None or bool(found.sizes),
            keywords=False,  # a short Chinese message is as often a question as keywords
            things=wants_set(rest),
            together=priced and wanted_together(self.scan.full, rest, earlier),
        )

    def _going_back(self, handles: tuple[str, ...]) -> Reading:
        last = self.context.last
        return Reading(text=self.text, language="zh", intents=(Intent.SEARCH,), confidence=0.9,
                       query=last.query if last else "", refs=handles, continues=True)  # fmt: skip

    def _compose(
        self, intents: tuple[Intent, ...], confidence: float, identifier: str, limits: PriceLimits,
        mentions: Mentions, many: int | None, query: str, continues: bool,
    ) -> Reading:  # fmt: skip
        first = intents[0]
        continues = continues and first in (Intent.SEARCH, Intent.RECOMMEND)
        budget = None
        if first is Intent.BUNDLE or (first is Intent.SWAP and not mentions.handles):
            budget = limits.high if limits.high is not None else limits.low
            self.found.price_min = self.found.price_max = None
        query, constraints = self._wish(first, query, continues)
        return Reading(
            text=self.text,
            language="zh",
            intents=intents,
            confidence=confidence,
            query=query,
            constraints=constraints,
            refs=self._refs(first, mentions),
            quantity=many if many is not None and first in (Intent.CART_ADD, Intent.CART_REMOVE) else 1,
            options={"size": self.found.sizes[0]} if self.found.sizes and first is Intent.CART_ADD else {},
            budget=budget,
            order_id=identifier,
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
        if first in _ON_ITEMS:
            return "", Constraints()
        return query, self.found.constraints()

    def _refined(self, query: str, last: Reading) -> tuple[str, Constraints]:
        merged, constraints = merge(self.found, "", self.text, last, self.lexicon)
        if nouns(query) or (query and merged and query in merged):
            return query, constraints
        return f"{query} {merged}".strip(), constraints

    def _refs(self, first: Intent, mentions: Mentions) -> tuple[str, ...]:
        """The references; an unnamed product is the one just spoken of, or the only one shown."""
        shown = self.context.shown
        if mentions.handles or first not in _ON_ITEMS or not shown:
            return mentions.handles
        if first is Intent.COMPARE:
            return tuple(item.handle for item in shown[:2])
        if self.context.focus:
            return (self.context.focus,)
        return (shown[0].handle,) if len(shown) == 1 else ()
