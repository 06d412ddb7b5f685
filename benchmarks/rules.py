"""What the shop's rules cost: milliseconds of processor time for a list of 500 candidates.

python -m benchmarks.rules --home var/demo

Forty lists of random products, with no rules of the shop's own and with one of every kind; first the shop's products
are new to the rules, then known.
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from assistant.build import load_index
from ranker.catalogue import Catalogue
from ranker.policy import Asked, Policy, Rules
from ranker.policy.rules import Boost, Bury, Exposure, Margin, Target
from ranker.ranker import Ranked
from retrieval.encoder import MiniLM
from store.store import Store

CANDIDATES, LISTS, PLACES = 500, 40, 6


def every_rule(catalogue: Catalogue) -> Rules:
    brands = sorted({product.brand for product in catalogue.products.values() if product.brand})
    department = next(product.category[:1] for product in catalogue.products.values() if product.category)
    return Rules(
        max_per_brand=2,
        boosts=(Boost(Target(brands=tuple(brands[:3])), 1.2), Boost(Target(categories=department), points=5)),
        buried=(Bury(Target(brands=tuple(brands[3:5]))),),
        margin=Margin(0.1, of={known: float(at % 97) for at, known in enumerate(catalogue.ids)}),
        diversity=0.2,
        exposure=Exposure(0.1),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=Path("var/demo"))
    store = Store.open(parser.parse_args().home)
    index, catalogue = load_index(store, MiniLM()), Catalogue(store.products.all())
    places = {known: at % 120 for at, known in enumerate(catalogue.ids)}
    rng = np.random.default_rng(0)
    chosen = [rng.permutation(catalogue.ids)[:CANDIDATES].tolist() for _ in range(LISTS)]
    lists = [[Ranked(known, 1 - at / 1000, "made up") for at, known in enumerate(ids)] for ids in chosen]
    print(f"{len(catalogue)} products, {LISTS} lists of {len(lists[0])} candidates, ms of processor time")
    for name, rules in (("no rules", Rules()), ("every rule", every_rule(catalogue))):
        policy = Policy(catalogue, rules, index.vectors, lambda _: places)
        for pass_ in ("new", "known"):
            spent = []
            for number, ranked in enumerate(lists):
                began = time.process_time()
                policy.order(ranked, Asked(PLACES, datetime.now(UTC), "tent" if number % 2 else "", seed=str(number)))
                spent.append(1000 * (time.process_time() - began))
            print(f"  {name:10} {pass_:6} p50 {np.median(spent):.2f}  p95 {np.quantile(spent, 0.95):.2f}")


if __name__ == "__main__":
    main()
