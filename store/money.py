"""Money as integer minor units with a currency. Nothing in the shop adds prices as floats."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# ISO 4217: how many decimal digits a currency's minor unit has. Two unless listed; a code not known is refused.
EXPONENTS: dict[str, int] = {
    "AED": 2, "ARS": 2, "AUD": 2, "BGN": 2, "BHD": 3, "BRL": 2, "CAD": 2, "CHF": 2, "CLP": 0, "CNY": 2, "COP": 2,
    "CZK": 2, "DKK": 2, "EGP": 2, "EUR": 2, "GBP": 2, "HKD": 2, "HUF": 2, "IDR": 2, "ILS": 2, "INR": 2, "ISK": 0,
    "JOD": 3, "JPY": 0, "KES": 2, "KRW": 0, "KWD": 3, "MAD": 2, "MXN": 2, "MYR": 2, "NGN": 2, "NOK": 2, "NZD": 2,
    "OMR": 3, "PEN": 2, "PHP": 2, "PKR": 2, "PLN": 2, "QAR": 2, "RON": 2, "RSD": 2, "RUB": 2, "SAR": 2, "SEK": 2,
    "SGD": 2, "THB": 2, "TND": 3, "TRY": 2, "TWD": 2, "UAH": 2, "USD": 2, "UYU": 2, "VND": 0, "ZAR": 2,
}  # fmt: skip


class UnknownCurrency(ValueError):
    """The three letters are not an ISO 4217 code this shop can count in."""


def exponent(currency: str) -> int:
    """Decimal digits of the currency's minor unit (2 for USD, 0 for JPY). Raises `UnknownCurrency`."""
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise UnknownCurrency(f"unknown currency {currency!r}: use an ISO 4217 code such as USD, EUR or CNY") from None


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in `minor` units (cents, fen, yen) of `currency` (ISO 4217). May be negative: a discount is."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        exponent(self.currency)

    @classmethod
    def of(cls, major: str | int | float | Decimal, currency: str) -> Money:
        """From major units, rounded half up to the minor unit. Raises ValueError when it is not a finite number."""
        try:
            amount = Decimal(str(major))
        except InvalidOperation:
            raise ValueError(f"{major!r} is not an amount") from None
        if not amount.is_finite():
            raise ValueError(f"{major!r} is not an amount")
        return cls(int(amount.scaleb(exponent(currency)).to_integral_value(ROUND_HALF_UP)), currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, count: int) -> Money:
        return Money(self.minor * count, self.currency)

    def __str__(self) -> str:
        return f"{self.major} {self.currency}"
