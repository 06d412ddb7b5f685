"""Facet counts and the shop's vocabulary, counted from the columns."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from retrieval.columns import ATTRIBUTE, BRAND, CATEGORY, DEPARTMENT, Columns
from retrieval.terms import Mask
from retrieval.vocabulary import Vocabulary

QUANTILES = np.linspace(0, 1, 11)


def counted(columns: Columns, mask: Mask) -> Iterator[tuple[str, str, str, int]]:
    """(kind, attribute's name or "", value, number of masked rows) of every value that a masked row has.

    Most frequent first, then as spelt. An attribute that the shop spells in several ways ("Colour", "colour") goes by
    the spelling of its most frequent value. A product without a brand has none to count.
    """
    names: dict[str, str] = {}
    facts = columns.facts
    entries = [(-count, facts.spellings[code], facts.keys[code]) for code, count in facts.counts(mask).items()]
    for negative, (kind, *spelt), key in sorted(entries):
        if spelt[-1]:
            name = names.setdefault(key[1], spelt[0]) if kind == ATTRIBUTE else ""
            yield kind, name, spelt[-1], -negative


def facet_counts(columns: Columns, mask: Mask) -> dict[str, dict[str, int]]:
    """facet → value → number of masked rows. An attribute called "brand" or "category" gives way to the real one."""
    facets: dict[str, dict[str, int]] = {}
    for kind, name, value, count in counted(columns, mask):
        if kind in (BRAND, CATEGORY):
            facets.setdefault(kind, {})[value] = count
        elif kind == ATTRIBUTE and name.casefold() not in (BRAND, CATEGORY):
            facets.setdefault(name, {})[value] = count
    return facets


def vocabulary_of(columns: Columns) -> Vocabulary:
    """The vocabulary of all products."""
    alive = columns.column("alive")
    counts: dict[str, dict[str, int]] = {BRAND: {}, CATEGORY: {}, DEPARTMENT: {}}
    attributes: dict[str, dict[str, int]] = {}
    for kind, name, value, count in counted(columns, alive):
        (attributes.setdefault(name, {}) if kind == ATTRIBUTE else counts[kind])[value] = count
    prices = columns.column("price")[alive]
    return Vocabulary(
        brands=counts[BRAND],
        categories=counts[CATEGORY],
        departments=counts[DEPARTMENT],
        attributes=attributes,
        price_quantiles=tuple(int(price) for price in np.quantile(prices, QUANTILES)) if prices.size else (),
    )
