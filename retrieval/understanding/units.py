"""The parts of a query in order: phrases that the shop knows, words that it does not, and which of them is the head."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.audiences import AUDIENCE_OF
from retrieval.understanding.evidence import Evidence
from retrieval.understanding.phrases import LONGEST, Meaning, Phrases
from retrieval.understanding.tokens import Token
from retrieval.understanding.understood import Kind

# After one of these comes what the thing has, is for or is from; what it is comes before.
LINKS = frozenset(("with", "for", "in", "from", "by", "of", "under", "without", "on", "to", "made"))
ALONE = frozenset(("man", "woman", "boy", "girl", "kid", "child", "lady", "guy", "gentleman", "youth", "junior"))
USUAL = 0.05  # share of the products with all words of a phrase that must have them as one value
Stop = Callable[[str, str], bool]  # a word as typed and its stem → whether it says nothing of what is looked for
EITHER = frozenset(("and", "or", "和", "或"))


@dataclass(frozen=True, slots=True)
class Unit:
    """One or several words that stand for the same; `stop`: a word that only links others."""

    tokens: tuple[Token, ...]
    meanings: tuple[Meaning, ...] = ()
    stop: bool = False

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)

    @property
    def stems(self) -> tuple[str, ...]:
        return tuple(stem for token in self.tokens for stem in token.stems)

    def of(self, kind: Kind) -> tuple[Meaning, ...]:
        return tuple(meaning for meaning in self.meanings if meaning.kind is kind)

    @property
    def only_linking(self) -> bool:
        return self.stop or (len(self.text) == 1 and not self.meanings and not self.tokens[0].cjk)


def units_of(tokens: Sequence[Token], phrases: Phrases, is_stop: Stop, evidence: Evidence) -> list[Unit]:
    """The query cut into the longest phrases that the shop knows, from the left."""
    found: list[Unit] = []
    at = 0
    while at < len(tokens):
        unit = longest(tokens, at, phrases, is_stop, evidence)
        found.append(unit)
        at += len(unit.tokens)
    return found


def longest(tokens: Sequence[Token], at: int, phrases: Phrases, is_stop: Stop, evidence: Evidence) -> Unit:
    """The longest phrase from this place on that the shop knows; else the one word there.

    Of several words, a value that few of the products with the words have is none: they say more apart.
    """
    for length in range(min(LONGEST, len(tokens) - at), 0, -1):
        part = tokens[at : at + length]
        meanings = phrases.of(list(part))
        if meanings and length > 1:
            meanings = [meaning for meaning in meanings if _usual(meaning, part, evidence)]
        if length == 1 and (audience := _audience(tokens, at, phrases)):
            return Unit((*part,), (audience,))
        if length == 2 and part[0].text == "size":  # one the shop does not tell says nothing
            sizes = tuple(Meaning(Kind.SIZE, facet) for facet in phrases.sizes.get(part[1].text, ()))
            return Unit((*part,), sizes, stop=not sizes)
        if meanings and (length > 1 or not is_stop(part[0].text, part[0].stem)):
            return Unit((*part,), tuple(meanings))
    token = tokens[at]
    return Unit((token,), stop=is_stop(token.text, token.stem) or token.text in LINKS | EITHER)


def _usual(meaning: Meaning, tokens: Sequence[Token], evidence: Evidence) -> bool:
    if meaning.kind is not Kind.ATTRIBUTE:
        return True
    stems = [stem for token in tokens for stem in token.stems]
    having = np.count_nonzero(evidence.meeting(meaning.kind, meaning.exact))
    return bool(having >= USUAL * np.count_nonzero(evidence.said(stems)))


def _audience(tokens: Sequence[Token], at: int, phrases: Phrases) -> Meaning | None:
    """Who the thing is for: "women's", "men", "for a boy"; "man" alone is as often part of a name."""
    token = tokens[at]
    audience = AUDIENCE_OF.get(token.text)
    if audience is None:
        return None
    before = [other.text for other in tokens[max(0, at - 2) : at]]
    if token.text in ALONE and not token.possessive and "for" not in before:
        return None
    return phrases.audiences.get(audience)


def head_of(units: Sequence[Unit]) -> int | None:
    """Which unit names the kind of thing: the last before a link that is a category, unless an unknown word comes
    after it. English compounds have their head on the right: "watch strap" is no watch, "shoe rack" no shoe.
    """
    for at in range(_before_links(units) - 1, -1, -1):
        unit = units[at]
        if unit.of(Kind.CATEGORY):
            return at
        if not unit.meanings and not unit.only_linking:
            return None
    return None


def named_by(units: Sequence[Unit]) -> int | None:
    """Which unit names the thing, whether the shop has such a kind or not: the last telling one before a link."""
    return next((at for at in range(_before_links(units) - 1, -1, -1) if not units[at].only_linking), None)


def _before_links(units: Sequence[Unit]) -> int:
    """How many units come before a link behind the first that tells something: "tent" of "tent for two"."""
    first = next((at for at, unit in enumerate(units) if not unit.only_linking), len(units))
    return next((at for at, unit in enumerate(units) if at > first and unit.text in LINKS), len(units))
