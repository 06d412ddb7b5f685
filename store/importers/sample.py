"""The first rows of a file nobody described: which columns have telling names, and what stands in them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from glob import escape
from itertools import islice
from pathlib import Path
from typing import Any

from store.importers.rows import Row, read_rows
from store.importers.values import read_price, read_text
from store.money import EXPONENTS

ROWS = 500
FITS = 0.9  # of the values there are: the column is what its name says
HALF = 0.5  # the column is probably what its name says, and the values that do not fit are mistakes
HANDFUL = 10  # values: too few for shares to say anything, so names count for more
# What ends the name of a column of prices.
CURRENCY = re.compile(rf"(?:(?<=[\W_])(?:{'|'.join(EXPONENTS)})|[₹€£$¥元])(?=[\W_]*$)", re.IGNORECASE)
SIGNS = {"₹": "INR", "€": "EUR", "£": "GBP", "$": "USD", "¥": "CNY", "元": "CNY"}


@dataclass(frozen=True, slots=True)
class Sample:
    """`lenient` takes a column by its name when half of its values fit, or any of a handful; else most must fit."""

    path: Path
    header: list[str]
    rows: list[Row]
    lenient: bool = False

    @classmethod
    def of(cls, path: Path, header: list[str]) -> Sample:
        """The readable ones of the file's first rows. Raises UnreadableFileError."""
        return cls(path, header, [row for row in islice(read_rows(path), ROWS) if row.broken is None])

    @property
    def pattern(self) -> str:
        """What the key `file` of a section says to mean this file, in quotes."""
        return quoted(escape(self.path.name))

    def named(self, names: Mapping[str, str]) -> dict[str, str]:
        """Key -> column, by name; no column twice. `names`: key -> plain names, the likeliest first."""
        by_name = {bare(column): column for column in reversed(self.header)}
        by_name |= {plain(column): column for column in reversed(self.header)}
        found: dict[str, str] = {}
        for key, candidates in names.items():
            for candidate in candidates.split():
                column = by_name.get(candidate)
                if column is not None and column not in found.values():
                    found[key] = column
                    break
        return found

    def values(self, column: str | None) -> list[Any]:
        return [row.values[column] for row in self.rows if column and row.values.get(column) not in (None, "")]

    def texts(self, column: str | None) -> list[str]:
        return [read_text(value) for value in self.values(column) if isinstance(value, str | int | float)]

    def share(self, column: str | None, read: Callable[[Any], object]) -> float:
        """How many of the column's values `read` takes without ValueError, from 0 to 1; 0 when there are none."""
        values = self.values(column)
        taken = 0
        for value in values:
            try:
                read(value)
                taken += 1
            except (TypeError, ValueError):
                continue
        return taken / len(values) if values else 0.0

    def fits(self, column: str | None, read: Callable[[Any], object]) -> bool:
        """Whether the values of a column with a telling name bear the name out."""
        share = self.share(column, read)
        if self.lenient:
            return share >= HALF or (share > 0 and self.few(column))
        return share >= FITS

    def few(self, column: str | None) -> bool:
        """Whether the file has rows, and only a handful of values in this column."""
        return bool(self.rows) and len(self.values(column)) <= HANDFUL

    def example(self, column: str) -> str:
        values = list(dict.fromkeys(text[:40] for text in self.texts(column)))[:3]
        return f"{column}: {', '.join(values)}"

    # --- prices ---------------------------------------------------------------------------------------------------

    def currency(self, named: Mapping[str, str]) -> tuple[str, bool]:
        """The commonest currency, and whether anything said one: a column, a sign or code at prices, a name."""
        texts = self.texts(named.get("currency")) or self.texts(named.get("price"))
        said = Counter(code for text in texts if (code := _code(text)))
        if said:
            return said.most_common(1)[0][0], True
        for column in self.header:
            if column == named.get("price") and (code := _code(column.replace("_", " "))):
                return code, True
            code = plain(column)[-3:].upper()
            if plain(column).startswith("price") and code in EXPONENTS:
                return code, True
        return "USD", False

    def decimal_mark(self, column: str | None, currency: str) -> str | None:
        """The mark that most prices are written with; None when the column does not hold prices.

        Of a handful of values the name alone says that they are prices: each that is none is then refused by name.
        """
        reads = {mark: _prices_with(currency, mark) for mark in (".", ",")}
        mark = max(reads, key=lambda one: self.share(column, reads[one]))
        if column is not None and (self.fits(column, reads[mark]) or (self.lenient and self.few(column))):
            return mark
        return None


def _code(text: str) -> str:
    """The currency that a text names by code or sign, "" when it names none."""
    codes = (code for code in re.findall(r"[A-Z]{3}", text.upper()) if code in EXPONENTS)
    return next(codes, "") or next((code for sign, code in SIGNS.items() if sign in text), "")


def _prices_with(currency: str, mark: str) -> Callable[[Any], object]:
    return lambda value: read_price(value, currency, decimal_mark=mark)


def plain(name: str) -> str:
    """A column's name without case, spaces and marks."""
    return re.sub(r"[_\W]", "", name).casefold()


def bare(name: str) -> str:
    """`plain` without the currency that a price's column may name at its end: Price (EUR), price_usd, Preis in €."""
    without = re.sub(r"[\W_]*(?:\bin)?[\W_]*$", "", CURRENCY.sub("", name))
    return plain(without) or plain(name)


def quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are a subset of TOML's."""
    return json.dumps(text, ensure_ascii=False)
