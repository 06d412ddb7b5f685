"""Which rows have which word how often, in one field: packed arrays, and beside them what changed since.

BM25 (Robertson and Zaragoza, 2009) with k1 = 1.2 and b = .75. The part of it that a word's frequency and a field's
length make up is worked out when the arrays are packed (as BM25S does: Lù, 2024), so that a query only multiplies and
adds. Until the next packing the mean length and the words' document frequencies stand as they were packed, with what
came since added to the latter; packing happens when a quarter has changed, so it costs a constant a change.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int32]
Scores = npt.NDArray[np.float32]

K1, B = 1.2, 0.75
MOST_TIMES = 255  # a word more often in a field counts as this often
NO_ROWS, NO_SCORES = np.empty(0, np.int32), np.empty(0, np.float32)
KINDS = {"starts": np.int64, "rows": np.int32, "times": np.uint8, "lengths": np.int32}  # of what is saved
REPACK = 4  # one changed row in so many
FEW_ROWS = 1_000  # changes are always packed in a field of fewer


class Live:
    """One word's rows since the last packing."""

    def __init__(self) -> None:
        self.rows = array("i")
        self.times = array("i")

    def remove(self, row: int) -> None:
        at = self.rows.index(row)
        del self.rows[at], self.times[at]


class Postings:
    """Words are numbers from 0. Changes are seen at once."""

    def __init__(self) -> None:
        self._starts = np.zeros(1, np.int64)  # [words + 1]: where each word's rows begin
        self._rows = NO_ROWS
        self._times = np.empty(0, np.uint8)
        self._parts = NO_SCORES
        self._lengths = np.zeros(0, np.int32)  # by row, in words; -1: no such row
        self._stale = np.zeros(0, np.bool_)  # by row: its packed entries no longer hold
        self._any_stale = False
        self._mean = 1.0
        self._packed = 0  # rows in the packed arrays
        self._live: dict[int, Live] = {}
        self._words_of: dict[int, tuple[int, ...]] = {}  # live row → its words
        self.documents = 0

    # -- changing ------------------------------------------------------------------------------------------------

    def put(self, row: int, times: Mapping[int, int]) -> None:
        """Gives the row these words (word → how often), instead of those it had."""
        self.remove(row)
        if row >= self._lengths.size:
            self._grow(row + 1)
        for word, count in times.items():
            live = self._live.setdefault(word, Live())
            live.rows.append(row)
            live.times.append(min(count, MOST_TIMES))
        self._words_of[row] = tuple(times)
        self._lengths[row] = sum(times.values())
        self.documents += 1

    def remove(self, row: int) -> None:
        """Takes the row's words away; nothing happens where it has none."""
        if row >= self._lengths.size or self._lengths[row] < 0:
            return
        for word in self._words_of.pop(row, ()):
            self._live[word].remove(row)
        self._stale[row] = self._any_stale = True
        self._lengths[row] = -1
        self.documents -= 1

    def _grow(self, size: int) -> None:
        more = max(size, self._lengths.size * 5 // 4) - self._lengths.size
        self._lengths = np.concatenate([self._lengths, np.full(more, -1, np.int32)])
        self._stale = np.concatenate([self._stale, np.zeros(more, np.bool_)])

    def settle(self, words: int) -> None:
        """Packs what changed if it is much beside what is packed. `words`: how many there are."""
        changed = len(self._words_of) + int(np.count_nonzero(self._stale))
        if changed and (changed * REPACK >= self._packed or self._packed < FEW_ROWS):
            self.pack(words)

    def pack(self, words: int) -> None:
        """Packs all that changed. `words`: how many there are."""
        kept = ~self._stale[self._rows]
        codes = np.repeat(np.arange(self._starts.size - 1, dtype=np.int32), np.diff(self._starts))[kept]
        live = [(word, entry) for word, entry in self._live.items() if entry.rows]
        sizes = [len(entry.rows) for _, entry in live]
        codes = np.concatenate([codes, np.repeat(np.array([word for word, _ in live], np.int32), sizes)])
        rows = np.concatenate([self._rows[kept], *(np.frombuffer(entry.rows, np.int32) for _, entry in live)])
        times = np.concatenate([self._times[kept], *(np.array(entry.times, np.uint8) for _, entry in live)])
        order = np.lexsort((rows, codes))
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=words))])
        self._rows, self._times = rows[order], times[order]
        self._live, self._words_of = {}, {}
        self._stale[:] = self._any_stale = False
        self._weigh()

    def _weigh(self) -> None:
        """The packed entries' parts of BM25."""
        self._packed = int(np.count_nonzero(self._lengths >= 0))
        lengths = self._lengths[self._lengths >= 0]
        self._mean = max(float(lengths.mean()), 1.0) if lengths.size else 1.0
        self._parts = self._part(self._rows, self._times)

    def _part(self, rows: Rows, times: npt.NDArray[Any]) -> Scores:
        """What the word's frequency and the field's length make of the score, below k1 + 1."""
        held = K1 * (1 - B + B / self._mean * self._lengths[rows])
        part: Scores = (times * (K1 + 1) / (times + held)).astype(np.float32)
        return part

    # -- asking --------------------------------------------------------------------------------------------------

    def frequency(self, word: int) -> int:
        """Number of rows with the word; rows removed since the last packing still count."""
        packed = int(self._starts[word + 1] - self._starts[word]) if word + 1 < self._starts.size else 0
        return packed + (len(self._live[word].rows) if word in self._live else 0)

    def rarity(self, word: int) -> float:
        """BM25's inverse document frequency, with the usual one added so that it is never negative."""
        having = self.frequency(word)
        return log(1 + (max(self.documents, having) - having + 0.5) / (having + 0.5))

    def scores(self, word: int) -> tuple[Rows, Scores]:
        """The rows with the word, each once, and their BM25."""
        rows, parts = NO_ROWS, NO_SCORES
        if word + 1 < self._starts.size:
            start, end = self._starts[word], self._starts[word + 1]
            rows, parts = self._rows[start:end], self._parts[start:end]
            if self._any_stale:
                kept = ~self._stale[rows]
                rows, parts = rows[kept], parts[kept]
        if word in self._live and self._live[word].rows:
            live = self._live[word]
            changed = np.array(live.rows, np.int32)
            rows = np.concatenate([rows, changed])
            parts = np.concatenate([parts, self._part(changed, np.array(live.times, np.int32))])
        return rows, parts * np.float32(self.rarity(word))

    # -- keeping -------------------------------------------------------------------------------------------------

    def to_arrays(self, words: int) -> dict[str, npt.NDArray[Any]]:
        """What `from_arrays` needs, after packing."""
        self.pack(words)
        return {"starts": self._starts, "rows": self._rows, "times": self._times, "lengths": self._lengths}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Postings:
        """Raises ValueError for arrays that no postings have."""
        starts, rows, lengths = arrays["starts"], arrays["rows"], arrays["lengths"]
        if any(arrays[name].dtype != kind or arrays[name].ndim != 1 for name, kind in KINDS.items()):
            raise ValueError("the postings are of another kind")
        if (
            not starts.size
            or starts[0] != 0
            or (np.diff(starts) < 0).any()
            or not starts[-1] == rows.size == arrays["times"].size
        ):
            raise ValueError("the postings do not begin where they should")
        if rows.size and not 0 <= rows.min() <= rows.max() < lengths.size:
            raise ValueError("the postings name rows that are not there")
        postings = cls()
        postings._starts, postings._rows, postings._times = arrays["starts"], arrays["rows"], arrays["times"]
        postings._lengths = arrays["lengths"]
        postings._stale = np.zeros(postings._lengths.size, np.bool_)
        postings._weigh()
        postings.documents = postings._packed
        return postings
