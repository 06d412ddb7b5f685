"""Price limits in English: every phrasing of "under 50", and nothing that merely looks like one.

Amounts come first (`amounts`), then what the words around each say of it (`relations`); here the statements of
a message become its limits. Each understood span is taken out of the message.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.reader.prices.amounts import Amount
from assistant.reader.prices.relations import Relations
from assistant.reader.prices.statements import Kind, Statement, Strength
from assistant.reader.text import Scan
from store.money import Money

_LARGEST = Decimal(10**9)


@dataclass(frozen=True, slots=True)
class PriceLimits:
    """What a message says of price; both ends included, minor units. `stated` is False when it says nothing."""

    low: int | None = None
    high: int | None = None

    @property
    def stated(self) -> bool:
        return self.low is not None or self.high is not None


@dataclass(frozen=True, slots=True)
class StatedPrices:
    """The amounts of a message, what its words were understood to state of them, and the limits that follow."""

    amounts: tuple[Amount, ...]
    statements: tuple[Statement, ...]
    limits: PriceLimits


def read_prices(scan: Scan, currency: str) -> PriceLimits:
    """Price limits in what is left of the message, taken out of it. Contradictory limits are kept as they were said."""
    return take_prices(scan, currency).limits


def take_prices(scan: Scan, currency: str) -> StatedPrices:
    """The same with what led to them."""
    relations = Relations(scan.low, currency)
    statements = relations.read()
    for statement in statements:
        for start, end in statement.spans:
            scan.take(start, end)
    low = high = None
    for statement in _by_strength(_uncorrected(statements)):
        band_low, band_high = _minor(statement, currency)
        if statement.strength is Strength.STATED:
            low = band_low if band_low is not None else low
            high = band_high if band_high is not None else high
        else:  # weaker words never replace stated ones
            low = low if low is not None else band_low
            high = high if high is not None else band_high
    return StatedPrices(tuple(relations.amounts), tuple(statements), PriceLimits(low, high))


def _uncorrected(statements: list[Statement]) -> list[Statement]:
    """The statements that stand: a correction takes back the last one of its kind, or else the last one."""
    kept: list[Statement] = []
    for statement in statements:
        if statement.kind is Kind.NOTHING:
            continue
        if statement.corrects and kept:
            same = [one for one in kept if one.kind is statement.kind]
            kept.remove(same[-1] if same else kept[-1])
        kept.append(statement)
    return kept


def _by_strength(statements: list[Statement]) -> list[Statement]:
    """Stated limits in order; then what is to be spent; a plain amount of money only where nothing else is said."""
    strongest = max((statement.strength for statement in statements), default=Strength.PLAIN)
    heard = [one for one in statements if one.strength > Strength.PLAIN or strongest is Strength.PLAIN]
    return sorted(heard, key=lambda statement: -statement.strength)


def _minor(statement: Statement, currency: str) -> tuple[int | None, int | None]:
    low, high = (in_minor(value, currency) for value in (statement.low, statement.high))
    if statement.kind is not Kind.AROUND or low is None or high is None:
        return low, high
    return low * 4 // 5, -(-high * 6 // 5)  # "around 50" is a fifth to either side


def in_minor(value: Decimal | None, currency: str) -> int | None:
    return None if value is None or value > _LARGEST else Money.of(value, currency).minor
