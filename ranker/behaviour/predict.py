"""Serving: the chances of a shopper's outcomes with candidates, now.

The net's part that depends on products alone is worked out once, when the model is opened; what is left for a shopper
is the history, read once, and the features and attention of each candidate.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ranker.behaviour import checkpoint
from ranker.behaviour.checkpoint import Checkpoint, Record
from ranker.behaviour.counts import Now
from ranker.behaviour.examples import sight_of
from ranker.behaviour.goods import goods_of
from ranker.behaviour.net import Goods
from ranker.behaviour.past import recalled
from ranker.behaviour.table import ProductTable, TextVectors
from ranker.behaviour.train import seen_of
from ranker.catalogue import Catalogue
from ranker.statistics import Statistics
from store.behaviour import Event
from store.products import Product

FloatArray = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]

TOP = 1  # the position that chances are given for
CPU = torch.device("cpu")


class BehaviourModel:
    """A trained model over one shop's catalogue, statistics and index. May be asked from several threads."""

    def __init__(
        self, found: Checkpoint, catalogue: Catalogue, statistics: Statistics, index: TextVectors, command: str
    ) -> None:
        """Raises SetupError with `command` where the model was trained on another catalogue."""
        self.record: Record = found.record
        self._net = found.net
        self._parents = found.net.parents
        self._now = Now(statistics)
        self._catalogue = catalogue
        self._table = ProductTable(catalogue, index, found.record.vocabulary)
        checkpoint.check(found, self._table, command)
        self._lock = threading.Lock()
        self._numbers = {key: number for number, key in enumerate(found.record.ids, 1)}
        self._goods, self._content = self._products()

    @classmethod
    def load(
        cls, folder: Path, home: Path, catalogue: Catalogue, statistics: Statistics, index: TextVectors
    ) -> BehaviourModel:
        """The model in `folder` of the shop in `home`. Raises SetupError where it is missing, damaged or another's."""
        command = checkpoint.mend(home)
        return cls(checkpoint.load(folder, command), catalogue, statistics, index, command)

    @property
    def tasks(self) -> tuple[str, ...]:
        return tuple(task.name for task in self.record.shape.tasks)

    def refresh(self, changed: Sequence[Product]) -> None:
        """Takes over products that catalogue and index have already taken over. Removed ones need no word."""
        with self._lock:
            self._table.refresh(changed)
            self._goods, self._content = self._products()

    def probabilities(
        self, history: Sequence[Event], candidate_ids: Sequence[str], now: datetime, query_vector: Vectors | None = None
    ) -> dict[str, FloatArray]:
        """For each task the calibrated chances [n], were each candidate shown at the top.

        Impressions, unknown products and events from `now` on in the history say nothing; of the rest the newest are
        read. Candidates that nobody knows are judged by the shopper alone.
        """
        if not candidate_ids:
            return {task: np.zeros(0) for task in self.tasks}
        with self._lock:
            table, goods, content = self._table, self._goods, self._content
            rows = table.rows_of(candidate_ids)
            recall = self.record.recall
            past = recalled(history, table, now, recall.remembered)
            positions = np.full(len(rows), TOP, dtype=np.int64)
            counts = self._now.of(candidate_ids)
            sight = sight_of(table, past, rows, positions, counts, now.timestamp(), recall.longest, query_vector)
        seen = seen_of(sight, CPU)
        with torch.inference_mode():
            candidates = content[seen.rows] + self._net.ids(goods.ids[seen.rows])
            logs = self._net.judge(seen, content[seen.events], candidates, goods)
        chances = self.record.calibration.apply(np.exp(logs.double().numpy()), self._parents)
        return {task: chances[:, place] for place, task in enumerate(self.tasks)}

    def _products(self) -> tuple[Goods, Tensor]:
        goods = goods_of(self._table, self._catalogue, self._numbers)
        with torch.inference_mode():
            return goods, self._net.content(goods, torch.arange(len(self._table)))
