from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.importers.values import read_id, read_price, read_text, read_time, read_whole
from store.money import EXPONENTS, Money, UnknownCurrency

currencies = st.sampled_from(sorted(EXPONENTS))
amounts = st.builds(Money, st.integers(0, 10**12), currencies)


@given(amounts)
def test_a_price_written_in_major_units_reads_as_itself(money: Money) -> None:
    assert read_price(str(money.major), money.currency) == money
    assert read_price(money.minor, money.currency, minor_units=True) == money
    assert Money.of(str(money.major), money.currency) == money


@given(
    amounts, st.sampled_from([",", "'", " ", "\u00a0", "\u202f"]), st.sampled_from(["{}", "{} EUR", "EUR {}", "€{}"])
)
def test_grouped_digits_and_the_currencys_sign(money: Money, group: str, form: str) -> None:
    euros = Money(money.minor, "EUR")
    text = form.format(f"{euros.major:,.2f}".replace(",", group))
    assert read_price(text, "EUR") == euros
    swapped = form.format(f"{euros.major:,.2f}".translate(str.maketrans(",.", ".,")))
    assert read_price(swapped, "EUR", decimal_mark=",") == euros


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none()))
def test_anything_at_all_is_a_price_or_a_reason(value: Any) -> None:
    try:
        money = read_price(value, "USD")
    except ValueError:
        return
    assert money.currency == "USD"
    assert 0 <= money.minor <= 10**15


@pytest.mark.parametrize(
    ("value", "decimal_mark", "minor"),
    [
        ("12", ".", 1200),
        ("12.5", ".", 1250),
        (12.5, ".", 1250),
        (0, ".", 0),
        ("$1,299.00", ".", 129900),
        ("1,29,999.50", ".", 12999950),  # Indian grouping
        ("USD 5", ".", 500),
        ("5 USD", ".", 500),
        (".99", ".", 99),
        ("1.299,00", ",", 129900),
        ("12,99", ",", 1299),
        ("1'299.00", ".", 129900),
        ("+5", ".", 500),
    ],
)
def test_forms_of_prices(value: object, decimal_mark: str, minor: int) -> None:
    assert read_price(value, "USD", decimal_mark=decimal_mark) == Money(minor, "USD")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("-5", "negative price"),
        (-0.01, "negative price"),
        ("-$5.00", "negative price"),
        ("$-5.00", "negative price"),
        ("(5.00)", "negative price"),
        ("abc", "not an amount"),
        ("", "not an amount"),
        ("12,99", "decimal mark"),
        ("1.2.3", "decimal mark"),
        ("1,2345", "decimal mark"),
        ("1e3", "not an amount"),
        (float("nan"), "not an amount"),
        (float("inf"), "not an amount"),
        ("nan", "not an amount"),
        (True, "not an amount"),
        (None, "not an amount"),
        ("5 EUR", "price in EUR, expected USD"),
        ("(5.00", "not an amount"),
        (10**30, "beyond"),
    ],
)
def test_what_is_no_price(value: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_price(value, "USD")


@pytest.mark.parametrize("call", [("5", "XXX"), ("5 XYZ", "USD")])
def test_unknown_currencies(call: tuple[str, str]) -> None:
    with pytest.raises(UnknownCurrency):
        read_price(*call)


def test_minor_units_follow_the_currency() -> None:
    assert read_price("1200", "JPY") == Money(1200, "JPY")
    assert read_price("1.234", "KWD") == Money(1234, "KWD")
    assert read_price("1234", "KWD", minor_units=True) == Money(1234, "KWD")


def test_rounding_is_half_up_and_noted() -> None:
    notes: list[str] = []
    assert read_price("0.005", "USD", notes=notes) == Money(1, "USD")
    assert read_price("2.994999", "USD", notes=notes) == Money(299, "USD")
    assert notes == ["price rounded to the minor unit"] * 2
    assert read_price("2.99", "USD", notes=notes) == Money(299, "USD")
    assert len(notes) == 2


@given(st.datetimes(datetime(1974, 1, 1), datetime(2025, 12, 31)))
def test_moments(naive: datetime) -> None:
    moment = naive.replace(tzinfo=UTC)
    assert read_time(moment.isoformat()) == moment
    assert read_time(naive.isoformat(" ")) == moment
    seconds = moment.replace(microsecond=0)
    assert read_time(str(int(seconds.timestamp()))) == seconds
    assert read_time(f"{seconds.timestamp()}") == seconds
    if seconds.timestamp() > 1e9:  # from 2001 on the three units do not overlap
        assert read_time(int(seconds.timestamp() * 1000)) == seconds
        assert read_time(int(seconds.timestamp() * 1_000_000)) == seconds


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        ("2011-12-01T08:26:00Z", "", datetime(2011, 12, 1, 8, 26, tzinfo=UTC)),
        ("2011-12-01T08:26:00+08:00", "", datetime(2011, 12, 1, 0, 26, tzinfo=UTC)),
        ("20111201", "", datetime(2011, 12, 1, tzinfo=UTC)),
        ("1.12.2011 08:26", "%d.%m.%Y %H:%M", datetime(2011, 12, 1, 8, 26, tzinfo=UTC)),
        ("1291191960.0", "", datetime(2010, 12, 1, 8, 26, tzinfo=UTC)),
    ],
)
def test_forms_of_moments(value: str, form: str, expected: datetime) -> None:
    assert read_time(value, form) == expected


@pytest.mark.parametrize("value", ["yesterday", "", "2011-13-01", "-5", "9999-01-01", "99999999999999999999", "nan"])
def test_what_is_no_moment(value: str) -> None:
    with pytest.raises(ValueError, match="time"):
        read_time(value)


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none(), st.lists(st.text())))
def test_text_is_one_clean_line_and_reads_as_itself(value: Any) -> None:
    text = read_text(value)
    text.encode()  # no lone surrogate
    assert text == " ".join(text.split())
    assert "\0" not in text


@pytest.mark.parametrize(
    ("value", "expected", "note"),
    [
        ("  two\n words ", "two words", None),
        ("<p>Soft &amp; warm</p>", "Soft & warm", "markup removed"),
        ("a < b", "a < b", None),
        ("H&M", "H&M", None),
        ("x\x00y", "x y", "unreadable characters removed"),
        ("lone \ud800", "lone", "unreadable characters removed"),
        ("靴子 “Größe”", "靴子 “Größe”", None),
        (6.0, "6", None),
        (True, "yes", None),
        (None, "", None),
    ],
)
def test_forms_of_text(value: object, expected: str, note: str | None) -> None:
    notes: list[str] = []
    assert read_text(value, notes) == expected
    assert notes == ([] if note is None else [note])


def test_identifiers_and_whole_numbers() -> None:
    assert read_id("17850.0") == "17850"
    assert read_id(17850.0) == "17850"
    assert read_id("007") == "007"
    assert read_id("1.5") == "1.5"
    assert read_whole("6.0") == 6
    assert read_whole("-2") == -2
    for value in ("6.5", "six", "", True, "1e400", 10**20):
        with pytest.raises(ValueError, match="whole"):
            read_whole(value)
    assert read_whole(Decimal(3)) == 3
