"""The search for who asks directly: sorted pages, totals and facets, relaxed where nothing meets every condition."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from retrieval.audiences import CHILDREN, Childrens, audiences_in
from retrieval.filters import NO_FILTERS, Filters
from retrieval.finding.cursor import REMEMBERED, Cursor, hash_of, read_cursor
from retrieval.finding.facets import check_facets, count_facets
from retrieval.finding.matching import Match, Matcher
from retrieval.finding.ordering import Order, price_gap, values_of
from retrieval.finding.relaxation import (
    CATEGORY,
    PRICE,
    WORDS,
    droppable,
    fewest,
    names_of,
    said,
    smallest_conflict,
    without,
)
from retrieval.finding.request import Nothing, SearchPage, SearchRequest, Sort
from retrieval.hybrid import Legs
from retrieval.overview import Department, departments_of
from retrieval.retriever import Hit
from retrieval.terms import Mask
from retrieval.understanding.understood import NOT_READ, Understood, joined
from retrieval.understood_search import lift
from retrieval.words.rewrite import UNCHANGED

TOP = 20  # best products among which children's things must be for all of them to be looked at
ENOUGH = 4  # things for grown-ups that are worth showing alone
WORTH = 0.6  # share of the best score that makes one of them worth it
NEAREST = 6  # products that an empty page names


@dataclass(frozen=True, slots=True)
class Choice:
    """What a request comes to: the conditions that hold, the rows that fit the words [size], and what was given up.

    `match`: None without a query. `children`: whether children's things may be in. `understood`: what the query wants.
    """

    filters: Filters
    fits: Mask
    match: Match | None
    given_up: tuple[str, ...] = ()
    children: bool = True
    understood: Understood = NOT_READ


class Finder:
    """Answers search requests over one index. It may be asked from several threads, while the index changes."""

    def __init__(self, legs: Legs) -> None:
        self._legs = legs
        self._matcher = Matcher(legs)
        self._childrens = Childrens(legs.columns)

    def find(self, request: SearchRequest) -> SearchPage:
        """One page. Raises RequestError for an unknown facet, CursorError for a cursor that is damaged or foreign."""
        cursor = read_cursor(request)
        request, understood = self._understood(request)
        match = self._matcher.match(request.query) if request.query.strip() else None
        with self._legs.lock:
            if match is not None and match.revision != self._legs.revision:  # an update came in between
                match = self._matcher.match(request.query)
            check_facets(request.facets, self._legs.vocabulary())
            choice = self._choose(request, match)
            if choice is None:
                rewrite = match.rewrite if match is not None else UNCHANGED
                why = None if cursor.shown else self._why(request, match)
                return SearchPage((), 0, rewrite=rewrite, nothing=why, understood=understood)
            return self._page(request, cursor, self._as_wanted(request, choice, understood))

    def _understood(self, request: SearchRequest) -> tuple[SearchRequest, Understood]:
        """The request with the prices and refusals of its query among its filters, and all that the query states."""
        if not (request.understand and request.query.strip()):
            return request, NOT_READ
        with self._legs.lock:
            searched = self._legs.rewrite(request.query).searched
            read = self._legs.understander.read(searched, request.currency, self._legs.allowed(request.filters))
        if not read.said:
            return request, read
        return replace(request, query=read.words, filters=joined(request.filters, (read.limits,))), read

    def _as_wanted(self, request: SearchRequest, choice: Choice, understood: Understood) -> Choice:
        """The choice with what the query wants; a sort forgets that, so it is given only what meets it, if anything."""
        choice = replace(choice, understood=understood)
        if not (_is_sorted(request, choice.given_up) and understood.wanted):
            return choice
        wanted = joined(NO_FILTERS, (condition.filters() for condition in understood.wanted))
        meeting = choice.fits & self._legs.columns.mask(wanted)
        return replace(choice, fits=meeting) if (meeting & self._mask(choice)).any() else choice

    # -- which products ------------------------------------------------------------------------------------------

    def _choose(self, request: SearchRequest, match: Match | None) -> Choice | None:
        """What can be met, giving up as little as it takes if the request allows it; None for nothing."""
        filters, fits = request.filters, self._fits(request, match)

        def feasible(names: Collection[str]) -> bool:
            left = self._legs.columns.mask(without(filters, names))
            return bool((left if WORDS in names else left & fits).any())

        names = [*droppable(filters), *([CATEGORY] if filters.categories else []), *([WORDS] if match else [])]
        given_up = fewest(names if request.relax else [], feasible)
        if given_up is None:
            return None
        left = without(filters, given_up)
        if WORDS in given_up:
            match = self._matcher.nearest(request.query, self._legs.columns.mask(left))
            return Choice(left, self._fits(request, match), match, given_up)
        if match is not None and PRICE in given_up:
            well = match.fitting(well=True)
            fits = well if (well & self._legs.columns.mask(left)).any() else fits
        return self._for_whom(request, Choice(left, fits, match, given_up))

    def _fits(self, request: SearchRequest, match: Match | None) -> Mask:
        if match is None:
            return self._legs.columns.column("alive")
        return match.fitting(well=request.sort is not Sort.RELEVANCE)

    def _for_whom(self, request: SearchRequest, choice: Choice) -> Choice:
        """The choice without children's things, where nobody speaks of a child and enough others fit nearly as well."""
        if choice.match is None or audiences_in(_spoken(request)) & CHILDREN:
            return choice
        rows = np.flatnonzero(self._mask(choice))
        scores = choice.match.by_row[rows]
        young = self._childrens.mask()
        seen = rows.size if _is_sorted(request, choice.given_up) else TOP  # a sort brings any of them to the front
        best = rows[np.argsort(-scores, kind="stable")[:seen]]
        worth = np.count_nonzero(scores[~young[rows]] >= WORTH * scores.max())
        if not young[best].any() or worth < min(ENOUGH, rows.size):
            return choice
        return replace(choice, fits=choice.fits & ~young, children=False)

    def _mask(self, choice: Choice) -> Mask:
        mask: Mask = self._legs.columns.mask(choice.filters) & choice.fits
        return mask

    def _why(self, request: SearchRequest, match: Match | None) -> Nothing:
        """Which conditions leave nothing, and what comes nearest."""
        fits, names = self._fits(request, match), names_of(request.filters)

        def feasible(held: Collection[str]) -> bool:
            left = self._legs.columns.mask(without(request.filters, [name for name in names if name not in held]))
            return bool((left & fits if WORDS in held else left).any())

        conflict = smallest_conflict([*names, *([WORDS] if match else [])], feasible)
        if request.relax:
            return Nothing(said(conflict))
        relaxed = replace(request, relax=True, limit=NEAREST, cursor="", facets=())
        choice = self._choose(relaxed, match)
        if choice is None:
            return Nothing(said(conflict))
        return Nothing(said(conflict), said(choice.given_up), self._page(relaxed, read_cursor(relaxed), choice).hits)

    # -- the catalogue as a whole --------------------------------------------------------------------------------

    def departments(self, filters: Filters = NO_FILTERS) -> dict[str, Department]:
        """Each department of what the filters leave: prices, both ends of them, and its own facets."""
        with self._legs.lock:
            return departments_of(self._legs.columns, self._legs.columns.mask(filters))

    # -- in which order ------------------------------------------------------------------------------------------

    def _page(self, request: SearchRequest, cursor: Cursor, choice: Choice) -> SearchPage:
        chosen = self._mask(choice)
        hits, following = self._cut(request, cursor, choice, chosen)
        facets, prices = count_facets(
            self._legs.columns, request.facets, choice.filters, lambda left: self._mask(replace(choice, filters=left))
        )
        return SearchPage(
            hits=hits,
            total=int(np.count_nonzero(chosen)),
            next=following,
            facets=facets,
            prices=prices,
            rewrite=choice.match.rewrite if choice.match is not None else UNCHANGED,
            relaxed=said(choice.given_up),
            without_children=not choice.children,
            understood=choice.understood,
        )

    def _cut(
        self, request: SearchRequest, cursor: Cursor, choice: Choice, chosen: Mask
    ) -> tuple[tuple[Hit, ...], str | None]:
        """The hits that come next, and the cursor behind them; None when there are no more."""
        columns, order, rows = self._legs.columns, self._order(request, choice), np.flatnonzero(chosen)
        by_relevance = choice.match is not None and request.sort is Sort.RELEVANCE
        room = max(min(request.limit, REMEMBERED - cursor.shown), 0) if by_relevance else request.limit
        if not cursor.complete:
            rows = order.after(rows, cursor.last)
        shown = frozenset(cursor.recent)
        ahead = order.first(rows, room + len(shown) + 1)
        fresh = [row for row in ahead if hash_of(columns.ids[row]) not in shown]
        page = fresh[:room]
        moved = cursor.after([order.key(row) for row in page])
        more = len(fresh) > room and not (by_relevance and moved.shown >= REMEMBERED)
        scores = choice.match.by_row[page].tolist() if choice.match is not None else [0.0] * len(page)
        source = "hybrid" if choice.match is not None else "filters"
        hits = tuple(Hit(columns.ids[row], score, source) for row, score in zip(page, scores, strict=True))
        return hits, moved.text() if more else None

    def _order(self, request: SearchRequest, choice: Choice) -> Order:
        """By the sort; by how near the price is, where a limit of it was given up."""
        columns = self._legs.columns
        if PRICE in choice.given_up:
            values = price_gap(columns, request.filters)
        elif choice.match is not None and request.sort is Sort.RELEVANCE:
            values = -choice.match.by_row.astype(np.float64)
            if choice.understood.wanted:
                values[choice.match.rows] -= lift(self._legs, choice.match.rows, choice.understood)
        else:
            values = values_of(columns, request.sort)
        return Order(columns, values, in_stock_first=request.in_stock_first)


def _is_sorted(request: SearchRequest, given_up: Collection[str]) -> bool:
    """Whether the order forgets how well a product fits: by a sort, or by how near the price is."""
    return request.sort is not Sort.RELEVANCE or PRICE in given_up


def _spoken(request: SearchRequest) -> str:
    """All words of a request that may say who it is for."""
    values = [value for wanted in request.filters.attributes.values() for value in wanted]
    return " ".join([request.query, *request.filters.categories, *values])
