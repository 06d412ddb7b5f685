"""Pair counts between products: what went with what, sparse, updatable, normalised when read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

NEIGHBOURS = 200  # kept a product: enough for candidates, and bounds memory on dense baskets


@dataclass(frozen=True, slots=True)
class Partners:
    """Pairs of several products, one entry a pair: which product (its place in the list asked for), the partner's row,
    the pair's strength (0 to 1) and its raw count."""

    of: IntArray
    rows: IntArray
    strengths: FloatArray
    counts: FloatArray


class PairCounts:
    """Symmetric counts c(i, j) with the diagonal's totals d(i), and additions since they were built.

    The strength of a pair is the shrunk cosine `c / sqrt(d_i d_j) * c / (c + shrink)`: it lies within 0 to 1, popular
    products do not go with everything, and a pair seen once does not count as a sure one.
    """

    def __init__(self, counts: sparse.csr_matrix, totals: FloatArray, shrink: float) -> None:
        self.counts = counts
        self.totals = totals
        self.shrink = shrink
        self._added: dict[int, dict[int, float]] = {}

    @classmethod
    def of(cls, counts: sparse.csr_matrix, totals: FloatArray, shrink: float) -> PairCounts:
        """From full counts [n, n] without diagonal: keeps each product's `NEIGHBOURS` strongest."""
        full = cls(sparse.csr_matrix(counts), totals, shrink)
        return cls(full._strongest(NEIGHBOURS), totals, shrink)

    def add(self, row: int, other: int, count: float) -> None:
        """One more sighting of the pair, in both directions."""
        for first, second in ((row, other), (other, row)):
            found = self._added.setdefault(first, {})
            found[second] = found.get(second, 0.0) + count

    def row(self, row: int) -> tuple[IntArray, FloatArray, FloatArray]:
        """A product's partners: their rows, the strengths, and the raw counts; unordered."""
        start, end = self.counts.indptr[row], self.counts.indptr[row + 1]
        columns, counts = self.counts.indices[start:end], self.counts.data[start:end]
        if row in self._added:
            columns, counts = _merged(columns, counts, self._added[row])
        return columns, self._strength(counts, self.totals[row], self.totals[columns]), counts

    def many(self, rows: IntArray) -> Partners:
        """The partners of several products at once."""
        plain = np.array([row not in self._added for row in rows.tolist()], dtype=bool)
        starts, lengths = self.counts.indptr[rows], np.diff(self.counts.indptr)[rows] * plain
        before = np.cumsum(lengths) - lengths
        at = np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
        of = np.repeat(np.arange(len(rows)), lengths)
        columns, counts = self.counts.indices[at], self.counts.data[at]
        strengths = self._strength(counts, self.totals[rows[of]], self.totals[columns])
        parts = [(of, columns, strengths, counts)]
        for place in np.flatnonzero(~plain).tolist():
            found = self.row(int(rows[place]))
            parts.append((np.full(len(found[0]), place), *found))
        return Partners(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def merged(self) -> sparse.csr_matrix:
        """The counts with everything that was added since, as one matrix."""
        if not self._added:
            return self.counts
        rows = [row for row, others in self._added.items() for _ in others]
        columns = [other for others in self._added.values() for other in others]
        data = [count for others in self._added.values() for count in others.values()]
        return sparse.csr_matrix(self.counts + sparse.csr_matrix((data, (rows, columns)), shape=self.counts.shape))

    def _strength(self, counts: FloatArray, total: float | FloatArray, totals: FloatArray) -> FloatArray:
        norm = np.sqrt(np.maximum(total * totals, 1e-12))
        strength: FloatArray = np.minimum(1.0, counts / norm) * counts / (counts + self.shrink)
        return strength

    def _strongest(self, limit: int) -> sparse.csr_matrix:
        counts = self.counts
        lengths = np.diff(counts.indptr)
        if lengths.max(initial=0) <= limit:
            return counts
        rows = np.repeat(np.arange(len(lengths)), lengths)
        strength = self._strength(counts.data, self.totals[rows], self.totals[counts.indices])
        order = np.lexsort((-strength, rows))
        rank = np.arange(len(order)) - np.repeat(counts.indptr[:-1], lengths)
        kept = order[rank < limit]
        return sparse.csr_matrix((counts.data[kept], (rows[kept], counts.indices[kept])), shape=counts.shape)


def basket_pairs(baskets: IntArray, rows: IntArray, n: int, largest: int) -> tuple[sparse.csr_matrix, FloatArray]:
    """Counts of baskets that hold both products [n, n], and of baskets that hold each [n].

    `baskets` and `rows` name a basket and a product for each line; doubled lines count once. Baskets with more than
    `largest` products are left out of the pairs: a wholesaler's order of the whole shop says nothing about belonging.
    """
    shape = (int(baskets.max(initial=-1)) + 1, n)
    lines = sparse.csr_matrix((np.ones(len(rows)), (baskets, rows)), shape=shape)
    lines.data[:] = 1.0
    lines = lines[np.diff(lines.indptr) <= largest]
    together = sparse.csr_matrix(lines.T @ lines)
    totals: FloatArray = np.asarray(together.diagonal(), dtype=np.float64)
    together.setdiag(0)
    together.eliminate_zeros()
    return together, totals


def window_pairs(
    customers: IntArray, rows: IntArray, times: FloatArray, n: int, steps: Sequence[float], half_life: float
) -> tuple[sparse.csr_matrix, FloatArray]:
    """Weighted counts of pairs that one customer met close together [n, n], and each product's total [n].

    The lines are sorted by customer and time (seconds). Two lines `d` apart (1 is next) count `steps[d - 1]`, halved
    for each `half_life` seconds between them and left out after four. A product's total is what its lines could give.
    """
    found: list[tuple[IntArray, IntArray, FloatArray]] = []
    for distance, step in enumerate(steps, start=1):
        first, second = rows[:-distance], rows[distance:]
        gap = times[distance:] - times[:-distance]
        kept = (customers[:-distance] == customers[distance:]) & (first != second) & (gap <= 4 * half_life)
        found.append((first[kept], second[kept], step * np.exp2(-gap[kept] / half_life)))
    left = np.concatenate([pair[0] for pair in found])
    right = np.concatenate([pair[1] for pair in found])
    weight = np.concatenate([pair[2] for pair in found])
    one_way = sparse.csr_matrix((weight, (left, right)), shape=(n, n))
    totals: FloatArray = np.bincount(rows, minlength=n).astype(np.float64)
    return sparse.csr_matrix(one_way + one_way.T), totals


def _merged(columns: IntArray, counts: FloatArray, added: dict[int, float]) -> tuple[IntArray, FloatArray]:
    both = dict(zip(columns.tolist(), counts.tolist(), strict=True))
    for column, count in added.items():
        both[column] = both.get(column, 0.0) + count
    return np.fromiter(both.keys(), dtype=np.int64), np.fromiter(both.values(), dtype=np.float64)
