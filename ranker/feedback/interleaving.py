"""Two rankers in one list, and which one the shopper preferred.

Team-draft interleaving (Radlinski, Kurup and Joachims, CIKM 2008): the rankers take turns like captains who pick teams;
who picks first in a round is drawn. Every place of one ranker is as good as the other's, so clicks compare them fairly,
with about a tenth of the traffic that an A/B test needs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from store.behaviour import RankingShown

ARM = "interleaved"  # a ranking's arm is "interleaved A B"; the source of each place is the ranker that picked it


@dataclass(frozen=True, slots=True)
class Interleaved:
    """Product ids from the top, and for each whether the first ranker picked it."""

    order: tuple[str, ...]
    first_team: tuple[bool, ...]


def team_draft(first: Sequence[str], second: Sequence[str], k: int, rng: np.random.Generator) -> Interleaved:
    """At most `k` products of both lists, none twice; neither team is ever more than one ahead while both can pick."""
    queues = ([*first], [*second])
    picked: dict[str, bool] = {}
    sizes = [0, 0]
    places = [0, 0]
    while len(picked) < k:
        for team in (0, 1):
            while places[team] < len(queues[team]) and queues[team][places[team]] in picked:
                places[team] += 1
        open_teams = [team for team in (0, 1) if places[team] < len(queues[team])]
        if not open_teams:
            break
        behind = [team for team in open_teams if sizes[team] == min(sizes[one] for one in open_teams)]
        team = behind[int(rng.integers(len(behind)))]
        picked[queues[team][places[team]]] = team == 0
        sizes[team] += 1
    return Interleaved(tuple(picked), tuple(picked.values()))


def arm(first: str, second: str) -> str:
    """The arm under which a ranking of these two rankers is logged."""
    return f"{ARM} {first} {second}"


def credit(ranking: RankingShown, clicked: Sequence[bool]) -> tuple[int, int]:
    """Clicks of the first and of the second ranker in a logged ranking. Raises ValueError for another arm."""
    kind, first, second = (*ranking.arm.split(" "), "", "")[:3]
    if kind != ARM or not second:
        raise ValueError(f"{ranking.arm!r} interleaves nothing")
    teams = [shown.source for shown, click in zip(ranking.shown, clicked, strict=True) if click]
    return teams.count(first), teams.count(second)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many rankings each ranker won, and the two-sided sign test of no preference; ties say nothing.

    `share` is the first ranker's share of the decided rankings, with its exact 95 % interval (Clopper-Pearson).
    """

    wins: int
    losses: int
    ties: int
    share: float
    low: float
    high: float
    p: float

    @property
    def preferred(self) -> str:
        """first, second, or "" while chance explains the difference at 5 %."""
        return "" if self.p >= 0.05 else "first" if self.wins > self.losses else "second"


def verdict(credits_: Iterable[tuple[int, int]]) -> Verdict:
    """From each ranking's clicks on the first and the second team. Meant for a number of rankings fixed beforehand."""
    found = list(credits_)
    wins = sum(first > second for first, second in found)
    losses = sum(first < second for first, second in found)
    decided = wins + losses
    if not decided:
        return Verdict(0, 0, len(found), math.nan, 0.0, 1.0, 1.0)
    test = stats.binomtest(wins, decided)
    limits = test.proportion_ci(0.95)
    return Verdict(
        wins, losses, len(found) - decided, wins / decided, float(limits.low), float(limits.high), float(test.pvalue)
    )
