"""How long a search takes in a shop that is built, by leg and filter, and what the loaded index weighs.

    OMP_NUM_THREADS=1 python -m benchmarks.search --home var/myntra

Queries are made from the shop: 300 titles as people type them, 250 kinds with properties. Each is searched by every
leg without a filter and with one of four in turn. Times are milliseconds of processor time of this process (what one
core needs) and, beside them, of the clock.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks.measuring import quantiles, queries_of, resident_megabytes, shop_of, timed
from retrieval.encoder import MiniLM
from retrieval.filters import NO_FILTERS, Filters
from retrieval.index import Index

WARM = 20  # queries before the clock runs


def filters_of(index: Index) -> dict[str, Filters]:
    """Filters that leave nearly all, half, a department and one brand."""
    words = index.vocabulary
    return {
        "none": NO_FILTERS,
        "in_stock": Filters(in_stock=True),
        "half": Filters(price_max=words.price_quantiles[5]),
        "department": Filters(categories=frozenset(list(words.departments)[:1])),
        "brand": Filters(brands=frozenset(list(words.brands)[:1])),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    home = parser.parse_args().home
    products, folder = shop_of(home)
    queries = queries_of(products)
    del products
    encoder = MiniLM(threads=1)
    encoder.encode(["warm"])
    before = resident_megabytes()
    load = timed(lambda: Index.load(folder, encoder))
    index = Index.load(folder, encoder)
    legs = {"lexical": index.lexical, "dense": index.dense, "fused": index.hybrid}
    filters = filters_of(index)
    for query in queries[:WARM]:
        index.search(query, 20)
    times: dict[str, dict[str, list[tuple[float, float]]]] = {leg: {name: [] for name in filters} for leg in legs}
    encoding = []
    others = [name for name in filters if name != "none"]
    for turn, query in enumerate(queries):  # contenders take turns, so that a busy moment meets them all
        encoding.append(timed(lambda query=query: encoder.encode([query])))  # type: ignore[misc]
        for leg, retriever in legs.items():
            for name in ("none", others[turn % len(others)]):
                chosen = filters[name]
                search = timed(lambda query=query, r=retriever, f=chosen: r.search(query, 20, f))  # type: ignore[misc]
                times[leg][name].append(search)
    result = {
        "products": index.product_count,
        "queries": len(queries),
        "load_seconds": round(load[1] / 1000, 2),
        "index_megabytes": round(resident_megabytes() - before),
        "encode": quantiles(encoding),
        **{leg: {name: quantiles(found) for name, found in by.items()} for leg, by in times.items()},
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
