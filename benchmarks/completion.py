"""How long completion takes in a shop that is built, at every length of real titles, and what its index weighs.

    OMP_NUM_THREADS=1 python -m benchmarks.completion --home var/myntra

Times are milliseconds of processor time of this process (what one core needs) and, beside them, of the clock.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from benchmarks.measuring import quantiles, resident_megabytes, timed
from retrieval.columns import Columns
from retrieval.completing.completion import Completion
from store.products import Product
from store.store import Store

TITLES = 100
SEED = 7
UPDATES = 300
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SUGGESTIONS = 8
SHARE = 0.6  # of a title that is typed when its product should be found
LOADS = 3


def mistyped(text: str, chance: Random) -> str:
    """The text with one letter left out, added or replaced, or two neighbours swapped."""
    at = chance.randrange(len(text))
    letter, rest = chance.choice(LETTERS), text[at + 1 :]
    ways = (rest, letter + text[at:], letter + rest, rest[:1] + text[at] + rest[1:])
    return text[:at] + chance.choice(ways)


def beginnings(titles: list[str]) -> Iterator[str]:
    """Every title typed up to every letter."""
    for title in titles:
        for end in range(1, len(title) + 1):
            yield title[:end]


def found_share(completion: Completion, titles: list[str]) -> float:
    """Share of titles that are suggested when six tenths of them are typed."""
    hits = 0
    for title in titles:
        suggested = completion.complete(title[: round(SHARE * len(title))], SUGGESTIONS, lambda _: True)
        hits += any(one.text == title for one in suggested)
    return hits / len(titles)


def update_times(completion: Completion, columns: Columns, products: list[Product]) -> list[tuple[float, float]]:
    """A product renamed and asked for at once; then its old name again."""
    times = []
    for number, product in enumerate(products):
        for changed in (replace(product, title=f"Renamed{number} {product.title}"), product):

            def change(changed: Product = changed) -> None:
                completion.put(columns.put(changed), changed)
                completion.complete(changed.title[:12], SUGGESTIONS, lambda _: True)

            times.append(timed(change))
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    home = parser.parse_args().home
    with Store.open(home) as store:
        products = list(store.products.all())
    chance = Random(SEED)
    columns = Columns()
    for product in products:
        columns.put(product)
    fresh = Completion(columns)

    def build() -> None:
        for row, product in enumerate(products):
            fresh.put(row, product)
        fresh.settle()

    built = timed(build)
    with tempfile.TemporaryDirectory(prefix="daogou-") as folder:
        fresh.save(Path(folder))
        megabytes = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
        before = resident_megabytes()
        kept = [Completion.load(Path(folder), columns)]  # another one in memory
        weight = resident_megabytes() - before
        loads = [timed(lambda: Completion.load(Path(folder), columns)) for _ in range(LOADS)]
    completion = kept[0] or fresh
    titles = [product.title for product in chance.sample(products, min(TITLES, len(products)))]
    typed: dict[str, list[tuple[float, float]]] = {"exact": [], "mistyped": []}
    for prefix in beginnings(titles):
        wrong = mistyped(prefix, chance)
        for name, text in (("exact", prefix), ("mistyped", wrong)):
            typed[name].append(timed(lambda text=text: completion.complete(text, SUGGESTIONS, lambda _: True)))  # type: ignore[misc]
    result = {
        "products": len(products),
        "build_seconds": round(built[0] / 1000, 2),
        "load_seconds": round(sorted(loads)[LOADS // 2][0] / 1000, 2),
        "memory_megabytes": round(weight),
        "file_megabytes": round(megabytes, 1),
        "found_at_six_tenths": round(found_share(completion, titles), 3),
        "prefixes": len(typed["exact"]),
        **{name: quantiles(times) for name, times in typed.items()},
        "update": quantiles(update_times(completion, columns, chance.sample(products, min(UPDATES, len(products))))),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
