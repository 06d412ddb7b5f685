"""Which rows carry which term: inverted lists that change row by row, and counts over any set of rows."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int32]
Key = tuple[str, ...]


class Terms:
    """Terms are tuples of casefolded strings; each also keeps the spelling in which the shop wrote it first."""

    def __init__(self) -> None:
        self.keys: list[Key] = []
        self.spellings: list[Key] = []
        self._codes: dict[Key, int] = {}
        self._rows: list[array[int]] = []  # by code: the rows that carry it, in no order
        self._of_row: list[array[int]] = []  # by row: its codes
        self._flat: tuple[Codes, Codes] | None = None  # (row, code) of every entry, made when first counted

    def put(self, row: int, terms: Mapping[Key, Key]) -> None:
        """Gives the row exactly these terms (key → the shop's spelling). `row` is an existing row or the next one."""
        codes = array("i", [self._code(key, spelling) for key, spelling in terms.items()])
        if row == len(self._of_row):
            self._of_row.append(array("i"))
        before = self._of_row[row]
        if before == codes:
            return
        for code in before:
            self._rows[code].remove(row)
        for code in codes:
            self._rows[code].append(row)
        self._of_row[row] = codes
        self._flat = None

    def _code(self, key: Key, spelling: Key) -> int:
        code = self._codes.get(key)
        if code is None:
            code = self._codes[key] = len(self.keys)
            self.keys.append(key)
            self.spellings.append(spelling)
            self._rows.append(array("i"))
        return code

    def rows(self, key: Key) -> Codes:
        """The rows that carry the term, in no order; empty for a term nobody carries."""
        code = self._codes.get(key)
        return np.empty(0, np.int32) if code is None else np.array(self._rows[code], np.int32)

    def of(self, row: int) -> list[Key]:
        """The terms of the row, in the order in which they were put."""
        return [self.keys[code] for code in self._of_row[row]]

    def rows_of(self, codes: Iterable[int]) -> Codes:
        """The rows that carry any of the terms with these codes, in no order, some of them more than once."""
        return np.frombuffer(b"".join(self._rows[code] for code in codes), np.int32)

    def count(self, code: int) -> int:
        """How many rows carry the term with this code."""
        return len(self._rows[code])

    def frequencies(self) -> Iterator[tuple[Key, int]]:
        """Each term that somebody carries, and how many rows do."""
        for key, rows in zip(self.keys, self._rows, strict=True):
            if rows:
                yield key, len(rows)

    def any_of(self, keys: Iterable[Key], size: int) -> Mask:
        """Mask [size] of rows that carry at least one of the terms."""
        mask = np.zeros(size, np.bool_)
        for key in keys:
            mask[self.rows(key)] = True
        return mask

    def counts(self, allowed: Mask) -> dict[int, int]:
        """code → how many allowed rows carry it, zeros left out."""
        chosen = np.flatnonzero(allowed)
        if chosen.size < len(self._of_row) // 20:
            return Counter(chain.from_iterable(self._of_row[row] for row in chosen))
        rows, codes = self._entries()
        found = np.bincount(codes[allowed[rows]], minlength=len(self.keys))
        return {int(code): int(found[code]) for code in np.flatnonzero(found)}

    def _entries(self) -> tuple[Codes, Codes]:
        if self._flat is None:
            lengths = np.fromiter(map(len, self._of_row), np.int64, len(self._of_row))
            codes = np.frombuffer(b"".join(codes.tobytes() for codes in self._of_row), np.int32)
            self._flat = np.repeat(np.arange(lengths.size, dtype=np.int32), lengths), codes
        return self._flat

    def to_arrays(self) -> tuple[npt.NDArray[np.int64], Codes]:
        """What `from_arrays` needs besides keys and spellings: number of terms by row, and all codes row after row."""
        lengths = np.fromiter(map(len, self._of_row), np.int64, len(self._of_row))
        return lengths, self._entries()[1]

    @classmethod
    def from_arrays(cls, keys: list[Key], spellings: list[Key], lengths: npt.NDArray[np.int64], codes: Codes) -> Terms:
        if len(spellings) != len(keys) or lengths.sum() != codes.size or codes.max(initial=-1) >= len(keys):
            raise ValueError("the terms and their rows do not fit")
        terms = cls()
        terms.keys, terms.spellings = list(keys), list(spellings)  # words come as one list for both
        terms._codes = {key: code for code, key in enumerate(keys)}
        ends = np.cumsum(lengths)
        terms._of_row = [array("i", codes[end - n : end].tobytes()) for end, n in zip(ends, lengths, strict=True)]
        owners = np.repeat(np.arange(lengths.size, dtype=np.int32), lengths)[np.argsort(codes, kind="stable")]
        sizes = np.cumsum(np.bincount(codes, minlength=len(keys)))
        terms._rows = [array("i", part.tobytes()) for part in np.split(owners, sizes[:-1])] if keys else []
        return terms
