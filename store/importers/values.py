"""Single values out of the forms files write them in: texts, amounts of money, moments, whole numbers.

Each raises ValueError with the reason, in words a merchant understands. What was mended on the way is appended to
`notes`, when a list is given.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from store.money import Money, exponent

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffd]")
SPACES = re.compile(r"\s+")
MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
POINT_ZERO = re.compile(r"-?\d+\.0+")
# An amount as written: a sign, a currency sign or code, digits with marks, the currency again. "(5.00)" is accounting.
AMOUNT = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[-+−])?\s*(?P<before>[A-Z]{3}|[^\w\s.,'()+−-]{1,3}|Rs\.?)?\s*(?P<sign2>[-+−])?\s*"
    r"(?P<digits>\d[\d.,' \u00a0\u202f]*|[.,]\d+)\s*(?P<after>[A-Z]{3}|[^\w\s.,'()+−-]{1,3})?\s*(?P<close>\))?"
)
GROUPED = re.compile(r"\d{1,3}(?:(?P<mark>[.,' \u00a0\u202f])\d{2,3})(?:(?P=mark)\d{2,3})*")
PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?")
SINCE_1970 = re.compile(r"-?\d{1,17}(?:\.\d{1,9})?")
COMPACT_DATE = re.compile(r"(?:19|20)\d{6}")
LARGEST = 10**15  # minor units: nothing in a shop costs more, and it fits every database


def read_text(value: object, notes: list[str] | None = None) -> str:
    """One line of clean text: no control characters, no markup, single spaces. None is ""; True is "yes"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = value if isinstance(value, str) else str(value)
    if text.isascii() and text.isalnum():
        return text  # one plain word or number, as most values of a long log are
    if UNPRINTABLE.search(text):
        text = UNPRINTABLE.sub(" ", text)
        _note(notes, "unreadable characters removed")
    if ("<" in text or "&" in text) and MARKUP.search(text):
        text = html.unescape(TAG.sub(" ", text))
        text = UNPRINTABLE.sub(" ", text)
        _note(notes, "markup removed")
    return SPACES.sub(" ", text).strip()


def read_id(value: object, notes: list[str] | None = None) -> str:
    """An identifier: as text, where 17850.0 is 17850 (a column of numbers that had holes once)."""
    text = read_text(value, notes)
    if text.endswith("0") and POINT_ZERO.fullmatch(text):
        _note(notes, "'.0' removed from an identifier")
        return text.partition(".")[0]
    return text


def read_price(
    value: object,
    currency: str,
    *,
    minor_units: bool = False,
    decimal_mark: str = ".",
    notes: list[str] | None = None,
) -> Money:
    """A price, 0 or more. Raises ValueError (UnknownCurrency too) when it is negative, none, or of another currency.

    Texts may carry a currency sign or code and grouped digits: "₹1,299.00", "1.299,00 €" with decimal_mark=",".
    Amounts finer than the minor unit are rounded half up, and noted.
    """
    digits = exponent(currency)
    amount = _amount(value, currency, decimal_mark)
    if amount < 0:
        raise ValueError("negative price")
    minor = amount if minor_units else amount.scaleb(digits)
    if minor > LARGEST:
        raise ValueError("price beyond anything a shop sells")
    money = Money.of(minor.scaleb(-digits), currency)
    if money.minor != minor:
        _note(notes, "price rounded to the minor unit")
    return money


def read_time(value: object, form: str = "", *, future: bool = False) -> datetime:
    """A moment in UTC: ISO 8601, or seconds / milliseconds / microseconds since 1970, or text in strptime's `form`.

    Without an offset it is taken as UTC. Raises ValueError when it is none of these, before 1970, or, unless `future`
    may be, past tomorrow.
    """
    text = str(value).strip()
    try:
        if form:
            moment = datetime.strptime(text, form)
        elif SINCE_1970.fullmatch(text) and not COMPACT_DATE.fullmatch(text):
            moment = _since_1970(float(text))
        else:
            moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        raise ValueError(
            f"not a time{f' of the form {form}' if form else ' (ISO 8601 or seconds since 1970)'}"
        ) from None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if moment.year < 1970 or (not future and moment > datetime.now(UTC) + timedelta(days=1)):
        raise ValueError("a time before 1970 or in the future")
    return moment


def read_whole(value: object) -> int:
    """A whole number; "6.0" is one. Raises ValueError."""
    text = str(value).strip()
    if isinstance(value, bool) or not PLAIN.fullmatch(text):
        raise ValueError("not a whole number")
    number = Decimal(text)
    if number != number.to_integral_value():
        raise ValueError("not a whole number")
    return int(number)


def _amount(value: object, currency: str, decimal_mark: str) -> Decimal:
    if isinstance(value, int | float) and not isinstance(value, bool):
        amount = Decimal(str(value))
        if not amount.is_finite():
            raise ValueError("not an amount")
        return amount
    text = str(value).strip()
    if decimal_mark == "." and PLAIN.fullmatch(text):
        return Decimal(text)
    found = AMOUNT.fullmatch(text)
    if found is None or isinstance(value, bool) or bool(found["open"]) != bool(found["close"]):
        raise ValueError("not an amount")
    for code in (found["before"], found["after"]):
        if code and len(code) == 3 and code.isalpha() and code != currency:
            exponent(code)  # an unknown code has its own reason
            raise ValueError(f"price in {code}, expected {currency}")
    amount = _digits(found["digits"].strip(), decimal_mark)
    negative = found["open"] or (found["sign"] or found["sign2"] or "+") != "+"
    return -amount if negative else amount


def _digits(text: str, decimal_mark: str) -> Decimal:
    whole, mark, fraction = text.partition(decimal_mark)
    if mark and not fraction.isdecimal():
        raise ValueError(f"not an amount with {decimal_mark!r} as decimal mark")
    if whole and not whole.isdecimal():
        # Thousands stand in threes before the decimal mark; "12,99" with a point as decimal mark is a mistake.
        if not GROUPED.fullmatch(whole) or not whole[-3:].isdecimal():
            raise ValueError(f"not an amount with {decimal_mark!r} as decimal mark")
        whole = "".join(character for character in whole if character.isdecimal())
    return Decimal(f"{whole or '0'}.{fraction or '0'}")


def _since_1970(number: float) -> datetime:
    for unit in (1.0, 1e3, 1e6):
        if abs(number) / unit < 1e11:
            return datetime.fromtimestamp(number / unit, UTC)
    raise ValueError


def _note(notes: list[str] | None, what: str) -> None:
    if notes is not None:
        notes.append(what)
