"""Numbers in figures and in English words."""

from __future__ import annotations

import re
from decimal import Decimal

_ONES = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "ninty": 90,
}  # fmt: skip
UNITS = {**_ONES, **_TEENS, **_TENS}
SCALES = {
    "hundred": 100, "hundered": 100, "hunderd": 100, "thousand": 1000, "grand": 1000, "k": 1000, "lakh": 100_000,
    "lac": 100_000, "million": 1_000_000,
}  # fmt: skip
_NOTES = {"fiver": 5, "fivers": 5, "tenner": 10, "tenners": 10}
_VAGUE = {"a": 1, "an": 1, "couple": 2, "few": 3}


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_ONE, _TEEN, _TEN = _any(_ONES), _any(_TEENS), _any(_TENS)
_UNDER_100 = rf"(?:(?:{_TEN})(?:[\s-]?(?:{_ONE})\b)?|{_TEEN}|{_ONE})\b"
TENS = rf"(?:(?:{_TEN})(?:[\s-]?(?:{_ONE})\b)?|{_TEEN})\b"  # what stands alone for cents
_SOME = r"(?:half\s+an?|(?:an?\s+)?(?:couple|few)(?:\s+of)?|an?)"
_HUNDRED = r"(?:hundred|hundered|hunderd)\b"
# "one fifty" and "two ninety-nine" are hundreds, as prices are spoken
_SPOKEN = rf"(?:{_ONE})[\s-]+(?:(?:{_TEN})(?:[\s-]?(?:{_ONE})\b)?|{_TEEN})\b"
_HUNDREDS = rf"(?:(?:{_SOME}\s+|{_UNDER_100}[\s-]+)?{_HUNDRED}(?:[\s-]+(?:and\s+)?{_UNDER_100})?)"
_UNDER_1000 = rf"(?:{_HUNDREDS}|{_SPOKEN}|{_UNDER_100})"
_REST = rf"(?:\s+and\s+a\s+half\b|[\s-]+(?:and\s+)?{_UNDER_1000})?"
_MANY = rf"(?:{_SOME}|(?:{_ONE})\s+and\s+a\s+half|{_UNDER_1000})"
_THOUSANDS = rf"(?:{_MANY}[\s-]+(?:thousand|grand|lakh|lac)\b{_REST}|thousand\b{_REST})"
_NOTED = rf"(?:(?:{_SOME}|{_UNDER_100})\s+)?(?:{_any(_NOTES)})\b"
# "forty-nine ninety-nine" is 49.99; "forty fifty" is two prices
_CENTS = r"(?:ninety(?:[\s-](?:nine|five))?|seventy[\s-]five|twenty[\s-]five|fifty)\b"
_NINETY_NINE = (
    rf"(?:(?:{_TEN})[\s-]?(?:{_ONE})\b|{_TEEN}|(?:{_TEN})\b(?!\s+(?:fifty|ninety)\b(?![\s-]\w+\b)))\s+{_CENTS}"
)
WORDS = rf"(?:{_NINETY_NINE}|{_THOUSANDS}|{_NOTED}|{_UNDER_1000})"
FIGURES = r"(?:\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d{1,2})?|[1-9]\d{0,2}(?:\.\d{3})+(?:,\d{1,2})?|\d{1,7}(?:[.,]\d{1,2})?)"
_CENTS_SPOKEN = re.compile(rf"(?P<whole>{_UNDER_100})\s+(?P<cents>{_CENTS})")
_TOKEN = re.compile(rf"{_any({**UNITS, **SCALES, **_NOTES, **_VAGUE, 'half': 0, 'and': 0, 'of': 0})}")
_QUANTITY = re.compile(rf"^(?:{_any(UNITS)}|\d{{1,3}})$")


def figure(text: str, places: int = 2) -> Decimal:
    """`1,500` and `1.500` are fifteen hundred, `49,99` and `49.99` the same price; with three `places`, 1.500 is 1½."""
    if re.fullmatch(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?", text):
        return Decimal(text.replace(",", ""))
    dotted = re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+(?P<rest>,\d+)?", text)
    if dotted and (places < 3 or text.count(".") > 1 or dotted["rest"]):
        return Decimal(text.replace(".", "").replace(",", "."))
    return Decimal(text.replace(",", "."))


def in_words(text: str) -> Decimal:
    """The value of number words: "two hundred and fifty" → 250; "one fifty" → 150, as prices are spoken."""
    spoken = _CENTS_SPOKEN.fullmatch(text)
    if spoken and (whole := in_words(spoken["whole"])) >= 10:
        return whole + in_words(spoken["cents"]) / 100
    total, part, scale = Decimal(0), Decimal(0), 1
    for word in _TOKEN.findall(text):
        if word in UNITS:
            unit = UNITS[word]
            part = part * 100 + unit if 0 < part < 10 <= unit else part + unit
        elif word == "half":  # "half a hundred", "one and a half thousand", but "a grand and a half"
            total, part = (total + Decimal(scale) / 2, Decimal(0)) if total else (total, part + Decimal("0.5"))
        elif word in ("a", "an"):
            part = part or Decimal(1)
        elif word in _VAGUE:
            part = Decimal(_VAGUE[word])
        elif word in _NOTES:
            total, part = total + (part or Decimal(1)) * _NOTES[word], Decimal(0)
        elif word in SCALES:
            scale = SCALES[word]
            part = (part or Decimal(1)) * scale
            if scale > 100:
                total, part = total + part, Decimal(0)
    return total + part


def value(text: str, places: int = 2) -> Decimal:
    """Figures or words, as a number."""
    return figure(text, places) if text[0].isdigit() else in_words(text)


def count(text: str) -> int | None:
    """A small whole number, "two" or "2"; None when it is not one."""
    if not _QUANTITY.match(text):
        return None
    return int(text) if text.isdigit() else UNITS[text]
