"""Trains the net on examples, stops when the held-out ones are no longer better told, goes on where it was killed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from ranker.behaviour.examples import Examples, IntArray, Sight
from ranker.behaviour.features import BOUNDED
from ranker.behaviour.net import BehaviourNet, Goods, Seen, Shape, loss, losses
from ranker.behaviour.start import begin
from store.progress import Progress, silent

STATE = "state.pt"
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """One run. `batch` is in candidates, about. It stops after `patience` passes without a lower loss on the held-out
    examples. `without_id`: the part of candidates taken as never seen before, so that new products are judged well."""

    passes: int = 20
    patience: int = 2
    batch: int = 320
    rate: float = 2e-4
    decay: float = 0.02
    without_id: float = 0.3
    names_faster: float = 10.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Trained:
    """`losses` are the mean losses on the held-out examples, before the first pass and after each; `best` is the pass
    that is kept, 0 the regression alone."""

    net: BehaviourNet
    losses: tuple[float, ...]
    best: int


class Training:
    """The state of one run and its loop. `folder` keeps the state of a run that may be killed; None keeps none."""

    def __init__(
        self,
        shape: Shape,
        goods: Goods,
        train: Examples,
        held: Examples,
        settings: TrainSettings,
        folder: Path | None = None,
        about: str = "",
    ) -> None:
        """`about`: what is learnt from, in a word; a state in the folder about something else is not taken up."""
        self.settings, self.train, self.held, self.folder = settings, train, held, folder
        # How long it may run is no part of what it is: a run cut short may be given more passes.
        self.about = f"{about} {asdict(replace(settings, passes=0, patience=0))} {asdict(shape)}"
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.goods = Goods(*(part.to(self.device) for part in goods))
        torch.manual_seed(settings.seed)
        self.net = BehaviourNet(shape)
        standardise(self.net, train)
        begin(self.net, train, held)
        self.net.to(self.device)
        self.optimiser = torch.optim.AdamW(self._groups(), lr=settings.rate, weight_decay=settings.decay)
        self.losses: list[float] = []
        self.kept: dict[str, Tensor] = {}
        self.told = torch.zeros(0)
        self.best = 0

    def run(self, progress: Progress = silent) -> Trained:
        """Trains what is left to train and returns the net of the best pass."""
        self._resume()
        if not self.losses:
            self._judge()
        while not self._over():
            torch.manual_seed(self.settings.seed * 10_007 + len(self.losses))
            self.net.train()
            batches = list(self._batches())
            for done, moments in enumerate(batches):
                self._step(moments)
                progress(f"pass {len(self.losses)}", done + 1, len(batches))
            self._judge()
            self._save()
        self.net.load_state_dict(self.kept)
        return Trained(self.net.eval().cpu(), tuple(self.losses), self.best)

    def _groups(self) -> list[dict[str, Any]]:
        """Of the names of facts there are few examples each, and their weights begin at nothing: they learn faster."""
        names = self.net.names.weight
        rest = [weight for weight in self.net.parameters() if weight is not names]
        return [{"params": rest}, {"params": [names], "lr": self.settings.rate * self.settings.names_faster}]

    def _over(self) -> bool:
        passed = len(self.losses) - 1
        return passed >= self.settings.passes or passed - int(np.argmin(self.losses)) >= self.settings.patience

    def _batches(self) -> Iterator[IntArray]:
        order = np.random.default_rng((self.settings.seed, len(self.losses))).permutation(len(self.train.times))
        size = max(1, round(self.settings.batch * len(order) / max(1, len(self.train))))
        for start in range(0, len(order), size):
            yield order[start : start + size]

    def _step(self, moments: IntArray) -> None:
        sight, places = self.train.sight.of(moments)
        seen = seen_of(sight, self.device)
        drop = torch.rand(len(places), device=self.device) < self.settings.without_id
        labels = torch.from_numpy(self.train.labels[places]).float().to(self.device)
        total = loss(self.net(seen, self.goods, drop), labels).sum()
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        self.optimiser.step()

    def _judge(self) -> None:
        """Notes the loss on the held-out examples, and keeps the net where it is surely better than the one kept."""
        told = self._held_out()
        if not self.losses or surely_less(told, self.told):
            self.kept, self.told, self.best = copy.deepcopy(self.net.state_dict()), told, len(self.losses)
        self.losses.append(float(told.sum()))

    def _held_out(self) -> Tensor:
        """Each held-out moment's part [m] of the mean loss: they add up to it."""
        logs = torch.from_numpy(log_chances(self.net, self.goods, self.held.sight))
        parts = losses(logs, torch.from_numpy(self.held.labels)).mean(dim=1)
        moments = torch.from_numpy(self.held.sight.moments)
        return torch.zeros(len(self.held.times), dtype=parts.dtype).index_add(0, moments, parts)

    def _save(self) -> None:
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f"{STATE}.new"
        state: dict[str, Any] = {
            "net": self.net.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "kept": self.kept,
            "told": self.told,
            "best": self.best,
            "losses": self.losses,
            "about": self.about,
        }
        torch.save(state, draft)
        draft.replace(self.folder / STATE)  # a killed save leaves the old one

    def _resume(self) -> None:
        if self.folder is None or not (self.folder / STATE).exists():
            return
        state = torch.load(self.folder / STATE, map_location=self.device, weights_only=True)
        if state["about"] == self.about:
            self.net.load_state_dict(state["net"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.kept, self.losses = state["kept"], list(state["losses"])
            self.told, self.best = state["told"].cpu(), state["best"]


def surely_less(told: Tensor, before: Tensor) -> bool:
    """Whether the sum of `told` is below that of `before`, both [m], by more than one standard error of the difference.

    (The rule of one standard error, Breiman et al. 1984: of nets that cannot be told apart the simpler one is kept.)
    """
    gains = before - told
    return float(gains.sum()) > float(np.sqrt(len(gains))) * float(gains.std(unbiased=False))


def standardise(net: BehaviourNet, train: Examples) -> None:
    """Takes over the features' means and spreads; a feature that never changed in training says nothing after it."""
    mean, spread = train.sight.dense.mean(axis=0), train.sight.dense.std(axis=0)
    scale = np.where(spread > 1e-6, 1.0 / np.maximum(spread, 1e-6), 0.0)
    mean[BOUNDED], scale[BOUNDED] = 0.0, 1.0
    net.mean.copy_(torch.from_numpy(mean))
    net.scale.copy_(torch.from_numpy(scale))


def seen_of(sight: Sight, device: torch.device) -> Seen:
    def numbers(values: npt.NDArray[Any]) -> Tensor:
        found = torch.from_numpy(np.ascontiguousarray(values))
        return (found.float() if found.is_floating_point() else found).to(device)

    return Seen(
        *(numbers(part) for part in (sight.events, sight.kinds, sight.gaps, sight.moments)),
        *(numbers(part) for part in (sight.rows, sight.positions, sight.dense, sight.lifts)),
    )


def log_chances(net: BehaviourNet, goods: Goods, sight: Sight, batch: int = 256) -> FloatArray:
    """Log-probabilities [n, tasks] of every candidate, in evaluation, `batch` moments at a time."""
    net.eval()
    device = next(net.parameters()).device
    found = []
    with torch.inference_mode():
        for start in range(0, len(sight.events), batch):
            moments = np.arange(start, min(start + batch, len(sight.events)))
            found.append(net(seen_of(sight.of(moments)[0], device), goods).double().cpu().numpy())
    return np.concatenate(found)
