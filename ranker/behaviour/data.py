"""Examples from a shop's events: what was shown with what became of it, or, where nothing is known to have been shown,
what was taken beside products drawn by how wanted they were.

Shown pages: an outcome belongs to the newest impression of the product before it, within the session; a purchase to the
newest one that was looked at. Drawn products: `DRAWN` a product taken, so a probability means "this one rather than
those"; a drawn product may be the taken one, so that popularity alone tells nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ranker.behaviour.counts import AsOf
from ranker.behaviour.examples import Examples, IntArray, Moment, gathered, sight_of
from ranker.behaviour.features import Vectors
from ranker.behaviour.past import Past, past_of
from ranker.behaviour.table import ProductTable
from ranker.behaviour.tasks import OUTCOMES, Task, tasks_of
from ranker.recent import SESSION_HOURS
from store.behaviour import Event, EventKind, RankingShown

SESSION = SESSION_HOURS * 3_600
DRAWN = 4
MOST = 200_000  # newest moments kept


@dataclass(slots=True)
class Page:
    """Products a shopper saw at once, and which of each task's outcomes followed."""

    customer: str
    at: float
    query: str = ""
    ids: list[str] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    outcomes: list[set[str]] = field(default_factory=list)
    taken: list[bool] = field(default_factory=list)  # whether it was looked at, for the purchase to be told of it


@dataclass(frozen=True, slots=True)
class Recall:
    """How much of a history is read: `longest` newest events in order, `remembered` for what is counted."""

    longest: int = 50
    remembered: int = 50


def examples(
    events: Iterable[Event],
    table: ProductTable,
    recall: Recall,
    rankings: Mapping[str, RankingShown] | None = None,
    queries: Mapping[str, Vectors] | None = None,
    seed: int = 0,
) -> Examples:
    """`rankings` by id give positions and queries, `queries` the unit vectors of the words asked for."""
    ordered = sorted(events, key=lambda event: event.at)
    tasks = tasks_of(event.kind for event in ordered)
    shown = pages(ordered, rankings or {})
    if not shown:
        shown = drawn(ordered, table, seed)
    return _described(ordered, table, recall, tasks, shown, queries or {})


def pages(events: Sequence[Event], rankings: Mapping[str, RankingShown]) -> list[Page]:
    """The impressions as pages, in time order, each with what followed. `events` in time order."""
    open_pages: dict[tuple[str, float, str], Page] = {}
    newest: dict[tuple[str, str], list[tuple[Page, int]]] = defaultdict(list)
    for event in events:
        if not event.customer_id and not event.ranking_id:
            continue  # a guest's: nobody can say whose outcomes these are
        shopper = event.customer_id or event.ranking_id
        at = event.at.timestamp()
        if event.kind is EventKind.IMPRESSION:
            key = (shopper, at, event.ranking_id)
            page = open_pages.setdefault(key, Page(event.customer_id, at, _query(rankings.get(event.ranking_id))))
            newest[shopper, event.product_id].append((page, len(page.ids)))
            _show(page, event, rankings.get(event.ranking_id))
        else:
            _follow(newest.get((shopper, event.product_id), []), event, at)
    return list(open_pages.values())


def drawn(events: Sequence[Event], table: ProductTable, seed: int) -> list[Page]:
    """A page for each product taken, the others on it drawn from what was taken before by anybody."""
    rng = np.random.default_rng(seed)
    pool: list[str] = []
    opened: dict[tuple[str, str], Page] = {}
    found: list[Page] = []
    for event in events:
        wanted = [name for name, kinds in OUTCOMES.items() if event.kind in kinds]
        if not wanted or not event.customer_id or not table.knows(event.product_id):
            continue
        at = event.at.timestamp()
        page = opened.get((event.customer_id, event.product_id))
        if page is None or at - page.at > SESSION:
            others = [pool[place] for place in rng.integers(0, len(pool), DRAWN)] if pool else []
            page = Page(event.customer_id, at, "", [event.product_id, *others], [1] * (1 + len(others)))
            page.outcomes = [set() for _ in page.ids]
            opened[event.customer_id, event.product_id] = page
            found += [page] if others else []
            pool.append(event.product_id)
        page.outcomes[0].update(wanted)
    return found


def _query(ranking: RankingShown | None) -> str:
    return ranking.query if ranking is not None else ""


def _show(page: Page, event: Event, ranking: RankingShown | None) -> None:
    places = {} if ranking is None else {shown.product_id: shown.position for shown in ranking.shown}
    page.positions.append(places.get(event.product_id, len(page.ids) + 1))
    page.ids.append(event.product_id)
    page.outcomes.append(set())
    page.taken.append(False)


def _follow(shown: Sequence[tuple[Page, int]], event: Event, at: float) -> None:
    """Notes an outcome with the impression that it belongs to."""
    near = [(page, place) for page, place in shown[-4:] if at - page.at <= SESSION]
    if not near:
        return
    looked = [(page, place) for page, place in near if page.taken[place]]
    page, place = (looked or near)[-1] if event.kind is EventKind.PURCHASE else near[-1]
    for name, kinds in OUTCOMES.items():
        if event.kind in kinds:
            page.outcomes[place].add(name)
            page.taken[place] = True


def _described(
    events: Sequence[Event],
    table: ProductTable,
    recall: Recall,
    tasks: tuple[Task, ...],
    shown: Sequence[Page],
    queries: Mapping[str, Vectors],
) -> Examples:
    pasts = _pasts(events, table)
    nobody = past_of([], table)
    counts = AsOf(events, table)
    moments: list[Moment] = []
    for page in sorted(shown, key=lambda page: page.at)[-MOST:]:
        rows: IntArray = table.rows_of(page.ids)
        past = pasts.get(page.customer, nobody).before(page.at, recall.remembered)
        now = counts.of(rows, page.at)
        positions = np.array(page.positions, dtype=np.int64)
        sight = sight_of(table, past, rows, positions, now, page.at, recall.longest, queries.get(page.query))
        labels = np.array([[task.name in found for task in tasks] for found in page.outcomes], dtype=np.float64)
        moments.append(Moment(page.at, page.customer, sight, labels))
    return gathered(tasks, moments, recall.longest)


def _pasts(events: Sequence[Event], table: ProductTable) -> dict[str, Past]:
    by_shopper: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.customer_id:
            by_shopper[event.customer_id].append(event)
    return {shopper: past_of(own, table) for shopper, own in by_shopper.items()}
