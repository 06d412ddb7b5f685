"""From a query to what is looked up: misspelt words corrected, words joined and split, synonyms beside them.

What the catalogue has stays as typed and is looked up as typed; everything else is an alternative beside it. Words with
digits, words in Chinese, Japanese or Korean, and words of the language that the shop just does not sell are never
corrected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from retrieval.rewriting.compounds import Compounds
from retrieval.rewriting.spelling import Speller
from retrieval.rewriting.synonyms import LONGEST, Stems, Synonym, Synonyms
from retrieval.rewriting.word_counts import WordCounts
from retrieval.text import CJK
from retrieval.words.lexical import QUERY_TERMS
from retrieval.words.rewrite import Alternative, Alternatives, Change, ChangeKind, Rewrite, unchanged

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


class Beside:
    """What may stand for the words that are searched, by their stems."""

    def __init__(self) -> None:
        self._found: dict[str, dict[Alternative, None]] = {}

    def add(self, stems: Stems, other: Stems, weight: float) -> None:
        """`other`, all of it, for the phrase `stems`: spread over its words, which then score as the one."""
        for stem in stems:
            self._found.setdefault(stem, {})[Alternative(other, weight / len(stems))] = None

    def all(self) -> Alternatives:
        return {stem: tuple(found) for stem, found in self._found.items()}


class Rewriter:
    """Knows the words that the catalogue had when it was last refreshed."""

    def __init__(self, counts: WordCounts, synonyms: Synonyms) -> None:
        self._counts = counts
        self._lexical = counts.lexical
        self._speller = Speller(counts)
        self._compounds = Compounds(counts)
        self._synonyms = synonyms

    def refresh(self) -> None:
        """Takes in what changed in the catalogue's words: a few new ones cost little."""
        self._speller.learn(self._counts.refresh())
        self._compounds.forget()

    def rewrite(self, query: str, *, doubting: bool = False) -> Rewrite:
        """What to look up. `doubting`: words that the shop has may be misspelt, too; for when nothing is found."""
        beside = Beside()
        words = self._words(query)
        changes = [
            *self._joined(words, beside),
            *self._hyphenated(words, beside),
            *self._mended(words, doubting),
        ]
        searched = _spelt(query, words) if changes else query
        changes += self._expanded(self._words(searched) if changes else words, beside)
        if not changes:
            return unchanged(query)
        return Rewrite(query, searched, tuple(dict.fromkeys(changes)), beside.all())

    def _words(self, query: str) -> list[Word]:
        words: list[Word] = []
        for chunk, text in enumerate(query.split()[:QUERY_TERMS]):
            # Part of a code, or of a language whose words are not cut at blanks.
            fixed = any(letter.isdigit() for letter in text) or CJK.search(text) is not None
            pairs = zip(self._lexical.analyzer.surfaces(text), self._lexical.stems(text), strict=True)
            words += [Word(surface, stem, chunk, fixed) for surface, stem in pairs]
        return words[:QUERY_TERMS]

    def _joined(self, words: list[Word], beside: Beside) -> Iterator[Change]:
        """Two words that the shop writes as one: head set."""
        for one, other in pairwise(words):
            if one.fixed or other.fixed or one.gone or self._says_nothing(one) or self._says_nothing(other):
                continue
            text = one.text + other.text
            stem, pair = self._compounds.joined(text, one.stem, other.stem), (one.stem, other.stem)
            if stem in ("", *pair) or not self._preferred(pair, (stem,)):
                continue
            beside.add((stem,), pair, 1.0)
            one.became, other.gone = text, True
            yield Change(ChangeKind.JOINED, f"{one.text} {other.text}", text)

    def _hyphenated(self, words: list[Word], beside: Beside) -> Iterator[Change]:
        """Words that the shop writes with a hyphen: tshirt."""
        for word in words:
            parts = self._compounds.hyphenated(word.stem)
            if word.fixed or word.became or word.gone or not parts:
                continue
            stems = tuple(self._lexical.stems(parts))
            if self._preferred((word.stem,), stems):
                beside.add(stems, (word.stem,), 1.0)
                word.became = parts
                yield Change(ChangeKind.SPLIT, word.text, parts)

    def _mended(self, words: list[Word], doubting: bool) -> Iterator[Change]:
        """Unknown words: one edit away from a known one, else two known ones run together, else two edits away."""
        doubtful = [word for word in words if self._doubtful(word, doubting)]
        for word in doubtful[:MOST_UNKNOWN]:
            kind, text = ChangeKind.CORRECTED, self._speller.correct(word.text, 1)
            if text is None and (parts := self._compounds.split(word.text)):
                kind, text = ChangeKind.SPLIT, " ".join(parts)
            text = text or self._speller.correct(word.text, 2)
            if text is not None:
                word.became = text
                yield Change(kind, word.text, text)

    def _doubtful(self, word: Word, doubting: bool) -> bool:
        if word.fixed or word.became or word.gone or self._says_nothing(word):
            return False
        return (doubting or not self._counts.of(word.stem)) and not self._counts.real(word.text, word.stem)

    def _says_nothing(self, word: Word) -> bool:
        return self._lexical.analyzer.is_stop(word.text, word.stem)

    def _expanded(self, words: list[Word], beside: Beside) -> list[Change]:
        """Synonyms of the longest phrases that have some, from the left."""
        changes: list[Change] = []
        at = 0
        while at < len(words):
            for length in range(min(LONGEST, len(words) - at), 0, -1):
                said = tuple(word.stem for word in words[at : at + length])
                found = [synonym for synonym in self._synonyms.of(said) if self._wanted(said, synonym)]
                if found:
                    break
            text = " ".join(word.text for word in words[at : at + length])
            for synonym in found[:MOST_SYNONYMS]:
                beside.add(said, synonym.stems, synonym.weight * self._cap(said, synonym.stems))
                changes.append(Change(ChangeKind.EXPANDED, text, synonym.text))
            at += length
        return changes

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


def _spelt(query: str, words: list[Word]) -> str:
    """The query with the words that became others in their places."""
    chunks = query.split()
    for at in {word.chunk for word in words if word.became or word.gone}:
        chunks[at] = " ".join(word.became or word.text for word in words if word.chunk == at and not word.gone)
    return " ".join(filter(None, chunks))
