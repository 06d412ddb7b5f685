"""Trains the tagger: `python -m assistant.reader.train_tagger [--real ../shared/data/conversations]` (six minutes).

From the marked requests of the bank, and from labelled requests that people wrote where they are at hand: only the half
of them that `daogou evaluate reader` calls dev. Maximum likelihood of the whole sequences, by Adam with weight decay,
a few from different seeds. Prints how many requests it saw and the loss of each pass.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from assistant.reader.labels import Marked, labelled
from assistant.reader.packs import COUNT
from assistant.reader.seen import look
from assistant.reader.tagger import ARRAYS, BUCKETS, NEAR, OF_ALL, TAGS, WEIGHTS, Tagger, features
from assistant.reader.text import clean
from assistant.reader.train import BANK
from retrieval.encoder import MiniLM

PASSES, BATCH, CHAINS = 14, 16, 3
RATE, HASHED_RATE, DECAY = 0.002, 0.003, 1e-5
NARROW, UNITS = 64, 96
WORDS_DROPPED, STATES_DROPPED, UNITS_DROPPED = 0.15, 0.15, 0.2  # so that the states learn what the words would tell
Arrays = dict[str, np.ndarray[Any, Any]]
_MARK = re.compile(r"\[(?P<name>color|size|pack|product):(?P<said>[^\]]+)\]")
_COUNT = re.compile(COUNT)
_TAG_OF = {"color": "colour", "size": "size", "product": "kind"}


def read_marked(path: Path = BANK / "variants.txt") -> list[Marked]:
    """The bank's requests: `a [color:navy] [product:duffel], [pack:set of 2]`; of a pack its number is learnt."""
    return [_unmarked(clean(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _unmarked(line: str) -> Marked:
    text, spans, at = "", [], 0
    for mark in _MARK.finditer(line):
        text += line[at : mark.start()]
        if many := _COUNT.search(mark["said"].lower()) if mark["name"] == "pack" else None:
            spans.append(("pack", len(text) + many.start(), len(text) + many.end()))
        elif mark["name"] in _TAG_OF:
            spans.append((_TAG_OF[mark["name"]], len(text), len(text) + len(mark["said"])))
        text, at = text + mark["said"], mark.end()
    return Marked(text + line[at:], tuple(spans))


@dataclass(frozen=True)
class Row:
    """One request: hashed features with where each token's begin, states [tokens, dim], tags [tokens]."""

    hashed: torch.Tensor
    offsets: torch.Tensor
    states: torch.Tensor
    tags: torch.Tensor


def rows(requests: list[Marked], encoder: MiniLM) -> list[Row]:
    """Requests as tensors; those without a word are left out."""
    found = []
    for request in requests:
        seen = look(request.text, encoder)
        tokens = seen.tokens
        if not tokens:
            continue
        buckets = [features([token.text for token in tokens], place) for place in range(len(tokens))]
        starts = np.cumsum([0, *map(len, buckets[:-1])])
        tags = [request.tag_of(token.start, token.end) for token in tokens]
        found.append(
            Row(
                torch.tensor([bucket for each in buckets for bucket in each]),
                torch.tensor(starts),
                torch.tensor(seen.states),
                torch.tensor([TAGS.index(tag) for tag in tags]),
            )
        )
    return found


class Chain(torch.nn.Module):
    """The linear-chain model while it learns."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        tags = len(TAGS)
        self.hashed = torch.nn.EmbeddingBag(BUCKETS, tags, mode="sum")
        torch.nn.init.zeros_(self.hashed.weight)
        self.narrow = torch.nn.Linear(dim, NARROW)
        self.hidden = torch.nn.Linear((2 * NEAR + 1) * NARROW, UNITS)
        self.out = torch.nn.Linear(UNITS, tags)
        self.first = torch.nn.Parameter(torch.zeros(tags))
        self.follows = torch.nn.Parameter(torch.zeros(tags, tags))

    def loss(self, row: Row) -> torch.Tensor:
        """Negative log likelihood of the row's tags: the score of all sequences less the score of the right one."""
        kept = (torch.rand(len(row.tags), 1) > WORDS_DROPPED).float()
        scores = self.hashed(row.hashed, row.offsets) * kept + self._network(row.states)
        tags = row.tags
        right = scores[torch.arange(len(tags)), tags].sum() + self.first[tags[0]]
        right = right + self.follows[tags[:-1], tags[1:]].sum()
        every = self.first + scores[0]
        for score in scores[1:]:
            every = torch.logsumexp(every[:, None] + self.follows, 0) + score
        loss: torch.Tensor = torch.logsumexp(every, 0) - right
        return loss

    def _network(self, states: torch.Tensor) -> torch.Tensor:
        """Scores [tokens, tags] of each state and its neighbours."""
        dropped = torch.nn.functional.dropout
        rows = dropped(torch.relu(self.narrow(dropped(states, STATES_DROPPED))), UNITS_DROPPED)
        padded = torch.nn.functional.pad(rows, (0, 0, NEAR, NEAR))
        near = torch.cat([padded[step : step + len(rows)] for step in range(2 * NEAR + 1)], dim=1)
        scores: torch.Tensor = self.out(dropped(torch.relu(self.hidden(near)), UNITS_DROPPED))
        return scores

    def arrays(self) -> Arrays:
        """What `Tagger` calls it."""
        layers = [part for layer in (self.narrow, self.hidden, self.out) for part in (layer.weight.T, layer.bias)]
        arrays = (self.hashed.weight, *layers, self.first, self.follows)
        return {name: part.detach().numpy().copy() for name, part in zip(ARRAYS, arrays, strict=True)}


def merged(chains: list[Arrays], encoder: str) -> Tagger:
    """One tagger of several chains."""
    stacked = {name: np.stack([chain[name] for chain in chains]) for name in ARRAYS}
    return Tagger(encoder=encoder, **(stacked | {name: stacked[name].mean(0) for name in OF_ALL}))


def fit(data: list[Row], say: Callable[[str], object], seed: int) -> Chain:
    """A model that has learnt the rows; says the loss of each pass."""
    torch.manual_seed(seed)
    chain = Chain(data[0].states.shape[1])
    words = [chain.hashed.weight, chain.first, chain.follows]
    network = [part for layer in (chain.narrow, chain.hidden, chain.out) for part in layer.parameters()]
    groups = [{"params": words, "lr": HASHED_RATE}, {"params": network, "lr": RATE}]
    optimiser = torch.optim.Adam(groups, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.05, PASSES)
    for number in range(1, PASSES + 1):
        total = 0.0
        order = torch.randperm(len(data)).tolist()
        for start in range(0, len(order), BATCH):
            losses = [chain.loss(data[place]) for place in order[start : start + BATCH]]
            loss = torch.stack(losses).sum() / BATCH
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            total += float(loss.detach()) * BATCH
        schedule.step()
        say(f"pass {number}: loss {total / len(data):.3f}\n")
    return chain


def train(real: Path | None = None, path: Path = WEIGHTS) -> int:
    """Trains and writes the weights; returns how many requests were seen."""
    encoder = MiniLM()
    data = rows(read_marked() + (labelled(real, "dev") if real is not None else []), encoder)
    chains = [fit(data, sys.stdout.write, seed).arrays() for seed in range(CHAINS)]
    merged(chains, encoder.name).save(path)
    return len(data)


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the reader's tagger.")
    parser.add_argument(
        "--real", type=Path, help="folder of the conversations pack, whose labelled dev half counts too"
    )
    sys.stdout.write(f"{train(parser.parse_args().real)} requests\n")


if __name__ == "__main__":
    main()
