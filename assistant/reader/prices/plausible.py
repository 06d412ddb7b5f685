"""Whether a number is money: it has a currency, or it is bare but nothing around it says otherwise."""

from __future__ import annotations

from decimal import Decimal

from assistant.reader.prices import words as say
from assistant.reader.prices.amounts import Amount

_OLDEST_CHILD = 18
_YEARS = range(1950, 2050)
_LARGE = 20  # below it a bare number is as likely to count as to price


def large(amount: Amount) -> bool:
    """Money, or a number too large for most counts."""
    return amount.money or amount.value >= _LARGE


def followed_safely(text: str, amount: Amount) -> bool:
    """Whether what follows the amount cannot be what it counts."""
    return say.SAFE_NEXT.match(text, amount.end) is not None


def bare_price(text: str, amount: Amount) -> bool:
    """Whether an amount can be a price where only a weak word leads to it."""
    return amount.money or (followed_safely(text, amount) and amount.value >= _LARGE and not amount.counted)


def closes(text: str, amount: Amount) -> bool:
    """Whether "for 60" is what is to be paid: the clause ends there, and 60 is no year."""
    return large(amount) and amount.value not in _YEARS and say.END_OF_FOR.match(text, amount.end) is not None


def plausible(text: str, amount: Amount, prefix: str, *, below: bool, loose: bool) -> bool:
    """Whether an amount is money where a comparison leads to it; `prefix` is what stands before that comparison.
    `below`: it is an upper limit. `loose`: its words are said of prices more than of anything else."""
    if amount.money:
        return True
    if _age(amount, prefix, below):
        return False
    safe = followed_safely(text, amount)
    if not amount.figures and amount.scaled is None and amount.value <= 10:
        return safe and loose and below and amount.value >= 5
    if amount.counted:
        return below and loose and amount.value >= _LARGE
    return safe or loose or amount.value >= _LARGE


def _age(amount: Amount, prefix: str, below: bool) -> bool:
    """ "For women over 40" and "kids under 10" are ages; "for women under 120" is a price."""
    people = say.ADULTS.search(prefix) or say.CHILDREN.search(prefix)
    return people is not None and (not below or amount.value <= _OLDEST_CHILD)


def ages(second: Amount, prefix: str) -> bool:
    """Whether a pair of bare numbers is of ages: "for kids between 3 and 5"."""
    if say.ADULTS.search(prefix):
        return True
    return say.CHILDREN.search(prefix) is not None and second.value <= _OLDEST_CHILD


def bare_range(text: str, first: Amount, second: Amount) -> bool:
    """ "Trainers 60-90": large enough, wide enough apart, round as prices are and followed by nothing counted."""
    low, high = same_magnitude(first, second)
    if not 10 <= low < high or high < low * Decimal("1.2") or high > low * 10:
        return False
    if second.counted or (low in _YEARS and high in _YEARS) or (low % 5 and high % 5):
        return False
    if first.scaled or second.scaled:
        return True
    return high >= _LARGE and followed_safely(text, second)


def same_magnitude(first: Amount, second: Amount) -> tuple[Decimal, Decimal]:
    """The two values, the one said without its hundreds or thousands lent the other's: "two to three hundred"."""
    low, high = first.value, second.value
    if second.scaled and not first.scaled and low * second.scaled <= high and (low < high or second.scaled < 1):
        return low * second.scaled, high
    if first.scaled and first.scaled > 1 and not second.scaled and high < 10 and high * first.scaled > low:
        return low, high * first.scaled
    return low, high
