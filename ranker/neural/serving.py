"""A trained sequence model over a shop as it is now: products that came since are known by their content."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from ranker.candidates.source import ProductIndex
from ranker.catalogue import Catalogue
from ranker.neural.checkpoint import About
from ranker.neural.encoders import TargetAttention
from ranker.neural.model import SequenceModel
from ranker.neural.sequences import Padded
from ranker.neural.visits import Reading, visits
from store.behaviour import Event

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
REMEMBERED = 2_000  # shoppers whose last state is kept


class SequenceScorer:
    """Scores products for a shopper's history. Safe to call from threads.

    A shopper's state is worked out once and kept until their history changes; scoring is a product of matrices after.
    """

    def __init__(self, model: SequenceModel, about: About, catalogue: Catalogue, index: ProductIndex) -> None:
        if isinstance(model.encoder, TargetAttention):
            raise ValueError("a model with target attention has no one state to serve products by")
        self._model, self._about, self._catalogue, self._index = model, about, catalogue, index
        self._lock = threading.Lock()
        self._states: OrderedDict[tuple[object, ...], torch.Tensor] = OrderedDict()
        self._trained = {product_id: at + 1 for at, product_id in enumerate(about.ids)}
        self.refresh()

    def refresh(self) -> None:
        """Takes over products that were added to or changed in the catalogue."""
        with self._lock, torch.inference_mode():
            self._ids = list(self._catalogue.ids)
            self._rows = {product_id: row for row, product_id in enumerate(self._ids)}
            self._products = torch.cat([torch.zeros(1, self._width), self._vectors(self._ids)])
            self._directions = functional.normalize(self._products[1:], dim=-1)
            self._reading = Reading(self._ids, self._catalogue)
            self._states.clear()

    def scores(self, ids: Sequence[str], history: Sequence[Event], now: datetime) -> FloatArray:
        """[n]: by how many standard deviations of the catalogue a product suits the shopper better than its mean one.

        0 for products that the catalogue has not, and for everything where nothing is known of the shopper.
        """
        found = np.zeros(len(ids))
        everything = self._all(history, now)
        if everything is None:
            return found
        rows = np.array([self._rows.get(product_id, -1) for product_id in ids], dtype=np.int64)
        spread = max(1e-6, float(everything.std()))
        known = rows >= 0
        found[known] = (everything[rows[known]] - everything.mean()) / spread
        return found

    def best(self, history: Sequence[Event], now: datetime) -> list[tuple[str, float]]:
        """Every product of the catalogue with its score, best first; nothing for a shopper of whom nothing is known."""
        everything = self._all(history, now)
        if everything is None:
            return []
        order = np.argsort(-everything, kind="stable")
        return [(self._ids[row], float(everything[row])) for row in order.tolist()]

    def _all(self, history: Sequence[Event], now: datetime) -> FloatArray | None:
        """Cosine of state and product for the whole catalogue [products]."""
        state = self._state(history, now)
        return None if state is None else (self._directions @ state).numpy().astype(np.float64)

    def _state(self, history: Sequence[Event], now: datetime) -> torch.Tensor | None:
        longest = self._about.shape.sizes.longest
        items, contexts = self._reading.sequence(visits(history, now)[-longest:])
        if not len(items):
            return None
        key = (items.tobytes(), contexts.tobytes())
        with self._lock:
            if key in self._states:
                self._states.move_to_end(key)
                return self._states[key]
            with torch.inference_mode():
                given = Padded(torch.from_numpy(items[None]), torch.from_numpy(contexts[None]))
                state = functional.normalize(self._model.states(given, self._products)[0, -1], dim=-1)
            self._states[key] = state
            if len(self._states) > REMEMBERED:
                self._states.popitem(last=False)
            return state

    @property
    def _width(self) -> int:
        return self._about.shape.sizes.width

    def _vectors(self, ids: Sequence[str]) -> torch.Tensor:
        """[n, width]: the tower's vectors; products that were not trained on have no embedding of their own."""
        places = torch.tensor([self._trained.get(product_id, 0) for product_id in ids], dtype=torch.int64)
        vectors = self._model.tower.met(places)
        if not self._about.shape.content:
            return vectors
        alive = [at for at, product_id in enumerate(ids) if product_id in self._catalogue.products]
        content = torch.zeros(len(ids), self._about.shape.content)
        if alive:
            content[alive] = torch.from_numpy(self._index.vectors([ids[at] for at in alive])).float()
        return vectors + self._model.tower.described(content)
