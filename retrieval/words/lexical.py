"""Word search: BM25 over weighted fields, times the share of the words covered, exact under a mask of rows."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.text import Fields, asked_codes, spaced
from retrieval.words.analysis import ENGLISH, Analyzer
from retrieval.words.postings import KINDS, NO_ROWS, NO_SCORES, Postings
from retrieval.words.rewrite import NO_ALTERNATIVES, Alternative, Alternatives

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]
Found = tuple[npt.NDArray[np.int32], Scores]  # rows, each once, and their scores
Mask = npt.NDArray[np.bool_]

WEIGHTS = {"head": 1.0, "everything": 0.3, "codes": 1.0}
QUERY_TERMS = 64  # distinct words of a query that count; the rest of a pasted page does not
EXACT_COVERAGE = 4  # words up to which the share covered is exact
MOST = 0.6  # of the words of a longer query
ONE = np.float32(1)
BLOCK = 64  # scores that are looked at together
NOTHING = np.empty(0, np.int64), np.empty(0, np.float32)
NONE_FOUND: Found = NO_ROWS, NO_SCORES
ARRAYS, NAMES = "words.npz", "words.json"


class LexicalIndex:
    """Documents are product rows. Changes are seen by searches after `commit`; `save` keeps them.

    For one thread at a time: a search writes its sums where the last one did.
    """

    def __init__(self, language: str = ENGLISH) -> None:
        """An empty index. `language`: that of its stemmer, see `retrieval.words.analysis`."""
        self.analyzer = Analyzer(language)
        self.stems = self.analyzer.stems
        self._codes: dict[str, int] = {}  # stem or product code → its number, for all fields
        self._fields = {field: Postings() for field in WEIGHTS}
        self._finding: dict[str, bool] = {}  # query → whether it finds anything, until the next commit
        self._size = 0  # rows
        self._sums = Sums()

    def __len__(self) -> int:
        """Rows that have a document."""
        return self._fields["everything"].documents

    # -- changing ------------------------------------------------------------------------------------------------

    def put(self, row: int, fields: Fields) -> None:
        """Writes the row's words, replacing earlier ones."""
        self._size = max(self._size, row + 1)
        for field, postings in self._fields.items():
            text = getattr(fields, field)
            words = text.split() if field == "codes" else self.stems(text)
            postings.put(row, {self._code(word): count for word, count in Counter(words).items()})

    def remove(self, row: int) -> None:
        for postings in self._fields.values():
            postings.remove(row)

    def commit(self) -> None:
        """Makes what was written visible."""
        for postings in self._fields.values():
            postings.settle(len(self._codes))
        self._finding.clear()

    def _code(self, word: str) -> int:
        return self._codes.setdefault(word, len(self._codes))

    # -- keeping -------------------------------------------------------------------------------------------------

    def save(self, folder: Path) -> None:
        """Writes two files into an existing folder."""
        arrays = {
            f"{field}_{name}": array
            for field, postings in self._fields.items()
            for name, array in postings.to_arrays(len(self._codes)).items()
        }
        np.savez(folder / ARRAYS, **arrays)  # type: ignore[arg-type]
        names = {"language": self.analyzer.language, "words": list(self._codes), "size": self._size}
        (folder / NAMES).write_text(json.dumps(names))

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """What was saved into the folder. Raises ValueError where the files are not of one index."""
        names = json.loads((folder / NAMES).read_text())
        index = cls(names["language"])
        index._codes = {word: code for code, word in enumerate(names["words"])}
        index._size = names["size"]
        with np.load(folder / ARRAYS) as arrays:
            for field in WEIGHTS:
                own = {name: arrays[f"{field}_{name}"] for name in KINDS}
                if own["starts"].size != len(index._codes) + 1:
                    raise ValueError(f"the words of the field {field} are of another index")
                index._fields[field] = Postings.from_arrays(own)
        return index

    # -- asking --------------------------------------------------------------------------------------------------

    def frequency(self, field: str, stem: str) -> int:
        """Number of documents that have the stem in the field."""
        code = self._codes.get(stem)
        return 0 if code is None else self._fields[field].frequency(code)

    def words_from(self, number: int) -> list[str]:
        """The stems and codes that came from this many on, in the order they came."""
        return list(islice(self._codes, number, None))

    def count(self, stems: Iterable[str]) -> int:
        """Number of documents with all the stems anywhere."""
        return int(self._all("everything", tuple(stems))[0].size)

    def having(self, stem: str, most: int) -> Rows:
        """At most `most` rows of documents that have the stem anywhere, in no order."""
        return self._all("everything", (stem,))[0][:most].astype(np.int64)

    def finds(self, query: str) -> bool:
        """Whether any document matches. For a few queries that are asked for again and again: answers are kept."""
        if query not in self._finding:
            self._finding[query] = self.top(query, 1)[0].size > 0
        return self._finding[query]

    def top(
        self, query: str, k: int, allowed: Mask | None = None, alternatives: Alternatives = NO_ALTERNATIVES
    ) -> tuple[Rows, Scores]:
        """The `k` rows of highest score, best first and of equals the lower row; only rows that match a word.

        Any text is a query: it is cut into words here, and no sign in it means anything. A mask leaves word
        statistics as they are, so scores equal those of an unmasked search. A word scores as the best of itself and
        its alternatives.
        """
        words = self.analyzer.telling(spaced(query))[:QUERY_TERMS]
        sums = self._sums.of(self._size)
        for field, weight in WEIGHTS.items():
            if field == "codes":
                found = [self._word(field, code, NO_ALTERNATIVES) for code in asked_codes(query)[:QUERY_TERMS]]
                sums.add(found, weight)
            else:
                sums.add_covered([self._word(field, word, alternatives) for word in words], weight)
        if allowed is not None:
            sums.total *= allowed[: self._size]
        return best(sums.total, k)

    def _word(self, field: str, word: str, alternatives: Alternatives) -> Found:
        """The rows with the word or what may stand for it, by the best of these."""
        itself, others = self._all(field, (word,)), alternatives.get(word, ())
        return highest([itself, *(self._instead(field, other) for other in others)]) if others else itself

    def _instead(self, field: str, other: Alternative) -> Found:
        rows, scores = self._all(field, other.stems)
        return rows, scores * np.float32(other.weight)

    def _all(self, field: str, stems: tuple[str, ...]) -> Found:
        """The rows with all the stems, by the sum of their scores."""
        codes = [self._codes.get(stem) for stem in stems]
        found = [NONE_FOUND if code is None else self._fields[field].scores(code) for code in codes]
        return reduce(_both, found)


def _both(one: Found, other: Found) -> Found:
    rows, mine, theirs = np.intersect1d(one[0], other[0], assume_unique=True, return_indices=True)
    return rows, one[1][mine] + other[1][theirs]


def highest(found: Sequence[Found]) -> Found:
    """The rows of any, each once, by the highest of its scores."""
    rows = np.unique(np.concatenate([each for each, _ in found]))
    scores = np.zeros(rows.size, np.float32)
    for each, score in found:
        places = np.searchsorted(rows, each)
        scores[places] = np.maximum(scores[places], score)
    return rows, scores


class Sums:
    """The scores of all rows while a query is looked up: arrays that are used again, since fresh ones cost more."""

    def __init__(self) -> None:
        self.total = np.empty(0, np.float32)
        self._field, self._having = self.total, self.total

    def of(self, size: int) -> Sums:
        """Itself, for so many rows, all 0."""
        if self.total.size != size:
            self.total, self._field, self._having = (np.empty(size, np.float32) for _ in range(3))
        self.total.fill(0)
        return self

    def add(self, found: Sequence[Found], weight: float) -> None:
        """Adds the scores of words."""
        for rows, scores in found:
            np.add.at(self.total, rows, scores * np.float32(weight))

    def add_covered(self, found: Sequence[Found], weight: float) -> None:
        """Adds the scores of words times the share of them that a row has.

        In a longer query, having most of the words counts double instead: it is seldom covered whole, and every word
        of it that a row lacks would weigh against it.
        """
        if len(found) < 2:
            return self.add(found, weight)
        self._field.fill(0)
        self._having.fill(0)
        for rows, scores in found:
            np.add.at(self._field, rows, scores)
            np.add.at(self._having, rows, ONE)
        if len(found) <= EXACT_COVERAGE:
            self._field *= self._having
            self._field *= np.float32(weight / len(found))
        else:
            self._field *= np.float32(weight / 2)
            self.total += self._field
            self._field *= self._having >= math.ceil(len(found) * MOST)
        self.total += self._field
        return None


def best(scores: Scores, k: int) -> tuple[Rows, Scores]:
    """The `k` positive scores [n] that are highest, highest first and of equals the lower row first.

    The k-th highest of the blocks' maxima is a floor under the k-th highest score, and few scores reach it.
    """
    if k <= 0 or not scores.size:
        return NOTHING
    blocks = scores[: scores.size // BLOCK * BLOCK].reshape(BLOCK, -1).max(axis=0)
    floor = np.partition(blocks, blocks.size - k)[blocks.size - k] if blocks.size > k else np.float32(0)
    rows = np.flatnonzero(scores >= floor if floor > 0 else scores > 0)
    found = scores[rows]
    order = np.lexsort((rows, -found))[:k]
    return rows[order], found[order]
