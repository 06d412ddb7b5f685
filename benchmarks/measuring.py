"""What the benchmarks of search share: timing, memory, and a shop's queries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from retrieval.measuring.attribute_queries import attribute_queries
from retrieval.measuring.known_items import known_items
from store.products import Product
from store.store import Store

KNOWN_ITEMS, ATTRIBUTES = 300, 250


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of processor and of clock that the call takes."""
    cpu, clock = process_time(), perf_counter()
    call()
    return 1000 * (process_time() - cpu), 1000 * (perf_counter() - clock)


def quantiles(times: list[tuple[float, float]]) -> dict[str, float]:
    """Median and 95th percentile of processor time, and the 95th percentile by the clock."""
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


def shop_of(home: Path) -> tuple[list[Product], Path]:
    """The shop's products and the folder of its index."""
    with Store.open(home) as store:
        return list(store.products.all()), home / "index" / (store.settings.get("index") or "")


def queries_of(products: list[Product]) -> list[str]:
    """550 queries where the shop is large enough: titles as people type them, and kinds with properties."""
    made = [item.query for item in known_items(products, KNOWN_ITEMS)]
    return made + [query.query for query in attribute_queries(products, ATTRIBUTES)]
