"""The shop's own words: brands, categories and attribute values as it writes them, found without regard to case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

Counts = Mapping[str, int]  # the shop's spelling → number of products, most frequent first


@dataclass(frozen=True)
class Vocabulary:
    """`price_quantiles` are the 0, 10, …, 100 % points of prices in minor units; empty for an empty shop."""

    brands: Counts
    categories: Counts  # every level of every path
    departments: Counts  # the first level of every path
    attributes: Mapping[str, Counts]
    price_quantiles: tuple[int, ...]

    def brand(self, word: str) -> str | None:
        """The shop's spelling of a brand; None when it has no such brand."""
        return self._brands.get(word.casefold())

    def category(self, word: str) -> str | None:
        """The shop's spelling of a category of any level; None when it has no such category."""
        return self._categories.get(word.casefold())

    def attribute(self, name: str, value: str) -> tuple[str, str] | None:
        """The shop's spelling of an attribute and its value; None when no product has it."""
        return self._values.get((name.casefold(), value.casefold()))

    def attribute_name(self, name: str) -> str | None:
        """The shop's spelling of an attribute's name."""
        return self._names.get(name.casefold())

    def named(self, value: str) -> list[tuple[str, str]]:
        """Every (attribute, value) whose value is this word, most products first."""
        found = self._named.get(value.casefold(), [])
        return sorted(found, key=lambda pair: -self.attributes[pair[0]][pair[1]])

    def names(self) -> tuple[frozenset[str], frozenset[str], frozenset[tuple[str, str]]]:
        """Brands, categories, and attributes with their values, without how many products carry them."""
        values = ((name, value) for name, counts in self.attributes.items() for value in counts)
        return frozenset(self.brands), frozenset(self.categories), frozenset(values)

    @cached_property
    def _brands(self) -> dict[str, str]:
        return {brand.casefold(): brand for brand in self.brands}

    @cached_property
    def _categories(self) -> dict[str, str]:
        return {category.casefold(): category for category in self.categories}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {name.casefold(): name for name in self.attributes}

    @cached_property
    def _values(self) -> dict[tuple[str, str], tuple[str, str]]:
        return {
            (name.casefold(), value.casefold()): (name, value)
            for name, values in self.attributes.items()
            for value in values
        }

    @cached_property
    def _named(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for pair in self._values.values():
            found.setdefault(pair[1].casefold(), []).append(pair)
        return found

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)))

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        fields = json.loads(path.read_text())
        return cls(**{**fields, "price_quantiles": tuple(fields["price_quantiles"])})
