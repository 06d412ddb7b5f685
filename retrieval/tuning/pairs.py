"""Pairs to learn from, made of the shop itself: a query, and a product that answers it.

Four sorts, in the manner of weak supervision for retrieval (Dehghani et al., 2017): some words of a title; properties
and a kind; how a description begins; and logged queries with what was taken after them. Measuring uses other builders,
`retrieval.measuring.known_items` and `retrieval.measuring.attribute_queries`, on products that nothing was learnt from.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from retrieval.measuring.known_items import words_in
from retrieval.text import short_facts
from retrieval.tuning.facts import (
    Facts,
    asked_fact,
    attribute_fact,
    category_fact,
    first_sentence,
    opening_fact,
    word_fact,
)
from store.products import Product

FEWEST = 2  # words kept of a title
KEPT = (0.3, 1.0)  # share of them
MOST_PROPERTIES = 3
REORDERED, SHORTENED = 0.35, 0.15  # shares of title queries
LONG, CUT = 8, 5  # letters of a word that is shortened, and how many stay
SHORTEST_OPENING = 4  # words
LOGGED_AGAIN = 4  # pairs made of one logged query and product, which are few and worth more than made ones


@dataclass(frozen=True, slots=True)
class Pair:
    """Every product whose facts hold `needs` is as right an answer as this one."""

    query: str
    product_id: str
    needs: Facts


Maker = Callable[[Product, random.Random], Pair | None]


def pairs_of(
    products: Sequence[Product], count: int, seed: int = 0, logged: Mapping[str, Iterable[str]] | None = None
) -> list[Pair]:
    """`count` pairs or a few less, no product long before the others; the same input gives the same pairs.

    `logged`: query → products taken after it, all pairs of which are used besides.
    """
    rng = random.Random(seed)
    made: list[Pair] = []
    for turn in range(1 + count // max(1, len(products))):
        for product in rng.sample(products, min(len(products), count - turn * len(products))):
            maker = rng.choices(list(MAKERS), weights=list(MAKERS.values()))[0]
            pair = maker(product, rng)
            if pair is not None:
                made.append(pair)
    made += LOGGED_AGAIN * list(_logged({product.id for product in products}, logged or {}))
    rng.shuffle(made)
    return made


def _logged(known: set[str], logged: Mapping[str, Iterable[str]]) -> Iterable[Pair]:
    for query, taken in logged.items():
        needs = frozenset((asked_fact(query),))
        yield from (Pair(query, product_id, needs) for product_id in sorted(known & {*taken}))


def _of_title(product: Product, rng: random.Random) -> Pair | None:
    """Some of the title's words, a third of the time in another order, now and then one cut short."""
    words = words_in(product.title)
    if len(words) < FEWEST:
        return None
    count = max(FEWEST, round(len(words) * rng.uniform(*KEPT)))
    said = [words[place] for place in sorted(rng.sample(range(len(words)), count))]
    needs = frozenset(map(word_fact, said))
    if rng.random() < REORDERED:
        rng.shuffle(said)
    if rng.random() < SHORTENED:
        said = [word[:CUT] if len(word) >= LONG and rng.random() < 1 / 2 else word for word in said]
    return Pair(" ".join(said).lower(), product.id, needs)


def _of_properties(product: Product, rng: random.Random) -> Pair | None:
    """A level of the category, behind none to three of the short facts."""
    if not product.category:
        return None
    category = rng.choice(product.category)
    short = short_facts(product)
    facts = rng.sample(short, min(len(short), rng.randint(0, MOST_PROPERTIES)))
    values = [(name, value) for name, value in facts if len(product.attributes[name]) == 1]
    needs = {category_fact(category), *(attribute_fact(name, value) for name, value in values)}
    said = [*(value for _, value in values), category]
    return Pair(" ".join(said).lower(), product.id, frozenset(needs))


def _of_opening(product: Product, rng: random.Random) -> Pair | None:  # noqa: ARG001 - as the other makers
    sentence = first_sentence(product.description)
    if len(words_in(sentence)) < SHORTEST_OPENING:
        return None
    return Pair(sentence, product.id, frozenset((opening_fact(sentence),)))


MAKERS: dict[Maker, float] = {_of_title: 0.45, _of_properties: 0.4, _of_opening: 0.15}  # and their shares
