"""Thompson sampling over the candidate sources: how many of its places each one earns, by who asks and how.

For each source, segment of shoppers, and with or without a query, the chance that a product which is looked at is
clicked has a Beta distribution (Chapelle and Li, NeurIPS 2011). A ranking draws one chance for each source and uses the
draws as the weights of `CandidatePool`: a source that is little known is tried, one that is known to be poor is not.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from ranker.candidates.pool import WEIGHTS
from ranker.feedback.examination import Examination
from ranker.feedback.log import REGULAR, Answer, Segment
from ranker.ranker import RankRequest
from store.behaviour import Event, EventKind

FORMAT = 1
FILE = "bandit.json"
SETTLED = timedelta(hours=24)  # after that, what comes of a ranking is taken to be known
PRIOR_LOOKS = 10.0  # what the weights chosen by hand are worth: so many products looked at
PRIOR_RATE = 0.05  # clicks a look, of a source of weight 1

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, and whether for something."""

    segment: Segment
    asked: bool

    @property
    def key(self) -> str:
        return f"{self.segment.value} {'query' if self.asked else 'browsing'}"

    @classmethod
    def of(cls, request: RankRequest, history: Sequence[Event]) -> Context:
        """The same segments as those of logged answers, from a shopper's history."""
        bought = sum(event.kind is EventKind.PURCHASE for event in history)
        segment = Segment.NEW if not history else Segment.REGULAR if bought >= REGULAR else Segment.RETURNING
        return cls(segment, bool(request.query.strip()))

    @classmethod
    def of_answer(cls, answer: Answer) -> Context:
        return cls(answer.segment, bool(answer.ranking.query.strip()))


CONTEXTS = tuple(Context(segment, asked) for segment in Segment for asked in (True, False))


@dataclass(slots=True)
class Cell:
    """What one source earned in one context: products looked at (expected, not known) and clicked."""

    looks: float = 0.0
    clicks: float = 0.0


@dataclass(slots=True)
class Bandit:
    """`until` is the time up to which rankings are counted; `live` whether its draws may rank."""

    base: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    cells: dict[str, dict[str, Cell]] = field(default_factory=dict)
    until: datetime | None = None
    counted: int = 0
    live: bool = False

    def learn(self, found: Iterable[Answer], theta: Examination, now: datetime) -> int:
        """Counts the rankings that are a day old and newer than those counted before; returns how many.

        The same answers again change nothing, in one call or in the next. Places not clicked count as looked at by the
        chance that they were, given that there was no click (the E-step of the position-based model).
        """
        settled = {
            answer.ranking.id: answer
            for answer in found
            if answer.ranking.at <= now - SETTLED and (self.until is None or answer.ranking.at > self.until)
        }
        for answer in sorted(settled.values(), key=lambda one: (one.ranking.at, one.ranking.id)):
            self._count(answer, theta)
        self.counted += len(settled)
        self.until = max((answer.ranking.at for answer in settled.values()), default=self.until)
        return len(settled)

    def _count(self, answer: Answer, theta: Examination) -> None:
        cells = self.cells.setdefault(Context.of_answer(answer).key, {})
        looked = theta.at(np.array([one.position for one in answer.ranking.shown], dtype=np.int64))
        for one, clicked, chance in zip(answer.ranking.shown, answer.clicked, looked.tolist(), strict=True):
            if one.source in self.base:
                cell = cells.setdefault(one.source, Cell())
                rate = self._mean(one.source, cell)
                cell.looks += 1.0 if clicked else chance * (1 - rate) / max(1e-9, 1 - chance * rate)
                cell.clicks += clicked

    def rates(self, context: Context) -> dict[str, float]:
        """The expected clicks a look of each source."""
        cells = self.cells.get(context.key, {})
        return {source: self._mean(source, cells.get(source, Cell())) for source in self.base}

    def draw(self, context: Context, rng: np.random.Generator) -> dict[str, float]:
        """Weights for one ranking: a draw from what is believed of each source."""
        cells = self.cells.get(context.key, {})
        drawn = {}
        for source in self.base:
            cell = cells.get(source, Cell())
            prior = self._prior(source)
            clicks = prior * PRIOR_LOOKS + cell.clicks
            misses = (1 - prior) * PRIOR_LOOKS + max(0.0, cell.looks - cell.clicks)
            drawn[source] = max(1e-9, float(rng.beta(clicks, misses)))
        return drawn

    def _mean(self, source: str, cell: Cell) -> float:
        return (self._prior(source) * PRIOR_LOOKS + cell.clicks) / (PRIOR_LOOKS + cell.looks)

    def _prior(self, source: str) -> float:
        return min(0.5, PRIOR_RATE * self.base[source])

    def save(self, folder: Path) -> None:
        """Replaces `bandit.json` in one step: a killed write leaves the old state."""
        folder.mkdir(parents=True, exist_ok=True)
        until = None if self.until is None else self.until.isoformat()
        cells = {
            context: {source: asdict(cell) for source, cell in sorted(by_source.items())}
            for context, by_source in sorted(self.cells.items())
        }
        state = {"format": FORMAT, "live": self.live, "until": until, "counted": self.counted, "cells": cells}
        fresh = folder / f"{FILE}.new"
        fresh.write_text(json.dumps(state, indent=1), encoding="utf-8")
        fresh.replace(folder / FILE)

    @classmethod
    def load(cls, folder: Path) -> Bandit:
        """The saved state; a new one where there is none. One that cannot be read is learnt again from the log."""
        try:
            return _read(json.loads((folder / FILE).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("the bandit's state in %s cannot be read (%s): it begins anew", folder, error)
            return cls()


def _read(state: Mapping[str, Any]) -> Bandit:
    if state["format"] != FORMAT:
        raise ValueError(f"format {state['format']}")
    cells = {
        context: {source: Cell(float(cell["looks"]), float(cell["clicks"])) for source, cell in by_source.items()}
        for context, by_source in state["cells"].items()
    }
    until = None if state["until"] is None else datetime.fromisoformat(state["until"])
    return Bandit(cells=cells, until=until, counted=int(state["counted"]), live=bool(state["live"]))
