"""The shopper's wish with as few conditions given up as it takes, in the order of `retrieval.finding.relaxation`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from assistant.reading import Constraints
from retrieval.finding.relaxation import droppable, fewest, fields_without, said


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Conditions that can be met, and the names of those given up, in the order they go."""

    constraints: Constraints
    given_up: tuple[str, ...] = ()


def relax(wanted: Constraints, feasible: Callable[[Constraints], bool]) -> Relaxed | None:
    """The wish with as few conditions given up as it takes; None when that does not help either."""

    def without(names: Collection[str]) -> Constraints:
        return replace(wanted, **fields_without(wanted, names))

    given_up = fewest(droppable(wanted), lambda names: feasible(without(names)))
    return None if given_up is None else Relaxed(without(given_up), said(given_up))
