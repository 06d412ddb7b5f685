"""A query as words with their places, their stems, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from retrieval.text import CJK, CJK_SIGNS
from retrieval.understanding.families import IRREGULAR, SPELLINGS
from retrieval.words.lexical import LexicalIndex

WORD = re.compile(rf"[{CJK_SIGNS}]+|(?:(?![{CJK_SIGNS}])[^\W_])+(?:['’]s\b|['’](?=\s|$))?")
POSSESSIVE = re.compile(r"['’]s?$")
SAME = {**SPELLINGS, **IRREGULAR}
LONGEST_QUERY = 40  # words that are read: a pasted page states nothing


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as typed and folded, its stem, its place in the query, and whether it says whose something is."""

    text: str
    stem: str
    start: int
    end: int
    possessive: bool = False
    cjk: bool = False

    @property
    def stems(self) -> tuple[str, ...]:
        """The word as it is indexed: Chinese and its like in overlapping pairs."""
        if not self.cjk or len(self.text) == 1:
            return (self.stem,)
        return tuple(map("".join, pairwise(self.text)))


def tokens_of(query: str, words: LexicalIndex, known: Collection[str] = ()) -> list[Token]:
    """The words in order. A run of CJK signs is cut into the longest of the `known` phrases, and what is between."""
    found: list[Token] = []
    for match in WORD.finditer(query):
        typed = match[0]
        if CJK.search(typed):
            found += _cut(typed, match.start(), known)
            continue
        bare = POSSESSIVE.sub("", typed)
        surfaces, stems = words.analyzer.surfaces(bare), words.stems(bare)
        if surfaces:
            text = SAME.get(surfaces[0], surfaces[0])
            stem = stems[0] if text == surfaces[0] else words.stems(text)[0]
            found.append(Token(text, stem, match.start(), match.end(), bare != typed))
        if len(found) >= LONGEST_QUERY:
            break
    return found[:LONGEST_QUERY]


def _cut(run: str, offset: int, known: Collection[str]) -> Iterator[Token]:
    """Known phrases of a run that is written without blanks, and the rests between them."""
    longest = max((len(phrase) for phrase in known), default=1)
    begin = at = 0
    while at < len(run):
        length = next((n for n in range(min(longest, len(run) - at), 1, -1) if run[at : at + n] in known), 0)
        if length:
            yield from _piece(run, begin, at, offset)
            yield from _piece(run, at, at + length, offset)
            begin = at + length
        at += length or 1
    yield from _piece(run, begin, at, offset)


def _piece(run: str, start: int, end: int, offset: int) -> Iterator[Token]:
    if start < end:
        yield Token(run[start:end], run[start:end], offset + start, offset + end, cjk=True)


def key_of(tokens: Collection[Token]) -> str:
    """What phrases are looked up by: their stems run together, so that "t shirts" is "T-shirt" and "tshirt"."""
    return "".join(token.stem for token in tokens)
