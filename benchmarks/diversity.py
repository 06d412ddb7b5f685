"""Diversity against hits: maximal marginal relevance beside a determinantal point process, on a shop's own shoppers.

python -m benchmarks.diversity --home var/demo

The last product that each shopper took up is held out, with every event about it. 500 candidates are ranked from what
is left, and the first ten chosen by either method at several strengths. Shoppers are halved by a hash of their id: the
first half is for choosing, the second for reporting. Printed: hits and nDCG among the first ten, how unlike the ten are
(1 - mean cosine), how many kinds (narrowest categories) are among them, and milliseconds of processor time a list.
"""

from __future__ import annotations

import argparse
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.build import load_index
from ranker.candidates.pool import without_known
from ranker.catalogue import Catalogue
from ranker.policy.diversity import Likeness, mmr
from ranker.ranker import Ranked, RankRequest
from ranker.ranking import Ranking
from ranker.recent import TASTE
from ranker.relevance import relative
from ranker.statistics import Statistics
from retrieval.encoder import MiniLM
from retrieval.filters import NO_FILTERS
from retrieval.index import Index
from store.behaviour import Event
from store.store import Store

FloatArray = npt.NDArray[np.float64]
Pick = Callable[[FloatArray, Likeness, int], list[int]]
CANDIDATES, SHOWN, SHORTEST = 500, 10, 5
STRENGTHS = (0.05, 0.1, 0.2, 0.3, 0.5)


def dpp(relevance: FloatArray, alike: Likeness, k: int, strength: float) -> list[int]:
    """Greedy MAP of a determinantal point process, at most `k` rows in the order they are picked.

    The kernel is q_i S_ij q_j with q = exp(a relevance), a = (1 - strength) / (2 strength): L. Chen, G. Zhang and
    E. Zhou, "Fast greedy MAP inference for determinantal point process to improve recommendation diversity",
    NeurIPS 2018, equations 8 to 10 and 12.
    """
    n = len(relevance)
    quality = np.exp((1 - strength) / (2 * strength) * (relevance - relevance.max(initial=0.0)))
    gains = quality**2  # d_i squared
    factors = np.zeros((k, n))  # c_i
    picked: list[int] = []
    for step in range(min(k, n)):
        best = int(np.where(np.isin(np.arange(n), picked), -np.inf, gains).argmax())
        if gains[best] < 1e-12:
            break
        row = quality * alike.to(best) * quality[best]
        factors[step] = (row - factors[:step].T @ factors[:step, best]) / np.sqrt(gains[best])
        gains = gains - factors[step] ** 2
        picked.append(best)
    return picked


@dataclass(frozen=True, slots=True)
class Case:
    """One shopper's ranked candidates, the index of the held-out product among them (-1: it is not), and its half."""

    ranked: list[Ranked]
    held_out: int
    reporting: bool


def cases(store: Store, index: Index, catalogue: Catalogue) -> Iterator[Case]:
    by_shopper: dict[str, list[Event]] = {}
    for event in store.behaviour.all():
        if event.kind in TASTE and event.product_id in catalogue.products:
            by_shopper.setdefault(event.customer_id, []).append(event)
    last = {who: _last(events) for who, events in by_shopper.items() if len({e.product_id for e in events}) >= SHORTEST}
    known = [e for who, events in by_shopper.items() for e in events if e.product_id != last.get(who)]
    ranking = Ranking.of(catalogue, Statistics.build(known, catalogue.ids), index)
    for who, product_id in last.items():
        history = [event for event in by_shopper[who] if event.product_id != product_id]
        request = RankRequest(max(event.at for event in by_shopper[who]), CANDIDATES, who)
        hits = ranking.pool.candidates(request, history, CANDIDATES, without_known(NO_FILTERS, history))
        ranked = ranking.ranker.rank(request, hits, history)
        found = [place for place, item in enumerate(ranked) if item.product_id == product_id]
        yield Case(ranked, found[0] if found else -1, zlib.crc32(who.encode()) % 2 == 1)


def _last(events: list[Event]) -> str:
    """The product that was taken up last: whose first event is the newest."""
    first: dict[str, Event] = {}
    for event in events:
        first.setdefault(event.product_id, event)
    return max(first.values(), key=lambda event: event.at).product_id


def figures(chosen: list[Case], index: Index, catalogue: Catalogue, pick: Pick) -> str:
    codes, spent = catalogue.facets["category"].codes, 0.0
    places, unlike, kinds, seen = [], [], [], set[int]()
    for case in chosen:
        ids = [item.product_id for item in case.ranked]
        rows = catalogue.rows_of(ids)
        vectors = index.vectors(ids)
        began = time.process_time()
        picks = pick(relative([item.score for item in case.ranked]), Likeness(vectors, codes[rows]), SHOWN)
        spent += time.process_time() - began
        places.append(picks.index(case.held_out) if case.held_out in picks else -1)
        cosines = vectors[picks] @ vectors[picks].T
        unlike.append(1 - (cosines.sum() - np.trace(cosines)) / (len(picks) * (len(picks) - 1)))
        kinds.append(len(set(codes[rows[picks], 0].tolist())))
        seen |= set(codes[rows[picks], 0].tolist())
    gains = [1 / np.log2(place + 2) if place >= 0 else 0.0 for place in places]
    hits = np.mean([place >= 0 for place in places])
    return (
        f"hr@10 {hits:.4f}  ndcg@10 {np.mean(gains):.4f} ± {np.std(gains) / len(gains) ** 0.5:.4f}  unlike "
        f"{np.mean(unlike):.3f}  kinds {np.mean(kinds):.2f} of {len(seen)}  {1000 * spent / len(chosen):.2f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=Path("var/demo"))
    store = Store.open(parser.parse_args().home)
    index, catalogue = load_index(store, MiniLM()), Catalogue(store.products.all())
    found = list(cases(store, index, catalogue))

    def by_mmr(strength: float) -> Pick:
        return lambda relevance, alike, k: mmr(relevance, alike.to, k, strength)

    def by_dpp(strength: float) -> Pick:
        return lambda relevance, alike, k: dpp(relevance, alike, k, strength)

    for reporting in (False, True):
        half = [case for case in found if case.reporting is reporting]
        print("reporting" if reporting else "choosing", "half, n =", len(half))
        print("  model     ", figures(half, index, catalogue, by_mmr(0.0)))
        for name, method in (("mmr", by_mmr), ("dpp", by_dpp)):
            for strength in STRENGTHS:
                print(f"  {name} {strength:4}  ", figures(half, index, catalogue, method(strength)), flush=True)


if __name__ == "__main__":
    main()
