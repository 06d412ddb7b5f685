"""Completion as one types: products, categories, brands and popular queries in one short list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from retrieval.columns import Columns
from retrieval.completing.labels import Labels
from retrieval.completing.name_words import Typed, fold, plain, typed, words_in
from retrieval.completing.popular_queries import suggestable
from retrieval.completing.product_names import Name, ProductNames
from retrieval.completing.suggestion import Kind, Suggestion
from store.products import Product

# How many of `k` suggestions are of one kind at most, in eighths, rounded up.
EIGHTHS = {Kind.PRODUCT: 5, Kind.QUERY: 3, Kind.CATEGORY: 2, Kind.BRAND: 2}
KEPT_FOR_PRODUCTS = 3  # eighths of `k`, rounded down, that other kinds leave to products, where there are so many
ENOUGH = 3  # suggestions that have the words as typed: then nothing is taken for a typing mistake


class Completion:
    """The names of a shop, in step with its columns. Not thread-safe: the index locks."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._products = ProductNames(columns)
        self._labels = Labels(columns.facts, {})

    def put(self, row: int, product: Product) -> None:
        """Writes the name of the product in this row of the columns."""
        self._products.put(row, Name.of(product))

    def remove(self, row: int) -> None:
        self._products.put(row, Name())

    def settle(self) -> None:
        """Takes over all that was put; else the next completion does."""
        self._products.settle()
        self._labels.settle()

    def set_popularity(self, products: Mapping[str, float], queries: Mapping[str, int]) -> None:
        """Product id → any number, higher is more popular; query → how often it was asked.

        Queries that look like somebody's data are left out (`popular_queries.suggestable`).
        """
        self._products.set_popularity(products)
        asked: dict[str, int] = {}
        for query, count in queries.items():
            tidy = " ".join(query.split())
            if count > 0 and suggestable(tidy):
                asked[tidy] = asked.get(tidy, 0) + count
        self._labels = Labels(self._columns.facts, asked)

    def complete(self, prefix: str, k: int, finds: Callable[[str], bool]) -> list[Suggestion]:
        """At most `k` suggestions, best first; see `Index.complete`. `finds`: whether a query finds anything now."""
        read = typed(prefix)
        if not read.words or k <= 0:
            return []
        found = self._mixed(read, k, finds, lenient=False)
        return found if len(found) >= min(k, ENOUGH) else self._mixed(read, k, finds, lenient=True)

    def _mixed(self, read: Typed, k: int, finds: Callable[[str], bool], *, lenient: bool) -> list[Suggestion]:
        at_most = {kind: -(-eighths * k // 8) for kind, eighths in EIGHTHS.items()}
        products = [
            Suggestion(Kind.PRODUCT, self._products.title(row), self._columns.ids[row], score)
            for score, row in self._products.found(read, at_most[Kind.PRODUCT], lenient=lenient)
        ]
        others = k - min(len(products), KEPT_FOR_PRODUCTS * k // 8)
        labels = self._chosen(self._labels.found(read, len(self._columns), lenient=lenient), at_most, others, finds)
        return sorted([*labels, *products], key=lambda one: -one.score)[:k]

    def _chosen(
        self, labels: list[Suggestion], at_most: dict[Kind, int], count: int, finds: Callable[[str], bool]
    ) -> Iterator[Suggestion]:
        """The first `count` that read differently, none of a kind that has its number already."""
        left = dict(at_most)
        seen: set[str] = set()
        for label in labels:
            if not count:
                return
            name = plain(words_in(fold(label.text)))
            if not left[label.kind] or name in seen or (label.kind == Kind.QUERY and not finds(label.value)):
                continue
            seen.add(name)
            left[label.kind] -= 1
            count -= 1
            yield label

    def __len__(self) -> int:
        """Rows, those of nobody included."""
        return len(self._products)

    def save(self, folder: Path) -> None:
        """Writes its files into an existing folder."""
        self._products.save(folder)

    @classmethod
    def load(cls, folder: Path, columns: Columns) -> Completion:
        """What was saved there with these columns."""
        completion = cls(columns)
        completion._products = ProductNames.load(folder, columns)
        completion.settle()
        return completion
