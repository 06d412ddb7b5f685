"""What a query says it does not want: "not leather", "without zip", "no nike", "except black"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.text import CJK
from retrieval.understanding.evidence import Evidence
from retrieval.understanding.phrases import Phrases
from retrieval.understanding.tokens import Token
from retrieval.understanding.understood import Condition, Facet, Kind
from retrieval.understanding.units import LINKS, longest

CUES = frozenset(("no", "not", "without", "except", "excluding", "minus", "non", "不要", "不含", "除了"))
FIRM = frozenset(("without", "except", "excluding", "不含"))  # refuse any word; "no" may begin an idiom or a name
PAIRS = frozenset(  # two words that are one cue
    (("anything", "but"), ("everything", "but"), ("all", "but"), ("any", "but"), ("other", "than"), ("apart", "from"))
)
OR = frozenset(("or", "nor", "或"))
BETWEEN = frozenset(("any", "a", "an", "the", "in", "from", "by", "of", "for", "made", "with"))
NOT_REFUSED = frozenset((Kind.AUDIENCE, Kind.SIZE))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Tokens `start` to `end`, the cue included, and what they rule out: nothing where it could not be told."""

    start: int
    end: int
    conditions: tuple[Condition, ...]


def refusals_of(tokens: Sequence[Token], phrases: Phrases, evidence: Evidence) -> Iterator[Refusal]:
    """Every cue of the query with what it refuses."""
    at = 0
    while at < len(tokens):
        cue = _cue(tokens, at)
        if not cue or _names(tokens, at, phrases):
            at += 1
            continue
        end = at + cue
        while end < len(tokens) and tokens[end].text in BETWEEN:
            end += 1
        refusal = _refused(tokens, at, end, phrases, evidence)
        yield refusal
        at = refusal.end
        while at + 1 < len(tokens) and tokens[at].text in OR and _alike(tokens, at, refusal, phrases, evidence):
            yield (refusal := _refused(tokens, at, at + 1, phrases, evidence))
            at = refusal.end


def _cue(tokens: Sequence[Token], at: int) -> int:
    """How many tokens from this place on say that what follows is not wanted; 0 where it is no cue."""
    if tuple(token.text for token in tokens[at : at + 2]) in PAIRS:
        return 2
    return int(tokens[at].text in CUES)


def _links(word: str, _stem: str) -> bool:
    return word in LINKS


def _alike(tokens: Sequence[Token], at: int, refused: Refusal, phrases: Phrases, evidence: Evidence) -> bool:
    """Whether what comes after "or" is the same kind of thing as what was refused: "not black or blue"."""
    kinds = {condition.kind for condition in refused.conditions} - {Kind.WORD}
    unit = longest(tokens, at + 1, phrases, _links, evidence)
    return any(meaning.kind in kinds for meaning in unit.meanings)


def _names(tokens: Sequence[Token], at: int, phrases: Phrases) -> bool:
    """Whether the cue is the beginning of a value or a brand: "no-show socks"."""
    return any(phrases.of(list(tokens[at : at + length])) for length in (2, 3))


def _refused(tokens: Sequence[Token], cue: int, at: int, phrases: Phrases, evidence: Evidence) -> Refusal:
    """One refused thing. Where a noun follows it ("not leather shoes") only the thing itself is refused."""
    if at >= len(tokens):
        return Refusal(cue, at, ())
    unit = longest(tokens, at, phrases, _links, evidence)
    end = at + len(unit.tokens)
    meanings = [meaning for meaning in unit.meanings if meaning.kind not in NOT_REFUSED]
    said = " ".join(token.text for token in tokens[cue:end])
    found = [Condition(each.kind, said, each.wider if each.wider.values else each.exact, wanted=False)
             for each in meanings]  # fmt: skip
    kinds = {condition.kind for condition in found}
    if Kind.BRAND in kinds or Kind.COLOUR in kinds:  # the name of a brand or a colour, whatever else it is, too
        first = Kind.BRAND if Kind.BRAND in kinds else Kind.COLOUR
        return Refusal(cue, end, tuple(condition for condition in found if condition.kind is first))
    if unit.meanings and not meanings:
        return Refusal(cue, end, ())
    known = bool(found) or tokens[cue].text in FIRM
    words = _words(unit.stems, evidence) if known and Kind.CATEGORY not in kinds else ()
    if words:
        found.append(Condition(Kind.WORD, said, Facet("", words), wanted=False))
    return Refusal(cue, end, tuple(found))


def _words(stems: tuple[str, ...], evidence: Evidence) -> tuple[str, ...]:
    """All forms in which the shop writes a single refused word; of several words none, since each may be innocent."""
    return evidence.forms(stems[0]) if len(stems) == 1 and not CJK.search(stems[0]) else ()
