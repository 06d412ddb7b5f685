"""How long it takes until a change of a product is in the answers of a shop that is built.

    OMP_NUM_THREADS=1 python -m benchmarks.live --home var/myntra

Sixty products of the shop are each changed in memory, one after the other: a stock, a title with a word that is new, a
product that is new, a removal. `update` is the change, `search` the next search that understands its query, with
whatever it has to count anew, `both` the two together. Times are milliseconds of processor time of this process (what
one core needs) and, beside them, of the clock. Nothing is saved.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.measuring import quantiles, shop_of, timed
from retrieval.encoder import MiniLM
from retrieval.index import Index
from store.products import Product

CHANGES = 60
QUERY = "blue shirt"


def stocked(product: Product, _number: int) -> Product:
    return replace(product, variants=tuple(replace(each, stock=each.stock + 1) for each in product.variants))


def renamed(product: Product, number: int) -> Product:
    return replace(product, title=f"{product.title} Zorgon{number}")


def added(product: Product, number: int) -> Product:
    return replace(product, id=f"live-{number}", title=f"Fresh Quux{number} Shirt")


def measured(index: Index, changes: Sequence[Callable[[], None]]) -> dict[str, dict[str, float]]:
    """The times of the changes and of the search after each."""
    update, search = [], []
    for change in changes:
        update.append(timed(change))
        search.append(timed(lambda: index.understood.search(QUERY, 20)))
    both = [(one[0] + two[0], one[1] + two[1]) for one, two in zip(update, search, strict=True)]
    return {"update": quantiles(update), "search": quantiles(search), "both": quantiles(both)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    products, folder = shop_of(parser.parse_args().home)
    chosen = products[:: max(1, len(products) // CHANGES)][:CHANGES]
    index = Index.load(folder, MiniLM(threads=1))
    index.understood.search(QUERY, 20)
    result: dict[str, object] = {"products": index.product_count, "changes": len(chosen)}
    for name, change in (("stock", stocked), ("rename", renamed), ("add", added)):
        changed = [change(product, number) for number, product in enumerate(chosen)]
        result[name] = measured(index, [partial(index.update, [product]) for product in changed])
    result["remove"] = measured(index, [partial(index.update, removed=[product.id]) for product in chosen])
    print(json.dumps(result))


if __name__ == "__main__":
    main()
