"""Conditions a product must meet, whatever its score."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from store.products import Product

NO_VALUES: Mapping[str, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Filters:
    """Every condition must hold (AND); within one set of values any may hold (OR). Words compare without case.

    Prices are minor units of the shop's currency, both ends included, against the price shown first (`Product.price`).
    A category matches at any level of a product's path. An attribute matches in `Product.attributes` or in a variant's
    options. `not_words` excludes products with the word in title, brand, category or an attribute value.
    """

    price_min: int | None = None
    price_max: int | None = None
    brands: frozenset[str] = frozenset()
    not_brands: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    not_categories: frozenset[str] = frozenset()
    attributes: Mapping[str, frozenset[str]] = field(default_factory=lambda: NO_VALUES)
    not_attributes: Mapping[str, frozenset[str]] = field(default_factory=lambda: NO_VALUES)
    not_words: frozenset[str] = frozenset()
    in_stock: bool = False
    on_offer: bool = False
    rating_min: float | None = None
    exclude_ids: frozenset[str] = frozenset()
    only_ids: frozenset[str] | None = None

    def __post_init__(self) -> None:
        for name in ("brands", "not_brands", "categories", "not_categories", "not_words"):
            object.__setattr__(self, name, frozenset(value.casefold() for value in getattr(self, name)))
        for name in ("attributes", "not_attributes"):
            folded = {
                key.casefold(): frozenset(value.casefold() for value in values)
                for key, values in getattr(self, name).items()
            }
            object.__setattr__(self, name, MappingProxyType(folded))

    def accept(self, product: Product) -> bool:
        """Whether the product meets every condition. The plain meaning that every fast implementation must equal."""
        price = product.price.minor
        brand = product.brand.casefold()
        path = {level.casefold() for level in product.category}
        values = attribute_values(product)
        return (
            (self.price_min is None or price >= self.price_min)
            and (self.price_max is None or price <= self.price_max)
            and (not self.brands or brand in self.brands)
            and brand not in self.not_brands
            and (not self.categories or bool(path & self.categories))
            and not path & self.not_categories
            and all(values.get(name, frozenset()) & wanted for name, wanted in self.attributes.items())
            and not any(values.get(name, frozenset()) & banned for name, banned in self.not_attributes.items())
            and not (self.not_words and self.not_words & words_of(product))
            and (not self.in_stock or product.in_stock)
            and (not self.on_offer or product.list_price is not None)
            and (self.rating_min is None or (product.rating is not None and product.rating >= self.rating_min))
            and product.id not in self.exclude_ids
            and (self.only_ids is None or product.id in self.only_ids)
        )


def is_colour(name: str) -> bool:
    """Whether an attribute of this name says a colour, as shops spell it."""
    folded = name.casefold()
    return "colour" in folded or "color" in folded or "颜色" in folded


def attribute_values(product: Product) -> dict[str, frozenset[str]]:
    """Attributes and options of a product, casefolded: `{"colour": frozenset({"blue"})}`."""
    found: dict[str, set[str]] = {}
    for name, value in _pairs(product):
        found.setdefault(name.casefold(), set()).add(value.casefold())
    return {name: frozenset(values) for name, values in found.items()}


def values_of(product: Product, names: Collection[str]) -> frozenset[str]:
    """The casefolded values that the product has for any of the casefolded names, among attributes and options."""
    return frozenset(value.casefold() for name, value in _pairs(product) if name.casefold() in names)


def _pairs(product: Product) -> Iterator[tuple[str, str]]:
    """Each value of an attribute or an option, as the shop writes it, under its name."""
    for name, values in product.attributes.items():
        for value in values:
            yield name, value
    for variant in product.variants:
        yield from variant.options.items()


def words_of(product: Product) -> frozenset[str]:
    """The casefolded words of title, brand, category and attribute values."""
    parts = [product.title, product.brand, *product.category]
    parts += [value for values in product.attributes.values() for value in values]
    return frozenset(word.strip(".,;:()/-") for part in parts for word in part.casefold().split())


NO_FILTERS = Filters()
