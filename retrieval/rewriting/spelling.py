"""Misspelt words: the catalogue's words within a small edit distance, and which of them was most likely meant.

Distance: optimal string alignment (Damerau 1964: insertion, deletion, substitution, neighbours swapped; no letter is
edited twice). Choice: a noisy channel (Kernighan, Church and Gale 1990), the catalogue's frequency of the word
against what its edits cost.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import log

import numpy as np

from retrieval.rewriting.word_counts import WordCounts
from retrieval.words.edit_distance import LONGEST_TYPED, Spellings

SHORTEST, SHORTEST_TWO = 4, 8  # letters from which one edit is forgiven, and from which two are
REMEMBERED = 4096  # words whose correction is kept
EDIT_COST = 4.0  # in units of log frequency
FIRST_LETTER_COST = 2.0  # more: the first letter is rarely wrong
ELSEWHERE = 0.2  # of a product that has the word outside its head
COMMON, FALL = 0.003, 0.2  # share of products that must have a word of `SHORTEST` letters, and how it falls by letter


class Words:
    """Words that are found by how near their spelling is."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._spellings = Spellings()

    def extend(self, words: Iterable[str]) -> None:
        """Adds words; those that are too short, too long or have anything but letters are left out."""
        added = [word for word in words if SHORTEST - 1 <= len(word) <= LONGEST_TYPED and word.isalpha()]
        self.words += added
        self._spellings.extend(added)

    def within(self, word: str, distance: int) -> list[tuple[str, int]]:
        """(word, distance) of every word at most `distance` away, nearest first."""
        places, found = self._spellings.near(word, distance, beginning=False)
        order = np.argsort(found, kind="stable")
        return [(self.words[places[at]], int(found[at])) for at in order]


class Speller:
    """The most likely correction of words that a catalogue does not have."""

    def __init__(self, counts: WordCounts) -> None:
        self._counts = counts
        self._words = Words()
        self._words.extend(counts.spellings)
        self.correct = lru_cache(REMEMBERED)(self._correct)

    def learn(self, words: Iterable[str]) -> None:
        """Takes in words that came since, and forgets corrections that were kept."""
        self._words.extend(words)
        self.correct.cache_clear()

    def _frequency(self, word: str) -> float:
        """Products with the word, those that have it outside their head counting less."""
        stem = self._counts.spellings[word]
        return self._counts.in_head(stem) + ELSEWHERE * self._counts.of(stem)

    def _correct(self, word: str, distance: int) -> str | None:
        """The word meant by `word`, at most `distance` edits away; None when there is no such word or too few letters.

        Whether it needs correcting is not asked here.
        """
        if not word.isalpha() or len(word) < (SHORTEST if distance == 1 else SHORTEST_TWO):
            return None
        best: tuple[float, str] | None = None
        for other, edits in self._words.within(word, distance):
            frequency = self._frequency(other)
            if not edits or not frequency:
                continue
            score = log(frequency)
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
        return log(self._counts.documents * COMMON) + (letters - SHORTEST - 2 * (edits - 1)) * log(FALL)
