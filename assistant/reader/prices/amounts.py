"""Every number of an English message as an amount: its value, its place, whether it is money, whether it cannot be."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.reader.numbers import FIGURES, SCALES, TENS, WORDS, value
from assistant.reader.prices.units import BEFORE, COUNTED, UNIT
from store.money import exponent

_SIGN = (
    r"(?:(?:us|au?|ca?|nz|hk|s|sg|nt|mx|r)\$|[$€£¥₹₦₱฿₽₺₩₪₫]|(?<![a-z])(?:usd|eur|gbp|inr|rs\.?|cny|rmb|jpy|chf|cad|aud|nzd|sgd|hkd|aed|zar|sek"
    r"|nok|dkk|pln|czk|huf|php|myr|rm|thb|mxn|brl|pkr|ngn|kes|ksh)|(?<![a-z\d])r(?=\s?\d{1,3}[\s,]?\d{3}\b|\d{3}\b))"
)
CURRENCY = (
    r"(?:(?:us\s+|american\s+|canadian\s+|aussie\s+|australian\s+|kiwi\s+|singapore\s+|hong\s+kong\s+)?(?:dollars?|dollers?|bucks?)|usd|euros?|eur|quid|squid"
    r"|pounds?\s+sterling|pounds?|gbp|rupees?|inr|rs|yen|jpy|yuan|rmb|cny|kuai|chf|(?:swiss\s+)?francs?|cad|nzd|sgd|hkd|zar|rands?|naira|lira|shekels?|baht|ringgit|czk|koruna|crowns|forints?|huf|reais|pkr|rub|rou?bles?|won(?!')|aud|pesos?|kronor"
    r"|kroner|sek|nok|dkk|pln|zloty|dirhams?|aed|smackers)"
)
_POSTFIX = rf"(?:\s*-?\s*(?P<currency>{CURRENCY})(?![a-z])|\s*(?P<symbol>[$€£¥₹元块])(?!\s?\d))"
_SLANG = re.compile(r"(?:grand|fivers?|tenners?)$")  # counted in nothing but money
_CENTS = r"(?:cents?|pence|¢)"
# "Not a pound over 60": nothing of that sum is one pound.
_BEYOND = r"(?:over|above|more|past|beyond|further|higher|extra|on\s+top|dearer)"
_AMOUNT = re.compile(
    rf"(?<![\w#/])(?:(?<![a-z]-)|(?<=\dk-)|(?<=\bsub-)|(?<=\bunder-)|(?<=\bover-)|(?<=\bbelow-)|(?<=\babove-))(?<!\d[.,])(?<!\s-)(?<!^-)(?:(?P<sign>{_SIGN})\s*)?"
    rf"(?:(?P<figure>\d{{1,3}}(?:\s\d{{3}})+(?=\s*(?:[€$£]|eur|usd))|{FIGURES}|(?<=[$€£])\.\d\d)(?!\d|[.,]\d)"
    rf"|(?P<words>(?:(?<![\w-])|(?<=\bsub-)){WORDS})|(?P<one>(?<!\w)an?)(?=\s+{CURRENCY}(?![a-z])(?!\s+{_BEYOND}\b)))"
    rf"(?:\s*(?P<scale>k|grand|thousand|hundred|lakh|lac)(?![a-z]))?"
    rf"(?:{_POSTFIX}|\s*(?P<cents>{_CENTS})(?![a-z])|(?P<pence>p)(?![a-z]))?"
    r"(?:/-)?"
)
# "5 pounds 50", "two dollars and fifty cents", "twelve pounds fifty"
_SMALL_CHANGE = re.compile(
    rf"\s+(?:and\s+)?(?P<small>\d\d?|{WORDS})\s*(?:cents?|pence|p)\b"
    rf"|\s(?P<bare>\d\d|{TENS})(?=\s*(?:$|[,;!?)]|\.(?!\d)|(?:max|tops|or|for|each|please|at|is)\b))"
)
# "16gb", "24/7", "8-piece": the number is part of a word
_GLUED = re.compile(r"(?!-?ish\b)(?:[a-z0-9]|/\d|:\d|-(?!(?:max|and|or)\b)[a-z])")
_SPACED = re.compile(r"(?P<head>\d{1,3})(?P<rest>(?:[ ]\d{3})+)(?!\d)")
_WEIGHED = re.compile(
    r"\b(?:weigh(?:s|t|ts|ing)?|heavier|lighter\s+than|lift(?:s|ing)?|dumb-?bells?|kettle-?bells?|barbells?|holds?"
    r"|capacity|lbs?|(?:dogs?|cats?|pupp(?:y|ies))\s+(?:is|are|of|under|over|below|above|up))\b"
)
_ONLY_POUNDS = re.compile(
    r"(?:(?:under|below|over|above|less|more|than|up|to|at|most|least|max|about|around|not|no|only|please)\s+)*"
    r"[\d.,]+\s*pounds?[\s.!?]*"
)
_JOINED = re.compile(r"\s*(?:-|to|or|x|×|/|by|through)\s*")
_UNIT = re.compile(rf"\s*\+?\s*-?\s*{UNIT}(?![a-z])")
_COUNTED = re.compile(rf"\s*\+?\s*-?\s*{COUNTED}(?![a-z])")
_BEFORE = re.compile(rf"(?<![a-z]){BEFORE}$")
_BETWEEN = re.compile(r"\b(?:between|betwen|from)\s+$")
# "Thirty pound please" is a price, a "thirty pound turkey" is not.
_NO_NOUN = re.compile(r"\s*(?:$|[.,;:!?)]|(?:please|max|maximum|tops|or|and|to|for|at|each|is|in|on|but|mate|love)\b)")
_WINDOW = 48
_MOST = 60  # numbers read in one message; a list of more is no wish


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of the message. `money` by its sign or word of currency; `other` when what stands beside it names it
    something else (a size, a weight); `counted` when a word follows that may be counted or priced ("30 bags")."""

    start: int
    end: int
    value: Decimal
    money: bool = False
    other: bool = False
    counted: bool = False
    scaled: Decimal | None = None  # the factor said with it: a thousand of "2k"
    figures: bool = True


def find_amounts(text: str, currency: str) -> list[Amount]:
    """The numbers of a lower-case message in order."""
    amounts: list[Amount] = []
    position, places = 0, exponent(currency)
    weighed = _weight_rather_than_money(text, currency)
    while len(amounts) < _MOST and (match := _AMOUNT.search(text, position)):
        amount = _amount(text, match, places, weighed)
        position = max(match.end(), match.start() + 1) if amount is None else amount.end
        if amount is not None:
            amounts.append(amount)
    return _neighbours(text, amounts)


def _weight_rather_than_money(text: str, currency: str) -> bool:
    """Whether "pounds" weigh: where the shop counts in another money, when the message speaks of weight, or of
    nothing at all besides the number, which leaves it open."""
    if "pound" not in text:
        return False
    if _WEIGHED.search(text):
        return currency != "GBP" or re.search(r"\bweigh", text) is not None
    return currency != "GBP" and _ONLY_POUNDS.fullmatch(text) is not None


def _amount(text: str, match: re.Match[str], places: int, weighed: bool) -> Amount | None:
    said = match["figure"] or match["words"]
    number = Decimal(1) if match["one"] else value(_plain(said), places)
    end, sign, word = match.end(), match["sign"] is not None, match["currency"] or match["symbol"]
    if (sign or word) and match["figure"] and (wide := _SPACED.match(text, match.start("figure"))) and not word:
        number, end = Decimal(wide["head"] + wide["rest"].replace(" ", "")), wide.end()
    pounds = word is not None and word.startswith("pound") and "sterling" not in word and not sign
    if pounds and (weighed or (word == "pound" and not match["one"] and not _NO_NOUN.match(text, end))):
        return Amount(match.start(), end, number, other=True)
    if (match["cents"] or match["pence"]) and not sign:
        if number <= 1 or (match["pence"] and (number > 99 or number % 1)):
            return None  # "not one cent over 50", 1080p
        return Amount(match.start(), end, number / 100, money=True, scaled=Decimal("0.01"))
    if _GLUED.match(text, end) and not word:
        return None
    factor = Decimal(SCALES[match["scale"]]) if match["scale"] else _word_scale(match["words"])
    number *= factor if match["scale"] and factor else 1
    if word and number < 1000 and (change := _SMALL_CHANGE.match(text, end)):
        number, end = number + value(change["small"] or change["bare"]) / 100, change.end()
    money = sign or word is not None or _SLANG.search(match.group()) is not None
    return Amount(match.start(), end, number, money, scaled=factor, figures=bool(match["figure"]))


def _plain(said: str) -> str:
    """Figures without spaces between their thousands, and with the zero that ".99" leaves out."""
    if not (said[0].isdigit() or said[0] == "."):
        return said
    return "0" + said if said[0] == "." else said.replace(" ", "")


def _word_scale(said: str | None) -> Decimal | None:
    """The factor a number in words ends on, which "two to three hundred" lends to its first number."""
    last = said.rsplit(maxsplit=1)[-1] if said else ""
    return Decimal(SCALES[last]) if last in SCALES else None


def _neighbours(text: str, amounts: list[Amount]) -> list[Amount]:
    """The amounts with what stands beside them told; numbers joined to a size or a measure are of its kind."""
    told = [_told(text, amount) for amount in amounts]
    for index in range(len(told) - 1):
        first, second = told[index], told[index + 1]
        if first.other and not second.money and _joined(text, first, second):
            told[index + 1] = replace(second, other=True)
    for index in range(len(told) - 2, -1, -1):
        first, second = told[index], told[index + 1]
        if second.other and not first.money and _joined(text, first, second):
            told[index] = replace(first, other=True)
    return told


def _joined(text: str, first: Amount, second: Amount) -> bool:
    gap = text[first.end : second.start]
    if _JOINED.fullmatch(gap):
        return True
    return gap.strip() in ("and", "&") and _BETWEEN.search(text[: first.start][-_WINDOW:]) is not None


def _told(text: str, amount: Amount) -> Amount:
    if amount.money or amount.other:
        return amount
    if _BEFORE.search(text[max(0, amount.start - _WINDOW) : amount.start]):
        return replace(amount, other=True)
    unit = _UNIT.match(text, amount.end)
    if unit and not _closing_quote(text, amount) and not _minimum(text, unit):
        return replace(amount, other=True)
    return replace(amount, counted=_COUNTED.match(text, amount.end) is not None)


def _minimum(text: str, unit: re.Match[str]) -> bool:
    """Whether "min" is short for minimum rather than for minutes: a maximum is spoken of as well."""
    return unit.group().strip() == "min" and "max" in text


def _closing_quote(text: str, amount: Amount) -> bool:
    """Whether the sign after the number closes a quotation rather than stands for inches."""
    return text[amount.end : amount.end + 1] == '"' and text.count('"', 0, amount.start) % 2 == 1
