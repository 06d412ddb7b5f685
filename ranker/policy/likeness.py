"""When two products are the same thing: they differ by size or colour only."""

from __future__ import annotations

from ranker.catalogue import colours
from ranker.words import tokens
from store.products import Product

SIZE_OPTIONS = ("size", "尺码", "尺寸")


def likeness(product: Product) -> tuple[str, frozenset[str]]:
    """What near-identical products share: the brand, and the title's words without those of colour and size."""
    options = product.options()
    sizes = [value for name in SIZE_OPTIONS for value in options.get(name, ())]
    varying = {token for value in (*colours(product), *sizes) for token in tokens(value)}
    words = frozenset(tokens(product.title))
    return product.brand.casefold(), (words - varying) or words
