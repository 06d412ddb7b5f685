"""Trains the limit heads: `python -m assistant.reader.prices.train [--real ../shared/data/conversations]` (minutes).

From authored messages that say what limits they state (`bank/limits`), and from messages without any: the bank's other
utterances that the rules read no limit in, and requests and service messages that people wrote where they are at hand,
the half that `daogou evaluate reader` calls dev. Cross-entropy by Adam, a few networks from different seeds. One head
for each language. With `--check`, trains on four fifths and prints how many of the others are read right, by rules
alone and with the head.
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

from assistant.reader.chinese import price_candidates as chinese_candidates
from assistant.reader.chinese import prices as chinese_prices
from assistant.reader.chinese import sets as chinese_sets
from assistant.reader.chinese.traditional import simplified
from assistant.reader.prices import candidates as price_candidates
from assistant.reader.prices import reading as prices
from assistant.reader.prices import sets
from assistant.reader.prices.features import BUCKETS, SLOTS, Seeing, Stated, seeing
from assistant.reader.prices.head import ARRAYS, CHINESE, ENGLISH, ROLES, LimitHead
from assistant.reader.prices.reading import PriceLimits, in_minor
from assistant.reader.seen import Seen, look
from assistant.reader.text import Scan, clean, is_chinese, lower
from assistant.reader.train import BANK, read_bank, read_real
from assistant.reader.words import is_noun
from retrieval.encoder import MiniLM

CURRENCY = "USD"
PASSES, BATCH, NETWORKS, FOLDS = 14, 16, 3, 5
RATE, HASHED_RATE, DECAY = 0.002, 0.004, 1e-5
NARROW, UNITS = 24, 64
STATES_DROPPED, NARROW_DROPPED, UNITS_DROPPED, WORDS_DROPPED = 0.15, 0.2, 0.3, 0.2
RULES_DROPPED = 0.1  # messages whose rules are hidden, so that the words count too
LIMITLESS = 1500  # messages without a limit from other sources, at most of each

KEYS = {"budget": "budget", "max_price": "max", "min_price": "min"}

Arrays = dict[str, np.ndarray[Any, Any]]


@dataclass
class Case:
    """A message with amounts: what the head sees of it, the role of each amount, what rules alone make of it."""

    stated: Stated
    seen: Seen
    expect: Mapping[str, Any]
    together: bool
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
        for chinese, read in ((False, prices.read_prices), (True, chinese_prices.read_prices)):
            texts = [text for text, _ in source if is_chinese(text) is chinese]
            numbered = [text for text in texts if chinese or any(char.isdigit() for char in text)]
            plain = [text for text in numbered if not read(Scan(text), CURRENCY).stated]
            found += [{"text": text, "expect": {}} for text in plain[:LIMITLESS]]
    return found


def cases(lines: Iterable[Mapping[str, Any]], encoder: MiniLM | None) -> Iterator[Case]:
    """Those of the lines that have an amount: the English ones for an `encoder`, the Chinese ones without."""
    for line in lines:
        text, earlier = clean(line["text"]), clean((line.get("history") or [""])[-1])
        if is_chinese(text) is (encoder is not None):
            continue
        case = _chinese(text, earlier) if encoder is None else _english(text, earlier, encoder)
        case.expect = line["expect"]
        if case.stated.amounts:
            case.roles = roles(case)
            case.tensors = tensors(*seeing(case.stated, case.seen))
            yield case


def _english(text: str, earlier: str, encoder: MiniLM) -> Case:
    scan, before = Scan(text), lower(earlier)
    said = prices.take_prices(scan, CURRENCY)
    stated = price_candidates.stated(scan.full, scan.low, before, said, CURRENCY)
    return Case(stated, look(text, encoder), {}, sets.wanted_together(scan.full, scan.low, before, is_noun))


def _chinese(text: str, earlier: str) -> Case:
    scan, before = Scan(simplified(text)), simplified(earlier)
    said = chinese_prices.take_prices(scan, CURRENCY)
    stated = chinese_candidates.stated(scan.full, scan.low, before, said, CURRENCY)
    together = chinese_sets.wanted_together(scan.full, scan.low, before)
    return Case(stated, chinese_candidates.characters(scan.full), {}, together)


def roles(case: Case) -> list[int]:
    """The role of each amount, found by its value: money first, then the last of equals, the first for a least."""
    amounts = case.stated.amounts
    found = [0] * len(amounts)
    wanted = {role: _minor(case.expect.get(key)) for key, role in KEYS.items()}
    for place, amount in enumerate(amounts):
        if amount.low != amount.high and (wanted["min"], wanted["max"]) == (amount.low, amount.high):
            found[place] = ROLES.index("range")
            return found
    for role, value in wanted.items():
        if value is None:
            continue
        places = [
            place
            for place, amount in enumerate(amounts)
            if not found[place] and value in ((amount.low, amount.lent) if role == "min" else (amount.high,))
        ]
        likely = max((amounts[place].likely for place in places), default=0)
        places = [place for place in places if amounts[place].likely == likely]
        if places:
            found[places[0 if role == "min" else -1]] = ROLES.index(role)
    return found


def _minor(value: float | None) -> int | None:
    return None if value is None else in_minor(Decimal(str(value)), CURRENCY)


def tensors(amounts: Sequence[Seeing], anywhere: Sequence[int]) -> tuple[torch.Tensor, ...]:
    """Hashed words and where each amount's begin, words of the message, facts, facts of the rules, states."""
    starts = np.cumsum([0, *(len(amount.words) for amount in amounts[:-1])])
    words = [bucket for amount in amounts for bucket in amount.words]
    facts, rules = [amount.facts for amount in amounts], [amount.rules for amount in amounts]
    slots = np.stack([amount.slots for amount in amounts])
    return tuple(torch.tensor(part) for part in (words, starts, anywhere, facts, rules, slots))


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
        words, starts, anywhere, facts, rules, slots = inputs
        drop = functional.dropout
        facts = torch.cat([facts, torch.zeros_like(rules) if hide_rules else rules], dim=1)
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
    *_, facts, rules, slots = data[0].tensors
    net = Network(slots.shape[2], facts.shape[1] + rules.shape[1])
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
        said = case.stated.limits
        ruled = right(case, said, together=case.together and said.stated)
        read = learnt.read(case.stated, case.seen)
        by_rules += ruled
        by_head += ruled if read is None else right(case, read.limits, together=read.together)
    return by_rules / len(asked), by_head / len(asked)


def right(case: Case, got: PriceLimits, *, together: bool) -> bool:
    """Whether the message's own limits are read; what an earlier message said is not asked for."""
    named = {ROLES[role] for role in case.roles}
    if case.expect.get("budget") is not None:
        return together and got.high == _minor(case.expect["budget"])
    both = "range" in named
    low = _minor(case.expect.get("min_price")) if both or "min" in named else None
    high = _minor(case.expect.get("max_price")) if both or "max" in named else None
    return not together and (got.low, got.high) == (low, high)


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the reader's limit heads.")
    parser.add_argument("--real", type=Path, help="folder of the conversations pack, whose dev half counts too")
    parser.add_argument("--check", action="store_true", help="hold out a fifth, print what it comes to, write nothing")
    given = parser.parse_args()
    for name, path, encoder in (("English", ENGLISH, MiniLM()), ("Chinese", CHINESE, None)):
        data, others = list(cases(read_limits(), encoder)), list(cases(limitless(given.real), encoder))
        sys.stdout.write(f"{name}: {len(data)} messages with limits or traps, {len(others)} others\n")
        known = encoder.name if encoder is not None else ""
        if given.check:
            rules, learnt = check(data, others, known)
            sys.stdout.write(f"right: rules {rules:.3f}, head {learnt:.3f}\n")
        else:
            head([*data, *others], known).save(path)


if __name__ == "__main__":
    main()
