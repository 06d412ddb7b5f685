"""The amounts of an English message as the limit head gets them, with what the rules made of each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from assistant.reader.prices import sets
from assistant.reader.prices.amounts import Amount
from assistant.reader.prices.features import Candidate, Stated, Window
from assistant.reader.prices.reading import PriceLimits, StatedPrices, in_minor
from assistant.reader.prices.statements import Kind, Statement, Strength
from assistant.reader.words import is_noun

WINDOW = Window(reach=8, exact=4, paired=5)
_UNHEARD = (0.0,) * 9


def stated(text: str, rest: str, earlier: str, said: StatedPrices, currency: str) -> Stated:
    """A message in lower case, of which `rest` is what remains without its prices, `earlier` the one it may
    continue."""
    amounts = [_candidate(said, place, currency) for place in range(len(said.amounts))]
    lists = tuple(sets.signs(text, rest, earlier, is_noun))
    around = any(statement.kind is Kind.AROUND for statement in said.statements)
    return Stated(text, tuple(amounts), lists, said.limits, around, WINDOW)


def _candidate(said: StatedPrices, place: int, currency: str) -> Candidate:
    amount = said.amounts[place]
    covering = [statement for statement in said.statements if _covers(statement, amount)]
    value, lent = in_minor(amount.value, currency), in_minor(_lent(said.amounts, place), currency)
    return Candidate(
        amount.start,
        amount.end,
        value,
        value,
        lent,
        around=any(statement.kind is Kind.AROUND for statement in covering),
        likely=2 if amount.money else 0 if amount.other else 1,
        role=_role(covering, said.limits, (value, lent)),
        plain=any(statement.strength is Strength.STATED for statement in covering),
        shape=_shape(said.amounts, place),
        heard=_heard(covering[-1]) if covering else _UNHEARD,
    )


def _covers(statement: Statement, amount: Amount) -> bool:
    """Whether the statement is made of the amount."""
    spans = ((statement.start, statement.end), *statement.spans)
    return any(start <= amount.start < end for start, end in spans)


def _lent(amounts: Sequence[Amount], place: int) -> Decimal:
    """The amount, times what the next one lends it."""
    amount, after = amounts[place], amounts[place + 1 : place + 2]
    factor = after[0].scaled if after and amount.scaled is None else None
    return amount.value * factor if factor else amount.value


def _role(covering: Sequence[Statement], limits: PriceLimits, values: tuple[int | None, ...]) -> str:
    """ "max", "min" or "": which of the limits that the rules arrived at the amount is."""
    for statement in covering:
        if statement.high is not None and limits.high in values:
            return "max"
        if statement.low is not None and limits.low in values:
            return "min"
    return ""


def _shape(amounts: Sequence[Amount], place: int) -> tuple[float, ...]:
    """What the number looks like by itself and among the others."""
    amount, count = amounts[place], len(amounts)
    money = [other.money for other in amounts]
    facts = [amount.money, amount.other, amount.counted, amount.scaled is not None, amount.figures]
    facts += [count == 1, place == 0, place == count - 1, count > 3]
    facts += [any(money) and not amount.money, sum(money) == 1 and amount.money]
    facts += [amount.value >= 10, amount.value >= 100, amount.value >= 1000]
    facts += [amount.value == max(other.value for other in amounts)]
    return tuple(float(fact) for fact in facts)


def _heard(said: Statement) -> tuple[float, ...]:
    """What was stated of the amount, before corrections and stronger words had their say."""
    kinds = [said.kind is kind for kind in (Kind.MAX, Kind.MIN, Kind.RANGE, Kind.NOTHING)]
    strengths = [said.strength is Strength.STATED, said.strength is Strength.SPENDING]
    return 1.0, *(float(fact) for fact in (*kinds, *strengths, said.flipped, said.corrects))
