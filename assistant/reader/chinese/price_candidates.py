"""The amounts of a Chinese message as the limit head gets them, with what the rules made of each."""

from __future__ import annotations

import re

import numpy as np

from assistant.reader.chinese import price_words as say
from assistant.reader.chinese import sets
from assistant.reader.chinese.amounts import Amount
from assistant.reader.chinese.prices import Limit, StatedPrices, in_minor, lent
from assistant.reader.prices.features import Candidate, Stated, Window
from assistant.reader.seen import Seen, Token

WINDOW = Window(reach=15, exact=6, paired=10, threes=5)  # of characters, which say less than words
_TOKEN = re.compile(r"[a-z]+|\d+(?:[.,]\d+)*|[^\sa-z\d]")
_UNHEARD = (0.0,) * 8


def characters(text: str) -> Seen:
    """A message in lower case as the head sees it: its characters, words in Latin letters and numbers; no states."""
    tokens = tuple(Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text))
    return Seen(np.zeros(0, np.float32), tokens, np.zeros((len(tokens), 0), np.float32))


def stated(text: str, rest: str, earlier: str, said: StatedPrices, currency: str) -> Stated:
    """A simplified message in lower case, of which `rest` is what remains without its prices, `earlier` the one it
    may continue."""
    amounts = [_candidate(text, said, place, currency) for place in range(len(said.amounts))]
    lists = tuple(sets.signs(text, rest, earlier))
    around = any(_is_around(limit) for limit in said.stated)
    return Stated(text, tuple(amounts), lists, said.limits, around, WINDOW)


def _is_around(limit: Limit) -> bool:
    return limit.said and limit.low == limit.high and (limit.rough or limit.side is say.Side.AROUND)


def _candidate(text: str, said: StatedPrices, place: int, currency: str) -> Candidate:
    amount, after = said.amounts[place], said.amounts[place + 1 : place + 2]
    covering = [limit for limit in said.stated if limit.start <= amount.start < limit.end]
    low, high = in_minor(amount.low, currency), in_minor(amount.high, currency)
    lower = in_minor(lent(text, amount, after[0]), currency) if after else low
    limits = said.limits
    roles = [name for name, end in (("min", limits.low in (low, lower)), ("max", limits.high == high)) if end]
    return Candidate(
        amount.start,
        amount.end,
        low,
        high,
        lower,
        around=any(_is_around(limit) for limit in covering),
        likely=2 if amount.money else 1,
        role=("range" if len(roles) == 2 else roles[0]) if covering and roles else "",
        plain=any(limit.side in (say.Side.BELOW, say.Side.ABOVE) for limit in covering),
        shape=_shape(text, said.amounts, place),
        heard=_heard(covering[-1]) if covering else _UNHEARD,
    )


def _shape(text: str, amounts: tuple[Amount, ...], place: int) -> tuple[float, ...]:
    """What the number looks like by itself and among the others."""
    amount, count = amounts[place], len(amounts)
    money = [other.money for other in amounts]
    facts = [amount.money, amount.rough, amount.several, text[amount.start].isdigit()]
    facts += [count == 1, place == 0, place == count - 1, count > 3]
    facts += [any(money) and not amount.money, sum(money) == 1 and amount.money]
    facts += [amount.low >= 10, amount.low >= 100, amount.low >= 1000]
    facts += [amount.high == max(other.high for other in amounts)]
    return tuple(float(fact) for fact in facts)


def _heard(said: Limit) -> tuple[float, ...]:
    """What was stated of the amount, before corrections had their say."""
    sides = [said.side is side for side in (say.Side.BELOW, say.Side.ABOVE, say.Side.AROUND, None)]
    return 1.0, *(float(fact) for fact in (*sides, said.low != said.high, said.rough, said.said))
