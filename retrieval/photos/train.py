"""Trains a shop's image network on its own photos. A run that is killed goes on after the last whole pass.

The text encoder stays as it is; photos and a projection of its vectors learn to meet (`losses`), and the photos learn
to tell the facts of their products besides, which the network forgets afterwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from retrieval.encoder import has_bf16
from retrieval.photos.augment import augment
from retrieval.photos.lessons import Lessons, Rows
from retrieval.photos.losses import contrastive, facts_loss
from retrieval.photos.network import WIDEST_SCALE, PhotoNetwork, Shape, normal
from store.progress import Progress, silent

STATE = "state.pt"
SIDES = (
    (0.5, 64),
    (0.75, 80),
)  # up to this part of the passes the photos are that small: half the work, as well learnt
STEEPEST = 5.0  # norm that gradients are cut to


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """One run. `rate` rises over `warmup` steps and falls along a cosine.

    `facts`: weight of telling the facts; `titles`: share of the captions that are titles.
    """

    passes: int = 20
    batch: int = 256
    rate: float = 2e-3
    warmup: int = 100
    decay: float = 0.05
    facts: float = 10.0
    titles: float = 0.75
    seed: int = 0
    shape: Shape = field(default_factory=Shape)


class Training:
    """The state of one run and its loop."""

    def __init__(self, folder: Path, lessons: Lessons, settings: TrainSettings, about: str) -> None:
        """`about`: what the run learns from, in a word; a state in the folder about something else is not taken up."""
        self.folder, self.lessons, self.settings = folder, lessons, settings
        self.about = f"{about} {asdict(settings)}"
        torch.manual_seed(settings.seed)
        self.network = PhotoNetwork(settings.shape)
        self.tell = nn.Linear(self.network.features, max(1, len(lessons.facts)))
        weights = [*self.network.parameters(), *self.tell.parameters()]
        groups = [
            {"params": [each for each in weights if each.ndim > 1], "weight_decay": settings.decay},
            {"params": [each for each in weights if each.ndim < 2], "weight_decay": 0.0},
        ]
        self.optimiser = torch.optim.AdamW(groups, lr=settings.rate, betas=(0.9, 0.98))
        self.passed = 0
        self.batch = min(settings.batch, len(lessons))
        self.steps = len(lessons) // self.batch  # of one pass
        self.bf16 = has_bf16()

    def run(self, progress: Progress = silent) -> PhotoNetwork:
        """Trains what is left of the passes and returns the network, ready to be asked."""
        self._resume()
        total = self.settings.passes * self.steps
        while self.passed < self.settings.passes:
            # Every pass draws from a seed of its own, so that one taken up again is the same.
            torch.manual_seed(self.settings.seed * 10_007 + self.passed)
            for number, rows in enumerate(self._batches()):
                done = self.passed * self.steps + number
                self._step(rows, done, total)
                progress("training", done + 1, total)
            self.passed += 1
            self._save()
        return self.network.eval()

    def _batches(self) -> Iterator[Rows]:
        order = np.random.default_rng((self.settings.seed, self.passed)).permutation(len(self.lessons))
        for start in range(0, self.steps * self.batch, self.batch):
            yield order[start : start + self.batch]

    def _step(self, rows: Rows, done: int, total: int) -> None:
        draw = np.random.default_rng((self.settings.seed, done))
        rise, fall = min(1.0, (done + 1) / self.settings.warmup), (1 + math.cos(math.pi * done / total)) / 2
        for group in self.optimiser.param_groups:
            group["lr"] = self.settings.rate * rise * fall
        self.network.train()
        loss = self._loss(rows, self.lessons.say(rows, draw, self.settings.titles))
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([*self.network.parameters(), *self.tell.parameters()], STEEPEST)
        self.optimiser.step()
        with torch.no_grad():
            self.network.log_scale.clamp_(max=math.log(WIDEST_SCALE))

    def _loss(self, rows: Rows, said: Rows) -> torch.Tensor:
        lessons = self.lessons
        pixels = augment(normal(torch.from_numpy(lessons.pixels[rows])), self._side())
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bf16):
            seen = self.network.see(pixels)
        words = self.network.words(torch.from_numpy(lessons.texts[said]))
        similarity = self.network.scale * words @ self.network.place(seen).T
        loss = contrastive(similarity, torch.from_numpy(lessons.matches(said, rows)))
        if lessons.facts:
            has, known = (torch.from_numpy(of[rows]).float() for of in (lessons.has, lessons.known))
            loss = loss + self.settings.facts * facts_loss(self.tell(seen), has, known)
        return loss

    def _side(self) -> int:
        """Pixels that this pass shows of a photo: progressive resizing, small ones first (Howard 2018)."""
        done, full = self.passed / self.settings.passes, self.settings.shape.side
        return next((min(side, full) for part, side in SIDES if done < part), full)

    def _parts(self) -> dict[str, Any]:
        return {"network": self.network, "tell": self.tell, "optimiser": self.optimiser}

    def _save(self) -> None:
        state = {name: part.state_dict() for name, part in self._parts().items()}
        draft = self.folder / f"{STATE}.new"
        torch.save({**state, "passed": self.passed, "about": self.about}, draft)
        draft.replace(self.folder / STATE)  # a killed save leaves the old one

    def _resume(self) -> None:
        path = self.folder / STATE
        if not path.exists():
            return
        state = torch.load(path, map_location="cpu", weights_only=True)
        if state["about"] == self.about:
            for name, part in self._parts().items():
                part.load_state_dict(state[name])
            self.passed = state["passed"]
