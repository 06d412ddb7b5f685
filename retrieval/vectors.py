"""Exact inner-product search over vectors by row number, with a mask of rows that may answer."""

from __future__ import annotations

import faiss
import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class VectorIndex:
    """Row r of the index is product row r; rows are appended or overwritten in place, never moved."""

    def __init__(self, vectors: Matrix) -> None:
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors, np.float32))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def matrix(self) -> Matrix:
        """A view [n, dim] of all vectors; do not keep it across `put`."""
        flat: Matrix = faiss.rev_swig_ptr(self._index.get_xb(), len(self) * self._index.d)
        return flat.reshape(len(self), self._index.d)

    def put(self, row: int, vector: Matrix) -> None:
        """Writes one vector [dim]; `row` is an existing row or the next one."""
        if row == len(self):
            self._index.add(vector[None].astype(np.float32))
        else:
            self.matrix[row] = vector

    def top(self, query: Matrix, k: int, allowed: Mask | None = None) -> tuple[Rows, Matrix]:
        """The `k` rows of largest inner product with `query` [dim], best first, with their products."""
        k = min(k, len(self) if allowed is None else int(np.count_nonzero(allowed)))
        if k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if allowed is None:
            scores, rows = self._index.search(query[None], k)
        else:
            bits = np.packbits(allowed, bitorder="little")
            chosen = faiss.IDSelectorBitmap(bits.size, faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters(sel=chosen)  # type: ignore[call-arg]
            scores, rows = self._index.search(query[None], k, params=parameters)
        return rows[0], scores[0]
