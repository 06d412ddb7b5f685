"""Which vector search a catalogue gets: exact while it is small enough, by cells above."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from retrieval.nearest.cells import CELLS_FILE, CellVectors
from retrieval.nearest.exact import ExactVectors
from retrieval.nearest.vectors import Matrix, VectorIndex

EXACT_UP_TO = 100_000  # rows; an index that grows beyond stays exact until it is built anew


def vectors_of(matrix: Matrix) -> VectorIndex:
    """The index over the rows of the matrix [n, dim]."""
    return ExactVectors(matrix) if len(matrix) <= EXACT_UP_TO else CellVectors.build(matrix)


def load_vectors(folder: Path) -> VectorIndex:
    """What was saved there. Raises OSError, ValueError and the like where that cannot be."""
    index: VectorIndex = (CellVectors if (folder / CELLS_FILE).is_file() else ExactVectors).load(folder)
    matrix = index.matrix
    if not np.isfinite(np.einsum("ij,ij->i", matrix, matrix)).all():
        raise ValueError("a vector is not of finite numbers")
    return index
