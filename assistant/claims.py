"""Finds what a sentence claims as fact: prices, other numbers, stock, and that something does not exist.

A claim outside a slot was typed by a model, so it is checked against records before a shopper reads it. The patterns
err on the side of finding a claim: a true sentence that is dropped costs a little warmth, a false one costs trust.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum


class ClaimKind(StrEnum):
    PRICE = "price"
    NUMBER = "number"
    IN_STOCK = "in_stock"
    OUT_OF_STOCK = "out_of_stock"
    ABSENCE = "absence"
    ON_OFFER = "on_offer"
    SHIPPING = "shipping"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"
    RANGE = "range"
    BEST_RATED = "best_rated"
    DONE = "done"
    PRICE_KEPT = "price_kept"
    BRAND_KEPT = "brand_kept"
    COLOUR_KEPT = "colour_kept"
    BRAND_LEFT_OUT = "not_brand_kept"

    @property
    def condition(self) -> str:
        """The shopper's condition that a claim of keeping it speaks of."""
        return self.value.removesuffix("_kept")


# What only a slot may say. The other kinds may be typed, since the audit can check them against records.
SLOTS_ONLY = frozenset(
    {
        ClaimKind.PRICE,
        ClaimKind.NUMBER,
        ClaimKind.IN_STOCK,
        ClaimKind.OUT_OF_STOCK,
        ClaimKind.ON_OFFER,
        ClaimKind.SHIPPING,
    }
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: its words, and its amount when it has one."""

    kind: ClaimKind
    words: str
    amount: Decimal | None = None


_NUMBER = r"\d+(?:[.,]\d{3})*(?:[.,]\d+)?"
_SIGNS = r"[$€£¥₹₩]|US\$|C\$|A\$|HK\$"
_CURRENCY = (
    r"(?:dollars?|bucks?|euros?|pounds?|rupees?|yuan|yen|cents?"
    r"|USD|EUR|GBP|CNY|RMB|INR|JPY|AUD|CAD|元|块|美元|欧元|英镑)"
)
_PRICE = re.compile(rf"(?:{_SIGNS})\s?({_NUMBER})|({_NUMBER})\s?(?:{_SIGNS}|{_CURRENCY}(?![a-z]))", re.IGNORECASE)
_ANY_NUMBER = re.compile(rf"(?<![\w.]){_NUMBER}(?![\w])|(?<=\D){_NUMBER}(?=\s?%)|{_NUMBER}")

# Number words are claims too ("only two left", "half the price"); "one" is a pronoun far more often than a number.
_NUMBER_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety|hundred|thousand|dozen)\b",
    re.IGNORECASE,
)
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_VALUES = {word: value for value, word in enumerate(_WORDS)}

_OUT_OF_STOCK = re.compile(
    r"\b(?:out of stock|sold out|not in stock|unavailable|not available|no longer available|back-?order(?:ed)?|"
    r"(?:only|just) (?:a )?(?:few|couple|\w+) (?:left|remaining)|running low|selling fast|almost gone)\b"
    r"|缺货|售罄|没货|断货|仅剩|只剩",
    re.IGNORECASE,
)
_IN_STOCK = re.compile(
    r"\b(?:in stock|available (?:now|today|right now|immediately)|ready to ship|plenty left)\b|有货|现货", re.IGNORECASE
)
_ABSENCE = re.compile(
    r"\b(?:we|i) (?:do not|don['’]t|did not|didn['’]t|could not|couldn['’]t|cannot|can['’]t|can not) "
    r"(?:currently |really |actually )?(?:have|carry|sell|stock|find|see|offer)\b"
    r"|\b(?:there (?:is|are|was|were) (?:no|nothing|none))\b|\bthere (?:isn['’]t|aren['’]t)\b"
    r"|\bno (?:results?|match(?:es)?|such|products? (?:match|fit|found))\b"
    r"|\b(?:nothing|none) (?:in|of|matche[sd]|fits?|like|came|was|were|here|that)\b"
    r"|\bnothing (?:quite )?(?:matches|matched|fits)\b|没有(?:找到|这|符合|您|你)|找不到|暂无|无符合",
    re.IGNORECASE,
)
_ON_OFFER = re.compile(
    r"\b(?:on sale|on offer|discount(?:ed)?|reduced|half[- ]price|\d+ ?% off|bargain|marked down|clearance"
    r"|special offer|free gift)\b"
    r"|打折|促销|特价|优惠",
    re.IGNORECASE,
)
_SHIPPING = re.compile(
    r"\b(?:free (?:shipping|delivery|returns?)|ships? (?:today|tomorrow|within|in|free)"
    r"|delivered (?:by|in|within|tomorrow)|(?:arrives?|delivery) (?:by|in|within|tomorrow|on)"
    r"|(?:lifetime|year|full) (?:warranty|guarantee)|money[- ]back|refund(?:ed)? within)\b"
    r"|包邮|免运费|次日达",
    re.IGNORECASE,
)
_CHEAPEST = re.compile(
    r"\b(?:cheapest|lowest[- ]price[ds]?|least expensive|gentlest on the (?:wallet|purse)|asks? for the least"
    r"|price (?:decides|matters most)|spend (?:the )?less?t?\b|save a little)\b|最便宜|最实惠|省一点",
    re.IGNORECASE,
)
_DEAREST = re.compile(
    r"\b(?:dearest|tops the list at|most expensive|priciest|highest[- ]price[ds]?)\b|最贵", re.IGNORECASE
)
_RANGE = re.compile(r"\b(?:prices? (?:run|range|go)|they (?:range|run)|it goes)\b[^.?!]* up to\b|不等", re.IGNORECASE)
_BEST_RATED = re.compile(
    r"\b(?:rated? [^.?!]{0,30}?highest|best[- ](?:rated|rating|liked|reviewed)|top[- ]rated|highest[- ]rat(?:ed|ing)"
    r"|(?:going|judging) by (?:ratings|what buyers)|if ratings guide)\b|评分最高",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:i(?:['’]ve| have)? (?:just )?(?:added|updated|removed|registered|started|cancelled|noted|saved)"
    r"|i(?:['’]ve| have)? put (?:it|them|that|this|one|both)\b|i took (?:it|them|that) out"
    r"|it['’]s (?:in|out of) your cart"
    r"|your return is started|consider it (?:done|arranged)|gone from the cart|in it goes|that is arranged)"
    r"|^\s*(?:added|removed)\b|已(?:经)?(?:加入|添加|移除|登记|更新)",
    re.IGNORECASE,
)
# What a model says it kept to. A question ("is there a brand you like?") claims nothing.
_PRICE_KEPT = re.compile(
    r"\b(?:(?:your|that|the) (?:price )?(?:limit|budget)|what you want to spend|price you (?:named|set|gave))\b|预算",
    re.IGNORECASE,
)
_BRAND_KEPT = re.compile(
    r"\b(?:the brand you (?:named|like|wanted|asked)|from that (?:maker|brand)|staying with that brand)\b"
    r"|您(?:要|指定)的品牌",
    re.IGNORECASE,
)
_COLOUR_KEPT = re.compile(
    r"\b(?:the colou?r you (?:wanted|named|like|asked)|(?:that|your) colou?r"
    r"|just that colou?r|colou?r is as you asked)\b"
    r"|您要的颜色|颜色按您",
    re.IGNORECASE,
)
_BRAND_LEFT_OUT = re.compile(
    r"\b(?:left that brand out|that brand is left out|no sign of that brand|skipped that brand)\b|去掉那个品牌",
    re.IGNORECASE,
)
_ANYWHERE = (
    (ClaimKind.CHEAPEST, _CHEAPEST),
    (ClaimKind.DEAREST, _DEAREST),
    (ClaimKind.RANGE, _RANGE),
    (ClaimKind.BEST_RATED, _BEST_RATED),
    (ClaimKind.DONE, _DONE),
    (ClaimKind.PRICE_KEPT, _PRICE_KEPT),
    (ClaimKind.BRAND_KEPT, _BRAND_KEPT),
    (ClaimKind.COLOUR_KEPT, _COLOUR_KEPT),
    (ClaimKind.BRAND_LEFT_OUT, _BRAND_LEFT_OUT),
)
_QUESTION = re.compile(r"[?？][\"'”’)\]]*\s*$")
_PLAIN = (
    (ClaimKind.OUT_OF_STOCK, _OUT_OF_STOCK),
    (ClaimKind.IN_STOCK, _IN_STOCK),
    (ClaimKind.ABSENCE, _ABSENCE),
    (ClaimKind.ON_OFFER, _ON_OFFER),
    (ClaimKind.SHIPPING, _SHIPPING),
)


def amount(text: str) -> Decimal | None:
    """The number as written with either decimal sign: `"1,299.00"` and `"1.299,00"` are both 1299."""
    digits = text.strip()
    comma, dot = digits.rfind(","), digits.rfind(".")
    if comma > dot:
        decimal_comma = len(digits) - comma - 1 != 3
        digits = digits.replace(".", "").replace(",", "." if decimal_comma else "")
    else:
        digits = digits.replace(",", "")
        if digits.count(".") > 1:
            digits = digits.replace(".", "")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def numbers(text: str) -> set[Decimal]:
    """Every number in the text, in digits or in English words up to twelve."""
    found = {amount(match.group()) for match in _ANY_NUMBER.finditer(text)}
    for match in _NUMBER_WORDS.finditer(text):
        value = _VALUES.get(match.group().lower())
        if value is not None:
            found.add(Decimal(value))
    return {value for value in found if value is not None}


def claims(sentence: str) -> Iterator[Claim]:
    """The claims of a sentence whose slots were taken out, prices before plain numbers, none found twice."""
    rest = sentence
    for match in _PRICE.finditer(sentence):
        yield Claim(ClaimKind.PRICE, match.group(), amount(match.group(1) or match.group(2)))
        rest = rest.replace(match.group(), " ", 1)
    for kind, pattern in _PLAIN:
        plain = pattern.search(rest)
        if plain:
            yield Claim(kind, plain.group())
    if not _QUESTION.search(sentence):
        for kind, pattern in _ANYWHERE:
            found = pattern.search(rest)
            if found:
                yield Claim(kind, found.group())
    for match in _ANY_NUMBER.finditer(rest):
        yield Claim(ClaimKind.NUMBER, match.group(), amount(match.group()))
    for match in _NUMBER_WORDS.finditer(rest):
        value = _VALUES.get(match.group().lower())
        yield Claim(ClaimKind.NUMBER, match.group(), None if value is None else Decimal(value))
