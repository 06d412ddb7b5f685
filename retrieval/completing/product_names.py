"""Products by what is being typed of their names, those of one name in several colours as one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.columns import Columns
from retrieval.completing.name_index import NOT_FOUND, Names
from retrieval.completing.name_words import Typed, fold, plain, words_in
from retrieval.filters import values_of
from store.products import Product

FILE = "titles.json"
Keys = npt.NDArray[np.int64]

COLOUR_NAMES = ("colour", "color", "颜色")
# The order of products as one number. From the least on: shorter names, popularity, then what depends on the typed
# words, from `MATCH` on: words in the typed order, stock, the whole name, few edits.
SHORTNESS, POPULARITY, MATCH = 16, 32, 48  # SHORTNESS: bits; the others: the bit where they begin
IN_ORDER, IN_STOCK, WHOLE, EXACTNESS = 1 << MATCH, 2 << MATCH, 4 << MATCH, 8 << MATCH
LEAST_EXACT = 255
FIRST_LOOK = 64  # products put in order before it is known how many of them are one


@dataclass(frozen=True, slots=True)
class Name:
    """A product's title; its brand, where the title leaves it out; and words of the title that only tell its colour."""

    title: str = ""
    brand: str = ""
    colour: str = ""

    @classmethod
    def of(cls, product: Product) -> Name:
        title, brand = product.title.strip(), product.brand.strip()
        colour = " ".join(sorted(values_of(product, COLOUR_NAMES)))
        return cls(title, "" if brand.casefold() in title.casefold() else brand, colour)

    @property
    def words(self) -> str:
        return f"{self.brand} {self.title}" if self.brand else self.title

    def without_colour(self) -> str:
        """The same for products that differ in colour alone."""
        words = words_in(fold(self.words))
        colours = {part for word in words_in(fold(self.colour)) for part in word.parts}
        return plain([word for word in words if not colours.issuperset(word.parts)] or words)


class ProductNames:
    """The names of the products by row of the columns, and which of those that are typed come first."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._names: list[Name] = []
        self._words = Names()
        self._order = np.zeros(0, np.int64)  # by row: popularity and shortness
        self._ranks: dict[str, int] = {}  # product id → place of its popularity among all, from 1 up

    def put(self, row: int, name: Name) -> None:
        """Names an existing row, or the next one. `Name()` is nobody's: such a row is not found."""
        if row == len(self._names):
            self._names.append(name)
            if row >= self._order.size:
                self._order = np.concatenate([self._order, np.zeros(max(64, row // 4), np.int64)])
        self._names[row] = name
        self._words.put(row, name.words)
        self._order[row] = self._standing(row)

    def _standing(self, row: int) -> int:
        shortness = (1 << SHORTNESS) - 1 - min(len(self._words.plain[row]), (1 << SHORTNESS) - 1)
        return (self._ranks.get(self._columns.ids[row], 0) << SHORTNESS) + shortness

    def set_popularity(self, popularity: Mapping[str, float]) -> None:
        """Product id → any number, higher is more popular; those not named, and numbers not above 0, count as least."""
        rank_of = {value: rank for rank, value in enumerate(sorted({v for v in popularity.values() if v > 0}), 1)}
        self._ranks = {known: rank_of[value] for known, value in popularity.items() if value > 0}
        for row in range(len(self._names)):
            self._order[row] = self._standing(row)

    def found(self, typed: Typed, count: int, *, lenient: bool) -> list[tuple[float, int]]:
        """At most `count` (score, row), best first, no two of them alike but for the colour.

        A score is minus the edits, plus less than .5: first of all for being the very name, then for being in stock,
        for having several words in the order typed, for popularity, and for a short name. Equals go by name and id.
        """
        edits = self._words.edits(typed, lenient=lenient)
        rows = np.flatnonzero(edits != NOT_FOUND)
        keys = self._keys(typed, rows, edits[rows])
        look = FIRST_LOOK
        while True:
            chosen = np.arange(rows.size)
            if rows.size > look:
                chosen = np.flatnonzero(keys >= np.partition(keys, -look)[-look])  # all of the last place's equals
            best = self._distinct(rows[chosen].tolist(), keys[chosen].tolist(), count)
            if len(best) == count or chosen.size == rows.size:
                return best
            look *= 8

    def _keys(self, typed: Typed, rows: Keys, edits: npt.NDArray[np.uint8]) -> Keys:
        plain = self._words.plain
        keys: Keys = self._order[rows] + EXACTNESS * (LEAST_EXACT - edits.astype(np.int64))
        keys += IN_STOCK * self._columns.column("in_stock")[rows]
        if typed.several and rows.size:
            keys += IN_ORDER * np.fromiter((typed.sequence in plain[row] for row in rows.tolist()), np.bool_, rows.size)
        shortness = (self._order[rows] & ((1 << SHORTNESS) - 1)) == (1 << SHORTNESS) - 1 - len(typed.whole)
        for at in np.flatnonzero(shortness).tolist():
            keys[at] += WHOLE * (plain[rows[at]] == typed.whole)
        return keys

    def _distinct(self, rows: list[int], keys: list[int], count: int) -> list[tuple[float, int]]:
        ids, names = self._columns.ids, self._names
        order = sorted(range(len(rows)), key=lambda at: (-keys[at], names[rows[at]].title, ids[rows[at]]))
        best: list[tuple[float, int]] = []
        seen: set[str] = set()
        for at in order:
            alike = names[rows[at]].without_colour()
            if alike not in seen:
                seen.add(alike)
                edits, rest = divmod(keys[at], EXACTNESS)
                best.append((edits - LEAST_EXACT + rest / EXACTNESS / 2, rows[at]))
            if len(best) >= count:
                break
        return best

    def __len__(self) -> int:
        return len(self._names)

    def title(self, row: int) -> str:
        return self._names[row].title

    def settle(self) -> None:
        """Does now what else the next question does."""
        self._words.settle()

    def save(self, folder: Path) -> None:
        """Writes `titles.json` and the files of `Names` into an existing folder."""
        parts = [[getattr(name, part) for name in self._names] for part in Name.__slots__]
        (folder / FILE).write_text(json.dumps(parts))
        self._words.save(folder)

    @classmethod
    def load(cls, folder: Path, columns: Columns) -> ProductNames:
        """Reads what was saved with the columns."""
        names = cls(columns)
        titles, brands, colours = json.loads((folder / FILE).read_text())
        names._names = list(map(Name, titles, brands, colours))
        names._words = Names.load(folder)
        if not len(titles) == len(brands) == len(colours) == len(names._words):
            raise ValueError("titles and names are of another number of rows")
        names._order = np.array([names._standing(row) for row in range(len(names._names))], np.int64)
        return names
