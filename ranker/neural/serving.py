"""A trained sequence model over a shop as it is now: products that came since are known by their content."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from ranker.candidates.source import ProductIndex
from ranker.catalogue import Catalogue
from ranker.neural.checkpoint import Checkpoint
from ranker.neural.describing import describe
from ranker.neural.encoders import TargetAttention
from ranker.neural.lifting import lifted
from ranker.neural.sequences import Sequences
from ranker.neural.visits import Reading, visits
from store.behaviour import Event

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
REMEMBERED = 2_000  # shoppers whose last state is kept


class SequenceScorer:
    """Scores products for a shopper's history. Safe to call from threads.

    A shopper's state is worked out once and kept until their history changes; scoring is a product of matrices after.
    """

    def __init__(self, found: Checkpoint, catalogue: Catalogue, index: ProductIndex) -> None:
        if isinstance(found.model.encoder, TargetAttention):
            raise ValueError("a model with target attention has no one state to serve products by")
        self._model, self._about, self._catalogue, self._index = found.model, found.about, catalogue, index
        self._lock = threading.Lock()
        self._states: OrderedDict[tuple[bytes, bytes], torch.Tensor] = OrderedDict()
        self._trained = {product_id: at + 1 for at, product_id in enumerate(found.about.ids)}
        self._ids: list[str] = []
        self._rows: dict[str, int] = {}
        self._products = self._described = torch.zeros(1, self._width)
        self._new = torch.zeros(0, dtype=torch.bool)
        known = [key for key in catalogue.ids if key in self._trained]
        items = self._items(known)
        self._take(known, found.products[items], found.described[items])
        self.refresh()

    def refresh(self, changed: Iterable[str] = ()) -> None:
        """Takes over products that came into the catalogue, and reads the changed ones anew."""
        new = [key for key in self._catalogue.ids if key not in self._rows]
        again = [key for key in changed if key in self._rows]
        ids = [*dict.fromkeys([*new, *again])]
        if ids:
            with torch.inference_mode():
                described = self._read_texts(ids)
                self._take(ids, described + self._model.tower.met(self._items(ids)), described)

    def _items(self, ids: Sequence[str]) -> torch.Tensor:
        """The items of training, 0 for products that came since."""
        return torch.tensor([self._trained.get(key, 0) for key in ids], dtype=torch.int64)

    def _take(self, ids: Sequence[str], vectors: torch.Tensor, described: torch.Tensor) -> None:
        """Puts the products' vectors, and what their texts alone say, both [n, width], in their rows."""
        with self._lock, torch.inference_mode():
            for key in ids:
                if key not in self._rows:
                    self._rows[key] = len(self._ids)
                    self._ids.append(key)
            rows = torch.tensor([self._rows[key] + 1 for key in ids], dtype=torch.int64)
            self._products = self._grown(self._products, rows, vectors)
            self._described = self._grown(self._described, rows, described)
            self._directions = functional.normalize(self._products[1:], dim=-1)
            self._by_content = functional.normalize(self._described[1:], dim=-1)
            new = self._model.tower.new()
            self._new = new[self._items(self._ids)]
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
        if state is None:
            return None
        known = self._directions @ state
        if self._model.words is not None:
            known = lifted(known[None], (self._by_content @ state)[None], self._new)[0]
        return known.numpy().astype(np.float64)

    def warm(self, histories: Sequence[Sequence[Event]], now: datetime) -> None:
        """Works out the states of several histories at once, for less than one by one."""
        read = [self._read(history, now) for history in histories]
        self._remember([one for one in read if len(one[0])])

    def _state(self, history: Sequence[Event], now: datetime) -> torch.Tensor | None:
        items, contexts = self._read(history, now)
        return self._remember([(items, contexts)])[0] if len(items) else None

    def _read(self, history: Sequence[Event], now: datetime) -> tuple[IntArray, IntArray]:
        return self._reading.sequence(visits(history, now)[-self._about.shape.sizes.longest :])

    def _remember(self, read: Sequence[tuple[IntArray, IntArray]]) -> list[torch.Tensor]:
        """The states of sequences that are not empty, worked out together where they were not known."""
        keys = [(items.tobytes(), contexts.tobytes()) for items, contexts in read]
        with self._lock:
            new = {key: one for key, one in zip(keys, read, strict=True) if key not in self._states}
            if new:
                self._states.update(zip(new, self._encode(list(new.values())), strict=True))
            found = [self._states[key] for key in keys]
            for key in keys:
                self._states.move_to_end(key)
            while len(self._states) > REMEMBERED:
                self._states.popitem(last=False)
        return found

    def _encode(self, read: Sequence[tuple[IntArray, IntArray]]) -> torch.Tensor:
        """Unit states [n, width] after each whole sequence."""
        lengths = np.array([len(items) for items, _ in read])
        whole = Sequences(
            np.concatenate([items for items, _ in read]),
            np.concatenate([[0], np.cumsum(lengths)]),
            np.concatenate([contexts for _, contexts in read]),
        )
        with torch.inference_mode():
            given = whole.last(np.arange(len(read)), int(lengths.max()))
            states = self._model.states(given, self._products)
            return functional.normalize(states[torch.arange(len(read)), given.ends()], dim=-1)

    @property
    def _width(self) -> int:
        return self._about.shape.sizes.width

    def _grown(self, before: torch.Tensor, rows: torch.Tensor, vectors: torch.Tensor) -> torch.Tensor:
        """The table with room for all products and the vectors in their rows."""
        grown = torch.zeros(len(self._ids) + 1, self._width)
        grown[: len(before)] = before
        grown[rows] = vectors
        return grown

    def _read_texts(self, ids: Sequence[str]) -> torch.Tensor:
        """[n, width]: what the texts of products say."""
        if self._model.words is None or not ids:
            return torch.zeros(len(ids), self._width)
        found = describe(ids, self._catalogue, self._index)
        content = np.concatenate([found.encoded, self._model.words.read(found.texts)], axis=1)
        with torch.inference_mode():
            return self._model.tower.described(torch.from_numpy(content))
