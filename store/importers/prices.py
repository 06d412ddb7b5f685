"""Prices out of rows, in the shop's currency."""

from __future__ import annotations

from dataclasses import dataclass

from store.importers.errors import RowError
from store.importers.fields import Fields
from store.importers.rows import Row
from store.importers.values import read_price
from store.money import EXPONENTS, Money, UnknownCurrency


@dataclass(frozen=True, slots=True)
class PriceColumns:
    """`column` is what is paid; `list_column` the price before a reduction; `currency_column` where rows name it."""

    column: str
    list_column: str = ""
    currency_column: str = ""
    minor_units: bool = False
    decimal_mark: str = "."


class PriceReader:
    """Reads amounts written as `columns` says. Every price is in `currency`, the shop's."""

    def __init__(self, columns: PriceColumns, fields: Fields, currency: str) -> None:
        self._columns = columns
        self._fields = fields
        self._currency = currency

    def read(self, row: Row, column: str) -> Money | None:
        """The amount, 0 or more; None when there is none.

        Raises RowError when it is negative, no amount, or of another currency than the shop's.
        """
        value = self._fields.raw(row, column)
        if value is None:
            return None
        columns = self._columns
        code = self._fields.text(row, columns.currency_column).upper() or self._currency
        if code not in EXPONENTS:
            raise RowError(columns.currency_column, "unknown currency", code)
        try:
            money = read_price(
                value, code, minor_units=columns.minor_units, decimal_mark=columns.decimal_mark, notes=row.notes
            )
        except UnknownCurrency as error:
            raise RowError(column, "unknown currency", value) from error
        except ValueError as error:
            raise RowError(column, str(error), value) from None
        if code != self._currency:
            raise RowError(columns.currency_column, f"another currency than the shop's {self._currency}", code)
        return money
