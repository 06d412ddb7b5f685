"""Search measured against human judgments: each leg and the two fused, side by side."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from time import perf_counter

import numpy as np

from retrieval.encoder import Encoder
from retrieval.index import Index
from retrieval.metrics import Judged, condensed_ndcg, judged_share, ndcg, recall
from retrieval.retriever import Retriever
from store.products import Product
from store.progress import Progress, silent

DEPTH = 1000  # how far a ranking is read, so that the condensed list has its ten
COLUMNS = ("query", "product_id", "rating")


def evaluate(
    products: Iterable[Product],
    judgments: Mapping[str, Judged],
    encoder: Encoder,
    progress: Progress = silent,
) -> dict[str, dict[str, float]]:
    """Builds a throw-away index over the products and measures `lexical`, `dense` and `fused`; see `measure`."""
    with tempfile.TemporaryDirectory(prefix="daogou-evaluate-") as folder:
        index = Index.build(Path(folder) / "index", products, encoder, progress)
        legs: dict[str, Retriever] = {"lexical": index.lexical, "dense": index.dense, "fused": index.hybrid}
        return {name: measure(leg, judgments) for name, leg in legs.items()}


def measure(retriever: Retriever, judgments: Mapping[str, Judged]) -> dict[str, float]:
    """Means over the `n` queries that have a relevant product; `p95_ms` is of searches for the first 10.

    `recall@50` is over the queries with a product of grade 2 or better.
    """
    queries = [query for query, judged in judgments.items() if any(grade > 0 for grade in judged.values())]
    rankings = {query: [hit.product_id for hit in retriever.search(query, DEPTH)] for query in queries}
    recalls = [recall(rankings[query], judgments[query]) for query in queries]
    return {
        "ndcg@10": mean(ndcg(rankings[query], judgments[query]) for query in queries),
        "condensed_ndcg@10": mean(condensed_ndcg(rankings[query], judgments[query]) for query in queries),
        "recall@50": mean(found for found in recalls if found is not None),
        "judged@10": mean(judged_share(rankings[query], judgments[query]) for query in queries),
        "n": len(queries),
        "p95_ms": p95_milliseconds(retriever, queries),
    }


def p95_milliseconds(retriever: Retriever, queries: list[str], k: int = 10) -> float:
    """95th percentile of the time of one search."""
    times = []
    for query in queries:
        begin = perf_counter()
        retriever.search(query, k)
        times.append(perf_counter() - begin)
    return round(float(np.quantile(times, 0.95)) * 1000, 3) if times else 0.0


def mean(values: Iterable[float]) -> float:
    """Arithmetic mean to five digits; 0 of nothing."""
    found = list(values)
    return round(sum(found) / len(found), 5) if found else 0.0


def read_judgments(path: Path) -> dict[str, dict[str, int]]:
    """query → product id → grade, from a CSV with the columns query, product_id, rating. ValueError names the line."""
    judgments: dict[str, dict[str, int]] = {}
    with path.open(newline="", encoding="utf-8-sig") as source:
        rows = csv.DictReader(source)
        if missing := [column for column in COLUMNS if column not in (rows.fieldnames or ())]:
            raise ValueError(f"{path}: no column {', '.join(missing)}")
        for row in rows:
            try:
                grade = int(row["rating"])
            except (TypeError, ValueError):
                raise ValueError(f"{path}, line {rows.line_num}: rating {row['rating']!r} is not a number") from None
            judgments.setdefault(row["query"], {})[row["product_id"]] = grade
    return judgments
