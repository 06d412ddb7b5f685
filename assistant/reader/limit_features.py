"""What the limit head sees of each amount of a message: the words around it, what the rules made of it, its states."""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from assistant.reader import sets
from assistant.reader.amounts import Amount
from assistant.reader.price_statements import Kind, Statement, Strength
from assistant.reader.prices import Said, in_minor
from assistant.reader.seen import Floats, Seen
from assistant.reader.text import singular
from assistant.reader.words import NOUNS

BUCKETS = 2**14
REACH, EXACT, PAIRED = 8, 4, 5  # words to either side: in a bag, by their places, in pairs
# Groups of words before the amount's first and behind its last, whose states are averaged.
BEFORE, AFTER = ((1, 0), (2, 1), (3, 2), (6, 3)), ((1, 2), (2, 3), (3, 6))
SLOTS = 2 + len(BEFORE) + len(AFTER)  # with the amount itself, and with the whole message
_DIGIT = re.compile(r"\d")
_FAR = 12  # characters between two amounts that are joined

Buckets = list[int]


@dataclass(frozen=True, slots=True)
class Seeing:
    """One amount: buckets of the words around it, `facts` [n] of shape, rules and lists, states [SLOTS, dim]."""

    words: Buckets
    facts: list[float]
    slots: Floats


@dataclass(frozen=True, slots=True)
class Stated:
    """A message as the head gets it: lower case, without its prices, the one it may continue, and what rules read."""

    text: str
    rest: str
    earlier: str
    said: Said
    currency: str


def seeing(stated: Stated, seen: Seen) -> tuple[list[Seeing], Buckets]:
    """Each amount of the message, and buckets of all its words."""
    words = [_DIGIT.sub("0", token.text) for token in seen.tokens]
    whole = _list_facts(stated)
    found = [_one(stated, seen, words, place, whole) for place in range(len(stated.said.amounts))]
    marks = [f"m {word}" for word in sorted(set(words))]
    marks += [f"mm {word} {after}" for word, after in itertools.pairwise(words)]
    return found, _hashed(marks)


def _one(stated: Stated, seen: Seen, words: Sequence[str], place: int, whole: Sequence[float]) -> Seeing:
    amounts = stated.said.amounts
    amount = amounts[place]
    inside = [row for row, token in enumerate(seen.tokens) if token.start < amount.end and amount.start < token.end]
    first = inside[0] if inside else len(words)
    last = inside[-1] if inside else first
    marks = _around(words, first, last)
    facts = _shape(amounts, place) + _ruled(stated, place) + _heard(stated.said.statements, amount) + [*whole]
    for name, other in (("before", place - 1), ("after", place + 1)):
        if 0 <= other < len(amounts):
            left, right = sorted((place, other))
            gap = stated.text[amounts[left].end : amounts[right].start].strip()
            marks.append(f"{name} {gap if len(gap) < _FAR else 'far'}")
            facts.append(float(amounts[left].value < amounts[right].value))
        else:
            facts.append(0.0)
    long = [float(len(words) > 12), float(len(words) > 25)]
    return Seeing(_hashed(marks), facts + long, _slots(seen.states, first, last))


def _around(words: Sequence[str], first: int, last: int) -> list[str]:
    """Marks of the words to either side: with their places, in a bag by thirds, in a bag, in pairs."""
    before = [words[first - step] if first >= step else "^" for step in range(1, REACH + 2)]
    after = [words[last + step] if last + step < len(words) else "$" for step in range(1, REACH + 2)]
    marks = [f"both {before[0]} {after[0]}", f"lead {before[1]} {before[0]}", f"trail {after[0]} {after[1]}"]
    for name, side in (("b", before), ("a", after)):
        marks += [f"{name}{step} {word}" for step, word in enumerate(side[:EXACT])]
        marks += [f"{name}bag{step // 3} {word}" for step, word in enumerate(side[:REACH])]
        marks += [f"{name}bag {word}" for word in side[:REACH]]
        marks += [f"{name}pair {side[step + 1]} {side[step]}" for step in range(PAIRED)]
    return marks


def _shape(amounts: Sequence[Amount], place: int) -> list[float]:
    """What the number looks like by itself and among the others."""
    amount, count = amounts[place], len(amounts)
    money = [other.money for other in amounts]
    facts = [amount.money, amount.other, amount.counted, amount.scaled is not None, amount.figures]
    facts += [count == 1, place == 0, place == count - 1, count > 3]
    facts += [any(money) and not amount.money, sum(money) == 1 and amount.money]
    facts += [amount.value >= 10, amount.value >= 100, amount.value >= 1000]
    facts += [amount.value == max(other.value for other in amounts)]
    return [float(fact) for fact in facts]


SHAPES = 15  # facts of `_shape`, which come first
RULED = 15  # facts of `_ruled` and `_heard`, which come next: what the rules made of it


def _ruled(stated: Stated, place: int) -> list[float]:
    """Which of the limits that the rules arrived at this amount is: the highest, the lowest; whether others are."""
    roles = [ruled(stated, other) for other in range(len(stated.said.amounts))]
    around = any(statement.kind is Kind.AROUND for statement in stated.said.statements)
    mine = roles[place]
    facts = [
        mine == "max",
        mine == "min",
        any(roles),
        "max" in roles and mine != "max",
        "min" in roles and mine != "min",
    ]
    return [float(fact) for fact in (*facts, around)]


def ruled(stated: Stated, place: int) -> str:
    """ "max", "min" or "": what the rules take an amount for."""
    amount, limits = stated.said.amounts[place], stated.said.limits
    minor = in_minor(value_of(stated.said.amounts, place, joined=True), stated.currency)
    plain = in_minor(amount.value, stated.currency)
    for statement in stated.said.statements:
        if not covers(statement, amount):
            continue
        if statement.high is not None and limits.high in (minor, plain):
            return "max"
        if statement.low is not None and limits.low in (minor, plain):
            return "min"
    return ""


def value_of(amounts: Sequence[Amount], place: int, *, joined: bool) -> Decimal:
    """The amount, times what the next one lends it where both are `joined`: "two to three hundred"."""
    amount, after = amounts[place], amounts[place + 1 : place + 2]
    lent = after[0].scaled if joined and after and amount.scaled is None else None
    return amount.value * lent if lent else amount.value


def covers(statement: Statement, amount: Amount) -> bool:
    """Whether the statement is made of the amount."""
    spans = ((statement.start, statement.end), *statement.spans)
    return any(start <= amount.start < end for start, end in spans)


def _heard(statements: Sequence[Statement], amount: Amount) -> list[float]:
    """What was stated of the amount, before corrections and stronger words had their say."""
    said = next((statement for statement in reversed(statements) if covers(statement, amount)), None)
    if said is None:
        return [0.0] * 9
    kinds = [said.kind is kind for kind in (Kind.MAX, Kind.MIN, Kind.RANGE, Kind.NOTHING)]
    strengths = [said.strength is Strength.STATED, said.strength is Strength.SPENDING]
    return [1.0, *(float(fact) for fact in (*kinds, *strengths, said.flipped, said.corrects))]


def _list_facts(stated: Stated) -> list[float]:
    """Whether several things are wanted, by the words of lists and of sums."""
    listed = sets.signs(stated.text, stated.rest, stated.earlier, _is_noun)
    return [float(fact) for fact in listed]


def _is_noun(word: str) -> bool:
    return word in NOUNS or singular(word) in NOUNS


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
