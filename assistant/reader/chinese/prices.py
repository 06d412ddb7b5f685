"""Price limits in Chinese: the amounts, then what stands before and behind each (不超过…, …以下)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.reader.chinese import price_words as say
from assistant.reader.chinese.amounts import Amount, amounts
from assistant.reader.chinese.price_told import measured, told
from assistant.reader.prices.reading import PriceLimits
from assistant.reader.text import Scan
from store.money import Money


@dataclass(frozen=True, slots=True)
class Limit:
    """One amount, or two said as a range, with the side of it that is wanted."""

    low: Decimal
    high: Decimal
    side: say.Side | None
    start: int
    end: int
    rough: bool
    said: bool = True  # False for a sum that is only ruled out: 不是400

    def ends(self) -> tuple[Decimal | None, Decimal | None]:
        if not self.said:
            return None, None
        if self.side is say.Side.BELOW:
            return None, self.high
        if self.side is say.Side.ABOVE:
            return self.low, None
        if self.low == self.high and (
            self.rough or self.side is say.Side.AROUND
        ):  # around 50 is a fifth to either side
            return self.low * 4 / 5, self.high * 6 / 5
        return (self.low, self.high) if self.low != self.high else (None, self.high)


@dataclass(frozen=True, slots=True)
class StatedPrices:
    """The amounts of a message, what its words were understood to state of them, and the limits that follow."""

    amounts: tuple[Amount, ...]
    stated: tuple[Limit, ...]
    limits: PriceLimits


def read_prices(scan: Scan, currency: str) -> PriceLimits:
    """Price limits in what is left of the message, taken out of it; minor units of `currency`."""
    return take_prices(scan, currency).limits


def take_prices(scan: Scan, currency: str) -> StatedPrices:
    """The same with what led to them."""
    found = tuple(amounts(scan.low))
    stated = _stated(scan.low, found)
    valid = _since_correction(scan.low, stated)
    low = high = None
    for limit in stated:
        scan.take(limit.start, limit.end)
        if limit in valid:
            least, most = limit.ends()
            low = least if least is not None else low
            high = most if most is not None else high
    return StatedPrices(found, tuple(stated), PriceLimits(in_minor(low, currency), in_minor(high, currency)))


def in_minor(amount: Decimal | None, currency: str) -> int | None:
    return None if amount is None else Money.of(min(amount, Decimal(10**9)), currency).minor


def _since_correction(text: str, stated: list[Limit]) -> list[Limit]:
    """What holds after 不对,改成…: only what was said behind it, where anything was."""
    ends = [match.end() for match in say.CORRECTED.finditer(text)]
    after = [limit for limit in stated if limit.said and ends and limit.end > ends[-1]]
    return after or stated


def _stated(text: str, said: Sequence[Amount]) -> list[Limit]:
    found: list[Limit] = []
    previous = 0
    waiting = list(said)
    while waiting:
        first = waiting.pop(0)
        second = waiting[0] if waiting else None
        limit = (_range(text, first, second) if second else None) or _single(text, previous, first)
        if second and limit and limit.end >= second.end:
            waiting.pop(0)
        if limit:
            found.append(limit)
            previous = limit.end
    return found


def _range(text: str, first: Amount, second: Amount) -> Limit | None:
    """100到200, 1千-2千, 100和200之间; None where the two amounts are no range."""
    join = say.BETWEEN.fullmatch(text, first.end, second.start)
    if join is None:
        return None
    tail = say.SPAN.match(text, second.end)
    if not (first.money or second.money) and second.high < say.SMALLEST_BARE:
        return None
    thousands = first.high < say.SMALLEST_BARE and join["join"] == "、"  # 三、四百
    if (
        join["join"][0] in say.WEAK_JOIN
        and not thousands
        and (tail is None or "间" not in tail.group())
        and not (join["join"] == "and" and "between" in text[: first.start])
    ):
        return None
    before = text[max(0, first.start - 30) : first.start]
    if not (first.money or second.money) and measured(before):
        return None
    low, high = lent(text, first, second), second.high
    lead = re.search(
        r"(?:价格|预算|价位|区间|范围|在|从|介于|[:\s]){0,5}$", text[max(0, first.start - 10) : first.start]
    )
    start = first.start - len(lead.group()) if lead else first.start
    return Limit(min(low, high), max(low, high), None, start, tail.end() if tail else second.end, rough=False)


def lent(text: str, first: Amount, second: Amount) -> Decimal:
    """The lower end of a range with the scale that the upper end lends it: 1到2千."""
    said = text[second.start : second.end]
    lends = second.high >= 100 and said.rstrip("元块钱 ")[-1:] in say.SCALES
    return first.low * _scale(said) if first.low < 10 and not first.money and lends else first.low


def _scale(said: str) -> int:
    return next((scale for char, scale in say.SCALES.items() if char in said), 1)


def _single(text: str, previous: int, amount: Amount) -> Limit | None:
    """One amount with its relation; None for a bare number that nothing makes a price."""
    before = text[max(previous, amount.start - 30) : amount.start]
    if told(before, text[amount.end : amount.end + 10]) or (not amount.money and measured(before)):
        return None
    if ruled_out := say.NOT_THIS_SUM.search(before):
        return Limit(
            amount.low, amount.high, None, amount.start - len(ruled_out.group()), amount.end, False, said=False
        )
    start, end, side = _relation(text, previous, amount)
    if not amount.money and amount.high < say.SMALLEST_BARE:
        return None
    if side is None and not amount.money and not _sounds_like_money(text, amount):
        if not (say.THIS_SUM.search(text, amount.end) or _changes(text, amount)):
            return None
        side = say.Side.BELOW
    if side in (say.Side.BELOW, say.Side.ABOVE):
        start, end, refused = _refused(text, previous, start, end)
        side = side.flipped() if refused else side
    return Limit(amount.low, amount.high, side, start, end, amount.rough)


def _changes(text: str, amount: Amount) -> bool:
    """Whether the message is the amount and no more than says that it changes something: 算了260吧."""
    return (
        amount.high >= say.SMALLEST_CHANGE
        and say.CHANGED.fullmatch(text[: amount.start]) is not None
        and say.CHANGED_END.fullmatch(text[amount.end :]) is not None
    )


def _sounds_like_money(text: str, amount: Amount) -> bool:
    """两三百, 一百出头, 四五十的杯子: rough sums that are said of prices alone."""
    if amount.several:
        return amount.low >= 100 or (amount.low >= 20 and text.startswith("的", amount.end))
    return amount.rough and amount.low >= 100


def _relation(text: str, previous: int, amount: Amount) -> tuple[int, int, say.Side | None]:
    """Where amount and relation begin and end, and the side. What stands behind outweighs what stands before."""
    window = max(previous, amount.start - 16)
    before = text[window : amount.start]
    start, end, side = amount.start, amount.end, None
    for said, pattern in say.BEFORE_PATTERNS:
        if match := pattern.search(before):
            start, side = window + match.start(), said
            break
    if match := re.search(r"比\s{0,2}$", before):
        than = say.THAN.match(text, amount.end)
        if than:
            cheap = than["than"] in ("便宜", "低", "少")
            return window + match.start(), than.end(), say.Side.BELOW if cheap else say.Side.ABOVE
    for said, pattern in say.AFTER_PATTERNS:
        if match := pattern.match(text, amount.end):
            end = match.end()
            return start, end, _both(side, said)
    return start, end, side


def _both(before: say.Side | None, after: say.Side) -> say.Side:
    """至少200左右 is at least; 预算500以上 is above; 最多300左右 is at most."""
    return before if before is not None and after is say.Side.AROUND and before is not say.Side.AROUND else after


def _refused(text: str, previous: int, start: int, end: int) -> tuple[int, int, bool]:
    """Whether the price is refused rather than wanted (…以上的都不要), with what says so added to the span."""
    window = max(previous, start - 14)
    if match := say.REFUSED_BEFORE.search(text[window:start]):
        return window + match.start(), end, True
    if match := say.REFUSED_AFTER.match(text, end):
        if _product_between(match.group()):
            return start, end, True
        return start, match.end(), True
    return start, end, False


def _product_between(said: str) -> bool:
    """Whether a product stands between the price and its refusal (1000块以上的相机包去掉), which is to stay."""
    return (
        len(
            re.split(r"不|去|删|排|剔|过|免|算|别|跳|屏|拿|p|买|太|嫌|踢|筛|[付出掏给](?=不起)", said)[0].strip(
                "的都全部一律我咱们"
            )
        )
        > 0
    )
