"""The shop's rules as values: whom each is about, and how far it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from store.products import Product

PER_BRAND = 3  # of one brand in front, where the shop has not said how many and nothing was searched for


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a rule is about: products that have one of the values under every name given. Case does not count."""

    products: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()  # at any level of a product's path
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def meets(self, product: Product) -> bool:
        return (
            (not self.products or product.id in self.products)
            and (not self.brands or _any_of(self.brands, (product.brand,)))
            and (not self.categories or _any_of(self.categories, product.category))
            and all(_any_of(values, attribute(product, name)) for name, values in self.attributes.items())
        )

    def __str__(self) -> str:
        named = {"product": self.products, "brand": self.brands, "category": self.categories, **self.attributes}
        return ", ".join(f"{name} {' or '.join(values)}" for name, values in named.items() if values)


def attribute(product: Product, name: str) -> tuple[str, ...]:
    """A product's values of an attribute or option, whatever the case of its name; none where it has none."""
    wanted = name.casefold()
    found = (values for key, values in product.attributes.items() if key.casefold() == wanted)
    options = (values for key, values in product.options().items() if key.casefold() == wanted)
    return next(found, None) or next(options, ())


def _any_of(wanted: tuple[str, ...], values: tuple[str, ...]) -> bool:
    folded = {value.casefold() for value in values}
    return any(value.casefold() in folded for value in wanted)


@dataclass(frozen=True, slots=True)
class Boost:
    """The target's points times `factor`, plus `points`; the best product of a list has 100. `why` is for the trace."""

    target: Target
    factor: float = 1.0
    points: float = 0.0
    why: str = ""

    def __str__(self) -> str:
        change = [f"×{self.factor:g}"] if self.factor != 1 else []
        change += [f"{self.points:+g} points"] if self.points else []
        return self.why or f"{self.target} {' and '.join(change)}"


@dataclass(frozen=True, slots=True)
class Bury:
    """Whatever meets the target goes behind everything that does not."""

    target: Target
    why: str = ""

    def __str__(self) -> str:
        return self.why or str(self.target)


@dataclass(frozen=True, slots=True)
class Margin:
    """Lets margin decide between products that are nearly as good.

    A product never passes another through its margin unless it has at least 1 - `share` of the other's points. The
    margin is read from the products' `attribute`, or from `of` (id -> margin), in any unit: it counts by its place
    among all margins of the shop.
    """

    share: float
    attribute: str = ""
    of: Mapping[str, float] = field(default_factory=dict)

    def margin(self, product: Product) -> float | None:
        """The product's margin; None where nobody knows."""
        if not self.attribute:
            return self.of.get(product.id)
        return number(next(iter(attribute(product, self.attribute)), ""))


def number(text: str) -> float | None:
    """ "12.5", "12,5" or "12.5 %" as 12.5; None for anything else."""
    try:
        found = float(text.strip().removesuffix("%").strip().replace(",", "."))
    except ValueError:
        return None
    return found if abs(found) < float("inf") else None


@dataclass(frozen=True, slots=True)
class Exposure:
    """On average at least `share` of a list's places go to what was seen less than `below` times in `days`.

    Seen counts by product, by brand, or by the value of an attribute such as seller: `of` says which.
    """

    share: float
    below: int = 50
    days: int = 30
    of: str = "product"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a shop wants of every list.

    `max_per_brand` is how many of one brand may stand in front; the others follow behind, they are not lost. 0 is no
    limit; None is `PER_BRAND` where nothing was searched for, and no limit elsewhere. `diversity` is the weight of
    being unlike what stands before, 0 to 1. `exclude_seen` leaves out of recommendations what the shopper looked at.
    """

    max_per_brand: int | None = None
    boosts: tuple[Boost, ...] = ()
    buried: tuple[Bury, ...] = ()
    margin: Margin | None = None
    diversity: float = 0.0
    exposure: Exposure | None = None
    exclude_seen: bool = False


DEFAULT_RULES = Rules()
