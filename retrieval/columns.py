"""Everything filters and facets ask about, in columns by row, so that a whole catalogue is tested at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.filters import Filters, attribute_values, words_of
from retrieval.terms import Key, Mask, Terms
from store.products import Product

BRAND, CATEGORY, ATTRIBUTE, DEPARTMENT, WORD = "brand", "category", "attribute", "department", "word"

NUMBERS: dict[str, type] = {
    "price": np.int64,  # minor units of the offer
    "list_price": np.float64,  # before a reduction; nan: not reduced
    "on_offer": np.bool_,
    "in_stock": np.bool_,
    "rating": np.float64,  # nan: nobody rated it
    "created": np.float64,  # seconds since 1970 UTC; nan: unknown
    "popularity": np.float64,  # any number, from `set_popularity`
    "alive": np.bool_,
}


class Columns:
    """Rows are numbered as products come; a removed product's row is free for the next new one."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.row_of: dict[str, int] = {}
        self.facts = Terms()
        self.words = Terms()
        self.numbers: dict[str, npt.NDArray[Any]] = {name: np.zeros(0, kind) for name, kind in NUMBERS.items()}
        self._free: list[int] = []

    @property
    def size(self) -> int:
        """Rows, the free ones included."""
        return len(self.ids)

    def __len__(self) -> int:
        return len(self.row_of)

    def put(self, product: Product) -> int:
        """Writes a new or changed product and returns its row."""
        row = self.row_of.get(product.id)
        if row is None:
            row = self._free.pop() if self._free else self.size
            if row == self.size:
                self.ids.append("")
                self._grow()
            self.ids[row] = product.id
            self.row_of[product.id] = row
        offer = product.offer
        self.numbers["price"][row] = offer.price.minor
        self.numbers["list_price"][row] = np.nan if offer.list_price is None else offer.list_price.minor
        self.numbers["on_offer"][row] = offer.list_price is not None
        self.numbers["in_stock"][row] = product.in_stock
        self.numbers["rating"][row] = np.nan if product.rating is None else product.rating
        self.numbers["created"][row] = np.nan if product.created_at is None else product.created_at.timestamp()
        self.numbers["alive"][row] = True
        self.facts.put(row, facts_of(product))
        self.words.put(row, {(word,): (word,) for word in words_of(product)})
        return row

    def _grow(self) -> None:
        for name, column in self.numbers.items():
            if self.size > column.size:
                self.numbers[name] = np.concatenate([column, np.zeros(max(64, column.size // 4), column.dtype)])

    def column(self, name: str) -> npt.NDArray[Any]:
        """One of `NUMBERS` over all rows."""
        return self.numbers[name][: self.size]

    def remove(self, product_id: str) -> int | None:
        """Frees the product's row and returns it; None when there is no such product."""
        row = self.row_of.pop(product_id, None)
        if row is not None:
            self.numbers["alive"][row] = False
            self.numbers["popularity"][row] = 0
            self.facts.put(row, {})
            self.words.put(row, {})
            self._free.append(row)
        return row

    def set_popularity(self, popularity: Mapping[str, float]) -> None:
        """What the sort by popularity goes by: product id → any number, 0 for those not named."""
        self.numbers["popularity"][:] = 0
        for product_id, number in popularity.items():
            if product_id in self.row_of:
                self.numbers["popularity"][self.row_of[product_id]] = number

    def mask(self, filters: Filters) -> Mask:
        """Mask [size] of the rows whose product `filters.accept`s."""
        mask: Mask = self.column("alive").copy()
        price, rating = self.column("price"), self.column("rating")
        if filters.price_min is not None:
            mask &= price >= filters.price_min
        if filters.price_max is not None:
            mask &= price <= filters.price_max
        if filters.in_stock:
            mask &= self.column("in_stock")
        if filters.on_offer:
            mask &= self.column("on_offer")
        if filters.rating_min is not None:
            mask &= rating >= filters.rating_min
        if filters.brands:
            mask &= self.facts.any_of(((BRAND, value) for value in filters.brands), self.size)
        if filters.categories:
            mask &= self.facts.any_of(((CATEGORY, value) for value in filters.categories), self.size)
        for name, values in filters.attributes.items():
            mask &= self.facts.any_of(((ATTRIBUTE, name, value) for value in values), self.size)
        self._ban(mask, filters)
        return mask

    def _ban(self, mask: Mask, filters: Filters) -> None:
        banned: list[Key] = [(BRAND, value) for value in filters.not_brands]
        banned += [(CATEGORY, value) for value in filters.not_categories]
        banned += [(ATTRIBUTE, name, value) for name, values in filters.not_attributes.items() for value in values]
        for key in banned:
            mask[self.facts.rows(key)] = False
        for word in filters.not_words:
            mask[self.words.rows((word,))] = False
        mask[self.rows(filters.exclude_ids)] = False
        if filters.only_ids is not None:
            only = np.zeros_like(mask)
            only[self.rows(filters.only_ids)] = True
            mask &= only

    def rows(self, ids: Iterable[str]) -> npt.NDArray[np.int64]:
        """Rows of the ids that are here."""
        return np.array([self.row_of[known] for known in ids if known in self.row_of], np.int64)

    def save(self, folder: Path) -> None:
        """Writes `columns.npz` and `columns.json` into an existing folder."""
        arrays: dict[str, Any] = {name: self.column(name) for name in NUMBERS}
        arrays["fact_lengths"], arrays["fact_codes"] = self.facts.to_arrays()
        arrays["word_lengths"], arrays["word_codes"] = self.words.to_arrays()
        np.savez(folder / "columns.npz", **arrays)
        names = {
            "ids": self.ids, "free": self._free, "facts": self.facts.keys, "spellings": self.facts.spellings,
            "words": self.words.keys,
        }  # fmt: skip
        (folder / "columns.json").write_text(json.dumps(names))

    @classmethod
    def load(cls, folder: Path) -> Columns:
        names = json.loads((folder / "columns.json").read_text())
        columns = cls()
        columns.ids, columns._free = names["ids"], names["free"]
        free = set(columns._free)
        columns.row_of = {known: row for row, known in enumerate(columns.ids) if row not in free}
        with np.load(folder / "columns.npz") as arrays:
            columns.numbers = {name: arrays[name] for name in NUMBERS}
            facts, spellings = [tuple(key) for key in names["facts"]], [tuple(key) for key in names["spellings"]]
            words = [tuple(key) for key in names["words"]]
            columns.facts = Terms.from_arrays(facts, spellings, arrays["fact_lengths"], arrays["fact_codes"])
            columns.words = Terms.from_arrays(words, words, arrays["word_lengths"], arrays["word_codes"])
            lengths = {len(arrays["fact_lengths"]), len(arrays["word_lengths"])}
        columns._check(lengths, free)
        return columns

    def _check(self, lengths: set[int], free: set[int]) -> None:
        """Raises ValueError unless all columns have a value of their kind for each row, and the same rows are free."""
        lengths |= {column.size for column in self.numbers.values()}
        kinds = all(column.dtype == NUMBERS[name] for name, column in self.numbers.items())
        if not kinds or lengths != {self.size}:
            raise ValueError("the columns are of another number of rows")
        freed = set(np.flatnonzero(~self.column("alive")).tolist())
        if free != freed or len(self.row_of) + len(self._free) != self.size:
            raise ValueError("the columns do not say which rows are free")


def facts_of(product: Product) -> dict[Key, Key]:
    """Brand, every level of the category path, attributes and options: folded key → the shop's spelling."""
    facts: dict[Key, Key] = {(BRAND, product.brand.casefold()): (BRAND, product.brand)}
    for level in product.category:
        facts[CATEGORY, level.casefold()] = (CATEGORY, level)
    if product.category:
        facts[DEPARTMENT, product.category[0].casefold()] = (DEPARTMENT, product.category[0])
    spelt: dict[Key, Key] = {}
    for named in (product.attributes, product.options()):
        for name, values in named.items():
            for value in values:
                spelt.setdefault((ATTRIBUTE, name.casefold(), value.casefold()), (ATTRIBUTE, name, value))
    for name, folded in attribute_values(product).items():
        for value in sorted(folded):
            facts[ATTRIBUTE, name, value] = spelt[ATTRIBUTE, name, value]
    return facts
