"""What the limit head sees of each amount of a message: the words around it, what the rules made of it, its states.

Of no language: `candidates` and `chinese.price_candidates` say what a message's amounts are and what the rules
of theirs made of each.
"""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.reader.prices.reading import PriceLimits
from assistant.reader.seen import Floats, Seen

BUCKETS = 2**14
# Groups of words before the amount's first and behind its last, whose states are averaged.
BEFORE, AFTER = ((1, 0), (2, 1), (3, 2), (6, 3)), ((1, 2), (2, 3), (3, 6))
SLOTS = 2 + len(BEFORE) + len(AFTER)  # with the amount itself, and with the whole message
_DIGIT = re.compile(r"\d")
_FAR = 12  # characters between two amounts that are joined
_LONG, _LONGER = 12, 25  # words of a message that is no short one

Buckets = list[int]


@dataclass(frozen=True, slots=True)
class Window:
    """How much of the words to either side is seen: in a bag, by their places, in pairs, in threes."""

    reach: int
    exact: int
    paired: int
    threes: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An amount of a message. `low` and `high` in minor units differ where two were said at once; `lent` is `low`
    with what the next amount lends it where the two are a range: "two to three hundred".

    `around` is whether the rules read "around" it; `likely` is how far it looks like money: 2 with a word or sign of
    currency, 0 beside a measure, else 1; `role` is what the rules take it for, `plain` whether by words that state a
    limit plainly; `shape` is what the number looks like, `heard` what the rules made of it, as numbers.
    """

    start: int
    end: int
    low: int | None
    high: int | None
    lent: int | None
    around: bool
    likely: int
    role: str
    plain: bool
    shape: tuple[float, ...]
    heard: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """A message as the head gets it: its lower-case text, amounts, what is said of a list of things, what the rules
    read and whether they read "around 50", whose band is theirs to make."""

    text: str
    amounts: tuple[Candidate, ...]
    lists: tuple[float, ...]
    limits: PriceLimits
    around: bool
    window: Window


@dataclass(frozen=True, slots=True)
class Seeing:
    """One amount: buckets of the words around it, facts [n], what the rules made of it [m], states [SLOTS, dim]."""

    words: Buckets
    facts: list[float]
    rules: list[float]
    slots: Floats


def seeing(stated: Stated, seen: Seen) -> tuple[list[Seeing], Buckets]:
    """Each amount of the message, and buckets of all its words."""
    words = [_DIGIT.sub("0", token.text) for token in seen.tokens]
    found = [_one(stated, seen, words, place) for place in range(len(stated.amounts))]
    marks = [f"m {word}" for word in sorted(set(words))]
    marks += [f"mm {word} {after}" for word, after in itertools.pairwise(words)]
    return found, _hashed(marks)


def _one(stated: Stated, seen: Seen, words: Sequence[str], place: int) -> Seeing:
    amounts = stated.amounts
    amount = amounts[place]
    inside = [row for row, token in enumerate(seen.tokens) if token.start < amount.end and amount.start < token.end]
    first = inside[0] if inside else len(words)
    last = inside[-1] if inside else first
    marks = _around(words, first, last, stated.window)
    facts = [*amount.shape, *stated.lists, float(len(words) > _LONG), float(len(words) > _LONGER)]
    for name, other in (("before", place - 1), ("after", place + 1)):
        if 0 <= other < len(amounts):
            left, right = sorted((place, other))
            marks.append(f"{name} {_gap(stated, left)}")
            facts.append(float((amounts[left].low or 0) < (amounts[right].low or 0)))
        else:
            facts.append(0.0)
    return Seeing(_hashed(marks), facts, [*_roles(stated, place), *amount.heard], _slots(seen.states, first, last))


def _gap(stated: Stated, place: int) -> str:
    """What stands between an amount and the next."""
    gap = stated.text[stated.amounts[place].end : stated.amounts[place + 1].start].strip()
    return gap if len(gap) < _FAR else "far"


def _around(words: Sequence[str], first: int, last: int, window: Window) -> list[str]:
    """Marks of the words to either side: with their places, in a bag by thirds, in a bag, in pairs and threes."""
    before = [words[first - step] if first >= step else "^" for step in range(1, window.reach + 2)]
    after = [words[last + step] if last + step < len(words) else "$" for step in range(1, window.reach + 2)]
    marks = [f"both {before[0]} {after[0]}", f"lead {before[1]} {before[0]}", f"trail {after[0]} {after[1]}"]
    for name, side in (("b", before), ("a", after)):
        marks += [f"{name}{step} {word}" for step, word in enumerate(side[: window.exact])]
        marks += [f"{name}bag{step // 3} {word}" for step, word in enumerate(side[: window.reach])]
        marks += [f"{name}bag {word}" for word in side[: window.reach]]
        marks += [f"{name}pair {side[step + 1]} {side[step]}" for step in range(window.paired)]
        marks += [f"{name}three {side[step + 2]} {side[step + 1]} {side[step]}" for step in range(window.threes)]
    return marks


def _roles(stated: Stated, place: int) -> list[float]:
    """Which of the limits that the rules arrived at this amount is, and whether others are."""
    mine, roles = stated.amounts[place].role, [amount.role for amount in stated.amounts]
    facts = [mine == "max", mine == "min", any(roles)]
    facts += ["max" in roles and mine != "max", "min" in roles and mine != "min", stated.around]
    return [float(fact) for fact in facts]


def _slots(states: Floats, first: int, last: int) -> Floats:
    rows = [_mean(states, first, last + 1)]
    rows += [_mean(states, first - start, first - end) for start, end in BEFORE]
    rows += [_mean(states, last + start, last + end) for start, end in AFTER]
    return np.stack([*rows, _mean(states, 0, len(states))])


def _mean(states: Floats, start: int, end: int) -> npt.NDArray[np.float32]:
    part = states[max(0, start) : max(0, end)]
    return part.mean(0) if len(part) else np.zeros(states.shape[1], np.float32)


def _hashed(marks: Sequence[str]) -> Buckets:
    return [zlib.crc32(mark.encode()) % BUCKETS for mark in marks]
