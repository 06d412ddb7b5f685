from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest

from ranker.bundles.solver import EXTRA, Offer, Option, Problem, cheapest, cost, objective, solve, solve_partly


def random_problem(seed: int) -> Problem:
    """Two to four roles with two to four options each, pairs of both signs, forbidden pairs, offers, a tight budget."""
    rng = np.random.default_rng(seed)
    needed = [bool(rng.random() < 0.7) for _ in range(rng.integers(2, 5))]
    options = [
        Option(f"{role}-{number}", role, int(rng.integers(100, 2_000)), float(rng.random()))
        for role in range(len(needed))
        for number in range(rng.integers(2, 5))
    ]
    pairs = [pair for pair in combinations(range(len(options)), 2) if options[pair[0]].role != options[pair[1]].role]
    together = {pair: float(rng.uniform(-0.3, 0.5)) for pair in pairs if rng.random() < 0.4}
    apart = frozenset(pair for pair in pairs if rng.random() < 0.15)
    offers = []
    for name in range(rng.integers(0, 3)):
        scope = [at for at in range(len(options)) if rng.random() < 0.5]
        offers.append(Offer(str(name), {at: options[at].price * int(rng.integers(5, 50)) // 100 for at in scope}))
    forced = frozenset({int(rng.integers(len(options)))}) if rng.random() < 0.3 else frozenset()
    budget = int(rng.integers(500, 5_000))
    return Problem(options, needed, budget, together, apart, offers, forced, float(rng.uniform(0, 1)), budget)


def choices(problem: Problem, every_role: bool) -> list[tuple[int, ...]]:
    """Every choice that the rules allow, by trying all."""
    by_role = [
        [None, *(at for at, option in enumerate(problem.options) if option.role == role)]
        for role in range(len(problem.needed))
    ]
    found = []
    for picks in product(*by_role):
        chosen = tuple(at for at in picks if at is not None)
        if every_role and any(need and pick is None for need, pick in zip(problem.needed, picks, strict=True)):
            continue
        if problem.budget is not None and cost(problem, chosen) > problem.budget:
            continue
        if not problem.forced <= set(chosen) or any(
            left in chosen and right in chosen for left, right in problem.apart
        ):
            continue
        if len({problem.options[at].key for at in chosen}) == len(chosen):
            found.append(chosen)
    return found


@pytest.mark.parametrize("seed", range(150))
def test_it_finds_the_optimum_that_trying_everything_finds(seed: int) -> None:
    problem = random_problem(seed)
    allowed = choices(problem, every_role=True)
    found = solve(problem)
    if not allowed:
        assert found is None
        return
    assert found is not None
    assert found.chosen in allowed
    assert found.objective == pytest.approx(max(objective(problem, chosen) for chosen in allowed), abs=1e-6)
    assert objective(problem, found.chosen) == pytest.approx(found.objective, abs=1e-6)
    assert found.total == cost(problem, found.chosen) <= (problem.budget or 0)
    assert found.gap == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("seed", range(60))
def test_the_nearest_budget_is_the_least_that_any_choice_costs(seed: int) -> None:
    problem = random_problem(seed)
    allowed = choices(replace(problem, budget=None), every_role=True)
    found = cheapest(problem)
    assert (found is None) == (not allowed)
    if found is not None:
        assert found.total == min(cost(problem, chosen) for chosen in allowed)
        assert solve(replace(problem, budget=found.total)) is not None
        assert solve(replace(problem, budget=found.total - 1)) is None


@pytest.mark.parametrize("seed", range(60))
def test_partly_fills_as_many_needed_roles_as_the_budget_allows(seed: int) -> None:
    problem = random_problem(seed)

    def filled(chosen: tuple[int, ...]) -> int:
        return sum(problem.needed[problem.options[at].role] for at in chosen)

    allowed = [chosen for chosen in choices(problem, every_role=False) if chosen]
    found = solve_partly(problem)
    if found is not None:
        assert found.chosen in allowed
        assert filled(found.chosen) == max(map(filled, allowed))


def test_one_product_fills_one_role_only() -> None:
    same = [Option("lamp", 0, 100, 1.0), Option("lamp", 1, 100, 1.0), Option("bulb", 1, 100, 0.1)]
    found = solve(Problem(same, [True, True]))
    assert found is not None
    assert [same[at].key for at in found.chosen] == ["lamp", "bulb"]


def test_an_offer_can_make_a_bundle_affordable() -> None:
    """Two at 1,000 are 2,000; a tenth off both makes 1,800. One alone earns nothing."""
    options = [Option("a", 0, 1_000, 0.5), Option("b", 1, 1_000, 0.5)]
    problem = Problem(options, [True, True], 1_800, offers=[Offer("pair", {0: 100, 1: 100})])
    found = solve(problem)
    assert found is not None
    assert found.total == 1_800
    assert cost(problem, [0]) == 1_000
    assert solve(replace(problem, offers=())) is None


def test_an_extra_is_bought_when_there_is_money_left_and_not_instead_of_what_is_needed() -> None:
    options = [Option("tent", 0, 900, 0.1), Option("lamp", 1, 200, 1.0)]
    rich, poor = (solve(Problem(options, [True, False], budget)) for budget in (1_100, 1_000))
    assert rich is not None
    assert poor is not None
    assert (rich.chosen, poor.chosen) == ((0, 1), (0,))
    assert rich.objective == pytest.approx(0.1 + 1.0 + EXTRA)
