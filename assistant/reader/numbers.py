"""Numbers in figures and in English words."""

from __future__ import annotations

import re
from decimal import Decimal

UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "k": 1000, "million": 1_000_000}
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
# "two hundred and fifty", "a hundred", "twenty-five", "couple hundred"
WORDS = (
    rf"(?:(?:{_UNIT}|an?(?=\s+(?:hundred|thousand|grand|couple))|couple(?=\s+hundred))"
    rf"(?:[\s-]+(?:(?:and|of)[\s-]+)?(?:{_UNIT}|hundred|thousand|couple)){{0,6}})"
)
FIGURES = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,7}(?:[.,]\d{1,2})?)"
_QUANTITY = re.compile(rf"^(?:{_UNIT}|\d{{1,3}})$")


def figure(text: str) -> Decimal:
    """`1,500` is fifteen hundred, `49,99` and `49.99` the same price."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        return Decimal(text.replace(",", ""))
    return Decimal(text.replace(",", "."))


def in_words(text: str) -> Decimal:
    """The value of number words: "two hundred and fifty" → 250; "one fifty" → 150, as prices are spoken."""
    total = part = 0
    for word in re.split(r"[\s-]+", text):
        if word in UNITS:
            unit = UNITS[word]
            part = part * 100 + unit if 0 < part < 10 and unit >= 20 else part + unit
        elif word in ("a", "an"):
            part = 1
        elif word == "couple":
            part = 2
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word in SCALES:
            total, part = total + max(part, 1) * SCALES[word], 0
    return Decimal(total + part)


def value(text: str) -> Decimal:
    """Figures or words, as a number."""
    return figure(text) if text[0].isdigit() else in_words(text)


def count(text: str) -> int | None:
    """A small whole number, "two" or "2"; None when it is not one."""
    if not _QUANTITY.match(text):
        return None
    return int(text) if text.isdigit() else UNITS[text]
