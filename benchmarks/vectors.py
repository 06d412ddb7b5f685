"""Exact and approximate vector search as a catalogue grows: time on one core, recall and memory.

    OMP_NUM_THREADS=1 python -m benchmarks.vectors --home var/myntra --count 1000000

The first vectors are the shop's own. Beyond them, each is drawn on the line between a real one and one of its ten
nearest (Chawla et al., SMOTE, 2002), moved by noise of length .1 and made a unit vector again: new products of kinds
that the shop has. Queries are texts made from the shop, encoded.

Contenders: `flat`, exact float32, as the product has it. `ivf`: an inverted file over 8-bit vectors, the 200 best of
it scored again from float32, which the product keeps for fusing. `hnsw`: a graph over 8-bit vectors, scored again
too, up to 100,000 (beyond, building takes longer than a benchmark should). How far an approximate index looks is
chosen on every second query for a recall of .97 and reported on the others. Time and recall are of a search for 200,
the depth at which the legs are fused.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from benchmarks.measuring import quantiles, queries_of, shop_of, timed
from retrieval.encoder import MiniLM

Matrix = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

DEPTH, K = 200, 10
GOAL = 0.97
NEAREST = 10
NOISE = 0.1
BLOCK = 50_000
MOST_CELLS, TRAINED = 2048, 32  # cells of the inverted file, and vectors each is trained on
ITERATIONS = 6
LARGEST_GRAPH = 100_000
LINKS, BUILD_WIDTH = 16, 64
WIDTHS = (1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024)  # cells; of a graph, DEPTH at least


@dataclass(frozen=True, slots=True)
class Contender:
    """`search` gives rows [DEPTH] for a query [dim]; `look` sets how far it looks."""

    name: str
    search: Callable[[Matrix], Rows]
    look: Callable[[int], None]
    build_seconds: float
    megabytes: float


def blocks(real: Matrix, count: int) -> Iterator[Matrix]:
    """`count` unit vectors in blocks: the real ones, then those drawn between them."""
    for start in range(0, min(count, len(real)), BLOCK):
        yield real[start : min(start + BLOCK, count)]
    if count <= len(real):
        return
    rng = np.random.default_rng(0)
    near = neighbours(real)
    for start in range(len(real), count, BLOCK):
        size = min(BLOCK, count - start)
        one = rng.integers(len(real), size=size)
        other = near[one, rng.integers(NEAREST, size=size)]
        share = rng.random((size, 1), np.float32)
        made = real[one] * (1 - share) + real[other] * share
        made += rng.standard_normal(made.shape, np.float32) * np.float32(NOISE / np.sqrt(real.shape[1]))
        yield made / np.linalg.norm(made, axis=1, keepdims=True)


def neighbours(real: Matrix) -> Rows:
    """The ten nearest of each real vector, itself left out; nearly exact."""
    index: Any = faiss.index_factory(real.shape[1], "IVF256,Flat", faiss.METRIC_INNER_PRODUCT)
    index.train(real[:: max(1, len(real) // 16_384)])
    index.add(real)
    index.nprobe = 8
    rows: Rows = index.search(real, NEAREST + 1)[1][:, 1:]
    return rows


def contenders(matrix: Matrix) -> Iterator[Contender]:
    """Exact first; the others score their best again from the matrix."""
    count, dim = matrix.shape

    def exact(query: Matrix) -> Rows:
        rows: Rows = faiss.knn(query[None], matrix, DEPTH, metric=faiss.METRIC_INNER_PRODUCT)[1][0]
        return rows

    yield Contender("flat", exact, lambda _: None, 0, round(matrix.nbytes / 2**20))
    cells = min(MOST_CELLS, 4 * int(np.sqrt(count)))
    sample = matrix[np.random.default_rng(0).permutation(count)[: TRAINED * cells]]
    lists: Any = faiss.index_factory(dim, f"IVF{cells},SQ8", faiss.METRIC_INNER_PRODUCT)
    lists.cp.niter = ITERATIONS
    lists.cp.min_points_per_centroid = 1
    yield filled("ivf", lists, matrix, sample, lambda look: setattr(lists, "nprobe", look))
    if count <= LARGEST_GRAPH:
        graph: Any = faiss.index_factory(dim, f"HNSW{LINKS}_SQ8", faiss.METRIC_INNER_PRODUCT)
        graph.hnsw.efConstruction = BUILD_WIDTH
        yield filled("hnsw", graph, matrix, sample, lambda look: setattr(graph.hnsw, "efSearch", max(look, DEPTH)))


def filled(name: str, index: Any, matrix: Matrix, sample: Matrix, look: Callable[[int], None]) -> Contender:
    """The index trained on the sample and filled; megabytes are its own, without the matrix."""

    def fill() -> None:
        index.train(sample)
        for start in range(0, len(matrix), BLOCK):
            index.add(matrix[start : start + BLOCK])

    def search(query: Matrix) -> Rows:
        rows = index.search(query[None], DEPTH)[1][0]
        rows = rows[rows >= 0]
        best: Rows = rows[np.argsort(-(matrix[rows] @ query), kind="stable")]
        return best

    seconds = timed(fill)[0] / 1000
    megabytes = round(faiss.serialize_index(index).nbytes / 2**20)
    return Contender(name, search, look, round(seconds, 1), megabytes)


def recall(search: Callable[[Matrix], Rows], queries: Matrix, truth: Sequence[set[int]]) -> float:
    """recall@10: the mean share of the ten nearest that are among the first ten."""
    found = [len(true & {*search(query)[:K].tolist()}) / K for query, true in zip(queries, truth, strict=True)]
    return round(float(np.mean(found)), 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--count", type=int, required=True)
    asked = parser.parse_args()
    faiss.omp_set_num_threads(1)
    products, folder = shop_of(asked.home)
    texts = queries_of(products)
    queries = MiniLM(threads=1).encode(texts)
    manifest = json.loads((folder / "manifest.json").read_text())
    real = np.load(folder / manifest["generation"] / "vectors.npy")
    matrix = np.empty((asked.count, real.shape[1]), np.float32)
    filled_to = 0
    for block in blocks(real, asked.count):
        matrix[filled_to : filled_to + len(block)] = block
        filled_to += len(block)
    compared = list(contenders(matrix))
    step = max(1, asked.count // 500_000)  # of exact search, fewer queries where each takes long
    chosen = queries[:: 2 * step]
    kept = queries[1 :: 2 * step]
    truth = {name: [{*compared[0].search(query)[:K].tolist()} for query in half]
             for name, half in (("chosen", chosen), ("kept", kept))}  # fmt: skip
    looks = {}
    for one in compared[1:]:
        for width in WIDTHS:
            one.look(width)
            looks[one.name] = width
            if recall(one.search, chosen, truth["chosen"]) >= GOAL:
                break
    times: dict[str, list[tuple[float, float]]] = {one.name: [] for one in compared}
    for query in kept:  # contenders take turns, so that a busy moment meets them all
        for one in compared:
            times[one.name].append(timed(lambda q=query, o=one: o.search(q)))  # type: ignore[misc]
    result = {
        one.name: {
            **quantiles(times[one.name]),
            "recall@10": recall(one.search, kept, truth["kept"]),
            "looks": looks.get(one.name, 0),
            "build_seconds": one.build_seconds,
            "megabytes": one.megabytes,
        }
        for one in compared
    }
    print(json.dumps({"count": asked.count, "queries": len(kept), **result}))


if __name__ == "__main__":
    main()
