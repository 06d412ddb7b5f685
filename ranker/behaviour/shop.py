"""The model of a shop: its examples from the store, and the training as one call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ranker.behaviour.checkpoint import Checkpoint, save
from ranker.behaviour.data import Recall, examples
from ranker.behaviour.examples import Examples
from ranker.behaviour.facts import Vocabulary
from ranker.behaviour.learning import HELD_SHARE, Plan, learn
from ranker.behaviour.table import ProductTable, TextVectors
from ranker.catalogue import Catalogue
from store.behaviour import Event, RankingShown
from store.progress import Progress, silent

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]


class ShopLog(Protocol):
    """The part of a store's behaviour that is learnt from."""

    def all(self) -> Iterator[Event]: ...

    def shown(self, since: datetime | None = None) -> Iterator[RankingShown]: ...


def train(
    log: ShopLog,
    catalogue: Catalogue,
    index: TextVectors,
    encode: Encode,
    folder: Path,
    plan: Plan | None = None,
    progress: Progress = silent,
) -> Checkpoint:
    """Learns from all the shop's events and keeps the model in `folder`, in place of the one there.

    `encode` is of the texts of queries, by the index's encoder. A run that was killed goes on after its last whole
    pass when nothing was recorded since. Raises TooFewExamples.
    """
    plan = plan or Plan()
    table = ProductTable(catalogue, index, Vocabulary.of(catalogue))
    found = shop_examples(list(log.all()), log, table, encode, plan.recall, plan.settings.seed)
    before, held = found.split(1.0 - HELD_SHARE)
    model = learn(before, held, table, catalogue, plan, folder, progress)
    save(folder, model)
    return model


def shop_examples(
    events: Sequence[Event], log: ShopLog, table: ProductTable, encode: Encode, recall: Recall, seed: int = 0
) -> Examples:
    """The examples of `events`, with positions and queries of the rankings that they name."""
    named = {event.ranking_id for event in events if event.ranking_id}
    rankings = {ranking.id: ranking for ranking in log.shown() if ranking.id in named} if named else {}
    words = sorted({ranking.query for ranking in rankings.values() if ranking.query.strip()})
    queries = dict(zip(words, encode(words), strict=True)) if words else {}
    return examples(events, table, recall, rankings, queries, seed)
