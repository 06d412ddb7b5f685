"""The three retrievers of a shop: by words, by meaning, and both fused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from threading import RLock

import numpy as np
import numpy.typing as npt

from retrieval.columns import Columns
from retrieval.counts import vocabulary_of
from retrieval.encoder import Encoder
from retrieval.filters import NO_FILTERS, Filters
from retrieval.nearest.vectors import VectorIndex
from retrieval.retriever import Hit
from retrieval.rewriting.rewriter import Rewriter
from retrieval.rewriting.synonyms import Pair, Synonyms
from retrieval.rewriting.word_counts import WordCounts
from retrieval.understanding.understander import Understander
from retrieval.vocabulary import Vocabulary
from retrieval.words.lexical import LexicalIndex
from retrieval.words.rewrite import UNCHANGED, Rewrite

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]

# The one setting of fusion, for all queries.
WIDE_WEIGHT = np.float32(0.2)  # of the dense score beside the lexical one where it is decided what is among the first
WINDOW = 50  # candidates that are among the first
DENSE_WEIGHT = np.float32(1.0)  # of the dense score in the order of these
FEEDBACK = 10  # candidates of the first fusion whose mean vector the query is moved towards
FEEDBACK_WEIGHT = np.float32(0.5)  # length of that move; the query's own vector has length 1
DEPTH = 200  # candidates taken from each leg before fusing
LONGEST_QUERY = 2_000  # characters that are read


class Legs:
    """What the retrievers share: the parts of one index, and the lock that keeps a search and an update apart."""

    def __init__(
        self,
        columns: Columns,
        words: LexicalIndex,
        vectors: VectorIndex,
        encoder: Encoder,
        synonyms: Iterable[Pair] = (),
    ) -> None:
        """`synonyms`: the shop's own pairs."""
        self.columns = columns
        self.words = words
        self.vectors = vectors
        self.encoder = encoder
        self.lock = RLock()
        self._synonyms = Synonyms(words.stems, synonyms)
        self._rewriter: Rewriter | None = None
        self._understander: Understander | None = None
        self._understood = False  # whether that knows the catalogue as it is
        self.revision = 0  # goes up with every change of the catalogue
        self._vocabulary: Vocabulary | None = None

    def changed(self) -> None:
        """What was computed of the catalogue no longer holds. Call it with the lock held."""
        self.revision += 1
        self._vocabulary, self._understood = None, False

    def vocabulary(self) -> Vocabulary:
        """The shop's brands, categories and attribute values. Call it with the lock held."""
        if self._vocabulary is None:
            self._vocabulary = vocabulary_of(self.columns)
        return self._vocabulary

    def words_changed(self) -> None:
        """Call it, with the lock held, when words came or went."""
        if self._rewriter is not None:
            self._rewriter.refresh()

    @property
    def understander(self) -> Understander:
        """Of the catalogue as it is now. Call it with the lock held."""
        if self._understander is None:
            self._understander = Understander(self.vocabulary(), self.columns, self.words)
        elif not self._understood:
            self._understander.refresh(self.vocabulary())
        self._understood = True
        return self._understander

    def rewrite(self, query: str, *, doubting: bool = False) -> Rewrite:
        """What the query is turned into; see `Rewriter.rewrite`. Call it with the lock held."""
        if self._rewriter is None:
            self._rewriter = Rewriter(WordCounts(self.columns, self.words), self._synonyms)
        return self._rewriter.rewrite(query, doubting=doubting)

    def look_up(self, rewrite: Rewrite, k: int, allowed: npt.NDArray[np.bool_] | None) -> tuple[Rows, Scores, Rewrite]:
        """The word leg over the rewritten query, and the rewrite that found something: where the given one finds
        nothing, words that the shop has are doubted, too."""
        rows, scores = self.words.top(rewrite.searched, k, allowed, rewrite.alternatives)
        if not rows.size and k > 0:
            doubted = self.rewrite(rewrite.asked, doubting=True)
            if doubted != rewrite:
                rows, scores = self.words.top(doubted.searched, k, allowed, doubted.alternatives)
                rewrite = doubted if rows.size else rewrite
        return rows, scores, rewrite

    def encode(self, query: str) -> Scores:
        """The query's vector [dim]."""
        vector: Scores = self.encoder.encode([query[:LONGEST_QUERY]])[0]
        return vector

    def allowed(self, filters: Filters) -> npt.NDArray[np.bool_] | None:
        """The filters' mask; None when every row may answer."""
        if filters == NO_FILTERS and len(self.columns) == self.columns.size:
            return None
        return self.columns.mask(filters)

    def hits(self, rows: Rows, scores: Scores, source: str) -> list[Hit]:
        ids = self.columns.ids
        return [Hit(ids[row], score, source) for row, score in zip(rows.tolist(), scores.tolist(), strict=True)]


class LexicalRetriever:
    """BM25 over the product's fields. Finds nothing when no word of the query is in the shop."""

    def __init__(self, legs: Legs) -> None:
        self._legs = legs

    def search(self, query: str, k: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        legs = self._legs
        with legs.lock:
            rows, scores, _ = legs.look_up(legs.rewrite(query[:LONGEST_QUERY]), k, legs.allowed(filters))
            return legs.hits(rows, scores, "lexical")


class DenseRetriever:
    """Nearest products by the encoder's vectors. Finds something for every query that is not blank."""

    def __init__(self, legs: Legs) -> None:
        self._legs = legs

    def search(self, query: str, k: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        legs = self._legs
        if not query.strip() or not len(legs.columns):
            return []
        vector = legs.encode(query)
        with legs.lock:
            rows, scores = legs.vectors.top(vector, k, legs.allowed(filters))
            return legs.hits(rows, scores, "dense")


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits, and what was looked up for them."""

    hits: list[Hit]
    rewrite: Rewrite = UNCHANGED


class HybridRetriever:
    """Both legs, fused over the best `DEPTH` (or `k`, if more) of each; see `fuse`."""

    def __init__(self, legs: Legs) -> None:
        self._legs = legs

    def search(self, query: str, k: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        return self.answer(query, k, filters).hits

    def answer(self, query: str, k: int, filters: Filters = NO_FILTERS) -> Answer:
        """The hits of `search` and the rewrite that led to them."""
        legs = self._legs
        query = query[:LONGEST_QUERY]
        if not query.strip() or k <= 0 or not len(legs.columns):
            return Answer([])
        with legs.lock:
            first = legs.rewrite(query)
        vector = legs.encode(first.searched)
        with legs.lock:
            depth = max(DEPTH, k)
            pool = candidates(legs, first, vector, (depth, depth), legs.allowed(filters))
            best = np.lexsort((pool.rows, -pool.scores))[:k]
            return Answer(legs.hits(pool.rows[best], pool.scores[best], "hybrid"), pool.rewrite)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows [n] in row order with their fused scores [n], how many of them the words found, and what was looked up."""

    rows: Rows
    scores: Scores
    worded: int
    rewrite: Rewrite


def candidates(
    legs: Legs,
    first: Rewrite,
    vector: Scores,
    depths: tuple[int, int],
    allowed: npt.NDArray[np.bool_] | None,
    least: float = 0.0,
) -> Candidates:
    """The best of the word leg and of the vector leg, as many as `depths` says of each, words with at least a share
    `least` of the best word score. Call it with the lock held."""
    found, found_scores, rewrite = legs.look_up(first, depths[0], allowed)
    enough = found_scores >= np.float32(least) * found_scores.max(initial=0)
    found, found_scores = found[enough], found_scores[enough]
    near, _ = legs.vectors.top(vector, depths[1], allowed)
    rows = np.union1d(found, near)
    # A candidate that the words did not bring counts as 0 there: asking for its exact score changed no figure.
    words = np.zeros(rows.size, np.float32)
    words[np.searchsorted(rows, found)] = found_scores
    scores = fuse(words, legs.vectors.matrix[rows], vector) if rows.size else words
    return Candidates(rows, scores, found.size, rewrite)


def fuse(lexical: Scores, vectors: Scores, query: Scores) -> Scores:
    """The fused score [n] of candidates, from their word scores [n], their vectors [n, dim] and the query's [dim].

    The best candidates of a first sum say what the query means in this shop: the query's vector is moved towards their
    mean (Rocchio's feedback, 1971, in the encoder's space). Then two steps, as what is found and in which order are two
    questions: words mostly decide which candidates are the first `WINDOW`, and both legs alike how these are ordered.
    A leg without a positive score says nothing and adds 0 everywhere.
    """
    words = scaled(lexical)
    near = vectors @ moved(query, vectors, words + DENSE_WEIGHT * scaled(vectors @ query))
    wide = words + WIDE_WEIGHT * spread(near)
    first = np.argsort(-wide, kind="stable")[:WINDOW]
    ordered = words[first] + DENSE_WEIGHT * scaled(near[first])
    least = wide[first].min()
    scores: Scores = wide * (ordered.min() / least) if least > 0 else np.zeros_like(wide)
    scores[first] = ordered
    return scores


def moved(query: Scores, vectors: Scores, scores: Scores) -> Scores:
    """The query's vector [dim], moved towards the mean of the vectors [n, dim] that score best, `FEEDBACK` of them."""
    best = np.argsort(-scores, kind="stable")[:FEEDBACK]
    centre = scores[best] @ vectors[best]
    towards: Scores = query + FEEDBACK_WEIGHT * centre / np.float32(max(float(np.linalg.norm(centre)), 1e-9))
    return towards


def spread(scores: Scores) -> Scores:
    """Scores between 0, for the least, and 1, for the best; all 0 where they are equal."""
    least, best = scores.min(), scores.max()
    return (scores - least) / (best - least) if best > least else np.zeros_like(scores)


def scaled(scores: Scores) -> Scores:
    """Scores over their maximum, negative ones as 0; all 0 when none is positive."""
    best = scores.max(initial=0)
    clipped: Scores = np.maximum(scores, 0)
    return clipped / best if best > 0 else clipped
