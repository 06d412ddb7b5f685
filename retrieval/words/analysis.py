"""How a text is cut into words for the word index: folded and stemmed by the shop's language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from retrieval.text import whole

LONGEST_WORD = 40  # characters; longer runs are noise
ENGLISH = "english"
LANGUAGES = (  # those with a stemmer and a list of function words (snowballstem.org)
    "danish", "dutch", ENGLISH, "finnish", "french", "german", "hungarian", "italian", "norwegian", "portuguese",
    "russian", "spanish", "swedish",
)  # fmt: skip
ASKING = (  # how people ask, not what for; they count only in a query that has nothing else
    "a an and any are as at be but by can do find for from get give have i if in into is it its like looking me my "
    "need no not of on or please show some such that the their then there these they this to want was what which will "
    "with would you your"
)
SAMPLE = 2_000  # texts that tell a catalogue's language
CLEARLY = 1.5  # times as many function words as English has in it make a text one of another language
LEAST = 0.04  # share of function words in a text that is prose at all
REMEMBERED = 4_096


class Analyzer:
    """Words as they are spelt and as they are indexed."""

    def __init__(self, language: str = ENGLISH) -> None:
        """Raises ValueError for a language that is none of `LANGUAGES`."""
        if language not in LANGUAGES:
            raise ValueError(f"no stemmer for {language!r}: one of {', '.join(LANGUAGES)}")
        self.language = language
        folded = _lower().filter(Filter.ascii_fold())
        self._surfaces, self._written = folded.build(), _lower().build()
        # Stemmers of other languages know their words with accents, so these are folded only afterwards.
        english = language == ENGLISH
        stemmed = (_lower().filter(Filter.ascii_fold()) if english else _lower()).filter(Filter.stemmer(language))
        self._stems = (stemmed if english else stemmed.filter(Filter.ascii_fold())).build()
        self._asking = frozenset(self.stems(ASKING))
        self._telling = None if english else _telling(language)
        self.is_stop = lru_cache(REMEMBERED)(self._is_stop)

    def surfaces(self, text: str) -> list[str]:
        """The words of the text as spelt, folded; as many as `stems` gives, in the same order."""
        return list(self._surfaces.analyze(whole(text)))

    def stems(self, text: str) -> list[str]:
        """The words of the text as they are indexed."""
        return list(self._stems.analyze(whole(text)))

    def telling(self, text: str) -> list[str]:
        """The stems of the text, each once; function words only where there is nothing else."""
        stems = dict(zip(self.stems(text), self._written.analyze(whole(text)), strict=True))
        return [stem for stem, word in stems.items() if not self.is_stop(word, stem)] or list(stems)

    def _is_stop(self, word: str, stem: str) -> bool:
        """Whether a word, given in small letters and as its stem, says nothing of what is looked for."""
        return stem in self._asking or (self._telling is not None and not self._telling.analyze(word))


def _lower() -> TextAnalyzerBuilder:
    """Runs of letters and digits, in lower case."""
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST_WORD)).filter(Filter.lowercase())


def _telling(language: str) -> TextAnalyzer:
    """Leaves the words that are no function words of the language."""
    return _lower().filter(Filter.stopword(language)).build()


def language_of(texts: Iterable[str]) -> str:
    """The language with most function words in the first texts; English where none clearly has more."""
    text = whole(" ".join(islice(texts, SAMPLE)))
    words = len(_lower().build().analyze(text))
    shares = {name: 1 - len(_telling(name).analyze(text)) / max(1, words) for name in LANGUAGES}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= max(LEAST, CLEARLY * shares[ENGLISH]) else ENGLISH
