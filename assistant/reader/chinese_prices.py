"""Price limits in Chinese: 300元以下, 不超过200块, 100到200, 五百以内, 两千左右."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.reader.prices import PriceLimits
from assistant.reader.text import Scan
from store.money import Money

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "〇": 0}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10000, "k": 1000, "K": 1000}
_NUMBER = r"(?:\d+(?:\.\d+)?\s{0,2}[百千万kK]?|[零一二两三四五六七八九十百千万]+)"
_UNIT = r"\s{0,2}(?:元钱?|块钱?|圆|人民币|rmb|RMB|美元|美金|刀|欧元?|英镑|日元|卢比)"
_NOT_UNIT = (
    r"(?!\s{0,2}(?:[码号寸英厘毫米克斤升人个件双只台部条把张套款天年月周星颗岁度瓦伏层gGmMcCkK]"
    r"|[lL]\b|ml|kg|cm|GB|TB|%|折))"
)
_SIGN = r"(?:[¥￥$€£]\s{0,2})?"


def _amount(n: int) -> str:
    return rf"(?P<sign{n}>[¥￥$€£]\s{{0,2}})?(?P<num{n}>{_NUMBER})(?P<unit{n}>{_UNIT})?{_NOT_UNIT}"


_RANGE = re.compile(
    rf"(?:价格|预算|在|从)*\s{{0,2}}{_amount(1)}\s{{0,2}}(?:到|至|-|~|—|和|与)\s{{0,2}}{_amount(2)}\s{{0,2}}(?:之间|左右|的?价位|以内|区间)?"
)
_MAX_AFTER = re.compile(rf"{_amount(1)}\s{{0,2}}(?:左右)?\s{{0,2}}(?:以下|以内|之内|之下|内|封顶|以里|就行|打住)")
_MAX_BEFORE = re.compile(
    rf"(?:不(?:能|要|可以|想)?(?:超过|超出|高于|多于|大于|贵过)|别超过|最多"
    rf"|最高|至多|顶多|上限|低于|少于|小于|便宜过|控制在|预算(?:是|为|有|大概|大约|在"
    rf"|只有|最多|:|：)*|不到|花不超过|只有|我有|只想花|想花|打算花"
    rf"|花)\s{{0,2}}{_amount(1)}\s{{0,2}}(?:以内|以下|之内|内|左右)?"
)
_MIN_AFTER = re.compile(rf"{_amount(1)}\s{{0,2}}(?:以上|起步?|之上|往上|朝上|开外)")
_MIN_BEFORE = re.compile(
    rf"(?:不(?:低于|少于|小于)|至少|最少|最低|起码|高于|超过|大于|多于|贵过)\s{{0,2}}{_amount(1)}\s{{0,2}}(?:以上)?"
)
_AROUND = re.compile(
    rf"(?:大概|大约|约|差不多)?\s{{0,2}}{_amount(1)}\s{{0,2}}(?:左右|上下|来块|多块)|(?:大概|大约"
    rf"|差不多)\s{{0,2}}(?P<sign2>[¥￥$€£]\s{{0,2}})?(?P<num2>{_NUMBER})(?P<unit2>{_UNIT})"
)
_PLAIN = re.compile(
    rf"(?P<sign1>[¥￥$€£]\s{{0,2}})?(?P<num1>{_NUMBER})(?P<unit1>{_UNIT})(?!\s{{0,2}}(?:的?优惠|券|off))"
)


def number(text: str) -> Decimal:
    """三百五 is 350, 两千 2000, 1.5万 15000, 5百 500."""
    text = text.strip()
    if text[0].isdigit():
        match = re.match(r"(\d+(?:\.\d+)?)\s{0,2}([百千万kK]?)", text)
        assert match is not None
        return Decimal(match[1]) * _SCALES.get(match[2], 1)
    total, digit, scale = 0, 0, 1
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char == "万":
            total, digit, scale = (total + digit) * 10000, 0, 10000
        else:
            scale = _SCALES[char]
            total, digit = total + (digit or 1) * scale, 0
    colloquial = scale // 10 if digit and scale >= 100 and "零" not in text else 1  # 三百五 leaves out the last unit
    return Decimal(total + digit * colloquial)


class _Prices:
    def __init__(self, scan: Scan, currency: str) -> None:
        self.scan = scan
        self.currency = currency

    def limits(self) -> PriceLimits:
        for match in self.scan.find(_RANGE):
            if match["unit1"] or match["unit2"] or match["sign1"] or number(match["num2"]) >= 10:
                self.scan.take(*match.span())
                low, high = self._minor(match["num1"]), self._minor(match["num2"])
                return PriceLimits(min(low, high), max(low, high))
        high_limit = self._limit(_MAX_BEFORE)
        low_limit = self._limit(_MIN_BEFORE)
        if high_limit is None:
            high_limit = self._limit(_MAX_AFTER)
        if low_limit is None:
            low_limit = self._limit(_MIN_AFTER)
        if (around := self._around()) is not None:
            return PriceLimits(around * 4 // 5, -(-around * 6 // 5))
        if low_limit is None and high_limit is None and (plain := self.scan.pull(_PLAIN)):
            high_limit = self._minor(plain["num1"])
        return PriceLimits(low_limit, high_limit)

    def _limit(self, pattern: re.Pattern[str]) -> int | None:
        """The last amount that the pattern finds and that is money."""
        limit = None
        for match in self.scan.find(pattern):
            if match["unit1"] or match["sign1"] or number(match["num1"]) >= 10:
                self.scan.take(*match.span())
                limit = self._minor(match["num1"])
        return limit

    def _around(self) -> int | None:
        for match in self.scan.find(_AROUND):
            said = match["num1"] or match["num2"]
            if match["num2"] or match["unit1"] or match["sign1"] or number(said) >= 20:
                self.scan.take(*match.span())
                return self._minor(said)
        return None

    def _minor(self, text: str) -> int:
        return Money.of(min(number(text), Decimal(10**9)), self.currency).minor


def read_prices(scan: Scan, currency: str) -> PriceLimits:
    """Price limits in what is left of the message, taken out of it; minor units of `currency`."""
    return _Prices(scan, currency).limits()
