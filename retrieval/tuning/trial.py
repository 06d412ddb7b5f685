"""Whether a tuned encoder finds more than the one in service: on queries for products that it never learnt from."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.encoder import Encoder
from retrieval.measuring.attribute_queries import attribute_queries
from retrieval.measuring.bootstrap import interval
from retrieval.measuring.known_items import known_items
from retrieval.text import dense_text
from retrieval.tuning.facts import Facts, asked, attribute_fact, category_fact
from store.products import Product

HELD_IN = 5  # one title in so many is held out
KNOWN, PROPERTIES, LOGGED = 400, 300, 300  # queries of each sort, at most
K = 50
FEWEST = 30  # queries, for a verdict


@dataclass(frozen=True, slots=True)
class Check:
    """A query, the products that answer it, and others that do as well, but were learnt from: these do not count."""

    query: str
    right: frozenset[str]
    ignored: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """Of one query: the share of its answers (of fifty, where there are more) among the first fifty, and one over the
    rank of the first."""

    recall: float
    reciprocal_rank: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Means over `n` queries before and after, and 95 % intervals of the mean gains (paired bootstrap)."""

    n: int
    recall: tuple[float, float]
    mrr: tuple[float, float]
    recall_gain: tuple[float, float]
    mrr_gain: tuple[float, float]

    @property
    def adopted(self) -> bool:
        """Whether recall surely rises, and the first right answer does not surely come later."""
        return self.n >= FEWEST and self.recall_gain[0] > 0 and self.mrr_gain[1] >= 0

    @property
    def reason(self) -> str:
        """In a sentence."""
        if self.n < FEWEST:
            return f"Only {self.n} queries could be made to measure on; {FEWEST} are needed."
        said = f"recall@50 went from {self.recall[0]:.3f} to {self.recall[1]:.3f} on {self.n} held-out queries"
        low, high = self.recall_gain
        if low <= 0:
            return f"Not surely better: {said} (gain within {low:+.3f} and {high:+.3f})."
        if self.mrr_gain[1] < 0:
            return f"More is found, but later: {said}, MRR from {self.mrr[0]:.3f} to {self.mrr[1]:.3f}."
        return f"Better: {said} (gain within {low:+.3f} and {high:+.3f})."

    def figures(self) -> dict[str, Any]:
        return {
            "n": self.n,
            "recall@50": {"before": self.recall[0], "after": self.recall[1], "gain": list(self.recall_gain)},
            "mrr": {"before": self.mrr[0], "after": self.mrr[1], "gain": list(self.mrr_gain)},
        }


def is_held(product: Product) -> bool:
    """Whether nothing is learnt from the product, nor from any other of its title."""
    return zlib.crc32(product.title.casefold().encode("utf-8", "replace")) % HELD_IN == 0


def checks_of(
    products: Sequence[Product], facts: Mapping[str, Facts], logged: Mapping[str, frozenset[str]], seed: int = 0
) -> list[Check]:
    """Queries for held-out products: known items and properties; and the `logged` ones of days that are held out.

    What a logged query was answered with counts whether or not it was learnt from: there it is the day that is new.
    """
    held = [product for product in products if is_held(product)]
    found = [Check(item.query, item.ids) for item in known_items(held, KNOWN, seed)]
    for query in attribute_queries(held, PROPERTIES, seed):
        needs = {category_fact(query.category), *(attribute_fact(*stated) for stated in query.attributes.items())}
        answers = frozenset(known for known, has in facts.items() if needs <= has)
        right = answers & {product.id for product in held}
        found.append(Check(query.query, right, answers - right))
    sold = frozenset(facts)
    mostly = sorted(logged, key=lambda query: (-len(logged[query] & sold), query))[:LOGGED]
    found += [Check(query, logged[query] & sold) for query in mostly]
    return [check for check in found if check.right]


def same_words(query: str) -> tuple[str, ...]:
    """What two queries share that differ in order, capitals and blanks only."""
    return tuple(sorted(asked(query).split()))


def judge(checks: Sequence[Check], products: Sequence[Product], serving: Encoder, tuned: Encoder) -> Verdict:
    """Both encoders over the same products and queries."""
    before, after = (measure(checks, products, encoder) for encoder in (serving, tuned))
    recall, rank = [], []
    for found in (before, after):
        recall.append([one.recall for one in found])
        rank.append([one.reciprocal_rank for one in found])
    return Verdict(
        n=len(checks),
        recall=(mean(recall[0]), mean(recall[1])),
        mrr=(mean(rank[0]), mean(rank[1])),
        recall_gain=gain(*recall),
        mrr_gain=gain(*rank),
    )


def measure(checks: Sequence[Check], products: Sequence[Product], encoder: Encoder) -> list[Found]:
    """The dense leg alone, exact, over all products."""
    ids = [product.id for product in products]
    vectors = encoder.encode([dense_text(product) for product in products])
    queries = encoder.encode([check.query for check in checks])
    found = []
    for check, query in zip(checks, queries, strict=True):
        rows = np.argsort(-(vectors @ query), kind="stable")[: K + len(check.ignored)]
        ranked = [ids[row] for row in rows.tolist() if ids[row] not in check.ignored][:K]
        ranks = [rank for rank, known in enumerate(ranked, 1) if known in check.right]
        found.append(Found(len(ranks) / min(K, len(check.right)), 1 / ranks[0] if ranks else 0.0))
    return found


def gain(before: Iterable[float], after: Iterable[float]) -> tuple[float, float]:
    """The interval of the mean of the paired differences."""
    low, high = interval([new - old for old, new in zip(before, after, strict=True)])
    return round(low, 4), round(high, 4)


def mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 4) if values else 0.0
