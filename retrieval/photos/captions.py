"""What could be said of a photo: the product's title, and short words made of its record: "white skirts"."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from retrieval.text import short_facts
from store.products import Pictured, Product

Fact = tuple[str, str]  # casefolded name and value
KIND, BRAND = "category", "brand"  # of facts that are no attributes
FEWEST = 20  # products that share a fact before it is learnt
MOST_SHARE = 0.98  # of all products: a fact of nearly every one tells nothing
MADE = 4  # captions made of facts, for each product


@dataclass(frozen=True, slots=True)
class Caption:
    """Words that are true of the photos whose products have all the `facts`, or if there are none, its very `title`."""

    text: str
    facts: frozenset[Fact]
    title: str = ""


def facts_of(product: Product) -> frozenset[Fact]:
    """Kinds, brand and short attributes, casefolded: what a photo may show."""
    found = {(KIND, level.casefold()) for level in product.category}
    if product.brand:
        found.add((BRAND, product.brand.casefold()))
    found.update((name.casefold(), value.casefold()) for name, value in short_facts(product))
    return frozenset(found)


def common_facts(products: Iterable[Product]) -> list[Fact]:
    """In a fixed order, the facts that enough products share and not nearly all."""
    counts: Counter[Fact] = Counter()
    total = 0
    for product in products:
        counts.update(facts_of(product))
        total += 1
    fewest = min(FEWEST, max(2, total // 20))
    return sorted(fact for fact, count in counts.items() if fewest <= count <= MOST_SHARE * total)


def captions(product: Product, common: Collection[Fact]) -> list[Caption]:
    """The title, the title without the brand, then at most `MADE` of one or two facts and the kind, always the same."""
    title = product.title.strip()
    whole = title.casefold()
    found = [Caption(title, frozenset(), whole), Caption(without_brand(product), frozenset(), whole)]
    kind = (KIND, product.category[-1].casefold()) if product.category else None
    if kind is None or kind not in common:
        return found
    facts = sorted(fact for fact in facts_of(product) if fact[0] != KIND and fact in common)
    draw = random.Random(product.id)
    draw.shuffle(facts)
    for place in range(min(MADE, len(facts))):
        chosen = facts[place : place + 1 + place % 2]
        text = " ".join([*(value for _, value in chosen), kind[1]])
        found.append(Caption(text, frozenset([*chosen, kind])))
    return found


def without_brand(product: Product | Pictured) -> str:
    """The title less the words of the brand: a photo seldom shows it."""
    brand = set(product.brand.casefold().split())
    return " ".join(word for word in product.title.split() if word.casefold() not in brand) or product.title
