"""From a query to what is looked up: misspelt words corrected, words joined and split, synonyms beside them.

What the catalogue has stays as typed and is looked up as typed; everything else is an alternative beside it. Words with
digits, words in Chinese, Japanese or Korean, and words of the language that the shop just does not sell are never
corrected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from retrieval.compounds import Compounds
from retrieval.lexical import QUERY_TERMS
from retrieval.rewrite import Alternative, Alternatives, Change, ChangeKind, Rewrite, unchanged
from retrieval.spelling import Speller
from retrieval.synonyms import LONGEST, Stems, Synonym, Synonyms
from retrieval.text import CJK
from retrieval.word_counts import WordCounts

PREFERRED = 0.7  # of the products with either, from which the other word is what the shop says
FEW = 20  # products with a word, below which it is looked up in other words, too
MOST_SYNONYMS = 4  # of one word or phrase
MOST_UNKNOWN = 4  # unknown words of one query that are looked into


@dataclass(slots=True)
class Word:
    """One word of the query: as typed and folded, its stem, the chunk between blanks that it is in, what it became.

    `fixed`: never corrected, joined or split. `gone`: became part of the word before it.
    """

    text: str
    stem: str
    chunk: int
    fixed: bool
    became: str = ""
    gone: bool = False
    others: list[Alternative] = field(default_factory=list)


class Rewriter:
    """Works on a snapshot of the catalogue's words; make another when they change."""

    def __init__(self, counts: WordCounts, synonyms: Synonyms) -> None:
        self._counts = counts
        self._lexical = counts.lexical
        self._speller = Speller(counts)
        self._compounds = Compounds(counts)
        self._synonyms = synonyms

    def rewrite(self, query: str, *, doubting: bool = False) -> Rewrite:
        """What to look up. `doubting`: words that the shop has may be misspelt, too; for when nothing is found."""
        words = self._words(query)
        changes = [
            *self._joined(words),
            *self._hyphenated(words),
            *self._mended(words, doubting),
            *self._expanded(words),
        ]
        if not changes:
            return unchanged(query)
        return Rewrite(query, _spelt(query, words), tuple(dict.fromkeys(changes)), _alternatives(words))

    def _words(self, query: str) -> list[Word]:
        words: list[Word] = []
        for chunk, text in enumerate(query.split()[:QUERY_TERMS]):
            # Part of a code, or of a language whose words are not cut at blanks.
            fixed = any(letter.isdigit() for letter in text) or CJK.search(text) is not None
            pairs = zip(self._lexical.surfaces(text), self._lexical.stems(text), strict=True)
            words += [Word(surface, stem, chunk, fixed) for surface, stem in pairs]
        return words[:QUERY_TERMS]

    def _joined(self, words: list[Word]) -> Iterator[Change]:
        """Two words that the shop writes as one: head set."""
        for one, other in zip(words, words[1:], strict=False):
            if one.fixed or other.fixed or one.gone or {one.stem, other.stem} & self._lexical.stop_words:
                continue
            text = one.text + other.text
            stem = self._compounds.joined(text, one.stem, other.stem)
            if stem in ("", one.stem, other.stem) or not self._preferred((one.stem, other.stem), (stem,)):
                continue
            for word in (one, other):
                word.others.append(Alternative((stem,), 1 / 2))  # the two of them score as the one
            one.became, other.gone = text, True
            yield Change(ChangeKind.JOINED, f"{one.text} {other.text}", text)

    def _hyphenated(self, words: list[Word]) -> Iterator[Change]:
        """Words that the shop writes with a hyphen: tshirt."""
        for word in words:
            parts = self._compounds.hyphenated(word.stem)
            if word.fixed or word.became or word.gone or not parts:
                continue
            stems = tuple(self._lexical.stems(parts))
            if not self._preferred((word.stem,), stems):
                continue
            word.others.append(Alternative(stems, 1.0))
            if not self._counts.of(word.stem):
                word.became = parts
            yield Change(ChangeKind.SPLIT, word.text, parts)

    def _mended(self, words: list[Word], doubting: bool) -> Iterator[Change]:
        """Unknown words: one edit away from a known one, else two known ones run together, else two edits away."""
        doubtful = [word for word in words if self._doubtful(word, doubting)]
        for word in doubtful[:MOST_UNKNOWN]:
            if near := self._speller.correct(word.text, 1):
                yield self._replaced(word, ChangeKind.CORRECTED, near)
            elif parts := self._compounds.split(word.text):
                yield self._replaced(word, ChangeKind.SPLIT, " ".join(parts))
            elif far := self._speller.correct(word.text, 2):
                yield self._replaced(word, ChangeKind.CORRECTED, far)

    def _doubtful(self, word: Word, doubting: bool) -> bool:
        if word.fixed or word.others or word.stem in self._lexical.stop_words:
            return False
        return (doubting or not self._counts.of(word.stem)) and not self._counts.real(word.text, word.stem)

    def _replaced(self, word: Word, kind: ChangeKind, text: str) -> Change:
        stems = self._lexical.stems(text)
        telling = tuple(stem for stem in stems if stem not in self._lexical.stop_words)
        word.others.append(Alternative(telling or tuple(stems), 1.0))
        word.became = text
        return Change(kind, word.text, text)

    def _expanded(self, words: list[Word]) -> Iterator[Change]:
        """Synonyms of the longest phrases that have some, from the left."""
        stems = [self._meant(word) for word in words]
        at = 0
        while at < len(words):
            for length in range(min(LONGEST, len(words) - at), 0, -1):
                said = tuple(stems[at : at + length])
                found = [synonym for synonym in self._synonyms.of(said) if self._wanted(said, synonym)]
                if found:
                    break
            for synonym in found[:MOST_SYNONYMS]:
                weight = synonym.weight * self._cap(said, synonym.stems) / length
                for word in words[at : at + length]:
                    word.others.append(Alternative(synonym.stems, weight))
                text = " ".join(word.became or word.text for word in words[at : at + length])
                yield Change(ChangeKind.EXPANDED, text, " ".join(synonym.stems))
            at += length

    def _meant(self, word: Word) -> str:
        """The stem of the one word that this one became, or its own."""
        stems = self._lexical.stems(word.became)
        return stems[0] if len(stems) == 1 else word.stem

    def _wanted(self, said: Stems, synonym: Synonym) -> bool:
        return self._products(synonym.stems) > 0 if synonym.always else self._preferred(said, synonym.stems)

    def _preferred(self, said: Stems, other: Stems) -> bool:
        """Whether the shop has few products in the words that were said, or says the other far more often."""
        theirs, mine = self._products(other), self._products(said)
        return theirs > 0 and (mine < FEW or theirs >= PREFERRED * (mine + theirs))

    def _products(self, stems: Stems) -> int:
        return self._counts.of(stems[0]) if len(stems) == 1 else self._counts.together(stems)

    def _cap(self, said: Stems, other: Stems) -> float:
        """What holds a rarer synonym to the BM25 of the words themselves; 1 where the shop does not have these."""
        if not all(map(self._counts.of, said)):
            return 1.0
        idf = self._counts.idf
        rarity = [(sum(idf(one, head) for one in said), sum(idf(one, head) for one in other)) for head in (True, False)]
        return min(1.0, *(mine / theirs for mine, theirs in rarity))


def _alternatives(words: list[Word]) -> Alternatives:
    found: dict[str, tuple[Alternative, ...]] = {}
    for word in words:
        if word.others:
            found[word.stem] = tuple(dict.fromkeys((*found.get(word.stem, ()), *word.others)))
    return found


def _spelt(query: str, words: list[Word]) -> str:
    """The query with the words that became others in their places."""
    touched = {word.chunk for word in words if word.became or word.gone}
    if not touched:
        return query
    chunks = query.split()
    for at in touched:
        chunks[at] = " ".join(word.became or word.text for word in words if word.chunk == at and not word.gone)
    return " ".join(filter(None, chunks))
