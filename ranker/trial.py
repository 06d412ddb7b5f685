"""Whether a new ranker may take the place of the one that serves: only if it finds what shoppers took last better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ranker.training import Measured

RESAMPLES = 4_000
DOUBT = 0.05  # chance of being no better at which a ranker is not taken


@dataclass(frozen=True, slots=True)
class Verdict:
    """Figures on the same cases. `p` is the one-sided chance, by paired bootstrap, that the new one is no better."""

    new: Measured
    serving: Measured
    popularity: Measured
    serving_name: str
    p: float

    @property
    def adopted(self) -> bool:
        return self.p <= DOUBT

    @property
    def reason(self) -> str:
        """One sentence with the figures."""
        n = self.new.quality.n
        figures = f"nDCG@10 {self.new.quality.ndcg:.4f} against {self.serving.quality.ndcg:.4f}, n {n:,}"
        if self.adopted:
            return f"The new ranker is better than the one in service ({figures}, p {self.p:.3f})."
        return f"The new ranker is not surely better than the one in service ({figures}, p {self.p:.3f})."

    def figures(self) -> dict[str, Any]:
        rows = {"new": self.new, self.serving_name: self.serving, "popularity": self.popularity}
        table = {
            name: {"hr@10": round(row.quality.hr, 5), "ndcg@10": round(row.quality.ndcg, 5), "n": row.quality.n}
            for name, row in rows.items()
        }
        return {**table, "p": round(self.p, 5)}


def judge(new: Measured, serving: Measured, popularity: Measured, serving_name: str) -> Verdict:
    return Verdict(new, serving, popularity, serving_name, no_better(new.ranks, serving.ranks))


def no_better(new: Sequence[float], old: Sequence[float], seed: int = 0) -> float:
    """The share of resampled sets of cases on which the new ranks' nDCG@10 is not higher; 1 without cases."""
    if not len(new):
        return 1.0
    gains = [np.where(np.asarray(ranks) <= 10, 1 / np.log2(np.asarray(ranks) + 1), 0.0) for ranks in (new, old)]
    differences = gains[0] - gains[1]
    rng = np.random.default_rng(seed)
    means = differences[rng.integers(0, len(differences), (RESAMPLES, len(differences)))].mean(axis=1)
    return float((1 + (means <= 0).sum()) / (1 + RESAMPLES))
