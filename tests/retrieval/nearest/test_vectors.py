"""Vector search against brute force, exact and by cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np
import pytest

from retrieval.nearest.cells import CELLS_FILE, LOOKS_FILE, CellVectors, mixtures
from retrieval.nearest.exact import FILE, ExactVectors
from retrieval.nearest.files import EXACT_UP_TO, load_vectors, vectors_of
from retrieval.nearest.vectors import Matrix, VectorIndex, exact_top
from tests.contracts import VectorIndexContract, clustered

RANDOM = np.random.default_rng(3)
VECTORS = RANDOM.normal(size=(500, 16)).astype(np.float32)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cells of the contract's vectors."""
    folder = tmp_path_factory.mktemp("cells")
    CellVectors.build(VectorIndexContract.vectors).save(folder)
    return folder


class TestExact(VectorIndexContract):
    @pytest.fixture
    def indexed(self) -> Callable[[Matrix], VectorIndex]:
        return ExactVectors

    @pytest.fixture
    def reopened(self) -> Callable[[Path], VectorIndex]:
        return load_vectors


class TestCells(VectorIndexContract):
    recall = 0.95

    @pytest.fixture
    def indexed(self, saved: Path) -> Callable[[Matrix], VectorIndex]:
        return lambda _: load_vectors(saved)

    @pytest.fixture
    def reopened(self) -> Callable[[Path], VectorIndex]:
        return load_vectors

    def test_how_far_to_look_is_measured_and_kept(self, saved: Path) -> None:
        """By searching: what `needed` counts up from where the nearest are is the recall that searches have."""
        index = CellVectors.load(saved)
        queries = mixtures(index.matrix, np.random.default_rng(9))
        nearest = faiss.knn(queries, index.matrix, 200, metric=faiss.METRIC_INNER_PRODUCT)[1]
        assert 200 < index.looks < len(index)
        assert index.looks == CellVectors.build(self.vectors).looks
        for goal in (0.5, 0.9):
            index.looks = index.needed(queries, goal)
            found = [np.isin(near, index.top(query, 200)[0]) for near, query in zip(nearest, queries, strict=True)]
            assert goal - 0.01 < min(np.mean(found), np.mean([ten[:10] for ten in found]))

    def test_cells_of_other_vectors_are_refused(self, saved: Path, tmp_path: Path) -> None:
        for matrix in (clustered(18_000, 24, seed=10), self.vectors[:-1], self.vectors[:, :-1]):
            CellVectors.load(saved).save(tmp_path)
            np.save(tmp_path / FILE, matrix)
            with pytest.raises(ValueError, match="not of these vectors"):
                load_vectors(tmp_path)

    @pytest.mark.parametrize("looks", [[0], [], [9, 9], ["9"]])
    def test_no_other_than_numbers_of_rows_say_how_far_to_look(
        self, saved: Path, tmp_path: Path, looks: list[object]
    ) -> None:
        CellVectors.load(saved).save(tmp_path)
        np.save(tmp_path / LOOKS_FILE, np.array(looks))
        with pytest.raises((ValueError, TypeError)):
            load_vectors(tmp_path)

    def test_another_kind_of_index_is_refused(self, saved: Path, tmp_path: Path) -> None:
        CellVectors.load(saved).save(tmp_path)
        flat = faiss.IndexFlatIP(24)
        flat.add(self.vectors)
        faiss.write_index(flat, str(tmp_path / CELLS_FILE))
        with pytest.raises(ValueError, match="not of these vectors"):
            load_vectors(tmp_path)


@pytest.mark.parametrize("share", [1.0, 0.5, 0.01, 0.0])
@pytest.mark.parametrize("k", [0, 1, 10, 1000])
def test_exact_equals_brute_force(share: float, k: int) -> None:
    index = ExactVectors(VECTORS)
    query = RANDOM.normal(size=16).astype(np.float32)
    allowed = RANDOM.random(500) < share
    scores = VECTORS @ query
    expected = [row for row in np.argsort(-scores).tolist() if allowed[row]][:k]
    rows, found = index.top(query, k, None if share == 1.0 else allowed)
    assert rows.tolist() == expected
    np.testing.assert_allclose(found, scores[expected], rtol=1e-5)


def test_equal_ones_come_in_row_order() -> None:
    matrix = np.array([[1, 0], [0, 1], [1, 0], [1, 0]], np.float32)
    rows, scores = exact_top(matrix, np.array([3, 1, 2, 0]), matrix[0], 2)
    assert (rows.tolist(), scores.tolist()) == ([0, 2], [1, 1])


def test_an_empty_index_finds_nothing_and_grows(tmp_path: Path) -> None:
    index = vectors_of(np.empty((0, 16), np.float32))
    index.save(tmp_path)
    for one in (index, load_vectors(tmp_path)):
        assert one.top(VECTORS[0], 5)[0].size == 0
        one.put(0, VECTORS[0])
        assert one.top(VECTORS[0], 5)[0].tolist() == [0]


def test_the_size_decides() -> None:
    small = clustered(EXACT_UP_TO, 2, seed=11)
    assert isinstance(vectors_of(small), ExactVectors)
    assert isinstance(vectors_of(np.concatenate([small, small[:1]])), CellVectors)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_vectors_that_are_no_numbers_are_refused(tmp_path: Path, value: float) -> None:
    matrix = VECTORS.copy()
    matrix[400, 3] = value
    np.save(tmp_path / FILE, matrix)
    with pytest.raises(ValueError, match="finite"):
        load_vectors(tmp_path)
