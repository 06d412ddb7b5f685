"""Amounts, dates and lists as people write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.wording import count, format_date, format_money, join
from store.money import Money


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (4900, "USD", "$49.00"),
        (129900, "USD", "$1,299.00"),
        (129900, "INR", "₹1,299"),
        (12345650, "INR", "₹1,23,456.50"),
        (123456700, "INR", "₹12,34,567"),
        (4900, "CNY", "¥49"),
        (4950, "CNY", "¥49.50"),
        (4900, "JPY", "¥4,900"),
        (1500, "KWD", "1.500 KWD"),
        (99, "EUR", "€0.99"),
        (-500, "GBP", "-£5.00"),
        (129900, "SEK", "1,299.00 SEK"),
        (0, "USD", "$0.00"),
    ],
)
def test_money(minor: int, currency: str, written: str) -> None:
    assert format_money(Money(minor, currency)) == written


def test_money_in_chinese() -> None:
    assert format_money(Money(4900, "CNY"), "zh") == "¥49"
    assert format_money(Money(4900, "SEK"), "zh") == "SEK 49.00"


def test_dates() -> None:
    day = datetime(2026, 11, 4, tzinfo=UTC)
    assert format_date(day) == "4 November 2026"
    assert format_date(day, "zh") == "2026年11月4日"


def test_lists_and_plurals() -> None:
    assert [join(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert join(["S", "M"], last="or") == "S or M"
    assert join(["a", "b", "c"], "zh") == "a、b和c"
    assert join(["S", "M"], "zh-CN", "or") == "S或M"
    assert (count(1, "item"), count(2, "item"), count(1200, "box", "boxes")) == ("1 item", "2 items", "1,200 boxes")
