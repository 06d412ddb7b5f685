"""Facts in a shopper's language: amounts, dates, lists and plurals in English and Chinese. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from store.money import Money, exponent

_SIGNS = {
    "USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "¥", "INR": "₹", "KRW": "₩", "AUD": "A$", "CAD": "C$",
    "HKD": "HK$", "NZD": "NZ$", "SGD": "S$", "TWD": "NT$", "BRL": "R$", "ILS": "₪", "VND": "₫", "TRY": "₺",
    "UAH": "₴", "NGN": "₦", "PHP": "₱", "THB": "฿",
}  # fmt: skip
_WHOLE_WHEN_EVEN = {"CNY", "INR", "TWD", "PHP", "THB", "NGN", "IDR", "HUF"}  # where ".00" is not written
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def chinese(language: str) -> bool:
    """Whether to speak Chinese; every other language is answered in English."""
    return language.casefold().startswith("zh")


def say(language: str, english: str, chinese_text: str) -> str:
    """The sentence in the shopper's language."""
    return chinese_text if chinese(language) else english


def format_money(amount: Money, language: str = "en") -> str:
    """An amount as shops write it: `$49.00`, `₹1,29,999`, `¥49`, `1,299.00 SEK`; Chinese sets the code first."""
    digits = exponent(amount.currency)
    whole, part = divmod(abs(amount.minor), 10**digits)
    grouped = _indian(whole) if amount.currency == "INR" else f"{whole:,}"
    if digits and (part or amount.currency not in _WHOLE_WHEN_EVEN):
        grouped = f"{grouped}.{part:0{digits}d}"
    sign = "-" if amount.minor < 0 else ""
    symbol = _SIGNS.get(amount.currency)
    if symbol:
        return f"{sign}{symbol}{grouped}"
    return f"{amount.currency} {sign}{grouped}" if chinese(language) else f"{sign}{grouped} {amount.currency}"


def _indian(whole: int) -> str:
    """Thousands, then lakhs and crores by two digits: 1234567 → "12,34,567"."""
    text = str(whole)
    head, tail = text[:-3], text[-3:]
    pairs: list[str] = []
    while head:
        pairs.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*pairs, tail])


def format_date(moment: datetime, language: str = "en") -> str:
    """`14 November 2026`, `2026年11月14日`."""
    if chinese(language):
        return f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def count(number: int, one: str, many: str = "") -> str:
    """`1 item`, `2 items`; `many` when adding an s does not do."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def join(words: Sequence[str], language: str = "en", last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; `a、b和c`. With `last="or"` a choice."""
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    if chinese(language):
        return f"{'、'.join(listed[:-1])}{'或' if last == 'or' else '和'}{listed[-1]}"
    return f"{', '.join(listed[:-1])} {last} {listed[-1]}"
