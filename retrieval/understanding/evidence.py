"""What the catalogue says for and against a reading: which products meet a condition, which have a word."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from retrieval.columns import ATTRIBUTE, BRAND, CATEGORY, Columns
from retrieval.lexical import LexicalIndex
from retrieval.terms import Key, Mask
from retrieval.text import spaced
from retrieval.understanding.understood import Facet, Kind

REMEMBERED = 48  # masks kept: a byte a product each
RARE = 1_500  # products with a word, up to which their descriptions are looked at, too


class Evidence:
    """A snapshot of the words; make another when they change. Masks have one element a row."""

    def __init__(self, columns: Columns, words: LexicalIndex) -> None:
        self._columns = columns
        self._words = words
        self._codes: dict[str, list[int]] = {}  # stem → the words of titles, categories and facts that have it
        for code, (word,) in enumerate(columns.words.keys):
            stems = words.stems(spaced(word))
            for stem in ("".join(stems),) if "-" in word and any(len(stem) == 1 for stem in stems) else stems:
                self._codes.setdefault(stem, []).append(code)  # a t-shirt is no shirt
        self._everywhere = words.frequencies("everything")
        self._kept: OrderedDict[tuple[str, ...], Mask] = OrderedDict()

    def all(self) -> Mask:
        """Every product."""
        mask: Mask = self._columns.column("alive").copy()
        return mask

    def knows(self, stem: str) -> bool:
        """Whether any product has the word anywhere."""
        return stem in self._everywhere

    def forms(self, stem: str) -> tuple[str, ...]:
        """The words of titles, categories and facts that are the stem and nothing else, as the shop writes them."""
        words = (self._columns.words.keys[code][0] for code in self._codes.get(stem, ()))
        return tuple(word for word in words if word.isalnum())

    def meeting(self, kind: Kind, facet: Facet) -> Mask:
        """The products that have one of the values."""
        if kind is Kind.WORD:
            return self._columns.words.any_of(((word,) for word in facet.values), self._columns.size)
        keys = [self._key(kind, facet.name.casefold(), value.casefold()) for value in facet.values]
        flat = tuple(part for key in keys for part in key)
        return self._remember(("meeting", *flat), lambda: self._columns.facts.any_of(keys, self._columns.size))

    @staticmethod
    def _key(kind: Kind, name: str, value: str) -> Key:
        if kind is Kind.BRAND:
            return BRAND, value
        return (CATEGORY, value) if kind is Kind.CATEGORY else (ATTRIBUTE, name, value)

    def said(self, stems: Iterable[str]) -> Mask:
        """The products with all the words in title, brand, category or attributes."""
        found = self.all()
        for stem in stems:
            found &= self._remember(("said", stem), partial(self._said, stem))
        return found

    def _said(self, stem: str) -> Mask:
        mask = np.zeros(self._columns.size, np.bool_)
        mask[self._columns.words.rows_of(self._codes.get(stem, ()))] = True
        return mask

    def having(self, stem: str) -> Mask:
        """The products with the word: anywhere for a rare one, for another in title, brand, category or attributes."""
        if self._everywhere.get(stem, 0) > RARE:
            return self.said((stem,))
        return self._remember(("having", stem), partial(self._having, stem))

    def _having(self, stem: str) -> Mask:
        mask = np.zeros(self._columns.size, np.bool_)
        mask[self._words.having(stem, RARE)] = True
        return mask

    def priced(self, low: int | None, high: int | None) -> Mask:
        """The products of a price within the limits, in minor units, both included."""
        price = self._columns.column("price")
        mask: Mask = self.all()
        if low is not None:
            mask &= price >= low
        if high is not None:
            mask &= price <= high
        return mask

    def _remember(self, key: tuple[str, ...], make: Callable[[], Mask]) -> Mask:
        mask = self._kept.get(key)
        if mask is None:
            mask = self._kept[key] = make()
            if len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return mask
