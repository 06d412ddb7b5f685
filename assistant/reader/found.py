"""What one message alone says, before the conversation is considered. Filled piece by piece while reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.reading import Constraints, Sort


@dataclass(slots=True)
class Found:
    """Conditions stated in a message. Attribute values are the shop's; prices are minor units."""

    price_min: int | None = None
    price_max: int | None = None
    brands: list[str] = field(default_factory=list)
    not_brands: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    not_categories: list[str] = field(default_factory=list)
    attributes: dict[str, list[str]] = field(default_factory=dict)
    not_attributes: dict[str, list[str]] = field(default_factory=dict)
    not_words: list[str] = field(default_factory=list)
    rating_min: float | None = None
    in_stock: bool = False
    on_offer: bool = False
    sort: Sort = Sort.RELEVANCE
    # "colour", "brand", "price", "price_max", "price_min", "size", "audience", "all"
    dropped: set[str] = field(default_factory=set)
    sizes: list[str] = field(default_factory=list)  # as said, for the cart
    colours: list[str] = field(default_factory=list)  # as said, for the cart

    def want(self, name: str, values: Iterable[str]) -> None:
        _extend(self.attributes.setdefault(name, []), values)

    def refuse(self, name: str, values: Iterable[str]) -> None:
        _extend(self.not_attributes.setdefault(name, []), values)

    def constraints(self) -> Constraints:
        """The same, frozen."""
        return Constraints(
            price_min=self.price_min,
            price_max=self.price_max,
            brands=tuple(self.brands),
            not_brands=tuple(self.not_brands),
            categories=tuple(self.categories),
            not_categories=tuple(self.not_categories),
            attributes={name: tuple(values) for name, values in self.attributes.items()},
            not_attributes={name: tuple(values) for name, values in self.not_attributes.items()},
            not_words=tuple(self.not_words),
            rating_min=self.rating_min,
            in_stock=self.in_stock,
            on_offer=self.on_offer,
            sort=self.sort,
        )


def _extend(into: list[str], values: Iterable[str]) -> None:
    into.extend(value for value in values if value not in into)


def add(into: list[str], *values: str) -> None:
    """Appends what is not there yet."""
    _extend(into, values)
