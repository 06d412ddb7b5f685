"""What is predicted, and which outcome only comes after which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from store.behaviour import EventKind


@dataclass(frozen=True, slots=True)
class Task:
    """One outcome. `parent` names the outcome it follows, "" for none: nothing is bought that was not in the cart."""

    name: str
    parent: str = ""


SHOP_TASKS = (Task("click"), Task("like", "click"), Task("cart", "click"), Task("purchase", "cart"))
OUTCOMES = {
    "click": frozenset({EventKind.CLICK, EventKind.VIEW}),
    "like": frozenset({EventKind.LIKE}),
    "cart": frozenset({EventKind.CART}),
    "purchase": frozenset({EventKind.PURCHASE}),
}


def tasks_of(kinds: Iterable[EventKind]) -> tuple[Task, ...]:
    """The tasks whose outcomes a shop records at all; a parent that it does not record is left out of the chain."""
    seen = set(kinds)
    kept = {task.name: task for task in SHOP_TASKS if OUTCOMES[task.name] & seen}
    found = []
    for task in kept.values():
        parent = task.parent
        while parent and parent not in kept:
            parent = next(other.parent for other in SHOP_TASKS if other.name == parent)
        found.append(Task(task.name, parent))
    return tuple(found)


def parents_of(tasks: Iterable[Task]) -> tuple[int, ...]:
    """For each task its parent's place, which comes before it; -1 for none. Raises ValueError otherwise."""
    places: dict[str, int] = {}
    found = []
    for place, task in enumerate(tasks):
        if task.parent and task.parent not in places:
            raise ValueError(f"task {task.name}: its parent {task.parent} does not come before it")
        found.append(places[task.parent] if task.parent else -1)
        places[task.name] = place
    return tuple(found)
