"""Queries that state a kind and properties, from combinations that the shop has, such as "women's navy cotton tops".

What a product must be is known from its record, so whether an answer is right needs no judge: it is, when the record
bears out every property that the query states. A property is borne out by the attribute of its name, all of the stated
words being in one of its values (navy blue is blue); where the record has no such attribute, by the title. What is for
everybody is for men and for women. A product of which neither says the property counts as wrong.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrieval.filters import Filters, attribute_values
from store.products import Product

LEAST_PRODUCTS = 10  # that satisfy a query, so that ten right answers exist
MOST_PROPERTIES = 3
MOST_OF_KIND = 0.05  # share of the queries that may be of one kind, or twice an equal share where kinds are few
WORD = re.compile(r"[^\W_]+")
ADULTS, EVERYBODY = ("men", "women"), "unisex"
PEOPLE = {"men": "men's", "women": "women's", "boys": "boys'", "girls": "girls'", "kids": "kids'"}
BEFORE = ("gender", "audience", "colour", "color", "fit", "pattern", "fabric", "material", "usage", "neck")  # the kind
AFTER = ("sleeve length", "sleeve", "closure")  # it: "shirts with long sleeves"
NOTHING = frozenset(
    ("na", "other", "others", "multi", "regular", "home", "general", "self design")
)  # values nobody says


@dataclass(frozen=True, slots=True)
class AttributeQuery:
    """`category` is the kind's name, `attributes` the stated values by attribute; `satisfying` how many have them."""

    query: str
    category: str
    attributes: Mapping[str, str]
    satisfying: int

    @property
    def filters(self) -> Filters:
        """What a right answer meets."""
        return Filters(
            categories=frozenset((self.category,)),
            attributes={name: frozenset((value,)) for name, value in self.attributes.items()},
        )

    def wrong(self, product: Product) -> dict[str, str]:
        """Stated property → "other" where the record says something else, "unknown" where it says nothing."""
        values = attribute_values(product)
        title = product.title.casefold()
        found = {}
        for name, value in self.attributes.items():
            said = values.get(name.casefold())
            if not any(_bears_out(each, value.casefold()) for each in said or (title,)):
                found[name] = "other" if said else "unknown"
        kind = {level.casefold() for level in product.category}
        return found if self.category.casefold() in kind else {"category": "other" if kind else "unknown", **found}


def _bears_out(said: str, stated: str) -> bool:
    """Whether what a record says, casefolded, is what was stated or a sort of it."""
    words = {*WORD.findall(said)}
    return words >= {*WORD.findall(stated)} or (stated in ADULTS and said == EVERYBODY)


def attribute_queries(products: Sequence[Product], count: int, seed: int = 0) -> list[AttributeQuery]:
    """At most `count` queries, no two alike; the same products and seed give the same queries."""
    rng = random.Random(seed)
    by_kind: dict[str, list[dict[str, str]]] = {}
    for product in products:
        if product.category:
            by_kind.setdefault(product.category[-1], []).append(_spoken(product))
    most = count * max(MOST_OF_KIND, 2 / max(1, len(by_kind)))
    made: dict[str, AttributeQuery] = {}
    kinds = Counter[str]()
    for product in rng.sample(products, len(products)):
        if len(made) == count:
            break
        if not product.category or kinds[product.category[-1]] >= most:
            continue
        found = _query(product, by_kind[product.category[-1]], rng)
        if found is not None and found.query not in made:
            made[found.query] = found
            kinds[found.category] += 1
    return list(made.values())


def _query(product: Product, of_kind: Sequence[Mapping[str, str]], rng: random.Random) -> AttributeQuery | None:
    """A query that the product satisfies; None where fewer than ten do."""
    said = list(_spoken(product).items())
    if not said:
        return None
    stated = dict(rng.sample(said, min(len(said), rng.randint(1, MOST_PROPERTIES))))
    satisfying = sum(stated.items() <= other.items() for other in of_kind)
    if satisfying < LEAST_PRODUCTS:
        return None
    category = product.category[-1]
    return AttributeQuery(_phrase(category, stated), category, stated, satisfying)


def _spoken(product: Product) -> dict[str, str]:
    """The product's attributes that people name, where it has one value of each."""
    kind = {*product.category[-1].casefold().split()} if product.category else set()
    return {
        name: values[0]
        for name, values in product.attributes.items()
        if name.casefold() in (*BEFORE, *AFTER)
        and len(values) == 1
        and values[0].casefold() not in NOTHING
        and not {*values[0].casefold().split()} & kind  # "casual casual shoes"
    }


def _phrase(category: str, stated: Mapping[str, str]) -> str:
    """The query as people put it: who for, colour, how, then the kind, then what it has."""
    folded = {name.casefold(): value.lower() for name, value in stated.items()}
    before = [PEOPLE.get(folded[name], folded[name]) for name in BEFORE if name in folded]
    before += [folded[name] for name in AFTER if name in folded and " " not in folded[name]]  # "sleeveless"
    after = [f"with {folded[name]}" for name in AFTER if " " in folded.get(name, "")]
    return " ".join([*before, category.lower(), *after])
