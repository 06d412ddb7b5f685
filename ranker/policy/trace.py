"""What the rules changed, one rule after the other: enough to get from the model's order to the one that is shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np

SENTENCES = {
    "unknown": "The shop does not sell it any more.",
    "excluded": "It is left out: {because}.",
    "duplicate": "It differs from {because} by size or colour only.",
    "twin": "It takes the place of {because}, which is not left and differs by size or colour only.",
    "boost": "The shop's rules move it: {because}.",
    "margin": "Its margin moves it: {because}.",
    "buried": "The shop's rules put it behind: {because}.",
    "sold_out": "It is not in stock as wished.",
    "diversity": "It is much like {because}, which comes before it.",
    "brand_limit": "Enough of {because} comes before it.",
    "exposure": "It was drawn to be seen more: {because}.",
}


class Change(NamedTuple):
    """What a rule did to a product. Places count from 1; 0 is out.

    `before` and `after` are its places before and after all rules, `stood` and `put` those right before and right
    after this one.
    """

    rule: str  # one of SENTENCES
    product_id: str
    before: int
    after: int
    because: str = ""  # the product, brand or rule that the change is about
    stood: int = 0
    put: int = 0

    @property
    def sentence(self) -> str:
        """Why, for the people of the shop."""
        return SENTENCES[self.rule].format(because=self.because)


class Step(NamedTuple):
    """What one rule did to one product: the change but for the places before and after all rules."""

    rule: str
    product_id: str
    because: str
    stood: int
    put: int


@dataclass(frozen=True, slots=True)
class Trace:
    """Every change, in the order of the rules. Products without a change keep their order among each other.

    `model` and `shown` are the places before and after all rules. A list of hundreds has hundreds of changes: they are
    made as they are asked for.
    """

    steps: tuple[Step, ...]
    model: Mapping[str, int]
    shown: Mapping[str, int]

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(map(self._change, self.steps))

    def of(self, product_id: str) -> tuple[Change, ...]:
        return tuple(self._change(step) for step in self.steps if step.product_id == product_id)

    def about(self, k: int) -> tuple[Change, ...]:
        """The changes of the products that are among the first `k`, or were before the rules."""
        model, shown = self.model, self.shown
        near = {key for key, place in (*model.items(), *shown.items()) if place <= k}
        return tuple(self._change(step) for step in self.steps if step.product_id in near)

    def _change(self, step: Step) -> Change:
        before, after = self.model[step.product_id], self.shown.get(step.product_id, 0)
        return Change(step.rule, step.product_id, before, after, step.because, step.stood, step.put)

    def replay(self, order: Sequence[str]) -> list[str]:
        """What the changes make of the model's order: the products as they are shown."""
        left = list(order)
        for _, group in groupby(self.steps, key=lambda step: step.rule):
            steps = list(group)
            gone = {step.product_id for step in steps}
            left = [product_id for product_id in left if product_id not in gone]
            for step in sorted(steps, key=lambda step: step.put):
                if step.put:
                    left.insert(step.put - 1, step.product_id)
        return left


class Steps:
    """Collects the changes of one list while the rules go over it; the final places are known at the end."""

    def __init__(self, order: Sequence[str]) -> None:
        self._model = _places(order)
        self._steps: list[Step] = []

    def out(self, rule: str, product_id: str, because: str = "") -> None:
        self._steps.append(Step(rule, product_id, because, self._model[product_id], 0))

    def moved(self, rule: str, before: Sequence[str], after: Sequence[str], touched: Mapping[str, str]) -> None:
        """A rule made `after` of `before`; `touched` says for each product that it was about, why.

        Of these the ones are written down that passed another product or were passed: the others did not move.
        """
        if not touched or before == after:
            return
        stood = _places(before)
        self._steps += [
            Step(rule, product_id, touched[product_id], stood[product_id], at + 1)
            for at, product_id in crossed(before, after, touched)
        ]

    def trace(self, order: Sequence[str]) -> Trace:
        """The trace, once the final order is known."""
        return Trace(tuple(self._steps), self._model, _places(order))


def _places(order: Sequence[str]) -> dict[str, int]:
    return {product_id: place for place, product_id in enumerate(order, start=1)}


def crossed(before: Sequence[str], after: Sequence[str], among: Collection[str]) -> list[tuple[int, str]]:
    """(index in `after`, product) of those `among` the products that changed sides with any other."""
    places = _places(before)
    stood = np.array([places[product_id] for product_id in after])
    steady = (np.maximum.accumulate(stood) == stood) & (np.minimum.accumulate(stood[::-1])[::-1] == stood)
    return [(at, after[at]) for at in np.flatnonzero(~steady).tolist() if after[at] in among]


def passed(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The products that one from behind them now stands before; all others are in their old order."""
    places = _places(before)
    stood = np.array([places[product_id] for product_id in after])
    return [after[at] for at in np.flatnonzero(np.maximum.accumulate(stood) > stood).tolist()]
