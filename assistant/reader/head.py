"""The trained head: which intents a message has, from the encoder's vector and hashed words and letters.

Two softmax regressions share one file: one over words and vector, one over words alone, for Chinese and for when there
is no encoder. Stored as float16 in `head.npz`; trained by `python -m assistant.reader.train` from `bank/`.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.reader.text import CJK, lower, singular, words
from assistant.reading import Intent

Floats = npt.NDArray[np.float32]

BUCKETS = 8192
VECTOR_WEIGHT = 2.0  # of the encoder's vector beside the hashed words
WEIGHTS = Path(__file__).parent / "head.npz"
_ENDS = 160  # of a long message the encoder reads this many characters of either end


def shorten(text: str) -> str:
    """What the encoder reads of a message: all of a short one, both ends of a long one."""
    return text if len(text) <= 2 * _ENDS else f"{text[:_ENDS]} {text[-_ENDS:]}"


def lexical(text: str) -> Floats:
    """float32 [BUCKETS] of length 1: hashed words, pairs of neighbours and letter trigrams. Zero for an empty text.

    A Chinese character counts as a word, since no space ends one.
    """
    spaced = CJK.sub(r" \g<0> ", lower(shorten(text)))
    tokens = ["0" if word.isdigit() else singular(word) for word in words(spaced)]
    marks = [f"w{token}" for token in tokens]
    marks += [f"b{left} {right}" for left, right in zip(["^", *tokens], [*tokens, "$"], strict=True)]
    marks += [f"c{piece}" for token in tokens for piece in _trigrams(f"<{token}>")]
    row = np.zeros(BUCKETS, np.float32)
    for mark in marks:
        row[zlib.crc32(mark.encode()) % BUCKETS] += 0.5 if mark[0] == "c" else 1.0
    norm = float(np.linalg.norm(row))
    return row / np.float32(norm) if norm else row


def _trigrams(text: str) -> list[str]:
    return [text[index : index + 3] for index in range(len(text) - 2)]


@dataclass(frozen=True)
class Head:
    """Weights [intents, features] and biases [intents]; `intents` names the rows."""

    intents: tuple[Intent, ...]
    full: Floats  # [intents, vector + BUCKETS]
    full_bias: Floats
    words: Floats  # [intents, BUCKETS]
    words_bias: Floats
    encoder: str

    def probabilities(self, text: str, vector: Floats | None) -> dict[Intent, float]:
        """Each intent's probability; they sum to 1. `vector` is the encoder's, of length 1, or None."""
        hashed = lexical(text)
        if vector is not None and len(vector) + BUCKETS == self.full.shape[1]:
            scores = self.full @ np.concatenate([vector * np.float32(VECTOR_WEIGHT), hashed]) + self.full_bias
        else:
            scores = self.words @ hashed + self.words_bias
        scores = np.exp(scores - scores.max())
        scores /= scores.sum()
        return {intent: float(score) for intent, score in zip(self.intents, scores, strict=True)}

    def save(self, path: Path = WEIGHTS) -> None:
        half = np.float16
        np.savez_compressed(
            path,
            intents=np.array([str(intent) for intent in self.intents]),
            full=self.full.astype(half),
            full_bias=self.full_bias.astype(half),
            words=self.words.astype(half),
            words_bias=self.words_bias.astype(half),
            encoder=np.array(self.encoder),
        )

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Head:
        with np.load(path) as stored:
            arrays = {name: stored[name].astype(np.float32) for name in ("full", "full_bias", "words", "words_bias")}
            intents = tuple(Intent(str(name)) for name in stored["intents"])
            return cls(intents=intents, encoder=str(stored["encoder"]), **arrays)
