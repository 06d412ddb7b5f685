"""Measures rankers on events: the last product of each shopper held out, all products ranked, seen ones left out."""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ranker.candidates.source import ProductIndex
from ranker.catalogue import Catalogue
from ranker.history import WEIGHTS, HistoryRanker
from ranker.metrics import Quality, quality, rank_of
from ranker.popularity import PopularityRanker
from ranker.statistics import POSITIVE, Statistics
from store.behaviour import Event, EventKind
from store.money import Money
from store.products import Product, Variant
from store.progress import Progress, silent

SHORTEST = 3  # products a shopper must have for the last to be held out
PACK_START = datetime(2014, 1, 1, tzinfo=UTC)  # packs give an order, not times: one event an hour from here


class Scorer(Protocol):
    def scores(self, ids: Sequence[str], history: Sequence[Event], now: datetime) -> npt.NDArray[np.float64]: ...


@dataclass(frozen=True, slots=True)
class Split:
    """Training events by shopper, and the product held out for each, with the time it was taken."""

    histories: Mapping[str, list[Event]]
    held_out: Mapping[str, Event]


@dataclass(frozen=True, slots=True)
class Row:
    """One ranker's line of the table. `ms` is the mean time to score every product for one shopper."""

    ranker: str
    quality: Quality
    ms: float


def leave_last_out(events: Iterable[Event], drop: int = 0) -> Split:
    """Holds out each shopper's last newly taken product, after leaving out the last `drop` (1 gives validation data).

    Only positive events count. A product met again is not new: repetitions stay in the history but are never held out.
    """
    by_shopper: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.kind in POSITIVE and event.customer_id:
            by_shopper[event.customer_id].append(event)
    histories: dict[str, list[Event]] = {}
    held_out: dict[str, Event] = {}
    for shopper, own in by_shopper.items():
        own.sort(key=lambda event: event.at)
        first = {event.product_id: at for at, event in reversed(list(enumerate(own)))}
        places = sorted(first.values())
        if len(places) - drop < SHORTEST:
            histories[shopper] = own[: places[-drop]] if drop and len(places) > drop else own
            continue
        cut = places[-1 - drop]
        histories[shopper], held_out[shopper] = own[:cut], own[cut]
    return Split(histories, held_out)


def evaluate(
    scorer: Scorer, split: Split, ids: Sequence[str], k: int = 10, shoppers: int = 0, progress: Progress = silent
) -> tuple[Quality, float]:
    """HR, nDCG at `k` and MRR over all of `ids`, seen products left out, and the mean milliseconds a shopper.

    `shoppers` above 0 takes that many, spread evenly over the shoppers in the order of their ids.
    """
    rows = {product_id: row for row, product_id in enumerate(ids)}
    chosen = sorted(shopper for shopper, event in split.held_out.items() if event.product_id in rows)
    if 0 < shoppers < len(chosen):
        chosen = [chosen[at] for at in np.linspace(0, len(chosen) - 1, shoppers).astype(int)]
    ranks = []
    spent = 0.0
    for done, shopper in enumerate(chosen):
        history, target = split.histories[shopper], split.held_out[shopper]
        start = time.perf_counter()
        scores = scorer.scores(ids, history, target.at)
        spent += time.perf_counter() - start
        seen = [rows[event.product_id] for event in history if event.product_id in rows]
        scores = scores.copy()
        scores[seen] = -np.inf
        ranks.append(rank_of(scores, rows[target.product_id]))
        if done % 100 == 0:
            progress("shoppers", done, len(chosen))
    return quality(ranks, k), 1_000 * spent / max(1, len(chosen))


def compare(
    products: Sequence[Product],
    split: Split,
    index: ProductIndex | None = None,
    k: int = 10,
    shoppers: int = 0,
    progress: Progress = silent,
) -> list[Row]:
    """Popularity, co-visitation alone, and the history ranker, on one split and code path."""
    catalogue = Catalogue(products)
    statistics = Statistics.build(
        (event for history in split.histories.values() for event in history), catalogue.ids, progress
    )
    pairs_only = {name: WEIGHTS[name] for name in ("bought_together", "viewed_together")}
    scorers: Mapping[str, Scorer] = {
        "popularity": PopularityRanker(statistics),
        "co-visitation": HistoryRanker(statistics, catalogue, None, pairs_only),
        "history": HistoryRanker(statistics, catalogue, index),
    }
    return [
        Row(name, *evaluate(scorer, split, catalogue.ids, k, shoppers, progress)) for name, scorer in scorers.items()
    ]


def read_sequences(folder: Path) -> tuple[list[Product], list[Event]]:
    """A pack: `sequences.txt.gz` (a line: shopper, then product ids in time order) and `items.jsonl.gz` (titles).

    Times are made up, an hour apart, all ending together; every product costs the same.
    """
    with gzip.open(folder / "items.jsonl.gz", "rt", encoding="utf-8") as lines:
        titles = {entry["id"]: entry["title"] for entry in map(json.loads, lines)}
    events = []
    with gzip.open(folder / "sequences.txt.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            shopper, *taken = line.split()
            start = PACK_START - timedelta(hours=len(taken))
            events += [
                Event(shopper, item, EventKind.PURCHASE, start + timedelta(hours=at)) for at, item in enumerate(taken)
            ]
    price = Money(100, "USD")
    ids = sorted({event.product_id for event in events})
    return [Product(item, titles.get(item) or item, (Variant(f"{item}-v", price, 1),)) for item in ids], events


def main() -> None:
    """`python -m ranker.evaluate --data FOLDER`: the table of a pack of sequences as JSON lines."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with sequences.txt.gz and items.jsonl.gz")
    parser.add_argument("--shoppers", type=int, default=0, help="how many to measure, evenly spread; 0 for all")
    parser.add_argument("--validation", action="store_true", help="hold out the last but one product instead")
    arguments = parser.parse_args()
    products, events = read_sequences(arguments.data)
    split = leave_last_out(events, drop=int(arguments.validation))
    for row in compare(products, split, shoppers=arguments.shoppers):
        sys.stdout.write(json.dumps(asdict(row)) + "\n")


if __name__ == "__main__":
    main()
