"""Misspelt words: the catalogue's words within a small edit distance, and which of them was most likely meant.

Distance: optimal string alignment (Damerau 1964: insertion, deletion, substitution, neighbours swapped; no letter is
edited twice). Choice: a noisy channel (Kernighan, Church and Gale 1990), the catalogue's frequency of the word
against what its edits cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import log

import numpy as np
import numpy.typing as npt

from retrieval.word_counts import WordCounts

Codes = npt.NDArray[np.int32]
Distances = npt.NDArray[np.int8]

SHORTEST, SHORTEST_TWO = 4, 8  # letters from which one edit is forgiven, and from which two are
LONGEST = 24  # letters
REMEMBERED = 4096  # words whose correction is kept
EDIT_COST = 4.0  # in units of log frequency
FIRST_LETTER_COST = 2.0  # more: the first letter is rarely wrong
ELSEWHERE = 0.2  # of a product that has the word outside its head
COMMON, FALL = 0.003, 0.2  # share of products that must have a word of `SHORTEST` letters, and how it falls by letter


class Words:
    """Words laid out so that all within a distance of a given one are found by a few passes over arrays."""

    def __init__(self, words: Mapping[str, float]) -> None:
        """`words`: each with its frequency. Those too short, too long or with anything but letters are left out."""
        kept = [word for word in words if SHORTEST - 1 <= len(word) <= LONGEST and word.isalpha()]
        self.words = kept
        self.frequencies = np.array([words[word] for word in kept], np.float64)
        self._lengths = np.array([len(word) for word in kept], np.int16)
        self._codes = np.zeros((len(kept), LONGEST), np.int32)
        for row, word in enumerate(kept):
            self._codes[row, : len(word)] = [ord(letter) for letter in word]
        self._letters = np.array([letters_of(word) for word in kept], np.uint64)

    def within(self, word: str, distance: int) -> list[tuple[int, int]]:
        """(place, distance) of every word at most `distance` away, nearest first."""
        if not self.words or not 0 < len(word) <= LONGEST:
            return []
        near = np.abs(self._lengths - len(word)) <= distance
        # One edit adds or removes at most one letter each, so two sets of letters differ by two at most.
        near &= np.bitwise_count(self._letters ^ np.uint64(letters_of(word))) <= 2 * distance
        places = np.flatnonzero(near)
        found = distances(word, self._codes[places], self._lengths[places], distance)
        order = np.argsort(found, kind="stable")
        return [(int(places[at]), int(found[at])) for at in order if found[at] <= distance]


def letters_of(word: str) -> int:
    """The set of its letters in 64 bits; letters that share a bit only make the sets more alike."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


def distances(word: str, codes: Codes, lengths: npt.NDArray[np.int16], most: int) -> Distances:
    """int8 [n]: edit distance of `word` to each row of `codes` [n, `LONGEST`]; above `most` it is only `most` + 1."""
    far = most + 1
    count = codes.shape[0]
    typed = [ord(letter) for letter in word]
    width = len(typed) + most + 2
    before = earlier = np.empty((0, 0), np.int8)
    row = np.full((width, count), far, np.int8)
    row[: most + 1] = np.arange(most + 1, dtype=np.int8)[:, None]
    for i, letter in enumerate(typed, 1):
        earlier, before = before, row
        row = np.full((width, count), far, np.int8)
        if i <= most:
            row[0] = i
        for j in range(max(1, i - most), min(i + most, LONGEST) + 1):
            column = codes[:, j - 1]
            best = before[j - 1] + (column != letter)
            np.minimum(best, before[j] + 1, out=best)
            np.minimum(best, row[j - 1] + 1, out=best)
            if i > 1 and j > 1:
                swapped = (column == typed[i - 2]) & (codes[:, j - 2] == letter)
                np.minimum(best, np.where(swapped, earlier[j - 2] + 1, far), out=best)
            row[j] = np.minimum(best, far)
    reached = np.minimum(lengths.astype(np.int64), width - 1)
    found: Distances = row[reached, np.arange(count)]
    return found


class Speller:
    """The most likely correction of words that a catalogue does not have."""

    def __init__(self, counts: WordCounts) -> None:
        self._words = Words(
            {word: counts.heads.get(stem, 0) + ELSEWHERE * counts.of(stem) for word, stem in counts.spellings.items()}
        )
        self._documents = counts.documents
        self.correct = lru_cache(REMEMBERED)(self._correct)

    def _correct(self, word: str, distance: int) -> str | None:
        """The word meant by `word`, at most `distance` edits away; None when there is no such word or too few letters.

        Whether it needs correcting is not asked here.
        """
        if not word.isalpha() or len(word) < (SHORTEST if distance == 1 else SHORTEST_TWO):
            return None
        best: tuple[float, str] | None = None
        for place, edits in self._words.within(word, distance):
            other = self._words.words[place]
            if not edits:
                continue
            score = log(self._words.frequencies[place])
            score -= FIRST_LETTER_COST * (other[0] != word[0])
            if score < self._least(len(word), edits):
                continue
            score -= EDIT_COST * edits
            if best is None or (score, other) > best:
                best = score, other
        return best and best[1]

    def _least(self, letters: int, edits: int) -> float:
        """Log frequency from which a word is believed to be meant: any short word is near some word by chance.

        The second edit counts as two letters less.
        """
        return log(self._documents * COMMON) + (letters - SHORTEST - 2 * (edits - 1)) * log(FALL)
