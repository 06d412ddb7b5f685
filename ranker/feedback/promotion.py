"""Whether a policy may go live: only when the log gives no reason to fear that it earns less than what serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ranker.feedback.bandit import Bandit, Context
from ranker.feedback.examination import Examination
from ranker.feedback.log import Answer, IntArray, Places
from ranker.feedback.off_policy import Estimate, Logged, advantage
from ranker.feedback.replay import Target, places_by

DRAWS = 64


@dataclass(frozen=True, slots=True)
class Promotion:
    """`gain` is what the candidate earns more than what serves, in clicks a ranking, on the same rankings."""

    promoted: bool
    why: str
    gain: Estimate


def promotion(candidate: Logged) -> Promotion:
    """Promoted when the lower limit of the gain's 95 % interval is not below 0."""
    gain = advantage(candidate)
    if gain.refused:
        return Promotion(False, f"the log cannot judge it: {gain.refused}", gain)
    good = gain.low >= 0
    why = f"it gains {gain.value:+.4f} clicks a ranking, between {gain.low:+.4f} and {gain.high:+.4f}"
    return Promotion(good, why, gain)


def sampled_target(
    bandit: Bandit, found: Sequence[Answer], places: Places, theta: Examination, rng: np.random.Generator
) -> Target:
    """What the bandit makes of what was shown: its sources' products merged anew, in their order within a source.

    The mean over `DRAWS` drawings of weights. Sources that a ranking does not show would get places in proportion to
    their weights: the log says nothing of those, and `share` is what is left. A source that is none of the bandit's has
    weight 0 and follows behind.
    """
    names = list(bandit.base)
    column = {name: at for at, name in enumerate(names)}
    source = np.array(
        [column.get(shown.source, len(names)) for answer in found for shown in answer.ranking.shown], dtype=np.int64
    )
    distinct = list(dict.fromkeys(Context.of_answer(answer) for answer in found))
    context = np.array([distinct.index(Context.of_answer(answer)) for answer in found], dtype=np.int64)
    nth = _place_in_source(places, source)
    present = np.zeros((places.rankings, len(names) + 1), dtype=bool)
    present[places.ranking, source] = True
    looks, stays, share = np.zeros(len(source)), np.zeros(len(source)), np.zeros(places.rankings)
    for _ in range(DRAWS):
        by_context = [[*bandit.draw(one, rng).values(), 0.0] for one in distinct]
        drawn = np.array(by_context).reshape(-1, len(names) + 1)[context]
        position = places_by(places, drawn[places.ranking, source] / (nth + 1))
        looks += theta.at(position)
        stays += position == places.position
        share += (drawn * present).sum(axis=1) / drawn.sum(axis=1)
    return Target(looks / DRAWS, stays / DRAWS, share / DRAWS)


def _place_in_source(places: Places, source: IntArray) -> IntArray:
    """From 0, the how-manieth of its source in its ranking each product is [places]."""
    order = np.lexsort((places.position, source, places.ranking))
    key = places.ranking[order] * (source.max(initial=0) + 1) + source[order]
    first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))) if len(key) else np.zeros(0, dtype=np.int64)
    run = np.repeat(first, np.diff(np.append(first, len(key))))
    nth = np.empty(len(key), dtype=np.int64)
    nth[order] = np.arange(len(key)) - run
    return nth
