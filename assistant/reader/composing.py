"""What an English message wants, put together from what it says: the last step of its reading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.reader.context import ReadingContext
from assistant.reader.found import Found
from assistant.reader.lexicon import Lexicon
from assistant.reader.merge import merge
from assistant.reader.prices.reading import read_prices
from assistant.reader.service import goal, to_forget, to_remember, topic
from assistant.reader.text import Scan
from assistant.reader.understood import Understood, unnamed
from assistant.reading import Constraints, Intent, Reading
from retrieval.understanding.families import SIZE_WORDS

_SERVICE = frozenset(
    {Intent.ORDER_STATUS, Intent.RETURN, Intent.POLICY, Intent.PERSON, Intent.THANKS, Intent.GREETING, Intent.GOODBYE,
     Intent.CART_SHOW, Intent.REMEMBER, Intent.FORGET}
)  # fmt: skip
_TOPICAL = _SERVICE | {Intent.UNCLEAR, Intent.OFF_TOPIC}
_SEARCHING = frozenset(
    {Intent.SEARCH, Intent.RECOMMEND, Intent.BUNDLE, Intent.OVERVIEW, Intent.PROMOTIONS, Intent.SIMILAR}
)
POINTING = frozenset(
    {Intent.DETAILS, Intent.COMPARE, Intent.REVIEWS, Intent.CART_ADD, Intent.CART_REMOVE, Intent.SIMILAR, Intent.HIDE}
)
_FIRST_OF_MANY = frozenset({Intent.SIMILAR, Intent.DETAILS, Intent.REVIEWS})
_GOES_WITH = re.compile(
    r"\b(?:go|goes|fits?|match(?:es)?|pairs?|work|works)\b.{0,14}\bwith\b|\bcomplete\s+the\s+look\b"
)


@dataclass(frozen=True, slots=True)
class Composer:
    """One message: what is left of it, what was found in it and what that was understood to say."""

    scan: Scan
    found: Found
    context: ReadingContext
    lexicon: Lexicon
    said: Understood

    def reading(self, intents: tuple[Intent, ...], confidence: float, unknown_brand: str) -> Reading:
        """The reading of a message with these intents, the first of which is what it is mainly about."""
        first, said, text = intents[0], self.said, self.scan.raw
        around = first is Intent.BUNDLE and _GOES_WITH.search(self.scan.full) is not None
        for_sum = first is Intent.BUNDLE or (first is Intent.SWAP and not said.mentions.handles)
        if for_sum:
            self.found.price_min = self.found.price_max = None
        query, constraints = self._wish(first, around=around)
        return Reading(
            text=text,
            language="en",
            intents=intents,
            confidence=confidence,
            query=query,
            constraints=constraints,
            refs=self._refs(first) or (self._last_named() if around else ()),
            quantity=said.quantity(first),
            options=self._options() if first is Intent.CART_ADD else {},
            budget=said.budget() if for_sum else None,
            order_id=said.order_id,
            topic=topic(self.scan.full) if first in _TOPICAL else "",
            goal=self._goal() if first is Intent.BUNDLE and not around else "",
            remember=self._remember(first),
            continues=self._continues(first),
            unknown_brand=unknown_brand if first in _SEARCHING else "",
        )

    def _continues(self, first: Intent) -> bool:
        return self.said.continues and first in (Intent.SEARCH, Intent.RECOMMEND)

    def _wish(self, first: Intent, *, around: bool) -> tuple[str, Constraints]:
        """Product words and conditions: with what still holds of the last search, or none at all."""
        query, last = self.said.query, self.context.last
        if first in _SERVICE:
            return "", Constraints()
        if first is Intent.SWAP:
            return query if not self.said.mentions.handles else "", self.found.constraints()
        if first is Intent.BUNDLE:
            return "" if around else query, self.found.constraints()
        if self._continues(first) and last is not None:
            return merge(self.found, query, self.scan.full, last, self.lexicon)
        if first in POINTING and not self.context.photo:
            return self._topic_before(first), Constraints()
        if first is Intent.UNCLEAR:
            query = query or self._topic_before(first)
        return query, self.found.constraints()

    def _topic_before(self, first: Intent) -> str:
        """What the conversation is about, for a message that asks about products without naming any."""
        last = self.context.last
        return last.query if last is not None and first not in (Intent.CART_ADD, Intent.CART_REMOVE) else ""

    def _goal(self) -> str:
        """What a bundle is for, in the message's words without its prices."""
        if not self.said.prices.limits.stated:
            return goal(self.scan.full)
        scan = Scan(self.scan.raw)
        read_prices(scan, self.context.currency)
        for start, end in self.said.prices.spans:
            scan.take(start, end)
        return goal(scan.low)

    def _refs(self, first: Intent) -> tuple[str, ...]:
        handles = self.said.mentions.handles
        return unnamed(first, self.context, self.said, _FIRST_OF_MANY) if not handles and first in POINTING else handles

    def _last_named(self) -> tuple[str, ...]:
        """What "goes with it" is said of: the product just spoken of, else the last put in the cart, else the first."""
        last = [item.handle for item in (*self.context.shown[:1], *self.context.cart[-1:])]
        return (self.context.focus,) if self.context.focus else tuple(last[-1:])

    def _options(self) -> dict[str, str]:
        options = {}
        if self.found.sizes:
            said = self.found.sizes[0]
            known = self.lexicon.size(said)
            letters = SIZE_WORDS.get(said.casefold(), said)
            options["size"] = (
                known.values[0] if known else letters.upper() if not letters.isalpha() or len(letters) <= 3 else letters
            )
        if self.found.colours:
            options["colour"] = self.found.colours[0]
        return options

    def _remember(self, first: Intent) -> tuple[str, str] | None:
        if first is Intent.REMEMBER:
            return to_remember(self.scan.raw, self.lexicon.kinds(self.scan.raw)) or ("note", self.scan.raw)
        if first is Intent.FORGET:
            return to_forget(self.scan.raw)
        return None
