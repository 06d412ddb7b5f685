"""Simulated dialogues as token arrays: made by several processes, kept on disk, read in batches of similar length."""

from __future__ import annotations

import itertools
import multiprocessing
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assistant.messages import Role
from assistant.shop_lm.simulator import Example, examples
from assistant.shop_lm.template import BOT, END, render
from assistant.shop_lm.tokenizer import load_tokenizer, token_id
from store.progress import Progress, silent

LONGEST = 512  # tokens; the few longer examples are left out
SHARD = 2000  # examples of one task
STEP = 32  # lengths are padded up to a multiple of this


@dataclass(frozen=True, slots=True)
class Corpus:
    """Examples one after the other: `tokens` [n] uint16, `learn` [n] bool (loss), `ends` [examples] int64."""

    tokens: NDArray[np.uint16]
    learn: NDArray[np.bool_]
    ends: NDArray[np.int64]

    def save(self, path: Path) -> None:
        np.savez(path, tokens=self.tokens, learn=self.learn, ends=self.ends)

    @classmethod
    def load(cls, path: Path) -> Corpus:
        with np.load(path) as arrays:
            return cls(arrays["tokens"], arrays["learn"], arrays["ends"])


def encode(example: Example, tokenizer: Tokenizer) -> tuple[list[int], list[bool]]:
    """Tokens of a turn, and which of them the model is to learn: its calls and words of this turn, with their end."""
    ids: list[int] = tokenizer.encode(render(example.messages), add_special_tokens=False).ids
    bot, end = token_id(tokenizer, BOT), token_id(tokenizer, END)
    past = int(any(message.role is Role.ASSISTANT for message in example.messages[: example.start]))  # the last turn
    learn, speaking, seen = [], False, 0
    for token in ids:
        learn.append(speaking)
        if token == bot:
            seen += 1
            speaking = seen > past
        elif token == end:
            speaking = False
    return ids, learn


def _shard(task: tuple[Path, int, int]) -> Corpus:
    folder, seed, size = task
    tokenizer = load_tokenizer(folder)
    tokens: list[int] = []
    learn: list[bool] = []
    ends: list[int] = []
    for example in itertools.islice(examples(seed), size):
        ids, mask = encode(example, tokenizer)
        if len(ids) <= LONGEST:
            tokens += ids
            learn += mask
            ends.append(len(tokens))
    return Corpus(np.array(tokens, np.uint16), np.array(learn, np.bool_), np.array(ends, np.int64))


def build(folder: Path, count: int, seed: int, workers: int, progress: Progress = silent, shard: int = SHARD) -> Corpus:
    """About `count` examples tokenized with the tokenizer in `folder`. The same seed and shard give the same corpus."""
    shards = -(-count // shard)
    tasks = [(folder, seed * 1_000_003 + number, shard) for number in range(shards)]
    parts: list[Corpus] = []
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for part in pool.imap(_shard, tasks):
            parts.append(part)
            progress("simulating dialogues", len(parts), shards)
    starts = np.cumsum([0, *(len(part.tokens) for part in parts[:-1])])
    return Corpus(
        np.concatenate([part.tokens for part in parts]),
        np.concatenate([part.learn for part in parts]),
        np.concatenate([part.ends + start for part, start in zip(parts, starts, strict=True)]),
    )


def batches(
    corpus: Corpus, size: int, rng: random.Random, pad: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.bool_]]]:
    """Endless batches of about `size` tokens: tokens and what to learn, both [rows, length], padded on the right."""
    starts = np.concatenate([[0], corpus.ends[:-1]])
    lengths = corpus.ends - starts
    while True:
        order = np.array(rng.sample(range(len(lengths)), len(lengths)))
        for chunk in np.array_split(order, max(1, len(order) // 20_000)):
            by_length = chunk[np.argsort(lengths[chunk], kind="stable")]
            groups = list(_groups(by_length, lengths, size))
            rng.shuffle(groups)
            for rows, width in groups:
                tokens = np.full((len(rows), width), pad, np.int64)
                learn = np.zeros((len(rows), width), np.bool_)
                for place, row in enumerate(rows):
                    span = slice(starts[row], corpus.ends[row])
                    tokens[place, : lengths[row]] = corpus.tokens[span]
                    learn[place, : lengths[row]] = corpus.learn[span]
                yield tokens, learn


def _groups(rows: NDArray[np.int64], lengths: NDArray[np.int64], size: int) -> Iterator[tuple[NDArray[np.int64], int]]:
    at = 0
    while at < len(rows):
        taken = rows[at : at + max(1, size // _padded(lengths[rows[at]]))]
        taken = taken[: max(1, 2 * size // _padded(lengths[taken[-1]]))]  # where lengths rise steeply, fewer rows
        yield taken, _padded(lengths[taken[-1]])
        at += len(taken)


def _padded(length: np.int64) -> int:
    return -(-int(length) // STEP) * STEP
