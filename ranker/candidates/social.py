"""Candidates that people whom the shopper follows, and those whom these follow, chose lately."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ranker.candidates.source import accepted, by_score
from ranker.catalogue import Catalogue
from ranker.ranker import RankRequest
from ranker.recent import Interest, interests
from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from store.behaviour import Event

PEOPLE = 2  # who must have chosen a product: what one person did stays with that person
LISTENED = 40  # people listened to, the nearest first
FRIENDS_OF_FRIENDS = 0.3  # what they count beside the people followed
TRUST_PRIOR = 0.2  # what a person whose taste is unlike, or not known, counts beside one of the same taste
SHRINK = 2.0  # choosers at which a product counts half of what they say
MET = 50  # newest events of a person


class Follows(Protocol):
    def follows(self, customer_id: str) -> Sequence[str]: ...


class Histories(Protocol):
    def history(self, customer_id: str, limit: int = 50) -> Sequence[Event]: ...


class Social:
    """Products that at least `PEOPLE` of those people want, by trust and how lately, shrunk towards nothing.

    Trust is likeness of taste: the cosine between what two people's histories weigh by category and brand, above a
    prior. Who chose what is read for each request and never kept, and no hit says who it came from.
    """

    name = "social"

    def __init__(self, people: Follows, behaviour: Histories, catalogue: Catalogue) -> None:
        self._people = people
        self._behaviour = behaviour
        self._catalogue = catalogue

    def candidates(
        self, request: RankRequest, history: Sequence[Event], k: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]:
        circle = self.circle(request.customer_id)
        past = interests(history, request.now)
        own, met = self._taste(past), {found.product_id for found in past}
        said: dict[str, float] = {}
        choosers: dict[str, int] = {}
        for person, nearness in circle.items():
            chosen = interests(self._behaviour.history(person, MET), request.now)
            trust = nearness * (TRUST_PRIOR + (1 - TRUST_PRIOR) * max(0.0, float(own @ self._taste(chosen))))
            for found in chosen:
                if found.weight > 0 and found.product_id not in met:
                    said[found.product_id] = said.get(found.product_id, 0.0) + trust * found.weight
                    choosers[found.product_id] = choosers.get(found.product_id, 0) + 1
        totals = {
            key: value * choosers[key] / (choosers[key] + SHRINK)
            for key, value in said.items()
            if choosers[key] >= PEOPLE
        }
        return accepted(by_score(totals), k, filters, self._catalogue, self.name)

    def circle(self, customer_id: str) -> dict[str, float]:
        """Those the customer follows, at 1, and whom these follow, at less; at most `LISTENED`."""
        if not customer_id:
            return {}
        followed = list(self._people.follows(customer_id))[:LISTENED]
        circle = dict.fromkeys(followed, 1.0)
        for person in followed:
            for other in self._people.follows(person):
                if len(circle) >= LISTENED:
                    return circle
                if other != customer_id:
                    circle.setdefault(other, FRIENDS_OF_FRIENDS)
        return circle

    def _taste(self, chosen: Sequence[Interest]) -> npt.NDArray[np.float64]:
        """What a history weighs by category and brand, as one unit vector; zeros for none."""
        known = [found for found in chosen if found.product_id in self._catalogue.rows]
        rows = self._catalogue.rows_of([found.product_id for found in known])
        weights = np.array([found.weight for found in known])
        facets = (self._catalogue.facets[name] for name in ("category", "brand"))
        taste = np.concatenate([facet.weigh(rows, weights) for facet in facets])
        length = float(np.linalg.norm(taste))
        return taste / length if length > 0 else taste
