"""Trains the limit head: `python -m assistant.reader.train_limits [--real ../shared/data/conversations]` (minutes).

From authored messages that say what limits they state (`bank/limits`), and from messages without any: the bank's other
utterances that the rules read no limit in, and requests and service messages that people wrote where they are at hand,
the half that `daogou evaluate reader` calls dev. Cross-entropy by Adam, a few networks from different seeds. With
`--check`, trains on four fifths and prints how many of the others are read right, by rules alone and with the
head.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from assistant.reader.limit_features import BUCKETS, RULED, SHAPES, SLOTS, Seeing, Stated, seeing, value_of
from assistant.reader.limits import ARRAYS, ROLES, WEIGHTS, LimitHead
from assistant.reader.prices import PriceLimits, in_minor, take_prices
from assistant.reader.seen import Seen, look
from assistant.reader.sets import wanted_together
from assistant.reader.text import Scan, clean, is_chinese, lower, singular
from assistant.reader.train import BANK, read_bank, read_real
from assistant.reader.words import NOUNS
from retrieval.encoder import MiniLM

CURRENCY = "USD"
PASSES, BATCH, NETWORKS, FOLDS = 14, 16, 3, 5
RATE, HASHED_RATE, DECAY = 0.002, 0.004, 1e-5
NARROW, UNITS = 24, 64
STATES_DROPPED, NARROW_DROPPED, UNITS_DROPPED, WORDS_DROPPED = 0.15, 0.2, 0.3, 0.2
RULES_DROPPED = 0.1  # messages whose rules are hidden, so that the words count too
LIMITLESS = 1500  # messages without a limit from other sources, at most of each

Arrays = dict[str, np.ndarray[Any, Any]]


@dataclass
class Case:
    """A message with amounts: what the head sees of it and the role of each amount."""

    stated: Stated
    seen: Seen
    expect: Mapping[str, Any]
    continues: bool
    roles: list[int] = field(default_factory=list)
    tensors: tuple[torch.Tensor, ...] = ()


def read_limits(folder: Path = BANK / "limits") -> list[dict[str, Any]]:
    """Lines `{"text", "history", "expect": {"max_price", "min_price", "budget"}}` of all the folder's files."""
    files = sorted(folder.glob("*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def limitless(real: Path | None) -> list[dict[str, Any]]:
    """Messages with numbers, and without a limit as far as rules can tell."""
    sources = [read_bank()] + ([read_real(real)] if real is not None else [])
    found = []
    for source in sources:
        texts = [text for text, _ in source if any(char.isdigit() for char in text) and not is_chinese(text)]
        plain = [text for text in texts if not take_prices(Scan(text), CURRENCY).limits.stated]
        found += [{"text": text, "expect": {}} for text in plain[:LIMITLESS]]
    return found


def cases(lines: Iterable[Mapping[str, Any]], encoder: MiniLM) -> Iterator[Case]:
    """Those of the lines that have an amount."""
    for line in lines:
        text, history = clean(line["text"]), line.get("history") or [""]
        if is_chinese(text):
            continue
        scan = Scan(text)
        said = take_prices(scan, CURRENCY)
        stated = Stated(scan.full, scan.low, lower(clean(history[-1])), said, CURRENCY)
        case = Case(stated, look(text, encoder), line["expect"], bool(line.get("history")))
        if said.amounts:
            case.roles = roles(case)
            case.tensors = tensors(*seeing(stated, case.seen))
            yield case


def roles(case: Case) -> list[int]:
    """The role of each amount, found by its value: money first, then the last of equals, the first for a least."""
    amounts = case.stated.said.amounts
    found = [0] * len(amounts)
    for key, role in (("budget", "budget"), ("max_price", "max"), ("min_price", "min")):
        if case.expect.get(key) is None:
            continue
        wanted = Decimal(str(case.expect[key]))
        places = [
            place
            for place in range(len(amounts))
            if not found[place] and wanted in (amounts[place].value, value_of(amounts, place, joined=True))
        ]
        places = [place for place in places if not amounts[place].other] or places
        places = [place for place in places if amounts[place].money] or places
        if places:
            found[places[0 if role == "min" else -1]] = ROLES.index(role)
    return found


def tensors(amounts: Sequence[Seeing], anywhere: Sequence[int]) -> tuple[torch.Tensor, ...]:
    """Hashed words and where each amount's begin, words of the message, facts, states."""
    starts = np.cumsum([0, *(len(amount.words) for amount in amounts[:-1])])
    words = [bucket for amount in amounts for bucket in amount.words]
    facts = torch.tensor([amount.facts for amount in amounts])
    slots = torch.tensor(np.stack([amount.slots for amount in amounts]))
    return torch.tensor(words), torch.tensor(starts), torch.tensor(anywhere), facts, slots


class Network(torch.nn.Module):
    """One of the head's networks while it learns."""

    def __init__(self, dim: int, facts: int) -> None:
        super().__init__()
        self.near = torch.nn.Parameter(torch.zeros(BUCKETS, len(ROLES)))
        self.anywhere = torch.nn.Parameter(torch.zeros(BUCKETS, len(ROLES)))
        self.narrow = torch.nn.Parameter(torch.randn(SLOTS, dim, NARROW) * 0.05)
        self.narrow_shift = torch.nn.Parameter(torch.zeros(SLOTS, NARROW))
        self.hidden = torch.nn.Linear(SLOTS * NARROW + facts, UNITS)
        self.out = torch.nn.Linear(UNITS, len(ROLES))
        self.direct = torch.nn.Linear(facts, len(ROLES), bias=False)

    def forward(self, inputs: Sequence[torch.Tensor], *, hide_rules: bool) -> torch.Tensor:
        """Scores [amounts, roles]."""
        words, starts, anywhere, facts, slots = inputs
        drop = functional.dropout
        if hide_rules:
            facts = facts.clone()
            facts[:, SHAPES : SHAPES + RULED] = 0.0
        narrow = torch.einsum("asd,sdn->asn", drop(slots, STATES_DROPPED), self.narrow) + self.narrow_shift
        rows = torch.cat([drop(torch.relu(narrow).flatten(1), NARROW_DROPPED), facts], dim=1)
        scores: torch.Tensor = self.out(drop(torch.relu(self.hidden(rows)), UNITS_DROPPED)) + self.direct(facts)
        near = functional.embedding_bag(words, self.near, starts, mode="sum")
        kept = (torch.rand(len(near), 1) > WORDS_DROPPED).float()
        return scores + near * kept + self.anywhere[anywhere].mean(0)

    def arrays(self) -> Arrays:
        """What `LimitHead` calls it."""
        parts = {"hidden": self.hidden.weight.T, "shift": self.hidden.bias, "out": self.out.weight.T}
        parts |= {"bias": self.out.bias, "direct": self.direct.weight.T, "near": self.near}
        parts |= {"anywhere": self.anywhere, "narrow": self.narrow, "narrow_shift": self.narrow_shift}
        return {name: part.detach().numpy().copy() for name, part in parts.items()}


def fit(data: Sequence[Case], seed: int) -> Network:
    """A network that has learnt the roles."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    net = Network(data[0].tensors[4].shape[2], data[0].tensors[3].shape[1])
    hashed = [net.near, net.anywhere]
    rest = [part for name, part in net.named_parameters() if name not in ("near", "anywhere")]
    groups = [{"params": hashed, "lr": HASHED_RATE}, {"params": rest, "lr": RATE}]
    optimiser = torch.optim.Adam(groups, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.05, PASSES)
    order = list(data)
    for _ in range(PASSES):
        rng.shuffle(order)
        for start in range(0, len(order), BATCH):
            losses = [_loss(net, case, rng) for case in order[start : start + BATCH]]
            optimiser.zero_grad()
            (torch.stack(losses).sum() / BATCH).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
        schedule.step()
    return net


def _loss(net: Network, case: Case, rng: random.Random) -> torch.Tensor:
    scores = net(case.tensors, hide_rules=rng.random() < RULES_DROPPED)
    return functional.cross_entropy(scores, torch.tensor(case.roles), reduction="sum")


def head(data: Sequence[Case], encoder: str) -> LimitHead:
    """The head of `NETWORKS` networks that learnt the same."""
    learnt = [fit(data, seed).arrays() for seed in range(NETWORKS)]
    return LimitHead(encoder=encoder, **{name: np.stack([each[name] for each in learnt]) for name in ARRAYS})


def check(data: Sequence[Case], others: Sequence[Case], encoder: str) -> tuple[float, float]:
    """The share of a fifth of the messages that rules alone read right, and the head that learnt from the others."""
    order = list(data)
    random.Random(0).shuffle(order)
    kept = order[len(order) // FOLDS :]
    learnt = head([*kept, *others], encoder)
    by_rules = by_head = 0
    asked = order[: len(order) // FOLDS]
    for case in asked:
        said = case.stated.said.limits
        things = wanted_together(case.stated.text, case.stated.rest, case.stated.earlier, _is_noun)
        ruled = right(case, said, together=things and said.stated)
        read = learnt.read(case.stated, case.seen)
        by_rules += ruled
        by_head += ruled if read is None else right(case, read.limits, together=read.together)
    return by_rules / len(asked), by_head / len(asked)


def right(case: Case, got: PriceLimits, *, together: bool) -> bool:
    """Whether the message's own limits are read; what an earlier message said is not asked for."""
    named = {ROLES[role] for role in case.roles}
    wanted = {role: case.expect.get(key) for key, role in (("max_price", "max"), ("min_price", "min"))}
    if case.expect.get("budget") is not None:
        return together and got.high == in_minor(Decimal(str(case.expect["budget"])), CURRENCY)
    limits = (got.low, got.high)
    expected = tuple(
        in_minor(Decimal(str(wanted[role])), CURRENCY) if role in named else None for role in ("min", "max")
    )
    return not together and limits == expected


def _is_noun(word: str) -> bool:
    return word in NOUNS or singular(word) in NOUNS


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the reader's limit head.")
    parser.add_argument("--real", type=Path, help="folder of the conversations pack, whose dev half counts too")
    parser.add_argument("--check", action="store_true", help="hold out a fifth, print what it comes to, write nothing")
    given = parser.parse_args()
    encoder = MiniLM()
    data, others = list(cases(read_limits(), encoder)), list(cases(limitless(given.real), encoder))
    sys.stdout.write(f"{len(data)} messages with limits or traps, {len(others)} others\n")
    if given.check:
        rules, learnt = check(data, others, encoder.name)
        sys.stdout.write(f"right: rules {rules:.3f}, head {learnt:.3f}\n")
        return
    head([*data, *others], encoder.name).save(WEIGHTS)


if __name__ == "__main__":
    main()
