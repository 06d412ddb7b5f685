"""LightGCN (He et al. 2020): embeddings spread over the graph of shoppers and products, learnt with BPR."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from scipy import sparse
from torch import Tensor
from torch.nn import functional

from ranker.baselines.baseline import FloatArray, IntArray, interactions


class LightGCN:
    """The mean of an embedding and its `layers` propagations through D⁻½ A D⁻½; a score is the inner product.

    Trained with BPR (Rendle et al. 2009): each pair that was taken against one product drawn evenly from all, which is
    drawn again where the shopper took it. Shoppers are scored by the graph as it was fitted; `histories` say no more.
    """

    name = "lightgcn"

    def __init__(
        self,
        dim: int = 64,
        layers: int = 2,
        epochs: int = 60,
        batch: int = 8_192,
        learning_rate: float = 5e-3,
        regularisation: float = 1e-4,
        seed: int = 0,
    ) -> None:
        self._dim, self._layers, self._epochs, self._batch = dim, layers, epochs, batch
        self._learning_rate, self._regularisation, self._seed = learning_rate, regularisation, seed
        self._shoppers = self._items = torch.zeros(0, dim)

    def fit(self, sequences: Sequence[IntArray], n_items: int) -> None:
        taken = interactions(sequences, n_items)
        n = taken.shape[0]
        generator = torch.Generator().manual_seed(self._seed)
        graph = propagation(taken)
        table = torch.empty(n + n_items, self._dim).normal_(0.0, 0.1, generator=generator).requires_grad_()
        optimiser = torch.optim.Adam([table], lr=self._learning_rate)
        users, items = (torch.from_numpy(part.astype(np.int64)) for part in taken.nonzero())
        own = users * n_items + items  # sorted: the matrix is read row by row
        steps = -(-len(users) // self._batch)
        for _ in range(self._epochs):
            for picked in torch.tensor_split(torch.randperm(len(users), generator=generator), steps):
                against = _others(users[picked], own, n_items, generator)
                optimiser.zero_grad()
                self._loss(table, graph, n, users[picked], items[picked], against).backward()  # type: ignore[no-untyped-call]
                optimiser.step()
        with torch.no_grad():
            self._shoppers, self._items = torch.tensor_split(spread(table, graph, self._layers), [n])

    def scores(self, shoppers: IntArray, histories: Sequence[IntArray]) -> FloatArray:  # noqa: ARG002
        found: FloatArray = (self._shoppers[torch.from_numpy(shoppers)] @ self._items.T).numpy().astype(np.float64)
        return found

    def _loss(self, table: Tensor, graph: Tensor, n: int, users: Tensor, items: Tensor, against: Tensor) -> Tensor:
        """BPR on the spread embeddings, and the squared length of those they started from, a pair."""
        out = spread(table, graph, self._layers)
        better = (out[users] * (out[n + items] - out[n + against])).sum(dim=1)
        lengths = sum((table[rows].square().sum() for rows in (users, n + items, n + against)), torch.zeros(()))
        return functional.softplus(-better).mean() + self._regularisation * lengths / (2 * len(users))


def propagation(taken: sparse.csr_matrix) -> Tensor:
    """D⁻½ A D⁻½ of the graph in which shoppers and products they took are neighbours, sparse [nodes, nodes]."""
    both = sparse.csr_matrix(sparse.bmat([[None, taken], [taken.T, None]]))
    root = 1.0 / np.sqrt(np.maximum(1.0, np.asarray(both.sum(axis=1)).ravel()))
    normal = sparse.csr_matrix(sparse.diags(root) @ both @ sparse.diags(root))
    entries = sparse.coo_matrix(normal)
    at = torch.from_numpy(np.vstack([entries.row, entries.col]).astype(np.int64))
    values = torch.from_numpy(entries.data.astype(np.float32))
    return torch.sparse_coo_tensor(at, values, list(normal.shape), check_invariants=True).coalesce()


def spread(table: Tensor, graph: Tensor, layers: int) -> Tensor:
    """The mean of `table` [nodes, dim] and its propagations, [nodes, dim]."""
    total = layer = table
    for _ in range(layers):
        layer = torch.sparse.mm(graph, layer)
        total = total + layer
    return total / (layers + 1)


def _others(users: Tensor, own: Tensor, n_items: int, generator: torch.Generator) -> Tensor:
    """A product for each user, [users]; one that the user took (`own`, sorted keys) is drawn again, at most thrice."""
    drawn = torch.randint(n_items, users.shape, generator=generator)
    for _ in range(3):
        keys = users * n_items + drawn
        at = torch.searchsorted(own, keys).clamp(max=len(own) - 1)
        taken = own[at] == keys
        drawn[taken] = torch.randint(n_items, (int(taken.sum()),), generator=generator)
    return drawn
