"""The price limits that a query states in its own words: "under 500", "between 20 and 40", "500元以下"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.measuring.query_classes import UNITS
from store.money import Money

SIGN = r"(?:rs\.?|us\$|[$€£¥￥₹]|(?:usd|eur|gbp|inr|cny|rmb|jpy)\b)"
MONEY = rf"(?:{SIGN}|dollars?|bucks?|euros?|pounds?|rupees?|yuan|元|块钱?)"
NUMBER = r"\d+(?:,\d{3})*(?:\.\d{1,2})?k?"
UNIT = rf"{UNITS}|%|inch(?:es)?|years?|yrs?|months?|lit(?:re|er)s?|cups?|persons?|people|pieces?"
MEASURED = rf"(?!\s*-?(?:{UNIT})(?![a-z]))"  # "under 50 inch" is no price
AMOUNT = rf"{SIGN}?\s*(?P<NAME>{NUMBER})(?![\d.,]*\d|[a-z]){MEASURED}(?:\s*{MONEY})?"
AT_MOST = (
    r"(?:under|below|less\s+than|cheaper\s+than|up\s+to|at\s+most|no\s+more\s+than|max(?:imum)?|within|<=?"
    r"|不超过|低于|少于|最多)"
)
AT_LEAST = r"(?:over|above|more\s+than|at\s+least|min(?:imum)?|dearer\s+than|>=?|不低于|高于|超过|至少)"
LOW, HIGH = AMOUNT.replace("NAME", "low"), AMOUNT.replace("NAME", "high")
CHILD = re.compile(r"\b(?:kids?|child(?:ren)?|bab(?:y|ies)|toddlers?|boys?|girls?|ages?d?)\s*$", re.IGNORECASE)
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\w)(?:between\s+|from\s+){LOW}\s*(?:and|to|-|–)\s*{HIGH}",
        rf"(?<!\w){LOW.replace(SIGN + '?', SIGN, 1)}\s*(?:to|-|–)\s*{HIGH}",
        rf"(?P<low>{NUMBER})\s*{MONEY}?\s*(?:到|至|-|~)\s*(?P<high>{NUMBER})\s*(?:元|块钱?|以内|之间)",
        rf"(?<![\w]){AT_MOST}\s*{HIGH}",
        rf"(?<![\w]){AT_LEAST}\s*{LOW}",
        rf"(?P<high>{NUMBER})\s*(?:元|块钱?)?\s*(?:以下|以内|之内)",
        rf"(?P<low>{NUMBER})\s*(?:元|块钱?)?\s*以上",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limit:
    """Where the query states it, and what it is in minor units of the shop's currency."""

    start: int
    end: int
    low: int | None
    high: int | None


def limit_in(query: str, currency: str) -> Limit | None:
    """The first limit that the query states; None where it states none. A measure or an age is no price."""
    return next(_limits(query, currency), None)


def _limits(query: str, currency: str) -> Iterator[Limit]:
    for pattern in PATTERNS:
        for match in pattern.finditer(query):
            told = {name: text for name, text in match.groupdict().items() if text}
            amounts = {name: _minor(text, currency) for name, text in told.items()}
            low, high = amounts.get("low"), amounts.get("high")
            if (low is None or high is None or low <= high) and not CHILD.search(query[: match.start()]):
                yield Limit(match.start(), match.end(), low, high)


def _minor(text: str, currency: str) -> int:
    thousands = text[-1] in "kK"
    amount = text.rstrip("kK").replace(",", "")
    return Money.of(float(amount) * 1000 if thousands else amount, currency).minor
