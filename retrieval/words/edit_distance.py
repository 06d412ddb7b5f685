"""How many typing mistakes lie between a typed word and every word of a vocabulary, for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
Distances = npt.NDArray[np.uint8]
Cells = dict[int, Distances]

LONGEST_TYPED = 24  # letters; nothing longer is compared
WIDTH = 32  # letters kept of a word: more than the longest typed word and the most edits reach
OTHER = 64  # bits of a signature


class Spellings:
    """Words as rows of characters, numbered as they come."""

    def __init__(self) -> None:
        self._size = 0
        self._letters = np.zeros((0, WIDTH), np.uint32)
        self._lengths = np.zeros(0, np.int64)
        self._signatures = np.zeros(0, np.uint64)

    def __len__(self) -> int:
        return self._size

    def extend(self, words: Sequence[str]) -> None:
        """Adds the words behind those that are there."""
        if self._size + len(words) > len(self._lengths):
            self._grow(self._size + len(words))
        for word in words:
            letters = np.frombuffer(word[:WIDTH].encode("utf-32-le", "replace"), np.uint32)
            self._letters[self._size, : letters.size] = letters
            self._lengths[self._size] = len(word)
            self._signatures[self._size] = signature(word)
            self._size += 1

    def _grow(self, least: int) -> None:
        more = max(least, 64, self._size * 5 // 4) - len(self._lengths)
        self._letters = np.concatenate([self._letters, np.zeros((more, WIDTH), np.uint32)])
        self._lengths = np.concatenate([self._lengths, np.zeros(more, np.int64)])
        self._signatures = np.concatenate([self._signatures, np.zeros(more, np.uint64)])

    def near(self, word: str, most: int, *, beginning: bool) -> tuple[Rows, Distances]:
        """Numbers of the words at most `most` edits from `word`, and the edits; with `beginning`, of any prefix.

        An edit inserts, leaves out or replaces a letter, or swaps two neighbours (optimal string alignment; Damerau
        1964). Exact: dynamic programming in a band around the diagonal (Ukkonen 1985) over the words that can be near,
        which are those of fitting length that lack at most `most` of the typed letters.
        """
        if not word or len(word) > LONGEST_TYPED or most <= 0:
            return np.empty(0, np.int64), np.empty(0, np.uint8)
        lengths = self._lengths[: self._size]
        lacking = np.bitwise_count(~self._signatures[: self._size] & np.uint64(signature(word)))
        possible = (lacking <= most) & (lengths >= len(word) - most)
        if not beginning:
            possible &= lengths <= len(word) + most
        rows = np.flatnonzero(possible)
        columns = np.ascontiguousarray(self._letters[rows, : len(word) + most].T)
        last = last_row(word, columns, most)
        edits = np.full(rows.size, most + 1, np.uint8)
        for column, cells in last.items():
            # Behind the end of a word every letter counts as replaced: no less than leaving it out.
            fits = np.True_ if beginning else lengths[rows] == column
            edits = np.where(fits, np.minimum(edits, cells), edits)
        near = edits <= most
        return rows[near], edits[near]


def signature(word: str) -> int:
    """A bit for each letter that the word has; rare letters share bits."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % OTHER)
    return bits


def last_row(word: str, columns: npt.NDArray[np.uint32], most: int) -> Cells:
    """The last row of the edit matrix [len(word) + 1, columns + 1] of each word, where it may be at most `most`.

    `columns` [letters, words] holds the words' letters. A cell is an array over the words.
    """
    width, count = columns.shape
    before: Cells = {}
    above: Cells = {column: np.full(count, column, np.uint8) for column in range(min(most, width) + 1)}
    same_above: dict[int, npt.NDArray[np.bool_]] = {}
    for row, letter in enumerate(word, 1):
        same: dict[int, npt.NDArray[np.bool_]] = {}
        cells: Cells = {}
        for column in range(max(0, row - most), min(width, row + most) + 1):
            if column == 0:
                cells[0] = np.full(count, row, np.uint8)
                continue
            same[column] = columns[column - 1] == ord(letter)
            best = above[column - 1] + ~same[column]
            if column in above:
                best = np.minimum(best, above[column] + np.uint8(1))
            if column - 1 in cells:
                best = np.minimum(best, cells[column - 1] + np.uint8(1))
            if column - 2 in before and column in same_above:
                swapped = same_above[column] & (columns[column - 2] == ord(letter))
                best = np.where(swapped, np.minimum(best, before[column - 2] + np.uint8(1)), best)
            cells[column] = best
        before, above, same_above = above, cells, same
    return above
