"""Search measured on queries made from the shop itself: known items by MRR, properties by the share borne out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from retrieval.measuring.attribute_queries import AttributeQuery
from retrieval.measuring.known_items import KnownItem
from retrieval.measuring.metrics import reciprocal_rank
from retrieval.retriever import Retriever
from store.products import Product

K = 10
Figures = dict[str, Any]
Search = Callable[[str, int], Sequence[str]]  # a query and how many -> product ids, best first


@dataclass(frozen=True, slots=True)
class Failure:
    """A query that was not answered as it should, and what came instead."""

    query: str
    wanted: str
    came: str


def ids_of(retriever: Retriever) -> Search:
    """The retriever without filters."""
    return lambda query, k: [hit.product_id for hit in retriever.search(query, k)]


def measure_known_items(
    search: Search, items: Sequence[KnownItem], titles: Mapping[str, str]
) -> tuple[Figures, list[Failure]]:
    """MRR at ten, shares found first and in ten, MRR by what was done to the title; and the failures, worst first."""
    ranked = {item.query: search(item.query, K) for item in items}
    ranks = {item.query: reciprocal_rank(ranked[item.query], item.ids, K) for item in items}
    changes = sorted({change for item in items for change in item.changes})
    groups = {change: [item for item in items if change in item.changes] for change in changes}
    groups["none"] = [item for item in items if not item.changes]
    figures = {
        "mrr@10": mean(ranks.values()),
        "first": mean(rank == 1 for rank in ranks.values()),
        "in_ten": mean(rank > 0 for rank in ranks.values()),
        "n": len(items),
        "by_change": {
            change: {"mrr@10": mean(ranks[item.query] for item in group), "n": len(group)}
            for change, group in groups.items()
            if group
        },
    }
    failed = sorted((item for item in items if ranks[item.query] < 1), key=lambda item: ranks[item.query])
    return figures, [Failure(item.query, item.title, first_title(ranked[item.query], titles)) for item in failed]


def first_title(ranked: Sequence[str], titles: Mapping[str, str]) -> str:
    return titles[ranked[0]] if ranked else "nothing"


def measure_attributes(
    search: Search, queries: Sequence[AttributeQuery], products: Mapping[str, Product]
) -> tuple[Figures, list[Failure]]:
    """The share of the first ten that bears every stated property, and what was wrong with the others.

    An empty rank counts as wrong, since ten right answers exist. `exact@10` is the share whose attributes are those
    stated to the letter. `wrong` is by property the share of all ranks whose
    record says `other` or says nothing (`unknown`); `missing` the share of empty ranks.
    """
    shares: dict[str, float] = {}
    exact = 0
    wrong = Counter[tuple[str, str]]()
    empty = 0
    failures = []
    for query in queries:
        found = [products[known] for known in search(query.query, K)]
        faults = [query.wrong(product) for product in found]
        shares[query.query] = sum(not fault for fault in faults) / K
        wrong.update((name.casefold(), how) for fault in faults for name, how in fault.items())
        empty += K - len(found)
        exact += sum(map(query.filters.accept, found))
        worst = next((product for product, fault in zip(found, faults, strict=True) if fault), None)
        if shares[query.query] < 1:
            came = f"{worst.title} {next(filter(None, faults))}" if worst else f"{len(found)} products"
            failures.append(Failure(query.query, f"{shares[query.query]:.0%} of ten", came))
    ranks = max(1, K * len(queries))
    figures = {
        "satisfied@10": mean(shares.values()),
        "exact@10": round(exact / ranks, 4),
        "all_ten": mean(share == 1 for share in shares.values()),
        "n": len(queries),
        "missing": round(empty / ranks, 4),
        "wrong": {f"{name} {how}": round(count / ranks, 4) for (name, how), count in wrong.most_common()},
    }
    return figures, sorted(failures, key=lambda failure: shares[failure.query])


def mean(values: Iterable[float]) -> float:
    """Arithmetic mean to four digits; 0 of nothing."""
    found = list(values)
    return round(sum(found) / len(found), 4) if found else 0.0
