"""The seam of vector search: vectors by row number, and the rows of largest inner product with a query."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

NOTHING = np.empty(0, np.int64), np.empty(0, np.float32)


class VectorIndex(Protocol):
    """Row r of the index is product row r; rows are appended or overwritten in place, never moved."""

    def __len__(self) -> int: ...

    @property
    def matrix(self) -> Matrix:
        """A view [n, dim] of all vectors; do not keep it across `put`."""
        ...

    def put(self, row: int, vector: Matrix) -> None:
        """Writes one vector [dim]; `row` is an existing row or the next one."""
        ...

    def top(self, query: Matrix, k: int, allowed: Mask | None = None) -> tuple[Rows, Matrix]:
        """`k` rows of largest inner product with `query` [dim], best first, with these products, which are exact.

        As many rows as there are, where fewer than `k` are allowed; never one that the mask [n] leaves out.
        """
        ...

    def save(self, folder: Path) -> None:
        """Writes its files into an existing folder."""
        ...


def exact_top(matrix: Matrix, rows: Rows, query: Matrix, k: int) -> tuple[Rows, Matrix]:
    """The `k` of these rows of the matrix [n, dim] with the largest products, best first, equal ones in row order."""
    scores = matrix[rows] @ query
    if rows.size > k:
        kept = np.flatnonzero(scores >= np.partition(scores, -k)[-k])  # all of the last place's equals
        rows, scores = rows[kept], scores[kept]
    best = np.lexsort((rows, -scores))[:k]
    return rows[best], scores[best]
