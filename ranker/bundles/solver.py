"""Chooses one product a role: the exact best under a budget, by mixed-integer programming (HiGHS through SciPy)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

FloatArray = npt.NDArray[np.float64]

TIME_LIMIT = 2.0  # seconds
TIMED_OUT = 1  # SciPy's status
COVERED = 10.0  # what filling a needed role is worth beside an item's value (0 to 1), when not all can be filled
EXTRA = 0.2  # and an extra one


@dataclass(frozen=True, slots=True)
class Option:
    """A product that may fill a role. `price` is in minor units, `value` within 0 to 1."""

    key: str
    role: int
    price: int
    value: float


@dataclass(frozen=True, slots=True)
class Offer:
    """Options that cost less when at least two of them are chosen: what is taken off each, in minor units."""

    id: str
    off: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Problem:
    """Pairs are (smaller, larger) positions in `options`. `together` is added when both are chosen; `apart` never are.

    `needed` says for each role whether it must be filled. `price_weight` is what `scale` minor units of money count
    against the items' values.
    """

    options: Sequence[Option]
    needed: Sequence[bool]
    budget: int | None = None
    together: Mapping[tuple[int, int], float] = field(default_factory=dict)
    apart: frozenset[tuple[int, int]] = frozenset()
    offers: Sequence[Offer] = ()
    forced: frozenset[int] = frozenset()
    price_weight: float = 0.0
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Solution:
    """The chosen options' positions in role order. `gap` is the relative distance to the optimum left open."""

    chosen: tuple[int, ...]
    objective: float
    total: int
    gap: float


def solve(problem: Problem) -> Solution | None:
    """The best choice that fills every needed role within the budget; None when there is none.

    Where the time limit comes before any choice was found, the cheapest one with a gap of 1.
    """
    found = _Program(problem, every_role=True).maximise(_worth(problem))
    if isinstance(found, OutOfTime):
        least = cheapest(problem)
        fits = least is not None and (problem.budget is None or least.total <= problem.budget)
        return replace(least, objective=objective(problem, least.chosen), gap=1.0) if least and fits else None
    return found


def solve_partly(problem: Problem) -> Solution | None:
    """The best choice within the budget that fills as many needed roles as it can."""
    worth = _worth(problem) + [COVERED if problem.needed[option.role] else 0.0 for option in problem.options]
    found = _Program(problem, every_role=False).maximise(worth)
    return found if isinstance(found, Solution) and found.chosen else None


def cheapest(problem: Problem) -> Solution | None:
    """The choice that fills every needed role for the least money, whatever the budget; None when none does."""
    free = Problem(
        problem.options,
        problem.needed,
        None,
        {},
        problem.apart,
        problem.offers,
        problem.forced,
        price_weight=1.0,
        scale=1,
    )
    found = _Program(free, every_role=True).maximise(np.zeros(len(problem.options)))
    return found if isinstance(found, Solution) else None


def cost(problem: Problem, chosen: Sequence[int]) -> int:
    """What the options cost together, each at the best offer that two of them earn, in minor units."""
    active = [offer for offer in problem.offers if sum(at in offer.off for at in chosen) >= 2]
    return sum(problem.options[at].price - max((offer.off.get(at, 0) for offer in active), default=0) for at in chosen)


def objective(problem: Problem, chosen: Sequence[int]) -> float:
    """What `solve` maximises: values, extras and togetherness less the weighted price."""
    worth = _worth(problem)
    pairs = sum(gain for (left, right), gain in problem.together.items() if left in chosen and right in chosen)
    return float(sum(worth[at] for at in chosen) + pairs - problem.price_weight * cost(problem, chosen) / problem.scale)


def _worth(problem: Problem) -> FloatArray:
    return np.array(
        [option.value + (0.0 if problem.needed[option.role] else EXTRA) for option in problem.options], dtype=np.float64
    )


class OutOfTime:
    """The time limit came before any choice was found."""


class _Program:
    """The problem as linear rows over the variables: option chosen, pair chosen, offer earned, reduction taken."""

    def __init__(self, problem: Problem, *, every_role: bool) -> None:
        self.problem = problem
        self.pairs = list(problem.together)
        self.taken = [(offer, at) for offer, found in enumerate(problem.offers) for at in found.off]
        n = len(problem.options)
        self.first_pair, self.first_offer = n, n + len(self.pairs)
        self.first_taken = self.first_offer + len(problem.offers)
        self.size = self.first_taken + len(self.taken)
        self.rows: list[dict[int, float]] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.price = self._prices()
        self._choose(every_role)
        self._join()
        self._reduce()
        if problem.budget is not None:
            self._row(dict(enumerate(self.price)), -np.inf, problem.budget)

    def maximise(self, worth: Sequence[float] | FloatArray) -> Solution | OutOfTime | None:
        gain = np.zeros(self.size)
        gain[: len(worth)] = worth
        gain[self.first_pair : self.first_offer] = list(self.problem.together.values())
        gain -= self.problem.price_weight / self.problem.scale * self.price
        lower = np.zeros(self.size)
        lower[list(self.problem.forced)] = 1.0
        result = optimize.milp(
            -gain,
            integrality=np.ones(self.size),
            bounds=optimize.Bounds(lower, 1.0),
            constraints=self._constraints(),
            options={"time_limit": TIME_LIMIT, "mip_rel_gap": 0.0},
        )
        if result.x is None:
            return OutOfTime() if result.status == TIMED_OUT else None
        options = self.problem.options
        picked = [at for at in range(len(options)) if result.x[at] > 0.5]
        picked.sort(key=lambda at: options[at].role)
        gap = float(result.mip_gap or 0.0)
        return Solution(tuple(picked), -float(result.fun), cost(self.problem, picked), gap)

    def _prices(self) -> FloatArray:
        prices = np.zeros(self.size)
        prices[: len(self.problem.options)] = [option.price for option in self.problem.options]
        for at, (offer, option) in enumerate(self.taken):
            prices[self.first_taken + at] = -self.problem.offers[offer].off[option]
        return prices

    def _row(self, entries: dict[int, float], low: float, high: float) -> None:
        self.rows.append(entries)
        self.low.append(low)
        self.high.append(high)

    def _choose(self, every_role: bool) -> None:
        for role, needed in enumerate(self.problem.needed):
            members = {at: 1.0 for at, option in enumerate(self.problem.options) if option.role == role}
            self._row(members, 1.0 if needed and every_role else 0.0, 1.0)
        by_key: dict[str, list[int]] = {}
        for at, option in enumerate(self.problem.options):
            by_key.setdefault(option.key, []).append(at)
        for same in by_key.values():
            if len(same) > 1:
                self._row(dict.fromkeys(same, 1.0), 0.0, 1.0)
        against: dict[tuple[int, int], list[int]] = {}
        for left, right in sorted(self.problem.apart):
            against.setdefault((left, self.problem.options[right].role), []).append(right)
        for (left, _), others in against.items():  # of one role at most one is chosen: one row for all its options
            self._row({left: 1.0} | dict.fromkeys(others, 1.0), 0.0, 1.0)

    def _join(self) -> None:
        """A pair counts only when both are chosen; a pair that takes away counts as soon as both are."""
        links: dict[tuple[int, int], list[int]] = {}
        options = self.problem.options
        for at, (left, right) in enumerate(self.pairs):
            pair = self.first_pair + at
            links.setdefault((left, options[right].role), []).append(pair)
            links.setdefault((right, options[left].role), []).append(pair)
            if self.problem.together[left, right] < 0:
                self._row({pair: -1.0, left: 1.0, right: 1.0}, -np.inf, 1.0)
        # An option has at most one partner in each role: one tight row for all of them.
        for (option, _), pairs in links.items():
            self._row({option: -1.0} | dict.fromkeys(pairs, 1.0), -np.inf, 0.0)

    def _reduce(self) -> None:
        """An offer is earned by two of its options; an option takes at most one offer, and only when chosen."""
        for offer, found in enumerate(self.problem.offers):
            self._row({self.first_offer + offer: 2.0} | dict.fromkeys(found.off, -1.0), -np.inf, 0.0)
        by_option: dict[int, list[int]] = {}
        for at, (offer, option) in enumerate(self.taken):
            self._row({self.first_taken + at: 1.0, self.first_offer + offer: -1.0}, -np.inf, 0.0)
            by_option.setdefault(option, []).append(self.first_taken + at)
        for option, reductions in by_option.items():
            self._row(dict.fromkeys(reductions, 1.0) | {option: -1.0}, -np.inf, 0.0)

    def _constraints(self) -> optimize.LinearConstraint:
        where = [row for row, entries in enumerate(self.rows) for _ in entries]
        columns = [column for entries in self.rows for column in entries]
        data = [value for entries in self.rows for value in entries.values()]
        matrix = sparse.csr_matrix((data, (where, columns)), shape=(len(self.rows), self.size))
        return optimize.LinearConstraint(matrix, self.low, self.high)
