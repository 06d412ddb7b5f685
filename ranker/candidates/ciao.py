"""The social source on Ciao (Tang et al. 2012): real people, what they rated and whom they trust, in a given split."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from ranker.candidates.measure import DEEPEST, Compared
from ranker.candidates.naive import Neighbours, Ordered
from ranker.candidates.pool import CandidatePool
from ranker.candidates.social import Social
from ranker.candidates.source import CandidateSource
from ranker.catalogue import Catalogue
from ranker.ranker import RankRequest
from ranker.statistics import Statistics
from retrieval.filters import Filters
from retrieval.measuring.bootstrap import interval
from store.behaviour import Event, EventKind
from store.money import Money
from store.products import Product, Variant

LIKED = 3  # of classes 0 to 4: what is looked for in the test part
NOW = datetime(2014, 1, 1, tzinfo=UTC)  # the ratings have no times: all are of the day before
SOCIAL_WEIGHT = 0.5  # beside the other source in a pool of two
CONTESTS = (
    ("social", "popular"),
    ("item_knn", "popular"),
    ("popular and social", "popular"),
    ("item_knn and social", "item_knn"),
)


class Trust:
    def __init__(self, folder: Path) -> None:
        rows = _records(folder / "ciao_trust.jsonl.gz")
        self._trusted = {str(row["user"]): [str(other) for other in row["trusts"]] for row in rows}

    def follows(self, customer_id: str) -> list[str]:
        return self._trusted.get(customer_id, [])


class Past:
    def __init__(self, histories: Mapping[str, list[Event]]) -> None:
        self._histories = histories

    def history(self, customer_id: str, limit: int = 50) -> list[Event]:
        return self._histories.get(customer_id, [])[-limit:]


def compare_ciao(folder: Path, validation: bool = False) -> Iterator[Compared]:
    """Recall at 10, 50 and 100 of what each person liked in the test part, against popularity and without the social
    source. With `validation` a tenth of the training part is looked for instead, and the test part is not read."""
    histories, wanted = _split(folder, validation)
    people = sorted(person for person in wanted if person in histories)
    sources = _sources(folder, histories)
    recalls = {
        name: np.array([_recall(source, person, histories[person], wanted[person]) for person in people])
        for name, source in sources.items()
    }
    for name, rival in CONTESTS:
        low, high = interval((recalls[name][:, 1] - recalls[rival][:, 1]).tolist())
        mine, theirs = (tuple(recalls[key].mean(axis=0).tolist()) for key in (name, rival))
        yield Compared(name, rival, len(people), mine, theirs, low, high, 0.0)


def _sources(folder: Path, histories: Mapping[str, list[Event]]) -> dict[str, CandidateSource]:
    items = sorted({event.product_id for history in histories.values() for event in history})
    catalogue = Catalogue(Product(item, item, (Variant(f"{item}-v", Money(100, "USD"), 1),)) for item in items)
    statistics = Statistics.build((event for history in histories.values() for event in history), items)
    popular = Ordered("popular", catalogue, lambda request, history: statistics.of(catalogue.ids))  # noqa: ARG005
    neighbours = Ordered("item_knn", catalogue, Neighbours(catalogue, histories).score)
    social = Social(Trust(folder), Past(histories), statistics, catalogue)
    found: dict[str, CandidateSource] = {source.name: source for source in (popular, neighbours, social)}
    for rest in (popular, neighbours):
        pool = CandidatePool((rest, social), {rest.name: 1.0, "social": SOCIAL_WEIGHT})
        found[f"{rest.name} and social"] = pool
    return found


def _recall(source: CandidateSource, person: str, history: Sequence[Event], wanted: set[str]) -> list[float]:
    met = frozenset(event.product_id for event in history)
    hits = source.candidates(RankRequest(NOW, DEEPEST, person), history, DEEPEST, Filters(exclude_ids=met))
    found = [hit.product_id in wanted for hit in hits]
    return [sum(found[:k]) / len(wanted) for k in (10, 50, DEEPEST)]


def _split(folder: Path, validation: bool) -> tuple[dict[str, list[Event]], dict[str, set[str]]]:
    """Everything rated in training as history, and what each person liked in what is held out."""
    histories: dict[str, list[Event]] = defaultdict(list)
    wanted: dict[str, set[str]] = defaultdict(set)
    for number, row in enumerate(_records(folder / "ciao_ratings.jsonl.gz")):
        person, item = str(row["user"]), str(row["item"])
        if row["split"] == "test" and validation:
            continue
        if row["split"] == "test" or (validation and number % 10 == 0):
            if row["rating_class"] >= LIKED:
                wanted[person].add(item)
        else:
            histories[person].append(Event(person, item, EventKind.PURCHASE, NOW - timedelta(days=1)))
    return dict(histories), dict(wanted)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
