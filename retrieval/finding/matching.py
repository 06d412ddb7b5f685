"""Which products fit the words of a query: a set that can be counted, sorted by price and cut into pages.

Every product with a tenth of the best word score, and the 200 nearest in meaning, get the fused score of the hybrid
search.
Those fit whose score is at least half of the best one. A sort forgets how well a product fits, so it is given less:
those with six tenths of the best score, in the narrowest categories of the strongest ones. Where the shop has no word
of the query, meaning alone decides, and more strictly. The shares were chosen by human grades (docs/log.md, "Search").
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from retrieval.columns import CATEGORY, DEPARTMENT
from retrieval.filters import NO_FILTERS
from retrieval.hybrid import DEPTH, LONGEST_QUERY, Candidates, Legs, candidates
from retrieval.terms import Mask
from retrieval.words.rewrite import Rewrite

FITS, FITS_WELL, FITS_ALONE = 0.5, 0.6, 0.8
LEAST = 0.1  # of the best word score: below it, a product that meaning does not bring never fits
NEAR = 0.4  # cosine of MiniLM to the nearest product, below which words that the shop lacks are taken for nonsense
KINDS, STRONG = 20, 0.8  # best products, and the share of the best score from which a sort keeps to their categories
KEPT = 32  # queries whose match is kept until the catalogue changes

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Match:
    """What a query finds in the whole catalogue, at one of its revisions: rows [n] with their fused scores [n]."""

    rows: Rows
    scores: Scores
    worded: bool  # whether the shop has a word of the query
    rewrite: Rewrite
    revision: int
    kinds: Mask  # [size] the rows that are of a kind with the best ones

    @cached_property
    def by_row(self) -> Scores:
        """The fused score of every row [size], 0 for those that are no match."""
        scores = np.zeros(self.kinds.size, np.float32)
        scores[self.rows] = self.scores
        return scores

    def fitting(self, *, well: bool) -> Mask:
        """Mask [size] of the rows that fit; `well`: that may be sorted by something else."""
        share = FITS_ALONE if not self.worded else FITS_WELL if well else FITS
        fits = np.zeros(self.kinds.size, np.bool_)
        fits[self.rows[self.scores >= np.float32(share) * self.scores.max(initial=0)]] = True
        return fits & self.kinds if well else fits


class Matcher:
    """Matches queries, and keeps the last ones: the next page and the next condition ask for the same."""

    def __init__(self, legs: Legs) -> None:
        self._legs = legs
        self._kept: OrderedDict[str, Match] = OrderedDict()

    def match(self, query: str) -> Match:
        """The match of a query that is not blank, in the whole catalogue."""
        legs, query = self._legs, query[:LONGEST_QUERY]
        with legs.lock:
            kept = self._kept.get(query)
            if kept is not None and kept.revision == legs.revision:
                self._kept.move_to_end(query)
                return kept
            first = legs.rewrite(query)
        vector = legs.encode(first.searched)  # the lock is free meanwhile
        with legs.lock:
            match = self._made(first, vector, None)
            self._kept[query] = match
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return match

    def nearest(self, query: str, allowed: Mask) -> Match:
        """What comes nearest to the query among the allowed rows, whether it fits or not."""
        legs, query = self._legs, query[:LONGEST_QUERY]
        with legs.lock:
            first = legs.rewrite(query)
            return self._made(first, legs.encode(first.searched), allowed)

    def _made(self, first: Rewrite, vector: Scores, allowed: Mask | None) -> Match:
        legs = self._legs
        words = legs.columns.size if allowed is None else DEPTH
        where = legs.allowed(NO_FILTERS) if allowed is None else allowed
        pool = candidates(legs, first, vector, (words, DEPTH), where, LEAST)
        if allowed is None and not pool.worded:
            pool = self._unless_far(pool, vector)
        best = np.lexsort((pool.rows, -pool.scores))[:KINDS]
        strong = best[pool.scores[best] >= STRONG * pool.scores.max(initial=0)]
        kinds = self._of_kind(pool.rows[strong])
        return Match(pool.rows, pool.scores, pool.worded > 0, pool.rewrite, legs.revision, kinds)

    def _unless_far(self, pool: Candidates, vector: Scores) -> Candidates:
        """The candidates; none where even the nearest is far from the query: nothing fits a word that nobody knows."""
        cosines = self._legs.vectors.matrix[pool.rows] @ vector
        kept = slice(None) if cosines.max(initial=0) >= NEAR else slice(0)
        return Candidates(pool.rows[kept], pool.scores[kept], 0, pool.rewrite)

    def _of_kind(self, best: Rows) -> Mask:
        """Mask [size] of the rows in the narrowest category of one of the best; without any, if one has none."""
        columns = self._legs.columns
        leaves = [[key for key in columns.facts.of(row) if key[0] == CATEGORY][-1:] for row in best.tolist()]
        mask = columns.facts.any_of((key for leaf in leaves for key in leaf), columns.size)
        if not all(leaves):
            departments = [key for key, _ in columns.facts.frequencies() if key[0] == DEPARTMENT]
            mask |= ~columns.facts.any_of(departments, columns.size)
        return mask
