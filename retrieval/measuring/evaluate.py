"""Search measured against human judgments: each leg, the two fused, and fused with the query understood, side by side.

Over all queries and by their class.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from retrieval.encoder import Encoder
from retrieval.index import Index
from retrieval.measuring.bootstrap import interval
from retrieval.measuring.judgments import NO_CLASSES
from retrieval.measuring.metrics import Judged, condensed_ndcg, judged_share, ndcg, recall
from retrieval.measuring.query_classes import QueryClass, QueryClasses
from retrieval.retriever import Retriever
from store.products import Product
from store.progress import Progress, silent

DEPTH = 1000  # how far a ranking is read, so that the condensed list has its ten
LEGS = ("lexical", "dense")
FUSED, UNDERSTOOD = "fused", "understood"
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """One query on one leg. `recall` is None where no product has grade 2; `ms` is of a search for the first ten."""

    query: str
    ndcg: float
    condensed_ndcg: float
    recall: float | None
    judged: float
    ms: float


MEASURES: dict[str, Callable[[Measured], float | None]] = {
    "ndcg@10": lambda one: one.ndcg,
    "condensed_ndcg@10": lambda one: one.condensed_ndcg,
    "recall@50": lambda one: one.recall,
}


def evaluate(
    products: Iterable[Product],
    judgments: Mapping[str, Judged],
    encoder: Encoder,
    progress: Progress = silent,
) -> dict[str, Figures]:
    """Builds a throw-away index over the products and measures all four ways to search in it; see `legs`."""
    sold = list(products)
    with tempfile.TemporaryDirectory(prefix="daogou-evaluate-") as folder:
        index = Index.build(Path(folder) / "index", sold, encoder, progress)
        classes = QueryClasses(index.vocabulary, sold)
        found = measure_all(index, judgments)
        return legs(found, {query: classes.of(query) for query in judgments})


def measure_all(index: Index, judgments: Mapping[str, Judged]) -> dict[str, list[Measured]]:
    """`lexical`, `dense`, `fused` and `understood` on every query that has a relevant product."""
    retrievers: dict[str, Retriever] = {
        "lexical": index.lexical,
        "dense": index.dense,
        FUSED: index.hybrid,
        UNDERSTOOD: index.understood,
    }
    return {name: measure(retriever, judgments) for name, retriever in retrievers.items()}


def measure(retriever: Retriever, judgments: Mapping[str, Judged]) -> list[Measured]:
    """Each query that has a relevant product, in the order of the judgments."""
    found = []
    for query, judged in judgments.items():
        if not any(grade > 0 for grade in judged.values()):
            continue
        ranked = [hit.product_id for hit in retriever.search(query, DEPTH)]
        found.append(
            Measured(
                query,
                ndcg(ranked, judged),
                condensed_ndcg(ranked, judged),
                recall(ranked, judged),
                judged_share(ranked, judged),
                milliseconds(retriever, query),
            )
        )
    return found


def milliseconds(retriever: Retriever, query: str, k: int = 10) -> float:
    """The time of one search."""
    begin = perf_counter()
    retriever.search(query, k)
    return 1000 * (perf_counter() - begin)


def legs(found: Mapping[str, Sequence[Measured]], classes: Mapping[str, QueryClass] = NO_CLASSES) -> dict[str, Figures]:
    """The `summary` of each leg, and under `by_class` that of each class of its queries."""
    return {
        name: {
            **summary(measured),
            "by_class": {group: summary(of) for group, of in grouped(measured, classes).items()},
        }
        for name, measured in found.items()
    }


def grouped(found: Sequence[Measured], classes: Mapping[str, QueryClass]) -> dict[str, list[Measured]]:
    """The queries of each class, classes in their order, those without a query left out."""
    groups = {each.value: [one for one in found if classes.get(one.query) is each] for each in QueryClass}
    return {name: group for name, group in groups.items() if group}


def summary(found: Sequence[Measured]) -> dict[str, float]:
    """Means over the `n` queries; `recall@50` is over those with a product of grade 2 or better."""
    return {
        **{name: mean(known(found, measure)) for name, measure in MEASURES.items()},
        "judged@10": mean([one.judged for one in found]),
        "n": len(found),
        "p95_ms": round(float(np.quantile([one.ms for one in found], 0.95)), 3) if found else 0.0,
    }


def fused_minus_better(
    found: Mapping[str, Sequence[Measured]], classes: Mapping[str, QueryClass] = NO_CLASSES
) -> dict[str, dict[str, Figures]]:
    """measure → "all" or a class → how far fused is above the better of its legs there.

    `better` is the leg of the higher mean over the same queries, so that the comparison is the hardest one;
    `difference` is of means, `low` and `high` its paired bootstrap interval at 95 %.
    """
    groups = {name: {"all": list(measured), **grouped(measured, classes)} for name, measured in found.items()}
    return {
        name: {group: difference({leg: groups[leg][group] for leg in groups}, measure) for group in groups[FUSED]}
        for name, measure in MEASURES.items()
    }


def difference(found: Mapping[str, Sequence[Measured]], measure: Callable[[Measured], float | None]) -> Figures:
    """Fused minus the better leg over the same queries in the same order."""
    values = {leg: known(measured, measure) for leg, measured in found.items()}
    better = max(LEGS, key=lambda leg: mean(values[leg]))
    paired = [fused - other for fused, other in zip(values[FUSED], values[better], strict=True)]
    low, high = interval(paired)
    return {
        "better": better,
        "difference": mean(paired),
        "low": round(low, 5),
        "high": round(high, 5),
        "wins": sum(value > 0 for value in paired),
        "losses": sum(value < 0 for value in paired),
        "n": len(paired),
    }


def known(found: Iterable[Measured], measure: Callable[[Measured], float | None]) -> list[float]:
    """The measure of each query that has it."""
    return [value for one in found if (value := measure(one)) is not None]


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean to five digits; 0 of nothing."""
    return round(sum(values) / len(values), 5) + 0.0 if values else 0.0  # + 0.0 makes 0 of -0
