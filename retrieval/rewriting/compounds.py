"""Words written apart that the shop writes as one, and the other way about, by the catalogue's own frequencies."""

from __future__ import annotations

from functools import lru_cache

from retrieval.rewriting.word_counts import WordCounts

SHORTEST_PART = 2  # letters of either half of a split word
SHORTEST_JOINED = 4
FEWEST = 2  # products with a word before it counts as the shop's
REMEMBERED = 4096


class Compounds:
    """Both directions."""

    def __init__(self, counts: WordCounts) -> None:
        self._counts = counts
        self.split = lru_cache(REMEMBERED)(self._split)

    def forget(self) -> None:
        """Forgets what was kept, since the words changed."""
        self.split.cache_clear()

    def joined(self, text: str, one: str, other: str) -> str:
        """The stem of two words' `text` written as one, where the shop writes it so; "" where not: head set, headset.

        `one` and `other` are the stems of the two.
        """
        if len(text) < SHORTEST_JOINED or not text.isalpha():
            return ""
        stems = self._counts.lexical.stems(text)
        fewest = FEWEST if self._counts.of(one) and self._counts.of(other) else 1
        return stems[0] if len(stems) == 1 and self._counts.of(stems[0]) >= fewest else ""

    def hyphenated(self, stem: str) -> str:
        """The word with hyphens, where the shop writes it so; "" where it does not."""
        return self._counts.compounds.get(stem, "")

    def _split(self, text: str) -> tuple[str, str] | None:
        """The two words of the shop that the text is made of, found together most often; None when there are none."""
        if not text.isalpha():
            return None
        best: tuple[int, int, tuple[str, str]] | None = None
        for at in range(SHORTEST_PART, len(text) - SHORTEST_PART + 1):
            parts = text[:at], text[at:]
            if strength := self._strength(*parts):
                candidate = (*strength, parts)
                if best is None or candidate > best:
                    best = candidate
        return best and best[2]

    def _strength(self, one: str, other: str) -> tuple[int, int] | None:
        """(products with both words, letters of the shorter); a word like "for" counts as in every product."""
        lexical, counts = self._counts.lexical, self._counts
        stems = lexical.stems(one), lexical.stems(other)
        if any(len(found) != 1 for found in stems):
            return None
        parts = zip((one, other), stems, strict=True)
        glue = [lexical.analyzer.is_stop(part, found[0]) for part, found in parts]
        if all(glue):
            return None
        telling = tuple(found[0] for found, is_glue in zip(stems, glue, strict=True) if not is_glue)
        lengths = [len(part) for part, is_glue in zip((one, other), glue, strict=True) if not is_glue]
        if min(lengths) <= SHORTEST_PART or any(counts.of(stem) < FEWEST for stem in telling):
            return None
        both = counts.of(telling[0]) if len(telling) == 1 else counts.together(telling)
        return (both, min(len(one), len(other))) if both else None
