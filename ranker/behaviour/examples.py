"""Examples as columns: moments with a shopper's past, and the candidates of each with what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ranker.behaviour.counts import Counts
from ranker.behaviour.features import Vectors, describe
from ranker.behaviour.past import Past
from ranker.behaviour.table import ProductTable
from ranker.behaviour.tasks import Task

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

UNKNOWN = np.nan  # the label of an outcome that nobody knows (yet)
DEEPEST = 50  # positions beyond count as this one


@dataclass(frozen=True, slots=True)
class Sight:
    """What the net sees of `n` candidates at `m` moments. Moments' events stand oldest first, filled up with 0.

    `events` rows, `kinds` and `gaps` (log of 1 + seconds before the moment), each [m, l]; of candidates `moments`,
    `rows` and `positions` [n] (1 is the top), `dense` [n, f] and `lifts` [n, w].
    """

    events: IntArray
    kinds: IntArray
    gaps: FloatArray
    moments: IntArray
    rows: IntArray
    positions: IntArray
    dense: FloatArray
    lifts: FloatArray

    def of(self, moments: IntArray) -> tuple[Sight, IntArray]:
        """Some moments, in the given order, and the places of their candidates. Candidates stand by moment."""
        starts = np.searchsorted(self.moments, moments, side="left")
        sizes = np.searchsorted(self.moments, moments, side="right") - starts
        own = np.repeat(np.arange(len(moments)), sizes)
        places = np.arange(len(own)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(starts, sizes)
        taken = Sight(
            self.events[moments], self.kinds[moments], self.gaps[moments], own, self.rows[places],
            self.positions[places], self.dense[places], self.lifts[places],
        )  # fmt: skip
        return taken, places


@dataclass(frozen=True, slots=True)
class Examples:
    """`labels` [n, tasks] are 0, 1 or UNKNOWN; `times` [m] of the moments, in order, and whose they are."""

    tasks: tuple[Task, ...]
    sight: Sight
    labels: FloatArray
    times: FloatArray
    shoppers: npt.NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.labels)

    def of(self, moments: IntArray) -> Examples:
        sight, places = self.sight.of(moments)
        times, shoppers = self.times[moments], self.shoppers[moments]
        return replace(self, sight=sight, labels=self.labels[places], times=times, shoppers=shoppers)

    def split(self, *shares: float) -> list[Examples]:
        """Parts in the order of time; `shares` of the candidates before each cut. No moment is in two parts."""
        own = self.times[self.sight.moments]
        cuts = [float(np.quantile(own, share)) for share in shares] if len(own) else [0.0 for _ in shares]
        parts = np.searchsorted(cuts, self.times, side="right")
        return [self.of(np.flatnonzero(parts == part)) for part in range(len(shares) + 1)]


def sight_of(
    table: ProductTable,
    past: Past,
    rows: IntArray,
    positions: IntArray,
    counts: Counts,
    now: float,
    longest: int,
    query: Vectors | None = None,
) -> Sight:
    """One moment: the candidates' features from the whole `past`, and its newest `longest` events."""
    described = describe(table, rows, past, counts, now, query)
    newest = Past(past.rows[-longest:], past.kinds[-longest:], past.times[-longest:])
    return Sight(
        newest.rows[None],
        newest.kinds[None],
        np.log1p(now - newest.times)[None],
        np.zeros(len(rows), dtype=np.int64),
        rows,
        np.minimum(positions, DEEPEST),
        described.dense,
        described.lifts,
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment with its sight and the labels [n, tasks] of its candidates."""

    at: float
    shopper: str
    sight: Sight
    labels: FloatArray


def gathered(tasks: tuple[Task, ...], moments: Sequence[Moment], longest: int) -> Examples:
    """The moments put together, in the order of time. Raises ValueError when there are none."""
    if not moments:
        raise ValueError("there are no examples to learn from")
    ordered = sorted(moments, key=lambda moment: moment.at)
    sights = [moment.sight for moment in ordered]
    sizes = [len(sight.rows) for sight in sights]
    sight = Sight(
        _filled([sight.events[0] for sight in sights], longest).astype(np.int64),
        _filled([sight.kinds[0] for sight in sights], longest).astype(np.int64),
        _filled([sight.gaps[0] for sight in sights], longest),
        np.repeat(np.arange(len(sights)), sizes),
        np.concatenate([sight.rows for sight in sights]),
        np.concatenate([sight.positions for sight in sights]),
        np.concatenate([sight.dense for sight in sights]),
        np.concatenate([sight.lifts for sight in sights]),
    )
    return Examples(
        tasks,
        sight,
        np.concatenate([moment.labels for moment in ordered]),
        np.array([moment.at for moment in ordered]),
        np.array([moment.shopper for moment in ordered], dtype=np.str_),
    )


def _filled(parts: Sequence[npt.NDArray[np.int64] | FloatArray], width: int) -> FloatArray:
    found = np.zeros((len(parts), width))
    for row, part in enumerate(parts):
        found[row, : len(part)] = part
    return found
