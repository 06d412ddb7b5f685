"""Which of the places that a message names are meant: "not the second", "all but the first", "the 2nd, no, the 3rd"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """Places named in a message, from 1, and where they are named. `refused`: named to be left out."""

    places: tuple[int, ...]
    start: int
    end: int
    refused: bool = False
    excepted: bool = False  # out of others, if there are such


@dataclass(frozen=True, slots=True)
class Senses:
    """How a language leaves places out: patterns that end before a place, and words for all and for what is left."""

    refused: re.Pattern[str]  # stands right before a place that is left out
    excepted: re.Pattern[str]  # the same, out of all or of what was named before
    dropped: re.Pattern[str]  # stands right after a place that is left out
    outside: re.Pattern[str]  # the same, out of all
    replaced: re.Pattern[str]  # stands right after a place that all before it is given up for
    corrected: re.Pattern[str]  # all between a place and the one that takes its place
    every: re.Pattern[str]  # all that is shown
    others: re.Pattern[str]  # what is not named
    together: re.Pattern[str]  # named and not named alike: "compare the first with the rest"


ENGLISH = Senses(
    refused=re.compile(
        r"(?:\b(?:not|instead\s+of|rather\s+than|skip|ignore|forget(?:\s+about)?|never\s*mind|nvm|scrap|no\s+to|bin"
        r"|(?:do\s*n'?t|did\s*n'?t|not)\s+(?:really\s+)?(?:want|like|love|need|add|fancy|include|mean)|wo\s*n'?t\s+need"
        r"|(?:already|i)\s+(?:\w+\s+)?(?:own|have|had|got|bought|ordered)(?:\s+got)?|(?:i|we)\s+own"
        r"|(?:was|were)\s+(?:going|gonna|about|planning)\s+to\s+(?:get|buy|take|order|have|add|pick|choose)|(?:i|we)\s+(?:almost\s+)?"
        r"(?:wanted|considered|returned|tried)"
        r"|changed\s+my\s+mind\s+(?:about|on)|(?:not|n't)\s+(?:so\s+|too\s+|that\s+)?(?:keen|sure|sold|fussed|bothered)\s+(?:on|about)"
        r"|\w+(?:'s)?\s+(?:already\s+)?(?:got|has|owns|bought))"
        r"(?:\s+(?:the|that|this|number|item|option))*|\bno)\s*$"
    ),
    excepted=re.compile(
        r"(?:\b(?:except(?:ing)?(?:\s+for)?|but(?:\s+(?:for|not))?|apart\s+from|aside\s+from|other\s+than|besides"
        r"|exclud(?:e|es|ing)|minus|without|bar(?:ring)?|save(?:\s+for)?|(?:just\s+)?not(?:\s+(?:counting|including))?"
        r"|leav(?:e|ing)\s+out|skip(?:ping)?|omit(?:ting)?|less|expect|exept|excpet|xcept|keep|leave|spare)"
        r"(?:\s+(?:the|that|this|number|item|option))*)\s*$"
    ),
    dropped=re.compile(
        r"\s*(?:is\s+(?:out|a\s+no|not\s+(?:for\s+me|needed))|can\s+(?:stay|go)\s*out|,?\s*but\s+i(?:'m|'d|'ll)?"
        r"|(?:is|are|looks?|seems?)\s+(?:(?:a\s+bit|way|far|just|much)\s+)?(?:too|ugly|hideous|horrible|not\s+(?:right|great|my))|is\s*n'?t"
        r"\s+(?:really\s+)?(?:my|for|what|quite|right|great|good))\b"
    ),
    outside=re.compile(r"\s*(?:aside|excluded|excepted|not\s+included)\b"),
    replaced=re.compile(r"\s*(?:\w+\s+){0,3}?instead\b(?!\s+of)"),
    corrected=re.compile(
        r"[\s,.!?;:()-]*(?:(?:no|nope|nah|wait|sorry|actually|oops|whoops|scratch\s+that|scrap\s+that|strike\s+that|i\s+"
        r"mean(?:t)?|correction|make\s+(?:that|it)|or\s+rather|er+m?|u[hm]+|hm+|hang\s+on|hold\s+on|my\s+bad|typo"
        r"|change\s+that\s+to|rather|the|on\s+second\s+thought)[\s,.!?;:()-]+)+"
    ),
    every=re.compile(
        r"\b(?:all|everything|every\s+one|everyone|each|any|anything|every\s+\w+|(?:the|whole)\s+(?:whole\s+)?(?:lot|list|bunch)|them)\b"
    ),
    others=re.compile(
        r"\b(?:(?:the|all|all\s+the)\s+(?:rest(?!\s+of\s+(?:my|our|his|her))|remaining|remainder|others"
        r"|other\s+(?:ones|three|four|five|items|options|products))|everything\s+else|all\s+others)\b"
    ),
    together=re.compile(r"\b(?:compar\w+|versus|vs|against|differ\w*|stack|better|than)\b"),
)


def mark(named: Sequence[tuple[tuple[int, ...], int, int]], text: str, senses: Senses) -> list[Named]:
    """The places named, each as meant or left out by the words around it."""
    found = []
    for places, start, end in named:
        before = text[max(0, start - 60) : start]
        refused = senses.refused.search(before) or senses.dropped.match(text, end)
        excepted = senses.excepted.search(before) or senses.outside.match(text, end)
        found.append(Named(places, start, end, refused is not None, excepted is not None))
    return found


def meant(named: Sequence[Named], text: str, size: int, senses: Senses) -> tuple[int, ...]:
    """The places meant, in the order named."""
    if not named:
        return ()
    kept = _uncorrected(named, text, senses)
    wanted = _each(one for one in kept if not (one.refused or one.excepted))
    refused = _each(one for one in kept if one.refused)
    excepted = _each(one for one in kept if one.excepted)
    every = tuple(range(1, size + 1))
    if senses.others.search(text):
        both = wanted and not (refused or excepted) and senses.together.search(text)
        return every if both else _without(every, (*wanted, *refused, *excepted))
    if excepted and not wanted and senses.every.search(text):
        return _without(every, (*refused, *excepted))
    if excepted and not set(excepted) <= set(wanted):
        named_too = _each(one for one in kept if not one.refused)
        return _without(named_too, refused) or named_too
    return _without(wanted, (*refused, *excepted)) or wanted or refused


def _uncorrected(named: Sequence[Named], text: str, senses: Senses) -> list[Named]:
    """Without the places that were taken back: "the second, no, the third"."""
    kept: list[Named] = []
    for one in named:
        if kept and senses.corrected.fullmatch(text[kept[-1].end : one.start]):
            kept.pop()
            one = Named(one.places, one.start, one.end)  # the "no" before it was said of the other
        if senses.replaced.match(text, one.end):
            kept.clear()
        kept.append(one)
    return kept


def _each(named: Iterable[Named]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(place for one in named for place in one.places))


def _without(places: Sequence[int], refused: Sequence[int]) -> tuple[int, ...]:
    return tuple(place for place in places if place not in refused)
