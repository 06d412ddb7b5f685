"""Reads what a query states of the products it wants, in one shop's words and on its catalogue's evidence.

A phrase becomes a condition only where products meet it that also have the query's other words, and where it mostly
means that: of the products with the phrase and the other words, enough have it as this very value. "Orange" of "orange
juice" is so no colour, "shoe" of "shoe rack" no kind, and a brand that is an ordinary word is the word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from retrieval.columns import Columns
from retrieval.terms import Mask
from retrieval.understanding.evidence import Evidence
from retrieval.understanding.limits import limit_in
from retrieval.understanding.phrases import Meaning, Phrases
from retrieval.understanding.refusals import Refusal, refusals_of
from retrieval.understanding.tokens import Token, tokens_of
from retrieval.understanding.understood import Condition, Facet, Kind, Understood
from retrieval.understanding.units import EITHER, Stop, Unit, head_of, named_by, units_of
from retrieval.vocabulary import Vocabulary
from retrieval.words.lexical import LexicalIndex

LONGEST_QUERY = 400  # characters that are read; more is prose
# Share of the products with the phrase, and the other words, that must have it as this value.
SHARES = {
    Kind.CATEGORY: 0.67,
    Kind.BRAND: 0.5,
    Kind.COLOUR: 0.35,
    Kind.ATTRIBUTE: 0.5,
    Kind.SIZE: 0.0,  # nobody writes the sizes into the title
    Kind.AUDIENCE: 0.0,
}
ORDER = (Kind.BRAND, Kind.AUDIENCE, Kind.COLOUR, Kind.SIZE, Kind.ATTRIBUTE)  # surest first


class Understander:
    """Knows the catalogue as it was when last refreshed. Reading changes what is cached: hold the index's lock."""

    def __init__(self, vocabulary: Vocabulary, columns: Columns, words: LexicalIndex) -> None:
        self._words = words
        self._phrases = Phrases(vocabulary, words)
        self._names = vocabulary.names()
        self._evidence = Evidence(columns, words)

    def refresh(self, vocabulary: Vocabulary) -> None:
        """Takes in what changed in the catalogue; new names of brands, categories or values cost the most."""
        self._evidence.refresh()
        if vocabulary.names() != self._names:
            self._phrases = Phrases(vocabulary, self._words)
            self._names = vocabulary.names()

    def met(self, condition: Condition) -> tuple[Mask, Mask]:
        """The products that meet a wanted condition to the letter, and those that only nearly do: by a wider value, or
        by saying its words in title, brand, category or attributes."""
        exact = self._evidence.meeting(condition.kind, condition.exact)
        wider = self._evidence.meeting(condition.kind, condition.wider)
        return exact, (wider | self._evidence.said(condition.stems)) & ~exact

    def read(self, query: str, currency: str = "", within: Mask | None = None) -> Understood:
        """What the query states. Any text is a query; one that states nothing comes back as it is.

        `currency`: the shop's, without which no price is read. `within`: mask of the products that are searched, where
        these are not all; a condition that none of them meets is not made. A price always is: it has no other meaning,
        and who searches by it says that nothing is within it.
        """
        text, limits = query[:LONGEST_QUERY], list[Condition]()
        if currency and (limit := limit_in(text, currency)):
            limits.append(Condition(Kind.PRICE, text[limit.start : limit.end].strip(), low=limit.low, high=limit.high))
            text = text[: limit.start] + " " * (limit.end - limit.start) + text[limit.end :]
        tokens = tokens_of(text, self._words, self._phrases.cjk)
        refusals = list(refusals_of(tokens, self._phrases, self._evidence))
        made = _Reading(self._evidence, self._phrases, self._words.analyzer.is_stop, within)
        made.refuse(refusals)
        for condition in limits:
            made.keep_within(self._evidence.priced(condition.low, condition.high))
        found = made.read(tokens, refusals)
        words = _left(text, tokens, [refusal for refusal in refusals if refusal in made.refused])
        conditions = (*limits, *made.ruled_out, *found)
        return Understood(query, (words or text.strip()) if conditions else query, conditions)


class _Reading:
    """One query being read: what is still possible, narrowed by every condition that is made."""

    def __init__(self, evidence: Evidence, phrases: Phrases, is_stop: Stop, within: Mask | None) -> None:
        self._evidence = evidence
        self._phrases = phrases
        self._is_stop = is_stop
        self._base = evidence.all() if within is None else within.copy()  # what the limits and left words leave
        self._accepted: dict[tuple[Kind, str], list[Mask]] = {}
        self.refused: list[Refusal] = []
        self.ruled_out: list[Condition] = []

    def keep_within(self, mask: Mask) -> None:
        """Keeps to what the mask has, unless nothing would be left to read the other words by."""
        left = self._base & mask
        if left.any():
            self._base = left

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """Takes what is refused out of what is possible, unless nothing would be left."""
        for refusal in refusals:
            left = self._base.copy()
            for condition in refusal.conditions:
                left &= ~self._evidence.meeting(condition.kind, condition.exact)
            if refusal.conditions and left.any():
                self._base = left
                self.refused.append(refusal)
                self.ruled_out += refusal.conditions

    def read(self, tokens: Sequence[Token], refusals: Sequence[Refusal]) -> list[Condition]:
        """The wanted conditions in the order of the query."""
        units: list[Unit] = []
        for start, end in _between(refusals, len(tokens)):
            units += units_of(tokens[start:end], self._phrases, self._is_stop, self._evidence)
        head = head_of(units)
        kinds = self._heads(units, head)
        after = len(units) if head is None else head  # "a watch for a dress" has no dress about it
        left = [unit for at, unit in enumerate(units) if at not in kinds and _is_left(unit)
                and not (at > after and unit.of(Kind.CATEGORY))]  # fmt: skip
        loose = self._narrow(left)
        found: dict[int, Condition] = {}
        if kinds and (condition := self._kind([units[at] for at in sorted(kinds)], units)):
            found[min(kinds)] = condition
        free = [at for at in range(len(units)) if at not in kinds and not self._part_of_a_name(units, at, kinds, loose)]
        thing = None if kinds else named_by(units)  # "ssd" is a drive, not a computer that has one
        for kind in ORDER:
            for at in free:
                if kind is Kind.ATTRIBUTE and at == thing:
                    continue
                if at not in found and units[at].of(kind) and (condition := self._made(units[at], kind)):
                    found[at] = condition
        return [found[at] for at in sorted(found)]

    @staticmethod
    def _heads(units: Sequence[Unit], head: int | None) -> set[int]:
        """The head, and another kind that is named beside it: "skirts and tops"."""
        if head is None:
            return set()
        two = head >= 2 and units[head - 1].text in EITHER and bool(units[head - 2].of(Kind.CATEGORY))
        return {head, head - 2} if two else {head}

    def _narrow(self, left: Sequence[Unit]) -> bool:
        """Keeps to the products with the words that no condition can be made of; whether there are none such."""
        having = self._base.copy()
        for unit in left:
            for stem in unit.stems:
                if not self._evidence.knows(stem):
                    return True
                having &= self._evidence.having(stem)
        if not having.any():
            return True
        self._base = having
        return False

    def _part_of_a_name(self, units: Sequence[Unit], at: int, kinds: set[int], loose: bool) -> bool:
        """Whether a word follows that the shop has for nothing, and no title or fact has beside this one: "navy seal",
        "black and decker"."""
        after = next((other for other in range(at + 1, len(units)) if not units[other].only_linking), at)
        following = units[after]
        if after == at or after in kinds or not _is_left(following):
            return False
        return loose or not (self._base & self._evidence.said((*units[at].stems, *following.stems))).any()

    def _kind(self, heads: Sequence[Unit], units: Sequence[Unit]) -> Condition | None:
        """The kind that the heads name, where enough of the products with all words of the query are of it: a "usb
        battery" is a battery, but hardly one of the shop's Batteries."""
        meanings = [unit.of(Kind.CATEGORY)[0] for unit in heads]
        kind = Facet("", tuple(dict.fromkeys(value for meaning in meanings for value in meaning.exact.values)))
        if len(heads) == 1:
            others = [stem for unit in units if unit is not heads[0] and not unit.only_linking for stem in unit.stems]
            having = self._base & self._evidence.spelt(heads[0].tokens, kind) & self._evidence.said(others)
            count = np.count_nonzero(having)
            of_kind = np.count_nonzero(having & self._evidence.meeting(Kind.CATEGORY, kind))
            if count and of_kind < SHARES[Kind.CATEGORY] * count:
                return None
        said = " and ".join(unit.text for unit in heads)
        return self._made(replace(heads[-1], meanings=(Meaning(Kind.CATEGORY, kind),)), Kind.CATEGORY, said)

    def _made(self, unit: Unit, about: Kind, said: str = "") -> Condition | None:
        """The condition that most possible products meet, where enough of those with the words do: to the letter, or
        else with what also counts as it."""
        meanings = unit.of(about)
        for facets in ([each.exact for each in meanings], [each.wider for each in meanings]):
            masks = [self._meeting(each.kind, facet) for each, facet in zip(meanings, facets, strict=True)]
            counts = [int(np.count_nonzero(mask)) for mask in masks]
            best = max(range(len(meanings)), key=counts.__getitem__)
            facet = facets[best]
            enough = 0.0 if about is Kind.CATEGORY else SHARES[about] * self._with(about, facet, unit)
            if counts[best] and counts[best] >= enough:
                self._accepted.setdefault((about, facet.name), []).append(masks[best])
                return Condition(about, said or unit.text, facet, meanings[best].wider, stems=unit.stems)
        return None

    def _meeting(self, kind: Kind, facet: Facet) -> Mask:
        return self._possible((kind, facet.name)) & self._evidence.meeting(kind, facet)

    def _with(self, kind: Kind, facet: Facet, unit: Unit) -> int:
        """How many possible products have the words."""
        return int(np.count_nonzero(self._possible((kind, facet.name)) & self._evidence.spelt(unit.tokens, facet)))

    def _possible(self, but: tuple[Kind, str]) -> Mask:
        """What meets all conditions made so far, but for those on the same attribute: "red or blue" is either."""
        possible = self._base
        for about, masks in self._accepted.items():
            if about != but:
                possible = possible & np.logical_or.reduce(masks)
        return possible


def _is_left(unit: Unit) -> bool:
    """Whether no condition can be made of a unit: a word the shop has for nothing, or a kind that is not the head."""
    return not unit.only_linking and all(meaning.kind is Kind.CATEGORY for meaning in unit.meanings)


def _between(refusals: Sequence[Refusal], size: int) -> list[tuple[int, int]]:
    """The runs of tokens that no refusal has."""
    starts = [0, *(refusal.end for refusal in refusals)]
    ends = [*(refusal.start for refusal in refusals), size]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def _left(text: str, tokens: Sequence[Token], refused: Sequence[Refusal]) -> str:
    """The query without what it refuses."""
    for refusal in reversed(refused):
        start, end = tokens[refusal.start].start, tokens[refusal.end - 1].end
        text = text[:start] + " " + text[end:]
    return " ".join(text.split())
