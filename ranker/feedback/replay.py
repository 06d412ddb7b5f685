"""Other orders of what was shown, judged from the log: by the chances it was made with, or by where shoppers look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranker.feedback.examination import Examination
from ranker.feedback.log import BoolArray, FloatArray, IntArray, Places
from ranker.feedback.off_policy import Logged

PRIOR_LOOKS = 5.0  # examinations that a product's own rate must outweigh
FOLDS = 2


@dataclass(frozen=True, slots=True)
class Target:
    """A policy on the logged rankings. For each logged product [n]: `looks`, how likely the policy lets it be looked
    at, and `stays`, how likely it puts it where it stood. `share` [rankings] is how much of what the policy would show
    is among what was shown."""

    looks: FloatArray
    stays: FloatArray
    share: FloatArray

    @classmethod
    def ordered(cls, places: Places, theta: Examination, score: FloatArray) -> Target:
        """The fixed order by score [n] of the shown products."""
        position = places_by(places, score)
        return cls(theta.at(position), (position == places.position).astype(np.float64), np.ones(places.rankings))

    @classmethod
    def shuffled(cls, places: Places, theta: Examination) -> Target:
        """Every order of the shown products alike."""
        count = np.maximum(1, np.bincount(places.ranking, minlength=places.rankings))
        looked = theta.at(places_by(places, -places.position.astype(np.float64)))
        mean = by_ranking(places, looked) / count
        return cls(mean[places.ranking], 1.0 / count[places.ranking], np.ones(places.rankings))


def by_look(places: Places, theta: Examination, target: Target) -> Logged:
    """The log by the position-based model: a fixed order tells of other orders too, as long as every place is seen.

    A click at place k is worth θ(place under the target) / θ(k) clicks there (Joachims, Swaminathan and Schnabel, WSDM
    2017). The order being given, nothing is left to chance but the clicks: IPS, SNIPS and DR are one and the same here.
    """
    looked = theta.at(places.position)
    attraction = _attraction(places, looked)
    clicks = places.clicked.astype(np.float64)
    expected = by_ranking(places, target.looks * attraction)
    wanted = by_ranking(places, target.looks) / np.maximum(target.share, 1e-12)
    return Logged(places.ranking, clicks, target.looks / looked, looked, looked * attraction, expected, wanted)


def by_propensity(places: Places, theta: Examination, target: Target) -> Logged:
    """The log by its propensities: how likely each product was to stand where it stood (the item-position estimator of
    Li et al., KDD 2018). The position-based model is needed for the prediction of DR only."""
    looked = theta.at(places.position)
    attraction = _attraction(places, looked)
    clicks = places.clicked.astype(np.float64)
    expected = by_ranking(places, target.looks * attraction)
    count = by_ranking(places, np.ones(len(clicks)))
    return Logged(
        places.ranking,
        clicks,
        target.stays / places.propensity,
        np.ones(len(clicks)),
        looked * attraction,
        expected,
        count / np.maximum(target.share, 1e-12),
    )


def attractions(places: Places, looked: FloatArray, among: BoolArray) -> FloatArray:
    """γ of each item [items] from the places marked, drawn towards the mean where little is known; at most 1."""
    item = places.item[among]
    clicks = np.bincount(item, weights=places.clicked[among], minlength=places.items)
    looks = np.bincount(item, weights=looked[among], minlength=places.items)
    mean = float(clicks.sum()) / max(1e-12, float(looks.sum()))
    found: FloatArray = np.minimum(1.0, (clicks + PRIOR_LOOKS * mean) / (looks + PRIOR_LOOKS))
    return found


def places_by(places: Places, score: FloatArray) -> IntArray:
    """The place of each product [n] when every ranking is ordered by score, highest first; ties as shown."""
    order = np.lexsort((places.position, -score, places.ranking))
    first = np.concatenate(([0], np.cumsum(np.bincount(places.ranking, minlength=places.rankings))[:-1]))
    found = np.empty(len(order), dtype=np.int64)
    found[order] = np.arange(len(order)) - first[places.ranking[order]] + 1
    return found


def by_ranking(places: Places, values: FloatArray) -> FloatArray:
    """Values [n] added up by ranking, [rankings]."""
    return np.bincount(places.ranking, weights=values, minlength=places.rankings).astype(np.float64)


def _attraction(places: Places, looked: FloatArray) -> FloatArray:
    """γ of each place's product [n], learnt from the other half of the rankings: none predicts itself."""
    fold = places.ranking % FOLDS
    found = np.empty(len(looked))
    for part in range(FOLDS):
        learnt = attractions(places, looked, fold != part)
        found[fold == part] = learnt[places.item[fold == part]]
    return found
