"""Names in the rules that the shop does not have: a rule about them does nothing, and says nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from ranker.policy.rules import Rules, Target
from store.products import Product


def unknown_names(rules: Rules, products: Iterable[Product]) -> list[str]:
    """A sentence for every product, brand, category and attribute of the rules that no product has."""
    known: dict[str, dict[str, str]] = {"product": {}, "brand": {}, "category": {}}  # what -> folded -> as written
    values: dict[str, dict[str, str]] = {}  # attribute -> its values
    for product in products:
        known["product"][product.id] = product.id
        known["brand"][product.brand.casefold()] = product.brand
        known["category"].update((level.casefold(), level) for level in product.category)
        for name, found in (*product.attributes.items(), *product.options().items()):
            values.setdefault(name.casefold(), {}).update((value.casefold(), value) for value in found)
    said = [sentence for where, target in _targets(rules) for sentence in _missing(where, target, known, values)]
    return [*said, *_sources(rules, known, values)]


def _targets(rules: Rules) -> Iterator[tuple[str, Target]]:
    for number, boost in enumerate(rules.boosts, start=1):
        yield f"boost {number}", boost.target
    for number, bury in enumerate(rules.buried, start=1):
        yield f"bury {number}", bury.target


def _missing(
    where: str, target: Target, known: dict[str, dict[str, str]], values: dict[str, dict[str, str]]
) -> Iterator[str]:
    named = {"product": target.products, "brand": target.brands, "category": target.categories}
    for what, wanted in named.items():
        for each in wanted:
            if (each if what == "product" else each.casefold()) not in known[what]:
                yield f"{where}: no {what} {each!r}{_meant(each, known[what])}"
    for name, wanted in target.attributes.items():
        if name.casefold() not in values:
            yield f"{where}: no attribute {name!r}{_meant(name, {key: key for key in values})}"
            continue
        for each in wanted:
            if each.casefold() not in values[name.casefold()]:
                yield f"{where}: no {name} {each!r}{_meant(each, values[name.casefold()])}"


def _sources(rules: Rules, known: dict[str, dict[str, str]], values: dict[str, dict[str, str]]) -> Iterator[str]:
    """What margin and exposure are read from."""
    margin, exposure = rules.margin, rules.exposure
    if margin is not None:
        if margin.attribute and margin.attribute.casefold() not in values:
            yield f"margin: no attribute {margin.attribute!r}{_meant(margin.attribute, {key: key for key in values})}"
        strange = [product_id for product_id in margin.of if product_id not in known["product"]]
        if strange:
            yield f"margin: no product {strange[0]!r}" + (f" and {len(strange) - 1} more" if strange[1:] else "")
    if exposure is not None and exposure.of not in ("product", "brand") and exposure.of.casefold() not in values:
        yield f"exposure: no attribute {exposure.of!r}{_meant(exposure.of, {key: key for key in values})}"


def _meant(name: str, known: dict[str, str]) -> str:
    near = get_close_matches(name.casefold(), known, n=1)
    return f"; {known[near[0]]!r} is near" if near else ""
