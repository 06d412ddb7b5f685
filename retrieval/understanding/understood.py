"""What was understood of a query: conditions with the words they came from, and the words left to search by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from retrieval.filters import NO_FILTERS, Filters


class Kind(StrEnum):
    """What a condition is about."""

    CATEGORY = "category"
    BRAND = "brand"
    AUDIENCE = "audience"
    COLOUR = "colour"
    SIZE = "size"
    ATTRIBUTE = "attribute"
    WORD = "word"  # only ever not wanted
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Facet:
    """Values of one attribute in the shop's spelling, any of which will do; `name` is "" for brands and categories."""

    name: str
    values: tuple[str, ...]


NO_FACET = Facet("", ())


@dataclass(frozen=True, slots=True)
class Condition:
    """`said` are the words of the query it came from. `exact` is what was said to the letter, `wider` what also counts
    as it, `exact` included: navy for blue, synthetic leather for leather. `low` and `high` are prices in minor units.
    """

    kind: Kind
    said: str
    exact: Facet = NO_FACET
    wider: Facet = NO_FACET
    wanted: bool = True
    low: int | None = None
    high: int | None = None
    stems: tuple[str, ...] = ()  # of the words it came from, the cue left out

    def filters(self, *, wider: bool = False) -> Filters:
        """What a product must meet; with `wider`, less strictly."""
        facet = self.wider if wider and self.wider.values else self.exact
        values = frozenset(facet.values)
        if self.kind is Kind.PRICE:
            return Filters(price_min=self.low, price_max=self.high)
        if self.kind is Kind.BRAND:
            return Filters(brands=values) if self.wanted else Filters(not_brands=values)
        if self.kind is Kind.CATEGORY:
            return Filters(categories=values) if self.wanted else Filters(not_categories=values)
        if self.kind is Kind.WORD:
            return Filters(not_words=values)
        named = {facet.name: values}
        return Filters(attributes=named) if self.wanted else Filters(not_attributes=named)


@dataclass(frozen=True, slots=True)
class Understood:
    """`query` is what was read; `words` the same without prices and what is not wanted, whose words find the wrong
    things. A wanted condition's words stay: they order what meets it. `said` is in the order of the query."""

    query: str
    words: str
    said: tuple[Condition, ...] = ()

    @property
    def wanted(self) -> tuple[Condition, ...]:
        """What a product should have; something that has less may still be shown."""
        return tuple(condition for condition in self.said if condition.wanted and condition.kind is not Kind.PRICE)

    @property
    def limits(self) -> Filters:
        """The price that was named and what is not wanted."""
        rest = [each for each in self.said if not each.wanted or each.kind is Kind.PRICE]
        return joined(NO_FILTERS, (condition.filters() for condition in rest))

    @property
    def without_price(self) -> Understood:
        """The same without the price that was named; its words are no words to search by all the same."""
        return replace(self, said=tuple(condition for condition in self.said if condition.kind is not Kind.PRICE))

    @property
    def filters(self) -> Filters:
        """Everything understood, to the letter."""
        return self.beside(NO_FILTERS)

    def beside(self, given: Filters, *, wider: bool = False) -> Filters:
        """Everything understood with the given conditions, which come first where both speak of the same thing."""
        return joined(given, (condition.filters(wider=wider) for condition in self.said))


NOT_READ = Understood("", "")


def joined(given: Filters, others: Iterable[Filters]) -> Filters:
    """The given filters and all others; of brands, categories or an attribute that several name, any value will do."""
    found = given
    for other in others:
        found = replace(
            found,
            price_min=_first(given.price_min, other.price_min, found.price_min),
            price_max=_first(given.price_max, other.price_max, found.price_max),
            brands=given.brands or found.brands | other.brands,
            categories=given.categories or found.categories | other.categories,
            attributes={
                **found.attributes,
                **{
                    name: given.attributes.get(name) or found.attributes.get(name, frozenset()) | values
                    for name, values in other.attributes.items()
                },
            },
            not_brands=found.not_brands | other.not_brands,
            not_categories=found.not_categories | other.not_categories,
            not_words=found.not_words | other.not_words,
            not_attributes={
                **found.not_attributes,
                **{
                    name: found.not_attributes.get(name, frozenset()) | values
                    for name, values in other.not_attributes.items()
                },
            },
        )
    return found


def _first(*limits: int | None) -> int | None:
    """The first limit that is one; 0 is."""
    return next((limit for limit in limits if limit is not None), None)
