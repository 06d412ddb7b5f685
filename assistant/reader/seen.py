"""A message as the encoder sees it: its words with a state each, however long it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.reader.text import lower
from retrieval.states import StateEncoder

Floats = npt.NDArray[np.float32]

MOST = 4  # pieces that a long message is seen in; what is behind them has no states
_TOKEN = re.compile(r"#?\w+(?:[.,/'&+*\"-]+\w+)*\"?|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Token:
    text: str  # lower case
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Seen:
    """`vector` float32 [dim] of the message's beginning, of length 1; `states` float32 [tokens, dim], zero where the
    encoder did not look."""

    vector: Floats
    tokens: tuple[Token, ...]
    states: Floats


def tokens_of(text: str) -> list[Token]:
    """Words, numbers with their units, and signs, with their places."""
    return [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(lower(text))]


def look(text: str, encoder: StateEncoder) -> Seen:
    """A cleaned message in pieces as long as the encoder reads at once, at most `MOST` of them."""
    low, tokens = lower(text), tokens_of(text)
    whole = encoder.states(low)
    found, states, start, piece = np.zeros((len(tokens), encoder.dim), np.float32), whole, 0, 0
    done = 0
    while True:
        spans = [(begin + start, end + start) for begin, end in states.spans]
        reach = spans[-1][1] if spans else len(low)
        here = [token for token in tokens[done:] if token.end <= reach]
        found[done : done + len(here)] = word_states(here, spans, states.states)
        done, piece = done + len(here), piece + 1
        if done == len(tokens) or not here or piece == MOST:
            return Seen(whole.vector, tuple(tokens), found)
        start = tokens[done].start
        states = encoder.states(low[start:])


def word_states(tokens: Sequence[Token], spans: Sequence[tuple[int, int]], states: Floats) -> Floats:
    """float32 [tokens, dim]: the mean of the states of each token's pieces, zero where there are none."""
    found = np.zeros((len(tokens), states.shape[1]), np.float32)
    for row, token in enumerate(tokens):
        pieces = [place for place, (start, end) in enumerate(spans) if start < token.end and token.start < end]
        if pieces:
            found[row] = states[pieces].mean(0)
    return found
