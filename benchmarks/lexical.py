"""The lexical leg beside other engines of BM25, on the same texts: time of a query on one core, and what they find.

    OMP_NUM_THREADS=1 python -m benchmarks.lexical --home var/myntra --count 44441

`leg` is the product's word search: three fields, codes, the share of words covered. The others have one field, the
words of the product's head: `plain` is the product's postings and nothing else of it, `tantivy` bare, `bm25s` with its
numba backend, `rank_bm25` in Python as Elasticsearch's formula is often shown (up to 50,000 products: it goes through
all of them). All get the same stems and the same k1 = 1.2 and b = .75. bm25s and rank_bm25 are no part of the project;
where they are not installed they are left out and a sentence says so. `same` is the mean share of bm25s's ten that the
engine has among its own ten, products that tie with the tenth counted as the same; of the leg it says how far fields
and coverage change the answer.

Texts beyond the shop's own take a real product's words and replace one in five by a word of another product.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tantivy

from benchmarks.measuring import quantiles, queries_of, shop_of, timed
from retrieval.measuring.query_classes import cutter
from retrieval.text import Fields, fields_of
from retrieval.words.lexical import LexicalIndex, Sums, best
from retrieval.words.postings import Postings

K = 10
K1, B = 1.2, 0.75
QUERIES = 200
FEW_ENOUGH = 50_000
EXCHANGED = 0.2
Scores = npt.NDArray[np.float32]
Engine = Callable[[str], list[int]]  # a query -> rows, best first
cut = cutter(stem=True)


def texts(real: Sequence[Fields], count: int) -> Iterator[Fields]:
    """`count` products' fields: the shop's, then those mixed of two."""
    yield from real[:count]
    rng = random.Random(0)
    for _ in range(count - len(real)):
        one, other = rng.choice(real), rng.choice(real).head.split()
        words = [rng.choice(other) if rng.random() < EXCHANGED else word for word in one.head.split()]
        head = " ".join(words)
        yield replace(one, head=head, everything=f"{head} {one.everything[len(one.head) :]}")


def leg(fields: Sequence[Fields]) -> Engine:
    """The product's own."""
    index = LexicalIndex()
    for row, each in enumerate(fields):
        index.put(row, each)
    index.commit()
    return lambda query: index.top(query, K)[0].tolist()


def plain(words: Sequence[Sequence[str]]) -> Engine:
    """The product's postings of one field, and a query of any of its words."""
    codes: dict[str, int] = {}
    postings = Postings()
    for row, each in enumerate(words):
        postings.put(row, {codes.setdefault(word, len(codes)): count for word, count in Counter(each).items()})
    postings.pack(len(codes))
    sums = Sums()

    def search(query: str) -> list[int]:
        of = sums.of(len(words))
        of.add([postings.scores(codes[word]) for word in dict.fromkeys(cut(query)) if word in codes], 1)
        found: list[int] = best(of.total, K)[0].tolist()
        return found

    return search


def bare_tantivy(folder: Path, words: Sequence[Sequence[str]]) -> Engine:
    """One field of words that are cut already, and a query of any of them."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("row", fast=True)
    schema = builder.build()
    index = tantivy.Index(schema, path=str(folder))
    writer = index.writer(48_000_000, 1)
    for row, each in enumerate(words):
        document = tantivy.Document()
        document.add_text("text", " ".join(each))
        document.add_unsigned("row", row)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(query: str) -> list[int]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", word)) for word in dict.fromkeys(cut(query))
        ]
        hits = searcher.search(tantivy.Query.boolean_query(terms), K, count=False).hits
        rows: list[int] = searcher.fast_field_values("row", [address for _, address in hits])
        return rows

    return search


def bm25s_numba(module: Any, words: Sequence[Sequence[str]]) -> tuple[Engine, Callable[[str], Scores]]:
    """bm25s, and the scores it gives to all products."""
    index = module.BM25(method="lucene", k1=K1, b=B, backend="numba")
    index.index(words, show_progress=False)

    def search(query: str) -> list[int]:
        asked = list(dict.fromkeys(cut(query)))
        rows, _ = index.retrieve([asked], k=K, show_progress=False, n_threads=1)
        found: list[int] = rows[0].tolist()
        return found

    return search, lambda query: index.get_scores(list(dict.fromkeys(cut(query))))


def rank_bm25(module: Any, words: Sequence[Sequence[str]]) -> Engine:
    index = module.BM25Okapi(words, k1=K1, b=B)

    def search(query: str) -> list[int]:
        scores = index.get_scores(list(dict.fromkeys(cut(query))))
        best = np.argpartition(-scores, K)[:K]
        rows: list[int] = best[np.argsort(-scores[best], kind="stable")].tolist()
        return rows

    return search


def optional(name: str) -> Any:
    """The package, or None and a sentence where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name} is not installed: left out. Run: pip install {name}", file=sys.stderr)
        return None


def same(found: Sequence[int], scores: Scores) -> float:
    """The share of the first ten by the scores that was found; a product that ties with the tenth is as good."""
    tenth = np.partition(scores, -K)[-K]
    return sum(bool(scores[row] >= tenth * (1 - 1e-4)) for row in found[:K]) / K


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--count", type=int, required=True)
    asked = parser.parse_args()
    products, _ = shop_of(asked.home)
    queries = random.Random(0).sample(queries_of(products), QUERIES)
    fields = list(texts([fields_of(product) for product in products], asked.count))
    words = [list(cut(each.head)) for each in fields]
    with tempfile.TemporaryDirectory(prefix="daogou-lexical-") as folder:
        engines = {"leg": leg(fields), "plain": plain(words), "tantivy": bare_tantivy(Path(folder), words)}
        scores: Callable[[str], Scores] | None = None
        if module := optional("bm25s"):
            engines["bm25s"], scores = bm25s_numba(module, words)
        if asked.count <= FEW_ENOUGH and (module := optional("rank_bm25")):
            engines["rank_bm25"] = rank_bm25(module, words)
        print(json.dumps({"count": asked.count, "queries": QUERIES, **compared(engines, queries, scores)}))


def compared(
    engines: dict[str, Engine], queries: Sequence[str], scores: Callable[[str], Scores] | None
) -> dict[str, Any]:
    for search in engines.values():
        for query in queries[:5]:  # numba compiles at the first
            search(query)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in engines}
    agreed: dict[str, list[float]] = {name: [] for name in engines}
    for query in queries:  # engines take turns, so that a busy moment meets them all
        by_bm25s = scores(query) if scores is not None else None
        for name, search in engines.items():
            times[name].append(timed(lambda s=search, q=query: s(q)))  # type: ignore[misc]
            if by_bm25s is not None:
                agreed[name].append(same(search(query), by_bm25s))
    return {
        name: quantiles(times[name]) | ({"same": round(float(np.mean(agreed[name])), 3)} if agreed[name] else {})
        for name in engines
    }


if __name__ == "__main__":
    main()
