"""Approximate vector search for large catalogues: rows in cells, and only the cells near the query are looked at."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from retrieval.nearest.exact import FILE
from retrieval.nearest.vectors import NOTHING, Mask, Matrix, Rows, exact_top

CELLS_FILE, LOOKS_FILE = "cells.faiss", "looks.npy"
MOST_CELLS, CELLS_PER_ROOT = 2048, 4  # cells: this many times the root of the rows
TRAINED, ROUNDS = 32, 6  # rows per cell that the means are learnt from, and rounds of k-means
BLOCK = 50_000  # rows added at a time: adding all at once would copy them

DEPTH = 200  # rows that hybrid search asks for; how far to look is measured at this depth and at `NEAREST`
NEAREST = 10
GOAL = 0.99  # recall at both depths of queries made for measuring; typed ones find a little less (docs/log.md)
PROBES, MIXED = 128, 8  # queries that the measuring makes, each the mean of so many rows
SPARE = 32  # rows fetched beyond those asked for: 8 bits may put a near one a few places too far down
FEW = 15_000  # allowed rows up to which comparing them all is as quick as going through cells: 4 ms (docs/log.md)
CHECKED, ALIKE = 64, 0.2  # rows compared at load, and how far 8 bits may be from a vector of length 1
ROOM = 4  # a loaded matrix has room for one new row in so many; pages that nobody writes take no memory


class CellVectors:
    """A `VectorIndex` of cells around k-means' centres (inverted file: Jégou et al., 2011), 8 bits a dimension.

    The nearest by 8 bits are scored again from the float32 matrix, which fusing needs anyway: scores are exact, only
    a row of a cell too far away can be missed. Cells are looked at, the nearest first, until they hold `looks` allowed
    rows; so a mask does not lower the recall, and a full answer is sure. `looks` is measured when the index is built.

    Rows that are written go to the nearest cell; centres and `looks` stay until the index is built anew. A cell counts
    for no more rows than it had when built, so one that fills up does not keep the search from the next. With 20 % of
    300,000 rows replaced by products of another shop, recall@10 of this shop's queries stayed at .98, and that of
    queries for the new products was .89, against .99 and more after building anew (docs/log.md): a catalogue that
    changes its kind wants `daogou index`.
    """

    def __init__(self, cells: Any, matrix: Matrix, count: int) -> None:
        """`cells` is a filled faiss.IndexIVFScalarQuantizer; of the matrix, the first `count` rows are there."""
        self._cells = cells
        self._matrix = matrix
        self._count = count
        self.looks = count
        self._centres: Matrix = cells.quantizer.reconstruct_n(0, cells.nlist)
        self._cell_of = np.zeros(len(matrix), np.uint16)
        self._cell_of[:count] = faiss.vector_to_array(cells.direct_map.array) >> 32
        self._sizes = np.bincount(self._cell_of[:count], minlength=cells.nlist)
        self._sizes_when_built = self._sizes.copy()

    @classmethod
    def build(cls, matrix: Matrix) -> CellVectors:
        """Learns the cells from the matrix [n, dim], n > 0, fills them and measures how far to look."""
        count, dim = matrix.shape
        chance = np.random.default_rng(0)
        wanted = min(MOST_CELLS, math.ceil(CELLS_PER_ROOT * math.sqrt(count)), count)
        centres = faiss.IndexFlatIP(dim)
        cells: Any = faiss.IndexIVFScalarQuantizer(
            centres, dim, wanted, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        cells.cp.niter, cells.cp.min_points_per_centroid, cells.cp.spherical = ROUNDS, 1, True
        cells.train(matrix[np.sort(chance.permutation(count)[: TRAINED * wanted])])
        cells.set_direct_map_type(cells.direct_map.Array)
        for start in range(0, count, BLOCK):
            cells.add(matrix[start : start + BLOCK])
        built = cls(cells, np.ascontiguousarray(matrix, np.float32), count)
        built.looks = built.needed(mixtures(matrix, chance), GOAL)
        return built

    def save(self, folder: Path) -> None:
        np.save(folder / FILE, self.matrix)
        faiss.write_index(self._cells, str(folder / CELLS_FILE))
        np.save(folder / LOOKS_FILE, np.array([self.looks, *self._sizes_when_built], np.int64))

    @classmethod
    def load(cls, folder: Path) -> CellVectors:
        """What was saved; nothing is learnt again. Raises ValueError where the files do not belong together."""
        # Copied out of the map and not served from it: a file that changes later would be served unchecked.
        saved = np.load(folder / FILE, mmap_mode="r")
        looks, *sizes = np.load(folder / LOOKS_FILE).tolist()
        cells: Any = faiss.read_index(str(folder / CELLS_FILE))
        if not fits(cells, saved) or len(sizes) != cells.nlist or looks < 1:
            raise ValueError("the cells are not of these vectors")
        index = cls(cells, with_room(saved, 1 + len(saved) // ROOM), len(saved))
        index.looks, index._sizes_when_built = looks, np.array(sizes)
        return index

    def needed(self, queries: Matrix, goal: float) -> int:
        """How many rows to look at for that recall, both at `NEAREST` and at `DEPTH`, of these queries [m, dim]."""
        depth = min(DEPTH, len(self))
        nearest = faiss.knn(queries, self.matrix, depth, metric=faiss.METRIC_INNER_PRODUCT)[1]
        order = np.argsort(-(queries @ self._centres.T), axis=1)
        sizes = self._sizes[order]
        before = np.empty_like(sizes)  # by query and cell: rows that are looked at before the cell
        np.put_along_axis(before, order, np.cumsum(sizes, axis=1) - sizes, axis=1)
        looked = np.take_along_axis(before, self._cell_of[nearest].astype(np.int64), axis=1)
        return 1 + int(max(np.quantile(looked[:, :NEAREST], goal), np.quantile(looked, goal)))

    def __len__(self) -> int:
        return self._count

    @property
    def matrix(self) -> Matrix:
        return self._matrix[: self._count]

    def put(self, row: int, vector: Matrix) -> None:
        vector = vector.astype(np.float32)
        if row == self._count:
            self._make_room()
            self._cells.add(vector[None])
            self._count += 1
        else:
            self._sizes[self._cell_of[row]] -= 1
            self._cells.update_vectors(np.array([row]), vector[None])
        self._matrix[row] = vector
        self._cell_of[row] = self._cells.direct_map.array.at(row) >> 32
        self._sizes[self._cell_of[row]] += 1

    def _make_room(self) -> None:
        if self._count == len(self._matrix):
            more = 1 + self._count // ROOM
            self._matrix = with_room(self._matrix, more)
            self._cell_of = np.concatenate([self._cell_of, np.zeros(more, np.uint16)])

    def top(self, query: Matrix, k: int, allowed: Mask | None = None) -> tuple[Rows, Matrix]:
        count = len(self) if allowed is None else int(np.count_nonzero(allowed))
        k = min(k, count)
        if k <= 0:
            return NOTHING
        if count <= max(FEW, k):
            return exact_top(self.matrix, np.arange(count) if allowed is None else np.flatnonzero(allowed), query, k)
        looks = max(self.looks, self.looks * k // DEPTH, k)
        rows = self._fetch(query, min(k + SPARE, count), looks, allowed)
        return exact_top(self._matrix, rows, query, k)

    def _fetch(self, query: Matrix, k: int, looks: int, allowed: Mask | None) -> Rows:
        """The best `k` by 8 bits of the nearest cells that together hold at least so many allowed rows."""
        near = self._centres @ query
        order = np.argsort(-near)
        sizes = self._sizes if allowed is None else self._allowed_sizes(allowed)
        counted = np.minimum(sizes, self._sizes_when_built)
        reach = int(np.searchsorted(np.cumsum(counted[order]), looks)) + 1
        chosen = order[:reach][sizes[order[:reach]] > 0]
        scores, rows = np.empty((1, k), np.float32), np.empty((1, k), np.int64)
        selector = {}
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            selector = {"sel": faiss.IDSelectorBitmap(bits.size, faiss.swig_ptr(bits))}
        parameters = faiss.SearchParametersIVF(nprobe=chosen.size, **selector)  # type: ignore[call-arg]
        numbers, products = np.ascontiguousarray(chosen[None], np.int64), np.ascontiguousarray(near[chosen][None])
        # The wrapper for NumPy takes no parameters.
        self._cells.search_preassigned_c(
            1, faiss.swig_ptr(np.ascontiguousarray(query[None], np.float32)), k, faiss.swig_ptr(numbers),
            faiss.swig_ptr(products), faiss.swig_ptr(scores), faiss.swig_ptr(rows), False, parameters,
        )  # fmt: skip
        return rows[rows >= 0]

    def _allowed_sizes(self, allowed: Mask) -> npt.NDArray[np.int64]:
        return np.bincount(self._cell_of[: self._count][allowed], minlength=self._sizes.size)


def mixtures(matrix: Matrix, chance: np.random.Generator) -> Matrix:
    """[PROBES, dim], unit vectors: means of random rows, as far from single products as what shoppers type is.

    Rows themselves as queries would be too easy: at 300,000 they need 1,200 rows looked at where typed queries need
    8,400, and means of eight 14,200 (docs/log.md).
    """
    mixed: Matrix = matrix[chance.integers(len(matrix), size=(PROBES, MIXED))].mean(axis=1)
    unit: Matrix = mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-12)
    return unit


def with_room(matrix: Matrix, more: int) -> Matrix:
    """A copy with so many unwritten rows after the last."""
    roomy = np.empty((len(matrix) + more, matrix.shape[1]), np.float32)
    roomy[: len(matrix)] = matrix
    return roomy


def fits(cells: Any, matrix: Matrix) -> bool:
    """Whether these are cells over this matrix: by type, shape, and what they hold of some rows, in 8 bits each."""
    if matrix.dtype != np.float32 or (cells.ntotal, cells.d) != matrix.shape or not len(matrix):
        return False
    if not isinstance(cells, faiss.IndexIVFScalarQuantizer) or cells.quantizer.ntotal != cells.nlist:
        return False
    rows = np.linspace(0, len(matrix) - 1, CHECKED).astype(np.int64)
    held = np.array([cells.reconstruct(int(row)) for row in rows])
    apart = np.linalg.norm(held - matrix[rows], axis=1)
    # A row that came after training may be held badly; that half of them are, it takes other cells.
    return bool(np.median(apart) <= ALIKE * np.median(np.linalg.norm(matrix[rows], axis=1)))
