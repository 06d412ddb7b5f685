"""Names that stand for many products, found by what is being typed of them: categories, brands, popular queries."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from retrieval.completing.name_index import NOT_FOUND, Names
from retrieval.completing.name_words import Typed
from retrieval.completing.suggestion import Kind, Suggestion
from retrieval.terms import Terms

ANY_ORDER, IN_ORDER, BEGINS, WHOLE = range(4)
TIERS = 4


@dataclass(frozen=True, slots=True)
class Label:
    """`counted` is the code of its term among the shop's facts, or how often a query was asked."""

    kind: Kind
    text: str
    counted: int


class Labels:
    """Categories and brands come from the shop's facts and are counted there; queries are given."""

    def __init__(self, facts: Terms, queries: Mapping[str, int]) -> None:
        """`queries`: text → how often it was asked."""
        self._facts = facts
        self._seen = 0  # facts that were looked at
        self._labels: list[Label] = []
        self._names = Names()
        self._most_asked = max(queries.values(), default=1)
        for text, count in queries.items():
            self._add(Label(Kind.QUERY, text, count))

    def _add(self, label: Label) -> None:
        self._names.put(len(self._labels), label.text)
        self._labels.append(label)

    def settle(self) -> None:
        """Takes over the shop's brands and categories that came since the last time; else the next question does."""
        for code in range(self._seen, len(self._facts.keys)):
            kind, *_, value = self._facts.spellings[code]
            if value and kind in (Kind.BRAND, Kind.CATEGORY):
                self._add(Label(Kind(kind), value, code))
        self._seen = len(self._facts.keys)
        self._names.settle()

    def _count(self, label: Label) -> int:
        return label.counted if label.kind == Kind.QUERY else self._facts.count(label.counted)

    def found(self, typed: Typed, products: int, *, lenient: bool) -> list[Suggestion]:
        """All that are found and lead to something, best first, in a shop of so many products.

        A score is minus the edits, plus .5 to 1: first of all for being the very name, then for beginning with what is
        typed, then for having several words in the order typed, then for popularity: the logarithm of the number of
        products, or of times asked, over that of the most.
        """
        self.settle()
        edits = self._names.edits(typed, lenient=lenient)
        found = []
        for row in np.flatnonzero(edits != NOT_FOUND).tolist():
            label = self._labels[row]
            count = self._count(label)
            if count > 0:
                most = self._most_asked if label.kind == Kind.QUERY else products
                popularity = min(1.0, math.log1p(count) / math.log1p(most))
                rest = (self._tier(typed, row) + 0.99 * popularity) / TIERS
                found.append(Suggestion(label.kind, label.text, label.text, 0.5 + rest / 2 - float(edits[row])))
        return sorted(found, key=lambda one: (-one.score, ORDER[one.kind], one.text))

    def _tier(self, typed: Typed, row: int) -> int:
        plain = self._names.plain[row]
        if plain == typed.whole:
            return WHOLE
        if plain.startswith((typed.sequence, f" {typed.sequence}")):
            return BEGINS
        return IN_ORDER if typed.sequence in plain else ANY_ORDER


ORDER = {kind: place for place, kind in enumerate(Kind)}
