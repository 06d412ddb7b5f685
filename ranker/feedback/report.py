"""Everything that a shop's shown rankings tell, in one report."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from ranker.feedback.arms import ArmSummary, in_several, summaries
from ranker.feedback.bandit import CONTEXTS, Bandit
from ranker.feedback.examination import Examination, examination
from ranker.feedback.interleaving import ARM, Verdict, credit, verdict
from ranker.feedback.log import Answer, Places
from ranker.feedback.off_policy import Estimate, doubly_robust, ips, served, snips
from ranker.feedback.promotion import Promotion, promotion, sampled_target
from ranker.feedback.replay import Target, attractions, by_look, by_propensity, by_ranking


@dataclass(frozen=True, slots=True)
class Policy:
    """A way to order what was shown, and what it would have earned in clicks a ranking: by where shoppers look, and by
    the logged propensities where the log was not made by a fixed order."""

    name: str
    estimates: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """`judged_on` is the newer half of the rankings of the arm that served most answered ones; policies that learn
    learnt from the older half."""

    rankings: int
    clicked: int
    taken: int
    examination: Examination
    arms: tuple[ArmSummary, ...]
    several_arms: int
    interleaved: dict[str, Verdict]
    judged_on: str
    serving: Estimate
    policies: tuple[Policy, ...]
    promotion: Promotion
    bandit: Bandit

    def as_json(self) -> dict[str, Any]:
        """The report for machines; what has no value is null."""
        rates = {context.key: self.bandit.rates(context) for context in CONTEXTS}
        found = {
            "rankings": self.rankings,
            "clicked": self.clicked,
            "taken": self.taken,
            "position_bias": {
                "theta": self.examination.theta.tolist(),
                "low": self.examination.low.tolist(),
                "high": self.examination.high.tolist(),
                "products_at_several_places": self.examination.products,
                "refused": self.examination.refused,
            },
            "arms": [{**asdict(arm), "conversion_interval": arm.converted.interval()} for arm in self.arms],
            "customers_in_several_arms": self.several_arms,
            "interleaved": {name: asdict(one) for name, one in self.interleaved.items()},
            "judged_on": self.judged_on,
            "serving": asdict(self.serving),
            "policies": [asdict(policy) for policy in self.policies],
            "promotion": asdict(self.promotion),
            "bandit": {
                "live": self.bandit.live,
                "until": self.bandit.until,
                "counted": self.bandit.counted,
                "clicks_a_look": rates,
            },
        }
        told: dict[str, Any] = _without_nan(found)
        return told


def report(found: Sequence[Answer], bandit: Bandit, now: datetime, seed: int = 0) -> Report:
    """From all answers, in time order, and the bandit's saved state."""
    places = Places.of(found)
    theta = examination(places)
    arm = _judged_arm(found)
    own = [answer for answer in found if answer.ranking.arm == arm]
    older, newer = own[: len(own) // 2], own[len(own) // 2 :]
    student = Bandit()
    student.learn(older, theta, now)
    serving, policies, decided = _judge(older, newer, theta, student, np.random.default_rng(seed))
    return Report(
        rankings=len(found),
        clicked=sum(any(answer.clicked) for answer in found),
        taken=sum(any(answer.taken) for answer in found),
        examination=theta,
        arms=tuple(summaries(found)),
        several_arms=in_several(found),
        interleaved=_interleaved(found),
        judged_on=f"{len(newer):,} newer rankings of {arm}" if arm else "",
        serving=serving,
        policies=policies,
        promotion=decided,
        bandit=bandit,
    )


def learn(found: Sequence[Answer], bandit: Bandit, theta: Examination, now: datetime, decided: Promotion) -> int:
    """Counts what is new into the bandit and lets it go live, or stop, as decided. Returns the rankings counted."""
    bandit.live = decided.promoted
    return bandit.learn(found, theta, now)


def _judge(
    older: Sequence[Answer], newer: Sequence[Answer], theta: Examination, student: Bandit, rng: np.random.Generator
) -> tuple[Estimate, tuple[Policy, ...], Promotion]:
    """What serves, then: a random order, the order by clicks learnt, and the bandit's, on the newer answers."""
    both = Places.of([*older, *newer])
    late = both.ranking >= len(older)
    learnt = attractions(both, theta.at(both.position), ~late)[both.item[late]]
    places = replace(
        both,
        ranking=both.ranking[late] - len(older),
        position=both.position[late],
        item=both.item[late],
        clicked=both.clicked[late],
        propensity=both.propensity[late],
        rankings=len(newer),
    )
    targets = {
        "random order": Target.shuffled(places, theta),
        "by clicks learnt": Target.ordered(places, theta, learnt),
        "bandit": sampled_target(student, newer, places, theta, rng),
    }
    earned = by_ranking(places, places.clicked.astype(np.float64))
    policies = tuple(Policy(name, _estimates(places, theta, target)) for name, target in targets.items())
    return served(earned), policies, promotion(by_look(places, theta, targets["bandit"]))


def _estimates(places: Places, theta: Examination, target: Target) -> tuple[Estimate, ...]:
    looked = replace(ips(by_look(places, theta, target)), method="by look")
    if (places.propensity >= 1.0).all():
        return (looked,)
    drawn = by_propensity(places, theta, target)
    return looked, ips(drawn), snips(drawn), doubly_robust(drawn)


def _judged_arm(found: Sequence[Answer]) -> str:
    """The arm with the most rankings that were clicked, else with the most rankings."""
    ranked = summaries([answer for answer in found if not answer.ranking.arm.startswith(f"{ARM} ")])
    return max(ranked, key=lambda one: (one.click_rate * one.rankings, one.rankings)).arm if ranked else ""


def _interleaved(found: Sequence[Answer]) -> dict[str, Verdict]:
    pairs = dict.fromkeys(answer.ranking.arm for answer in found if answer.ranking.arm.startswith(f"{ARM} "))
    return {
        name: verdict(credit(answer.ranking, answer.clicked) for answer in found if answer.ranking.arm == name)
        for name in pairs
    }


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
