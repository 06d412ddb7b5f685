"""A/B tests: who is in which arm, and whether the counts decide anything yet."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass

from scipy import stats

ALPHA = 0.05
POWER = 0.8
MISMATCH = 0.001  # below this chance the arms' sizes are no accident: something loses or doubles shoppers
Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Experiment:
    """Arms with their shares, which add up to 1. The name is the salt: another experiment mixes people anew."""

    name: str
    arms: Mapping[str, float]

    def __post_init__(self) -> None:
        if not self.name or len(self.arms) < 2 or min(self.arms.values()) <= 0:
            raise ValueError("an experiment has a name and at least two arms, each with a share above 0")
        if not math.isclose(sum(self.arms.values()), 1.0, abs_tol=1e-9):
            raise ValueError(f"the shares of {self.name} add up to {sum(self.arms.values()):g} instead of 1")

    def arm_of(self, unit: str) -> str:
        """The arm of a customer or session id: always the same, and nothing is stored. Raises ValueError for ""."""
        if not unit:
            raise ValueError("nobody is in no arm: give a customer or session id")
        digest = hashlib.sha256(f"{self.name}\0{unit}".encode("utf-8", "surrogatepass")).digest()
        place = int.from_bytes(digest[:8], "big") / 2**64
        total = 0.0
        for arm, share in self.arms.items():
            total += share
            if place < total:
                return arm
        return arm


@dataclass(frozen=True, slots=True)
class Counts:
    """Units (customers or sessions) in an arm, and those that converted."""

    units: int
    conversions: int

    @property
    def rate(self) -> float:
        return self.conversions / self.units if self.units else math.nan

    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the rate."""
        if not self.units:
            return 0.0, 1.0
        limits = stats.binomtest(self.conversions, self.units).proportion_ci(0.95, method="wilson")
        return float(limits.low), float(limits.high)


@dataclass(frozen=True, slots=True)
class Decision:
    """`difference` is treatment minus control with Newcombe's 95 % interval; `needed` units an arm detect `effect`.

    A fixed-horizon test: `decided` is "" until both arms have `needed` units, whatever the interval says before; then
    it is treatment, control, or no difference. `mismatch` is the chance of arms so unequal; `decided` stays "" below
    .001, since something is wrong with the assignment.
    """

    difference: float
    low: float
    high: float
    effect: float
    needed: int
    mismatch: float
    decided: str
    why: str


def decide(control: Counts, treatment: Counts, effect: float, share: float = 0.5) -> Decision:
    """`effect` is the smallest difference of rates that matters; `share` of the units was meant for the treatment."""
    low, high = newcombe(control, treatment)
    difference = treatment.rate - control.rate
    needed = sample_size(control.rate, effect) if control.units else 0
    mismatch = ratio_mismatch(control.units, treatment.units, share)
    smallest = min(control.units, treatment.units)
    decided, why = "", ""
    if mismatch < MISMATCH:
        why = f"the arms have {control.units:,} and {treatment.units:,} units: no accident (p {mismatch:.1g})"
    elif not smallest or smallest < needed:
        why = f"{smallest:,} of {needed:,} units in the smaller arm: too early to decide"
    else:
        decided = "treatment" if low > 0 else "control" if high < 0 else "no difference"
        why = f"the difference is {difference:+.4f}, between {low:+.4f} and {high:+.4f}"
    return Decision(difference, low, high, effect, needed, mismatch, decided, why)


def sample_size(rate: float, effect: float) -> int:
    """Units in each arm to detect `rate` ± `effect` at 5 % with 80 % power (normal approximation, Fleiss 1981)."""
    if not 0 < effect < 1:
        raise ValueError(f"an effect of {effect} is not between 0 and 1")
    other = rate + effect if rate + effect <= 1 else rate - effect
    mean = (rate + other) / 2
    za, zb = stats.norm.isf(ALPHA / 2), stats.norm.isf(1 - POWER)
    spread = za * math.sqrt(2 * mean * (1 - mean)) + zb * math.sqrt(rate * (1 - rate) + other * (1 - other))
    return math.ceil(float(spread / effect) ** 2)


def newcombe(control: Counts, treatment: Counts) -> tuple[float, float]:
    """95 % interval of treatment minus control (Newcombe 1998, method 10: from Wilson's intervals)."""
    if not control.units or not treatment.units:
        return -1.0, 1.0
    (low0, high0), (low1, high1) = control.interval(), treatment.interval()
    difference = treatment.rate - control.rate
    down = math.hypot(treatment.rate - low1, high0 - control.rate)
    up = math.hypot(high1 - treatment.rate, control.rate - low0)
    return difference - down, difference + up


def ratio_mismatch(control: int, treatment: int, share: float = 0.5) -> float:
    """The chance of arms at least so far from the share meant for the treatment (chi-square, one degree of freedom)."""
    total = control + treatment
    if not total:
        return 1.0
    expected = (total * (1 - share), total * share)
    chi = sum((seen - meant) ** 2 / meant for seen, meant in zip((control, treatment), expected, strict=True))
    return float(stats.chi2.sf(chi, 1))
