"""What to give up when nothing meets every wish: as little as possible, in a stated order, and never in silence.

The order is attributes other than colour, rating, offers, colour, brand, and last the price. What a shopper ruled out
(a brand, a word, an attribute, a hidden product) and what they asked to be in stock is never given up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.reading import Constraints
from assistant.tools.conditions import is_colour

PRICE = "price"


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Conditions that can be met, and the names of those given up, in the order above."""

    constraints: Constraints
    given_up: tuple[str, ...] = ()


def relax(wanted: Constraints, feasible: Callable[[Constraints], bool]) -> Relaxed | None:
    """The wish with as few conditions given up as it takes; None when that does not help either.

    Conditions are dropped one after the other until something is found; then each is put back that does no harm.
    """
    if feasible(wanted):
        return Relaxed(wanted)
    droppable = _names(wanted)
    for last in range(1, len(droppable) + 1):
        if feasible(_without(wanted, droppable[:last])):
            break
    else:
        return None
    given_up = droppable[:last]
    for name in droppable[: last - 1]:
        fewer = [other for other in given_up if other != name]
        if feasible(_without(wanted, fewer)):
            given_up = fewer
    said = ("colour" if is_colour(name) else name for name in given_up)
    return Relaxed(_without(wanted, given_up), tuple(dict.fromkeys(said)))


def _names(wanted: Constraints) -> list[str]:
    """What may be given up, first to last; an attribute by its own name."""
    names = [name for name in wanted.attributes if not is_colour(name)]
    names += ["rating"] if wanted.rating_min is not None else []
    names += ["offer"] if wanted.on_offer else []
    names += [name for name in wanted.attributes if is_colour(name)]
    names += ["brand"] if wanted.brands else []
    return names + ([PRICE] if (wanted.price_min, wanted.price_max) != (None, None) else [])


def _without(wanted: Constraints, names: list[str]) -> Constraints:
    left = {name: values for name, values in wanted.attributes.items() if name not in names}
    fewer = replace(wanted, attributes=left)
    if "rating" in names:
        fewer = replace(fewer, rating_min=None)
    if "offer" in names:
        fewer = replace(fewer, on_offer=False)
    if "brand" in names:
        fewer = replace(fewer, brands=())
    if PRICE in names:
        fewer = replace(fewer, price_min=None, price_max=None)
    return fewer
