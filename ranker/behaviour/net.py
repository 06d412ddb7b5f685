"""The multi-task net: a shopper's events, one candidate, and what is known of both, to four chances.

Events and candidate are met by target attention (DIN, Zhou et al. 2018). The chance of an outcome is its parent's times
its own given the parent's (ESMM, Ma et al. 2018). A click also takes that the place was looked at, a factor of its own
that is 1 at the top (PAL, Guo et al. 2019): so what is learnt of products is not what is learnt of places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from ranker.behaviour.examples import DEEPEST
from ranker.behaviour.features import NAMES
from ranker.behaviour.past import KINDS
from ranker.behaviour.sequence import encoder
from ranker.behaviour.tasks import Task, parents_of

GAPS = 20  # buckets of log(1 + seconds) before the moment: one for each unit, e-fold of time
STEEPEST = 5.0  # standard deviations that a feature is cut to
SUREST = -1e-6  # log of the highest chance
EXPERTS = 3


@dataclass(frozen=True, slots=True)
class Shape:
    """What the net is built from. `text` is the dimension of text vectors; `facts`, `names`, `ids` count numbers
    with 0. `encoder` is one of `sequence.ENCODERS`; `experts` 1 is a shared bottom, more are mixed (MMoE)."""

    text: int
    facts: int
    names: int
    ids: int
    tasks: tuple[Task, ...]
    longest: int = 50
    width: int = 32
    hidden: int = 64
    encoder: str = "din"
    experts: int = 1
    chained: bool = True
    placed: bool = True
    dropout: float = 0.2


class Goods(NamedTuple):
    """Products by row: text vectors [r, text], facts [r, w], the names of facts [r, w], numbers of ids [r]."""

    text: Tensor
    facts: Tensor
    names: Tensor
    ids: Tensor


class Seen(NamedTuple):
    """`examples.Sight` as tensors."""

    events: Tensor
    kinds: Tensor
    gaps: Tensor
    moments: Tensor
    rows: Tensor
    positions: Tensor
    dense: Tensor
    lifts: Tensor


class BehaviourNet(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        width, hidden, tasks = shape.width, shape.hidden, len(shape.tasks)
        self.parents = parents_of(shape.tasks)
        self.text = nn.Linear(shape.text, width, bias=False)
        self.facts = nn.EmbeddingBag(shape.facts, width, mode="sum", padding_idx=0)
        self.ids = nn.Embedding(shape.ids, width)
        self.kinds = nn.Embedding(len(KINDS) + 1, width)
        self.gaps = nn.Embedding(GAPS, width)
        self.encoder = encoder(shape.encoder, width, shape.longest, shape.dropout)
        self.attention = TargetAttention(width)
        self.names = nn.Embedding(shape.names, tasks)
        self.mean: Tensor
        self.scale: Tensor
        self.register_buffer("mean", torch.zeros(len(NAMES)))
        self.register_buffer("scale", torch.ones(len(NAMES)))
        self.bottom = Bottom(4 * width + len(NAMES) + tasks, hidden, tasks, shape.experts, shape.dropout)
        self.wide = nn.Linear(len(NAMES), tasks)
        self.places = nn.Parameter(torch.zeros(DEEPEST + 1))
        for table in (self.facts, self.ids, self.kinds, self.gaps, self.names):
            nn.init.normal_(table.weight, std=0.05)
        nn.init.zeros_(self.names.weight)
        nn.init.zeros_(self.wide.weight)
        with torch.no_grad():
            self.facts.weight[0] = 0.0
            self.ids.weight[0] = 0.0

    def content(self, goods: Goods, rows: Tensor) -> Tensor:
        """What products of these rows [r] are, without their ids, [r, width]."""
        facts = goods.facts[rows]
        told: Tensor = self.text(goods.text[rows]) + self.facts(facts) / facts.gt(0).sum(dim=1, keepdim=True).clamp(1)
        return told

    def forward(self, seen: Seen, goods: Goods, drop_ids: Tensor | None = None) -> Tensor:
        """Log-probabilities [n, tasks]. `drop_ids` [n] marks candidates to be taken as never seen before."""
        kept, places = torch.unique(torch.cat([seen.events.flatten(), seen.rows]), return_inverse=True)
        content = self.content(goods, kept)
        of_events = places[: seen.events.numel()].view(seen.events.shape)
        ids = goods.ids[seen.rows]
        if drop_ids is not None:
            ids = ids.masked_fill(drop_ids, 0)
        return self.judge(seen, content[of_events], content[places[seen.events.numel() :]] + self.ids(ids), goods)

    def judge(self, seen: Seen, events: Tensor, candidates: Tensor, goods: Goods) -> Tensor:
        """Log-probabilities [n, tasks] from the products' vectors: events [m, l, width], candidates [n, width]."""
        there = seen.kinds.gt(0).to(events.dtype)
        when = seen.gaps.long().clamp(0, GAPS - 1)
        states = self.encoder((events + self.kinds(seen.kinds) + self.gaps(when)) * there[..., None], there)
        pooled, usual = self.attention(states, there, candidates, seen.moments)
        dense = ((seen.dense - self.mean) * self.scale).clamp(-STEEPEST, STEEPEST)
        lifts = (seen.lifts[..., None] * self.names(goods.names[seen.rows])).sum(dim=1)
        deep = torch.cat([candidates, pooled, candidates * pooled, candidates * usual, dense, lifts], dim=1)
        return self._chances(self.bottom(deep) + self.wide(dense) + lifts, seen.positions)

    def _chances(self, logits: Tensor, positions: Tensor) -> Tensor:
        own = functional.logsigmoid(logits).unbind(dim=1)
        seen = -functional.softplus(self.places[positions]) * positions.gt(1) if self.shape.placed else 0.0
        found: list[Tensor] = []
        for chance, parent in zip(own, self.parents, strict=True):
            found.append(chance + (found[parent] if self.shape.chained and parent >= 0 else seen))
        return torch.stack(found, dim=1).clamp(max=SUREST)


class TargetAttention(nn.Module):
    """How much each event says of a candidate, from both and their product; the weights need not add up to one, so that
    much agreeing history counts for more (Zhou et al. 2018)."""

    def __init__(self, width: int, hidden: int = 24) -> None:
        super().__init__()
        # One layer over [event, candidate, event x candidate], taken apart: only the last part is of every pair.
        self.of_event = nn.Linear(width, hidden)
        self.of_candidate = nn.Linear(width, hidden, bias=False)
        self.of_both = nn.Linear(width, hidden, bias=False)
        self.weigh = nn.Linear(hidden, 1)

    def forward(self, states: Tensor, there: Tensor, candidates: Tensor, moments: Tensor) -> tuple[Tensor, Tensor]:
        """The events' sum for each candidate, and their mean whatever the candidate, each [n, width]."""
        usual = states.sum(dim=1) / there.sum(dim=1, keepdim=True).clamp(1)
        if len(states) == 1:  # serving: one history for all candidates
            both = (candidates[:, None] * states) @ self.of_both.weight.T
            own = states
        else:
            own = states[moments]
            both = self.of_both(candidates[:, None] * own)
            there = there[moments]
        met = both + (self.of_event(states) if len(states) == 1 else self.of_event(states)[moments])
        met = functional.relu(met + self.of_candidate(candidates)[:, None])
        weights = torch.sigmoid(self.weigh(met)) * there[..., None]
        pooled = (weights * own).sum(dim=1) / (1.0 + there.sum(dim=1, keepdim=True)).sqrt()
        return pooled, usual[moments]


class Bottom(nn.Module):
    """What all tasks share, or experts that each task mixes for itself (MMoE, Ma et al. 2018), to logits [n, tasks]."""

    def __init__(self, size: int, hidden: int, tasks: int, experts: int, dropout: float) -> None:
        super().__init__()
        self.experts = nn.ModuleList(
            nn.Sequential(
                nn.Linear(size, hidden), nn.ReLU(), nn.Dropout(dropout), nn.Linear(hidden, hidden // 2), nn.ReLU()
            )
            for _ in range(experts)
        )
        self.gates = nn.Linear(size, tasks * experts) if experts > 1 else None
        self.towers = nn.Parameter(torch.zeros(tasks, hidden // 2))  # at first nothing is added to the linear part
        self.bias = nn.Parameter(torch.zeros(tasks))

    def forward(self, told: Tensor) -> Tensor:
        found = torch.stack([expert(told) for expert in self.experts], dim=1)  # [n, experts, hidden / 2]
        if self.gates is None:
            return found[:, 0] @ self.towers.T + self.bias
        gates = self.gates(told).view(len(told), -1, len(self.experts)).softmax(dim=2)
        mixed = torch.einsum("nte,neh->nth", gates, found)
        return (mixed * self.towers).sum(dim=2) + self.bias


def losses(logs: Tensor, labels: Tensor) -> Tensor:
    """What each example adds [n, tasks] to the mean log-loss of its task; 0 where the label is not known (NaN)."""
    known = ~labels.isnan()
    truth = torch.where(known, labels, 0.0)
    found = -(truth * logs + (1.0 - truth) * torch.log(-torch.expm1(logs)))
    return found * known / known.sum(dim=0).clamp(1)


def loss(logs: Tensor, labels: Tensor) -> Tensor:
    """Mean log-loss [tasks] of log-probabilities and labels [n, tasks], over the labels that are known (not NaN)."""
    return losses(logs, labels).sum(dim=0)
