"""`python -m ranker.candidates --home HOME`: what the candidate sources bring, as JSON lines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from ranker.candidates.benches import retail_bench, shop_bench
from ranker.candidates.ciao import compare_ciao
from ranker.candidates.measure import CONTESTS, Compared, compare


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    data = parser.add_mutually_exclusive_group(required=True)
    data.add_argument("--home", type=Path, help="a shop's folder")
    data.add_argument("--retail", type=Path, help="transactions.csv.gz of Online Retail")
    data.add_argument("--ciao", type=Path, help="folder with Ciao's ratings and trust")
    parser.add_argument("--source", choices=sorted({name for name, _, _ in CONTESTS}), default="", help="default: all")
    parser.add_argument("--validation", action="store_true", help="measure on the product before the last instead")
    arguments = parser.parse_args()
    for found in measured(arguments):
        sys.stdout.write(json.dumps(asdict(found)) + "\n")
        sys.stdout.flush()


def measured(arguments: argparse.Namespace) -> Iterator[Compared]:
    if arguments.ciao:
        return compare_ciao(arguments.ciao, arguments.validation)
    if arguments.home:
        return compare(shop_bench(arguments.home, arguments.validation), arguments.source)
    return compare(retail_bench(arguments.retail, arguments.validation), arguments.source)


if __name__ == "__main__":
    main()
