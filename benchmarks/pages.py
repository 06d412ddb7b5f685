"""How long pages, sorts, facets and overviews take in a shop that is built.

    OMP_NUM_THREADS=1 python -m benchmarks.pages --home var/myntra

Queries are made from the shop as in `benchmarks.search`; conditions and sorts take turns. `first` is a page of 20 of a
query that was not asked before, `next` the page after it; `sorted` a first page by price; `facets` a first page with
brand, category, price and the commonest attribute counted, under two conditions; `browse` a page without words and the
same facets. Times are milliseconds of processor time of this process (what one core needs) and, beside them, of the
clock.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

from benchmarks.measuring import quantiles, queries_of, shop_of, timed
from retrieval.encoder import MiniLM
from retrieval.filters import Filters
from retrieval.finding.request import SearchRequest, Sort
from retrieval.index import Index

REPEATS = 20
WARM = 5
SORTS = (Sort.PRICE_ASC, Sort.PRICE_DESC, Sort.RATING, Sort.NEWEST)


def requests_of(index: Index, queries: list[str]) -> dict[str, list[SearchRequest]]:
    """What is asked, by kind; a query is asked in one kind only."""
    words = index.vocabulary
    facets = ("brand", "category", "price", next(iter(words.attributes), "brand"))
    brand, half = frozenset(list(words.brands)[:1]), words.price_quantiles[5]
    third = len(queries) // 3
    found: dict[str, list[SearchRequest]] = {"first": [SearchRequest(query) for query in queries[:third]]}
    found["sorted"] = [
        SearchRequest(query, sort=SORTS[turn % 2]) for turn, query in enumerate(queries[third : 2 * third])
    ]
    found["facets"] = [
        SearchRequest(query, Filters(price_max=half, brands=brand), facets=facets) for query in queries[2 * third :]
    ]
    found["browse"] = [
        SearchRequest(sort=sort, filters=Filters(in_stock=True), facets=facets)
        for sort in SORTS
        for _ in range(REPEATS)
    ]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    products, folder = shop_of(parser.parse_args().home)
    queries = queries_of(products)
    del products
    index = Index.load(folder, MiniLM(threads=1))
    for query in queries[:WARM]:
        index.finder.find(SearchRequest(query, facets=("brand",)))
    times: dict[str, list[tuple[float, float]]] = {"next": []}
    for kind, requests in requests_of(index, queries[WARM:]).items():
        times[kind] = [timed(lambda asked=asked: index.finder.find(asked)) for asked in requests]  # type: ignore[misc]
    for request in requests_of(index, queries[WARM:])["first"]:
        if cursor := index.finder.find(request).next:
            following = replace(request, cursor=cursor)
            times["next"].append(timed(lambda asked=following: index.finder.find(asked)))  # type: ignore[misc]
    times["overview"] = [timed(index.overview) for _ in range(REPEATS)]
    times["departments"] = [timed(index.finder.departments) for _ in range(REPEATS)]
    asked = {kind: len(found) for kind, found in times.items()}
    print(json.dumps({"products": index.product_count, "asked": asked, **{k: quantiles(v) for k, v in times.items()}}))


if __name__ == "__main__":
    main()
