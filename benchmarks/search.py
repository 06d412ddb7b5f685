"""How long a search takes in a shop that is built, by leg and filter, and what the loaded index weighs.

    OMP_NUM_THREADS=1 python -m benchmarks.search --home var/myntra

Times are milliseconds of processor time of this process (what one core needs) and, beside them, of the clock.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from retrieval.encoder import MiniLM
from retrieval.filters import NO_FILTERS, Filters
from retrieval.index import Index
from store.store import Store

QUERIES = (
    "blue shirt for men",
    "running shoes",
    "black leather handbag women casual",
    "nike",
    "kids t-shirt with cartoon print",
    "formal shoes for an interview",
    "watch",
    "red silk saree for a wedding",
    "sunglasses",
    "men's round neck cotton t-shirt regular fit summer",
    "something warm for the winter",
    "laptop bag",
)
ROUNDS = 10


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of processor and of clock that the call takes."""
    cpu, clock = process_time(), perf_counter()
    call()
    return 1000 * (process_time() - cpu), 1000 * (perf_counter() - clock)


def quantiles(times: list[tuple[float, float]]) -> dict[str, float]:
    cpu, clock = np.array(times).T
    return {
        "cpu_p50": round(float(np.quantile(cpu, 0.5)), 2),
        "cpu_p95": round(float(np.quantile(cpu, 0.95)), 2),
        "p95": round(float(np.quantile(clock, 0.95)), 2),
    }


def resident_megabytes() -> float:
    """Memory of this process now, from the kernel."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


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
    with Store.open(home) as store:
        folder = home / "index" / (store.settings.get("index") or "")
    encoder = MiniLM(threads=1)
    encoder.encode(["warm"])
    before = resident_megabytes()
    load = timed(lambda: Index.load(folder, encoder))
    index = Index.load(folder, encoder)
    index.search("warm", 10)
    legs = {"lexical": index.lexical, "dense": index.dense, "fused": index.hybrid}
    filters = filters_of(index)
    times: dict[str, dict[str, list[tuple[float, float]]]] = {leg: {name: [] for name in filters} for leg in legs}
    encoding = []
    for _ in range(ROUNDS):  # contenders take turns, so that a busy moment meets them all
        for query in QUERIES:
            encoding.append(timed(lambda query=query: encoder.encode([query])))  # type: ignore[misc]
            for leg, retriever in legs.items():
                for name, chosen in filters.items():
                    search = timed(lambda query=query, r=retriever, f=chosen: r.search(query, 20, f))  # type: ignore[misc]
                    times[leg][name].append(search)
    result = {
        "products": index.product_count,
        "load_seconds": round(load[1] / 1000, 2),
        "index_megabytes": round(resident_megabytes() - before),
        "encode": quantiles(encoding),
        **{leg: {name: quantiles(found) for name, found in by.items()} for leg, by in times.items()},
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
