"""The training loop: early stopping on held-out products, a seed for all that is drawn, resuming where it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from ranker.neural.losses import binary_loss, sampled_softmax_loss, softmax_loss
from ranker.neural.measure import hits_and_gains, ranks_of
from ranker.neural.model import SequenceModel
from ranker.neural.sampling import uniform
from ranker.neural.sequences import IntArray, Padded, Sequences, batches
from store.progress import Progress, silent

LARGEST_SOFTMAX = 20_000  # products up to which every one is compared with; beyond, a sample
CLIP = 5.0
AVERAGED = 0.998  # share of the running average of weights that a step leaves as it was
WARM_UP = 100  # steps over which the rate rises
LOWEST_RATE = 0.02  # share of the rate left at the end
WEIGHT_DECAY = 0.0
RESUME = "resume.pt"


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast to learn. `loss` is softmax, sampled or binary; `patience` counts epochs without a better
    validation nDCG@10."""

    epochs: int = 8
    batch: int = 128
    rate: float = 2e-3
    smoothing: float = 0.1
    patience: int = 3
    loss: str = "softmax"
    negatives: int = 1024
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Epoch:
    """What one epoch came to. `seconds` is processor time of training since the start, measuring left out."""

    number: int
    loss: float
    hr: float
    ndcg: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Held:
    """Shoppers' histories and the product row that followed each: what is validated or tested on."""

    histories: Sequences
    targets: IntArray


Watch = Callable[[Epoch], bool]


def never(_: Epoch) -> bool:
    return False


def train(
    model: SequenceModel,
    sequences: Sequences,
    valid: Held,
    schedule: Schedule,
    folder: Path | None = None,
    progress: Progress = silent,
    stop: Watch = never,
) -> list[Epoch]:
    """Trains in place and leaves the model as it was at its best epoch; returns all epochs.

    With a `folder` the state is kept there after each epoch, and a run that was cut off goes on from it. `stop` is
    asked after each epoch and ends the training when it says so.
    """
    run = _Run(model, sequences, schedule, folder)
    run.resume()
    while not run.over():
        run.epoch(sequences, progress)
        run.validate(valid)
        run.keep()
        if stop(run.epochs[-1]):
            break
    model.load_state_dict(run.best_state, strict=False)
    model.tower.forget_all_but(run.met)
    return run.epochs


class _Run:
    def __init__(self, model: SequenceModel, sequences: Sequences, schedule: Schedule, folder: Path | None) -> None:
        self.model, self.schedule, self.folder = model, schedule, folder
        self.device = next(model.parameters()).device
        # What nobody met is not learnt against either: it would be pushed away for being new.
        self.met = torch.from_numpy(np.unique(sequences.items)).to(self.device)
        self.optimizer = torch.optim.AdamW(
            model.parameters(), lr=schedule.rate, betas=(0.9, 0.98), weight_decay=WEIGHT_DECAY
        )
        self.epochs: list[Epoch] = []
        self.steps = 0
        self.average = _copied(model)
        self.best_state = _copied(model)
        self.seconds = 0.0

    def over(self) -> bool:
        done = len(self.epochs)
        if done >= self.schedule.epochs:
            return True
        best = max(range(done), key=lambda at: self.epochs[at].ndcg) if done else 0
        return done - 1 - best >= self.schedule.patience

    def epoch(self, sequences: Sequences, progress: Progress) -> None:
        # Drawn anew for each epoch from its number: a resumed run goes on as the uninterrupted one would have.
        number = len(self.epochs) + 1
        torch.manual_seed(self.schedule.seed * 10_007 + number)
        rng = np.random.default_rng([self.schedule.seed, number])
        size, longest = self.schedule.batch, self.model.shape.sizes.longest
        steps = -(-int((sequences.lengths >= 2).sum()) // size)
        self.model.train()
        began, losses = time.process_time(), []
        for step, batch in enumerate(batches(sequences, size, longest, rng)):
            self._rate(steps)
            losses.append(self._step(batch.to(self.device)))
            if step % 20 == 0:
                progress(f"epoch {number} of {self.schedule.epochs}", step, steps)
        self.seconds += time.process_time() - began
        self.epochs.append(Epoch(number, float(np.mean(losses)), 0.0, 0.0, self.seconds))

    def validate(self, valid: Held) -> None:
        learning = _copied(self.model)
        self.model.load_state_dict(self.average, strict=False)
        hits, gains = hits_and_gains(ranks_of(self.model, valid.histories, valid.targets))
        self.model.load_state_dict(learning, strict=False)
        last = self.epochs[-1]
        best = max((epoch.ndcg for epoch in self.epochs[:-1]), default=-1.0)
        ndcg = float(gains.mean()) if len(gains) else 0.0
        hr = float(hits.mean()) if len(hits) else 0.0
        self.epochs[-1] = Epoch(last.number, last.loss, hr, ndcg, last.seconds)
        if ndcg > best:
            self.best_state = {name: tensor.clone() for name, tensor in self.average.items()}

    def _rate(self, steps_an_epoch: int) -> None:
        """Rises over the first steps and falls in a straight line to the end."""
        self.steps += 1
        left = 1 - self.steps / (steps_an_epoch * self.schedule.epochs)
        factor = min(1.0, self.steps / WARM_UP) * max(LOWEST_RATE, left)
        for group in self.optimizer.param_groups:
            group["lr"] = self.schedule.rate * factor

    def _step(self, batch: Padded) -> float:
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            loss = self._loss(batch)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
        self.optimizer.step()
        self._follow()
        return float(loss.detach())

    def _follow(self) -> None:
        """Moves the running average of the weights on; it is the average that is measured and kept (Polyak 1992)."""
        kept = min(AVERAGED, (1 + self.steps) / (10 + self.steps))
        for name, weight in self.model.named_parameters():
            self.average[name].lerp_(weight.detach(), 1 - kept)

    def _loss(self, batch: Padded) -> torch.Tensor:
        given, targets = batch.shifted()
        products = self.model.tower()
        states = self.model.states(given, products)
        places = (targets > 0).nonzero()
        right = targets[places[:, 0], places[:, 1]]
        if self.schedule.loss == "softmax" and len(self.met) <= LARGEST_SOFTMAX:
            logits = self.model.logits(states, places, products[self.met])
            return softmax_loss(logits.float(), torch.searchsorted(self.met, right), self.schedule.smoothing)
        drawn = self.met[uniform(len(self.met), self.schedule.negatives, right.device)]
        others = self.model.logits(states, places, products[drawn]).float()
        own = self._own(states, places, products, right)
        if self.schedule.loss == "binary":
            return binary_loss(own, others[torch.arange(len(right)), torch.arange(len(right)) % len(drawn)])
        return sampled_softmax_loss(own, others, drawn[None] == right[:, None])

    def _own(
        self, states: torch.Tensor, places: torch.Tensor, products: torch.Tensor, right: torch.Tensor
    ) -> torch.Tensor:
        """[n]: the logit of each place's right item."""
        distinct, at = torch.unique(right, return_inverse=True)
        found = self.model.logits(states, places, products[distinct]).float()
        return found.gather(1, at[:, None])[:, 0]

    def keep(self) -> None:
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        state = {
            "model": _copied(self.model),
            "best": self.best_state,
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
            "epochs": [(epoch.number, epoch.loss, epoch.hr, epoch.ndcg, epoch.seconds) for epoch in self.epochs],
            "steps": self.steps,
            "schedule": str(self.schedule),
        }
        unfinished = self.folder / f"{RESUME}.new"
        torch.save(state, unfinished)
        unfinished.replace(self.folder / RESUME)

    def resume(self) -> None:
        """Goes on from the folder's state where it is of the same schedule."""
        if self.folder is None or not (self.folder / RESUME).is_file():
            return
        state = torch.load(self.folder / RESUME, map_location=self.device, weights_only=True)
        if state["schedule"] != str(self.schedule):
            return
        self.model.load_state_dict(state["model"], strict=False)
        self.optimizer.load_state_dict(state["optimizer"])
        self.best_state, self.average, self.steps = state["best"], state["average"], state["steps"]
        self.epochs = [Epoch(*epoch) for epoch in state["epochs"]]
        self.seconds = self.epochs[-1].seconds if self.epochs else 0.0


def _copied(model: SequenceModel) -> dict[str, torch.Tensor]:
    """The weights as they are now, without what training does not change."""
    return {name: weight.detach().clone() for name, weight in model.named_parameters()}
