"""The hybrid search that goes by what the query states: products that meet more of it come first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.filters import NO_FILTERS, Filters
from retrieval.finding.relaxation import PRICE
from retrieval.hybrid import DEPTH, LONGEST_QUERY, Answer, HybridRetriever, Legs, fuse
from retrieval.retriever import Hit
from retrieval.terms import Mask
from retrieval.understanding.understood import NOT_READ, Understood, joined
from retrieval.words.rewrite import Rewrite

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]

MET = np.float32(1.5)  # what meeting every wanted condition adds to a fused score, whose best is at most 2.2
SOURCE = "understood"
ALL = np.float32(0.15)  # what meeting all of them to the letter adds to that, as a share of it
ALONE = np.float32(0.2)  # share of it where one thing alone is stated: the words find that by themselves
ENOUGH = 2  # times the hits wanted that must be among the best of both legs, for no others to be looked for
NEARLY = np.float32(0.65)  # share of it for what only counts as the stated value, or only says its words


@dataclass(frozen=True, slots=True)
class UnderstoodAnswer(Answer):
    """`understood` is what the query was read as. `relaxed`: ("price",) where nothing is within the price it names."""

    understood: Understood = NOT_READ
    relaxed: tuple[str, ...] = ()


class UnderstoodRetriever:
    """Prices and refusals of the query are filters; what it wants orders the hits, and leaves none out."""

    def __init__(self, legs: Legs) -> None:
        self._legs = legs
        self._plain = HybridRetriever(legs)

    def search(self, query: str, k: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        return self.answer(query, k, filters).hits

    def answer(self, query: str, k: int, filters: Filters = NO_FILTERS, currency: str = "") -> UnderstoodAnswer:
        """The hits with the rewrite that led to them and what was understood. Finds something wherever the plain
        search does. `currency`: the shop's, without which no price is read."""
        legs = self._legs
        query = query[:LONGEST_QUERY]
        if not query.strip() or k <= 0 or not len(legs.columns):
            return UnderstoodAnswer([])
        with legs.lock:
            first = legs.rewrite(query)
            understood = legs.understander.read(first.searched, currency, legs.allowed(filters))
            if understood.said and understood.words != first.searched:
                first = legs.rewrite(understood.words)
        if not understood.said:
            plain = self._plain.answer(query, k, filters)
            return UnderstoodAnswer(plain.hits, plain.rewrite, understood)
        vector = legs.encode(first.searched) if first.searched else None
        with legs.lock:
            met = understood if self._allowed(filters, understood).any() else understood.without_price
            found = self._found(first, vector, k, filters, met)
        return UnderstoodAnswer(found.hits, found.rewrite, understood, () if met is understood else (PRICE,))

    def _allowed(self, filters: Filters, understood: Understood) -> Mask:
        """What the filters leave and the query does not rule out."""
        mask: Mask = self._legs.columns.mask(joined(filters, (understood.limits,)))
        return mask

    def _found(
        self, rewrite: Rewrite, vector: Scores | None, k: int, filters: Filters, understood: Understood
    ) -> Answer:
        """Candidates of both legs, among all that the limits leave and among those that meet what is wanted."""
        legs, allowed = self._legs, self._allowed(filters, understood)
        if vector is None:  # nothing was said but a limit
            rows = np.flatnonzero(allowed)[:k]
            return Answer(legs.hits(rows, np.zeros(rows.size, np.float32), SOURCE), rewrite)
        depth = max(DEPTH, k)
        found, word_scores, rewrite = legs.look_up(rewrite, depth, allowed)
        near, _ = legs.vectors.top(vector, depth, allowed)
        parts = [(found, word_scores)]
        rows = np.union1d(found, near)
        meeting = self._meeting(filters, understood, k)
        if understood.wanted and np.count_nonzero(meeting[rows]) < ENOUGH * k:
            parts.append(legs.words.top(rewrite.searched, depth, meeting, rewrite.alternatives))
            rows = np.union1d(rows, np.union1d(parts[-1][0], legs.vectors.top(vector, depth, meeting)[0]))
        if not rows.size:
            return Answer([], rewrite)
        words = np.zeros(rows.size, np.float32)
        for of, scores in parts:
            words[np.searchsorted(rows, of)] = scores
        total = fuse(words, legs.vectors.matrix[rows], vector) + lift(legs, rows, understood)
        best = np.lexsort((rows, -total))[:k]
        return Answer(legs.hits(rows[best], total[best], SOURCE), rewrite)

    def _meeting(self, filters: Filters, understood: Understood, k: int) -> Mask:
        """The products that meet everything to the letter; where these are fewer than `k`, those that nearly do too."""
        columns = self._legs.columns
        exact = columns.mask(understood.beside(filters))
        if np.count_nonzero(exact) >= k:
            return exact
        return exact | columns.mask(understood.beside(filters, wider=True))


def lift(legs: Legs, rows: Rows, understood: Understood) -> Scores:
    """What meeting the wanted conditions adds to the fused scores of the rows [n]. Call it with the lock held.

    The share of the conditions that a product meets; values of the same attribute are one.
    """
    about: dict[tuple[str, str], list[Scores]] = {}
    for condition in understood.wanted:
        exact, nearly = legs.understander.met(condition)
        met = exact[rows] + NEARLY * nearly[rows]
        about.setdefault((condition.kind, condition.exact.name), []).append(met)
    if not about:
        return np.zeros(rows.size, np.float32)
    best = np.array([np.max(each, axis=0) for each in about.values()], np.float32)
    share: Scores = best.mean(axis=0) + ALL * (best.min(axis=0) == 1)
    return MET * (share if len(about) > 1 else ALONE * share)
