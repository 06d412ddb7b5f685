"""Candidates that people whom the shopper follows, and those whom these follow, chose lately or would choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ranker.candidates.source import accepted
from ranker.catalogue import Catalogue
from ranker.ranker import RankRequest
from ranker.recent import interests
from ranker.statistics import Statistics
from retrieval.filters import NO_FILTERS, Filters
from retrieval.retriever import Hit
from store.behaviour import Event

PEOPLE = 2  # who must have chosen a product, or of a category: what one person did stays with that person
LISTENED = 60  # people listened to, the nearest first
FRIENDS_OF_FRIENDS = 0.3  # what they count beside the people followed
TRUST_PRIOR = 0.2  # what a person whose taste is unlike, or not known, counts beside one of the same taste
SHRINK = 2.0  # choosers at which a product counts half of what they say
CIRCLE_SHARE = 0.2  # what a popular product of the circle's categories counts beside one that they chose
MET = 50  # newest events of a person

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


class Follows(Protocol):
    def follows(self, customer_id: str) -> Sequence[str]: ...


class Histories(Protocol):
    def history(self, customer_id: str, limit: int = 50) -> Sequence[Event]: ...


class Social:
    """What at least `PEOPLE` of those people want: what they chose, then what is popular in categories they favour.

    A person counts by trust, which is likeness of taste: the cosine between what two people's histories weigh by
    category and brand, or by product where that is higher, above a prior. What few said is shrunk towards nothing. Who
    chose what is read for each request and never kept, and no hit says who it came from.
    """

    name = "social"

    def __init__(self, people: Follows, behaviour: Histories, statistics: Statistics, catalogue: Catalogue) -> None:
        self._people = people
        self._behaviour = behaviour
        self._statistics = statistics
        self._catalogue = catalogue

    def candidates(
        self, request: RankRequest, history: Sequence[Event], k: int, filters: Filters = NO_FILTERS
    ) -> list[Hit]:
        circle = self.circle(request.customer_id)
        if len(circle) < PEOPLE:
            return []
        catalogue = self._catalogue
        past = self._liked(history, request)
        own, mine = self._taste(*past), np.zeros(len(catalogue.ids))
        mine[past[0]] = past[1] / max(1e-12, float(np.linalg.norm(past[1])))
        said = np.zeros((2, len(catalogue.ids)))  # by product: weight, people
        favoured = np.zeros((2, len(catalogue.facets["category"].values)))  # by category: weight, people
        for person, nearness in circle.items():
            rows, weights = self._liked(self._behaviour.history(person, MET), request)
            taste = self._taste(rows, weights)
            shared = float(mine[rows] @ weights) / max(1e-12, float(np.linalg.norm(weights)))
            trust = nearness * (TRUST_PRIOR + (1 - TRUST_PRIOR) * max(shared, float(own @ taste)))
            said[:, rows] += np.stack([trust * weights, np.ones(len(rows))])
            categories = taste[: favoured.shape[1]]
            favoured += np.stack([trust * categories, categories > 0])
        scores = _shrunk(said) + CIRCLE_SHARE * self._popular(_shrunk(favoured))
        scores[past[0]] = 0.0
        order = np.argsort(-scores, kind="stable")[: int((scores > 0).sum())]
        ordered = ((catalogue.ids[row], float(scores[row])) for row in order)
        return accepted(ordered, k, filters, catalogue, self.name)

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

    def _liked(self, history: Sequence[Event], request: RankRequest) -> tuple[IntArray, FloatArray]:
        """The rows of what speaks for the person's taste, and how much."""
        found = [one for one in interests(history, request.now) if one.weight > 0]
        found = [one for one in found if one.product_id in self._catalogue.rows]
        rows = self._catalogue.rows_of([one.product_id for one in found])
        return rows, np.array([one.weight for one in found], dtype=np.float64)

    def _taste(self, rows: IntArray, weights: FloatArray) -> FloatArray:
        """What a history weighs by category, then by brand, as one unit vector; zeros for none."""
        facets = (self._catalogue.facets[name] for name in ("category", "brand"))
        taste = np.concatenate([facet.weigh(rows, weights) for facet in facets])
        length = float(np.linalg.norm(taste))
        return taste / length if length > 0 else taste

    def _popular(self, favoured: FloatArray) -> FloatArray:
        """By product, popularity times how much its narrowest category is favoured [categories]."""
        ids = self._catalogue.ids
        codes = self._catalogue.facets["category"].codes[: len(ids), 0]
        return favoured[codes] * self._statistics.of(ids)


def _shrunk(said: FloatArray) -> FloatArray:
    """Weights [0] shrunk by how many people [1] they are of; 0 for fewer than `PEOPLE`."""
    weight, people = said
    return np.where(people >= PEOPLE, weight * people / (people + SHRINK), 0.0)
