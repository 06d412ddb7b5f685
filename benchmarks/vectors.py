"""The product's vector search as a catalogue grows, beside exact search: time on one core, recall and memory.

    OMP_NUM_THREADS=1 python -m benchmarks.vectors --home var/myntra --count 1000000

The first vectors are the shop's own. Beyond them, each is drawn on the line between a real one and one of its ten
nearest (Chawla et al., SMOTE, 2002), moved by noise of length .1 and made a unit vector again: new products of kinds
that the shop has. Queries are texts made from the shop, encoded.

Contenders: `exact` and `cells`, the product's two; which of them a catalogue gets is its size's matter. `hnsw`: a graph
over 8-bit vectors, the best of it scored again from float32, up to 100,000 (beyond, building takes longer than a
benchmark should); how far it looks is chosen on every second query for a recall@10 of .97. How far `cells` looks was
chosen when it was built, without any query. All figures are of the other queries. Time and recall are of a search for
200, the depth at which the legs are fused; `in_stock` is the time under a mask that leaves nine rows of ten, `tenth`
under one that leaves one. `put` is a row written anew, `saved` and `loaded` seconds of a folder. Megabytes are without
the matrix.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from benchmarks.measuring import quantiles, queries_of, resident_megabytes, shop_of, timed
from retrieval.encoder import MiniLM
from retrieval.nearest.cells import CellVectors
from retrieval.nearest.exact import ExactVectors
from retrieval.nearest.files import load_vectors
from retrieval.nearest.vectors import Mask, VectorIndex, exact_top

Matrix = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

DEPTH, K = 200, 10
GOAL = 0.97
NEAREST = 10
NOISE = 0.1
BLOCK = 50_000
LARGEST_GRAPH = 100_000
LINKS, BUILD_WIDTH = 16, 64
WIDTHS = (256, 384, 512, 1024)


@dataclass(frozen=True, slots=True)
class Contender:
    """`search` gives rows [DEPTH] for a query [dim], under a mask where it can."""

    name: str
    search: Callable[[Matrix, Mask | None], Rows]
    build_seconds: float
    megabytes: float
    index: VectorIndex | None = None  # the product's own


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


def contenders(matrix: Matrix, chosen: Matrix) -> Iterator[Contender]:
    """Exact first. `chosen`: queries for which the graph may set how far it looks."""
    exact = ExactVectors(matrix)
    yield Contender("exact", lambda query, mask: exact.top(query, DEPTH, mask)[0], 0, 0)
    built: list[CellVectors] = []
    seconds = timed(lambda: built.append(CellVectors.build(matrix)))[0] / 1000
    index = built[0]
    megabytes = round(faiss.serialize_index(index._cells).nbytes / 2**20)
    yield Contender("cells", lambda query, mask: index.top(query, DEPTH, mask)[0], round(seconds, 1), megabytes, index)
    if len(matrix) <= LARGEST_GRAPH:
        yield graph(matrix, chosen)


def graph(matrix: Matrix, chosen: Matrix) -> Contender:
    index: Any = faiss.index_factory(matrix.shape[1], f"HNSW{LINKS}_SQ8", faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = BUILD_WIDTH

    def fill() -> None:
        index.train(matrix[:BLOCK])
        for start in range(0, len(matrix), BLOCK):
            index.add(matrix[start : start + BLOCK])

    def search(query: Matrix, _: Mask | None = None) -> Rows:
        rows = index.search(query[None], DEPTH)[1][0]
        return exact_top(matrix, rows[rows >= 0], query, DEPTH)[0]

    seconds = timed(fill)[0] / 1000
    nearest = faiss.knn(chosen, matrix, K, metric=faiss.METRIC_INNER_PRODUCT)[1].tolist()
    truth = [{*rows} for rows in nearest]
    for width in WIDTHS:
        index.hnsw.efSearch = width
        if recall(search, chosen, truth, K) >= GOAL:
            break
    return Contender("hnsw", search, round(seconds, 1), round(faiss.serialize_index(index).nbytes / 2**20))


def recall(
    search: Callable[[Matrix, Mask | None], Rows], queries: Matrix, truth: Sequence[set[int]], depth: int
) -> float:
    """The mean share of the nearest `depth` that are among as many found."""
    found = [
        len(true & {*search(query, None)[:depth].tolist()}) / depth for query, true in zip(queries, truth, strict=True)
    ]
    return round(float(np.mean(found)), 4)


def matrix_of(real: Matrix, count: int) -> Matrix:
    matrix = np.empty((count, real.shape[1]), np.float32)
    filled_to = 0
    for block in blocks(real, count):
        matrix[filled_to : filled_to + len(block)] = block
        filled_to += len(block)
    return matrix


def measured(compared: Sequence[Contender], queries: Matrix, count: int) -> dict[str, dict[str, object]]:
    """By contender. They take turns, so that a busy moment meets them all."""
    chance = np.random.default_rng(1)
    masks = {"all": None, "in_stock": chance.random(count) < 0.9, "tenth": chance.random(count) < 0.1}
    times: dict[tuple[str, str], list[tuple[float, float]]] = {}
    nearest = []
    for query in queries:
        nearest.append(compared[0].search(query, None).tolist())
        for one in compared:
            for name, mask in masks.items():
                if mask is None or one.name != "hnsw":
                    taken = timed(lambda q=query, o=one, m=mask: o.search(q, m))  # type: ignore[misc]
                    times.setdefault((one.name, name), []).append(taken)
    return {
        one.name: {
            **quantiles(times[one.name, "all"]),
            **{f"{name}_p95": quantiles(times[one.name, name])["cpu_p95"]
               for name in masks if name != "all" and (one.name, name) in times},
            **{f"recall@{depth}": recall(one.search, queries, [{*rows[:depth]} for rows in nearest], depth)
               for depth in (K, DEPTH)},
            "build_seconds": one.build_seconds,
            "megabytes": one.megabytes,
            **({} if one.index is None else kept_and_changed(one.index)),
        }
        for one in compared
    }  # fmt: skip


def kept_and_changed(index: VectorIndex) -> dict[str, float]:
    """Seconds to save and to load, and milliseconds of the 99th of a hundred rows written anew."""
    with TemporaryDirectory() as folder:
        saved = timed(lambda: index.save(Path(folder)))[0] / 1000
        loaded = timed(lambda: load_vectors(Path(folder)))[0] / 1000
    rows = np.random.default_rng(2).integers(len(index), size=(100, 2)).tolist()
    times = [timed(lambda a=a, b=b: index.put(a, index.matrix[b].copy()))[0] for a, b in rows]  # type: ignore[misc]
    return {"saved": round(saved, 2), "loaded": round(loaded, 2), "put": round(sorted(times)[-2], 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--count", type=int, required=True)
    asked = parser.parse_args()
    faiss.omp_set_num_threads(1)
    products, folder = shop_of(asked.home)
    queries = MiniLM(threads=1).encode(queries_of(products))
    manifest = json.loads((folder / "manifest.json").read_text())
    matrix = matrix_of(np.load(folder / manifest["generation"] / "vectors.npy"), asked.count)
    step = max(1, asked.count // 500_000)  # of exact search, fewer queries where each takes long
    compared = list(contenders(matrix, queries[:: 2 * step]))
    kept = queries[1 :: 2 * step]
    result = measured(compared, kept, asked.count)
    print(json.dumps({"count": asked.count, "queries": len(kept), "mb": round(resident_megabytes()), **result}))


if __name__ == "__main__":
    main()
