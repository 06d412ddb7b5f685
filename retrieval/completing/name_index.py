"""Names found by what is being typed: their words in any order, the last one unfinished, mistyped words too."""

from __future__ import annotations

import json
from bisect import bisect_left
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.completing.name_words import Typed, Word, fold, pairs, plain, words_in
from retrieval.terms import Key, Terms
from retrieval.words.edit_distance import Spellings

Edits = npt.NDArray[np.uint8]

TEXTS, CODES = "names.json", "names.npz"
NOT_FOUND = np.uint8(255)
SHORTEST_NEAR = 3  # letters of a word that one of 4 letters can be meant for
LAST = "\U0010ffff"  # behind every sign


def allowed_edits(word: str) -> int:
    """How many typing mistakes a word may have: none below 4 letters, two from 8 on, and none in a number or code."""
    if any(letter.isdigit() for letter in word):
        return 0
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


class Names:
    """Rows with a name each. `plain[row]` is the name as `name_words.plain` writes it, "" for a row without one."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self._tokens = Terms()
        self._sorted: list[tuple[str, int]] = []  # (token, its code)
        self._spellings = Spellings()
        self._spelt: list[int] = []  # number of a spelling → code of its token

    def put(self, row: int, name: str) -> None:
        """Names an existing row anew, or the next one. An empty name is found by nothing."""
        words = words_in(fold(name))
        if row == len(self.plain):
            self.plain.append("")
        self.plain[row] = plain(words)
        keys = [(token,) for word in words for token in word.tokens()]
        self._tokens.put(row, dict(zip(keys, keys, strict=True)))

    def __len__(self) -> int:
        return len(self.plain)

    def save(self, folder: Path) -> None:
        """Writes `names.json` and `names.npz` into an existing folder."""
        (folder / TEXTS).write_text(json.dumps({"plain": self.plain, "tokens": [key for (key,) in self._tokens.keys]}))
        lengths, codes = self._tokens.to_arrays()
        np.savez(folder / CODES, lengths=lengths, codes=codes)

    @classmethod
    def load(cls, folder: Path) -> Names:
        names = cls()
        texts = json.loads((folder / TEXTS).read_text())
        keys: list[Key] = [(token,) for token in texts["tokens"]]
        names.plain = texts["plain"]
        with np.load(folder / CODES) as arrays:
            if len(arrays["lengths"]) != len(names):
                raise ValueError("names and their words are of another number of rows")
            names._tokens = Terms.from_arrays(keys, keys, arrays["lengths"], arrays["codes"])
        names.settle()
        return names

    def edits(self, typed: Typed, *, lenient: bool) -> Edits:
        """uint8 [rows]: how many edits the name is from having every typed word; `NOT_FOUND` where it has not.

        Strictly, a name has every finished word as typed and a word that begins with the unfinished one, or is not
        found. Leniently, words may be mistyped, and the beginning of a word typed as a finished one counts as an edit.
        """
        self.settle()
        total = np.zeros(len(self), np.uint8)
        for number, word in enumerate(typed.words):
            unfinished = typed.unfinished and number == len(typed.words) - 1
            cost = self._of_word(word, unfinished, lenient)
            missing = (total == NOT_FOUND) | (cost == NOT_FOUND)
            total = np.where(missing, NOT_FOUND, total + cost)
            if missing.all():
                break
        return total

    def settle(self) -> None:
        """Takes over the tokens that came since the last time; else the next question does."""
        keys = self._tokens.keys
        if len(self._sorted) == len(keys):
            return
        fresh = [(keys[code][0], code) for code in range(len(self._sorted), len(keys))]
        self._sorted += fresh
        self._sorted.sort()  # a sorted list and a tail: nearly linear
        near = [(token, code) for token, code in fresh if len(token) >= SHORTEST_NEAR]
        self._spellings.extend([token for token, _ in near])
        self._spelt += [code for _, code in near]

    def _of_word(self, word: Word, unfinished: bool, lenient: bool) -> Edits:
        if word.run:
            return self._of_run(word.parts[0])
        *before, last = word.parts
        cost = self._of_token(last, unfinished, lenient)
        if before:
            for part in before:
                other = self._of_token(part, False, lenient)
                cost = np.where((cost == NOT_FOUND) | (other == NOT_FOUND), NOT_FOUND, cost + other)
            cost = np.minimum(cost, self._of_token(word.joined, unfinished, lenient))
        return cost

    def _of_run(self, run: str) -> Edits:
        """A run is found as it stands, anywhere within another."""
        found = np.ones(len(self), np.bool_)
        for token in pairs(run) or [run]:
            found &= self._tokens.any_of([(token,)], len(self))
        rows = np.flatnonzero(found)
        cost = np.full(len(self), NOT_FOUND)
        cost[[row for row in rows.tolist() if run in self.plain[row]]] = 0
        return cost

    def _of_token(self, token: str, unfinished: bool, lenient: bool) -> Edits:
        cost = np.full(len(self), NOT_FOUND)
        if lenient:
            numbers, edits = self._spellings.near(token, allowed_edits(token), beginning=unfinished)
            for most in (2, 1):  # the fewer edits last: they stay
                codes = [self._spelt[number] for number in numbers[edits == most].tolist()]
                cost[self._tokens.rows_of(codes)] = most
        if lenient or unfinished:
            cost[self._tokens.rows_of(self._beginning(token))] = 0 if unfinished else 1
        if not unfinished:
            cost[self._tokens.rows((token,))] = 0
        return cost

    def _beginning(self, prefix: str) -> list[int]:
        """Codes of the tokens that begin so."""
        start = bisect_left(self._sorted, (prefix,))
        return [code for _, code in self._sorted[start : bisect_left(self._sorted, (prefix + LAST,), start)]]
