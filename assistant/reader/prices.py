"""Price limits in English: every phrasing of "under 50", and nothing that merely looks like one.

An amount is a price when a currency stands beside it, or when a word of price comparison leads to it and no unit
follows ("under 50", never "under 50 inches"). Each understood span is taken out of the message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from assistant.reader.numbers import FIGURES, SCALES, WORDS, value
from assistant.reader.text import Scan
from store.money import Money

_SIGN = r"(?:us\$|usd|a\$|c\$|hk\$|\$|€|£|¥|￥|₹|eur|gbp|inr|rs\.?|cny|rmb|jpy|chf|cad|aud)"
_CURRENCY = (
    r"(?:us\s+dollars?|dollars?|dollers?|bucks?|usd|euros?|eur|quid|pounds?\s+sterling|pounds|gbp"
    r"|rupees?|inr|rs|yen|jpy"
    r"|yuan|rmb|cny|kuai|chf|francs?|cad|aud|pesos?|kronor|kroner|sek|nok|dkk|\$|€|£|¥|₹|元|块)"
)
_UNIT = (
    r"(?:inch(?:es)?|[\"″']|cms?|mms?|met(?:er|re)s?|m|km|kms|miles?|yards?|yds?|f(?:oo|ee)t|ft|ml"
    r"|mls?|cl|lit(?:er|re)s?|l|gal"
    r"|gallons?|quarts?|qt|cups?|fl|oz|ounces?|g|grams?|kg|kgs|kilos?|kilograms?|lbs?|gb|tb|mb|mah|ah"
    r"|w|watts?|kw|v|volts?"
    r"|amps?|k?hz|mhz|ghz|fps|mp|megapixels?|p|dpi|lumens?|stars?|persons?|people|man|men|women|kids|adults?|guests"
    r"|seaters?|seats?|packs?|pc|pcs|pieces?|counts?|ct|years?|yrs?|yo|y/o|months?|mo|weeks?|days?"
    r"|hours?|hrs?|min(?:ute)?s?"
    r"|sec(?:ond)?s?|mins|am|pm|%|percent|degrees?|°|c|f|btu|psi|rpm|mph|calories|cals?|kcal|carats?"
    r"|karats?|threads?|tc"
    r"|wheels?|speeds?|burners?|tiers?|drawers?|doors?|shel(?:f|ves)|ports?|cores?|generation|gen|th"
    r"|nd|rd|st|x|d|ply|way|layers?"
    r"|pockets?|pairs?|items?|products?|options?|of|sqft|sq|square|cubic|servings?|slices?|bottles?"
    r"|boxes|bags?|tv|uhd|monitor"
    r"|resolution|display|video|camera|stages?|rooms?|players?|pages?|sheets?|reviews?|ratings?|rows?|times|nights?)"
)
_MORE = (
    r"(?:(?:a|an|the|my|of|is|about|around|like|roughly|just|say|total|price|prices|costs?|costing"
    r"|priced|at|maybe|exactly|only|limit)\s+|[:=]\s*)*"
)


def _amount(n: int) -> str:
    return (
        rf"(?:(?P<pre{n}>{_SIGN})\s*)?(?P<num{n}>{FIGURES}|\b{WORDS}\b)(?!\d|[.,]\d)"
        rf"(?:\s*(?P<mul{n}>k|grand|thousand|hundred)(?![a-z]))?"
        rf"(?:\s*(?P<post{n}>{_CURRENCY})(?![a-z]))?(?!\s*-?\s*{_UNIT}(?![a-z])|[a-z0-9]|-[a-z])"
    )


_A, _B = _amount(1), _amount(2)
_JOIN = r"(?:and|to|&|-|\.\.\.?|till|until|up\s+to)"
_BARE_JOIN = r"(?:-|to|\.\.\.?|~)"
_NOT = r"(?:(?:no|not|nothing|never|\w+n't|dont|cant|wont|without)\s+(?:\w+\s+){0,4}?)"
_ABOVE = (
    r"(?:more|higher|greater|over|above|exceed(?:ing)?|going\s+over|beyond|past|pricier|costlier|dearer)(?:\s+than)?"
)
_BELOW = r"(?:less|lower|under|below|cheaper|fewer)(?:\s+than)?"
_MAX = (
    rf"(?:{_NOT}{_ABOVE}|under|below|beneath|bellow|undr|less\s+th[ae]n|lower\s+than|cheaper\s+than"
    rf"|smaller\s+than|lesser\s+than"
    r"|max(?:imum)?(?:\s+(?:of|price|budget|spend|is))*|up\s*to|upto|at\s+(?:the\s+)?(?:most|max)"
    r"|within|inside|<=?|≤|sub[\s-]"
    r"|limit(?:ed)?(?:\s+(?:of|to|is))?|cap(?:ped)?(?:\s+(?:of|at|is))?|ceiling(?:\s+of|\s+is)?"
    r"|not\s+exceeding|top\s+price"
    r"|budget(?:\s+(?:of|is|around|about|for\s+(?:this|it)\s+is|would\s+be|'s))?"
    r"|spend(?:ing)?(?:\s+(?:up\s+to|like))?|afford"
    r"|pay(?:ing)?|i(?:'ve|\s+have)(?:\s+only)?\s+(?:got\s+)?(?:about\s+|around\s+)?)"
)
_MIN = (
    rf"(?:{_NOT}{_BELOW}|over|above|more\s+th[ae]n|higher\s+than|greater\s+than|at\s+least"
    rf"|min(?:imum)?(?:\s+(?:of|price|is))*"
    r"|starting\s+(?:at|from)|start(?:s)?\s+(?:at|from)|upwards?\s+of|north\s+of|>=?|≥|exceeding|pricier\s+than|beyond)"
)
_ROUND = (
    r"(?:around|about|approx(?:imately)?\.?|roughly|circa|~|near(?:ly)?|close\s+to"
    r"|in\s+the\s+(?:region|range|neighbou?rhood)\s+of|somewhere\s+(?:around|near)|or\s+so)"
)
_SOME_CURRENCY = re.compile(rf"{_SIGN}\s*\d|\d\s*(?:k\s*)?{_CURRENCY}(?![a-z])|bucks|dollars|euros|rupees|quid")

_RANGE = re.compile(
    r"(?:\b(?:anywhere|somewhere|something|price[sd]?|range|ranging)\s+)*\b(?P<opening>between|betwen"
    r"|btw|from|in|over)\s+"
    rf"{_MORE}{_A}\s*{_JOIN}\s*{_B}"
)
_BARE_RANGE = re.compile(
    r"(?P<opening>\b(?:price|priced|prices|range|budget|cost|costs|spend|pay)\b[\s:]*(?:\w+\s+){0,2}?)?"
    rf"(?<![\w.]){_A}\s*{_BARE_JOIN}\s*{_B}"
)
_POST_MAX = re.compile(
    rf"(?<![\w.]){_A}\s*,?\s*(?:(?:or|and)\s+(?:less|under|below|lower|cheaper)|max(?:imum)?|tops"
    rf"|at\s+(?:the\s+)?most|limit|(?:\w+\s+)?budget|is\s+(?:my|the)\s+(?:limit|max(?:imum)?|budget)"
    rf"|and\s+no\s+more|to\s+spend)\b"
)
_POST_MIN = re.compile(
    rf"(?<![\w.]){_A}(?:\s*(?:(?:or|and)\s+(?:more|up|above|over|higher|upwards?)|min(?:imum)?|plus)\b"
    rf"|\+(?:\s*{_CURRENCY}\b)?)"
)
_ISH = re.compile(
    rf"(?<![\w.])(?P<pre1>{_SIGN})?\s*(?P<num1>{FIGURES})(?P<mul1>k)?\s*(?P<post1>{_CURRENCY})?\s*-?\s*(?:ish\b|or\s+so\b|(?:give|more)\s+or\s+(?:take|less)\b)"
)
_BEFORE_MAX = re.compile(rf"(?<![a-z])(?<!not )(?<!no ){_MAX}\s*{_MORE}{_A}")
_BEFORE_MIN = re.compile(rf"(?<![a-z]){_MIN}\s*{_MORE}{_A}")
_FROM = re.compile(rf"\bfrom\s+{_A}")
_AROUND = re.compile(rf"(?<![a-z]){_ROUND}\s*{_MORE}{_A}")
_PLAIN = re.compile(
    rf"(?:\b(?:for|at|costs?|costing|priced?(?:\s+at)?|worth)\s+{_MORE})?(?<![\w.]){_A}(?!\s*(?:off"
    rf"|discount|coupon|voucher|gift\s*card))"
)
_FOR = re.compile(rf"\bfor\s+{_A}\s*(?:$|[.!?,])")

_SAFE_NEXT = re.compile(
    r"\s*(?:$|[.,;:!?)]|(?:and|but|or|please|pls|plz|for|in|with|if|that|which|from|by|on|only|max"
    r"|total|each|plus|preferably"
    r"|to|not|no|thanks|thx|ty|is|would|as|ideally|so|per|can|could|do|i|it|shipped|delivered|incl\w*"
    r"|altogether|all|the|tops"
    r"|at|without|made|ok|okay|cheers|because|since|when|while|you|we|my|are|something|anything|budget"
    r"|again|instead|too)\b)"
)
_NOT_MONEY_BEFORE = re.compile(
    r"(?:\b(?:aged?|ages|size[sd]?|rated|rating|iphone|galaxy|model|version|windows|order|section|chapter|pack|packs|set|box"
    r"|iso|number|no\.?|reviews?)\s+(?:is\s+)?)$"
)
# "for women over 40" and "kids under 10" are ages; "for women under 120" is a price
_PEOPLE_BEFORE = re.compile(r"\b(?:men|women|people|adults|those|someone|anyone|kids?|child(?:ren)?|boys?|girls?)\s+$")
_OLDEST_CHILD = 18


@dataclass(frozen=True, slots=True)
class PriceLimits:
    """What a message says of price; both ends included, minor units. `stated` is False when it says nothing."""

    low: int | None = None
    high: int | None = None

    @property
    def stated(self) -> bool:
        return self.low is not None or self.high is not None


def _minor(match: re.Match[str], n: int, currency: str, scale: str | None = None) -> int | None:
    amount = value(match[f"num{n}"]) * SCALES.get(match[f"mul{n}"] or scale or "", 1)
    return Money.of(amount, currency).minor if amount <= Decimal(10**9) else None


def _has_currency(match: re.Match[str], n: int, currency: str) -> bool:
    post = match[f"post{n}"]
    if post == "pounds" and currency != "GBP":  # a weight, unless the shop counts in pounds
        return match[f"pre{n}"] is not None
    return post is not None or match[f"pre{n}"] is not None


def _plausible(scan: Scan, match: re.Match[str], n: int, currency: str, loose: bool) -> bool:
    """Whether an amount is money: it has a currency, or it is bare but nothing around it says otherwise."""
    if match[f"post{n}"] == "pounds" and currency != "GBP" and not match[f"pre{n}"]:
        return False
    if _has_currency(match, n, currency):
        return True
    if _NOT_MONEY_BEFORE.search(scan.low[: match.start()]):
        return False
    number = match[f"num{n}"]
    if _PEOPLE_BEFORE.search(scan.low[: match.start()]):
        over = re.match(r"over|above|more|at\s+least|from|between", match.group()) is not None
        if over or value(number) <= _OLDEST_CHILD:
            return False
    if not number[0].isdigit() and value(number) <= 10 and not match[f"mul{n}"]:
        return False
    safe = _SAFE_NEXT.match(scan.low, match.end()) is not None
    return safe or loose or value(number) >= 20


def _ranges(scan: Scan, currency: str) -> PriceLimits:
    for pattern in (_RANGE, _BARE_RANGE):
        for match in scan.find(pattern):
            money = _has_currency(match, 1, currency) or _has_currency(match, 2, currency)
            if not money and match["opening"] in (None, "in", "over"):
                continue
            before = scan.low[: match.start()]
            if _NOT_MONEY_BEFORE.search(before) or (_PEOPLE_BEFORE.search(before) and not money):
                continue
            # "1-2k" means one to two thousand
            scale = match["mul2"] if match["mul2"] == "k" and not match["mul1"] else None
            first, second = _minor(match, 1, currency, scale), _minor(match, 2, currency)
            scan.take(*match.span())
            if first is not None and second is not None:
                return PriceLimits(min(first, second), max(first, second))
    return PriceLimits()


def _band(amount: int) -> PriceLimits:
    """ "Around 50" is a fifth to either side."""
    return PriceLimits(amount * 4 // 5, -(-amount * 6 // 5))


def read_prices(scan: Scan, currency: str) -> PriceLimits:
    """Price limits in what is left of the message, taken out of it. Contradictory limits are kept as they were said."""
    limits = _ranges(scan, currency)
    if limits.stated:
        return limits
    low = high = None
    for pattern in (_ISH, _BEFORE_MAX, _BEFORE_MIN, _POST_MAX, _POST_MIN, _AROUND, _FROM, _PLAIN, _FOR):
        for match in scan.find(pattern):
            if not _accept(scan, match, pattern, currency):
                continue
            amount = _minor(match, 1, currency)
            scan.take(*match.span())
            if amount is None:
                continue
            if pattern in (_ISH, _AROUND):
                band = _band(amount)
                low, high = low if low is not None else band.low, high if high is not None else band.high
            elif pattern in (_POST_MIN, _BEFORE_MIN, _FROM):
                low = amount
            elif high is None or pattern in (_POST_MAX, _BEFORE_MAX):
                high = amount
    return PriceLimits(low, high)


def _accept(scan: Scan, match: re.Match[str], pattern: re.Pattern[str], currency: str) -> bool:
    money = _has_currency(match, 1, currency)
    if pattern is _PLAIN:
        return money
    if pattern is _FROM:
        return money or re.search(r"price|start", scan.low[: match.start()]) is not None
    if pattern is _FOR:
        return value(match["num1"]) >= 20
    if pattern in (_POST_MAX, _POST_MIN, _ISH):
        return _plausible(scan, match, 1, currency, loose=True) and not re.search(
            r"size\s*$", scan.low[: match.start()]
        )
    if re.match(r"i(?:'ve|\s+have)|pay|inside|near", match.group()) and not money:
        return _SAFE_NEXT.match(scan.low, match.end()) is not None and value(match["num1"]) >= 20
    loose = re.match(r"under|below|sub|cheaper|<|budget", match.group()) is not None
    return _plausible(scan, match, 1, currency, loose)
