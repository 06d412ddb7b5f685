"""Builds a bundle: goal to roles, roles to products, products to the best choice under the budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ranker.bundles.bundle import Bundle, BundleItem, BundleRequest, Infeasible
from ranker.bundles.choices import BundleIndex, Choice, choices_of, goal_of_categories, with_required
from ranker.bundles.compatibility import apart, together
from ranker.bundles.offers import offers_of
from ranker.bundles.roles import Goal, GoalBook, Role
from ranker.bundles.solver import Option, Problem, Solution, cheapest, solve, solve_partly
from ranker.ranker import Reason
from ranker.ranking import Ranking
from store.money import Money
from store.promotions import Promotion

PAIR_SHARE = 0.5  # what belonging together is worth beside the items themselves
PAIRS = 150  # strongest pairs that the solver weighs
# How much each doubling of the least possible price counts against the items' values.
STYLES: Mapping[str, float] = {"balanced": 0.5, "thrifty": 4.0, "best": 0.0}

GOALS = GoalBook.read()


def build_bundle(
    request: BundleRequest,
    index: BundleIndex,
    ranking: Ranking,
    promotions: Sequence[Promotion] = (),
    goals: GoalBook = GOALS,
) -> Bundle | Infeasible:
    """The balanced bundle for the goal with its thrifty and best alternatives, or why there is none.

    `promotions` are those running now; only the ones for buying together change what a bundle costs, since a record's
    price already has the others.
    """
    filters = replace(request.filters, in_stock=True)
    wanted = ranking.catalogue.many(request.required)
    if len(wanted) < len(set(request.required)) or not all(filters.accept(product) for product in wanted.values()):
        return Infeasible(request.goal, "required")
    goal = goals.find(request.goal) or goal_of_categories(request.goal, index, ranking, filters)
    roles = tuple(role for role in goal.roles if request.roles is None or role.name in request.roles)
    found = [choices_of(number, role, request, ranking, filters) for number, role in enumerate(roles)]
    served = [number for number, choices in enumerate(found) if choices]
    missing = tuple(role.name for number, role in enumerate(roles) if not found[number] and role.needed)
    if len(served) + len(wanted) < 2:
        return Infeasible(goal.name, "nothing_found", missing=missing)
    roles = _two_needed(roles, served)
    choices = with_required([choice for number in served for choice in found[number]], wanted, roles)
    builder = _Builder(request, goal, roles, choices, missing, index, ranking, promotions)
    return builder.build()


class _Builder:
    """One problem, solved in several styles."""

    def __init__(
        self,
        request: BundleRequest,
        goal: Goal,
        roles: Sequence[Role],
        choices: Sequence[Choice],
        missing: tuple[str, ...],
        index: BundleIndex,
        ranking: Ranking,
        promotions: Sequence[Promotion],
    ) -> None:
        self.goal, self.roles, self.choices, self.missing = goal, roles, choices, missing
        self.budget = request.budget
        products = [choice.product for choice in choices]
        self.currency = products[0].price.currency
        vectors = index.vectors([product.id for product in products])
        belonging = together(products, vectors, ranking.statistics)
        filled = {choice.role for choice in choices}
        forced = frozenset(at for at, product in enumerate(products) if product.id in request.required)
        count = max(1, len(filled) - 1)
        self.problem = Problem(
            [Option(c.product.id, c.role, c.product.price.minor, c.value) for c in choices],
            [number in filled and (number >= len(roles) or roles[number].needed) for number in range(_roles(choices))],
            request.budget.minor if request.budget is not None else None,
            _strongest(PAIR_SHARE / count * belonging, choices),
            _forbidden(apart(products, vectors), choices, forced),
            offers_of(products, promotions),
            forced,
            scale=_least(choices),
        )

    def build(self) -> Bundle | Infeasible:
        bundles: list[Bundle] = []
        for style, weight in STYLES.items():
            found = solve(replace(self.problem, price_weight=weight))
            if found is None:
                return self._infeasible()
            bundle = self._bundle(style, found)
            if all(_ids(bundle) != _ids(other) for other in bundles):
                bundles.append(bundle)
        return replace(bundles[0], alternatives=tuple(bundles[1:]))

    def _infeasible(self) -> Infeasible:
        least = cheapest(self.problem)
        partly = solve_partly(replace(self.problem, price_weight=STYLES["balanced"]))
        partial = self._bundle("balanced", partly) if partly is not None else None
        if least is None:
            return Infeasible(self.goal.name, "conflict", partial=partial, missing=self.missing)
        bundle = self._bundle("thrifty", least)
        return Infeasible(self.goal.name, "budget", bundle.total, bundle, partial, self.missing)

    def _bundle(self, style: str, found: Solution) -> Bundle:
        chosen = [self.choices[at] for at in found.chosen]
        items = tuple(self._item(at, found) for at in found.chosen)
        alone = sum(choice.product.price.minor for choice in chosen)
        filled = {choice.role for choice in chosen}
        unfilled = tuple(
            role.name
            for number, role in enumerate(self.roles)
            if role.needed and number not in filled and role.name not in self.missing
        )
        total = Money(found.total, self.currency)
        saving = Money(max(0, alone - found.total), self.currency)
        return Bundle(self.goal.name, style, items, total, saving, self.missing + unfilled, found.gap)

    def _item(self, at: int, found: Solution) -> BundleItem:
        choice = self.choices[at]
        earned = [offer.off for offer in self.problem.offers if sum(other in offer.off for other in found.chosen) >= 2]
        pays = choice.product.price.minor - max((off.get(at, 0) for off in earned), default=0)
        role = self.roles[choice.role].name if choice.role < len(self.roles) else ""
        reasons = (Reason("goal", 1.0, value=role or self.goal.name), *choice.ranked.reasons)
        ranked = replace(choice.ranked, source="bundle", reasons=reasons)
        return BundleItem(role, ranked, choice.product.offer.id, choice.product.price, Money(pays, self.currency))


def _two_needed(roles: Sequence[Role], served: Sequence[int]) -> tuple[Role, ...]:
    """The roles, with extras made needed until two of the served ones are: one thing is not a bundle."""
    needed = [number for number in served if roles[number].needed]
    extras = [number for number in served if not roles[number].needed]
    raised = extras[: max(0, 2 - len(needed))]
    return tuple(replace(role, needed=True) if number in raised else role for number, role in enumerate(roles))


def _least(choices: Sequence[Choice]) -> int:
    """The sum of each role's lowest price, in minor units and at least 1."""
    prices: dict[int, int] = {}
    for choice in choices:
        price = choice.product.price.minor
        prices[choice.role] = min(price, prices.get(choice.role, price))
    return max(1, sum(prices.values()))


def _roles(choices: Sequence[Choice]) -> int:
    return max(choice.role for choice in choices) + 1


def _strongest(gains: npt.NDArray[np.float64], choices: Sequence[Choice]) -> dict[tuple[int, int], float]:
    """The strongest pairs from different roles, with their gain."""
    role = np.array([choice.role for choice in choices])
    left, right = np.nonzero(np.triu(role[:, None] != role[None, :], 1) & (gains > 1e-3))
    best = np.argsort(-gains[left, right], kind="stable")[:PAIRS]
    return {(int(left[at]), int(right[at])): float(gains[left[at], right[at]]) for at in best}


def _forbidden(
    found: npt.NDArray[np.bool_], choices: Sequence[Choice], forced: frozenset[int]
) -> frozenset[tuple[int, int]]:
    """Forbidden pairs from different roles; what the shopper asked for together stays together."""
    left, right = np.nonzero(np.triu(found, 1))
    pairs = zip(left.tolist(), right.tolist(), strict=True)
    return frozenset(
        (a, b) for a, b in pairs if choices[a].role != choices[b].role and not (a in forced and b in forced)
    )


def _ids(bundle: Bundle) -> set[str]:
    return {item.product_id for item in bundle.items}
