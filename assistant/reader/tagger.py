"""The trained tagger: which words of a message say the wanted colour, size, kind of product, and how many to the pack.

A chain model (Lafferty, McCallum and Pereira, 2001): scores of each word's tags by a small convolution over the
encoder's states and by hashed features of the word and its neighbours, scores of neighbouring tags, the best sequence
by Viterbi.
Stored as float16 in `tagger.npz`; trained by `python -m assistant.reader.train_tagger`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from assistant.reader import weights
from assistant.reader.numbers import UNITS
from assistant.reader.seen import Floats, Token
from assistant.reader.text import singular
from assistant.reader.words import is_noun
from retrieval.understanding.families import FAMILY_OF

TAGS = ("", "colour", "size", "kind", "pack")
BUCKETS = 2**14
NEAR = 2  # words on either side that the network sees
WEIGHTS = Path(__file__).parent / "tagger.npz"
_DIGIT, _SMALL = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Tagged:
    """A stretch of the message that says one thing."""

    tag: str
    start: int
    end: int


def features(words: Sequence[str], place: int) -> list[int]:
    """Buckets of the word at `place`: itself, its ends and shape, two neighbours on either side; numbers are alike."""
    near = {step: _at(words, place + step) for step in (-2, -1, 0, 1, 2)}
    plain = {step: _DIGIT.sub("0", word) for step, word in near.items()}
    word = near[0]
    marks = [f"{step} {plain[step]}" for step in near]
    marks += [f"{step}{step + 1} {plain[step]} {plain[step + 1]}" for step in (-2, -1, 0, 1)]
    marks += [f"around {plain[-1]} {plain[1]}", f"one {singular(word)}"]
    marks += [f"tail {word[-3:]}", f"end {word[-2:]}", f"head {word[:3]}"]
    marks += [f"shape{step} {_SMALL.sub('a', plain[step])}" for step in (-1, 0, 1)]
    marks += [f"number{step}" for step in (-1, 0, 1) if near[step] in UNITS or near[step][:1].isdigit()]
    marks += [f"{name}{step}" for step in (-1, 0, 1) for name in _listed(near[step])]
    return [zlib.crc32(mark.encode()) % BUCKETS for mark in marks]


def _listed(word: str) -> Iterator[str]:
    """The reader's word lists that the word, or the part of it before a hyphen, is in."""
    if word in FAMILY_OF or word.partition("-")[0] in FAMILY_OF:
        yield "colour"
    if is_noun(word):
        yield "noun"


def _at(words: Sequence[str], place: int) -> str:
    return words[place] if 0 <= place < len(words) else ("^" if place < 0 else "$")


def windows(rows: Floats) -> Floats:
    """Each row of [tokens, n] with those of its neighbours, `NEAR` on either side: [tokens, (2 NEAR + 1) n]."""
    padded = np.pad(rows, ((NEAR, NEAR), (0, 0)))
    return np.concatenate([padded[step : step + len(rows)] for step in range(2 * NEAR + 1)], axis=1)


@dataclass(frozen=True)
class Tagger:
    """The mean of a few chains from different seeds. `hashed` [BUCKETS, tags], `first` [tags] of the tag a message
    begins with and `follows` [from, to] of each step are the means of theirs; of their networks, the first axis is
    which:

    `narrow` [., dim, n] and `narrow_shift` [., n]; `hidden` [., (2 NEAR + 1) n, units] and `shift` [., units]; `out`
    [., units, tags] and `bias` [., tags].
    """

    hashed: Floats
    narrow: Floats
    narrow_shift: Floats
    hidden: Floats
    shift: Floats
    out: Floats
    bias: Floats
    first: Floats
    follows: Floats
    encoder: str

    def tag(self, tokens: Sequence[Token], states: Floats) -> list[Tagged]:
        """The stretches of `tokens` that say something; `states` float32 [tokens, dim]."""
        if not tokens:
            return []
        words = [token.text for token in tokens]
        scores = np.mean([self._scores(network, states) for network in range(len(self.narrow))], axis=0)
        for place in range(len(words)):
            scores[place] += self.hashed[features(words, place)].sum(0)
        runs = groupby(zip(self._best(scores), tokens, strict=True), lambda pair: pair[0])
        found = [(tag, [token for _, token in run]) for tag, run in runs]
        return [Tagged(TAGS[tag], run[0].start, run[-1].end) for tag, run in found if tag]

    def _scores(self, network: int, states: Floats) -> Floats:
        """What one network says of the tokens: [tokens, tags]."""
        near = windows(np.maximum(states @ self.narrow[network] + self.narrow_shift[network], 0))
        hidden = np.maximum(near @ self.hidden[network] + self.shift[network], 0)
        scores: Floats = hidden @ self.out[network] + self.bias[network]
        return scores

    def _best(self, scores: Floats) -> list[int]:
        """The best sequence of tags for scores [tokens, tags] (Viterbi)."""
        best, back = self.first + scores[0], []
        for row in scores[1:]:
            paths = best[:, None] + self.follows
            back.append(paths.argmax(0))
            best = paths.max(0) + row
        tags = [int(best.argmax())]
        for step in reversed(back):
            tags.append(int(step[tags[-1]]))
        return tags[::-1]

    def save(self, path: Path = WEIGHTS) -> None:
        weights.save(path, self.encoder, {name: getattr(self, name) for name in ARRAYS})

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Tagger:
        encoder, arrays = weights.load(path, ARRAYS)
        return cls(encoder=encoder, **arrays)


OF_ALL = ("hashed", "first", "follows")  # averaged when they are stored
ARRAYS = ("hashed", "narrow", "narrow_shift", "hidden", "shift", "out", "bias", "first", "follows")
