"""What the catalogue says for and against a reading: which products meet a condition, which have a word."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from retrieval.columns import ATTRIBUTE, BRAND, CATEGORY, Columns
from retrieval.terms import Key, Mask
from retrieval.text import spaced
from retrieval.understanding.tokens import Token
from retrieval.understanding.understood import Facet, Kind
from retrieval.words.lexical import LexicalIndex

REMEMBERED = 48  # masks kept: a byte a product each
RARE = 1_500  # products with a word, up to which their descriptions are looked at, too


class Evidence:
    """Of the catalogue as it was when it was last refreshed. Masks have one element a row."""

    def __init__(self, columns: Columns, words: LexicalIndex) -> None:
        self._columns = columns
        self._words = words
        self._codes: dict[str, list[int]] = {}  # a word as spelt → those of titles, categories and facts that have it
        self._forms: dict[str, dict[str, None]] = {}  # stem → the words as spelt
        self._read = 0  # words that were taken in
        self._kept: OrderedDict[tuple[str, ...], Mask] = OrderedDict()
        self.refresh()

    def refresh(self) -> None:
        """Takes in the words that came since, and forgets what was kept."""
        for code, (word,) in enumerate(self._columns.words.keys[self._read :], self._read):
            for text, stem in _pieces(word, self._words):
                self._codes.setdefault(text, []).append(code)
                self._forms.setdefault(stem, {})[text] = None
        self._read = len(self._columns.words.keys)
        self._kept.clear()

    def all(self) -> Mask:
        """Every product."""
        mask: Mask = self._columns.column("alive").copy()
        return mask

    def knows(self, stem: str) -> bool:
        """Whether any product has the word anywhere."""
        return self._words.frequency("everything", stem) > 0

    def forms(self, stem: str) -> tuple[str, ...]:
        """How the shop writes the words of a stem."""
        return tuple(self._forms.get(stem, ()))

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
        """The products with all the words, in any form, in title, brand, category or attributes."""
        found = self.all()
        for stem in stems:
            found &= self._remember(("said", stem), partial(self._with, self.forms(stem)))
        return found

    def spelt(self, tokens: Iterable[Token], facet: Facet) -> Mask:
        """The same with the words as they are typed or as the values are spelt: shorts, but nothing that is short."""
        spelt = {word for value in facet.values for word in self._words.analyzer.surfaces(value)}
        found = self.all()
        for token in tokens:
            for stem in token.stems:
                forms = tuple(form for form in self.forms(stem) if token.cjk or form == token.text or form in spelt)
                found &= self._remember(("spelt", *forms), partial(self._with, forms or self.forms(stem)))
        return found

    def _with(self, forms: Iterable[str]) -> Mask:
        mask = np.zeros(self._columns.size, np.bool_)
        mask[self._columns.words.rows_of(code for form in forms for code in self._codes.get(form, ()))] = True
        return mask

    def having(self, stem: str) -> Mask:
        """The products with the word: anywhere for a rare one, for another in title, brand, category or attributes."""
        if self._words.frequency("everything", stem) > RARE:
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


def _pieces(word: str, words: LexicalIndex) -> list[tuple[str, str]]:
    """(as spelt, stem) of a word between blanks. With a hyphen to a single letter it is one: a t-shirt is no shirt."""
    texts, stems = words.analyzer.surfaces(spaced(word)), words.stems(spaced(word))
    if "-" in word and any(len(text) == 1 for text in texts):
        return [("".join(texts), "".join(stems))]
    return list(zip(texts, stems, strict=True))
