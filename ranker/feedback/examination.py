"""How likely each place is looked at, learnt from clicks without a single place being shuffled on purpose.

The position-based model: a click is an examination times an attraction, P(click) = θ(place) · γ(query, product). A
product shown at two places for one query is an experiment that the log made by itself (intervention harvesting,
Agarwal et al., WSDM 2019). The ratio θ(k) / θ(l) is the Mantel-Haenszel risk ratio over those products, which is
consistent however few clicks each has; its variance is that of Greenland and Robins (1985). All ratios together give θ
by weighted least squares on logarithms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranker.feedback.log import FloatArray, IntArray, Places

LEAST_CLICKS = 10  # at each of two places, of products shown at both, for their ratio to count
Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Examination:
    """θ of places 1, 2, …, relative to the first, with 95 % limits; `refused` says why it is a guess instead."""

    theta: FloatArray
    low: FloatArray
    high: FloatArray
    products: int  # products shown at two places at least
    refused: str = ""

    def at(self, position: IntArray) -> FloatArray:
        """θ of each position [n]; places beyond the last measured count as the last."""
        found: FloatArray = self.theta[np.minimum(position, len(self.theta)) - 1]
        return found


def examination(places: Places) -> Examination:
    """Learns θ. Where the clicks do not reach, it is 1 / place, the usual assumption, and `refused` says so."""
    deepest = int(places.position.max()) if len(places.position) else 1
    shown, clicks = _tables(places, deepest)
    several = int(((shown > 0).sum(axis=1) > 1).sum())
    pairs = [(k, other) for k in range(deepest) for other in range(k + 1, deepest)]
    found = [(k, other, *ratio) for k, other in pairs if (ratio := _ratio(shown, clicks, k, other)) is not None]
    reached = _reached(found, deepest)
    if reached < 2:
        why = f"of {several} products shown at several places, too few were clicked at two of them"
        guess = 1.0 / np.arange(1, deepest + 1)
        return Examination(guess, guess, guess, several, why)
    logs, errors = _fit([one for one in found if one[1] < reached], reached)
    limits = (np.exp(logs + sign * Z95 * errors) for sign in (0.0, -1.0, 1.0))
    theta, low, high = (np.append(1.0, limit) for limit in limits)
    return Examination(theta, low, high, several)


def _tables(places: Places, deepest: int) -> tuple[FloatArray, FloatArray]:
    """How often each item was shown and clicked at each place, [items, places]."""
    cell = places.item * deepest + places.position - 1
    size = places.items * deepest
    shown = np.bincount(cell, minlength=size).astype(np.float64)
    clicks = np.bincount(cell, weights=places.clicked, minlength=size).astype(np.float64)
    return shown.reshape(-1, deepest), clicks.reshape(-1, deepest)


def _ratio(shown: FloatArray, clicks: FloatArray, k: int, other: int) -> tuple[float, float] | None:
    """log θ(other) / θ(k) and its variance; None where too few clicks tell."""
    both = (shown[:, k] > 0) & (shown[:, other] > 0)
    n1, n0, a, c = shown[both, other], shown[both, k], clicks[both, other], clicks[both, k]
    if a.sum() < LEAST_CLICKS or c.sum() < LEAST_CLICKS:
        return None
    n = n1 + n0
    above, below = float((a * n0 / n).sum()), float((c * n1 / n).sum())
    spread = float((((a + c) * n1 * n0 - a * c * n) / n**2).sum())
    return float(np.log(above / below)), spread / (above * below)


def _reached(found: list[tuple[int, int, float, float]], deepest: int) -> int:
    """How many places from the top are tied to the first by ratios."""
    tied = {0}
    for _ in range(deepest):
        tied |= {other for one in found for other in one[:2] if tied & set(one[:2])}
    return next((place for place in range(deepest) if place not in tied), deepest)


def _fit(found: list[tuple[int, int, float, float]], places: int) -> tuple[FloatArray, FloatArray]:
    """log θ of the places but the first and their standard errors, [places - 1].

    Pairs of places share clicks, so the errors of a full set of independent ratios would be too small: they are
    multiplied by the square root of how many ratios each place takes part in beyond what determines it.
    """
    design = np.zeros((len(found), places))
    for row, (k, other, _, _) in enumerate(found):
        design[row, other], design[row, k] = 1.0, -1.0
    weight = 1.0 / np.array([one[3] for one in found])
    values = np.array([one[2] for one in found])
    normal = (design[:, 1:] * weight[:, None]).T @ design[:, 1:]
    covariance = np.linalg.inv(normal)
    logs = covariance @ ((design[:, 1:] * weight[:, None]).T @ values)
    shared = len(found) / (places - 1)
    return logs, np.sqrt(np.diag(covariance) * shared)
